"""Every figure that can be seen says what it is under the pointer: in all panels, the run bar and the status line."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from dqn_engine.environments.world import WorldNumber
from dqn_engine.probes.past import PastPolicies, PastPolicy
from dqn_engine.probes.robustness import RobustnessRequest
from tests.support import plane_reports
from tests.support.look_reports import (
    calibration_report,
    coach_report,
    dueling,
    episodes_report,
    finding,
    health_report,
    looks,
    replay_report,
    robustness_report,
    transitions,
    update_report,
)
from tests.support.plot_reports import (
    curves,
    episodes,
    evaluation,
    histogram,
    run_started,
    spectator_step,
    spectator_steps,
)
from tests.workbench.conftest import Stage
from workbench.panels.value_plane.layers import Layer
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.canvas_plot import CanvasPlot
from workbench.widgets.colour_bar import ColourBar
from workbench.widgets.message_bar import MessageBar
from workbench.window.panel_table import PANELS

WORLD = (WorldNumber(name="gravity", trained=9.8, low=2.0, high=30.0),)
# Their rows tell of what the user set or did, and not of what was measured; they have tool tips of their own.
ROWS = {"hyperparameters", "log", "checkpoints"}


def explanation(widget: QWidget) -> str:
    """The tool tip that Qt shows there: the widget's own, or that of what it is in."""
    at: QWidget | None = widget
    while at is not None and not at.toolTip():
        at = at.parentWidget()
    return at.toolTip() if at is not None else ""


def unexplained(root: QWidget) -> list[str]:
    """Labels with a figure, plots and bars of colours that can be seen and don't say what they are."""
    labels = [
        label
        for label in root.findChildren(QLabel)
        if label.isVisible() and re.search(r"\d", re.sub(r"<[^>]*>", "", label.text())) and not in_a_message(label)
    ]
    drawn = [part for kind in (CanvasPlot, ColourBar) for part in root.findChildren(kind) if part.isVisible()]
    return [
        f"{type(found).__name__} {found.accessibleName()!r} {found.text() if isinstance(found, QLabel) else ''}"
        for found in (*labels, *drawn)
        if not explanation(found)
    ]


def in_a_message(label: QLabel) -> bool:
    """Whether it is a sentence of the message bar, which explains itself."""
    at: QWidget | None = label
    while at is not None and not isinstance(at, MessageBar):
        at = at.parentWidget()
    return at is not None


def look_at(instrument: str, report: Callable[[], Any], request: Any = None) -> Callable[[Any], None]:
    return lambda panel: panel.take_looks(looks(instrument, report(), request=request))


def fill_curves(panel: Any) -> None:
    reports = ReportDispatcher()
    panel.subscribe_to(reports)
    at = np.arange(100, 10_001, 100)
    reports.dispatch(
        [
            run_started(),
            curves(at, loss=0.2, q_mean=40.0, q_max=55.0, epsilon=0.1, beta=0.6),
            episodes(at, 20.0 + at / 100),
            evaluation(5_000, mean=212.0),
        ]
    )
    for _ in panel.plots:
        panel.refresh()


def fill_view(panel: Any) -> None:
    panel.begin_run(run_started(world=WORLD))
    panel.add_steps(spectator_steps(spectator_step(number) for number in range(1, 60)))
    panel.world_button.click()
    panel.hand_button.click()
    panel.tick()


def fill_plane(panel: Any) -> None:
    panel.begin_run(plane_reports.run_started())
    panel.take_looks(plane_reports.looks(plane_reports.plane()))
    panel.controls.layers.choose(str(Layer.TRUTH))
    panel.look_once.click()
    panel.take_looks(plane_reports.looks(plane_reports.truth()))


def fill_past(panel: Any) -> None:
    path = np.zeros((9, 4), np.float32)
    policy = PastPolicy(
        env_step=5_000, mean_return=8.0, path=path, actions=np.zeros(8, np.int64), total=8.0, ended="terminated"
    )
    reports = ReportDispatcher()
    panel.subscribe_to(reports)
    reports.dispatch([run_started(), evaluation(5_000, mean=1.0)])
    (wanted,) = panel.wanted()
    panel.take_looks(looks("past", PastPolicies(policies=(policy,)), request=wanted.request))


def fill_robustness(panel: Any) -> None:
    panel.begin_run(run_started())
    panel.ask.click()
    panel.take_looks(looks("robustness", robustness_report(), request=RobustnessRequest()))


def fill_replay(panel: Any) -> None:
    panel.begin_run(run_started())
    panel.take_looks(looks("replay", replay_report(transitions((3, 5)))))


FILLED: dict[str, Callable[[Any], None]] = {
    "curves": fill_curves,
    "value-plane": fill_plane,
    "priorities": lambda panel: panel.set_histogram(histogram([5, 0, 20, 3])),
    "view": fill_view,
    "coach": look_at("coach", lambda: coach_report(finding(remedy={"learning_rate": 0.001}))),
    "health": look_at("health", lambda: health_report(dueling=dueling())),
    "calibration": look_at("calibration", calibration_report),
    "replay": fill_replay,
    "episodes": look_at("episodes", episodes_report),
    "past": fill_past,
    "robustness": fill_robustness,
    "update": look_at("update", update_report),
}


COMPARED = {"comparison", "runs", "sweep", "new-sweep", "difference", "verdict", "report"}
"""What stands in *Compare* draws no figures of the run that is open; its tests are its panels' own."""


def test_that_no_panel_is_forgotten() -> None:
    assert {row.name for row in PANELS} == set(FILLED) | ROWS | COMPARED


@pytest.mark.parametrize("name", FILLED)
def test_that_every_figure_of_a_panel_says_what_it_is(name, qtbot, theme_source, icons) -> None:
    (row,) = [row for row in PANELS if row.name == name]
    panel: Any = row.build(theme_source, icons)
    qtbot.addWidget(panel)
    panel.resize(900, 900)
    panel.show()
    qtbot.waitExposed(panel)
    if name not in ("curves", "priorities", "view", "value-plane", "past"):
        panel.begin_run(run_started())
    FILLED[name](panel)
    qtbot.wait(50)
    assert getattr(panel, "text", "") == "", "it shows what it has"
    assert unexplained(panel) == []


def test_that_every_figure_around_the_panels_says_what_it_is(stage: Stage) -> None:
    stage.window.resize(1280, 800)
    stage.window.show()
    stage.training()
    for part in (stage.window.panels.run_bar, stage.window.panels.status):
        assert unexplained(part) == []


def test_that_a_figure_without_a_word_is_found(qtbot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    _bare, explained = QLabel("17", outer), QLabel("18", outer)
    explained.setToolTip("Steps")
    outer.show()
    assert unexplained(outer) == ["QLabel '' 17"]
    outer.setToolTip("Both are steps")
    assert unexplained(outer) == []
