"""Stand-ins for the drawing panels: they remember what they were told."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.presenters.plots import Plots


class Recorder:
    """Takes any call and remembers it as `(method, arguments)`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[object, ...]]] = []

    def __getattr__(self, name: str) -> object:
        def record(*arguments: object) -> None:
            self.calls.append((name, arguments))

        return record

    def names(self) -> list[str]:
        """The methods called, in order."""
        return [name for name, _ in self.calls]


class FakePanel(QWidget):
    """A panel that draws nothing."""

    spectate_requested = Signal(float, bool, bool)

    def __init__(self) -> None:
        super().__init__()
        self.told = Recorder()
        self.frames_per_second = 50.0
        self.intervals_ms = [20.0] * 50

    def refresh(self) -> None:
        self.told.refresh()

    def set_histogram(self, report: object) -> None:
        self.told.set_histogram(report)

    def clear(self, *environment: str) -> None:
        self.told.clear(*environment)

    def begin_run(self, *report: object) -> None:
        self.told.begin_run(*report)

    def add_steps(self, report: object) -> None:
        self.told.add_steps(report)

    def frame_times_ms(self) -> list[float]:
        return self.intervals_ms

    def reset_frame_times(self) -> None:
        self.told.reset_frame_times()


def fake_plots() -> Plots:
    """Three fake panels and a history that remembers."""
    return Plots(history=Recorder(), curves=FakePanel(), priorities=FakePanel(), view=FakePanel())
