"""The compiled program's forward pass and its gradient are those of the Keras model that users see."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.run_config import LARGEST_SEED
from dqn_engine.networks import compiled_network
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.networks.keras_model import build_model, named_weights
from dqn_engine.networks.spec import NetworkSpec
from tests.support.compiled import both_ways
from tests.support.networks import random_weights, small_spec, spec_with

# Narrow and wide layers take different ways through the gradient.
SPECS = [
    small_spec(hidden_sizes=hidden, activation=activation, dueling=dueling, action_count=actions)
    for hidden, activation, dueling, actions in [
        ((16,), "relu", True, 2),
        ((1,), "tanh", True, 2),
        ((3, 7), "relu", False, 2),
        ((8, 4, 2), "tanh", True, 3),
        ((12, 5), "tanh", False, 6),
        ((64, 64), "relu", True, 5),
    ]
]
SPECS += [
    small_spec(head=Categorical(atoms=5, v_min=-1.0, v_max=3.0), dueling=True, action_count=3),
    small_spec(head=Categorical(atoms=2, v_min=0.0, v_max=1.0), dueling=False),
    small_spec(head=Quantiles(quantiles=4), dueling=True),
    small_spec(head=Quantiles(quantiles=3), dueling=False, action_count=4),
    small_spec(layer_norm=True, hidden_sizes=(7, 5, 4)),
    small_spec(layer_norm=True, dueling=False, activation="tanh", head=Quantiles(quantiles=3)),
    small_spec(layer_norm=True, head=ImplicitQuantiles(cosines=4, online=2, sampled=2, fixed=3)),
    small_spec(head=ImplicitQuantiles(cosines=5, online=2, sampled=2, fixed=4), dueling=True),
    small_spec(head=ImplicitQuantiles(cosines=3, online=1, sampled=2, fixed=1), dueling=False, action_count=4),
]
each_spec = pytest.mark.parametrize(
    "spec",
    SPECS,
    ids=lambda s: (
        f"{s.hidden.sizes}-{s.hidden.activation}-{'dueling' if s.dueling else 'plain'}-{s.head.name}"
        f"{'-norm' if s.hidden.layer_norm else ''}"
    ),
)


def observations(rows: int) -> np.ndarray:
    return np.random.default_rng(9).normal(0, 1.5, (rows, 4)).astype(np.float32)


def model_with(spec: NetworkSpec, weights: dict[str, np.ndarray]) -> keras.Model:
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    return model


@each_spec
@both_ways
def test_that_values_and_gradients_are_those_of_the_keras_model(way: str, spec: NetworkSpec) -> None:
    weights, inputs = random_weights(spec), tf.constant(observations(9))
    model = model_with(spec, weights)
    direction = tf.constant(np.random.default_rng(1).normal(size=(9, spec.action_count)).astype(np.float32))
    with tf.GradientTape() as tape:
        expected = model(inputs)
        projection = tf.reduce_sum(expected * direction)
    expected_gradients = named_weights(spec, tape.gradient(projection, model.trainable_variables))

    def ours(*packed: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            tape.watch(packed)
            q_values = compiled_network.q_values(spec, packed, inputs)
            projection = tf.reduce_sum(q_values * direction)
        return q_values, tape.gradient(projection, list(packed))

    called = tf.function(ours, jit_compile=True, autograph=False) if way == "compiled" else ours
    q_values, gradients = called(*[tf.constant(array) for array in compiled_network.pack(spec, weights)])
    np.testing.assert_allclose(q_values, expected, rtol=1e-4, atol=1e-5)
    for name, gradient in compiled_network.unpack(spec, tuple(g.numpy() for g in gradients)).items():
        np.testing.assert_allclose(gradient, expected_gradients[name], rtol=1e-3, atol=1e-4, err_msg=name)


@each_spec
def test_that_gradients_reach_the_observations_too(spec: NetworkSpec) -> None:
    weights, inputs = random_weights(spec), tf.constant(observations(3))
    model, packed = model_with(spec, weights), tuple(map(tf.constant, compiled_network.pack(spec, weights)))
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(inputs)
        ours = tf.reduce_sum(compiled_network.q_values(spec, packed, inputs)[:, 0])
        theirs = tf.reduce_sum(model(inputs)[:, 0])
    np.testing.assert_allclose(tape.gradient(ours, inputs), tape.gradient(theirs, inputs), rtol=1e-3, atol=1e-5)


@each_spec
def test_that_packing_and_unpacking_lose_nothing(spec: NetworkSpec) -> None:
    weights = random_weights(spec)
    packed = compiled_network.pack(spec, weights)
    unpacked = compiled_network.unpack(spec, packed)
    assert list(unpacked) == list(spec.weight_shapes)
    for name, weight in weights.items():
        np.testing.assert_array_equal(unpacked[name], weight)
        assert not any(np.shares_memory(unpacked[name], array) for array in packed)


def test_that_dueling_merges_value_and_mean_free_advantage() -> None:
    # One hidden unit that passes a positive observation through: V = 2h, A = (h, 5h, 3h), mean 3h.
    spec = spec_with(observation_scale=(2.0,), action_count=3, hidden_sizes=(1,), activation="relu", dueling=True)
    weights = {
        "hidden_1/kernel": [[1.0]],
        "hidden_1/bias": [0.0],
        "value/kernel": [[2.0]],
        "value/bias": [0.5],
        "advantage/kernel": [[1.0, 5.0, 3.0]],
        "advantage/bias": [0.0, 0.0, 3.0],
    }
    packed = compiled_network.pack(spec, {name: np.array(value, np.float32) for name, value in weights.items()})
    # Observation 8 is scaled to h = 4: V = 8.5; A = (4, 20, 15), mean 13.
    found = compiled_network.q_values(spec, tuple(map(tf.constant, packed)), tf.constant([[8.0]]))
    np.testing.assert_allclose(found, [[8.5 - 9, 8.5 + 7, 8.5 + 2]], rtol=1e-6)


@pytest.mark.parametrize(("dueling", "heads"), [(True, ["value", "advantage"]), (False, ["q"])])
def test_that_keras_layers_have_the_names_of_the_weights(dueling: bool, heads: list[str]) -> None:
    spec = small_spec(dueling=dueling)
    model = build_model(spec)
    dense = [layer.name for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    assert dense == ["hidden_1", "hidden_2", *heads]
    shapes = {f"{v.path}": tuple(v.shape) for v in model.trainable_variables}
    assert list(shapes.values()) == list(spec.weight_shapes.values())
    assert [path.removeprefix("q_network/") for path in shapes] == list(spec.weight_shapes)


def initial(seed: int) -> list[np.ndarray]:
    return build_model(small_spec(), seed).get_weights()


def test_that_initial_weights_depend_on_the_seed_alone() -> None:
    for first, again in zip(initial(3), initial(3), strict=True):
        np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("other", [4, 2**25, 2**26, LARGEST_SEED])
def test_that_different_seeds_give_different_weights(other: int) -> None:
    kernels = [w for w in zip(initial(0), initial(other), strict=True) if w[0].ndim == 2]
    assert kernels
    for ours, theirs in kernels:
        assert not np.array_equal(ours, theirs)


def test_that_no_two_layers_begin_alike() -> None:
    kernels = build_model(small_spec(hidden_sizes=(4, 4, 4)), 0).get_weights()[::2]
    square = [kernel for kernel in kernels if kernel.shape == (4, 4)]
    assert len(square) == 3
    assert len({kernel.tobytes() for kernel in square}) == 3


def test_that_observations_without_a_batch_are_refused() -> None:
    spec = small_spec()
    packed = tuple(map(tf.constant, compiled_network.pack(spec, random_weights(spec))))
    with pytest.raises(ValueError, match="rank"):
        compiled_network.q_values(spec, packed, tf.zeros([4]))
