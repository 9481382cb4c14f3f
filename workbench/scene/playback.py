"""Plays the watched environment's steps in real time, though they arrive in bursts.

A small buffer takes up the bursts. Its level steers the pace: a little slower as it runs low, so that the motion rarely
has to stop, and a little faster as it grows, so that what is seen stays close to what the engine does. Time comes in
from outside; nothing here reads a clock.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from dqn_engine.play.spectator_step import SpectatorStep

# Seconds of real time in the buffer: below the first the pace slows, above the second it quickens, and beyond the third
# (the view was hidden) the oldest steps are skipped.
LOW_S, HIGH_S, SKIP_S = 0.04, 0.3, 1.5
_SLOWEST, _FASTEST = 0.4, 2.5
_QUICKENING_PER_S = 2.0
# The calm end of an episode: the last pose fades for this long, or for less when the next episodes are waiting already.
_CALM_S, _SHORTEST_CALM_S = 0.5, 0.05
_FADE_IN_S = 0.15
_FADED = 0.12
_TRAIL_STEPS = 24


@dataclass(frozen=True, slots=True)
class Frame:
    """What is to be seen now.

    Attributes:
        step: The step being played, `fraction` of its way from `state` to `next_state`.
        state: The state in between.
        trail: States passed before, oldest first.
        opacity: Below 1 at an episode's end and at the next one's beginning.
        picture: The environment's newest picture, [H, W, 3] uint8; None where there is none yet.
    """

    step: SpectatorStep
    fraction: float
    state: tuple[float, ...]
    trail: tuple[tuple[float, ...], ...]
    opacity: float
    picture: np.ndarray | None = field(default=None, compare=False)

    @property
    def is_over(self) -> bool:
        """Whether the episode has ended, and its last state is seen."""
        return self.step.ended and self.fraction == 1.0


class Playback:
    """A jitter buffer with a play head. `speed` is times real time; while `held`, time stands still."""

    def __init__(self) -> None:
        self.speed = 1.0
        self.held = False
        self.restart(50.0)

    def restart(self, step_hz: float) -> None:
        """Forgets everything; steps last 1/`step_hz` seconds from now on."""
        self._step_hz = step_hz
        self._waiting: deque[SpectatorStep] = deque()
        self._step: SpectatorStep | None = None
        self._fraction = 0.0
        self._trail: deque[tuple[float, ...]] = deque(maxlen=_TRAIL_STEPS)
        self._opacity = 1.0
        self._ending_s: float | None = None  # how long the last pose has been fading
        self._picture: np.ndarray | None = None

    @property
    def buffered_seconds(self) -> float:
        """How much real time the waiting steps fill."""
        rest = 1.0 - self._fraction if self._step is not None else 0.0
        return (len(self._waiting) + rest) / (self._step_hz * self.speed)

    @property
    def frame(self) -> Frame | None:
        """What is to be seen now; None before the first step."""
        if self._step is None:
            return None
        between = zip(self._step.state, self._step.next_state, strict=True)
        state = tuple(a + (b - a) * self._fraction for a, b in between)
        return Frame(self._step, self._fraction, state, tuple(self._trail), self._opacity, self._picture)

    def push(self, steps: Iterable[SpectatorStep]) -> None:
        """Takes the next steps, in order."""
        self._waiting.extend(steps)
        if self.buffered_seconds > SKIP_S:
            keep = max(int(LOW_S * self._step_hz * self.speed), 1)
            while len(self._waiting) > keep:
                self._waiting.popleft()
            self._begin(self._waiting.popleft())

    def advance(self, seconds: float) -> bool:
        """Lets real time pass; returns whether there is anything new to see."""
        if self.held or seconds <= 0:
            return False
        before = (self._step, self._fraction, self._opacity)
        if self._step is None and self._waiting:
            self._begin(self._waiting.popleft())
        if self._ending_s is not None:
            self._fade_out(self._ending_s + seconds)
        elif self._step is not None:
            self._fade_in(seconds)
            self._play(self._step, seconds * self._step_hz * self.speed * self._pace())
        return before != (self._step, self._fraction, self._opacity)

    def settle(self) -> None:
        """Goes back to where the step being played begins: what is seen is then one state, and none between two.

        An episode that is over stays at its end.
        """
        if self._ending_s is None:
            self._fraction = 0.0

    def revalue(self, step: SpectatorStep) -> None:
        """Takes what the network thinks of the step being played now."""
        if self._step is not None:
            self._step = replace(self._step, q_values=step.q_values, action=step.action)

    def branch(self, step: SpectatorStep) -> None:
        """Goes to where that step begins; what was waiting won't come."""
        self._waiting.clear()
        if self._step is None or self._step.episode != step.episode:
            self._trail.clear()
        self._step, self._fraction, self._ending_s, self._opacity = step, 0.0, None, 1.0

    def _pace(self) -> float:
        level = self.buffered_seconds
        if level < LOW_S:
            return max(level / LOW_S, _SLOWEST)
        return min(1.0 + max(level - HIGH_S, 0.0) * _QUICKENING_PER_S, _FASTEST)

    def _play(self, shown: SpectatorStep, steps: float) -> None:
        while steps > 0:
            taken = min(steps, 1.0 - self._fraction)
            self._fraction += taken
            steps -= taken
            if self._fraction < 1.0 - 1e-9:
                return
            self._fraction = 1.0
            if shown.ended:
                self._ending_s = 0.0
                self._show(shown.end_picture)
                return
            if not self._waiting:
                return
            step = self._waiting.popleft()
            self._follow_on(shown, step)
            shown = step

    def _follow_on(self, shown: SpectatorStep, step: SpectatorStep) -> None:
        """The next step, which continues the one shown unless steps were lost or another episode begins."""
        if step.episode != shown.episode:
            self._begin(step)
            return
        self._trail.append(shown.state)
        self._step, self._fraction = step, 0.0
        self._show(step.picture)

    def _begin(self, step: SpectatorStep) -> None:
        self._step, self._fraction, self._ending_s = step, 0.0, None
        self._trail.clear()
        self._show(step.picture)

    def _show(self, picture: np.ndarray | None) -> None:
        """A step without a picture leaves the one before: not every step is worth one."""
        if picture is not None:
            self._picture = picture

    def _fade_out(self, ending_s: float) -> None:
        """The last pose has been fading for `ending_s`."""
        waiting_s = len(self._waiting) / (self._step_hz * self.speed)
        calm_s = max(_CALM_S - max(waiting_s - LOW_S, 0.0), _SHORTEST_CALM_S) / max(self.speed, 1.0)
        self._ending_s = ending_s
        share = min(ending_s / calm_s, 1.0)
        self._opacity = min(self._opacity, 1.0 - (1.0 - _FADED) * share * share)
        if share == 1.0 and self._waiting:
            self._begin(self._waiting.popleft())

    def _fade_in(self, seconds: float) -> None:
        self._opacity = min(self._opacity + seconds / _FADE_IN_S * max(self.speed, 1.0), 1.0)
