"""How long a run takes until it ends by itself: pure arithmetic over its progress and its criteria."""

import math

from PySide6.QtCore import QCoreApplication

from dqn_engine.messages.reports import Progress
from dqn_engine.system.values import Knobs

_MINUTE_S, _HOUR_S = 60, 3600


def seconds_left(progress: Progress, knobs: Knobs) -> float | None:
    """Seconds until the first limit that is known of: its last step or its time; None where there is neither."""
    left: list[float] = []
    steps, speed = knobs["stop_steps"] - progress.env_steps, progress.steps_per_second
    if steps > 0 and math.isfinite(speed) and speed > 0:
        left.append(steps / speed)
    if knobs["stop_minutes"]:
        left.append(max(knobs["stop_minutes"] * _MINUTE_S - progress.elapsed_s, 0.0))
    return min(left, default=None)


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
