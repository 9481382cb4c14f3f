"""What an environment must be to live inside the compiled program: pure functions of tensors.

A new one is a class of this kind and a row in `factory`, or, of the user's own, a call of `factory.register_compiled`.
"""

from typing import Any, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

import tensorflow as tf


class StepOutcome(Protocol):
    """What one step did; all scalars.

    Attributes:
        state: The state of the episode then.
        reward: [] float32.
        terminated: [] bool, ended by the environment's rules.
        truncated: [] bool, cut off by the time limit.
    """

    @property
    def state(self) -> Any: ...
    @property
    def reward(self) -> tf.Tensor: ...
    @property
    def terminated(self) -> tf.Tensor: ...
    @property
    def truncated(self) -> tf.Tensor: ...


State = TypeVar("State")


class StepResult(NamedTuple, Generic[State]):
    """A `StepOutcome` as a named tuple."""

    state: State
    reward: tf.Tensor
    terminated: tf.Tensor
    truncated: tf.Tensor


class CompiledEnvironment(Protocol):
    """An environment as pure functions of its state: a named tuple of tensors, with a field `step` [] int32 that counts
    the steps taken in the episode.

    The functions are traced once and compiled by XLA. So every shape and type is fixed, a choice is a `tf.where` and no
    `if`, nothing is remembered but in the state, and chance comes from the numbers that are handed in, which depend on
    the run's seed and its step alone: with that a run is reproducible, and resumes in the middle of an episode.

    Attributes:
        observation_size: O, numbers of an observation.
        reset_numbers: R, random numbers that an episode's beginning is made of; may be 0.
        step_numbers: N, random numbers that a step is made of; 0 where nothing in it is random.
    """

    @property
    def observation_size(self) -> int: ...
    @property
    def reset_numbers(self) -> int: ...
    @property
    def step_numbers(self) -> int: ...

    def observe(self, state: Any) -> tf.Tensor:
        """The observation [O] float32, as this program gets it of the environment in Gymnasium."""
        ...

    def reset(self, uniform: tf.Tensor) -> Any:
        """The state in which an episode begins, from random numbers [R] float32 in [0, 1)."""
        ...

    def step(self, state: Any, action: tf.Tensor, uniform: tf.Tensor) -> StepOutcome:
        """Takes `action` [] int32, with random numbers `uniform` [N] float32 in [0, 1)."""
        ...


@runtime_checkable
class MaskedEnvironment(Protocol):
    """A compiled environment with action masks, as the one in Gymnasium gives them."""

    def allowed(self, state: Any) -> tf.Tensor:
        """Which actions are allowed in `state`: [A] bool, at least one of them unless the episode is over there."""
        ...


@runtime_checkable
class ComparedEnvironment(Protocol):
    """A compiled environment that `dqn-engine check-env` can compare with the one in Gymnasium, step by step."""

    def state_in(self, environment: Any, step: int) -> Any:
        """The state that Gymnasium's `environment`, without its wrappers, is in after `step` steps of an episode."""
        ...


@runtime_checkable
class EndingEnvironment(Protocol):
    """A compiled environment that tells of any state whether its rules have ended the episode there."""

    def over(self, state: Any) -> tf.Tensor:
        """Whether a step that led to `state` was the last by the rules, and no other follows: [] bool."""
        ...


@runtime_checkable
class ObservedEnvironment(Protocol):
    """A compiled environment of which an observation tells the whole state, so that it can be put there."""

    def state_seen(self, observation: tf.Tensor) -> Any:
        """The state, at the beginning of an episode, that is observed as `observation` [O] float32."""
        ...
