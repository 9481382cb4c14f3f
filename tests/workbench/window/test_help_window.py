"""The manual inside the window: opened by F1, read, searched and left with mouse and keyboard."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.system.resources import resource_folder
from workbench.look.icons import IconBook
from workbench.look.page_style import blocks, fragments, tables
from workbench.look.theme import DARK, LIGHT, ThemeSource
from workbench.state.manual_pages import INDEX, heading_slug, read_pages, sentence_around
from workbench.state.manual_search import ManualSearch
from workbench.widgets.page_browser import PageBrowser
from workbench.window.help_window import HelpWindow

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


@pytest.fixture
def opened() -> list[str]:
    """The addresses that were handed to the system's browser."""
    return []


@pytest.fixture
def manual(qtbot: QtBot, theme_source: ThemeSource, icons: IconBook, opened: list[str]) -> Iterator[HelpWindow]:
    theme_source.choose("light")
    window = HelpWindow(theme_source, icons, open_url=lambda url: opened.append(url.toString()))
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitActive(window):
        window.show()
    yield window
    window.close()
    theme_source.choose("system")


def top_text(browser: PageBrowser) -> str:
    """The paragraph or cell at the top of what can be seen."""
    return browser.document().findBlock(browser.top_position()).text()


def link_place(browser: PageBrowser, text: str) -> QPoint:
    """Where a link can be clicked."""
    found = browser.document().find(text)
    assert not found.isNull(), f"no {text!r} on this page"
    cursor = QTextCursor(browser.document())
    cursor.setPosition(found.selectionStart() + 2)
    browser.setTextCursor(cursor)
    browser.ensureCursorVisible()
    return browser.cursorRect(cursor).center()


def click_link(qtbot: QtBot, browser: PageBrowser, text: str) -> None:
    qtbot.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=link_place(browser, text))


def pictures_of(browser: PageBrowser) -> list[str]:
    found = (fragment.charFormat() for block in blocks(browser.document()) for fragment in fragments(block))
    return [letters.toImageFormat().name() for letters in found if letters.isImageFormat()]


# --- opening and leaving ----------------------------------------------------------------------------------------------


def test_that_f1_opens_the_manual_and_escape_closes_it(stage, qtbot: QtBot) -> None:
    with qtbot.waitActive(stage.window):
        stage.window.show()
    stage.window.centralWidget().setFocus()
    assert stage.window.help.manual is None, "it costs nothing before it is asked for"
    qtbot.keyClick(stage.window, Qt.Key.Key_F1)
    manual = stage.window.help.manual
    assert manual.isVisible()
    assert manual.page().file == INDEX
    qtbot.keyClick(manual.search, Qt.Key.Key_Escape)
    assert not manual.isVisible()
    with qtbot.waitActive(stage.window):
        stage.window.activateWindow()
    qtbot.keyClick(stage.window, Qt.Key.Key_F1)
    assert stage.window.help.manual is manual
    assert manual.isVisible()
    manual.close()


def test_that_the_help_menu_has_it(stage) -> None:
    (menu,) = [action.menu() for action in stage.window.menuBar().actions() if action.text() == "&Help"]
    assert stage.window.panels.actions.manual in menu.actions()


def test_that_f1_over_a_hyperparameter_opens_its_entry(stage, qtbot: QtBot) -> None:
    with qtbot.waitActive(stage.window):
        stage.window.show()
    row = stage.window.panels.hyperparameters.rows["gamma"]
    row.field.setFocus()
    stage.until(lambda: QApplication.focusWidget() is row.field)
    qtbot.keyClick(row.field, Qt.Key.Key_F1)
    manual = stage.window.help.manual
    assert manual.page().file == "hyperparameters.md"
    stage.until(lambda: top_text(manual.browser).endswith(" gamma"))
    assert set(manual.browser.marked_texts()) == {"gamma"}
    manual.close()


def test_that_every_hyperparameter_has_an_entry(manual: HelpWindow) -> None:
    manual.show_page("hyperparameters.md")
    assert all(manual.browser.cell_ending_in(knob.name) is not None for knob in KNOBS)
    assert manual.browser.cell_ending_in("no_such_name") is None


# --- pages ------------------------------------------------------------------------------------------------------------


