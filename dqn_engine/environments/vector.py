"""Steps Gymnasium environments in Python and checks what they give back, since anyone may have written them."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import gymnasium
import numpy as np

from dqn_engine.environments.adapter import RESETTING, STEPPING, adapter_of, allowed_in, masks_missing, raised
from dqn_engine.environments.global_generators import seed_global_generators
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.info import LONGEST_ID
from dqn_engine.system.errors import BrokenEnvironmentError
from dqn_engine.system.foreign_code import foreign_code
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users

_READING = Sentence("reading its attributes")
_LARGEST_RETURN = float(np.finfo(np.float32).max) / 2
"""Half of what float32 holds: as long as returns stay below, so does every reward that leads from one to the next."""


class VectorStep(NamedTuple):
    """One step of all N environments; `next_observations` are the true last ones where an episode ended."""

    observations: np.ndarray  # [N, O] float32, or stacked frames [N, K, H, W] or [N, K, H, W, C] uint8
    rewards: np.ndarray  # [N] float64
    next_observations: np.ndarray  # alike
    terminated: np.ndarray  # [N] bool
    truncated: np.ndarray  # [N] bool
    episode_returns: np.ndarray  # [N] float64, this step included
    episode_lengths: np.ndarray  # [N] int64
    allowed: np.ndarray | None = None  # [N, A] bool, which actions were; None where there are no action masks
    next_allowed: np.ndarray | None = None  # and which are in the states of `next_observations`


class VectorEnvironment:
    """`count` environments, stepped one after the other; where an episode ends, the next begins in the same step.

    The same seed and actions lead to the same steps.

    Attributes:
        count: N.
        observations: [N, …], what to act on next.
        allowed: [N, A] bool, which actions are allowed there; None where the environments give no action masks.
    """

    def __init__(
        self, environment: str, count: int, seed: int, frame_stack: int | None = None, masks: bool = True
    ) -> None:
        """Makes the environments and resets them; `frame_stack` is for images only, for `masks` see `make_environment`.

        Raises:
            InputError: They can't be made.
            BrokenEnvironmentError: They can't be reset, or aren't all alike.
        """
        self.count = count
        self._name = environment[:LONGEST_ID]
        self._open: list[gymnasium.Env] = []
        seed_global_generators(seed)  # Before the environments are made, which may already draw from them.
        try:
            with foreign_code(self._name, "its attributes", _READING):
                for _ in range(count):
                    self._open.append(make_environment(environment, frame_stack=frame_stack, masks=masks))
                refuse_different_spaces(self._name, self._open)
            self._environments = tuple(self._open)
            space = self._environments[0].observation_space
            self._shape, self._kind = space.shape or (), space.dtype
            self._begin(seed)
        except BaseException:
            self.close()
            raise

    def restart(self, seed: int, env_steps: int = 0) -> None:
        """Begins new episodes everywhere, after `env_steps` steps other ones than at first.

        Raises:
            BrokenEnvironmentError: An environment can't be reset.
        """
        seed_global_generators(seed, env_steps)
        self._begin(seed, env_steps)

    def _begin(self, seed: int, env_steps: int = 0) -> None:
        sequence = np.random.SeedSequence(seed, spawn_key=(env_steps,) if env_steps else ())
        seeds = sequence.generate_state(self.count).tolist()
        try:
            begun = [made.reset(seed=own) for made, own in zip(self._environments, seeds, strict=True)]
            observations = self._rows([observation for observation, _ in begun])
        except BaseException as error:
            if is_the_users(error) or isinstance(error, BrokenEnvironmentError):
                raise
            raise raised(self._name, RESETTING, error) from error
        self.observations, self.allowed = observations, self._masks([allowed_in(info) for _, info in begun])
        self._returns = np.zeros(self.count)
        self._lengths = np.zeros(self.count, np.int64)

    def step(self, actions: np.ndarray) -> VectorStep:
        """Takes `actions` [N]; afterwards `observations` [N, …] is what to act on next.

        Raises:
            BrokenEnvironmentError: An environment raised, or gave something that isn't finite or has a wrong shape.
        """
        before, allowed = self.observations, self.allowed
        try:
            steps = [_step(made, action) for made, action in zip(self._environments, actions, strict=True)]
            last, last_masks, paid, were_terminated, were_truncated, newest, newest_masks = zip(*steps, strict=True)
            rewards, terminated, truncated = np.array(paid), np.array(were_terminated), np.array(were_truncated)
            returns, lengths = self._returns + rewards, self._lengths + 1
            refuse_beyond_float32(self._name, returns, rewards)
            following, next_allowed = self._rows(last), self._masks(last_masks)
            self.observations, self.allowed = following, next_allowed
            self._returns, self._lengths = returns, lengths
            if True in were_terminated or True in were_truncated:
                ended = terminated | truncated
                self.observations, self.allowed = self._rows(newest), self._masks(newest_masks)
                self._returns, self._lengths = np.where(ended, 0.0, returns), np.where(ended, 0, lengths)
        except BaseException as error:
            if is_the_users(error) or isinstance(error, BrokenEnvironmentError):
                raise
            raise raised(self._name, STEPPING, error) from error
        return VectorStep(before, rewards, following, terminated, truncated, returns, lengths, allowed, next_allowed)

    def precision(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """Between which numbers the first observations went, and whether no more of them are looked at.

        Low and high [O] float64 and which differ [O] bool are those of `PrecisionWatch`.
        """
        watches = [adapter_of(made).precision for made in self._environments]
        low, high = np.min([watch.low for watch in watches], axis=0), np.max([watch.high for watch in watches], axis=0)
        differs = np.any([watch.differs for watch in watches], axis=0)
        return low, high, differs, all(watch.over for watch in watches)

    @property
    def masks_differ(self) -> bool:
        """Whether an environment gave two action masks with one observation that aren't the same."""
        return any(adapter_of(made).masks_differ for made in self._environments)

    def close(self) -> None:
        """Closes the environments, each once."""
        while self._open:
            self._open.pop(0).close()

    def _rows(self, observations: Sequence[np.ndarray]) -> np.ndarray:
        """Observations as learning takes them, [N, …] float32 or uint8, checked."""
        rows = np.empty((self.count, *self._shape), self._kind)
        for index, observation in enumerate(observations):
            if np.shape(observation) != self._shape:  # It might still fit, by being repeated.
                raise _of_wrong_shape(self._name, np.shape(observation), self._shape)
            rows[index] = observation
        return checked_observations(self._name, rows, self._shape)

    def _masks(self, masks: Sequence[np.ndarray | None]) -> np.ndarray | None:
        """The action masks [N, A] bool that came with observations; None without any."""
        given = [mask for mask in masks if mask is not None]
        if not given:
            return None
        if len(given) < self.count:
            raise masks_missing(self._name)
        return np.array(given)


