"""Stand-ins for the panels that take long to build: they draw nothing and remember the reports they were given."""

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
    """Stands in for the learning curves and for the priorities."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Report] = []

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        for kind in _PLOTTED:
            reports.subscribe(kind, self.received.append)

    def kinds(self) -> list[type[Report]]:
        """The types of what was received, in order."""
        return [type(report) for report in self.received]


def quiet_rows() -> list[PanelRow]:
    """The table of panels, with the two stand-ins in it."""

    def quiet(row: PanelRow) -> PanelRow:
        return replace(row, build=lambda _theme_source, _icons: QuietPanel())

    return [quiet(row) if row.name in ("curves", "priorities") else row for row in PANELS]
