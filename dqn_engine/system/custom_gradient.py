"""`tf.custom_gradient` for functions that are differentiated where they are called, which leaves nothing behind.

TensorFlow keeps the gradient of each traced call under a name, for as long as the process lives, so that what has
the graph can ask for it. With it stay the tensors that it was made of, their graph, and every graph that this one
calls: 30 MB of a run that is long gone. A tape within the same trace has the gradient itself and asks for no name.
"""

import functools
from collections.abc import Callable
from typing import Any

import tensorflow as tf
from tensorflow.python.framework import ops


def custom_gradient(function: Callable[..., tuple[Any, Callable[..., Any]]]) -> Callable[..., Any]:
    """As `tf.custom_gradient`, but only a `tf.GradientTape` within the same `tf.function` has the gradient.

    Args:
        function: Tensors → what it gives, and the gradients of the tensors from that of what it gives.
    """
    with_gradient = tf.custom_gradient(function)

    @functools.wraps(function)
    def called(*tensors: tf.Tensor) -> Any:
        registered = _registered()
        before = set(registered)
        result = with_gradient(*tensors)
        for name in registered.keys() - before:
            del registered[name]
        return result

    return called


def _registered() -> dict[str, object]:
    """TensorFlow's, by name. There is no public way to it; where a version has it elsewhere, its graphs stay."""
    return getattr(getattr(ops, "gradient_registry", None), "_registry", {})
