"""The list of events and the bar of messages."""

import gc
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QTreeWidget, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from workbench.look.style_sheet import style_sheet
from workbench.look.theme import ThemeSource
from workbench.panels.log import LogPanel
from workbench.widgets.message_bar import Message, MessageBar, Offer, Severity


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log(qtbot: QtBot, clock: Callable[[], float]) -> LogPanel:
    made = LogPanel(clock=clock)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def bar(qtbot: QtBot, icons) -> MessageBar:
    made = MessageBar(icons, info_ms=10)
    qtbot.addWidget(made)
    return made


def test_that_a_drag_of_one_hyperparameter_is_one_line_from_first_to_last(log, clock) -> None:
    for step, (old, new) in enumerate([("0.1", "0.2"), ("0.2", "0.3"), ("0.3", "0.4")]):
        clock.now += 0.1
        log.add_change(1000 + step, "ε", old, new)
    assert log.entries() == [("1,000", "ε: 0.1 → 0.4")], "dated when it began to act, as its mark"
    clock.now += 0.1
    log.add_change(1003, "ε", "0.4", "0.1")
    assert log.entries() == [("1,000", "ε: back at 0.1")]


def test_that_a_checkpoint_saved_during_a_drag_parts_it_not_and_stands_before_it(log, clock) -> None:
    log.add_event(0, "Begun.")
    log.add_change(1000, "ε", "0.1", "0.2")
    log.add_quietly(990, "Checkpoint saved")
    clock.now += 0.1
    log.add_change(1010, "ε", "0.2", "0.3")
    assert log.entries() == [("0", "Begun."), ("990", "Checkpoint saved"), ("1,000", "ε: 0.1 → 0.3")]


def test_that_what_is_heard_of_late_stands_where_it_happened(log) -> None:
    log.add_event(900, "Evaluated")
    for knob in ("ε", "γ"):
        log.add_change(1000, knob, "0.1", "0.2")
    log.add_quietly(1000, "Saved before the changes", before_changes=True)
    log.add_event(1200, "Evaluated")
    log.add_quietly(1100, "Saved meanwhile")
    assert log.entries() == [
        ("900", "Evaluated"), ("1,000", "Saved before the changes"), ("1,000", "ε: 0.1 → 0.2"),
        ("1,000", "γ: 0.1 → 0.2"), ("1,100", "Saved meanwhile"), ("1,200", "Evaluated"),
    ]  # fmt: skip


def test_that_later_changes_and_other_hyperparameters_get_their_own_lines(log, clock) -> None:
    log.add_change(1, "ε", "0.1", "0.2")
    clock.now += 10
    log.add_change(2, "ε", "0.2", "0.3")
    log.add_change(3, "γ", "0.9", "0.8")
    log.add_event(4, "Saved.")
    log.add_change(5, "γ", "0.8", "0.7")
    assert [text for _, text in log.entries()] == [
        "ε: 0.1 → 0.2",
        "ε: 0.2 → 0.3",
        "γ: 0.9 → 0.8",
        "Saved.",
        "γ: 0.8 → 0.7",
    ]


def test_that_no_step_is_cut_however_large(log, qapp) -> None:
    log.setStyleSheet(style_sheet(ThemeSource().theme))
    log.resize(300, 300)
    log.show()
    for step in (999, 100_000, 12_345_678):
        log.add_event(step, "Evaluated 500.0")
        qapp.processEvents()
        listed = log.findChild(QTreeWidget)
        assert listed.header().sectionSize(0) >= listed.sizeHintForColumn(0), f"{step:,}"


def test_that_markup_in_an_event_is_shown_as_it_is(log) -> None:
    log.add_event(None, "<b>bold</b>\nsecond line")
    assert log.entries() == [("", "<b>bold</b> second line")]
    assert "&lt;b&gt;" in log.findChild(QTreeWidget).topLevelItem(0).toolTip(1)


def test_that_an_empty_list_says_what_will_appear(log) -> None:
    words, listed = log.findChild(QLabel), log.findChild(QTreeWidget)
    assert "failures appear here" in words.text()
    assert (words.isHidden(), listed.isHidden()) == (False, True)
    log.add_event(1, "Something.")
    assert (words.isHidden(), listed.isHidden()) == (True, False)


