"""The state that the user has selected, in whatever instrument: one for the whole window, so that all show the same."""

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """Keeps one state, or none: then instruments look at the state that is watched."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: tuple[float, ...] = ()

    @property
    def state(self) -> tuple[float, ...]:
        """The state as requests of instruments take it: [O] numbers, or of toy text the state's; empty for none."""
        return self._state

    def select(self, state: tuple[float, ...]) -> None:
        """Selects that state; an empty one goes back to what is watched."""
        if state != self._state:
            self._state = state
            self.changed.emit()

    def clear(self) -> None:
        """Goes back to what is watched."""
        self.select(())
