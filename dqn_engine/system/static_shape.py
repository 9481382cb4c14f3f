"""The shape of a tensor where all of it is known when the program is built, as everywhere in the compiled program."""

import tensorflow as tf


def static_shape(tensor: tf.Tensor) -> tuple[int, ...]:
    """Its sizes, axis by axis.

    Raises:
        ValueError: A size isn't known yet.
    """
    tensor.shape.assert_is_fully_defined()
    return tuple(size for size in tensor.shape if size is not None)
