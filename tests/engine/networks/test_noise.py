"""Noisy networks: the noise is Fortunato's, independent where it must be, and gone from greedy play."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.networks import compiled_network, noise
from dqn_engine.networks.keras_model import build_model, named_weights
from dqn_engine.networks.noisy_dense import NoisyDense
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.system.random_numbers import normals
from tests.support.compiled import both_ways
from tests.support.networks import random_weights, small_spec

DUELING = small_spec(noisy=True, action_count=3)
PLAIN = small_spec(noisy=True, dueling=False, activation="tanh")
each_spec = pytest.mark.parametrize("spec", [DUELING, PLAIN], ids=["dueling", "plain"])


def sample_of(spec, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=noise.numbers_per_sample(spec)).astype(np.float32)


def noise_by_layer(spec, sample: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each layer's numbers of its inputs and of its outputs, in the order of the layers."""
    found, first = {}, 0
    for name, (inputs, outputs) in spec.layer_sizes.items():
        found[name] = (sample[first : first + inputs], sample[first + inputs : first + inputs + outputs])
        first += inputs + outputs
    assert first == len(sample)
    return found


@each_spec
def test_that_noisy_weights_are_means_plus_sigma_times_the_outer_product(spec) -> None:
    weights, sample = random_weights(spec), sample_of(spec, 1)
    packed = tuple(map(tf.constant, compiled_network.pack(spec, weights)))
    plain = small_spec(dueling=spec.dueling, activation=spec.hidden.activation, action_count=spec.action_count)
    perturbed = noise.perturbed(spec, packed, tf.constant(sample))
    found = compiled_network.unpack(plain, tuple(array.numpy() for array in perturbed))
    for name, (of_inputs, of_outputs) in noise_by_layer(spec, sample).items():
        kernel = weights[f"{name}/kernel"] + weights[f"{name}/sigma_kernel"] * np.outer(of_inputs, of_outputs)
        bias = weights[f"{name}/bias"] + weights[f"{name}/sigma_bias"] * of_outputs
        np.testing.assert_allclose(found[f"{name}/kernel"], kernel, rtol=1e-5, atol=1e-6, err_msg=name)
        np.testing.assert_allclose(found[f"{name}/bias"], bias, rtol=1e-5, atol=1e-6, err_msg=name)


