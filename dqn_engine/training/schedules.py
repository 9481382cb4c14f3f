"""What changes by itself in the course of a run: β, the learning rate, Huber's δ, and when there are updates.

Pure functions of the counters. ε is exploration's (`exploration.epsilon`).
"""

import math
from typing import Any

import tensorflow as tf

from dqn_engine.training.live_inputs import RunKnobs

Count = Any  # an int, or a tensor [] int32


def linear(start: tf.Tensor, end: tf.Tensor, position: tf.Tensor, length: tf.Tensor) -> tf.Tensor:
    """From `start` to `end` over `length` counts, then constant. All [] float32."""
    return start + (end - start) * tf.clip_by_value(position / length, 0.0, 1.0)


def cosine(start: tf.Tensor, end: tf.Tensor, position: tf.Tensor, length: tf.Tensor) -> tf.Tensor:
    """From `start` to `end` along half a cosine (Loshchilov and Hutter 2017), then constant. All [] float32."""
    return end + (start - end) * 0.5 * (1.0 + tf.cos(math.pi * tf.clip_by_value(position / length, 0.0, 1.0)))


def multiplicative(start: tf.Tensor, end: tf.Tensor, factor: tf.Tensor, count: tf.Tensor) -> tf.Tensor:
    """`start` times `factor` to the power of `count`, never past `end`. All [] float32."""
    return tf.maximum(tf.minimum(start, end), start * tf.pow(factor, count))


def beta(knobs: RunKnobs, env_step: tf.Tensor) -> tf.Tensor:
    """The strength of the importance weights at the environment step after `env_step` [] int32 others."""
    return linear(knobs.beta_start, knobs.beta_end, tf.cast(env_step, tf.float32), knobs.beta_steps)


def learning_rate(schedule: str, knobs: RunKnobs, updates: tf.Tensor) -> tf.Tensor:
    """The learning rate of the update after `updates` [] int32 others; `schedule` is named as in presets."""
    base = knobs.learning_rate
    if schedule == "constant":
        return base
    fall = {"linear": linear, "cosine": cosine}[schedule]
    return fall(base, base * knobs.learning_rate_end, tf.cast(updates, tf.float32), knobs.learning_rate_steps)


def huber_delta(knobs: RunKnobs, updates: tf.Tensor) -> tf.Tensor:
    """δ of the update after `updates` [] int32 others, of a network of expected values.

    With a small δ a prediction tends to the median of its targets: robust while values are still wrong, but then the
    few transitions with a termination are outvoted. With a large one it tends to their mean.
    """
    first = knobs.huber_delta
    return linear(first, first * knobs.huber_delta_end, tf.cast(updates, tf.float32), knobs.huber_delta_steps)


def average_fraction(knobs: RunKnobs, updates: tf.Tensor) -> tf.Tensor:
    """What the newest weights count in the average that plays: 1 / `average_updates`, or more while updates are few.

    Polynomial-decay averaging (Shamir and Zhang 2013), over about the last tenth of all updates, that ends in an
    exponential one: early weights are soon forgotten.
    """
    return tf.maximum(1.0 / knobs.average_updates, 10.0 / (tf.cast(updates, tf.float32) + 10.0))


def learning_is_due(stored_steps: Count, learning_starts: Count, train_interval: Count) -> Any:
    """Whether there are updates after so many steps; all whole numbers, or tensors [] int32 of them."""
    return (stored_steps >= learning_starts) & (stored_steps % train_interval == 0)


def steps_until_learning(stored_steps: int, knobs: RunKnobs) -> int:
    """How many steps there are from `stored_steps` until `learning_is_due` the next time; `knobs` are plain numbers."""
    earliest, interval = max(stored_steps + 1, int(knobs.learning_starts)), int(knobs.train_interval)
    return -(-earliest // interval) * interval - stored_steps
