"""Reading from the disk beside the window: one thread, which comes after the window wherever both have work.

What is asked under a name replaces what was asked under it and hasn't begun. Answers come back on the window's thread.
"""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from dqn_engine.system.giving_way import WINDOW, begin

_END_S = 5.0


class Background(QObject):
    """Runs one thing after another in a thread of its own, which begins with the first."""

    _answered = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._condition = threading.Condition()
        self._asked: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {}
        self._thread: threading.Thread | None = None
        self._at_work = self._ended = False
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, name: str, work: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Has `work` done in the thread, and what it returns given to `take` here."""
        with self._condition:
            if self._ended:
                return
            self._asked.pop(name, None)
            self._asked[name] = (work, take)
            self._condition.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="compare-reader", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Begins nothing more, and waits for what was begun."""
        with self._condition:
            self._ended = True
            self._asked.clear()
            self._condition.notify()
        if self._thread is not None:
            self._thread.join(_END_S)

    def _serve(self) -> None:
        begin(WINDOW)
        while True:
            with self._condition:
                while not self._asked and not self._ended:
                    self._condition.wait()
                if self._ended:
                    return
                name = next(iter(self._asked))
                work, take = self._asked.pop(name)
            try:
                answer = work()
            except Exception as error:  # noqa: BLE001 - told as any thread's is, and the next thing is done
                told = (type(error), error, error.__traceback__, threading.current_thread())
                threading.excepthook(threading.ExceptHookArgs(told))
                continue
            with self._condition:
                if self._ended:
                    return
                self._answered.emit(take, answer)

    @Slot(object, object)
    def _deliver(self, take: Callable[[Any], None], answer: Any) -> None:
        take(answer)
