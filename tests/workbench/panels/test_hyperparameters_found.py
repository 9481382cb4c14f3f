"""Finding a hyperparameter: search, changed only, what applies, and numbers that can be read."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea

from workbench.panels.hyperparameters.panel import FIRST, HyperparametersPanel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot, theme_source, icons) -> HyperparametersPanel:
    made = HyperparametersPanel(theme_source, icons)
    qtbot.addWidget(made)
    made.resize(330, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def visible(panel: HyperparametersPanel) -> set[str]:
    return {name for name, row in panel.rows.items() if row.isVisible()}


def said(panel: HyperparametersPanel) -> set[str]:
    return {label.text() for label in panel.findChildren(QLabel) if label.isVisible()}


def test_that_typing_finds_by_label_group_and_name_also_in_closed_groups(panel) -> None:
    panel.set_collapsed_groups(["Optimisation"])
    panel.find()
    QTest.keyClicks(panel.search.field, "learning rate")
    assert visible(panel) == {"learning_rate", "learning_rate_schedule", "learning_rate_end", "learning_rate_steps"}
    assert panel.sections["Optimisation"].isVisible()
    assert not panel.sections["Replay"].isVisible()
    panel.search.field.selectAll()
    QTest.keyClicks(panel.search.field, "learning_rate_steps")
    assert visible(panel) == {"learning_rate_steps"}
    QTest.keyClick(panel.search.field, Qt.Key.Key_Escape)
    assert "gamma" in visible(panel)
    assert "learning_rate_steps" not in visible(panel), "its group is closed again"
    assert panel.collapsed_groups() == ["Optimisation"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("lr", {"learning_rate", "learning_rate_schedule", "learning_rate_end", "learning_rate_steps"}),
     ("DDQN", {"double"}), ("c51", {"value_head"}), ("ReLU", {"activation"}), ("adamw", {"optimizer"})],
)  # fmt: skip
def test_that_typing_finds_by_short_forms_and_choices(panel, typed: str, found: set[str]) -> None:
    panel.find()
    QTest.keyClicks(panel.search.field, typed)
    assert visible(panel) == found


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_that_enter_goes_from_the_search_to_the_first_row_that_was_found(panel, key) -> None:
    panel.find()
    QTest.keyClicks(panel.search.field, "zzz")
    QTest.keyClick(panel.search.field, key)
    assert panel.focusWidget() is panel.search.field, "there is nowhere to go"
    panel.find()
    QTest.keyClicks(panel.search.field, "gamma")
    QTest.keyClick(panel.search.field, key)
    assert panel.focusWidget() is panel.rows["gamma"].field
    QTest.keyClicks(panel.focusWidget(), "0.9")
    QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert panel.values()["gamma"] == 0.9


def test_that_who_goes_to_a_changed_row_types_a_value_and_resets_nothing(panel) -> None:
    for value in (0.9, 0.8):
        panel.go_to("gamma")
        QTest.keyClicks(panel.focusWidget(), str(value))
        QTest.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
        assert panel.values()["gamma"] == value
    panel.set_values({"double": False, "optimizer": "rmsprop"})
    for name in ("double", "optimizer"):
        panel.go_to(name)
        assert panel.focusWidget() is panel.rows[name].editor()


def test_that_only_the_changed_ones_can_be_shown(panel, qtbot) -> None:
    panel.rows["gamma"].take(0.9)
    QTest.mouseClick(panel.search.changed_only, LEFT, pos=panel.search.changed_only.rect().center() / 2)
    assert visible(panel) == {"gamma"}
    QTest.mouseClick(panel.reset_all_button, LEFT)
    assert visible(panel) == set()
    assert "Nothing is changed." in said(panel)
    handle = panel.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: not handle.isEnabled())  # There is nothing to scroll.
    QTest.keyClicks(panel.search.field, "zzz")
    assert "No changed hyperparameter fits; Esc shows all that are changed." in said(panel)
    QTest.keyClick(panel.search.field, Qt.Key.Key_Escape)
    QTest.mouseClick(panel.search.changed_only, LEFT, pos=panel.search.changed_only.rect().center() / 2)
    assert "learning_rate" in visible(panel)
    qtbot.waitUntil(handle.isEnabled)


def test_that_what_only_concerns_images_is_shown_for_images_alone(panel) -> None:
    assert "frame_stack" not in visible(panel)
    panel.set_environment("CartPole-v1")
    assert "convolutions" not in visible(panel)
    panel.set_values({"convolutions": "small"})
    assert "convolutions" in visible(panel), "it is what the next run would refuse"


@pytest.mark.parametrize("typed", ["50,000", "50000", "50 000", "5e4", " 50_000 "])
def test_that_whole_numbers_are_shown_and_read_with_their_thousands_set_off(panel, typed: str) -> None:
    row = panel.rows["capacity"]
    assert row.field.text() == "200,000"
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, typed)
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert panel.values()["capacity"] == 50_000
    assert row.field.text() == "50,000"


def test_that_the_signs_of_a_chinese_keyboard_are_read(panel) -> None:
    for name, typed, value in (("capacity", "５０，０００", 50_000), ("hidden_sizes", "64，32", (64, 32))):
        field = panel.rows[name].field
        field.setText(typed)  # As an input method does: QTest presses keys of ASCII alone.
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert panel.values()[name] == value


@pytest.mark.parametrize("typed", ["50,00", "5,0000", "0,5"])
def test_that_a_comma_that_sets_no_thousands_off_is_refused(panel, typed: str) -> None:
    row = panel.rows["capacity"]
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, typed)
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert row.field.is_refused()
    assert panel.values()["capacity"] == 200_000


def test_that_the_eight_that_matter_most_stand_first_and_follow_what_is_chosen(panel: HyperparametersPanel) -> None:
    def standing_first() -> list[str]:
        layout = panel.sections[FIRST].body
        rows = [layout.itemAt(place).widget() for place in range(layout.count())]
        return [name for row in rows for name, known in panel.rows.items() if known is row]

    expected = [
        "learning_rate",
        "gamma",
        "hidden_sizes",
        "batch_size",
        "n_step",
        "epsilon_decay_steps",
        "tau",
        "capacity",
    ]
    assert standing_first() == expected
    panel.set_values({"target_sync": "hard"})
    assert standing_first() == [name.replace("tau", "target_interval") for name in expected]
    panel.set_values({"target_sync": "soft"})
    assert standing_first() == expected
    target = panel.sections["Target network"].body if "Target network" in panel.sections else None
    if target is not None:
        places = [name for name, row in panel.rows.items() if target.indexOf(row) >= 0]
        assert places == [name for name in panel.rows if name in places]
    panel.search.field.setText("discount")
    assert [name for name, row in panel.rows.items() if not row.isHidden()] == ["gamma"]
    assert panel.sections[FIRST].isVisible()
