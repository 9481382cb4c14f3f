"""Passes each of the engine's reports to those who asked for its type.

Panels and presenters subscribe to what they show or act upon; none needs to know of the others. What a report says in
sentences is in the user's language by then.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, cast

from PySide6.QtCore import QObject, Slot

from dqn_engine.messages.kinds import AnyReport, Report
from dqn_engine.messages.reports import RunStarted
from workbench.state.engine_words import worded_report


class ReportDispatcher(QObject):
    """Lives in the window's thread and ends with the window, and with it the connection to the engine's link.

    Who comes late hears at once of the run that has begun meanwhile, and of nothing else.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handlers: defaultdict[type[Report], list[Callable[[Any], None]]] = defaultdict(list)
        self._run: RunStarted | None = None

    def subscribe(self, kind: type[AnyReport], handler: Callable[[AnyReport], None]) -> None:
        """Has `handler` called with every report of exactly this type, after the handlers that subscribed before."""
        self._handlers[kind].append(handler)
        if kind is RunStarted and self._run is not None:
            cast("Callable[[RunStarted], None]", handler)(self._run)

    @Slot(list)
    def dispatch(self, reports: Iterable[Report]) -> None:
        """Passes reports on, one after another; those that nothing subscribed to are dropped."""
        for report in map(worded_report, reports):
            if isinstance(report, RunStarted):
                self._run = report
            for handler in self._handlers.get(type(report), ()):
                handler(report)
