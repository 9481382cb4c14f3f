"""Greedy evaluation on the real Gymnasium environment, in the environment's own rewards.

Up to 16 episodes are advanced together, so that the network is called once per step for all of them. Which start an
episode gets depends on the seed and its number alone: more episodes don't change the earlier ones.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

import gymnasium
import numpy as np

from dqn_engine.environments.adapter import allowed_in, masks_missing, raised
from dqn_engine.environments.global_generators import NumbersApart
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.registry import environment_info
from dqn_engine.environments.vector import checked_observations
from dqn_engine.system.errors import BrokenEnvironmentError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users

MOST_INSTANCES = 16
"""Environments that an evaluation makes, however many episodes it has: some hold a lot of memory."""

_EVALUATION = 1  # What tells the numbers of evaluations from those of training.


def refuse_no_episodes(episodes: int) -> None:
    """Passes for one episode or more.

    Raises:
        ValueError: There are none.
    """
    if episodes < 1:
        raise ValueError(f"An evaluation needs at least one episode, but {episodes} were asked for.")


class Policy(Protocol):
    """Anything that chooses actions, such as `NumpyPolicy`."""

    def greedy_actions(self, observations: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
        """Observations [B, …] → actions [B], of those that `allowed` [B, A] bool allows, or of all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The returns of greedy episodes. `std` is the population's; `returns` [episodes] float64 is read-only.

    `cut_off` episodes were cut off by this program's time limit, where the environment has none of its own. `env_steps`
    of all episodes together; 0 where nobody counted.
    """

    env: str
    episodes: int
    mean: float
    std: float
    minimum: float
    maximum: float
    returns: np.ndarray
    cut_off: int = 0
    env_steps: int = 0

    @classmethod
    def of(cls, environment: str, returns: np.ndarray, cut_off: int = 0, env_steps: int = 0) -> "Evaluation":
        """What the returns [episodes] float64 of an evaluation come to; they can't be written to afterwards."""
        returns.flags.writeable = False
        return cls(
            env=environment,
            episodes=len(returns),
            mean=float(returns.mean()),
            std=float(returns.std()),
            minimum=float(returns.min()),
            maximum=float(returns.max()),
            returns=returns,
            cut_off=cut_off,
            env_steps=env_steps,
        )


def played_to_the_end(steps: Generator[int, None, Evaluation]) -> Evaluation:
    """What the rest of an evaluation that is played step by step comes to."""
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            return finished.value


def played_unless(given_up: Callable[[], bool], steps: Generator[int, None, Evaluation]) -> Evaluation | None:
    """As `played_to_the_end`; None once `given_up`, which is asked after every step, says yes."""
    while True:
        try:
            next(steps)
        except StopIteration as finished:
            return finished.value
        if given_up():
            steps.close()
            return None


_Playing = tuple[gymnasium.Env, int, np.ndarray, np.ndarray | None]
"""An instance in the middle of an episode, the episode's number, the observation, and its action mask or None."""


