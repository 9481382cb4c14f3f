"""A combo box without room for its text says so."""

from pytestqt.qtbot import QtBot

from workbench.widgets.elided_combo_box import ElidedComboBox


def test_that_a_text_without_room_ends_in_an_ellipsis_and_is_whole_where_there_is_room(qtbot: QtBot) -> None:
    box = ElidedComboBox()
    qtbot.addWidget(box)
    text = "Watched, from step 499: return 500.0, 500 steps, up to the time limit"
    box.addItem(text)
    box.resize(160, 30)
    box.show()
    assert box.shown.endswith("…")
    assert text.startswith(box.shown[:-1])
    box.resize(900, 30)
    assert box.shown == text
    box.setPlaceholderText("none of them")
    box.setCurrentIndex(-1)
    assert box.shown == "none of them"
    image = box.grab().toImage()
    assert not image.isNull()
