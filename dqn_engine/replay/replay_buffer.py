"""What learning asks of a replay buffer. Its state is passed in and out, and of a kind of its own."""

from typing import Any, NamedTuple, Protocol

import numpy as np
import tensorflow as tf

from dqn_engine.replay.ring import NStepBatch, SummedRewards


class SampledBatch(NamedTuple):
    """A batch; `scaled_priority` is what each was sampled in proportion to, 1 with uniform replay."""

    slots: tf.Tensor  # [B] int32
    scaled_priority: tf.Tensor  # [B] float32
    batch: NStepBatch


class Contents(NamedTuple):
    """All that can be sampled, as arrays [N]; without observations, which are large."""

    slots: np.ndarray  # int64, where each is
    age: np.ndarray  # int64, environment steps since it was stored
    action: np.ndarray  # int64
    reward: np.ndarray  # float32, as it is learned from
    terminated: np.ndarray  # bool
    ended: np.ndarray  # bool, terminated or truncated
    priority: np.ndarray  # float32, raw; 1 with uniform replay
    scaled_priority: np.ndarray  # float32, what each is sampled in proportion to; 1 with uniform replay


class ReplayBuffer(Protocol):
    """Stores and samples transitions. Its state is a tree of tensors that can live in the compiled program.

    Attributes:
        capacity: C, rows.
    """

    capacity: int

    def initial(self, alpha: float) -> Any:
        """The state of an empty buffer."""
        ...

    def store(self, state: Any, env_step: tf.Tensor, transition: Any, alpha: tf.Tensor) -> Any:
        """Stores the transition of environment step `env_step` [] int32, with the largest priority known."""
        ...

    def sample(
        self, state: Any, stored_steps: tf.Tensor, uniform: tf.Tensor, *, n_step: tf.Tensor, gamma: tf.Tensor
    ) -> SampledBatch:
        """Samples one transition per number of `uniform`, with its n-step return.

        Args:
            state: Holds at least one.
            stored_steps: [] int32, transitions stored since the beginning.
            uniform: [B] in [0, 1).
            n_step: [] float32, a whole number.
            gamma: [] float32.
        """
        ...

    def gathered(
        self, state: Any, stored_steps: tf.Tensor, slots: tf.Tensor, *, n_step: tf.Tensor, gamma: tf.Tensor
    ) -> SampledBatch:
        """What `sample` gives where it chooses `slots` [B] int32; each must be one that can be sampled."""
        ...

    def summed_rewards(self, state: Any, stored_steps: tf.Tensor, slots: tf.Tensor, n_step: tf.Tensor) -> SummedRewards:
        """The rewards that the n-step returns of `gathered` are sums of; `n_step` is [] float32."""
        ...

    def reprioritize(self, state: Any, sampled: SampledBatch, priority: tf.Tensor, alpha: tf.Tensor) -> Any:
        """The state with the sampled transitions' new `priority` [B] |δ|+ε."""
        ...

    def moved(self, state: Any, env_steps: int, following: Any, alpha: float) -> Any:
        """The state of the `following` buffer of the same kind, with the newest transitions that fit it."""
        ...

    def truncate_episodes(self, state: Any, env_steps: int) -> Any:
        """The state after which other episodes begin: no n-step return reaches from those stored into them."""
        ...

    def priorities(self, state: Any, env_steps: int) -> np.ndarray:
        """The raw priorities |δ|+ε [N] of what can be sampled, in no particular order."""
        ...

    def contents(self, state: Any, env_steps: int) -> Contents:
        """What can be sampled, in the order of slots."""
        ...

    def observations(self, state: Any, env_steps: int, most: int) -> np.ndarray:
        """At most `most` observations [N, …] of what can be sampled, evenly spread over it."""
        ...

    def observations_at(self, state: Any, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """s and s' [N, …] of the transitions at `slots` [N], each of which can be sampled; of one step."""
        ...
