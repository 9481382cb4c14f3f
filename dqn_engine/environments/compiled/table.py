"""Environments whose whole dynamics is a table, as tensors: Gymnasium's FrozenLake, CliffWalking and Taxi.

Gymnasium keeps the table as `P[state][action] = [(probability, next state, reward, terminated), …]`, beside the
distribution of first states; both are read from the environment itself, so that no rule is written twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import gymnasium
import numpy as np
import tensorflow as tf

from dqn_engine.environments.compiled.environment import StepResult
from dqn_engine.system.sentences import Sentence

Transitions = Mapping[int, Mapping[int, Sequence[tuple[float, int, float, bool]]]]


class TableState(NamedTuple):
    """The state of an episode: `cell` [] int32 is the state, `step` [] int32 the steps taken in this episode."""

    cell: tf.Tensor
    step: tf.Tensor


@dataclass(frozen=True, eq=False)
class CompiledTable:
    """An environment of S states and A actions, of each of which at most K things can come; a `CompiledEnvironment`.

    Attributes:
        first_up_to: [S] float64, the summed probabilities of first states, up to and with each.
        up_to: [S, A, K] float64, the summed probabilities of what can come, up to and with each.
        following: [S, A, K] int32, the state that comes.
        rewards: [S, A, K] float32.
        terminal: [S, A, K] bool.
        limit_steps: After which an episode is cut off.
    """

    first_up_to: np.ndarray
    up_to: np.ndarray
    following: np.ndarray
    rewards: np.ndarray
    terminal: np.ndarray
    limit_steps: int

    reset_numbers = 1
    step_numbers = 1

    @property
    def observation_size(self) -> int:
        """S, the length of a one-hot state."""
        return len(self.first_up_to)

    def observe(self, state: TableState) -> tf.Tensor:
        """The state as one-hot [S] float32, as Gymnasium's FlattenObservation gives it."""
        return tf.one_hot(state.cell, len(self.first_up_to), dtype=tf.float32)

    def reset(self, uniform: tf.Tensor) -> TableState:
        """A new episode from one uniform number [1] in [0, 1)."""
        cell = _chosen(tf.constant(self.first_up_to), uniform[0])
        return TableState(cell, tf.constant(0, tf.int32))

    def step(self, state: TableState, action: tf.Tensor, uniform: tf.Tensor) -> StepResult[TableState]:
        """One step under `action` [] int; `uniform` [1] in [0, 1) decides what of it comes."""
        at = tf.stack([state.cell, tf.cast(action, tf.int32)])
        which = _chosen(tf.gather_nd(tf.constant(self.up_to), at), uniform[0])
        entry = tf.concat([at, which[tf.newaxis]], axis=0)
        taken = state.step + 1
        return StepResult(
            TableState(tf.gather_nd(tf.constant(self.following), entry), taken),
            tf.gather_nd(tf.constant(self.rewards), entry),
            tf.gather_nd(tf.constant(self.terminal), entry),
            taken >= self.limit_steps,
        )

    def over(self, state: TableState) -> tf.Tensor:
        """Whether a step that leads here ends the episode: [] bool."""
        ends = np.zeros(self.observation_size, np.bool_)
        ends[self.following[self.terminal]] = True
        return tf.gather(tf.constant(ends), state.cell)

    def state_seen(self, observation: tf.Tensor) -> TableState:
        """The state that is observed as one-hot `observation` [S] float32, at the beginning of an episode."""
        return TableState(tf.argmax(observation, output_type=tf.int32), tf.constant(0, tf.int32))

    def state_in(self, environment: Any, step: int) -> TableState:
        """The state that Gymnasium's bare `environment` is in after `step` steps of an episode."""
        return TableState(tf.constant(int(environment.s), tf.int32), tf.constant(step, tf.int32))


@dataclass(frozen=True, eq=False)
class MaskedTable(CompiledTable):
    """A table that forbids some actions; a `MaskedEnvironment`.

    Attributes:
        masks: [S, A] bool, which actions are allowed in each state.
    """

    masks: np.ndarray

    def allowed(self, state: TableState) -> tf.Tensor:
        """Which actions are allowed: [A] bool."""
        return tf.gather(tf.constant(self.masks), state.cell)


def table_of(environment: gymnasium.Env, limit_steps: int) -> CompiledTable:
    """The table that a toy text environment of Gymnasium has as `P` and `initial_state_distrib`.

    Where it also says by `action_mask(state)` which actions are allowed, as Taxi does, the table says so too.

    Raises:
        ValueError: It has none, or one whose probabilities don't sum to 1.
    """
    bare: Any = environment.unwrapped
    transitions, first = getattr(bare, "P", None), getattr(bare, "initial_state_distrib", None)
    if transitions is None or first is None:
        raise ValueError(f"{environment} has no table of transitions (`P` and `initial_state_distrib`).")
    table = table_from(transitions, np.asarray(first, np.float64), limit_steps)
    mask_of = getattr(bare, "action_mask", None)
    if not callable(mask_of):
        return table
    masks = np.array([mask_of(state) for state in range(len(transitions))], np.bool_)
    return MaskedTable(**{field.name: getattr(table, field.name) for field in fields(table)}, masks=masks)


def table_from(transitions: Transitions, first: np.ndarray, limit_steps: int) -> CompiledTable:
    """A compiled environment from `transitions[state][action]` and the probabilities `first` [S] of first states.

    Raises:
        ValueError: The probabilities of an entry, or those of the first states, don't sum to 1.
    """
    states, actions = len(transitions), len(transitions[0])
    most = max(len(entries) for row in transitions.values() for entries in row.values())
    shape = (states, actions, most)
    up_to, following = np.ones(shape), np.zeros(shape, np.int32)
    rewards, terminal = np.zeros(shape, np.float32), np.zeros(shape, np.bool_)
    for state, row in transitions.items():
        for action, entries in row.items():
            probabilities = [float(entry[0]) for entry in entries]
            if not np.isclose(sum(probabilities), 1.0):
                raise ValueError(
                    Sentence(
                        "The probabilities of action {action} in state {state} sum to {sum}.",
                        action=action,
                        state=state,
                        sum=sum(probabilities),
                    )
                )
            up_to[state, action, : len(entries)] = np.cumsum(probabilities)
            for index, (_, after, reward, ended) in enumerate(entries):
                following[state, action, index] = after
                rewards[state, action, index], terminal[state, action, index] = reward, bool(ended)
    if not np.isclose(first.sum(), 1.0):
        raise ValueError(Sentence("The probabilities of the first states sum to {sum}.", sum=float(first.sum())))
    return CompiledTable(np.cumsum(first), up_to, following, rewards, terminal, limit_steps)


def _chosen(up_to: tf.Tensor, uniform: tf.Tensor) -> tf.Tensor:
    """The first index whose summed probability in `up_to` [K] exceeds `uniform` []; never one of probability 0."""
    total = up_to[-1]
    number = tf.cast(uniform, tf.float64) * total  # Sums of probabilities may end a rounding below 1.
    count = tf.reduce_sum(tf.cast(up_to <= number, tf.int32))
    return tf.minimum(count, tf.shape(up_to)[0] - 1)
