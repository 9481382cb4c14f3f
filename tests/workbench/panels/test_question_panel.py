"""What is asked of the engine in Compare: its answer can be read in either theme."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.look.dress import dress
from workbench.look.theme import DARK, LIGHT, ThemeSource
from workbench.panels.compare.job_row import JobRow
from workbench.panels.compare.verdict import VerdictPanel
from workbench.state.jobs import JobState, JobView
from workbench.state.questions import QuestionsView

ANSWER = {"verdict": "undecided", "sentence": "Nothing is decided.", "seeds": [], "pairs": 0}


@pytest.fixture
def themed(qapp: QApplication, theme_source: ThemeSource) -> Iterator[ThemeSource]:
    palette, sheet = qapp.palette(), qapp.styleSheet()
    theme_source.changed.connect(lambda theme: dress(qapp, theme))
    dress(qapp, LIGHT)
    theme_source.choose("light")
    yield theme_source
    theme_source.choose("system")
    qapp.setPalette(palette)
    qapp.setStyleSheet(sheet)


def shown(qtbot: QtBot, theme_source: ThemeSource) -> VerdictPanel:
    panel = VerdictPanel(theme_source)
    qtbot.addWidget(panel)
    panel.resize(400, 600)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def ground_of(panel: VerdictPanel) -> str:
    """The colour behind the answer, at its lower edge where no words are."""
    picture = panel.result.viewport().grab().toImage()
    return QColor(picture.pixel(picture.width() // 2, picture.height() - 2)).name()


def test_that_an_answer_that_is_shown_takes_the_other_theme(qtbot: QtBot, themed: ThemeSource) -> None:
    panel = shown(qtbot, themed)
    panel.show_job(JobView(number=1, kind="verdict", title="A or B?", state=JobState.DONE, result=ANSWER))
    qtbot.waitUntil(panel.result.isVisible)
    assert ground_of(panel) == LIGHT.surface
    themed.choose("dark")
    assert ground_of(panel) == DARK.surface
    assert panel.result.palette().text().color().name() == DARK.text
    themed.choose("light")
    assert ground_of(panel) == LIGHT.surface


def test_that_what_waits_is_listed_below_what_runs_and_each_can_be_cancelled(
    qtbot: QtBot, theme_source: ThemeSource
) -> None:
    panel, cancelled = shown(qtbot, theme_source), []
    panel.job_cancelled.connect(cancelled.append)
    states = (JobState.RUNNING, JobState.WAITING, JobState.WAITING)
    views = [JobView(number=n, kind="verdict", title=f"Job {n}", state=state) for n, state in enumerate(states)]
    for view in views:
        panel.show_job(view)
    rows = [row for row in panel.findChildren(JobRow) if row.cancel_button.isVisible()]
    assert [row.state.text() for row in rows] == ["running", "waiting", "waiting"]
    for row in rows:
        row.cancel_button.click()
    assert cancelled == [0, 1, 2]
    panel.show_job(replace(views[1], state=JobState.CANCELLED))
    panel.show_job(replace(views[0], state=JobState.DONE))
    assert panel.job.state.text() == "done", "one that never began says nothing"


def test_that_what_was_cancelled_can_be_continued_while_another_is_shown(
    qtbot: QtBot, theme_source: ThemeSource
) -> None:
    panel, continued = shown(qtbot, theme_source), []
    panel.job_continued.connect(continued.append)
    first = JobView(number=0, kind="verdict", title="Job 0", state=JobState.RUNNING, out="/v")
    panel.show_job(first)
    panel.show_job(replace(first, state=JobState.CANCELLED))
    panel.show_view(QuestionsView(answered=Path("/w"), answered_kind="verdict", answered_name="w", answer=ANSWER))

    def rows() -> list[JobRow]:
        return [row for row in panel.findChildren(JobRow) if row.continue_button.isVisible()]

    assert len(rows()) == 1, "a saved answer is shown in its place"
    panel.show_view(QuestionsView())
    qtbot.waitUntil(lambda: rows() == [panel.job])
    panel.show_job(JobView(number=1, kind="hand", title="Job 1", state=JobState.RUNNING, out="/h"))
    (row,) = rows()
    assert row is not panel.job
    row.continue_button.click()
    assert continued == [0]
    panel.show_job(replace(first, state=JobState.DONE))
    qtbot.waitUntil(lambda: rows() == [])


def test_that_a_double_click_on_cancel_does_not_end_at_once(qtbot: QtBot) -> None:
    row, asked = JobRow(), []
    qtbot.addWidget(row)
    view = JobView(number=0, kind="study", title="Job", state=JobState.RUNNING, out="/s")

    def cancel(number: int) -> None:
        asked.append(number)
        row.show_job(replace(view, state=JobState.ENDING))

    row.cancelled.connect(cancel)
    row.show_job(view)
    row.show()
    qtbot.mouseClick(row.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(row.cancel_button, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(row.cancel_button, Qt.MouseButton.LeftButton)
    assert (asked, row.cancel_button.text()) == ([0], "End at once")
    qtbot.mouseClick(row.cancel_button, Qt.MouseButton.LeftButton)
    assert asked == [0, 0], "but a click of its own does"


def test_that_fields_of_a_verdict_stand_below_each_other(qtbot: QtBot, theme_source: ThemeSource) -> None:
    panel = shown(qtbot, theme_source)
    fields = (panel.budget, panel.steps, panel.seeds)
    assert len({field.geometry().left() for field in fields}) == 1
    assert len({field.geometry().right() for field in fields}) == 1
    assert panel.decide.geometry().right() == panel.hand.geometry().right()


def test_that_two_of_the_same_settings_are_not_decided_between(qtbot: QtBot, theme_source: ThemeSource) -> None:
    panel = VerdictPanel(theme_source)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitExposed(panel)
    panel.show_view(QuestionsView(pair=("one", "two"), alike=("one", "two")))
    assert not panel.decide.isEnabled()
    assert "one and two have the same settings" in panel.about.text()
    panel.show_view(QuestionsView(pair=("one", "two")))
    assert panel.decide.isEnabled()


def test_that_what_a_job_is_called_ends_with_dots_where_there_is_no_room(qtbot: QtBot) -> None:
    row = JobRow()
    qtbot.addWidget(row)
    title = "Hand or luck in 2026-11-27-120509-CartPole-v1-sweep-trial-2-seed-0-from-1500?"
    row.resize(300, 60)
    row.show()
    row.show_job(JobView(number=1, kind="hand", title=title, state=JobState.RUNNING))
    qtbot.waitUntil(lambda: row.title.text().endswith("…"))
    assert row.title.fontMetrics().horizontalAdvance(row.title.text()) <= row.title.width()
    assert title in row.title.toolTip()
