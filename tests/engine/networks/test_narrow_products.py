"""Products of a dense layer and their gradients, against TensorFlow's own, on both sides of what counts as narrow."""

from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks.narrow_products import dense, transposed_dense

WIDTHS = [1, 3, 4, 15, 16, 17, 40]


def with_gradients(product: Callable, *factors: tf.Tensor) -> list[np.ndarray]:
    """What the product is, and the gradients of a sum in which every number of it counts differently."""
    with tf.GradientTape() as tape:
        tape.watch(factors)
        outputs = product(*factors)
        counts = np.arange(1, 1 + outputs.shape.num_elements(), dtype=np.float32).reshape(outputs.shape)
        total = tf.reduce_sum(outputs * counts)
    return [outputs.numpy(), *(gradient.numpy() for gradient in tape.gradient(total, factors))]


def factors(*shapes: tuple[int, int]) -> list[tf.Tensor]:
    generator = np.random.default_rng(2)
    return [tf.constant(generator.normal(size=shape).astype(np.float32)) for shape in shapes]


@pytest.mark.parametrize("batch", [1, 5])
@pytest.mark.parametrize("outputs", [1, 20])
@pytest.mark.parametrize("inputs", WIDTHS)
def test_that_a_dense_layer_and_its_gradients_are_those_of_the_plain_product(
    batch: int, inputs: int, outputs: int
) -> None:
    given = factors((batch, inputs), (inputs, outputs))
    for found, expected in zip(with_gradients(dense, *given), with_gradients(tf.matmul, *given), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("batch", [1, 5])
@pytest.mark.parametrize("outputs", WIDTHS)
def test_that_transposed_heads_and_their_gradients_are_those_of_the_plain_product(batch: int, outputs: int) -> None:
    given = factors((batch, 9), (outputs, 9))

    def plain(features: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
        return tf.matmul(features, kernel, transpose_b=True)

    found = with_gradients(transposed_dense, *given)
    for f, expected in zip(found, with_gradients(plain, *given), strict=True):
        assert f.shape == expected.shape
        np.testing.assert_allclose(f, expected, rtol=1e-4, atol=1e-3)