def _step(
    made: gymnasium.Env, action: np.integer
) -> tuple[np.ndarray, np.ndarray | None, float, bool, bool, np.ndarray, np.ndarray | None]:
    """A step of one environment, and the first observation and mask of the next episode where it was the last."""
    observation, reward, terminated, truncated, info = made.step(action)
    mask = allowed_in(info)
    if not (terminated or truncated):
        return observation, mask, float(reward), terminated, truncated, observation, mask
    first, first_info = made.reset()
    return observation, mask, float(reward), terminated, truncated, first, allowed_in(first_info)


def refuse_different_spaces(environment: str, made: Sequence[gymnasium.Env]) -> None:
    """Passes environments that have the same observations and actions.

    Raises:
        BrokenEnvironmentError: They haven't.
    """
    first, *others = made
    for other in others:
        if other.observation_space != first.observation_space or other.action_space != first.action_space:
            raise BrokenEnvironmentError(
                "The environment {environment!r} has other observations or actions each time it is made; give it the "
                "same spaces every time, or set num_envs to 1.",
                environment=environment,
            )


def refuse_beyond_float32(environment: str, returns: np.ndarray, rewards: np.ndarray) -> None:
    """Passes `returns` [N] so far, of which `rewards` [N] are the newest part, that float32 can learn from.

    Raises:
        BrokenEnvironmentError: One is infinite, NaN or too large.
    """
    if np.vdot(returns, returns) <= _LARGEST_RETURN**2:  # None can be larger then, nor be NaN; one call, not three.
        return
    within = np.abs(returns) <= _LARGEST_RETURN
    if within.all():  # Which NaN isn't.
        return
    index = int(np.flatnonzero(~within)[0])
    if not np.isfinite(returns[index]):
        raise BrokenEnvironmentError(
            "The environment {environment!r} gave the reward {rewards:g}, but rewards must be finite numbers.",
            environment=environment,
            rewards=rewards[index],
        )
    alone = abs(rewards[index]) > _LARGEST_RETURN
    what, number = ("reward", rewards[index]) if alone else ("return", returns[index])
    raise BrokenEnvironmentError(
        "The environment {environment!r} gave a {what} of {number:.3g}, but learning is done in float32, whose "
        "numbers end at {max:.2g}; scale its rewards.",
        environment=environment,
        what=what,
        number=float(number),
        max=np.finfo(np.float32).max,
    )


def checked_observations(environment: str, observations: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A copy of `observations` [N, …], uint8 of images and else float32; each must be of `shape` and finite.

    Raises:
        BrokenEnvironmentError: It isn't.
    """
    if observations.shape[1:] != shape:
        raise _of_wrong_shape(environment, observations.shape[1:], shape)
    if len(shape) > 1:  # Only images have more than one axis.
        return observations.astype(np.uint8)
    if observations.dtype == np.float32:
        numbers = observations.copy()
    else:
        with np.errstate(over="ignore"):
            numbers = observations.astype(np.float32)
    if math.isfinite(np.vdot(numbers, numbers)):  # Then so is every number; one call instead of two.
        return numbers
    if not np.isfinite(numbers).all():
        place = tuple(np.argwhere(~np.isfinite(numbers))[0])
        number = float(observations[place])
        if np.isfinite(number):
            raise BrokenEnvironmentError(
                "The environment {environment!r} gave an observation whose number {index} (from 0) is {number:.3g}, "
                "but learning is done in float32, whose numbers end at {max:.2g}; scale it.",
                environment=environment,
                index=place[-1],
                number=number,
                max=np.finfo(np.float32).max,
            )
        raise BrokenEnvironmentError(
            "The environment {environment!r} gave an observation that isn't finite: its number {index} (from 0) is "
            "{number}.",
            environment=environment,
            index=place[-1],
            number=number,
        )
    return numbers


def _of_wrong_shape(environment: str, given: tuple[int, ...], wanted: tuple[int, ...]) -> BrokenEnvironmentError:
    return BrokenEnvironmentError(
        "The environment {environment!r} gave observations of shape {shape}, but its space has {shape_2}.",
        environment=environment,
        shape=given,
        shape_2=wanted,
    )
