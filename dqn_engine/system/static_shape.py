"""The shape of a tensor where all of it is known when the program is built, as everywhere in the compiled program."""

import tensorflow as tf


def static_shape(tensor: tf.Tensor) -> tuple[int, ...]:
    """The sizes of a tensor of any shape, axis by axis: (2, 3) of [2, 3].

    Raises:
        ValueError: A size isn't known yet.
    """
    tensor.shape.assert_is_fully_defined()
    return tuple(size for size in tensor.shape if size is not None)
