"""The event list as it is read: runs apart, sentences whole, and the newest in view unless the user scrolls up."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget

from dqn_engine.messages.reports import EvaluationDone
from tests.support.plot_reports import run_started
from workbench.look.style_sheet import style_sheet
from workbench.look.theme import LIGHT, SPACE
from workbench.panels.log import LogPanel
from workbench.state.report_dispatcher import ReportDispatcher

LONG = "The checkpoint was saved elsewhere, since the folder of the run was lost in the middle of the night, " * 2


@pytest.fixture
def log(qtbot) -> LogPanel:
    made = LogPanel()
    qtbot.addWidget(made)
    made.resize(280, 220)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def reports(log) -> ReportDispatcher:
    made = ReportDispatcher()
    log.subscribe_to(made)
    return made


def evaluated(step: int, run_id: int) -> EvaluationDone:
    return EvaluationDone(run_id=run_id, sequence=1, env_step=step, mean=9, minimum=8, maximum=10, episodes=3)


def the_list(log: LogPanel) -> QTreeWidget:
    return log.findChild(QTreeWidget)


def bar_of(log: LogPanel):
    return the_list(log).verticalScrollBar()


def turn_wheel(log: LogPanel, notches: int) -> None:
    view, at = the_list(log).viewport(), QPoint(40, 40)
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_that_a_sentence_is_shown_whole(log) -> None:
    log.add_event(5, "Short.")
    log.add_event(6, LONG)
    QTest.qWait(100)
    shown = the_list(log)
    short, long = (shown.visualItemRect(shown.topLevelItem(row)) for row in range(2))
    assert long.height() > 3 * short.height()
    needed = shown.fontMetrics().boundingRect(0, 0, shown.columnWidth(1), 10_000, Qt.TextFlag.TextWordWrap, LONG)
    assert long.height() >= needed.height() - 2


def test_that_no_sentence_ends_with_an_empty_row_where_it_just_fits(log) -> None:
    log.setStyleSheet(style_sheet(LIGHT))  # What it puts around texts takes room.
    log.add_event(70_000, "Stop when solved: 0 → 1")
    log.add_event(70_000, "Short.")
    shown = the_list(log)
    just, short = shown.topLevelItem(0), shown.topLevelItem(1)
    needed_px = shown.fontMetrics().horizontalAdvance(just.text(1))

    def rows_painted() -> int:
        """Of the sentence that just fits, by what is seen of it."""
        line, image = shown.visualItemRect(just), shown.viewport().grab().toImage()
        inked = [
            y
            for y in range(line.top(), line.bottom() + 1)
            if any(image.pixelColor(x, y).lightness() < 120 for x in range(shown.columnWidth(0) + 4, image.width()))
        ]
        return 1 + (inked[-1] - line.top()) // shown.visualItemRect(short).height()

    log.resize(log.width() + needed_px + 12 - shown.columnWidth(1), log.height())
    QTest.qWait(75)
    assert rows_painted() == 2
    while rows_painted() == 2:
        log.resize(log.width() + 1, log.height())
        QTest.qWait(75)
    assert shown.visualItemRect(just).height() == shown.visualItemRect(short).height()


def test_that_a_long_name_is_shown_whole_over_several_lines(log) -> None:
    name = "abcdef0123456789" * 4
    log.add_event(5, f"Loaded the weights of {name}.npz.")
    log.add_event(6, "Loaded the weights of first.npz.")
    QTest.qWait(100)
    shown = the_list(log)
    long, short = (shown.topLevelItem(row) for row in range(2))
    room = shown.columnWidth(1) - 2 * SPACE
    assert QFontMetrics(long.font(1)).horizontalAdvance(name) > room
    parts = long.text(1).replace(" ", "\u200b").split("\u200b")
    assert max(QFontMetrics(long.font(1)).horizontalAdvance(part) for part in parts) <= room
    assert shown.visualItemRect(long).height() > shown.visualItemRect(short).height()
    assert log.entries()[0][1] == f"Loaded the weights of {name}.npz."


def test_that_each_run_begins_with_a_line_that_is_set_off(log, reports) -> None:
    reports.dispatch([run_started(1), evaluated(500, 1), run_started(2), evaluated(700, 1), evaluated(100, 2)])
    assert [text.partition(" (")[0] for _, text in log.entries()] == [
        "Run 1: CartPole-v1, seed 0", "Evaluated 9.00", "Evaluated 9.00", "Run 2: CartPole-v1, seed 0",
        "Evaluated 9.00",
    ]  # fmt: skip
    assert [step for step, _ in log.entries()] == ["0", "500", "700", "0", "100"], "what came late is with its run"
    shown = the_list(log)
    bold = [shown.topLevelItem(row).font(1).bold() for row in range(5)]
    assert bold == [True, False, False, True, False]


def test_that_the_newest_line_stays_in_view_whatever_happens_to_the_panel(log) -> None:
    for step in range(60):
        log.add_event(step, LONG if step % 7 == 0 else "Something happened.")
    QApplication.processEvents()
    assert bar_of(log).value() == bar_of(log).maximum() > 0
    log.resize(220, 120)
    QTest.qWait(100)
    log.hide()
    log.add_event(60, "While hidden.")
    log.show()
    QApplication.processEvents()
    assert bar_of(log).value() == bar_of(log).maximum()


def test_that_a_user_who_scrolled_up_is_left_in_peace_until_the_end_is_reached_again(log) -> None:
    for step in range(60):
        log.add_event(step, "Something happened.")
    QApplication.processEvents()
    turn_wheel(log, 3)
    before = bar_of(log).value()
    assert before < bar_of(log).maximum()
    log.add_event(60, LONG)
    QApplication.processEvents()
    assert bar_of(log).value() == before
    for _ in range(20):
        turn_wheel(log, -3)
    log.add_event(61, LONG)
    QApplication.processEvents()
    assert bar_of(log).value() == bar_of(log).maximum()
