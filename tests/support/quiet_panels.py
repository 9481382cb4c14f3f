"""Stand-ins for the panels that take long to build: they draw nothing and remember the reports they were given."""

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EvaluationDone,
    KnobsChanged,
    ParentEpisodes,
    PriorityHistogram,
    RunStarted,
)
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.window.panel_table import PANELS, PanelRow

_PLOTTED = (RunStarted, Curves, EpisodesEnded, ParentEpisodes, EvaluationDone, KnobsChanged, PriorityHistogram)


class QuietPanel(QWidget):
    """Stands in for the learning curves, for the priorities and for the value plane."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Report] = []

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        for kind in _PLOTTED:
            reports.subscribe(kind, self.received.append)

    def kinds(self) -> list[type[Report]]:
        """The types of what was received, in order."""
        return [type(report) for report in self.received]


PLOTS = ("curves", "priorities")
QUIET = (*PLOTS, "value-plane")
"""Together they take a third of the time that a window takes to build."""


def quiet_rows(names: Collection[str] = QUIET) -> list[PanelRow]:
    """The table of panels, with stand-ins for those of these names."""

    def quiet(row: PanelRow) -> PanelRow:
        return replace(row, build=lambda _theme_source, _icons: QuietPanel())

    return [quiet(row) if row.name in names else row for row in PANELS]
