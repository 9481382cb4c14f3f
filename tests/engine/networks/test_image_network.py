"""Networks for images: the compiled pass and its gradient are the Keras model's; sizes are chosen or refused."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.config.hyperparameters import validate_knobs
from dqn_engine.networks import compiled_network, noise
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.networks.keras_model import build_model, named_weights
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.networks.spec import CONVOLUTIONS, NetworkSpec, network_spec
from dqn_engine.replay.ring import NStepBatch
from dqn_engine.storage.weights.weights_file import load_weights, save_weights
from dqn_engine.system.errors import InputError
from dqn_engine.training import objectives
from dqn_engine.training.live_inputs import pack, unpack
from tests.support.networks import random_weights, small_image_spec, spec_with

SPECS = [
    small_image_spec(),
    small_image_spec(dueling=False, activation="tanh", hidden_sizes=(7,), image_shape=(3, 6, 7, 1)),
    small_image_spec(
        head=Categorical(atoms=4, v_min=-1.0, v_max=3.0), image_shape=(1, 9, 9, 1), convolutions=((4, 3, 3), (5, 3, 3))
    ),
    small_image_spec(head=Quantiles(quantiles=3), dueling=False, convolutions=((3, 6, 3),)),
    small_image_spec(noisy=True, hidden_sizes=(6,)),
    small_image_spec(head=ImplicitQuantiles(cosines=5, online=2, sampled=2, fixed=4), noisy=True),
    small_image_spec(layer_norm=True, noisy=True),
    small_image_spec(layer_norm=True, dueling=False, activation="tanh", hidden_sizes=(7,)),
    small_image_spec(head=ImplicitQuantiles(cosines=3, online=2, sampled=2, fixed=2), dueling=False),
]
each_spec = pytest.mark.parametrize("spec", SPECS, ids=range(len(SPECS)))


def images(spec: NetworkSpec, rows: int) -> np.ndarray:
    return np.random.default_rng(9).integers(0, 256, (rows, *spec.image_shape), np.uint8)


def model_with(spec: NetworkSpec, weights: dict[str, np.ndarray]) -> keras.Model:
    model = build_model(spec)
    model.set_weights(list(weights.values()))
    return model


@each_spec
@pytest.mark.parametrize("way", ["eager", "compiled"])
def test_that_values_and_gradients_are_those_of_the_keras_model(way: str, spec: NetworkSpec) -> None:
    weights, inputs = random_weights(spec), tf.constant(images(spec, 5))
    model = model_with(spec, weights)
    direction = tf.constant(np.random.default_rng(1).normal(size=(5, spec.action_count)).astype(np.float32))
    with tf.GradientTape() as tape:
        expected = model(inputs)
        projection = tf.reduce_sum(expected * direction)
    of_model = tape.gradient(projection, model.trainable_variables)
    expected_gradients = named_weights(spec, [0.0 if g is None else g for g in of_model])  # σ has none without noise.

    def ours(*packed: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        with tf.GradientTape() as tape:
            tape.watch(packed)
            q_values = compiled_network.q_values(spec, packed, inputs)
            projection = tf.reduce_sum(q_values * direction)
        return q_values, tape.gradient(projection, list(packed), unconnected_gradients="zero")

    called = tf.function(ours, jit_compile=True, autograph=False) if way == "compiled" else ours
    q_values, gradients = called(*[tf.constant(array) for array in compiled_network.pack(spec, weights)])
    np.testing.assert_allclose(q_values, expected, rtol=1e-3, atol=1e-4)
    for name, gradient in compiled_network.unpack(spec, tuple(g.numpy() for g in gradients)).items():
        np.testing.assert_allclose(gradient, expected_gradients[name], rtol=1e-3, atol=1e-3, err_msg=name)


@pytest.mark.parametrize("double", [True, False])
def test_that_the_next_action_is_selected_by_the_online_network_with_double_alone(double: bool) -> None:
    spec = small_image_spec()
    weights = random_weights(spec)
    evaluator = compiled_network.pack(spec, weights)
    contrary = {name: -weight if name.startswith("advantage/") else weight for name, weight in weights.items()}
    selector = compiled_network.pack(spec, contrary)
    following, zeros = images(spec, 16), tf.zeros(16)
    batch = NStepBatch(following, tf.zeros(16, tf.int32), zeros, following, zeros + 1.0)
    knobs = unpack(tf.constant(pack(validate_knobs({"double": double}))))
    target = objectives.Objective(spec, munchausen=False).target(evaluator, selector, batch, knobs)
    values = compiled_network.q_values(spec, evaluator, following).numpy()
    np.testing.assert_allclose(target, values.min(axis=1) if double else values.max(axis=1), rtol=1e-5)


@each_spec
def test_that_packing_and_unpacking_lose_nothing(spec: NetworkSpec) -> None:
    weights = random_weights(spec)
    packed = compiled_network.pack(spec, weights)
    unpacked = compiled_network.unpack(spec, packed)
    assert list(unpacked) == list(spec.weight_shapes)
    for name, weight in weights.items():
        np.testing.assert_array_equal(unpacked[name], weight)
        assert not any(np.shares_memory(unpacked[name], array) for array in packed)


@each_spec
def test_that_keras_has_the_weights_by_name_and_order(spec: NetworkSpec) -> None:
    shapes = {v.path.removeprefix("q_network/"): tuple(v.shape) for v in build_model(spec).trainable_variables}
    assert list(shapes.items()) == list(spec.weight_shapes.items())


# Names and order of all are held above; that they come through a file doesn't depend on the layers.
@pytest.mark.parametrize("spec", SPECS[::3], ids=range(0, len(SPECS), 3))
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras' own, with NumPy 2.
def test_that_files_are_read_by_keras_and_by_us(tmp_path, spec: NetworkSpec) -> None:
    ours, model = random_weights(spec), build_model(spec, seed=3)
    for path in (tmp_path / "ours.npz", tmp_path / "ours.weights.h5"):
        save_weights(path, spec, ours, None)
        loaded = load_weights(path, spec)
        assert all(loaded[name].tobytes() == ours[name].tobytes() for name in spec.weight_shapes)
    model.load_weights(tmp_path / "ours.weights.h5")
    for name, variable in zip(spec.weight_shapes, model.weights, strict=True):
        np.testing.assert_array_equal(np.asarray(variable), ours[name], name)
    model = build_model(spec, seed=4)
    model.save_weights(tmp_path / "theirs.weights.h5")
    for (name, values), variable in zip(
        load_weights(tmp_path / "theirs.weights.h5", spec).items(), model.weights, strict=True
    ):
        np.testing.assert_array_equal(values, np.asarray(variable), name)


def test_that_noise_is_on_the_dense_layers_only() -> None:
    spec = small_image_spec(noisy=True, hidden_sizes=(6,))
    weights = random_weights(spec)
    sample = np.random.default_rng(2).normal(size=noise.numbers_per_sample(spec)).astype(np.float32)
    packed = tuple(map(tf.constant, compiled_network.pack(spec, weights)))
    perturbed = noise.perturbed(spec, packed, tf.constant(sample))
    quiet = small_image_spec(hidden_sizes=(6,))
    found = compiled_network.unpack(quiet, tuple(array.numpy() for array in perturbed))
    first = 0
    for name in spec.convolution_shapes:
        np.testing.assert_array_equal(found[f"{name}/kernel"], weights[f"{name}/kernel"])
        np.testing.assert_array_equal(found[f"{name}/bias"], weights[f"{name}/bias"])
    for name, (inputs, outputs) in spec.layer_sizes.items():
        of_inputs, of_outputs = np.split(sample[first : first + inputs + outputs], [inputs])
        first += inputs + outputs
        kernel = weights[f"{name}/kernel"] + weights[f"{name}/sigma_kernel"] * np.outer(of_inputs, of_outputs)
        np.testing.assert_allclose(found[f"{name}/kernel"], kernel, rtol=1e-5, atol=1e-6, err_msg=name)
        bias = weights[f"{name}/bias"] + weights[f"{name}/sigma_bias"] * of_outputs
        np.testing.assert_allclose(found[f"{name}/bias"], bias, rtol=1e-5, atol=1e-6, err_msg=name)
    assert first == len(sample)
    inputs = tf.constant(images(spec, 2))
    plain = compiled_network.q_values(spec, packed, inputs)
    assert not np.allclose(compiled_network.q_values(spec, perturbed, inputs), plain)


def test_that_frames_without_a_colour_axis_are_taken_as_they_come() -> None:
    spec = small_image_spec(image_shape=(3, 7, 6, 1))
    packed = tuple(map(tf.constant, compiled_network.pack(spec, random_weights(spec))))
    pixels = images(spec, 2)
    with_axis = compiled_network.q_values(spec, packed, tf.constant(pixels))
    np.testing.assert_array_equal(compiled_network.q_values(spec, packed, tf.constant(pixels[..., 0])), with_axis)


def test_that_pixels_of_every_frame_and_colour_count_scaled() -> None:
    # One 1 × 1 convolution that weighs red and green of frame 0 by 1 and 10, and those of frame 1 by 100 and 1000.
    spec = spec_with(
        observation_scale=(255.0,), action_count=1, hidden_sizes=(1,), activation="relu", dueling=False,
        image_shape=(2, 1, 1, 2), convolutions=((1, 1, 1),),
    )  # fmt: skip
    weights = {name: np.ones(shape, np.float32) for name, shape in spec.weight_shapes.items()}
    weights |= {name: np.zeros_like(w) for name, w in weights.items() if name.endswith("bias")}
    weights["conv_1/kernel"] = np.array([1, 10, 100, 1000], np.float32).reshape(1, 1, 4, 1)
    packed = tuple(map(tf.constant, compiled_network.pack(spec, weights)))
    pixels = np.array([51, 102, 153, 255], np.uint8).reshape(1, 2, 1, 1, 2)
    found = compiled_network.q_values(spec, packed, tf.constant(pixels))
    np.testing.assert_allclose(found, [[0.2 + 4.0 + 60.0 + 1000.0]], rtol=1e-6)


# --- the notebook's network, and what is chosen or refused ------------------------------------------------------------


def spec_of(frame_shape: tuple[int, ...], **changes: object) -> NetworkSpec:
    scale = () if frame_shape else (1.0, 1.0)
    return network_spec(validate_knobs(changes), observation_scale=scale, action_count=6, image_shape=frame_shape)


def test_that_the_notebooks_network_has_its_layers() -> None:
    shapes = spec_of((84, 84, 1), hidden_sizes=(256,)).weight_shapes
    assert shapes["conv_1/kernel"] == (8, 8, 4, 32)
    assert shapes["conv_2/kernel"] == (4, 4, 32, 64)
    assert shapes["conv_3/kernel"] == (3, 3, 64, 64)
    assert shapes["value_hidden_1/kernel"] == shapes["advantage_hidden_1/kernel"] == (7 * 7 * 64, 256)
    assert shapes["value/kernel"] == (256, 1)
    assert shapes["advantage/kernel"] == (256, 6)
    plain = spec_of((84, 84, 1), hidden_sizes=(256,), dueling=False).weight_shapes
    assert [name for name in plain if name.endswith("kernel")] == [
        "conv_1/kernel", "conv_2/kernel", "conv_3/kernel", "hidden_1/kernel", "q/kernel",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("height", "width", "chosen"), [(84, 84, "nature"), (36, 40, "nature"), (84, 35, "small"), (6, 9, "small")]
)
def test_that_auto_chooses_by_the_shorter_side(height: int, width: int, chosen: str) -> None:
    spec = spec_of((height, width, 3), frame_stack=2)
    assert spec.convolutions == CONVOLUTIONS[chosen]
    assert min(spec.feature_shape) >= 1
    assert spec.image_shape == (2, height, width, 3)
    assert spec.observation_scale == (255.0,)


def test_that_the_data_efficient_convolutions_leave_nine_places_of_an_atari_picture() -> None:
    spec = spec_of((84, 84, 1), convolutions="data-efficient")
    assert spec.feature_shape == (3, 3, 64)
    with pytest.raises(InputError, match="data-efficient, which needs images of at least 25 by 25 pixels"):
        spec_of((24, 84, 1), convolutions="data-efficient")


def test_that_an_image_too_small_is_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="at least 36 by 36 pixels, but this environment's have 35 by 84"):
        spec_of((35, 84, 1), convolutions="nature")
    with pytest.raises(InputError, match="small, which needs images of at least 6 by 6 .* choose another environment"):
        spec_of((5, 5, 1))


def test_that_convolutions_on_vectors_are_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="convolutions is nature, but .* no images; set convolutions to auto"):
        spec_of((), convolutions="nature")
    assert spec_of(()).convolutions == ()


# --- play -------------------------------------------------------------------------------------------------------------


def test_that_the_policy_gives_the_models_values_for_any_number_of_images() -> None:
    spec = small_image_spec(head=Quantiles(quantiles=3), noisy=True)
    weights = random_weights(spec)
    policy, pixels = greedy_policy(spec, weights), images(spec, 36)
    expected = model_with(spec, weights)(pixels).numpy()
    for name in weights:
        weights[name][...] = np.nan  # The policy has a copy.
    for rows in (3, 36):
        np.testing.assert_allclose(policy.q_values(pixels[:rows]), expected[:rows], rtol=1e-3, atol=1e-4)
    np.testing.assert_array_equal(policy.greedy_actions(pixels), expected.argmax(axis=1))


def test_that_the_policy_refuses_images_of_another_shape() -> None:
    spec = small_image_spec()
    policy = greedy_policy(spec, random_weights(spec))
    with pytest.raises(ValueError, match=r"shape \(2, 2, 6, 7, 3\), but must be \[B, 2, 7, 6, 3\]"):
        policy.q_values(np.zeros((2, 2, 6, 7, 3), np.uint8))
    with pytest.raises(ValueError, match="but the network has"):
        greedy_policy(spec, random_weights(small_image_spec(dueling=False)))
