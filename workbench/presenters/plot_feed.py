"""Passes what is drawn on to the panels that draw, and has the curves redrawn no oftener than anybody can see."""

from PySide6.QtCore import QObject, QTimer, Slot

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EvaluationDone,
    KnobsChanged,
    ParentEpisodes,
    PriorityHistogram,
    RunStarted,
    SpectatorSteps,
)
from workbench.presenters.plots import Plots

# Drawing the curves is the dearest thing the window does; reports come far more often.
_CURVES_MS = 100


class PlotFeed(QObject):
    """Takes reports from the window's first painting on, when the plots are there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plots: Plots | None = None
        self._timer = QTimer(self, singleShot=True, interval=_CURVES_MS)
        self._timer.timeout.connect(self._refresh)

    def draw_on(self, plots: Plots) -> None:
        """The panels that draw."""
        self._plots = plots

    def clear_view(self, environment: str) -> None:
        """Nothing is played; the next run will be in this environment."""
        if self._plots is not None:
            self._plots.view.clear(environment)

    def take(self, report: Report) -> None:
        """Passes a report on; those of which nothing is drawn are ignored."""
        if self._plots is None:
            return
        history = self._plots.history
        match report:
            case RunStarted():
                history.begin_run(report)
                self._plots.priorities.begin_run()
                self._plots.view.begin_run(report)
            case Curves():
                history.add_curves(report)
            case EpisodesEnded():
                history.add_episodes(report)
            case ParentEpisodes():
                history.add_parent(report)
            case EvaluationDone():
                history.add_evaluation(report)
            case KnobsChanged():
                history.add_knob_changes(report)
            case PriorityHistogram():
                self._plots.priorities.set_histogram(report)
            case SpectatorSteps():
                self._plots.view.add_steps(report)

    def refresh_soon(self) -> None:
        """Has the curves redrawn, unless that is about to happen anyway."""
        if self._plots is not None and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _refresh(self) -> None:
        self._plots.curves.refresh()
