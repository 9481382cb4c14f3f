"""Counter-based random numbers: a pure function of (seed, stream, count), so nothing has to be remembered or saved.

TensorFlow's Philox gives other numbers inside of XLA than outside. What is computed outside, and is to be what a
compiled program computes, asks for its numbers `as_in_programs`.
"""

import contextlib
import contextvars
import functools
import math
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf

from dqn_engine.system.compiled_function import CompiledFunction

ACT_STREAM, SAMPLE_STREAM, ACT_NOISE_STREAM, LEARN_NOISE_STREAM = 1, 2, 3, 4
FRACTIONS_STREAM, TRIAL_STREAM = 7, 8
"""Keep the different uses of one count apart; 5 and 6 are those of environments outside the compiled program."""

_PHILOX = 1
_in_programs = contextvars.ContextVar("in_programs", default=False)


@contextlib.contextmanager
def as_in_programs() -> Iterator[None]:
    """Within it `uniforms` are those of compiled programs, also where they are called or traced outside of one."""
    token = _in_programs.set(True)
    try:
        yield
    finally:
        _in_programs.reset(token)


def traced_as_in_programs(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` of tensors, traced at its first call, with the random numbers of compiled programs.

    XLA doesn't compile it, but for these numbers. To compile a whole update of the default network took 14 s, to trace
    it 1.5 s; and then it ran in 5 ms, where operations one by one took 60.
    """
    return tf.function(as_in_programs()(function), autograph=False)


def uniforms(seed: tf.Tensor, stream: int, count: tf.Tensor, size: int) -> tf.Tensor:
    """[size] float32 numbers in [0, 1) by Philox (Salmon et al. 2011), the same for the same arguments.

    Args:
        seed: [] int32.
        stream: Keeps different uses of one count apart.
        count: [] int32, such as the environment step.
        size: How many.
    """
    if _in_programs.get():
        return _compiled(stream, size)(seed, count)
    return _uniforms(seed, stream, count, size)


@functools.lru_cache(maxsize=64)
def _compiled(stream: int, size: int) -> CompiledFunction:
    return CompiledFunction(lambda seed, count: _uniforms(seed, stream, count, size))


def _uniforms(seed: tf.Tensor, stream: int, count: tf.Tensor, size: int) -> tf.Tensor:
    key = tf.cast(seed, tf.uint64)[tf.newaxis]
    # Philox raises the counter's low word by one per four numbers: the count goes into the high word, out of its way.
    counter = tf.stack([tf.constant(stream << 32, tf.uint64), tf.cast(count, tf.uint64)])
    return tf.raw_ops.StatelessRandomUniformV2(shape=[size], key=key, counter=counter, alg=_PHILOX, dtype=tf.float32)


def normals(seed: tf.Tensor, stream: int, count: tf.Tensor, size: int) -> tf.Tensor:
    """[size] float32 numbers of the standard normal distribution, by Box and Muller (1958) from `uniforms`."""
    half = -(-size // 2)
    radius_uniform, angle_uniform = tf.split(uniforms(seed, stream, count, 2 * half), 2)
    radius = tf.sqrt(-2.0 * tf.math.log(1.0 - radius_uniform))  # of (0, 1], whose logarithm is finite
    angle = 2.0 * math.pi * angle_uniform
    return tf.concat([radius * tf.cos(angle), radius * tf.sin(angle)], axis=0)[:size]
