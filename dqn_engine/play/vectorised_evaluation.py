"""Greedy evaluation in Gymnasium's own vectorised environments: the numbers of `Evaluator`, several times sooner.

Of an evaluation of 100 long CartPole episodes `Evaluator` spends nine tenths in 50,000 calls of Gymnasium's `step`.
Gymnasium also has CartPole as one environment of many poles, with the same arithmetic in the same double precision,
so that the same starts and actions lead to the same states to the last bit; tests compare the returns.
"""

from collections.abc import Callable, Generator
from typing import Any, Protocol

import gymnasium
import numpy as np

from dqn_engine.environments.gymnasium_environment import make_environment, make_own_vector_environment
from dqn_engine.environments.gymnasiums_own import is_gymnasiums_own
from dqn_engine.environments.options import parts_of
from dqn_engine.environments.registry import environment_info
from dqn_engine.play.evaluation import (
    Evaluation,
    Evaluator,
    Policy,
    episode_seed,
    played_to_the_end,
    played_unless,
    refuse_no_episodes,
)

_CARTPOLE = "gymnasium.envs.classic_control.cartpole:CartPoleVectorEnv"


class EpisodePlayer(Protocol):
    """What plays whole evaluations."""

    def evaluate(self, policy: Policy, episodes: int, seed: int) -> Evaluation:
        """Plays greedy episodes; the same policy, episodes and seed give the same returns."""
        ...

    def evaluate_unless(
        self, given_up: Callable[[], bool], policy: Policy, episodes: int, seed: int
    ) -> Evaluation | None:
        """As `evaluate`; None once `given_up`, which is asked after every step, says yes."""
        ...

    def close(self) -> None:
        """Closes the environments."""
        ...


class SteppedPlayer(EpisodePlayer, Protocol):
    """What `Evaluator` and `VectorisedCartPoleEvaluator` both do."""

    def step_by_step(self, policy: Policy, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
        """Like `evaluate`, but yields after every step the number of episodes still running."""
        ...


def fastest_evaluator(environment: str, frame_stack: int | None = None, masks: bool = True) -> SteppedPlayer:
    """The quickest way to evaluate on that environment; which one it is changes no number. See `Evaluator`.

    Raises:
        InputError: There is no such environment.
    """
    environment_info(environment)
    base, options = parts_of(environment)
    if not options and is_gymnasiums_own(base) and gymnasium.spec(base).vector_entry_point == _CARTPOLE:
        return VectorisedCartPoleEvaluator(environment)
    return Evaluator(environment, frame_stack, masks)


class VectorisedCartPoleEvaluator:
    """Plays all episodes of an evaluation in one vectorised environment, which it keeps for the next."""

    def __init__(self, environment: str) -> None:
        """An evaluator of `environment`, one of Gymnasium's CartPoles."""
        self._environment = environment
        self._single: gymnasium.Env | None = None
        self._vector: gymnasium.vector.VectorEnv | None = None

    def evaluate(self, policy: Policy, episodes: int, seed: int) -> Evaluation:
        """Plays `episodes` greedy episodes; equal to `Evaluator.evaluate` in every return.

        Raises:
            ValueError: `episodes` is not positive.
        """
        return played_to_the_end(self.step_by_step(policy, episodes, seed))

    def evaluate_unless(
        self, given_up: Callable[[], bool], policy: Policy, episodes: int, seed: int
    ) -> Evaluation | None:
        """As `evaluate`; None once `given_up`, which is asked after every step, says yes."""
        return played_unless(given_up, self.step_by_step(policy, episodes, seed))

    def step_by_step(self, policy: Policy, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
        """Like `evaluate`, but yields after every step the number of episodes still running. One at a time.

        Raises:
            ValueError: `episodes` is not positive.
        """
        refuse_no_episodes(episodes)
        single, vector = self._made(episodes)
        observations = _begin(single, vector, seed)
        actions = np.zeros(episodes, np.int64)
        returns, steps = np.zeros(episodes), 0
        playing = np.arange(episodes)
        while len(playing):
            # Poles whose episode is over are stepped on, since one call steps them all; the result is ignored.
            actions[playing] = policy.greedy_actions(observations[playing])
            observations, rewards, terminated, truncated, _ = vector.step(actions)
            returns[playing] += rewards[playing]
            steps += len(playing)
            playing = playing[~(terminated | truncated)[playing]]
            yield len(playing)
        return Evaluation.of(self._environment, returns, env_steps=steps)

    def _made(self, episodes: int) -> tuple[gymnasium.Env, gymnasium.vector.VectorEnv]:
        """The single environment and the one of so many poles; those of the last time, if they are as many."""
        single, vector = self._single, self._vector
        if single is None or vector is None or vector.num_envs != episodes:
            self.close()
            single = self._single = make_environment(self._environment)
            vector = self._vector = make_own_vector_environment(self._environment, episodes)
        return single, vector

    def close(self) -> None:
        """Closes the environments; the evaluator can be used again afterwards."""
        for instance in (self._single, self._vector):
            if instance is not None:
                instance.close()
        self._single = self._vector = None


def _begin(single: gymnasium.Env, vector: gymnasium.vector.VectorEnv, seed: int) -> np.ndarray:
    """Puts every pole where the single environment starts it; returns the observations [episodes, 4] float32."""
    pole: Any = single.unwrapped
    poles: Any = vector.unwrapped
    vector.reset(seed=0)
    starts: list[np.ndarray] = []
    for episode in range(vector.num_envs):
        single.reset(seed=episode_seed(seed, episode))
        starts.append(pole.state)
    # The vectorised environment has a seed for all poles together; evaluations have one per episode.
    poles.state = np.stack(starts, axis=1, dtype=np.float64)
    return poles.state.T.astype(np.float32)
