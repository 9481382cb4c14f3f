"""CartPoles of any gravity, masses, length and force: how long the greedy policy keeps their poles up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dqn_engine.probes.subject import Subject


class CartPoleWorlds:
    """Worlds in which `subject` plays, which has learned CartPole.

    Attributes:
        trained: The numbers of the world that it learned in, named as in Gymnasium; `length` is half the pole's.
        limit_steps: After which an episode is cut off.
    """

    def __init__(self, subject: Subject) -> None:
        from dqn_engine.environments.compiled.cartpole import AS_TRAINED
        from dqn_engine.probes.compiled_play import adjustable_play, agent_of

        self.trained: dict[str, float] = dict(AS_TRAINED._asdict())
        self.limit_steps = subject.info.episode_limit_steps
        self._play, self._agent = adjustable_play(subject.spec, self.limit_steps), agent_of(subject)

    def lasting(self, starts: np.ndarray, worlds: Sequence[Mapping[str, float]]) -> np.ndarray:
        """How many steps each of the `starts` [E, 4] lasts in each of K `worlds`: [K, E] int64."""
        steps, _ = self._rolled(starts, worlds)
        return steps.reshape(len(worlds), len(starts))

    def falls(self, starts: np.ndarray) -> np.ndarray:
        """Which of the `starts` [N, 4] end in a fall, in the world that the agent was trained in: [N] bool."""
        _, standing = self._rolled(starts, [self.trained])
        return ~standing

    def _rolled(self, starts: np.ndarray, worlds: Sequence[Mapping[str, float]]) -> tuple[np.ndarray, np.ndarray]:
        """Steps, and whether the pole stood up to the limit, of every start in the first world, the second …"""
        import tensorflow as tf

        from dqn_engine.environments.compiled.adjustable_cartpole import AdjustableState
        from dqn_engine.probes.compiled_play import GREEDY

        constants = np.array([[world[name] for name in self.trained] for world in worlds], np.float64)
        count = len(starts) * len(worlds)
        states = AdjustableState(
            tf.constant(np.tile(starts.astype(np.float64), (len(worlds), 1))),
            tf.constant(np.repeat(constants, len(starts), axis=0)),
            tf.zeros([count], tf.int32),
        )
        rolled = self._play.roll(
            self._agent,
            states,
            np.full(count, GREEDY),
            horizon=self.limit_steps,
            gamma=1.0,
            limited=False,  # The horizon is the limit; so those that are still going have stood up to it.
        )
        return rolled.steps.astype(np.int64), rolled.going