def test_that_messages_are_plain_text_newest_first_and_at_most_three(bar) -> None:
    for number in range(5):
        bar.show_message(Message(text=f"<i>{number}</i>", severity=Severity.ERROR))
    assert [message.text for message in bar.messages()] == ["<i>4</i>", "<i>3</i>", "<i>2</i>"]
    texts = [label for label in bar.findChildren(QLabel) if label.accessibleName() == "Message"]
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in texts)


def test_that_a_message_that_is_said_again_is_shown_as_long_as_the_first_time(icons, qtbot: QtBot) -> None:
    bar = MessageBar(icons, info_ms=60_000)
    qtbot.addWidget(bar)
    bar.tell("Saved.")
    aside = next(timer for timer in bar.findChildren(QTimer) if timer.isSingleShot())
    begun = aside.timerId()
    bar.tell("Saved.")
    assert aside.isActive()
    assert aside.timerId() != begun, "it begins again"


def test_that_a_message_that_has_folded_is_seen_where_it_is_said_again(bar, qtbot: QtBot) -> None:
    message = Message(text="Saved.", offers=(Offer(text="Show in folder", take=lambda: None),))
    bar.show_message(message)
    bar.show()
    offer = next(button for button in bar.findChildren(QToolButton) if button.text() == "Show in folder")
    qtbot.waitUntil(offer.isHidden, timeout=5000)
    bar.show_message(message)
    assert not offer.isHidden()


def test_that_nothing_of_the_layouts_own_is_known_to_python(bar) -> None:
    def items() -> int:
        return sum(isinstance(one, QWidgetItem) for one in gc.get_objects())

    before = items()
    for _ in range(2):
        bar.warn("Said again, which makes another item.")
    assert items() == before, "whatever comes to stand where the first was in memory would be taken for it"


def test_that_an_equal_message_is_counted_not_repeated(bar) -> None:
    for _ in range(3):
        bar.show_message(Message(text="Again.", severity=Severity.WARNING))
    assert len(bar.messages()) == 1
    assert any(label.text() == "Again. (×3)" for label in bar.findChildren(QLabel))


def test_that_details_are_copied_with_the_text(bar) -> None:
    bar.show_message(Message(text="It failed.", severity=Severity.ERROR, details="Traceback"))
    next(b for b in bar.findChildren(QToolButton) if b.text() == "Copy details").click()
    assert QGuiApplication.clipboard().text() == "It failed.\n\nTraceback"


def test_that_a_message_is_closed_by_its_button_and_the_bar_with_the_last(bar) -> None:
    bar.show_message(Message(text="One.", severity=Severity.ERROR))
    next(b for b in bar.findChildren(QToolButton) if b.accessibleName() == "Close this message").click()
    assert bar.messages() == []
    assert bar.isHidden()


def test_that_information_leaves_by_itself_and_errors_stay(qtbot, bar) -> None:
    bar.show_message(Message(text="Broken.", severity=Severity.ERROR))
    bar.show_message(Message(text="Saved."))
    qtbot.waitUntil(lambda: [message.text for message in bar.messages()] == ["Broken."])


def test_that_a_screen_reader_says_every_message_and_at_once_what_went_wrong(bar, monkeypatch) -> None:
    said: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append((event.message(), event.politeness()))
    )
    bar.show_message(Message(text="Exported."))
    for _ in range(2):
        bar.warn("A run is active; stop it first.")
    polite, assertive = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
    assert said == [("Exported.", polite), *[("A run is active; stop it first.", assertive)] * 2]


def test_that_a_megabyte_of_text_is_cut(bar) -> None:
    bar.show_message(Message(text="x" * 1_000_000, severity=Severity.ERROR))
    assert max(len(label.text()) for label in bar.findChildren(QLabel)) <= 600


def test_that_the_theme_can_change_after_a_message_was_closed(qtbot, bar, theme_source) -> None:
    bar.show_message(Message(text="One.", severity=Severity.ERROR))
    row = bar.findChild(QFrame, "message")
    row.findChild(QToolButton).click()
    qtbot.waitUntil(lambda: not isValid(row))
    theme_source.choose("dark")
    theme_source.choose("system")


