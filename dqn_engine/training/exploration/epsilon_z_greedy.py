"""εz-greedy exploration: a random action is repeated (Dabney, Ostrovski and Barreto 2021).

Chance then leads somewhere instead of trembling on the spot. How long a random action lasts follows a zeta
distribution: mostly short, and now and then of every length up to a limit.
"""

import functools
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.system.values import Knobs
from dqn_engine.training.exploration.epsilon_greedy import EpsilonGreedy, epsilon_greedy, epsilon_greedy_outside
from dqn_engine.training.exploration.exploration import Remembered
from dqn_engine.training.live_inputs import RunKnobs


class Repeat(NamedTuple):
    """A random action that is being repeated: [] int32 as tensors, [N] int64 outside of the compiled program."""

    action: Any
    left: Any  # steps still to come


class EpsilonZGreedy(EpsilonGreedy):
    """ε-greedy, but a random action is repeated; ε is the probability to begin one where none is in progress.

    At ε 0 a repeat in progress ends as well, and so does one whose action is forbidden in the state it has led to.
    """

    extra_numbers = 1  # for how long

    def __init__(self, knobs: Knobs) -> None:
        super().__init__(knobs)
        self._lasting_up_to = lasting_up_to(knobs["repeat_exponent"], knobs["repeat_limit"])

    def nothing_remembered(self) -> Repeat:
        """Nothing to repeat."""
        return Repeat(tf.constant(0), tf.constant(0))

    def choose(
        self,
        q_values: tf.Tensor,
        live: RunKnobs,
        epsilon: tf.Tensor,
        uniform: tf.Tensor,
        extra: tf.Tensor,
        remembered: Remembered,
        allowed: tf.Tensor | None = None,
    ) -> tuple[tf.Tensor, Repeat]:
        """Of `uniform` [2], whether to explore and which action; of `extra` [1], for how long."""
        del live
        repeated, left = remembered
        repeating = (left > 0) & (epsilon > 0.0)
        if allowed is not None:
            repeating &= tf.gather(allowed, repeated)
        more = tf.reduce_sum(tf.cast(tf.constant(self._lasting_up_to) <= extra[0], tf.int32))
        begun = tf.where(uniform[0] < epsilon, more, 0)
        action = tf.where(repeating, repeated, epsilon_greedy(q_values, epsilon, uniform, allowed))
        return action, Repeat(action, tf.where(repeating, left - 1, begun))

    def nothing_remembered_outside(self, count: int) -> Repeat:
        """Nothing to repeat in any of the environments."""
        return Repeat(np.zeros(count, np.int64), np.zeros(count, np.int64))

    def choose_outside(
        self,
        q_values: np.ndarray,
        knobs: Knobs,
        epsilon: float,
        uniform: np.ndarray,
        extra: np.ndarray,
        remembered: Remembered,
        allowed: np.ndarray | None = None,
    ) -> tuple[np.ndarray, Repeat]:
        """Of `uniform` [N, 2], whether to explore and which action; of `extra` [N, 1], for how long."""
        del knobs
        repeated, left = remembered
        repeating = (left > 0) & (epsilon > 0.0)
        if allowed is not None:
            repeating &= allowed[np.arange(len(allowed)), repeated]
        more = np.searchsorted(self._lasting_up_to, extra[:, 0], side="right")
        begun = np.where(uniform[:, 0] < epsilon, more, 0)
        actions = np.where(repeating, repeated, epsilon_greedy_outside(q_values, epsilon, uniform, allowed))
        return actions, Repeat(actions, np.where(repeating, left - 1, begun))


@functools.cache
def lasting_up_to(exponent: float, limit: int) -> np.ndarray:
    """How likely a repeat is to last at most 1, 2, … limit − 1 steps: [limit − 1] float32, not to be written to.

    Lengths of 1 to `limit` steps follow a zeta distribution cut off there, P(n) ∝ n^(−exponent). The length of a
    uniform number is 1 + how many of these probabilities it reaches.
    """
    weights = np.arange(1, limit + 1) ** -float(exponent)
    return (weights.cumsum() / weights.sum())[:-1].astype(np.float32)
