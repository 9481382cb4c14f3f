"""Whether a compiled environment of the user's own gives what `CompiledEnvironment` says, before it is compiled.

Compilers say what doesn't fit in pages; one step, taken eagerly, says it in one line.
"""

from typing import Any

import tensorflow as tf

from dqn_engine.environments.compiled.environment import CompiledEnvironment, MaskedEnvironment, ObservedEnvironment
from dqn_engine.system.sentences import Sentence


def breach_of(environment: CompiledEnvironment, action_count: int) -> str:
    """What isn't as `CompiledEnvironment` says, as the end of a sentence; empty where all is.

    Args:
        environment: The compiled one.
        action_count: A, how many actions the one in Gymnasium has.

    Raises:
        Exception: Whatever its functions raise.
    """
    state = environment.reset(tf.zeros([environment.reset_numbers]))
    if not isinstance(state, tuple) or not hasattr(state, "_fields"):
        return Sentence(
            "begins in a state of type {name}, but it must be a named tuple of tensors", name=type(state).__name__
        )
    if _kind(getattr(state, "step", None)) != "int32 []":
        return Sentence("begins in a state without a field step [] int32, which counts the steps of the episode")
    outcome = environment.step(state, tf.constant(0), tf.zeros([environment.step_numbers]))
    wanted = {
        "the observation": (environment.observe(state), f"float32 [{environment.observation_size}]"),
        "reward": (outcome.reward, "float32 []"),
        "terminated": (outcome.terminated, "bool []"),
        "truncated": (outcome.truncated, "bool []"),
    }
    for name, (given, kind) in wanted.items():
        if _kind(given) != kind:
            return Sentence("gives {given} for {name}, but it must be {kind}", given=_kind(given), name=name, kind=kind)
    if isinstance(environment, MaskedEnvironment):
        allowed = environment.allowed(state)
        if _kind(allowed) != f"bool [{action_count}]":
            return Sentence(
                "gives {allowed} for the allowed actions, but it must be bool [{action_count}], since the "
                "environment in Gymnasium has {action_count} actions",
                allowed=_kind(allowed),
                action_count=action_count,
            )
        if not bool(tf.reduce_any(allowed)):
            return Sentence("allows no action where an episode begins; allow one")
    before, after = _kinds(state), _kinds(outcome.state)
    if before != after:
        return Sentence(
            "begins in a state of {before}, but a step leads to one of {after}; both must be alike",
            before=before,
            after=after,
        )
    if isinstance(environment, ObservedEnvironment):
        seen = environment.state_seen(environment.observe(state))
        kinds = _kinds(seen) if hasattr(seen, "_fields") else type(seen).__name__
        if kinds != before:
            return Sentence(
                "begins in a state of {before}, but state_seen gives one of {kinds}; both must be alike",
                before=before,
                kinds=kinds,
            )
    return ""


def _kinds(state: Any) -> str:
    return ", ".join(f"{name} {_kind(part)}" for name, part in zip(state._fields, state, strict=True))


def _kind(tensor: Any) -> str:
    """Type and shape of a tensor."""
    if not tf.is_tensor(tensor):
        return f"{type(tensor).__name__} (no tensor)"
    return f"{tensor.dtype.name} {tensor.shape.as_list()}"