class Evaluator:
    """Keeps its environments between evaluations, since making them costs more than resetting them."""

    def __init__(self, environment: str, frame_stack: int | None = None, masks: bool = True) -> None:
        """An evaluator of the environment named `environment`.

        Args:
            environment: Its name.
            frame_stack: Is for images, see `make_environment`.
            masks: Whether only actions are taken that the environment's action masks allow, if it gives any.
        """
        self._our_limit_steps = environment_info(environment).our_limit_steps
        self._environment, self._frame_stack, self._masks = environment, frame_stack, masks
        self._instances: list[gymnasium.Env] = []
        self._masked: bool | None = None  # not known before the first reset

    def evaluate(self, policy: Policy, episodes: int, seed: int) -> Evaluation:
        """Plays `episodes` greedy episodes; the same policy, episodes and seed give the same returns.

        Raises:
            InputError: There is no such environment.
            ValueError: `episodes` is not positive.
        """
        steps = self.step_by_step(policy, episodes, seed)
        with NumbersApart(seed).in_use():
            return played_to_the_end(steps)

    def evaluate_unless(
        self, given_up: Callable[[], bool], policy: Policy, episodes: int, seed: int
    ) -> Evaluation | None:
        """As `evaluate`; None once `given_up`, which is asked after every step, says yes."""
        steps = self.step_by_step(policy, episodes, seed)
        with NumbersApart(seed).in_use():
            return played_unless(given_up, steps)

    def step_by_step(self, policy: Policy, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
        """Like `evaluate`, but yields after every step the number of episodes still running.

        A caller can do other things in between, or drop it. Only one at a time per evaluator. That the environment's
        draws from Python's and NumPy's global generators don't change a run's is the caller's part, see `NumbersApart`.

        Raises:
            BrokenEnvironmentError: The environment can't continue.
        """
        refuse_no_episodes(episodes)
        try:
            while len(self._instances) < min(episodes, MOST_INSTANCES):
                made = make_environment(self._environment, frame_stack=self._frame_stack, masks=self._masks)
                self._instances.append(made)
            return (yield from self._played(policy, episodes, seed))
        except GeneratorExit:  # The caller drops it.
            raise
        except BaseException as error:
            if is_the_users(error):
                raise
            raise raised(self._environment, Sentence("an evaluation"), error) from error

    def _played(self, policy: Policy, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
        """Each instance plays one episode after the other, all instances in step."""
        returns, lengths, cut_off = np.zeros(episodes), np.zeros(episodes, np.int64), 0
        waiting = iter(range(episodes))
        shape = self._instances[0].observation_space.shape or ()
        playing = [self._begun(instance, seed, next(waiting)) for instance in self._instances[:episodes]]
        while playing:
            newest = np.array([observation for _, _, observation, _ in playing])
            newest, allowed = checked_observations(self._environment, newest, shape), [mask for *_, mask in playing]
            masks = np.array(allowed) if self._masked else None
            actions = policy.greedy_actions(newest) if masks is None else policy.greedy_actions(newest, masks)
            following: list[_Playing] = []
            for (instance, episode, _, _), action in zip(playing, actions, strict=True):
                observation, reward, terminated, truncated, info = instance.step(action)
                returns[episode] += float(reward)
                lengths[episode] += 1
                if truncated and not terminated and 0 < self._our_limit_steps <= lengths[episode]:
                    cut_off += 1
                if not (terminated or truncated):
                    following.append((instance, episode, observation, allowed_in(info)))
                elif (another := next(waiting, None)) is not None:
                    following.append(self._begun(instance, seed, another))
            playing = following
            yield len(playing)
        if not np.isfinite(returns).all():
            raise BrokenEnvironmentError(
                "The environment {environment!r} gave a reward that isn't finite.", environment=self._environment
            )
        return Evaluation.of(self._environment, returns, cut_off, int(lengths.sum()))

    def _begun(self, instance: gymnasium.Env, seed: int, episode: int) -> _Playing:
        observation, info = instance.reset(seed=episode_seed(seed, episode))
        allowed = allowed_in(info)
        if self._masked is None:
            self._masked = allowed is not None
        if self._masked != (allowed is not None):
            raise masks_missing(self._environment)
        return instance, episode, observation, allowed

    def close(self) -> None:
        """Closes the environments; the evaluator can be used again afterwards."""
        for instance in self._instances:
            instance.close()
        self._instances.clear()


def evaluate(
    policy: Policy,
    environment: str,
    episodes: int,
    seed: int,
    frame_stack: int | None = None,
    masks: bool = True,
) -> Evaluation:
    """One evaluation with environments of its own; see `Evaluator`.

    Raises:
        InputError: There is no such environment.
    """
    evaluator = Evaluator(environment, frame_stack, masks)
    try:
        return evaluator.evaluate(policy, episodes, seed)
    finally:
        evaluator.close()


def episode_seed(seed: int, episode: int) -> int:
    """The seed that episode number `episode` of an evaluation with `seed` is reset with.

    Training is never reset with the numbers of the same sequence: one pads what it is given with zeros, so that
    (seed, 0) alone would be the sequence of `seed`.
    """
    return int(np.random.SeedSequence((seed, episode, _EVALUATION)).generate_state(1)[0])
