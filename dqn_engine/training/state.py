"""The state of the compiled program from step to step: a tree of tensors, which it maps to the next."""

from typing import Any, NamedTuple

import tensorflow as tf

from dqn_engine.networks.observation_statistics import Statistics
from dqn_engine.training.optimizers import OptimizerState
from dqn_engine.training.trials import Trials


class LearnerState(NamedTuple):
    """Everything that learning changes."""

    weights: tuple[tf.Tensor, ...]
    target_weights: tuple[tf.Tensor, ...]
    average_weights: tuple[tf.Tensor, ...]  # of the online network; without trials what plays, is evaluated and saved
    optimizer: OptimizerState
    updates: tf.Tensor  # [] int32
    optimizer_updates: tf.Tensor  # [] int32, since the optimizer's moments were zero
    statistics: Statistics  # of the observations so far
    episode_ended: tf.Tensor  # [] bool, since the last update, in a way that the target network is synced at
    trials: Trials | tuple[()] = ()  # empty where there are none


class ProgramState(NamedTuple):
    """The whole state of a run."""

    learner: LearnerState
    replay: Any  # the buffer's state, of its own kind
    steps: Any  # a tuple, what the source of environment steps remembers
    env_steps: tf.Tensor  # [] int32
    seed: tf.Tensor  # [] int32, of every random number


class LearnMetrics(NamedTuple):
    """What an update reports, all [] float32."""

    loss: tf.Tensor
    td_error: tf.Tensor
    q_mean: tf.Tensor
    q_max: tf.Tensor
    gradient_norm: tf.Tensor