@each_spec
@both_ways
def test_that_values_and_gradients_are_those_of_the_keras_layers_with_the_same_noise(way: str, spec) -> None:
    weights, sample = random_weights(spec), sample_of(spec, 2)
    inputs = tf.constant(np.random.default_rng(9).normal(size=(5, 4)).astype(np.float32))
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    by_layer = noise_by_layer(spec, sample)
    with tf.GradientTape() as tape:
        features = inputs / np.array(spec.observation_scale, np.float32)
        for index in (1, 2):
            features = model.get_layer(f"hidden_{index}")(features, noise=by_layer[f"hidden_{index}"])
        heads = [model.get_layer(name)(features, noise=by_layer[name]) for name in spec.head_names]
        if spec.dueling:
            expected = heads[0] + heads[1] - tf.reduce_mean(heads[1], axis=1, keepdims=True)
        else:
            (expected,) = heads
        projection = tf.reduce_sum(tf.sin(expected))
    gradients = named_weights(spec, tape.gradient(projection, model.trainable_variables))

    def ours(*packed: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            tape.watch(packed)
            q_values = compiled_network.q_values(spec, noise.perturbed(spec, packed, tf.constant(sample)), inputs)
            projection = tf.reduce_sum(tf.sin(q_values))
        return q_values, tape.gradient(projection, list(packed))

    called = tf.function(ours, jit_compile=True, autograph=False) if way == "compiled" else ours
    q_values, found = called(*map(tf.constant, compiled_network.pack(spec, weights)))
    np.testing.assert_allclose(q_values, expected, rtol=1e-3, atol=1e-4)
    for name, gradient in compiled_network.unpack(spec, tuple(g.numpy() for g in found)).items():
        np.testing.assert_allclose(gradient, gradients[name], rtol=1e-3, atol=1e-3, err_msg=name)


@each_spec
def test_that_greedy_play_and_the_keras_model_leave_the_noise_out(spec) -> None:
    weights = random_weights(spec)
    quiet = {name: np.zeros_like(w) if "sigma" in name else w for name, w in weights.items()}
    observations = np.random.default_rng(3).normal(size=(6, 4)).astype(np.float32)
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    expected = NumpyPolicy(spec, quiet).q_values(observations)
    np.testing.assert_array_equal(NumpyPolicy(spec, weights).q_values(observations), expected)
    np.testing.assert_allclose(model(tf.constant(observations)), expected, rtol=1e-4, atol=1e-4)
    packed = tuple(map(tf.constant, compiled_network.pack(spec, weights)))
    np.testing.assert_allclose(compiled_network.q_values(spec, packed, tf.constant(observations)), expected, atol=1e-4)


def test_that_a_noisy_network_begins_as_the_paper_says() -> None:
    spec = small_spec(noisy=True, hidden_sizes=(64, 64), sigma_zero=0.3)
    model = build_model(spec, seed=5)
    assert all(isinstance(model.get_layer(name), NoisyDense) for name in spec.layer_sizes)
    paths = [v.path.removeprefix("q_network/") for v in model.trainable_variables]
    assert paths == list(spec.weight_shapes)
    weights = named_weights(spec, model.trainable_variables)
    assert {name: w.shape for name, w in weights.items()} == spec.weight_shapes
    for name, (inputs, _) in spec.layer_sizes.items():
        bound = 1 / np.sqrt(inputs)
        for kind in ("kernel", "bias"):
            np.testing.assert_allclose(weights[f"{name}/sigma_{kind}"], 0.3 * bound, rtol=1e-6)
            assert np.abs(weights[f"{name}/{kind}"]).max() <= bound
    assert np.abs(weights["hidden_2/kernel"]).max() > 0.99 / 8
    assert np.std(weights["hidden_2/kernel"]) == pytest.approx(1 / 8 / np.sqrt(3), rel=0.03)
    again, other = build_model(spec, seed=5).get_weights(), build_model(spec, seed=6).get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), again, strict=True))
    assert not np.array_equal(other[0], again[0])
    keras.backend.clear_session()


@pytest.fixture(scope="module")
def sampled() -> np.ndarray:
    """[400, 3, N]: what three samples of each of 400 updates are."""
    draw = tf.function(
        lambda count: tf.stack(noise.samples(DUELING, tf.constant(7), 4, count, 3)), jit_compile=True, autograph=False
    )
    return np.array([draw(tf.constant(count)).numpy() for count in range(400)])


def test_that_the_noise_has_the_moments_of_the_paper(sampled: np.ndarray) -> None:
    # f(x) = sgn(x)√|x| of normal x: mean 0, variance E|x| = √(2/π), fourth moment E x² = 1.
    count = sampled.size
    assert abs(sampled.mean()) < 4 * np.sqrt(0.8 / count)
    assert np.mean(sampled**2) == pytest.approx(np.sqrt(2 / np.pi), rel=0.02)
    assert np.mean(sampled**4) == pytest.approx(1.0, rel=0.04)


def test_that_samples_updates_and_numbers_are_independent(sampled: np.ndarray) -> None:
    flat = sampled.reshape(400, -1)
    correlation = np.corrcoef(flat.T) - np.eye(flat.shape[1])
    assert np.abs(correlation).max() < 0.25
    next_one = [np.corrcoef(column[:-1], column[1:])[0, 1] for column in flat.T]
    assert np.abs(next_one).max() < 0.2


@pytest.mark.parametrize("size", [1, 2, 7])
def test_that_normals_are_as_many_as_asked_for_and_repeat(size: int) -> None:
    first = normals(tf.constant(1), 3, tf.constant(5), size).numpy()
    assert first.shape == (size,)
    assert np.isfinite(first).all()
    np.testing.assert_array_equal(first, normals(tf.constant(1), 3, tf.constant(5), size).numpy())


def test_that_normals_have_the_fractions_of_the_bell() -> None:
    numbers = normals(tf.constant(3), 1, tf.constant(0), 40_000).numpy()
    fractions = [np.mean(np.abs(numbers) < edge) for edge in (0.5, 1.0, 2.0, 3.0)]
    np.testing.assert_allclose(fractions, [0.3829, 0.6827, 0.9545, 0.9973], atol=0.01)
