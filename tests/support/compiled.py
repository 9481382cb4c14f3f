"""Runs pure TensorFlow functions both as the program does, compiled by XLA, and eagerly, where mistakes show best."""

from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf

EAGER, COMPILED = "eager", "compiled"
both_ways = pytest.mark.parametrize("way", [EAGER, COMPILED])


def call(way: str, function: Callable[..., object], *arguments: object) -> object:
    """Calls `function` with the arguments as tensors (float64 becomes float32) and returns NumPy arrays."""
    tensors = [_tensors(argument) for argument in arguments]
    called = tf.function(function, jit_compile=True, autograph=False) if way == COMPILED else function
    return tf.nest.map_structure(lambda tensor: tensor.numpy(), called(*tensors))


def _tensors(value: object) -> object:
    """One tensor; of a list of rows of different shapes, a list of tensors."""
    try:
        array = np.asarray(value)
    except ValueError:
        return [_tensors(item) for item in value]
    return tf.constant(array.astype(np.float32) if array.dtype == np.float64 else array)
