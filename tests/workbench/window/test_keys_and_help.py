"""What the keyboard reaches, and where help is found."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QMessageBox, QWidget

from dqn_engine.messages.reports import RunState
from tests.workbench.conftest import Stage
from workbench.command_line import Perspective
from workbench.state.manual_pages import heading_slug, read_pages
from workbench.widgets.dock_title import DockTitle
from workbench.widgets.mnemonics import with_letters
from workbench.window.help import CHANGES, GLOSSARY, PAGES
from workbench.window.help_window import HelpWindow
from workbench.window.shortcuts import ShortcutsDialog

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


@pytest.fixture
def shown(stage: Stage) -> Stage:
    window = stage.window
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(1400, 900)
    window.show()
    stage.bot.waitExposed(window)
    window.activateWindow()
    return stage.ready()


def menus_of(stage: Stage) -> list[QMenu]:
    return [action.menu() for action in stage.window.menuBar().actions()]


def place_with_focus(stage: Stage) -> str:
    return place_of(stage, QApplication.focusWidget())


def place_of(stage: Stage, focus: QWidget | None) -> str:
    parts = {"run_bar": stage.window.panels.run_bar} | {
        name: stage.window.docks.place(name) for name in stage.window.docks.names()
    }
    return next((name for name, place in parts.items() if focus and place.isAncestorOf(focus)), "")


def test_that_f6_goes_round_the_panels_and_comes_back_to_where_it_was_in_each(shown: Stage) -> None:
    rate = shown.window.panels.hyperparameters.rows["learning_rate"].field
    rate.setFocus()
    shown.bot.keyClick(rate, Qt.Key.Key_F6)
    visited = [place_with_focus(shown)]
    while visited[-1] != "hyperparameters":
        assert len(visited) < 20, visited
        shown.bot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        visited.append(place_with_focus(shown))
    assert {"run_bar", "log", "view"} <= set(visited)
    assert len(visited) == len(set(visited))
    assert QApplication.focusWidget() is rate
    shown.bot.keyClick(rate, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert place_with_focus(shown) == visited[-2]


@pytest.mark.parametrize("perspective", Perspective)
def test_that_f6_never_comes_to_the_buttons_of_a_heading(shown: Stage, perspective: Perspective) -> None:
    shown.window.panels.actions.perspectives[perspective].trigger()
    visited = set()
    for _ in range(30):
        shown.window.panels.actions.next_panel.trigger()
        widget = QApplication.focusWidget()
        assert not any(title.isAncestorOf(widget) for title in shown.window.findChildren(DockTitle)), widget
        visited.add(widget)
        if place_with_focus(shown) == "run_bar" and len(visited) > 1:
            break
    assert len(visited) > 3


def test_that_a_panel_in_which_nothing_takes_the_keyboard_has_it_itself_where_its_frame_is_seen(shown: Stage) -> None:
    panel, place = shown.window.docks.widget("priorities"), shown.window.docks.place("priorities")
    for _ in range(12):
        shown.window.panels.actions.next_panel.trigger()
        if place.isAncestorOf(QApplication.focusWidget()):
            break
    assert QApplication.focusWidget() is panel, "and not what it covers"


def test_that_tab_goes_through_what_is_seen_in_the_order_of_reading_and_to_nothing_unseen(shown: Stage) -> None:
    rows = shown.window.panels.hyperparameters.rows
    search = shown.window.panels.hyperparameters.search
    behind = shown.window.docks.place("checkpoints")
    assert behind.isVisible(), "Qt only moves it out of sight"
    assert behind.visibleRegion().isEmpty()
    search.field.setFocus()
    visited = [search.field]
    while not (len(visited) > 1 and visited[-1] is search.field):
        assert len(visited) < 300
        shown.bot.keyClick(visited[-1], Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    in_order = [search.changed_only, *(rows[name].field for name in ("learning_rate", "gamma", "batch_size"))]
    assert [widget for widget in visited if widget in in_order] == in_order
    until_batch_size = visited[: visited.index(in_order[-1])]
    assert all(shown.window.docks.place("hyperparameters").isAncestorOf(widget) for widget in until_batch_size)
    assert not any(behind.isAncestorOf(widget) for widget in visited)
    assert not any(widget.visibleRegion().isEmpty() for widget in visited if widget.parent() is shown.window)
    assert {"run_bar", "log", "view"} <= {place_of(shown, widget) for widget in visited}
    shown.bot.keyClick(search.field, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is visited[-2]


def test_that_what_had_the_keyboard_and_greys_out_or_goes_leaves_space_to_the_window(shown: Stage) -> None:
    shown.window.panels.actions.start.trigger()
    shown.until_state(RunState.TRAINING)
    panel = shown.window.panels.hyperparameters
    panel.rows["gamma"].field.setFocus()
    shown.bot.mouseClick(panel.search.changed_only, Qt.MouseButton.LeftButton)
    assert not panel.rows["gamma"].field.isVisible()
    shown.bot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    shown.until_state(RunState.PAUSED)
    assert shown.window.docks.perspective is Perspective.TRAIN
    panel.search.changed_only.click()
    slow = shown.view.speed_buttons[0.5]
    slow.setFocus(Qt.FocusReason.TabFocusReason)
    slow.setEnabled(False)
    assert place_with_focus(shown) == "view"
    shown.bot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    shown.until_state(RunState.TRAINING)


def test_that_a_panel_that_floats_has_the_keyboard_when_it_is_looked_in_and_tab_goes_through_it_as_it_is_read(
    shown: Stage,
) -> None:
    window, panel = shown.window, shown.window.panels.hyperparameters
    dock = window.docks.dock("hyperparameters")
    dock.setFloating(True)
    window.activateWindow()
    window.centralWidget().setFocus()
    window.panels.actions.find.trigger()
    shown.until(panel.search.field.hasFocus)
    assert QApplication.activeWindow() is dock
    visited: list[QWidget] = [panel.search.field]
    while len(visited) < 20:
        shown.bot.keyClick(visited[-1], Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget())
    assert all(dock.isAncestorOf(widget) for widget in visited)
    in_order = [panel.search.changed_only, *(panel.rows[name].field for name in ("learning_rate", "gamma"))]
    assert [widget for widget in visited if widget in in_order] == in_order


def test_that_a_closed_panel_is_left_out(shown: Stage) -> None:
    shown.window.docks.dock("hyperparameters").close()
    visited = set()
    for _ in range(12):
        shown.window.panels.actions.next_panel.trigger()
        visited.add(place_with_focus(shown))
    assert "hyperparameters" not in visited
    assert "view" in visited


def test_that_every_entry_of_an_open_menu_has_a_letter_of_its_own(shown: Stage) -> None:
    before = {action: action.text() for menu in menus_of(shown) for action in menu.actions()}
    for menu in menus_of(shown):
        menu.popup(shown.window.mapToGlobal(shown.window.rect().center()))
        letters = [re.search(r"&(\w)", action.text()) for action in menu.actions() if action.text()]
        assert all(letters), [action.text() for action in menu.actions()]
        assert "&" not in "".join(action.iconText() for action in menu.actions())
        pressed = [letter[1].lower() for letter in letters if letter]
        assert len(pressed) == len(set(pressed)), menu.title()
        menu.close()
    assert before == {action: action.text() for menu in menus_of(shown) for action in menu.actions()}


def test_that_a_letter_in_an_open_menu_does_what_stands_there(shown: Stage) -> None:
    menu = next(menu for menu in menus_of(shown) if menu.title() == "&View")
    menu.popup(shown.window.mapToGlobal(shown.window.rect().center()))
    text = shown.window.panels.actions.full_screen.text()
    shown.bot.keyClick(menu, text[text.index("&") + 1])
    assert shown.window.panels.actions.full_screen.isChecked()


def test_that_an_earlier_entry_takes_another_letter_where_a_later_one_has_no_other() -> None:
    assert with_letters(["Abc", "Ab", "A"]) == ["Ab&c", "A&b", "&A"]


def test_that_no_english_entry_needs_a_letter_in_brackets(shown: Stage) -> None:
    entries = [with_letters([action.text() for action in menu.actions()]) for menu in menus_of(shown)]
    assert [text for texts in entries for text in texts if "(&" in text and text.isascii()] == []


def test_that_words_without_letters_get_one_in_brackets() -> None:
    assert with_letters(["Open", "Open recent", "", "&Other", "打开", "打开运行…"]) == [
        "O&pen", "Open &recent", "", "&Other", "打开(&E)", "打开运行(&N)…",
    ]  # fmt: skip


def test_that_undo_and_what_it_undoes_has_the_letter_of_undo_behind_that_word() -> None:
    assert with_letters(["撤销 批大小 → 512", "重做 批大小 → 256"]) == [
        "撤销(&U) 批大小 → 512",
        "重做(&R) 批大小 → 256",
    ]


def test_that_the_page_of_shortcuts_has_every_shortcut_there_is(shown: Stage) -> None:
    shown.window.build_unseen()
    keys = {key: action.text() for action in shown.window.findChildren(QAction) for key in action.shortcuts()}
    keys |= {one.key(): "a shortcut" for one in shown.window.findChildren(QShortcut)}
    buttons = [one for one in shown.window.findChildren(QAbstractButton) if "&" not in one.text()]
    keys |= {button.shortcut(): button.text() for button in buttons if not button.shortcut().isEmpty()}
    assert "Ctrl+I" in [key.toString() for key in keys]
    shown.window.panels.actions.shortcuts.trigger()
    (dialog,) = shown.window.findChildren(ShortcutsDialog)
    said = [part for label in dialog.findChildren(QLabel) for part in label.text().split(" or ")]
    for key, words in keys.items():
        assert key.toString(QKeySequence.SequenceFormat.NativeText) in said, words
    once = [label.text() for label in dialog.findChildren(QLabel) if label.text() == "Ctrl+I"]
    assert len(once) == 1
    shown.bot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_every_part_of_the_window_has_its_place_in_the_manual(shown: Stage) -> None:
    headings = {
        (page.file, heading_slug(line.lstrip("#")))
        for page in read_pages()
        for line in page.markdown.splitlines()
        if line.startswith("#")
    }
    assert set(PAGES.values()) <= headings
    assert set(PAGES) <= {"run_bar", *shown.window.docks.names()}


@pytest.mark.parametrize(("panel", "file"), [("hyperparameters", "hyperparameters.md"), ("run_bar", "window.md")])
def test_that_f1_tells_of_what_has_the_keyboard(shown: Stage, panel: str, file: str) -> None:
    widgets: dict[str, QWidget] = {
        "hyperparameters": shown.window.panels.hyperparameters.rows["learning_rate"].field,
        "run_bar": shown.window.panels.run_bar.presets,
    }
    widget = widgets[panel]
    widget.setFocus()
    shown.bot.keyClick(widget, Qt.Key.Key_F1)
    assert isinstance(shown.window.help.manual, HelpWindow)
    assert shown.window.help.manual.page().file == file


def test_that_the_glossary_and_whats_new_are_a_click_away(shown: Stage) -> None:
    shown.window.panels.actions.glossary.trigger()
    assert shown.window.help.manual.page().file == GLOSSARY
    shown.window.panels.actions.changes.trigger()
    assert shown.window.help.manual.page().file == CHANGES


def test_that_a_language_is_chosen_in_the_menu_and_kept_for_the_next_start(shown: Stage) -> None:
    languages = shown.window.panels.actions.languages
    assert [action.text() for action in languages.values()] == ["As the system", "English", "简体中文"]
    assert [word for word, action in languages.items() if action.isChecked()] == ["system"]
    languages["zh_CN"].trigger()
    assert shown.preferences.language() == "zh_CN"
    assert shown.texts() == ["窗口将在下次启动时使用此语言。 The window speaks this language from its next start on."]
    languages["en"].trigger()
    assert shown.preferences.language() == "en"
    assert shown.texts() == [], "it speaks that already"
    languages["system"].trigger()
    assert shown.preferences.language() == "system"


def test_that_about_tells_the_versions_and_copies_them(shown: Stage) -> None:
    shown.window.panels.actions.about.trigger()
    (box,) = shown.window.findChildren(QMessageBox)
    copy = next(button for button in box.buttons() if button.text() == "Copy versions")
    shown.bot.mouseClick(copy, Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert copied in box.informativeText()
    for part in ("DQN Workbench 0.", "Python 3.", "tensorflow 2.", "PySide 6.", "Qt 6."):
        assert part in copied
