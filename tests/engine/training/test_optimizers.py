"""Adam, AdamW and RMSprop against Keras' own and against the papers; clipping by hand."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.training import optimizers
from tests.support.compiled import both_ways, call

SHAPES = ((3, 2), (2,))
STEPS = 8
DECAY = 0.3
KERAS = {
    "adam": lambda rate, epsilon: keras.optimizers.Adam(rate, optimizers.ADAM_BETA_1, optimizers.ADAM_BETA_2, epsilon),
    "rmsprop": lambda rate, epsilon: keras.optimizers.RMSprop(rate, optimizers.RMSPROP_RHO, epsilon=epsilon),
    "adamw": lambda rate, epsilon: keras.optimizers.AdamW(rate, DECAY, epsilon=epsilon),
}


def made_up_gradients() -> list[list[np.ndarray]]:
    """Of very different sizes, with zeros and changing signs."""
    generator = np.random.default_rng(3)
    scale = [np.array([[1e-4, 1.0], [30.0, 0.0], [1.0, 1e-2]]), np.array([1.0, 1e-6])]
    return [
        [(generator.normal(size=s) * k).astype(np.float32) for s, k in zip(SHAPES, scale, strict=True)]
        for _ in range(STEPS)
    ]


def trajectory(name: str, rate: float, epsilon: float) -> list[list[np.ndarray]]:
    """The weights after each step."""
    weights = [tf.ones(shape) for shape in SHAPES]
    state = optimizers.first_state(name, tuple(weights))
    compiled = tf.function(optimizers.OPTIMIZERS[name], jit_compile=True, autograph=False)
    found = []
    for update, gradients in enumerate(made_up_gradients()):
        weights, state = compiled(
            weights,
            [tf.constant(g) for g in gradients],
            state,
            tf.constant(update),
            tf.constant(rate, tf.float32),
            tf.constant(epsilon, tf.float32),
            tf.constant(DECAY),
        )
        found.append([w.numpy() for w in weights])
    return found


def paper(name: str, rate: float, epsilon: float) -> list[list[np.ndarray]]:
    """The same by the papers' formulas, slowly, in float64."""
    weights, found = [np.ones(shape) for shape in SHAPES], []
    mean, square = [np.zeros(s) for s in SHAPES], [np.zeros(s) for s in SHAPES]
    for t, gradients in enumerate(made_up_gradients(), start=1):
        for i, g in enumerate(gradients):
            g = g.astype(np.float64)
            if name in ("adam", "adamw"):
                decay = rate * DECAY * weights[i] if name == "adamw" else 0.0
                mean[i] = 0.9 * mean[i] + 0.1 * g
                square[i] = 0.999 * square[i] + 0.001 * g**2
                rate_t = rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
                weights[i] = weights[i] - rate_t * mean[i] / (np.sqrt(square[i]) + epsilon) - decay
            else:
                square[i] = 0.99 * square[i] + 0.01 * g**2
                weights[i] = weights[i] - rate * g / (np.sqrt(square[i]) + epsilon)
        found.append([w.copy() for w in weights])
    return found


@pytest.mark.parametrize("epsilon", [1e-7, 1e-2])
@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_that_an_optimizer_follows_its_paper(name: str, epsilon: float) -> None:
    for found, expected in zip(trajectory(name, 0.01, epsilon), paper(name, 0.01, epsilon), strict=True):
        for f, e in zip(found, expected, strict=True):
            np.testing.assert_allclose(f, e, rtol=2e-6, atol=1e-7)


@pytest.mark.parametrize("name", optimizers.OPTIMIZERS)
def test_that_an_optimizer_moves_weights_as_keras_does(name: str) -> None:
    # Keras puts RMSprop's ε inside the root, so an ε that counts would differ there.
    epsilon = 1e-20 if name == "rmsprop" else 1e-3
    theirs, variables = KERAS[name](0.01, epsilon), [keras.Variable(np.ones(s, np.float32)) for s in SHAPES]
    for gradients, found in zip(made_up_gradients(), trajectory(name, 0.01, epsilon), strict=True):
        theirs.apply([tf.constant(g) for g in gradients], variables)
        for f, variable in zip(found, variables, strict=True):
            np.testing.assert_allclose(f, variable.numpy(), rtol=2e-5, atol=1e-6)


def test_that_a_gradient_of_zero_moves_nothing() -> None:
    zeros = [tf.zeros([2])]
    for name, step in optimizers.OPTIMIZERS.items():
        state, decay = optimizers.first_state(name, tuple(zeros)), tf.constant(0.0)
        weights, _ = step([tf.ones([2])], zeros, state, tf.constant(0), tf.constant(0.1), tf.constant(1e-10), decay)
        np.testing.assert_array_equal(weights[0], [1, 1])


@both_ways
@pytest.mark.parametrize(("limit", "scale"), [(10.0, 10 / 13), (13.0, 1.0), (13.1, 1.0), (1.3, 0.1), (0.0, 1.0)])
def test_that_gradients_are_clipped_by_their_norm_together(way: str, limit: float, scale: float) -> None:
    gradients = [[[3.0, 0.0], [0.0, 4.0]], [12.0]]  # 3² + 4² + 12² = 13²
    clipped, norm = call(way, optimizers.clip_by_global_norm, gradients, limit)
    assert norm == pytest.approx(13.0, rel=1e-6)
    np.testing.assert_allclose(clipped[0], scale * np.array([[3.0, 0.0], [0.0, 4.0]]), rtol=1e-6)
    np.testing.assert_allclose(clipped[1], [scale * 12.0], rtol=1e-6)


@both_ways
def test_that_clipping_leaves_a_gradient_of_zero_alone(way: str) -> None:
    clipped, norm = call(way, optimizers.clip_by_global_norm, [[[0.0, 0.0]], [0.0]], 1.0)
    assert norm == 0.0
    assert not np.any(clipped[0])
    assert not np.any(clipped[1])


@both_ways
def test_that_the_norm_of_a_large_kernel_is_that_of_all_its_numbers(way: str) -> None:
    shapes = ((3, 3, 8, 4), (4,), (200, 5), (5, 40))
    gradients = [np.random.default_rng(n).normal(size=shape).astype(np.float32) for n, shape in enumerate(shapes)]
    _, norm = call(way, optimizers.clip_by_global_norm, gradients, 0.0)
    assert norm == pytest.approx(np.linalg.norm(np.concatenate([g.reshape(-1) for g in gradients])), rel=1e-5)
