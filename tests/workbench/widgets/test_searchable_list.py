"""A list that can be searched, and that takes other words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from workbench.widgets.searchable_list import SearchableList

GROUPS = {"Poles": ["CartPole-v1", "Acrobot-v1"], "Landers": ["LunarLander-v3"]}


@pytest.fixture
def field(qtbot) -> SearchableList:
    made = SearchableList()
    qtbot.addWidget(made)
    made.set_groups(GROUPS)
    made.show_word("CartPole-v1")
    return made


@pytest.fixture
def told(field) -> list[str]:
    words: list[str] = []
    field.chosen.connect(words.append)
    return words


def type_in(qtbot, field: SearchableList, text: str) -> None:
    """Types over the word, and presses Enter."""
    # A click selects the word, so that typing searches for another. Keys go to the list, which passes them on.
    qtbot.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, text)
    field.completer().popup().hide()
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_that_a_word_without_room_ends_in_dots_until_it_is_written_in(field, qtbot) -> None:
    field.resize(90, 30)
    field.show()
    qtbot.waitExposed(field)
    assert field.lineEdit().text() == "CartPole-v1"
    assert field.lineEdit().shown.endswith("…")
    field.resize(300, 30)
    qtbot.waitUntil(lambda: field.lineEdit().shown == "CartPole-v1")


def test_that_headings_cant_be_chosen(field) -> None:
    rows = [field.model().item(row) for row in range(field.count())]
    assert [row.text() for row in rows] == ["Poles", "CartPole-v1", "Acrobot-v1", "Landers", "LunarLander-v3"]
    assert [bool(row.flags() & Qt.ItemFlag.ItemIsSelectable) for row in rows] == [False, True, True, False, True]


def test_that_a_word_is_found_by_any_part_of_it(field) -> None:
    field.completer().setCompletionPrefix("lander")
    assert [field.completer().currentCompletion()] == ["LunarLander-v3"]
    field.completer().setCompletionPrefix("Poles")
    assert field.completer().completionCount() == 0, "a heading is no word"


def test_that_words_that_fit_are_listed_to_their_ends_however_narrow_the_field_is(field, qtbot) -> None:
    field.resize(90, 30)
    field.show()
    qtbot.waitExposed(field)
    qtbot.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field, "o")
    popup = field.completer().popup()
    widest = max(field.fontMetrics().horizontalAdvance(word) for words in GROUPS.values() for word in words)
    assert popup.isVisible()
    assert popup.width() > widest


def test_that_a_word_picked_or_typed_is_reported_once_and_showing_one_tells_nobody(qtbot, field, told) -> None:
    field.show_word("Acrobot-v1")
    assert told == []
    field.activated.emit(1)
    assert told == ["CartPole-v1"]
    field.show_word("CartPole-v1")
    field.activated.emit(1)
    assert told == ["CartPole-v1"]
    type_in(qtbot, field, "  My/Own-v0 ")
    assert told == ["CartPole-v1", "My/Own-v0"]


def test_that_a_refused_word_and_a_given_up_one_go_back(qtbot, field, told) -> None:
    type_in(qtbot, field, "nonsense")
    field.show_word(field.word())
    assert field.lineEdit().text() == "CartPole-v1"
    qtbot.keyClicks(field, "abc")
    assert field.lineEdit().text() != "CartPole-v1"
    field.completer().popup().hide()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.lineEdit().text() == "CartPole-v1"
    type_in(qtbot, field, " ")
    assert field.lineEdit().text() == "CartPole-v1"
    assert told == ["nonsense"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_that_tab_takes_the_only_word_that_fits_also_while_it_is_listed(qtbot, key) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    row, field, told = QHBoxLayout(around), SearchableList(), []
    field.set_groups(GROUPS)
    field.chosen.connect(told.append)
    for widget in (QLineEdit(), field, QLineEdit()):
        row.addWidget(widget)
    with qtbot.waitActive(around):
        around.show()
        around.activateWindow()
    qtbot.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.keyClicks(field.lineEdit(), "acro")
    popup = field.completer().popup()
    assert popup.isVisible()
    qtbot.keyClick(popup, key)
    assert not popup.isVisible()
    assert not field.hasFocus()
    assert told == ["Acrobot-v1"]


def test_that_a_last_row_offers_more_and_is_no_word(qtbot, field, told) -> None:
    wanted = []
    field.more_wanted.connect(lambda: wanted.append(True))
    field.set_groups(GROUPS, more="Others…")
    assert field.itemText(field.count() - 1) == "Others…"
    field.completer().setCompletionPrefix("Others")
    assert field.completer().completionCount() == 0
    field.activated.emit(field.count() - 1)
    assert (wanted, told, field.currentText()) == ([True], [], "CartPole-v1")
    field.set_groups(GROUPS)
    field.activated.emit(field.count() - 1)
    assert (wanted, told) == ([True], ["LunarLander-v3"])


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_PageDown])
def test_that_stepping_through_the_words_ends_at_the_last_word(qtbot, field, told, key) -> None:
    wanted = []
    field.more_wanted.connect(lambda: wanted.append(True))
    field.set_groups(GROUPS, more="Others…")
    field.show_word("LunarLander-v3")
    qtbot.keyClick(field, key)
    assert (wanted, told, field.currentText()) == ([], [], "LunarLander-v3")
