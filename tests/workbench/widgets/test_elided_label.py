"""A label that ends in … where it has no room."""

from pytestqt.qtbot import QtBot

from workbench.widgets.elided_label import ElidedLabel

WHOLE = "1 of every 17 points shown; every peak is kept"


def test_that_it_is_cut_with_dots_and_whole_in_its_tip_and_for_screen_readers(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.show_text(WHOLE)
    label.resize(label.sizeHint())
    label.show()
    assert (label.text(), label.toolTip()) == (WHOLE, "")
    label.resize(60, 20)
    assert label.text().endswith("…")
    assert WHOLE in label.toolTip()
    assert (label.whole, label.accessibleName()) == (WHOLE, WHOLE)
    label.show_text("2")
    assert (label.text(), label.toolTip()) == ("2", "")
