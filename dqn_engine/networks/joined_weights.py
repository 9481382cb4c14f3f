"""The small tensors of a network laid end to end as one, the large ones left as they are.

An update treats every number of a network alike: moments, rate, averages. XLA makes a kernel of each tensor for each of
these, and where a tensor has a few numbers starting the kernel costs more than running it: biases, first layer and
heads as one tensor take a third as many. Large ones stay alone: cutting a matrix out again would cost a copy per step.
"""

import math
from collections.abc import Iterable, Sequence

import tensorflow as tf

LARGEST_SMALL = 1024
"""Numbers of a tensor that is still joined. A hidden layer of 64 × 64 is 4 times that."""

Joined = tuple[tf.Tensor, ...]
"""All small tensors as one vector, where there are any; then the large ones, in their order."""


def join(tensors: Iterable[tf.Tensor]) -> Joined:
    """The same numbers as the `tensors` have, float32 of any shapes; the small ones as one [N]."""
    tensors = tuple(tensors)
    small = [tf.reshape(tensor, [-1]) for tensor in tensors if _is_small(tensor.shape)]
    large = [tensor for tensor in tensors if not _is_small(tensor.shape)]
    return (tf.concat(small, axis=0), *large) if small else tuple(large)


def split(joined: Joined, shapes: Sequence[Sequence[int]]) -> tuple[tf.Tensor, ...]:
    """The tensors of these `shapes` that were joined. Nothing of nothing, as the moments an optimizer lacks."""
    if not joined:
        return ()
    sizes = [math.prod(shape) for shape in shapes if _is_small(shape)]
    small = iter(tf.split(joined[0], sizes) if sizes else [])
    large = iter(joined[1:] if sizes else joined)
    return tuple(tf.reshape(next(small), shape) if _is_small(shape) else next(large) for shape in shapes)


def _is_small(shape: Sequence[int]) -> bool:
    return math.prod(shape) <= LARGEST_SMALL
