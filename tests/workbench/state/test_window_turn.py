"""A frame is one turn: what Qt asks for after the timer, too."""

import threading

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from dqn_engine.system.giving_way import Turn, begin, give_way
from workbench.state.window_turn import TurnUntilIdle


class Painted(QWidget):
    """Remembers whether another thread had to wait while it was painted."""

    def __init__(self, turn: Turn) -> None:
        super().__init__()
        self._turn = turn
        self.others_waited: list[bool] = []

    def paintEvent(self, event) -> None:
        self.others_waited.append(others_wait(self._turn))


def others_wait(turn: Turn) -> bool:
    """Whether a thread that comes after `turn` has to wait now."""
    went_on = threading.Event()

    def work() -> None:
        begin(turn)
        give_way()
        went_on.set()

    threading.Thread(target=work, daemon=True).start()
    return not went_on.wait(0.02)


def test_that_a_painting_which_a_timer_asked_for_belongs_to_its_turn_and_that_the_turn_then_ends(qtbot) -> None:
    turn = Turn()
    held, painted = TurnUntilIdle(turn=turn), Painted(turn)
    qtbot.addWidget(painted)
    painted.show()
    qtbot.waitExposed(painted)
    timer = QTimer(singleShot=True, interval=1)
    timer.timeout.connect(held.begin)
    timer.timeout.connect(painted.others_waited.clear)  # A painting for being shown may have come before it.
    timer.timeout.connect(painted.update)
    with qtbot.waitSignal(timer.timeout):
        timer.start()
    qtbot.waitUntil(lambda: bool(painted.others_waited))
    assert painted.others_waited == [True]
    qtbot.waitUntil(lambda: not others_wait(turn))


def test_that_a_turn_begun_twice_ends_once(qtbot) -> None:
    turn = Turn()
    held = TurnUntilIdle(turn=turn)
    held.begin()
    held.begin()
    assert others_wait(turn)
    qtbot.waitUntil(lambda: not others_wait(turn))
