"""What the compiled program carries from step to step: a tree of tensors, which it maps to the next."""

from typing import NamedTuple

import tensorflow as tf

from dqn_engine.learner import schedules
from dqn_engine.learner.observation_statistics import Statistics
from dqn_engine.learner.optimizers import OptimizerState
from dqn_engine.learner.run_knobs import RunKnobs
from dqn_engine.replay.memory import AnyReplayState


class LearnerState(NamedTuple):
    """Everything that learning changes."""

    weights: tuple[tf.Tensor, ...]
    target_weights: tuple[tf.Tensor, ...]
    average_weights: tuple[tf.Tensor, ...]  # of the online network; what plays, is evaluated and saved
    optimizer: OptimizerState
    updates: tf.Tensor  # [] int32
    optimizer_updates: tf.Tensor  # [] int32, since the optimizer's moments were zero
    statistics: Statistics  # of the observations so far
    episode_ended: tf.Tensor  # [] bool, since the last update

    def acting_weights(self, acting_network: str, knobs: RunKnobs) -> tuple[tf.Tensor, ...]:
        """The weights whose actions are tried; `acting_network` is the knob of that name.

        While the average is still young the online network acts: its swings explore.
        """
        if acting_network == "online":
            return self.weights
        settled = schedules.average_is_whole(knobs, self.updates)
        both = zip(self.average_weights, self.weights, strict=True)
        return tuple(tf.where(settled, average, online) for average, online in both)


class ProgramState(NamedTuple):
    """The whole state of a run."""

    learner: LearnerState
    replay: AnyReplayState
    steps: tuple[object, ...]  # what the source of environment steps remembers
    env_steps: tf.Tensor  # [] int32
    seed: tf.Tensor  # [] int32, of every random number


class LearnMetrics(NamedTuple):
    """What an update reports, all [] float32."""

    loss: tf.Tensor
    td_error: tf.Tensor
    q_mean: tf.Tensor
    q_max: tf.Tensor
    gradient_norm: tf.Tensor
