"""The state that the user has selected, in whatever instrument: one for the whole window, so that all show the same."""

from PySide6.QtCore import QObject, Signal

NO_SLOT = -1


class Selection(QObject):
    """Keeps one state, or none: then instruments look at the state that is watched.

    Where the state is that of a transition in the replay buffer, it also keeps that one's place, its slot.
    """

    changed = Signal()
    slot_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: tuple[float, ...] = ()
        self._slot = NO_SLOT

    @property
    def state(self) -> tuple[float, ...]:
        """The state as requests of instruments take it: [O] numbers, or of toy text the state's; empty for none."""
        return self._state

    @property
    def slot(self) -> int:
        """Where in the buffer the selected transition is; `NO_SLOT` where none is selected."""
        return self._slot

    def select_slot(self, slot: int) -> None:
        """Selects the transition there beside its state, which is selected before; or none."""
        if slot != self._slot:
            self._slot = slot
            self.slot_changed.emit()

    def select(self, state: tuple[float, ...]) -> None:
        """Selects that state, of no particular transition; an empty one goes back to what is watched."""
        self.select_slot(NO_SLOT)
        if state != self._state:
            self._state = state
            self.changed.emit()

    def clear(self) -> None:
        """Goes back to what is watched."""
        self.select(())
