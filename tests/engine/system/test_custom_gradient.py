"""Gradients of our own are as TensorFlow's, and leave nothing behind."""

import gc
import weakref
from collections.abc import Callable

import pytest

pytest.importorskip("tensorflow")
import tensorflow as tf

from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.custom_gradient import custom_gradient


@custom_gradient
def doubled(x: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    """Twice `x`, with a gradient that is three times as steep as it should be, so that one sees whose it is."""
    return 2 * x, lambda upstream: 6 * upstream


def slope(x: tf.Tensor) -> tf.Tensor:
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = doubled(x * x)
    return tape.gradient(y, x)


@pytest.mark.parametrize("compiled", [CompiledFunction, tf.function, lambda function: function])
def test_a_tape_beside_it_gives_the_gradient_that_was_said(compiled: Callable[..., Callable]) -> None:
    called = compiled(slope)
    assert [float(called(tf.constant(x))) for x in (3.0, 4.0)] == [36.0, 48.0]


@pytest.mark.parametrize("compiled", [CompiledFunction, tf.function])
def test_a_function_that_is_dropped_takes_its_graph_along(compiled: Callable[..., Callable]) -> None:
    called = compiled(slope)
    called(tf.constant(3.0))
    graph = weakref.ref(called.get_concrete_function(tf.constant(3.0)).graph)
    assert graph() is not None
    del called
    gc.collect()
    assert graph() is None
