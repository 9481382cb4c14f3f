"""The ruler beside Q-values: the least and the most that an environment's rewards and γ allow."""

import math
from dataclasses import dataclass

import numpy as np

from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.networks.known_returns import known_learned_rewards, known_returns
from dqn_engine.system.values import Knobs

INSIDE, ABOVE, BELOW, BOTH, UNKNOWN = "inside", "above", "below", "above-and-below", "unknown"
"""How values lie beside a ruler."""

_MARGIN = 0.01
"""Of the ruler's width: values that are so little beyond it are rounding, not wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruler:
    """Between which numbers every return lies that is learned from.

    A time limit doesn't end what a value stands for, since learning bootstraps beyond it: with a reward r every step
    that is r / (1 − γ), and with γ = 1 nothing bounds it. An episode that really ends at the limit of L steps returns
    at most r · (1 − γᴸ) / (1 − γ).

    Attributes:
        known: Whether the rewards are known; if not, all numbers are 0.
        low: The least, without the time limit; −∞ where γ is 1, learning bootstraps beyond the limit, and steps cost.
        high: The most; ∞ where they pay.
        low_to_limit: The least within an episode's time limit.
        high_to_limit: The most.
    """

    known: bool
    low: float
    high: float
    low_to_limit: float
    high_to_limit: float

    @property
    def width(self) -> float:
        """How far the ends lie apart that it has; those within the time limit where one is infinite."""
        width = self.high - self.low
        return width if math.isfinite(width) else self.high_to_limit - self.low_to_limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How values lie beside a ruler.

    Attributes:
        code: One of the words above.
        lowest: Of the values.
        highest: Of the values.
        share_outside: Part of the values beyond the ruler by more than a hundredth of its width.
    """

    code: str
    lowest: float
    highest: float
    share_outside: float


def ruler_of(knobs: Knobs, info: EnvironmentInfo) -> Ruler:
    """The ruler of an environment with all hyperparameters."""
    whole, rewards = known_returns(knobs, info), known_learned_rewards(knobs, info)
    if whole is None or rewards is None:
        return Ruler(known=False, low=0.0, high=0.0, low_to_limit=0.0, high_to_limit=0.0)
    gamma, limit = float(knobs["gamma"]), info.episode_limit_steps
    # Of L steps with or without a last one that terminates, or of that alone: what lies between is between them.
    before, faded = _counted(gamma, limit - 1), gamma ** (limit - 1)
    lows = [rewards.last_low, rewards.step_low * _counted(gamma, limit)]
    lows.append(rewards.step_low * before + faded * rewards.last_low)
    highs = [rewards.last_high, rewards.step_high * _counted(gamma, limit)]
    highs.append(rewards.step_high * before + faded * rewards.last_high)
    endless = gamma == 1.0 and knobs.get("time_limit", "continue") == "continue"
    return Ruler(
        known=True,
        low=-math.inf if endless and rewards.step_low < 0.0 else whole.low,
        high=math.inf if endless and rewards.step_high > 0.0 else whole.high,
        low_to_limit=min(0.0, *lows),
        high_to_limit=max(0.0, *highs),
    )


def verdict_on(ruler: Ruler, values: np.ndarray) -> Verdict:
    """How `values`, of any shape and at least one, lie beside the ruler."""
    lowest, highest = float(values.min()), float(values.max())
    if not ruler.known:
        return Verdict(code=UNKNOWN, lowest=lowest, highest=highest, share_outside=0.0)
    margin = _MARGIN * ruler.width
    above, below = values > ruler.high + margin, values < ruler.low - margin
    codes = {(False, False): INSIDE, (True, False): ABOVE, (False, True): BELOW, (True, True): BOTH}
    return Verdict(
        code=codes[bool(above.any()), bool(below.any())],
        lowest=lowest,
        highest=highest,
        share_outside=float((above | below).mean()),
    )


def _counted(gamma: float, steps: int) -> float:
    """How many times a reward of each of so many steps counts: Σ γᵏ."""
    return float(steps) if gamma == 1.0 else (1.0 - gamma**steps) / (1.0 - gamma)
