"""An environment that shows two numbers and pays for choosing the larger, in any range, type and with any bounds."""

import gymnasium
import numpy as np
from gymnasium import spaces

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.options import Option
from dqn_engine.networks.policies import GreedyPolicy
from dqn_engine.training.run import Run

NAME = "LargerNumber-v0"
Options = dict[str, Option]
ANY = ("-inf", "inf")
"""Bounds that say nothing."""


class LargerNumber(gymnasium.Env):
    """The numbers are uniform from `lows` to `highs`; the right choice pays 1, and every step ends an episode.

    Args:
        lows: Of both numbers.
        highs: Likewise.
        bounds: Low and high bound of both numbers as text, since files have no infinity; empty: lows and highs.
        space_dtype: Of the space.
        dtype: Of the observations; empty: that of the space.
    """

    def __init__(
        self,
        lows: tuple[float, ...] = (0.0, 0.0),
        highs: tuple[float, ...] = (1.0, 1.0),
        bounds: tuple[str, ...] = (),
        space_dtype: str = "float32",
        dtype: str = "",
    ) -> None:
        self._lows, self._highs = np.array(lows, np.float64), np.array(highs, np.float64)
        ends = np.array([float(end) for end in bounds]).reshape(2, 2).T if bounds else (self._lows, self._highs)
        low, high = (np.asarray(end).astype(space_dtype) for end in ends)
        self.observation_space = spaces.Box(low, high, dtype=np.dtype(space_dtype).type)
        self.action_space = spaces.Discrete(2)
        self._dtype = np.dtype(dtype or space_dtype)

    @property
    def right(self) -> int:
        """The right action; which of the numbers is larger within its own range."""
        return int(self._parts[1] > self._parts[0])

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[np.ndarray, dict]:
        """Two new numbers."""
        super().reset(seed=seed)
        return self._shown(), {}

    def step(self, action: int) -> tuple[np.ndarray, float, bool, bool, dict]:
        """Judges the choice."""
        reward = float(int(action) == self.right)
        return self._shown(), reward, True, False, {}

    def _shown(self) -> np.ndarray:
        numbers = self._lows + self.np_random.random(2) * (self._highs - self._lows)
        self._parts = (numbers - self._lows) / (self._highs - self._lows)
        return numbers.astype(self._dtype)


def register() -> None:
    """Makes it known to Gymnasium, once."""
    if NAME not in gymnasium.registry:
        gymnasium.register(NAME, entry_point=LargerNumber, max_episode_steps=100)


def trained(options: Options, seed: int, steps: int, **changes: object) -> Run:
    """A run with the default preset and `changes`, trained for so many steps."""
    register()
    run = Run(run_config(environment=NAME, environment_options=options, seed=seed, changes=changes))
    return train(run, steps)


def train(run: Run, env_steps: int) -> Run:
    """Trains up to that environment step."""
    while run.env_steps < env_steps:
        run.train(env_steps - run.env_steps)
    return run


def fraction_right(policy: GreedyPolicy, environment: str, states: int = 2000) -> float:
    """In how many new states the greedy policy chooses the larger number."""
    made = make_environment(environment)
    observations, right = [], []
    for index in range(states):
        observation, _ = made.reset(seed=90_000 if index == 0 else None)
        observations.append(observation)
        right.append(made.unwrapped.right)
    made.close()
    return float(np.mean(policy.greedy_actions(np.array(observations, np.float32)) == right))
