"""What a way of exploring is: which action is taken, how random, and what is remembered from step to step.

Each is one class with both its forms: as tensors, for environments inside the compiled program, and as arrays, for
those in Python, where a compiled call would cost up to a millisecond and NumPy takes microseconds. Tests hold the two
to each other. A new one is a class here, a row in `choices` and a word in the hyperparameter's declaration.

Nothing is remembered in the object: what it remembers is passed in and out, a (named) tuple that is empty for most.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, TypeVar

import numpy as np
import tensorflow as tf

from dqn_engine.system.values import Knobs
from dqn_engine.training.live_inputs import RunKnobs

Remembered = tuple[Any, ...]
"""Tensors [] in the compiled program, arrays [N] outside of it."""

_Tuple = TypeVar("_Tuple", bound=Remembered)

SHARED_NUMBERS = 2
"""Random numbers of a step that every way of exploring has; how many it needs beyond is its `extra_numbers`."""


class Exploration(ABC):
    """A way of exploring, as far as it is fixed when the program is built.

    Attributes:
        extra_numbers: E, random numbers of a step beyond the SHARED_NUMBERS.
    """

    extra_numbers: ClassVar[int] = 0

    def __init__(self, knobs: Knobs) -> None:
        """Of all `knobs`, those that change during a run without a rebuild are passed to the methods."""
        self._noisy: bool = knobs["noisy"]

    # --- inside the compiled program ----------------------------------------------------------------------------------

    def nothing_remembered(self) -> Remembered:
        """What is remembered where an episode begins."""
        return ()

    @abstractmethod
    def epsilon(self, live: RunKnobs, env_step: tf.Tensor, updates: tf.Tensor) -> tf.Tensor:
        """ε [] float32 at the environment step after `env_step` [] int32 others and `updates` [] int32."""

    @abstractmethod
    def choose(
        self,
        q_values: tf.Tensor,
        live: RunKnobs,
        epsilon: tf.Tensor,
        uniform: tf.Tensor,
        extra: tf.Tensor,
        remembered: Remembered,
        allowed: tf.Tensor | None = None,
    ) -> tuple[tf.Tensor, Remembered]:
        """Chooses an action.

        Args:
            q_values: [A].
            live: The hyperparameters that can change.
            epsilon: [], as of `epsilon`.
            uniform: [SHARED_NUMBERS] in [0, 1).
            extra: [E] in [0, 1).
            remembered: What it remembered.
            allowed: [A] bool, the actions to choose from, at least one; None: all.

        Returns:
            The action [] int32, and what it remembers then.
        """

    # --- outside of it ------------------------------------------------------------------------------------------------

    def nothing_remembered_outside(self, count: int) -> Remembered:
        """What is remembered where the episodes of `count` environments begin."""
        del count
        return ()

    @abstractmethod
    def epsilon_outside(self, knobs: Knobs, env_step: int, updates: int) -> float:
        """`epsilon` once more."""

    @abstractmethod
    def choose_outside(
        self,
        q_values: np.ndarray,
        knobs: Knobs,
        epsilon: float,
        uniform: np.ndarray,
        extra: np.ndarray,
        remembered: Remembered,
        allowed: np.ndarray | None = None,
    ) -> tuple[np.ndarray, Remembered]:
        """Chooses an action for each of N environments.

        Args:
            q_values: [N, A].
            knobs: All hyperparameters as they are now.
            epsilon: As of `epsilon_outside`.
            uniform: [N, SHARED_NUMBERS] in [0, 1).
            extra: [N, E] in [0, 1).
            remembered: What it remembered.
            allowed: [N, A] bool, the actions to choose from, at least one each; None: all.

        Returns:
            The actions [N] int64, and what it remembers then.
        """


def carried_over(remembered: Remembered, nothing: _Tuple) -> Remembered | _Tuple:
    """What a way of exploring continues with where another `remembered` that: all, if it remembers the same things."""
    return remembered if type(remembered) is type(nothing) else nothing


def restarted(remembered: _Tuple, nothing: _Tuple, ended: np.ndarray) -> _Tuple:
    """What is remembered in N environments, and `nothing` where `ended` [N] bool says that an episode is over."""
    if not remembered:
        return remembered
    return type(remembered)(*(np.where(ended, new, old) for old, new in zip(remembered, nothing, strict=True)))
