"""Between which numbers returns lie, as far as an environment's rewards are known, and C51's range that follows.

A return here is what a value stands for: the discounted sum of the rewards that are learned from, of an episode that
goes on until the environment's own rules end it. A time limit doesn't count as an end, since learning bootstraps
beyond it; only without discounting (γ = 1) it is the only thing that bounds a sum. No TensorFlow.
"""

from typing import NamedTuple

from dqn_engine.environments.info import EnvironmentInfo, KnownRewards
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs

AUTO = "auto"
_UNKNOWN = (-100.0, 100.0)
"""What C51's range is where nothing is known of the rewards; both signs, so that neither is cut off in silence."""

_NOTEBOOK_1 = KnownRewards(-1.3, 0.7, last_low=-1.7, last_high=0.7)
"""Of `reward_shaping=notebook-1`: nothing beyond the limits of position and angle, but for a last step's overshoot."""


class ValueRange(NamedTuple):
    """C51's lowest and highest value."""

    low: float
    high: float


def horizon(gamma: float, limit_steps: int) -> float:
    """How many times a reward of every step counts in an episode without end: 1 / (1 − γ), and with γ = 1 the limit."""
    return 1.0 / (1.0 - gamma) if gamma < 1.0 else float(limit_steps)


def known_returns(knobs: Knobs, info: EnvironmentInfo) -> ValueRange | None:
    """The range that holds every return that is learned from, 0 included; None where the rewards aren't known."""
    rewards = known_learned_rewards(knobs, info)
    if rewards is None:
        return None
    gamma, steps = knobs["gamma"], horizon(knobs["gamma"], info.episode_limit_steps)
    lows = [rewards.last_low, rewards.step_low * steps]
    highs = [rewards.last_high, rewards.step_high * steps]
    if gamma == 1.0:
        lows.append(rewards.step_low * (steps - 1) + rewards.last_low)
        highs.append(rewards.step_high * (steps - 1) + rewards.last_high)
    return ValueRange(min(0.0, *map(_neat, lows)), max(0.0, *map(_neat, highs)))


def value_range(knobs: Knobs, info: EnvironmentInfo) -> ValueRange:
    """C51's range, with `auto` put into numbers.

    Raises:
        InputError: They don't rise.
    """
    known = known_returns(knobs, info) or ValueRange(*(info.usual_returns or _UNKNOWN))
    if known.low == known.high:
        known = ValueRange(-1.0, 1.0)
    low = known.low if knobs["v_min"] == AUTO else float(knobs["v_min"])
    high = known.high if knobs["v_max"] == AUTO else float(knobs["v_max"])
    if low >= high:
        raise InputError(
            "v_min is {v_min} and v_max {v_max}, which in {environment} means {low:g} to "
            "{high:g}, but C51's values must rise between them; lower v_min, raise v_max, or set both to auto.",
            v_min=knobs["v_min"],
            v_max=knobs["v_max"],
            environment=info.environment,
            low=low,
            high=high,
        )
    return ValueRange(low, high)


def refuse_hopeless_range(knobs: Knobs, info: EnvironmentInfo) -> None:
    """Refuses a range of C51 that no return but 0 can lie in.

    Raises:
        InputError: It is such a range, or none at all.
    """
    if knobs["value_head"] != "c51":
        return
    chosen, known = value_range(knobs, info), known_returns(knobs, info)
    if known is None or (chosen.low < known.high and chosen.high > known.low):
        return
    raise InputError(
        "C51's range is {low:g} to {high:g} (v_min, v_max), but with γ {gamma:g} every return "
        "in {environment} lies from {low_2:g} to {high_2:g}, so that all values would be learned as "
        "{low_3:g}; set v_min and v_max to auto.",
        low=chosen.low,
        high=chosen.high,
        gamma=knobs["gamma"],
        environment=info.environment,
        low_2=known.low,
        high_2=known.high,
        low_3=chosen.low if chosen.low >= known.high else chosen.high,
    )


def known_learned_rewards(knobs: Knobs, info: EnvironmentInfo) -> KnownRewards | None:
    """The rewards after `reward_shaping`."""
    rewards = info.rewards
    match knobs["reward_shaping"]:
        case "notebook-1":
            return _NOTEBOOK_1
        case "scale":
            return None if rewards is None else KnownRewards(*(knobs["reward_scale"] * part for part in rewards))
        case "clip":
            most = knobs["reward_clip"]
            return KnownRewards(*(min(max(part, -most), most) for part in rewards or (-most, most, -most, most)))
        case _:
            return rewards


def _neat(number: float) -> float:
    """Six digits: 1 / (1 − 0.99) is 100."""
    return float(f"{number:.6g}")
