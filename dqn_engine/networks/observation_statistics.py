"""Mean and deviation of every observation so far, by which `observation_scaling=running` makes all inputs of one size.

All networks of a run share them, and they go wherever its weights go. They are updated one observation after another
(Welford 1962) in float64, so that they depend neither on chunks nor on how large an offset or a count becomes.
Other runs have none, an empty tuple, which leaves observations as they are.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.networks.spec import LARGEST_INPUT, STATISTICS_LAYER, NetworkSpec

SMALLEST_DEVIATION = 1e-4
"""What never changes is not blown up until its rounding errors are inputs."""


class ObservationStatistics(NamedTuple):
    """All float64."""

    count: tf.Tensor  # []
    mean: tf.Tensor  # [O]
    variance: tf.Tensor  # [O] of the population; 0 before the second observation


Statistics = ObservationStatistics | tuple[()]


def none_seen(spec: NetworkSpec) -> Statistics:
    """Before the first observation."""
    if not spec.normalised:
        return ()
    zeros = tf.zeros([spec.observation_size], tf.float64)
    return ObservationStatistics(tf.constant(0.0, tf.float64), zeros, zeros)


def updated(statistics: Statistics, observation: tf.Tensor) -> Statistics:
    """With one raw observation [O] float32 more."""
    if not statistics:
        return ()
    exact, count = tf.cast(observation, tf.float64), statistics.count + 1.0
    before = exact - statistics.mean
    mean = statistics.mean + before / count
    # Of the variance itself: a sum of squares would grow without end.
    variance = statistics.variance + (before * (exact - mean) - statistics.variance) / count
    return ObservationStatistics(count, mean, variance)


def deviation(statistics: ObservationStatistics) -> tf.Tensor:
    """[O] float64 > 0, what is divided by; 1 before there are two observations."""
    found = tf.maximum(tf.sqrt(statistics.variance), SMALLEST_DEVIATION)
    return tf.where(statistics.count < 2.0, tf.ones_like(found), found)


def normalised(statistics: Statistics, observations: tf.Tensor) -> tf.Tensor:
    """Raw observations [B, O] float32 as the network takes them: off the mean in deviations, at most ±LARGEST_INPUT."""
    if not statistics:
        return observations
    observations.shape.assert_has_rank(2)
    mean, divisor = tf.cast(statistics.mean, tf.float32), tf.cast(deviation(statistics), tf.float32)
    return tf.clip_by_value((observations - mean) / divisor, -LARGEST_INPUT, LARGEST_INPUT)


def as_weights(statistics: Statistics) -> dict[str, np.ndarray]:
    """By the names and shapes of `NetworkSpec.weight_shapes`, float32; of none, none."""
    if not statistics:
        return {}
    found = {
        "mean": statistics.mean.numpy(),
        "deviation": deviation(statistics).numpy(),
        "count": statistics.count.numpy()[np.newaxis],
    }
    return {f"{STATISTICS_LAYER}/{name}": array.astype(np.float32) for name, array in found.items()}


def from_weights(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> Statistics:
    """What `as_weights` made, to continue from."""
    if not spec.normalised:
        return ()
    mean, divisor, count = (
        np.asarray(weights[f"{STATISTICS_LAYER}/{name}"], np.float64) for name in ("mean", "deviation", "count")
    )
    return ObservationStatistics(tf.constant(count[0]), tf.constant(mean), tf.constant(np.square(divisor)))
