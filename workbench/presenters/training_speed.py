"""How fast the user wants runs to train: at full speed, or so slowly that every step can be seen."""

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.messages.commands import SetPace
from dqn_engine.messages.reports import EngineReady
from workbench.presenters.command_sender import CommandSender
from workbench.state.report_dispatcher import ReportDispatcher

FULL = 0.0
SPEEDS = (FULL, 1_000.0, 100.0, 10.0, 1.0)
"""Environment steps a second, from fast to slow."""


class TrainingSpeed(QObject):
    """Keeps the choice, and has every engine keep to it."""

    changed = Signal(float)

    def __init__(self, sender: CommandSender, reports: ReportDispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sender = sender
        self._speed = FULL
        reports.subscribe(EngineReady, self._take_ready)

    @property
    def speed(self) -> float:
        """Environment steps a second; `FULL`: as many as there can be."""
        return self._speed

    @Slot(float)
    def choose(self, speed: float) -> None:
        """Trains so fast from now on."""
        if speed != self._speed:
            self._speed = speed
            self._sender.send(SetPace, steps_per_second=speed)
            self.changed.emit(speed)

    @Slot()
    def slow_down(self) -> None:
        """Chooses the next slower one."""
        self.choose(SPEEDS[min(SPEEDS.index(self._speed) + 1, len(SPEEDS) - 1)])

    @Slot()
    def speed_up(self) -> None:
        """Chooses the next faster one."""
        self.choose(SPEEDS[max(SPEEDS.index(self._speed) - 1, 0)])

    def _take_ready(self, _report: EngineReady) -> None:
        if self._speed != FULL:  # A fresh engine, as after an error, trains at full speed.
            self._sender.send(SetPace, steps_per_second=self._speed)
