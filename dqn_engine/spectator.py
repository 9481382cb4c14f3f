"""The watched environment: the newest greedy policy, playing in real time while training goes on, is held, or is over.

It plays a little ahead of the clock, so that whoever draws it never runs dry between two chunks. It has an environment
and random numbers of its own and can't influence training.
"""

import time
from collections.abc import Callable

import numpy as np

from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.registry import EnvironmentInfo
from dqn_engine.evaluation import episode_seed
from dqn_engine.learner.policies import GreedyPolicy
from dqn_engine.messages import SpectatorStep

LEAD_S = 0.12
"""How far ahead of real time steps are played; longer than a chunk and a histogram together."""

REST_S = 0.5
"""Pause after an episode, in the environment's time, so that its end can be seen."""

_LONGEST_GAP_S = 0.5
_SEED_OFFSET = 1_000_003


class Spectator:
    """Plays `info.environment`; call `advance` often.

    Args:
        clock: Seconds that never run backwards.
    """

    def __init__(
        self,
        info: EnvironmentInfo,
        seed: int,
        clock: Callable[[], float] = time.monotonic,
        frame_stack: int | None = None,
    ) -> None:
        self._environment = make_environment(info.environment, frame_stack=frame_stack)
        self._images = bool(info.image_shape)
        self._step_hz = info.step_hz
        self._seed = seed + _SEED_OFFSET
        self._clock = clock
        self.speed = 1.0
        self.held = False
        self._last_call_s = clock()
        self._owed_steps = LEAD_S * self._step_hz
        self._episode = 0
        self._begin_episode()

    def control(self, *, speed: float, held: bool) -> None:
        """Sets how many times real time it plays, or holds it."""
        self.speed, self.held = speed, held

    def advance(self, policy: Callable[[], GreedyPolicy]) -> tuple[SpectatorStep, ...]:
        """Plays the steps that have become due, and rests after each episode; asks for the policy only if needed."""
        now = self._clock()
        elapsed, self._last_call_s = min(now - self._last_call_s, _LONGEST_GAP_S), now
        if self.held:
            return ()
        self._owed_steps += elapsed * self._step_hz * self.speed
        steps = []
        while self._owed_steps >= 1.0:
            step = self._play(policy())
            self._owed_steps -= 1.0 + step.ended * REST_S * self._step_hz
            steps.append(step)
        return tuple(steps)

    def close(self) -> None:
        """Closes the environment."""
        self._environment.close()

    def _begin_episode(self) -> None:
        self._episode += 1
        self._observation, _ = self._environment.reset(seed=episode_seed(self._seed, self._episode))
        self._step, self._return = 0, 0.0

    def _play(self, policy: GreedyPolicy) -> SpectatorStep:
        before = self._observation
        q_values = policy.q_values(np.asarray(before)[np.newaxis])[0]
        action = int(q_values.argmax())
        self._observation, reward, terminated, truncated, _ = self._environment.step(action)
        self._step += 1
        self._return += float(reward)
        step = SpectatorStep(
            episode=self._episode,
            step=self._step,
            state=() if self._images else tuple(before.tolist()),
            next_state=() if self._images else tuple(self._observation.tolist()),
            action=action,
            q_values=tuple(q_values.tolist()),
            episode_return=self._return,
            ended=bool(terminated or truncated),
            truncated=bool(truncated),
        )
        if step.ended:
            self._begin_episode()
        return step
