"""A loop within another one, in a compiled program."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf


def nested_loop(condition: Callable[..., tf.Tensor], body: Callable[..., Any], variables: Any) -> Any:
    """`tf.while_loop(condition, body, variables)`, which compiles a tenth sooner inside of another loop's body.

    XLA follows every variable of the outer loop backwards to see whether it ever changes, through loops within too, and
    reads the inner loop's whole body again for each. A gradient's stop, which is nothing in the compiled program, ends
    that search. No gradient is taken through these loops.
    """
    return tf.nest.map_structure(tf.stop_gradient, tf.while_loop(condition, body, variables))
