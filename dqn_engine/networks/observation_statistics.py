"""Mean and deviation of every observation so far, by which running statistics make all inputs of one size.

All networks of a run share them, and they go wherever its weights go. They are updated one observation after another
(Welford 1962) in float64, so that they depend neither on chunks nor on how large an offset or a count becomes.
What has a range in the network's `input_ranges` is scaled by that instead; its statistics are kept all the same.
Other runs have none, an empty tuple, which leaves observations as they are.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.environments.input_scaling import SMALLEST_DEVIATION
from dqn_engine.networks.spec import LARGEST_INPUT, STATISTICS_LAYER, NetworkSpec

SMALLEST_FRACTION = 1e-6
"""Of the mean: what never changes is not blown up until its rounding errors are inputs. Float32 has seven digits, and
some observations are tiny, so that no size is too small by itself."""

SMALLEST_OF_EARLIER_RUNS = 1e-4
"""Of any observation, with `observation_scaling=running` in version 0.2.0 and before."""


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


def scaling_of(spec: NetworkSpec, statistics: ObservationStatistics) -> tuple[tf.Tensor, tf.Tensor]:
    """[O] float64 each: what is taken away, and what is divided by (> 0; 1 before there are two observations)."""
    smallest: tf.Tensor | float = SMALLEST_OF_EARLIER_RUNS
    if spec.input_ranges:
        smallest = tf.maximum(SMALLEST_FRACTION * tf.abs(statistics.mean), SMALLEST_DEVIATION)
    found = tf.maximum(tf.sqrt(statistics.variance), smallest)
    divisor = tf.where(statistics.count < 2.0, tf.ones_like(found), found)
    if not spec.input_ranges:
        return statistics.mean, divisor
    known = np.array([part is not None for part in spec.input_ranges])
    middle, half = np.array([part or (0.0, 1.0) for part in spec.input_ranges], np.float64).T
    return tf.where(known, middle, statistics.mean), tf.where(known, half, divisor)


def normalised(spec: NetworkSpec, statistics: Statistics, observations: tf.Tensor) -> tf.Tensor:
    """Raw observations [B, O] float32 as the network takes them: off the mean in deviations, at most ±LARGEST_INPUT."""
    if not statistics:
        return observations
    observations.shape.assert_has_rank(2)
    mean, divisor = (tf.cast(part, tf.float32) for part in scaling_of(spec, statistics))
    return tf.clip_by_value((observations - mean) / divisor, -LARGEST_INPUT, LARGEST_INPUT)


def as_weights(spec: NetworkSpec, statistics: Statistics) -> dict[str, np.ndarray]:
    """Mean [O], deviation [O] and count [1] by the names of `NetworkSpec.weight_shapes`, float32; of none, none."""
    if not statistics:
        return {}
    mean, divisor = scaling_of(spec, statistics)
    found = {"mean": mean.numpy(), "deviation": divisor.numpy(), "count": statistics.count.numpy()[np.newaxis]}
    return {f"{STATISTICS_LAYER}/{name}": array.astype(np.float32) for name, array in found.items()}


def from_weights(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> Statistics:
    """What `as_weights` made, to continue from; `weights` [O], [O] and [1] are among all of the network."""
    if not spec.normalised:
        return ()
    mean, divisor, count = (
        np.asarray(weights[f"{STATISTICS_LAYER}/{name}"], np.float64) for name in ("mean", "deviation", "count")
    )
    return ObservationStatistics(tf.constant(count[0]), tf.constant(mean), tf.constant(np.square(divisor)))
