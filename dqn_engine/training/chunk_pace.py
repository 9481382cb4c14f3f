"""How fast a run trains, and how many steps a chunk has so that it takes about as long as is wanted."""

import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 1.0
_FIRST_CHUNK_STEPS = 32
_MOST_GROWTH = 4


class ChunkPace:
    """Told of each chunk's begin and end.

    Args:
        chunk_seconds: What a chunk is to take.
        clock: In seconds.
    """

    def __init__(self, chunk_seconds: float, clock: Callable[[], float] = time.perf_counter) -> None:
        self._chunk_seconds, self._clock = chunk_seconds, clock
        self._passed: deque[tuple[float, int]] = deque()  # When which environment step was reached.
        self._rate = 0.0
        self._begun = 0.0, 0
        self._last_steps, self._last_seconds = 0, 0.0

    @property
    def steps_per_second(self) -> float:
        """Environment steps per second over about the last second, whatever came between chunks; 0 at first."""
        return self._rate

    @property
    def chunk_steps(self) -> int:
        """How many steps the next chunk is to have, at least 1."""
        if not self._rate:
            return _FIRST_CHUNK_STEPS
        steps = max(1, int(self._rate * self._chunk_seconds))
        # What was held to some steps a second is much faster than it was: it would take seconds until that shows.
        free = int(self._last_steps * self._chunk_seconds / max(self._last_seconds, 1e-9))
        return steps if free <= 2 * steps else max(steps, min(free, _MOST_GROWTH * self._last_steps))

    def begin_chunk(self, env_step: int) -> None:
        """A chunk begins after that environment step."""
        self._begun = self._clock(), env_step
        if not self._passed:
            self._passed.append(self._begun)

    def end_chunk(self, env_step: int) -> None:
        """The chunk has ended with that environment step."""
        now = self._clock()
        self._last_steps, self._last_seconds = env_step - self._begun[1], now - self._begun[0]
        self._passed.append((now, env_step))
        while len(self._passed) > 2 and now - self._passed[0][0] > _WINDOW_S:
            self._passed.popleft()
        begun, first = self._passed[0]
        self._rate = (env_step - first) / max(now - begun, 1e-9)

    def pause(self) -> None:
        """Leaves the time since the last chunk out of the rate."""
        self._passed.clear()
