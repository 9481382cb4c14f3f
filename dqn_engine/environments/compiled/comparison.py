"""A compiled environment beside the one in Gymnasium that it stands for: the same states, the same random actions.

Where there are action masks, they are compared too, and only allowed actions are taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
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
from dqn_engine.system.sentences import Sentence

COMPARED_STEPS = 500
TOLERANCE = 1e-5
"""Of a float32 number of size 1; of a larger one as many times more."""

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
    step, largest = 0, 0.0
    for count in range(steps):
        state = states.state_in(theirs.unwrapped, step)
        seen = compiled.observe(state).numpy()
        if _difference(seen, observation) > TOLERANCE:
            return StepComparison(
                steps=count,
                fault=Sentence(
                    "observes {seen} where Gymnasium's does {observation}",
                    seen=_short(seen),
                    observation=_short(observation),
                ),
            )
        allowed = allowed_in(info)
        if isinstance(compiled, MaskedEnvironment) != (allowed is not None):
            ours, other = ("has", "has none") if allowed is None else ("has no", "has them")
            return StepComparison(steps=count, fault=f"{ours} action masks where Gymnasium's {other}")
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
        ours = outcomes_of(state, action)
        observation, reward, terminated, truncated, info = theirs.step(action)
        step += 1
        differences = [
            np.maximum(_difference(one, observation), _difference(paid, reward))
            if (bool(end), bool(cut)) == (terminated, truncated)
            else np.inf
            for one, paid, end, cut in zip(*ours, strict=True)
        ]
        nearest = int(np.argmin(differences))
        if not differences[nearest] <= TOLERANCE:
            one, paid, end, cut = (part[nearest] for part in ours)
            return StepComparison(
                steps=count,
                fault=Sentence(
                    "goes from {seen} by action {action} to {one} where Gymnasium's goes to {observation}",
                    seen=_short(seen),
                    action=action,
                    one=_outcome(one, paid, end, cut),
                    observation=_outcome(observation, reward, terminated, truncated),
                ),
            )
        largest = max(largest, float(differences[nearest]))
        if terminated or truncated:
            step, (observation, info) = 0, theirs.reset()
    return StepComparison(steps=steps, difference=largest)


def _outcomes(
    compiled: CompiledEnvironment, numbers: np.random.Generator
) -> Callable[[Any, int], tuple[np.ndarray, ...]]:
    """Maps a state and an action to what can come: observations [K, O], rewards [K] and both flags [K]."""
    count = _CHANCES if compiled.step_numbers else 1
    uniforms = (numbers.permuted(np.tile(np.arange(count), (compiled.step_numbers, 1)), axis=1).T + 0.5) / count
    chances = tf.constant(uniforms.reshape(count, compiled.step_numbers), tf.float32)

    def one(state: Any, action: tf.Tensor, uniform: tf.Tensor) -> tuple[tf.Tensor, ...]:
        after = compiled.step(state, action, uniform)
        return compiled.observe(after.state), after.reward, after.terminated, after.truncated

    @tf.function(jit_compile=True, autograph=False)
    def all_of_them(state: Any, action: tf.Tensor) -> tuple[tf.Tensor, ...]:
        if count == 1:
            return tuple(part[tf.newaxis] for part in one(state, action, chances[0]))
        return tf.vectorized_map(lambda uniform: one(state, action, uniform), chances)

    def as_arrays(state: Any, action: int) -> tuple[np.ndarray, ...]:
        parts = all_of_them(state, tf.constant(action, tf.int32))
        # What depends on no random number stands there once.
        return tuple(np.broadcast_to(part.numpy(), (count, *part.shape[1:])) for part in parts)

    return as_arrays


def _difference(ours: Any, theirs: Any) -> float:
    """The largest difference of two arrays of numbers, of those beyond ±1 in proportion; NaN is like nothing."""
    one, other = np.asarray(ours, np.float64), np.asarray(theirs, np.float32).astype(np.float64)
    if one.shape != other.shape or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return float("inf")
    return float(np.max(np.abs(one - other) / np.maximum(1.0, np.abs(other)), initial=0.0))


def _outcome(observation: Any, reward: Any, terminated: Any, truncated: Any) -> str:
    flags = [word for word, flag in (("terminated", terminated), ("truncated", truncated)) if flag]
    return f"{_short(observation)}, reward {float(reward):g}{''.join(f', {flag}' for flag in flags)}"


def _short(observation: Any) -> str:
    numbers = np.asarray(observation)
    if numbers.size > 16 and np.count_nonzero(numbers) == 1:
        return f"state {int(np.argmax(numbers))}"
    return " ".join(np.array2string(numbers, precision=4, threshold=8, edgeitems=3).split())
