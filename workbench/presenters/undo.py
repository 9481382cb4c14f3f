"""Undo and redo: the one history of what the user changed, whichever part of the window it was changed in."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from workbench.state.undo_step import UndoStep

_MOST_STEPS = 200
_ONE_DRAG_S = 1.5


class Undo(QObject):
    """Takes steps that were done already. `clock` returns seconds; tests bring their own."""

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._keys: dict[str, int] = {}
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_MOST_STEPS)

    @Slot(object)
    def add(self, step: UndoStep) -> None:
        """Remembers a step; one that continues the last one, as a drag does, becomes a part of it."""
        number = self._keys.setdefault(step.key, len(self._keys)) if step.key else -1
        self.stack.push(_Command(step, number, self._clock()))

    @Slot()
    def forget(self) -> None:
        """Forgets every step: what they changed is no longer there."""
        self.stack.clear()


class _Command(QUndoCommand):
    def __init__(self, step: UndoStep, number: int, now_s: float) -> None:
        super().__init__(step.text)
        self.number, self.last_s = number, now_s
        self._undo, self.again = step.undo, step.redo
        self._done = True

    def id(self) -> int:
        return self.number

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Command) or other.last_s - self.last_s > _ONE_DRAG_S:
            return False
        self.again, self.last_s = other.again, other.last_s
        self.setText(other.text())
        return True

    def undo(self) -> None:
        self._undo()

    def redo(self) -> None:
        # What is pushed has been done.
        if self._done:
            self._done = False
        else:
            self.again()
