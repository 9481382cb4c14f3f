"""When frames were painted: frames per second now, and every interval for a measurement."""

from collections import deque
from collections.abc import Callable

_MOST_INTERVALS = 100_000
_WINDOW_S = 1.0


class FrameClock:
    """Told of every painted frame. `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._recent: deque[float] = deque()
        self._last: float | None = None
        self._intervals_ms: deque[float] = deque(maxlen=_MOST_INTERVALS)

    @property
    def frames_per_second(self) -> float:
        """Frames painted within the last second."""
        self._forget_old(self._clock())
        return float(len(self._recent)) / _WINDOW_S

    def painted(self) -> None:
        """A new frame is on the screen."""
        now = self._clock()
        if self._last is not None:
            self._intervals_ms.append((now - self._last) * 1000.0)
        self._last = now
        self._recent.append(now)
        self._forget_old(now)

    def interrupt(self) -> None:
        """The view rests on purpose (held, hidden, nothing to play): the gap until the next frame is no slow frame."""
        self._last = None

    def intervals_ms(self) -> list[float]:
        """Milliseconds between frames since the last `reset`, oldest first."""
        return list(self._intervals_ms)

    def reset(self) -> None:
        """Forgets the intervals."""
        self._intervals_ms.clear()
        self._last = None

    def _forget_old(self, now: float) -> None:
        while self._recent and self._recent[0] <= now - _WINDOW_S:
            self._recent.popleft()