def test_that_the_list_shows_every_page_and_a_click_opens_one(manual: HelpWindow, qtbot: QtBot) -> None:
    titles = [page.title for page in read_pages()]
    assert [manual.list.item(row).text() for row in range(manual.list.count())] == titles
    item = manual.list.item(titles.index("Glossary"))
    qtbot.mouseClick(manual.list.viewport(), Qt.MouseButton.LeftButton, pos=manual.list.visualItemRect(item).center())
    assert manual.page().title == "Glossary"
    assert top_text(manual.browser) == "Glossary"
    assert manual.browser.accessibleName() == "Glossary"


def test_that_the_arrows_in_the_search_field_turn_the_pages(manual: HelpWindow, qtbot: QtBot) -> None:
    manual.focus_search()
    qtbot.keyClick(manual.search, Qt.Key.Key_Down)
    assert manual.page().title == "First steps"


def test_that_links_lead_to_pages_and_headings_and_back_again(manual: HelpWindow, qtbot: QtBot) -> None:
    assert not manual.back_button.isEnabled()
    click_link(qtbot, manual.browser, "Runs on disk")
    assert manual.page().file == "runs.md"
    assert manual.list.currentItem().text() == "Runs on disk"
    click_link(qtbot, manual.browser, "resume continues as if")
    assert manual.page().file == "runs.md", "other words are no link"
    click_link(qtbot, manual.browser, "(Environments")
    assert manual.page().file == "environments.md"
    qtbot.waitUntil(lambda: top_text(manual.browser) == "When one fails")
    qtbot.keyClick(manual, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert manual.page().file == "runs.md"
    qtbot.mouseClick(manual.browser.viewport(), Qt.MouseButton.BackButton)
    assert manual.page().file == INDEX
    manual.forward_button.click()
    manual.forward_button.click()
    assert manual.page().file == "environments.md"
    qtbot.waitUntil(lambda: top_text(manual.browser) == "When one fails")
    assert not manual.forward_button.isEnabled()


def test_that_addresses_on_the_web_open_in_the_systems_browser(manual: HelpWindow, opened: list[str]) -> None:
    for link in ("https://example.org/a?b#c", "mailto:somebody@example.org"):
        manual.browser.anchorClicked.emit(QUrl(link))
    for link in ("file:///etc/passwd", "javascript:1", "nowhere.md", "../../README.md"):
        manual.browser.anchorClicked.emit(QUrl(link))
    assert opened == ["https://example.org/a?b#c", "mailto:somebody@example.org"]
    assert manual.page().file == INDEX


@pytest.mark.parametrize("page", read_pages(), ids=lambda page: page.file)
def test_that_every_page_is_shown_whole(manual: HelpWindow, page) -> None:
    assert manual.show_page(page.file)
    text = manual.browser.toPlainText()
    assert text.startswith(page.title)
    assert "```" not in text
    assert "](" not in text
    for name in pictures_of(manual.browser):
        picture = manual.browser.document().resource(2, QUrl(name))
        assert not picture.isNull(), name
    width = manual.browser.viewport().width()
    assert manual.browser.document().size().width() <= width, "nothing is cut off at the side"


def test_that_a_picture_is_shown_no_wider_than_the_page(manual: HelpWindow, qtbot: QtBot) -> None:
    manual.show_page("window.md")
    assert pictures_of(manual.browser) == ["../screenshots/light.png"]
    manual.resize(700, 600)
    qtbot.waitUntil(lambda: manual.browser.document().size().width() <= manual.browser.viewport().width())


def test_that_a_picture_that_is_there_light_and_dark_follows_the_theme(
    manual: HelpWindow, theme_source: ThemeSource
) -> None:
    manual.show_page("window.md")
    (name,) = pictures_of(manual.browser)
    shown = {}
    for word in ("light", "dark"):
        theme_source.choose(word)
        shown[word] = manual.browser.document().resource(2, QUrl(name)).toImage()
        stored = QImage(str(resource_folder("screenshots") / f"{word}.png"))
        assert shown[word] == stored.convertToFormat(shown[word].format())
    assert shown["light"] != shown["dark"]


def test_that_pages_follow_the_theme_and_stay_where_they_were(
    manual: HelpWindow, theme_source: ThemeSource, qtbot: QtBot
) -> None:
    manual.show_page("runs.md", "checkpoints")
    for word, theme in (("light", LIGHT), ("dark", DARK)):
        theme_source.choose(word)
        qtbot.waitUntil(lambda: top_text(manual.browser) == "Checkpoints")
        table = next(tables(manual.browser.document()))
        assert table.format().borderBrush().color().name() == theme.border
        assert table.cellAt(0, 0).format().background().color().name() == theme.raised


def test_that_a_table_gives_most_width_to_its_sentences(manual: HelpWindow) -> None:
    manual.show_page("hyperparameters.md")
    for table in tables(manual.browser.document()):
        *narrow, sentences = table.format().columnWidthConstraints()
        taken = sum(width.rawValue() for width in narrow)
        assert sentences.rawValue() == 0
        assert manual.browser.viewport().width() - taken > 0.3 * manual.browser.viewport().width()


# --- searching --------------------------------------------------------------------------------------------------------


def test_that_ctrl_f_searches_all_pages_and_enter_jumps_and_marks(manual: HelpWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(manual, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert manual.search.hasFocus()
    qtbot.keyClicks(manual.search, "IMPORTANCE weights")
    assert manual.lists.currentWidget() is manual.hits
    texts = [manual.hits.model().index(row, 0).data() for row in range(manual.hits.model().rowCount())]
    assert "Importance weights are divided by the largest of their batch." in texts
    qtbot.keyClick(manual.search, Qt.Key.Key_Down)
    wanted = manual.hits.currentIndex().data()
    qtbot.keyClick(manual.search, Qt.Key.Key_Return)
    assert {text.lower() for text in manual.browser.marked_texts()} == {"importance", "weights"}
    qtbot.waitUntil(lambda: wanted.partition(" · ")[0] == top_text(manual.browser))
    assert manual.search.hasFocus(), "the next one is an arrow and Enter away"


def test_that_a_click_opens_a_hit_and_escape_returns_to_the_pages(manual: HelpWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(manual.search, "Okabe nowhere to be found")
    assert manual.hits.model().rowCount() == 0
    manual.search.clear()
    qtbot.keyClicks(manual.search, "signal 9")
    first = manual.hits.model().index(0, 0)
    qtbot.mouseClick(manual.hits.viewport(), Qt.MouseButton.LeftButton, pos=manual.hits.visualRect(first).center())
    assert manual.page().file == "runs.md"
    assert manual.browser.marked_texts()
    qtbot.keyClick(manual.search, Qt.Key.Key_Escape)
    assert manual.isVisible()
    assert manual.lists.currentWidget() is manual.list
    assert manual.browser.marked_texts() == []
    qtbot.keyClick(manual.search, Qt.Key.Key_Escape)
    assert not manual.isVisible()


def test_that_headings_are_found_first_and_rows_are_found_as_one() -> None:
    search = ManualSearch(read_pages())
    first, *_ = search.find("checkpoints")
    assert (first.is_heading, first.sentence) == (True, "Checkpoints")
    (row,) = search.find("huber_delta_end multiplied")
    assert row.page.file == "hyperparameters.md"
    assert row.sentence.startswith("δ at the end huber_delta_end")
    assert search.find("   ") == search.find("zzz") == []


def test_that_a_place_found_is_the_place_on_the_page(manual: HelpWindow) -> None:
    for hit in ManualSearch(read_pages()).find("greedy"):
        manual.show_page(hit.page.file)
        cursor = QTextCursor(manual.browser.document())
        cursor.setPosition(hit.position)
        cursor.setPosition(hit.position + len("greedy"), QTextCursor.MoveMode.KeepAnchor)
        assert cursor.selectedText().lower() == "greedy"


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("one", "This is one."),
        ("1.5", "It is 1.5 times that!"),
        ("last", "And the last"),
    ],
)
def test_that_a_sentence_is_cut_out_of_its_paragraph(word: str, sentence: str) -> None:
    text = "This is one. It is 1.5 times that! And the last"
    assert sentence_around(text, text.index(word), text.index(word) + len(word)) == sentence


def test_that_a_long_sentence_is_cut_around_the_word() -> None:
    text = "long " * 100 + "needle " + "hay " * 100
    cut = sentence_around(text, text.index("needle"), text.index("needle") + 6)
    assert "needle" in cut
    assert len(cut) < 170
    assert cut.startswith("…")
    assert cut.endswith("…")


def test_that_headings_are_linked_to_as_on_a_code_host() -> None:
    assert heading_slug("Resume, fork and reproduce") == "resume-fork-and-reproduce"
    assert heading_slug("What doesn't `work` yet?") == "what-doesnt-work-yet"


def test_that_every_part_has_a_name_for_users_who_can_t_see_it(manual: HelpWindow) -> None:
    parts: list[Callable[[], str]] = [
        part.accessibleName
        for part in (
            manual.search, manual.list, manual.hits, manual.back_button, manual.forward_button, manual.browser
        )
    ]  # fmt: skip
    assert all(name() for name in parts)
