"""How long a run takes until it ends by itself: pure arithmetic over its progress and its criteria."""

import math

from PySide6.QtCore import QCoreApplication

from dqn_engine.messages.reports import Progress
from dqn_engine.system.values import Knobs

_MINUTE_S, _HOUR_S = 60, 3600
_STEADY_S = 10.0


class SteadySpeed:
    """Steps per second, over about the last ten seconds of training and evaluating.

    What the engine tells is of the last chunk, and jumps with whatever else the computer does: the time left would read
    3 minutes and then 60 seconds.
    """

    def __init__(self) -> None:
        self._last: Progress | None = None
        self._speed = math.nan

    def take(self, progress: Progress) -> float:
        """Takes the run's numbers now; returns the speed, NaN while nobody knows."""
        last, self._last = self._last, progress
        if last is None or last.run_id != progress.run_id or progress.env_steps < last.env_steps:
            self._speed = progress.steps_per_second
            return self._speed
        took_s = progress.elapsed_s - last.elapsed_s
        if took_s > 0:
            speed = (progress.env_steps - last.env_steps) / took_s
            share = -math.expm1(-took_s / _STEADY_S)
            known = math.isfinite(self._speed) and self._speed > 0
            self._speed = self._speed + share * (speed - self._speed) if known else speed
        return self._speed


def seconds_left(progress: Progress, knobs: Knobs, speed: float) -> float | None:
    """Seconds until the first limit that is known of: its last step or its time; None where there is neither.

    `speed` is in steps per second.
    """
    left: list[float] = []
    steps = knobs["stop_steps"] - progress.env_steps
    if steps > 0 and math.isfinite(speed) and speed > 0:
        left.append(steps / speed)
    last_s = knobs["stop_minutes"] * _MINUTE_S
    if last_s > progress.elapsed_s:  # One that lies behind ends nothing.
        left.append(last_s - progress.elapsed_s)
    return min(left, default=None)


def range_left_text(seconds: tuple[float, float] | None) -> str:
    """A time that is known as a range, both ends in the unit of the longer; empty where it isn't known."""
    if seconds is None:
        return ""
    if seconds[1] < 2 * _MINUTE_S:
        unit, one = 1, QCoreApplication.translate("TimeLeft", "{n} s left")
        words = QCoreApplication.translate("TimeLeft", "{low}–{high} s left")
    elif seconds[1] < 2 * _HOUR_S:
        unit, one = _MINUTE_S, QCoreApplication.translate("TimeLeft", "{n} min left")
        words = QCoreApplication.translate("TimeLeft", "{low}–{high} min left")
    else:
        unit, one = _HOUR_S, QCoreApplication.translate("TimeLeft", "{n} h left")
        words = QCoreApplication.translate("TimeLeft", "{low}–{high} h left")
    low, high = (round(end / unit) for end in seconds)
    return one.format(n=f"{high:,}") if low == high else words.format(low=f"{low:,}", high=f"{high:,}")


def time_left_text(seconds: float | None) -> str:
    """The same as the user reads it, no more exact than it can be known; empty where it isn't."""
    if seconds is None:
        return ""
    if seconds < _MINUTE_S:
        return QCoreApplication.translate("TimeLeft", "{n} s left").format(n=math.ceil(seconds))
    if seconds < _HOUR_S:
        return QCoreApplication.translate("TimeLeft", "{n} min left").format(n=math.ceil(seconds / _MINUTE_S))
    hours, minutes = divmod(math.ceil(seconds / _MINUTE_S), 60)
    return QCoreApplication.translate("TimeLeft", "{h} h {m} min left").format(h=f"{hours:,}", m=minutes)
