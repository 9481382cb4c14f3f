"""Products of a dense layer and their gradients: worked by hand, and to the bit on both sides of what is narrow.

All numbers are small integers, which float32 adds and multiplies exactly in any order: nothing here is approximate.
"""

from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks.narrow_products import dense, transposed_dense
from tests.support.compiled import EAGER, both_ways, call

pytestmark = pytest.mark.as_shipped

Product = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]

FEATURES = [[1, 2], [3, -4], [0, 5]]
KERNEL = [[1, 0, -2], [7, 3, 1]]
UPSTREAM = [[1, 0, 2], [0, -1, 0], [10, 0, 0]]
"""What each output's gradient is; no two outputs' are alike."""

OUTPUTS = [[15, 6, 0], [-25, -12, -10], [35, 15, 5]]
FEATURES_GRADIENT = [[-3, 9], [0, -3], [10, 70]]
KERNEL_GRADIENT = [[1, -3, 2], [52, 4, 4]]


def with_gradients(way: str, product: Product, features: object, kernel: object, upstream: object) -> list[np.ndarray]:
    """The product, and the gradients of its factors where those of its outputs are `upstream`."""

    def run(features: tf.Tensor, kernel: tf.Tensor, upstream: tf.Tensor) -> list[tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch((features, kernel))
            outputs = product(features, kernel)
        return [outputs, *tape.gradient(outputs, (features, kernel), output_gradients=upstream)]

    return call(way, run, *(np.asarray(factor, np.float32) for factor in (features, kernel, upstream)))


def integers(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(-9, 10, shape).astype(np.float32)


@both_ways
def test_that_a_dense_layer_and_its_gradients_are_those_worked_by_hand(way: str) -> None:
    outputs, features, kernel = with_gradients(way, dense, FEATURES, KERNEL, UPSTREAM)
    assert outputs.tolist() == OUTPUTS
    assert features.tolist() == FEATURES_GRADIENT
    assert kernel.tolist() == KERNEL_GRADIENT


@both_ways
def test_that_a_transposed_layer_and_its_gradients_are_those_worked_by_hand(way: str) -> None:
    outputs, features, kernel = with_gradients(way, transposed_dense, FEATURES, np.transpose(KERNEL), UPSTREAM)
    assert outputs.tolist() == OUTPUTS
    assert features.tolist() == FEATURES_GRADIENT
    assert kernel.tolist() == np.transpose(KERNEL_GRADIENT).tolist()


@pytest.mark.parametrize("batch", [1, 5])
@pytest.mark.parametrize("outputs", [1, 15, 16, 17])
@pytest.mark.parametrize("inputs", [1, 15, 16])
@pytest.mark.parametrize("product", [dense, transposed_dense])
def test_that_narrow_and_wide_layers_are_the_plain_product_to_the_bit(
    product: Product, inputs: int, outputs: int, batch: int
) -> None:
    features, kernel, upstream = integers(1, batch, inputs), integers(2, inputs, outputs), integers(3, batch, outputs)
    turned = (lambda matrix: matrix.T) if product is transposed_dense else (lambda matrix: matrix)
    found = with_gradients(EAGER, product, features, turned(kernel), upstream)
    np.testing.assert_array_equal(found[0], features @ kernel)
    np.testing.assert_array_equal(found[1], upstream @ kernel.T)
    np.testing.assert_array_equal(found[2], turned(features.T @ upstream))


def multiplications(product: Product, *shapes: tuple[int, int]) -> list[tuple[tuple[int, ...], tuple[int, ...], bool]]:
    """The shapes of both factors of each product that the forward pass makes, and whether the second is transposed."""
    traced = tf.function(product).get_concrete_function(*(tf.TensorSpec(shape) for shape in shapes))
    return [
        (*(tuple(factor.shape) for factor in operation.inputs), operation.get_attr("transpose_b"))
        for operation in traced.graph.get_operations()
        if operation.type == "MatMul"
    ]


@pytest.mark.parametrize(
    ("batch", "outputs", "expected"),
    [
        (32, 3, ((32, 9), (9, 4), False)),
        (32, 4, ((32, 9), (9, 4), False)),
        (32, 15, ((32, 9), (9, 16), False)),
        (32, 16, ((32, 9), (16, 9), True)),
        (1, 3, ((1, 9), (3, 9), True)),
    ],
)
def test_that_few_outputs_of_a_batch_come_of_an_upright_kernel_as_wide_as_a_register(
    batch: int, outputs: int, expected: tuple[object, ...]
) -> None:
    assert multiplications(transposed_dense, (batch, 9), (outputs, 9)) == [expected]
