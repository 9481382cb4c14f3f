"""The state that the user has selected, in whatever instrument: one for the whole window, so that all show the same."""

from PySide6.QtCore import QObject, Signal

NO_SLOT = -1
UNKNOWN = -1
"""In place of a number of steps, as `WhatIfRequest` has it."""


class Selection(QObject):
    """Keeps one state, or none: then instruments look at the state that is watched.

    Where the state is that of a transition in the replay buffer, it also keeps that one's place, its slot; where it is
    one of an episode, how many steps of that were taken before it.
    """

    changed = Signal()
    slot_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: tuple[float, ...] = ()
        self._slot = NO_SLOT
        self._taken = UNKNOWN

    @property
    def state(self) -> tuple[float, ...]:
        """The state as requests of instruments take it: [O] numbers, or of toy text the state's; empty for none."""
        return self._state

    @property
    def taken(self) -> int:
        """The steps of an episode before the state; `UNKNOWN` where it isn't one of an episode."""
        return self._taken

    @property
    def slot(self) -> int:
        """Where in the buffer the selected transition is; `NO_SLOT` where none is selected."""
        return self._slot

    def select_slot(self, slot: int) -> None:
        """Selects the transition there beside its state, which is selected before; or none."""
        if slot != self._slot:
            self._slot = slot
            self.slot_changed.emit()

    def select(self, state: tuple[float, ...], taken: int = UNKNOWN) -> None:
        """Selects that state, of no particular transition; an empty one goes back to what is watched.

        `taken` says how many steps of its episode came before it.
        """
        self.select_slot(NO_SLOT)
        if (state, taken) != (self._state, self._taken):
            self._state, self._taken = state, taken
            self.changed.emit()

    def clear(self) -> None:
        """Goes back to what is watched."""
        self.select(())
