"""Whether a compiled environment of the user's own gives what `CompiledEnvironment` says, before it is compiled.

Compilers say what doesn't fit in pages; one step, taken eagerly, says it in one line.
"""

from typing import Any

import numpy as np
import tensorflow as tf

from dqn_engine.environments.compiled.environment import (
    CompiledEnvironment,
    EndingEnvironment,
    MaskedEnvironment,
    ObservedEnvironment,
)
from dqn_engine.environments.rewards import values_of
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import one_line

_OF_PYTHON = {"PyFunc", "PyFuncStateless", "EagerPyFunc"}
"""Operations that call back into Python."""


def breach_of(environment: CompiledEnvironment, action_count: int) -> str:
    """What isn't as `CompiledEnvironment` says, as the end of a sentence; empty where all is.

    Args:
        environment: The compiled one.
        action_count: A, how many actions the one in Gymnasium has.

    Raises:
        Exception: Whatever its functions raise.
    """
    for name, least in (("observation_size", 1), ("reset_numbers", 0), ("step_numbers", 0)):
        number = getattr(environment, name, None)
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < least:
            return Sentence(
                "has {name} of {number!r}, but it must be a whole number of at least {least}",
                name=name,
                number=number,
                least=least,
            )
    state = environment.reset(tf.zeros([environment.reset_numbers]))
    if not isinstance(state, tuple) or not hasattr(state, "_fields"):
        return Sentence(
            "begins in a state of type {name}, but it must be a named tuple of tensors", name=type(state).__name__
        )
    if _kind(getattr(state, "step", None)) != "int32 []":
        return Sentence("begins in a state without a field step [] int32, which counts the steps of the episode")
    outcome: Any = environment.step(state, tf.constant(0), tf.zeros([environment.step_numbers]))
    lacking = [name for name in ("state", "reward", "terminated", "truncated") if not hasattr(outcome, name)]
    if lacking:
        return Sentence(
            "gives {what} from step(), without {lacking}; return StepResult(state, reward, terminated, truncated) of "
            "dqn_engine.environments.compiled.environment, or a named tuple with these fields",
            what=_what(outcome),
            lacking=", ".join(lacking),
        )
    if not hasattr(outcome.state, "_fields"):
        return Sentence(
            "gives a state of type {name} from step(), but it must be a named tuple of tensors",
            name=type(outcome.state).__name__,
        )
    wanted = {
        Sentence("the observation"): (environment.observe(state), f"float32 [{environment.observation_size}]"),
        "reward": (outcome.reward, "float32 []"),
        "terminated": (outcome.terminated, "bool []"),
        "truncated": (outcome.truncated, "bool []"),
    }
    for name, (given, kind) in wanted.items():
        if _kind(given) != kind:
            return Sentence("gives {given} for {part}, but it must be {kind}", given=_kind(given), part=name, kind=kind)
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
    if isinstance(environment, EndingEnvironment) and _kind(environment.over(state)) != "bool []":
        return Sentence(
            "gives {given} for {name}, but it must be {kind}",
            given=_kind(environment.over(state)),
            name="over",
            kind="bool []",
        )
    return _untraced(environment, state)


def _untraced(environment: CompiledEnvironment, state: Any) -> str:
    """What keeps an environment whose functions run from being compiled, as `breach_of`."""

    def whole(state: Any, action: tf.Tensor, uniform: tf.Tensor, first: tf.Tensor) -> Any:
        outcome = environment.step(state, action, uniform)
        return outcome.reward, environment.observe(outcome.state), environment.observe(environment.reset(first))

    numbers = tf.zeros([environment.step_numbers]), tf.zeros([environment.reset_numbers])
    try:
        traced = tf.function(whole, autograph=False).get_concrete_function(state, tf.constant(0), *numbers)
    except tf.errors.OperatorNotAllowedInGraphError:
        return Sentence(
            "decides or loops by Python's if, while, for, and, or or not on a tensor, whose value isn't known when it "
            "is compiled; use tf.where, tf.logical_and and the like, or tf.while_loop"
        )
    except (NotImplementedError, AttributeError, TypeError) as error:
        words = one_line(error)
        if "ymbolic" not in words and "numpy" not in words:
            raise
        return Sentence(
            "takes the value of a tensor out of TensorFlow, as by .numpy(), int(), float() or a function of NumPy, but "
            "it isn't known when it is compiled; use TensorFlow's functions"
        )
    if _OF_PYTHON & {operation.type for operation in traced.graph.get_operations()}:
        return Sentence(
            "calls Python in the middle of a step, by tf.numpy_function or tf.py_function, which can't be compiled; "
            "write it with TensorFlow's functions"
        )
    return ""


def _what(value: Any) -> str:
    if type(value) is tuple:
        return Sentence("a plain tuple of {values}", values=values_of(len(value)))
    return "None" if value is None else Sentence("something of type {kind}", kind=type(value).__name__)


def _kinds(state: Any) -> str:
    return ", ".join(f"{name} {_kind(part)}" for name, part in zip(state._fields, state, strict=True))


def _kind(tensor: Any) -> str:
    """Type and shape of a tensor."""
    if not tf.is_tensor(tensor):
        return Sentence("{kind} (no tensor)", kind=type(tensor).__name__)
    return f"{tensor.dtype.name} {tensor.shape.as_list()}"
