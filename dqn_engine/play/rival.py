"""The agent in the same episode as a user who plays by hand: the same beginning, the same world, one step a step."""

import gymnasium
import numpy as np

from dqn_engine.environments.adapter import allowed_in
from dqn_engine.networks.allowed_actions import best_allowed
from dqn_engine.networks.policies import GreedyPolicy

_MOST_STEPS_AT_ONCE = 2_000
"""With which an episode of the agent's is finished when the user's has ended."""


class Rival:
    """Plays greedily in an environment of its own, which it closes.

    Attributes:
        observation: Where it is.
        episode_return: The sum of its rewards.
        ended: Whether its episode is over.
    """

    def __init__(self, environment: gymnasium.Env, seed: int) -> None:
        self._environment = environment
        self.begin(seed)

    def begin(self, seed: int) -> None:
        """Begins the episode of that seed."""
        self.observation, info = self._environment.reset(seed=seed)
        self._allowed = allowed_in(info)
        self.episode_return, self.ended = 0.0, False

    def step(self, policy: GreedyPolicy) -> None:
        """Takes a step, unless its episode is over."""
        if self.ended:
            return
        q_values = policy.q_values(np.asarray(self.observation)[np.newaxis])
        allowed = None if self._allowed is None else self._allowed[np.newaxis]
        action = int(best_allowed(q_values, allowed)[0])
        self.observation, reward, terminated, truncated, info = self._environment.step(action)
        self._allowed = allowed_in(info)
        self.episode_return += float(reward)
        self.ended = bool(terminated or truncated)

    def finish(self, policy: GreedyPolicy) -> None:
        """Plays to the end, or for some thousand steps."""
        for _ in range(_MOST_STEPS_AT_ONCE):
            if self.ended:
                return
            self.step(policy)

    def close(self) -> None:
        """Closes its environment."""
        self._environment.close()
