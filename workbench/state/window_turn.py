"""The window's turn of Python, from what begins a frame until nothing more is to be done."""

from PySide6.QtCore import QObject, QTimer, Slot

from dqn_engine.system.giving_way import WINDOW, Turn


class TurnUntilIdle(QObject):
    """Takes the turn with a timer that ticks, and keeps it for all that follows: layouts and paintings come later.

    Qt calls Python for each of those, hundreds of times in a frame, and lets the engine have Python in between: then a
    frame of 20 ms takes 90.
    """

    def __init__(self, parent: QObject | None = None, *, turn: Turn = WINDOW) -> None:
        super().__init__(parent)
        self._turn = turn
        self._idle = QTimer(self, singleShot=True, interval=0)  # Qt comes to it when there is nothing else to do.
        self._idle.timeout.connect(self._end)

    @Slot()
    def begin(self) -> None:
        """Takes the turn, where it isn't taken yet."""
        if not self._idle.isActive():
            self._turn.take()
            self._idle.start()

    @Slot()
    def _end(self) -> None:
        self._turn.release()
