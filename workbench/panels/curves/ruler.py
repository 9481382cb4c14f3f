"""The ruler of the Q plot: between which values every return lies, and words where Q lies beyond."""

import math
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from dqn_engine.environments.registry import environment_info, environment_names
from dqn_engine.messages.reports import KnobsChanged, RunStarted
from dqn_engine.probes.ruler import ruler_of
from workbench.look.figures import return_text

VALUES = frozenset({"q_mean", "q_max"})
"""The quantities that it is for."""

_MARGIN = 0.01
"""Of the ruler's length: what is so little beyond it is rounding."""


def bounds_of(run: RunStarted, changes: Iterable[KnobsChanged]) -> tuple[float, float] | None:
    """The least and the most that rewards and γ allow as they are now, ±∞ without a bound; None where nothing is known.

    With Munchausen, values hold more than rewards, and there are none.
    """
    knobs = {**run.config.knobs, **run.knobs_now}
    knobs.update({change.name: change.new for entry in changes for change in entry.changes})
    if run.config.environment not in environment_names() or knobs.get("munchausen"):
        return None
    ruler = ruler_of(knobs, environment_info(run.config.environment))
    return (ruler.low, ruler.high) if ruler.known else None


def words(bounds: tuple[float, float] | None, lowest: float, highest: float) -> str:
    """What the Q plot says beside its title, where values go from `lowest` to `highest`."""
    plain = QCoreApplication.translate("LearningPlots", "discounted return")
    if bounds is None:
        return plain
    low, high = bounds
    margin = _MARGIN * (high - low) if math.isfinite(high - low) else 0.0
    if math.isfinite(highest) and highest > high + margin:
        return QCoreApplication.translate("LearningPlots", "above {high}, which no return can reach").format(
            high=return_text(high)
        )
    if math.isfinite(lowest) and lowest < low - margin:
        return QCoreApplication.translate("LearningPlots", "below {low}, which no return can be").format(
            low=return_text(low)
        )
    return plain
