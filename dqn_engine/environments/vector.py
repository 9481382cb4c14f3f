"""Steps Gymnasium environments in Python and checks what they give back, since anyone may have written them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from dqn_engine.environments.adapter import ACTION_MASK, adapter_of, masks_missing, raised
from dqn_engine.environments.global_generators import seed_global_generators
from dqn_engine.environments.gymnasium_environment import make_environments
from dqn_engine.environments.info import LONGEST_ID
from dqn_engine.system.errors import BrokenEnvironmentError
from dqn_engine.system.foreign_code import foreign_code
from dqn_engine.system.signals import is_the_users

_LARGEST_RETURN = float(np.finfo(np.float32).max) / 2
"""Half of what float32 holds: as long as returns stay below, so does every reward that leads from one to the next."""


@dataclass(frozen=True, slots=True)
class VectorStep:
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
    """`count` environments that are stepped together.

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
            BrokenEnvironmentError: They can't be reset.
        """
        self.count = count
        self._name = environment[:LONGEST_ID]
        seed_global_generators(seed)  # Before the environments are made, which may already draw from them.
        with foreign_code(self._name, "its attributes", "reading its attributes"):
            self._environments = make_environments(environment, count, frame_stack, masks)
        self._shape = self._environments.single_observation_space.shape or ()
        self._begin(seed)

    def restart(self, seed: int, env_steps: int = 0) -> None:
        """Begins new episodes everywhere, after `env_steps` steps other ones than at first.

        Raises:
            BrokenEnvironmentError: An environment can't be reset.
        """
        seed_global_generators(seed, env_steps)
        self._begin(seed, env_steps)

    def _begin(self, seed: int, env_steps: int = 0) -> None:
        seeds = (
            np.random.SeedSequence(seed, spawn_key=(env_steps,) if env_steps else ())
            .generate_state(self.count)
            .tolist()
        )
        try:
            observations, infos = self._environments.reset(seed=seeds)
        except BaseException as error:
            if is_the_users(error):
                raise
            raise raised(self._name, "resetting it", error) from error
        self.observations, self.allowed = self._checked(observations), self._masks_in(infos)
        self._returns = np.zeros(self.count)
        self._lengths = np.zeros(self.count, np.int64)

    def step(self, actions: np.ndarray) -> VectorStep:
        """Takes `actions` [N]; afterwards `observations` [N, …] is what to act on next.

        Raises:
            BrokenEnvironmentError: An environment raised, or gave something that isn't finite or has a wrong shape.
        """
        before, allowed = self.observations, self.allowed
        try:
            observations, rewards, terminated, truncated, infos = self._environments.step(actions)
        except BaseException as error:
            if is_the_users(error):
                raise
            raise raised(self._name, "a step", error) from error
        self._returns = self._returns + rewards
        self._lengths = self._lengths + 1
        refuse_beyond_float32(self._name, self._returns, rewards)
        self.observations = following = self._checked(observations)
        self.allowed = next_allowed = self._masks_in(infos)
        returns, lengths = self._returns, self._lengths
        ended = terminated | truncated
        if ended.any():
            following = following.copy()
            for index in np.flatnonzero(ended):
                following[index] = infos["final_obs"][index]
            following = self._checked(following)
            if next_allowed is not None:
                next_allowed = np.where(ended[:, np.newaxis], infos["final_info"][ACTION_MASK], next_allowed)
            self._returns, self._lengths = np.where(ended, 0.0, returns), np.where(ended, 0, lengths)
        return VectorStep(before, rewards, following, terminated, truncated, returns, lengths, allowed, next_allowed)

    def precision(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
        """Between which numbers the first observations went, and whether no more of them are looked at.

        Low and high [O] float64 and which differ [O] bool are those of `PrecisionWatch`.
        """
        watches = [adapter_of(made).precision for made in self._environments.envs]
        low, high = np.min([watch.low for watch in watches], axis=0), np.max([watch.high for watch in watches], axis=0)
        differs = np.any([watch.differs for watch in watches], axis=0)
        return low, high, differs, all(watch.over for watch in watches)

    @property
    def masks_differ(self) -> bool:
        """Whether an environment gave two action masks with one observation that aren't the same."""
        return any(adapter_of(made).masks_differ for made in self._environments.envs)

    def close(self) -> None:
        """Closes the environments."""
        self._environments.close()

    def _masks_in(self, infos: dict[str, Any]) -> np.ndarray | None:
        """The action masks [N, A] bool that came with the newest observations; None without any."""
        masks = infos.get(ACTION_MASK)
        if masks is None:
            return None
        if not infos[f"_{ACTION_MASK}"].all():
            raise masks_missing(self._name)
        return np.array(masks, np.bool_)

    def _checked(self, observations: np.ndarray) -> np.ndarray:
        return checked_observations(self._name, observations, self._shape)


def refuse_beyond_float32(environment: str, returns: np.ndarray, rewards: np.ndarray) -> None:
    """Passes `returns` [N] so far, of which `rewards` [N] are the newest part, that float32 can learn from.

    Raises:
        BrokenEnvironmentError: One is infinite, NaN or too large.
    """
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
    size = float(np.abs(rewards[index]))
    what, number = ("reward", size) if size > _LARGEST_RETURN else ("return", float(np.abs(returns[index])))
    raise BrokenEnvironmentError(
        "The environment {environment!r} gave a {what} of {number:.3g}, but learning is done in float32, whose "
        "numbers end at {max:.2g}; scale its rewards.",
        environment=environment,
        what=what,
        number=number,
        max=np.finfo(np.float32).max,
    )


def checked_observations(environment: str, observations: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A copy of `observations` [N, …], uint8 of images and else float32; each must be of `shape` and finite.

    Raises:
        BrokenEnvironmentError: It isn't.
    """
    if observations.shape[1:] != shape:
        raise BrokenEnvironmentError(
            "The environment {environment!r} gave observations of shape {shape}, but its space has {shape_2}.",
            environment=environment,
            shape=observations.shape[1:],
            shape_2=shape,
        )
    if len(shape) > 1:  # Only images have more than one axis.
        return observations.astype(np.uint8)
    with np.errstate(over="ignore"):
        numbers = observations.astype(np.float32)
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
