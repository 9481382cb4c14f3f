"""*Compare* with the real engine in processes of its own: what is asked by a button is answered, and said in words."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser
from pytestqt.qtbot import QtBot

from tests.support.made_up_runs import made_run
from workbench.panels.compare.report import ReportPanel
from workbench.state.jobs import JobState

pytestmark = pytest.mark.slow

RUN = Path(__file__).parents[2] / "engine" / "fixtures" / "run-of-0.1.0"


def page_of(panel: ReportPanel) -> str:
    return "\n".join(browser.toPlainText() for browser in panel.findChildren(QTextBrowser) if browser.isVisible())


def test_that_a_report_and_a_refusal_come_from_the_engine_itself(
    make_stage: Callable, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    runs = tmp_path / "data" / "dqn-workbench" / "runs"
    runs.mkdir(parents=True)
    for name in ("one", "two"):
        shutil.copytree(RUN, runs / name)
    made_run(runs / "odd", [(100, 20.0)])  # Its history lacks a change.
    stage = make_stage("--perspective", "compare")
    compare, window = stage.window.compare, stage.window
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: compare.comparison.view.found == 3 and not compare.comparison.view.reading, timeout=20_000)
    compare.comparison.select([str(runs / "one"), str(runs / "two")])
    dock = window.docks.dock("report")
    dock.show()
    dock.raise_()
    panel = window.docks.panel("report", ReportPanel)
    qtbot.waitUntil(panel.isVisible)

    report = tmp_path / "mine.html"
    stage.dialogs.path = str(report)
    qtbot.mouseClick(panel.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: compare.jobs.views()[0].state is JobState.DONE, timeout=60_000)
    text = report.read_text(encoding="utf-8")
    assert all(f"dqn-engine reproduce {runs / name}" in text for name in ("one", "two"))
    assert "mine.html" in page_of(panel)
    qtbot.waitUntil(panel.open.isVisible)

    compare.comparison.select([str(runs / "odd")])
    qtbot.mouseClick(panel.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: compare.jobs.views()[0].state is JobState.FAILED, timeout=60_000)
    assert compare.jobs.views()[0].line.startswith(f"The run '{runs / 'odd'}' can't be reproduced"), "no line of JSON"
    compare.close()
