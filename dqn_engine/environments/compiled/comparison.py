"""A compiled environment beside the one in Gymnasium that it stands for: the same states, the same random actions.

Where there are action masks, they are compared too, and only allowed actions are taken.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gymnasium
import numpy as np
import tensorflow as tf

from dqn_engine.environments.adapter import allowed_in
from dqn_engine.environments.compiled.beginnings import fault_of_beginnings
from dqn_engine.environments.compiled.environment import ComparedEnvironment, CompiledEnvironment, MaskedEnvironment
from dqn_engine.environments.compiled.factory import compiled_environment
from dqn_engine.environments.compiled.purity import Purity
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.sentences import Sentence

COMPARED_STEPS = 500
TOLERANCE = 1e-5
"""Of a float32 number of size 1; of a larger one as many times more."""

_TOLERANCE_OF_TWO = 10 * TOLERANCE
"""After two steps of float32, where a system may have made more of the first one's rounding."""

_DIGITS = (4, 6, 9, 17)

_CHANCES = 256
"""Outcomes of a step that is partly random, one of which must be Gymnasium's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepComparison:
    """What was found.

    Attributes:
        steps: How many were compared.
        difference: The largest of any observation or reward.
        fault: What is not alike, as the end of a sentence; empty where all is.
    """

    steps: int
    difference: float = 0.0
    fault: str = ""


def compare(info: EnvironmentInfo, seed: int = 0, steps: int = COMPARED_STEPS) -> StepComparison | None:
    """Compares how episodes begin, and `steps` steps; and whether the compiled functions remember nothing.

    Where a step is partly random, Gymnasium's outcome has to be among those of 256 evenly spread random numbers.

    Returns:
        What was found; None where nothing was, but the compiled environment can't be put into the state of Gymnasium's.

    Raises:
        InputError: One of them can't be made.
        BrokenEnvironmentError: One of them can't go on.
    """
    compiled, numbers = compiled_environment(info), np.random.default_rng(seed)
    theirs = make_environment(info.environment)
    try:
        purity = Purity(compiled, len(info.action_labels), numbers)
        fault = purity.operation or fault_of_beginnings(compiled, theirs, numbers)
        if fault:
            return StepComparison(steps=0, fault=fault)
        compared = None
        if isinstance(compiled, ComparedEnvironment):
            compared = _compared(compiled, compiled, theirs, numbers, steps)
            if not compared.fault:
                compared = replace(compared, fault=_fault_of_limit(compiled, compiled, theirs, info))
        if compared is None or not compared.fault:
            fault = purity.fault()  # After many other steps.
    finally:
        theirs.close()
    return StepComparison(steps=0, fault=fault) if fault else compared


def _compared(
    compiled: CompiledEnvironment,
    states: ComparedEnvironment,
    theirs: gymnasium.Env,
    numbers: np.random.Generator,
    steps: int,
) -> StepComparison:
    outcomes_of, actions = _outcomes(compiled, numbers), int(np.int64(getattr(theirs.action_space, "n", 1)))
    observation, info = theirs.reset(seed=int(numbers.integers(2**31)))
    step, largest, own = 0, 0.0, None
    for count in range(steps):
        state = states.state_in(theirs.unwrapped, step)
        seen = compiled.observe(state).numpy()
        if _difference(seen, observation) > TOLERANCE:
            return StepComparison(
                steps=count,
                fault=Sentence(
                    "observes {seen} where Gymnasium's does {observation}",
                    **_apart((seen,), (observation,), "seen"),
                ),
            )
        allowed = allowed_in(info)
        if isinstance(compiled, MaskedEnvironment) != (allowed is not None):
            ours = Sentence("has action masks where Gymnasium's has none")
            theirs_alone = Sentence("has no action masks where Gymnasium's has them")
            return StepComparison(steps=count, fault=ours if allowed is None else theirs_alone)
        if isinstance(compiled, MaskedEnvironment) and allowed is not None:
            mask = compiled.allowed(state).numpy()
            if not np.array_equal(mask, allowed):
                return StepComparison(
                    steps=count,
                    fault=Sentence(
                        "allows {mask} where Gymnasium's allows {allowed}", mask=_short(mask), allowed=_short(allowed)
                    ),
                )
        action = int(numbers.integers(actions) if allowed is None else numbers.choice(np.flatnonzero(allowed)))
        outcomes = outcomes_of(state, action)
        later = None if own is None else outcomes_of(own, action)
        observation, reward, terminated, truncated, info = theirs.step(action)
        step += 1
        gymnasiums = (observation, reward, terminated, truncated)
        nearest, difference = outcomes.nearest(*gymnasiums)
        if not difference <= TOLERANCE:
            return StepComparison(
                steps=count,
                fault=Sentence(
                    "goes from {seen} by action {action} to {one} where Gymnasium's goes to {observation}",
                    seen=_short(seen),
                    action=action,
                    **_apart(outcomes.outcome(nearest), gymnasiums),
                ),
            )
        if later is not None:
            after, difference_later = later.nearest(*gymnasiums)
            if not difference_later <= _TOLERANCE_OF_TWO:
                return StepComparison(
                    steps=count,
                    fault=Sentence(
                        "goes on to {one} from the state that its own step() left, where Gymnasium's goes to "
                        "{observation}: step() leaves something out, since from what state_in() gives both agree",
                        **_apart(later.outcome(after), gymnasiums),
                    ),
                )
        largest, own = max(largest, difference), outcomes.state(nearest)
        if terminated or truncated:
            step, own, (observation, info) = 0, None, theirs.reset()
    return StepComparison(steps=steps, difference=largest)


def _fault_of_limit(
    compiled: CompiledEnvironment, states: ComparedEnvironment, theirs: gymnasium.Env, info: EnvironmentInfo
) -> str:
    """What is wrong with where episodes are cut off, which random steps may never reach, as the end of a sentence."""
    limit, (_, told) = info.episode_limit_steps, theirs.reset()
    begun = max(0, limit - 2)
    state = states.state_in(theirs.unwrapped, begun)
    allowed = allowed_in(told)
    for step in range(begun + 1, limit + 1):
        if allowed is None and isinstance(compiled, MaskedEnvironment):
            allowed = compiled.allowed(state).numpy()
        action = 0 if allowed is None else int(np.flatnonzero(allowed)[0])
        outcome = compiled.step(state, tf.constant(action), tf.fill([compiled.step_numbers], 0.5))
        if bool(outcome.terminated):
            return ""
        if bool(outcome.truncated) != (step == limit):
            cut = Sentence("is cut off") if bool(outcome.truncated) else Sentence("isn't cut off")
            return Sentence(
                "{cut} after {step:,} steps, but an episode of Gymnasium's is after {limit:,}",
                cut=cut,
                step=step,
                limit=limit,
            )
        state, allowed = outcome.state, None
    return ""


@dataclass(frozen=True, slots=True)
class _Outcomes:
    """What can come of a step: K states, observations [K, O], rewards [K] and both flags [K]."""

    states: tuple[np.ndarray, ...]
    kind: Callable[..., Any]
    told: tuple[np.ndarray, ...]

    def nearest(self, observation: Any, reward: Any, terminated: bool, truncated: bool) -> tuple[int, float]:
        """Which is most like this, and how unlike it is."""
        differences = [
            np.maximum(_difference(one, observation), _difference(paid, reward))
            if (bool(end), bool(cut)) == (terminated, truncated)
            else np.inf
            for one, paid, end, cut in zip(*self.told, strict=True)
        ]
        which = int(np.argmin(differences))
        return which, float(differences[which])

    def state(self, which: int) -> Any:
        """That state, as the compiled environment has it."""
        return self.kind(*(tf.constant(part[which]) for part in self.states))

    def outcome(self, which: int) -> tuple[np.ndarray, ...]:
        """That observation, reward and both flags."""
        return tuple(part[which] for part in self.told)


def _outcomes(compiled: CompiledEnvironment, numbers: np.random.Generator) -> Callable[[Any, int], _Outcomes]:
    """Maps a state and an action to what can come."""
    count = _CHANCES if compiled.step_numbers else 1
    uniforms = (numbers.permuted(np.tile(np.arange(count), (compiled.step_numbers, 1)), axis=1).T + 0.5) / count
    chances = tf.constant(uniforms.reshape(count, compiled.step_numbers), tf.float32)

    def one(state: Any, action: tf.Tensor, uniform: tf.Tensor) -> tuple[tf.Tensor, ...]:
        after = compiled.step(state, action, uniform)
        return compiled.observe(after.state), after.reward, after.terminated, after.truncated, *after.state

    @CompiledFunction
    def all_of_them(state: Any, action: tf.Tensor) -> tuple[tf.Tensor, ...]:
        if count == 1:
            return tuple(part[tf.newaxis] for part in one(state, action, chances[0]))
        return tf.vectorized_map(lambda uniform: one(state, action, uniform), chances)

    def as_arrays(state: Any, action: int) -> _Outcomes:
        parts = all_of_them(state, tf.constant(action, tf.int32))
        # What depends on no random number stands there once.
        arrays = tuple(np.broadcast_to(part.numpy(), (count, *part.shape[1:])) for part in parts)
        return _Outcomes(arrays[4:], type(state), arrays[:4])

    return as_arrays


def _difference(ours: Any, theirs: Any) -> float:
    """The largest difference of two arrays of numbers, of those beyond ±1 in proportion; NaN is like nothing."""
    one, other = np.asarray(ours, np.float64), np.asarray(theirs, np.float32).astype(np.float64)
    if one.shape != other.shape or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return float("inf")
    return float(np.max(np.abs(one - other) / np.maximum(1.0, np.abs(other)), initial=0.0))


def _apart(ours: Sequence[Any], theirs: Sequence[Any], name: str = "one") -> dict[str, str]:
    """Two observations or outcomes in words, with as many digits as tell them apart."""
    for digits in _DIGITS:
        one, other = (_words(*told, digits=digits) for told in (ours, theirs))
        if one != other:
            break
    return {name: one, "observation": other}


def _words(
    observation: Any, reward: Any = None, terminated: Any = False, truncated: Any = False, *, digits: int
) -> str:
    paid = "" if reward is None else f", reward {float(reward):.{digits + 2}g}"
    flags = [word for word, flag in (("terminated", terminated), ("truncated", truncated)) if flag]
    return f"{_short(observation, digits)}{paid}{''.join(f', {flag}' for flag in flags)}"


def _short(observation: Any, digits: int = 4) -> str:
    numbers = np.asarray(observation)
    if numbers.size > 16 and np.count_nonzero(numbers) == 1:
        return f"state {int(np.argmax(numbers))}"
    return " ".join(np.array2string(numbers, precision=digits, threshold=8, edgeitems=3).split())
