"""Whether a compiled environment is made of pure functions: the same state, action and numbers lead to the same step.

What is remembered outside of the state, or drawn from other numbers, is lost when a run is resumed, and is another in
every program that the functions are traced into.
"""

from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.environments.compiled.environment import CompiledEnvironment, MaskedEnvironment
from dqn_engine.system.sentences import Sentence

_STEPS = 20
_CHANGING = ("Assign", "Resource", "Scatter", "Stack", "Queue", "MutableHash", "Lookup")
_RANDOM = ("Random", "Multinomial", "TruncatedNormal", "ParameterizedTruncatedNormal", "Rng", "Stateful")
_OF_PYTHON = ("PyFunc", "EagerPyFunc")
_CALLS = ("StatefulPartitionedCall",)
_READS = ("ResourceGather",)


class _Taken(NamedTuple):
    state: Any
    action: int
    uniform: np.ndarray
    outcome: tuple[np.ndarray, ...]


class Purity:
    """Takes some steps of `compiled` at once, and the same again when it is asked; other steps may be taken between.

    Attributes:
        operation: The first thing in the functions, as they are traced, that no pure function does, as the end of a
            sentence; empty where there is none.
    """

    def __init__(self, compiled: CompiledEnvironment, action_count: int, numbers: np.random.Generator) -> None:
        self._compiled = compiled
        self._taken: list[_Taken] = []
        self.operation = self._operation()
        if self.operation:
            return
        self._begun = numbers.random(compiled.reset_numbers, np.float32)
        self._first = _parts(compiled.reset(tf.constant(self._begun)))
        state: Any = compiled.reset(tf.constant(self._begun))
        for _ in range(_STEPS):
            action = int(numbers.integers(action_count))
            if isinstance(compiled, MaskedEnvironment):
                allowed = np.flatnonzero(compiled.allowed(state).numpy())
                action = int(numbers.choice(allowed)) if len(allowed) else action
            uniform = numbers.random(compiled.step_numbers, np.float32)
            outcome, arrays = self._step(state, action, uniform)
            self._taken.append(_Taken(state, action, uniform, arrays))
            over = bool(outcome.terminated) or bool(outcome.truncated)
            state = compiled.reset(tf.constant(self._begun)) if over else outcome.state

    def fault(self) -> str:
        """What isn't pure, as the end of a sentence; empty where nothing was seen."""
        remembers = Sentence("so that something is remembered or drawn besides the state and the numbers it is given")
        if not _equal(self._first, _parts(self._compiled.reset(tf.constant(self._begun)))):
            return Sentence(
                "begins in another state when reset() is given the same numbers again, {remembers}", remembers=remembers
            )
        for taken in reversed(self._taken):
            for _ in range(2):
                if not _equal(taken.outcome, self._step(taken.state, taken.action, taken.uniform)[1]):
                    return Sentence(
                        "goes elsewhere when step() is given the same state, action and numbers again, {remembers}",
                        remembers=remembers,
                    )
        return ""

    def _step(self, state: Any, action: int, uniform: np.ndarray) -> tuple[Any, tuple[np.ndarray, ...]]:
        outcome = self._compiled.step(state, tf.constant(action), tf.constant(uniform))
        after = outcome.state
        told = (outcome.reward, outcome.terminated, outcome.truncated, self._compiled.observe(after))
        return outcome, tuple(np.asarray(part) for part in (*after, *told))

    def _operation(self) -> str:
        """The first thing in the traced functions that no pure function does."""
        compiled = self._compiled

        def all_of_it(beginning: tf.Tensor, action: tf.Tensor, uniform: tf.Tensor) -> Any:
            state = compiled.reset(beginning)
            outcome = compiled.step(state, action, uniform)
            allowed = (compiled.allowed(state),) if isinstance(compiled, MaskedEnvironment) else ()
            return (*outcome.state, outcome.reward, compiled.observe(outcome.state), *allowed)

        traced = tf.function(all_of_it, autograph=False).get_concrete_function(
            tf.TensorSpec([compiled.reset_numbers], tf.float32),
            tf.TensorSpec([], tf.int32),
            tf.TensorSpec([compiled.step_numbers], tf.float32),
        )
        graph = traced.graph.as_graph_def()
        nodes = [*graph.node, *(node for function in graph.library.function for node in function.node_def)]
        for node in nodes:
            if node.op in _CALLS or node.op in _READS:
                continue
            if node.op.startswith(_CHANGING):
                return Sentence(
                    "changes a variable ({operation}), but may remember nothing except in its state", operation=node.op
                )
            if node.op.startswith(_RANDOM):
                return Sentence(
                    "draws random numbers of its own ({operation}), but may use only those that it is given",
                    operation=node.op,
                )
            if node.op.startswith(_OF_PYTHON):
                return Sentence("calls a function of Python ({operation}), which can't be compiled", operation=node.op)
        return ""


def _parts(state: Any) -> tuple[np.ndarray, ...]:
    return tuple(np.asarray(part) for part in state)


def _equal(one: tuple[np.ndarray, ...], other: tuple[np.ndarray, ...]) -> bool:
    """Whether all parts are the same to the bit; NaN is itself."""
    return all(
        ours.dtype == theirs.dtype and ours.shape == theirs.shape and ours.tobytes() == theirs.tobytes()
        for ours, theirs in zip(one, other, strict=True)
    )