def test_that_what_happens_by_itself_takes_one_line_until_something_else_does(log: LogPanel) -> None:
    for step in (100, 200):
        log.add_quietly(step, "Checkpoint saved")
    log.add_event(250, "Evaluated")
    log.add_quietly(300, "Checkpoint saved")
    assert log.entries() == [("200", "Checkpoint saved"), ("250", "Evaluated"), ("300", "Checkpoint saved")]


def test_that_a_past_change_is_one_drag_with_those_few_steps_before(log: LogPanel) -> None:
    for step, old, new in ((100, "1", "2"), (500, "2", "3"), (9000, "3", "4")):
        log.add_change(step, "n-step return", old, new, past=True)
    assert log.entries() == [("100", "n-step return: 1 → 3"), ("9,000", "n-step return: 3 → 4")]


def buttons(bar: MessageBar) -> dict[str, QToolButton]:
    return {button.text() or button.accessibleName(): button for button in bar.findChildren(QToolButton)}


def seen(bar: MessageBar) -> list[str]:
    """The buttons that are shown, by their words."""
    return [name for name, button in buttons(bar).items() if not button.isHidden()]


def test_that_a_message_with_offers_stays_until_one_is_taken_or_it_is_dismissed(bar: MessageBar, qtbot: QtBot) -> None:
    done = []
    offers = (
        Offer(text="Open", take=lambda: done.append("opened")),
        Offer(text="Show folder", take=lambda: done.append("shown"), closes=False),
    )
    message = Message(text="Interrupted.", offers=offers, dismissed=lambda: done.append("dismissed"))
    bar.show_message(message)
    assert seen(bar) == ["Open", "Show folder", "Dismiss"]
    qtbot.waitUntil(lambda: seen(bar) == ["Show the message"])  # It has folded, and covers nothing any more.
    assert buttons(bar)["Show the message"].toolTip() == "Interrupted."
    buttons(bar)["Show the message"].click()
    assert seen(bar) == ["Open", "Show folder", "Dismiss"]
    buttons(bar)["Show folder"].click()
    assert bar.messages() == [message]
    buttons(bar)["Open"].click()
    assert (bar.messages(), done) == ([], ["shown", "opened"])
    bar.show_message(message)
    buttons(bar)["Dismiss"].click()
    assert (bar.messages(), done[-1]) == ([], "dismissed")


def test_that_a_message_can_be_taken_back(bar: MessageBar) -> None:
    for text in ("The disk is full.", "Something else."):
        bar.show_message(Message(text=text, severity=Severity.WARNING))
    bar.withdraw("The disk is full.")
    bar.withdraw("Never said.")
    assert [message.text for message in bar.messages()] == ["Something else."]


def test_that_a_message_in_place_of_a_folded_one_stays_folded_and_one_in_place_of_none_isnt_shown(
    bar: MessageBar, qtbot: QtBot
) -> None:
    first = Message(text="Solved, and trains on.", offers=(Offer(text="Stop", take=lambda: None),))
    second = Message(text="Solved.", offers=(Offer(text="Export", take=lambda: None),))
    bar.show_message(first)
    qtbot.waitUntil(lambda: seen(bar) == ["Show the message"])
    bar.replace("Solved, and trains on.", second)
    qtbot.waitUntil(lambda: seen(bar) == ["Show the message"])
    assert bar.messages() == [second]
    buttons(bar)["Show the message"].click()
    assert sorted(seen(bar)) == ["Dismiss", "Export"]
    bar.replace("Solved, and trains on.", first)
    assert bar.messages() == [second]


@pytest.mark.parametrize("width", [500, 800])
def test_that_the_buttons_of_what_goes_on_are_as_wide_as_their_words_in_any_bar(icons, qtbot: QtBot, width) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(width, 300)
    bar = MessageBar(icons, over)
    over.show()
    bar.show_message(Message(text="Exporting.", busy=True, offers=(Offer(text="Cancel", take=lambda: None),)))
    buttons = [button for button in bar.findChildren(QToolButton) if button.isVisible()]
    qtbot.waitUntil(lambda: bar.width() > width / 2)
    assert [button.width() for button in buttons] == [button.sizeHint().width() for button in buttons]
