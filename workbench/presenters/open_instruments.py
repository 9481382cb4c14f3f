"""Has the engine look through the instruments that can be seen, and no others; shows them what it saw."""

import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QDockWidget

from dqn_engine.messages.commands import LookThrough, Wanted
from dqn_engine.messages.reports import EngineReady, Looks
from workbench.presenters.command_sender import CommandSender
from workbench.state.instrument_panel import InstrumentPanel
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.window_turn import TurnUntilIdle

_MOST_AT_ONCE_S = 0.004  # a quarter of a frame: what is drawn after it, and the view, want the rest
_FRAME_MS = 16


class _Place(QObject):
    """A panel's dock, and whether it can be seen: it is shown, and not behind another tab."""

    def __init__(self, panel: InstrumentPanel, dock: QDockWidget, parent: "OpenInstruments") -> None:
        super().__init__(parent)
        self.panel = panel
        self.seen = not dock.visibleRegion().isEmpty()
        self._owner, self._dock = parent, dock
        dock.visibilityChanged.connect(self._take)
        # Of a tab that is taken out from behind another, Qt doesn't say that it can be seen.
        dock.topLevelChanged.connect(self._take_floating)

    @Slot(bool)
    def _take(self, seen: bool) -> None:
        self.seen = seen
        self._owner.ask_soon()

    @Slot(bool)
    def _take_floating(self, floating: bool) -> None:
        if floating:
            self._take(self._dock.isVisible())


class OpenInstruments(QObject):
    """Sends one `LookThrough` whenever what is wanted has changed; several changes at once are one.

    What was seen goes to one panel after another, spread over as many frames as they take to show it.
    """

    def __init__(
        self,
        sender: CommandSender,
        reports: ReportDispatcher,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._sender, self._clock = sender, clock
        self._places: list[_Place] = []
        self._told: tuple[Wanted, ...] = ()
        self._engine_ready = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self._looks: Looks | None = None
        self._waiting: deque[_Place] = deque()  # for the newest looks
        self._next_frame = QTimer(self, singleShot=True, interval=_FRAME_MS)
        self._frame = TurnUntilIdle(self)
        self._next_frame.timeout.connect(self._frame.begin)
        self._next_frame.timeout.connect(self._show_looks)
        reports.subscribe(EngineReady, self._take_ready)
        reports.subscribe(Looks, self._take_looks)

    def add(self, panel: InstrumentPanel, dock: QDockWidget) -> None:
        """Attends to the panel of that dock from now on."""
        self._places.append(_Place(panel, dock, self))
        panel.wanted_changed.connect(self.ask_soon)
        self.ask_soon()

    @Slot()
    def ask_soon(self) -> None:
        """Asks for what is wanted once everything that changes now has changed."""
        self._soon.start()

    @Slot()
    def _ask(self) -> None:
        wanted = tuple(dict.fromkeys(each for place in self._places if place.seen for each in place.panel.wanted()))
        if self._engine_ready and wanted != self._told:
            self._told = wanted
            self._sender.send(LookThrough, instruments=wanted)

    def _take_ready(self, _report: EngineReady) -> None:
        # A fresh engine, as after an error, has no instruments open.
        self._engine_ready, self._told = True, ()
        self.ask_soon()

    def _take_looks(self, report: Looks) -> None:
        # Looks tell of every open instrument the newest there is, so none is lost by those who still waited for it.
        self._looks = report
        waiting = (*self._waiting, *(place for place in self._places if place not in self._waiting))
        self._waiting = deque(waiting)
        if not self._next_frame.isActive():
            self._show_looks()

    @Slot()
    def _show_looks(self) -> None:
        looks, begun_s = self._looks, self._clock()
        while looks is not None and self._waiting:
            if self._clock() - begun_s >= _MOST_AT_ONCE_S:
                self._next_frame.start()
                return
            place = self._waiting.popleft()
            if place.seen:
                place.panel.take_looks(looks)
