"""The live hyperparameters as run-time inputs of the compiled program: one vector in, named scalars inside.

Moving a slider changes numbers in the vector; nothing is traced or compiled again.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.system.values import Knobs


class RunKnobs(NamedTuple):
    """Scalars [] float32 inside the program; flags are 0 or 1. Named as in `KNOBS` where they are numeric."""

    double: tf.Tensor
    n_step: tf.Tensor
    gamma: tf.Tensor
    squared_loss: tf.Tensor
    huber_delta: tf.Tensor
    huber_delta_end: tf.Tensor
    huber_delta_steps: tf.Tensor
    reward_scale: tf.Tensor
    reward_clip: tf.Tensor
    munchausen_alpha: tf.Tensor
    munchausen_temperature: tf.Tensor
    munchausen_clip: tf.Tensor
    learning_rate: tf.Tensor
    learning_rate_end: tf.Tensor
    learning_rate_steps: tf.Tensor
    weight_decay: tf.Tensor
    optimizer_epsilon: tf.Tensor
    gradient_clip: tf.Tensor
    train_interval: tf.Tensor
    updates_per_training: tf.Tensor
    hard_sync: tf.Tensor
    episode_sync: tf.Tensor
    tau: tf.Tensor
    target_interval: tf.Tensor
    temperature: tf.Tensor
    schedule_linear: tf.Tensor
    schedule_multiplicative: tf.Tensor
    epsilon_start: tf.Tensor
    epsilon_end: tf.Tensor
    epsilon_decay_steps: tf.Tensor
    epsilon_decay_rate: tf.Tensor
    epsilon_manual: tf.Tensor
    epsilon_value: tf.Tensor
    average_updates: tf.Tensor
    learning_starts: tf.Tensor
    alpha: tf.Tensor
    beta_start: tf.Tensor
    beta_end: tf.Tensor
    beta_steps: tf.Tensor
    priority_epsilon: tf.Tensor


def pack(knobs: Knobs) -> np.ndarray:
    """The vector [len(RunKnobs._fields)] float32 of the hyperparameters' values."""
    derived = {
        "squared_loss": knobs["loss"] == "squared",
        "hard_sync": knobs["target_sync"] == "hard",
        "episode_sync": knobs["target_sync"] == "episode",
        "schedule_linear": knobs["epsilon_schedule"] == "linear",
        "schedule_multiplicative": knobs["epsilon_schedule"] == "multiplicative",
    }
    values = {**knobs, **derived}
    return np.array([float(values[name]) for name in RunKnobs._fields], np.float32)


def unpack(vector: tf.Tensor) -> RunKnobs:
    """Names the scalars of `pack`'s vector."""
    return RunKnobs(*tf.unstack(vector))
