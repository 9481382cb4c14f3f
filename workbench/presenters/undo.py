"""Undo and redo: the one history of what the user changed, whichever part of the window it was changed in."""

import dataclasses
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from dqn_engine.system.errors import InputError
from workbench.state.engine_words import worded
from workbench.state.undo_step import UndoStep

_MOST_STEPS = 200
_ONE_DRAG_S = 1.5


class Undo(QObject):
    """Takes steps that were done already. `clock` returns seconds; tests bring their own.

    Signals:
        refused: Why a step couldn't be taken back, or done again; it is forgotten.
        told: What was taken back, or done again, unseen.
        untold: That isn't so any more.
    """

    refused = Signal(str)
    told = Signal(str)
    untold = Signal(str)

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._keys: dict[str, int] = {}
        self._said = ""
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_MOST_STEPS)

    @Slot(object)
    def add(self, step: UndoStep) -> None:
        """Remembers a step; one that continues the last one, as a drag does, becomes a part of it."""
        if step.undone == self._said:  # It was taken back, and is done again by hand.
            self._withdraw()
        number = self._keys.setdefault(step.key, len(self._keys)) if step.key else -1
        self.stack.push(_Command(step, number, self._clock(), self._act))

    @Slot()
    def forget_run(self) -> None:
        """Forgets every step in the run that was left: what they changed is no longer there. The others stay."""
        done = [self.stack.command(place) for place in range(self.stack.index())]
        staying = [command.step for command in done if isinstance(command, _Command) and command.step.outlives_run]
        self.stack.clear()
        for step in staying:
            self.add(step)

    def _act(self, action: Callable[[], object], said: str) -> bool:
        """Carries out one half of a step, and says so; returns whether it could be done."""
        self._withdraw()
        try:
            action()
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return False
        if said:
            self.told.emit(said)
            self._said = said
        return True

    def _withdraw(self) -> None:
        said, self._said = self._said, ""
        if said:
            self.untold.emit(said)


class _Command(QUndoCommand):
    def __init__(
        self, step: UndoStep, number: int, now_s: float, act: Callable[[Callable[[], object], str], bool]
    ) -> None:  # fmt: skip
        super().__init__(step.text)
        self.step, self.number, self.last_s = step, number, now_s
        self._act = act
        self._done = True

    def id(self) -> int:
        return self.number

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Command) or other.last_s - self.last_s > _ONE_DRAG_S:
            return False
        self.step = dataclasses.replace(other.step, undo=self.step.undo)
        self.last_s = other.last_s
        self.setText(other.text())
        return True

    def undo(self) -> None:
        self.setObsolete(not self._act(self.step.undo, self.step.undone))

    def redo(self) -> None:
        # What is pushed has been done.
        if self._done:
            self._done = False
        else:
            self.setObsolete(not self._act(self.step.redo, self.step.redone))
