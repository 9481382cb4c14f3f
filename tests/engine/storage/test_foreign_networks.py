"""Files that Keras itself wrote, and NumPy for TensorLayer: read without Keras, and never guessed at."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import gymnasium
import h5py
import keras
import numpy as np
import pytest
from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

from dqn_engine.commands import cli
from dqn_engine.networks.policies import greedy_policy
from dqn_engine.storage.run.policy_file import SavedPolicy, read_policy
from dqn_engine.storage.run.statement import Statement
from dqn_engine.storage.weights.weights_file import foreign_network
from dqn_engine.system.errors import InputError, UnsaidError
from tests.support.unguarded_h5 import open_unguarded

MANUAL = Path(__file__).parents[3] / "resources" / "manual" / "files-from-elsewhere.md"
RAW = {"observation_scaling": "none"}
OBSERVATIONS = np.random.default_rng(0).normal(0, 1, (500, 4)).astype(np.float32)


def dense_model(activation: str = "relu", *layers: keras.layers.Layer) -> keras.Sequential:
    keras.utils.clear_session()  # Layers are named `dense`, `dense_1` and so on.
    hidden = [keras.layers.Dense(units, activation=activation) for units in (24, 24)]
    model = keras.Sequential([keras.Input((4,)), *layers, *hidden, keras.layers.Dense(2)])
    for weight in model.weights:  # Biases too.
        weight.assign(np.random.default_rng(len(weight.path)).normal(0, 0.4, weight.shape))
    return model


def older_weights(model: keras.Model, path: Path) -> None:
    """As `save_weights` wrote them before Keras 3, in the words of today's Keras."""
    with h5py.File(path, "w") as file:
        save_weights_to_hdf5_group(file, model)


def oldest_weights(model: keras.Model, path: Path) -> None:
    """The same in the words of Keras 2: `dense_1/kernel:0`, and names of a fixed length."""
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = np.array([layer.name.encode() for layer in model.layers])
        file.attrs["backend"] = b"tensorflow"
        file.attrs["keras_version"] = b"2.3.1"
        for layer in model.layers:
            group = file.create_group(layer.name)
            names = [f"{layer.name}/{weight.name}:0" for weight in layer.weights]
            group.attrs["weight_names"] = np.array([name.encode() for name in names])
            for name, weight in zip(names, layer.weights, strict=True):
                group.create_dataset(name, data=np.asarray(weight))


WRITERS: dict[str, Callable[[keras.Model, Path], object]] = {
    "whole.keras": lambda model, path: model.save(path),
    "whole.h5": lambda model, path: model.save(path),
    "today.weights.h5": lambda model, path: model.save_weights(path),
    "older.h5": older_weights,
    "oldest.h5": oldest_weights,
    "older.weights.h5": older_weights,
}
SAYING = ("whole.keras", "whole.h5")
"""Those that say what the hidden units do."""

pytestmark = pytest.mark.filterwarnings("ignore:.*copy keyword:DeprecationWarning")  # of Keras, where it saves


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dqn_engine.storage.weights.h5.open_guarded", open_unguarded)


def written(tmp_path: Path, name: str, model: keras.Model | None = None) -> Path:
    WRITERS[name](model or dense_model(), tmp_path / name)
    return tmp_path / name


def read(path: Path, **knobs: object) -> SavedPolicy:
    return read_policy(path, Statement(environment="CartPole-v1", knobs=knobs))


def assert_as_keras(saved: SavedPolicy, model: keras.Model, scale: float = 1.0) -> None:
    policy, expected = greedy_policy(saved.spec, saved.weights), model.predict(OBSERVATIONS / scale, verbose=0)
    np.testing.assert_allclose(policy.q_values(OBSERVATIONS), expected, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(policy.greedy_actions(OBSERVATIONS), expected.argmax(axis=1))


@pytest.mark.slow
@pytest.mark.parametrize("name", WRITERS)
def test_that_what_keras_wrote_plays_as_in_keras(tmp_path: Path, name: str) -> None:
    model = dense_model()
    said = RAW if name in SAYING else {**RAW, "activation": "relu"}
    assert_as_keras(read(written(tmp_path, name, model), **said), model)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", WRITERS)
def test_that_tanh_is_taken_from_the_file_or_from_what_is_said(tmp_path: Path, name: str) -> None:
    model = dense_model("tanh")
    path = written(tmp_path, name, model)
    assert_as_keras(read(path, **({} if name in SAYING else {"activation": "tanh"}), **RAW), model)
    if name in SAYING:
        with pytest.raises(InputError, match="says that its hidden units are tanh, nothing else"):
            read(path, activation="relu", **RAW)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", WRITERS)
def test_that_nothing_is_assumed_of_what_the_file_does_not_say(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, name)
    with pytest.raises(UnsaidError, match="how observations were scaled") as caught:
        read(path, activation="relu")
    assert caught.value.unsaid == (
        ("observation_scaling",) if name in SAYING else ("observation_scaling", "activation")
    )
    assert "--set observation_scaling=none|bounds|auto" in str(caught.value)
    if name not in SAYING:
        with pytest.raises(UnsaidError, match=r"what its hidden units do.*Say it: --set activation=relu\|tanh"):
            read(path, **RAW)
    with pytest.raises(InputError, match="say --env NAME, --set observation_scaling=… and --set activation=…"):
        read_policy(path)


@pytest.mark.usefixtures("unguarded")
def test_that_scales_are_those_that_are_said(tmp_path: Path) -> None:
    model = dense_model()
    path = written(tmp_path, "whole.keras", model)
    scaled, raw = read(path, observation_scaling="auto"), read(path, **RAW)
    assert scaled.spec.observation_scale != raw.spec.observation_scale == (1.0,) * 4
    ours, theirs = (greedy_policy(saved.spec, saved.weights).q_values(OBSERVATIONS) for saved in (scaled, raw))
    assert np.abs(ours - theirs).max() > 0.1, "a wrong guess would have been a wrong answer"


@pytest.mark.slow
def test_that_evaluate_plays_it_and_gives_what_playing_it_with_keras_gives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = dense_model()
    path = written(tmp_path, "older.h5", model)
    said = ["--env", "CartPole-v1", "--set", "observation_scaling=none", "--set", "activation=relu"]
    assert cli.main(["evaluate", str(path), *said, "--episodes", "3", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    from dqn_engine.play.evaluation import episode_seed

    environment, returns = gymnasium.make("CartPole-v1"), []
    for episode in range(3):
        observation, _ = environment.reset(seed=episode_seed(0, episode))
        total, over = 0.0, False
        while not over:
            action = int(np.argmax(model(observation[np.newaxis].astype(np.float32))))
            observation, reward, terminated, truncated, _ = environment.step(action)
            total, over = total + float(reward), terminated or truncated
        returns.append(total)
    environment.close()
    assert result["returns"] == returns


def test_that_what_is_said_of_our_own_files_is_refused(tmp_path: Path) -> None:
    from dqn_engine.storage.weights.weights_file import save_weights
    from tests.support.networks import random_weights
    from tests.support.program_pool import cartpole_spec, small_knobs

    spec = cartpole_spec(small_knobs())
    save_weights(tmp_path / "own.npz", spec, random_weights(spec), None)
    with pytest.raises(InputError, match="says itself which environment and network"):
        read(tmp_path / "own.npz", **RAW)


def test_that_set_without_an_environment_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", str(tmp_path), "--set", "activation=relu"]) == 2
    assert "add --env NAME" in capsys.readouterr().err


# --- other networks ---------------------------------------------------------------------------------------------------


def functional(*, advantage_first: bool) -> keras.Model:
    """A dueling network, with a layer of its own to bring the two together."""
    inputs = keras.Input((4,))
    features = keras.layers.Dense(16, activation="tanh")(inputs)
    if advantage_first:
        advantage, value = keras.layers.Dense(2)(features), keras.layers.Dense(1)(features)
    else:
        value, advantage = keras.layers.Dense(1)(features), keras.layers.Dense(2)(features)
    outputs = value + advantage - keras.ops.mean(advantage, axis=1, keepdims=True)
    model = keras.Model(inputs, outputs)
    for number, weight in enumerate(model.weights):
        weight.assign(np.random.default_rng(number).normal(0, 0.4, weight.shape))
    return model


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("advantage_first", [True, False])
@pytest.mark.parametrize("name", ["today.weights.h5", "older.h5"])
def test_that_a_dueling_network_s_two_heads_are_told_by_their_shapes(
    tmp_path: Path, name: str, advantage_first: bool
) -> None:
    model = functional(advantage_first=advantage_first)
    saved = read(written(tmp_path, name, model), activation="tanh", **RAW)
    assert saved.spec.dueling
    assert_as_keras(saved, model)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", SAYING)
@pytest.mark.parametrize(
    ("model", "words"),
    [
        (lambda: dense_model("relu", keras.layers.Lambda(lambda x: x * 2)), "'Lambda', which is never loaded"),
        (lambda: dense_model("relu", keras.layers.Rescaling(0.5)), "'Rescaling', which is never loaded"),
        (lambda: dense_model("elu"), "its hidden layers are 'elu', but here all are relu or all tanh"),
        (lambda: functional(advantage_first=True), "one after another .* what this program exported is loaded into"),
    ],
)
def test_that_a_whole_model_of_other_layers_is_refused_by_name(
    tmp_path: Path, name: str, model: Callable[[], keras.Model], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        read(written(tmp_path, name, model()), **RAW)


def chain() -> keras.Model:
    inputs = keras.Input((4,))
    features = keras.layers.Dense(16, activation="relu")(keras.layers.Dropout(0.5)(inputs))
    return keras.Model(inputs, keras.layers.Dense(2)(keras.layers.Dense(16, activation="relu")(features)))


def with_a_layer_called_twice() -> keras.Model:
    inputs = keras.Input((4,))
    again = keras.layers.Dense(16, activation="relu")
    features = again(again(keras.layers.Dense(16, activation="relu")(inputs)))
    return keras.Model(inputs, keras.layers.Dense(2)(features))


def with_a_layer_beside() -> keras.Model:
    inputs = keras.Input((4,))
    features = keras.layers.Dense(16, activation="relu")(inputs)
    return keras.Model(inputs, [keras.layers.Dense(16, activation="relu")(features), keras.layers.Dense(2)(features)])


def in_words_of_keras_2(model: keras.Model, path: Path) -> None:
    """A chain as `model.save` wrote it before Keras 3."""
    oldest_weights(model, path)
    layers = [
        {
            "class_name": type(layer).__name__,
            "name": layer.name,
            "config": {"name": layer.name, "activation": getattr(getattr(layer, "activation", None), "__name__", None)},
            "inbound_nodes": [[[before.name, 0, 0, {}]]] if before else [],
        }
        for before, layer in zip([None, *model.layers[:-1]], model.layers, strict=True)
    ]
    config = {"layers": layers, "output_layers": [[model.layers[-1].name, 0, 0]]}
    with h5py.File(path, "a") as file:
        group = file.create_group("model_weights")
        group.attrs.update({name: file.attrs[name] for name in ("layer_names", "backend", "keras_version")})
        for layer in model.layers:
            file.move(layer.name, f"model_weights/{layer.name}")
        del file.attrs["layer_names"]
        file.attrs["model_config"] = json.dumps({"class_name": "Model", "config": config}).encode()


@pytest.mark.usefixtures("unguarded")
def test_that_a_chain_of_layers_is_rebuilt_as_it_is_called(tmp_path: Path) -> None:
    model = chain()
    for name in SAYING:
        assert_as_keras(read(written(tmp_path, name, model), **RAW), model)
    in_words_of_keras_2(model, tmp_path / "keras2.h5")
    assert_as_keras(read(tmp_path / "keras2.h5", **RAW), model)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", SAYING)
@pytest.mark.parametrize("model", [with_a_layer_called_twice, with_a_layer_beside])
def test_that_layers_that_are_called_otherwise_than_one_after_another_are_refused(
    tmp_path: Path, name: str, model: Callable[[], keras.Model]
) -> None:
    with pytest.raises(InputError, match="isn't made of its dense layers one after another"):
        read(written(tmp_path, name, model()), **RAW)


@pytest.mark.usefixtures("unguarded")
def test_that_layers_without_effect_and_activations_by_themselves_are_understood(tmp_path: Path) -> None:
    layers = [keras.layers.Flatten(), keras.layers.Dense(8), keras.layers.Activation("tanh"), keras.layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(2, activation="linear")])
    for name in SAYING:
        assert_as_keras(read(written(tmp_path, name, model), **RAW), model)


def of_another_class(layer: dict) -> None:
    layer["registered_name"] = "mine>Dense"


def of_another_module(layer: dict) -> None:
    layer["module"] = "os"


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda model: of_another_class(model["config"]["layers"][1]), "a class of its own, 'Dense'"),
        (lambda model: of_another_module(model["config"]["layers"][1]), "a class of its own, 'Dense'"),
        (lambda model: model.update(class_name="Mine"), "of the class 'Mine'"),
        (lambda model: model["config"].update(layers="all"), "lists no layers"),
        (lambda model: model["config"]["layers"].append("Dense"), "not what Keras writes"),
        (lambda model: model["config"]["layers"].pop(), "isn't made of its dense layers one after another"),
        (lambda model: model["config"]["layers"][-1]["config"].update(activation="relu"), "its last layer is 'relu'"),
    ],
)
def test_that_a_description_that_was_tampered_with_is_refused(
    tmp_path: Path, change: Callable[[dict], object], words: str
) -> None:
    path, changed = written(tmp_path, "whole.keras"), tmp_path / "changed.keras"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(changed, "w") as other:
        for member in archive.namelist():
            content = archive.read(member)
            if member == "config.json":
                model = json.loads(content)
                change(model)
                content = json.dumps(model).encode()
            other.writestr(member, content)
    with pytest.raises(InputError, match=words):
        read(changed, **RAW)


# --- hostile files of the older layout --------------------------------------------------------------------------------


def linked(file: h5py.File) -> None:
    del file["dense"]
    file["dense"] = h5py.ExternalLink("/etc/passwd", "/")


def linked_inside(file: h5py.File) -> None:
    del file["dense/dense/kernel:0"]
    file["dense/dense/kernel:0"] = h5py.SoftLink("/dense_1/dense_1/kernel:0")


def stored_elsewhere(file: h5py.File) -> None:
    del file["dense/dense/kernel:0"]
    file["dense/dense"].create_dataset("kernel:0", shape=(4, 24), dtype="<f4", external=[("/etc/passwd", 0, 384)])


def names(file: h5py.File, *given: str, of: str = "/", name: str = "layer_names") -> None:
    del file[of].attrs[name]
    file[of].attrs[name] = np.array([text.encode() for text in given])


HOSTILE: list[tuple[Callable[[h5py.File], object], str]] = [
    (linked, "is an external link"),
    (linked_inside, "is a soft link"),
    (stored_elsewhere, "stored in another file"),
    (lambda file: file.create_group("extras"), "it holds 'extras' in '/'"),
    (lambda file: file.create_group("dense/extras"), "it holds 'extras' in '/dense'"),
    (lambda file: names(file, "dense", "dense", "dense_1"), "holds a name twice"),
    (lambda file: names(file, "dense/../dense_1", "dense_2"), "holds the name 'dense/../dense_1', which no layer has"),
    (lambda file: names(file, *(f"layer_{n}" for n in range(300))), "is not a list of at most 200 names"),
    (lambda file: file.attrs.create("layer_names", 7), "is not a list"),
    (lambda file: file.attrs.create("layer_names", np.arange(3)), "holds something else than names"),
    (lambda file: file.attrs.create("layer_names", ["x" * 5000], dtype=h5py.string_dtype()), "which no layer has"),
    (lambda file: names(file, "/etc", of="dense", name="weight_names"), "holds the name '/etc'"),
    (lambda file: names(file, of="dense", name="weight_names"), "it holds 'dense' in '/dense'"),
    (lambda file: file["dense"].attrs.pop("weight_names"), "it lacks the attribute 'weight_names'"),
    (
        lambda file: names(file, "dense/kernel:0", "dense/bias:0/more", of="dense", name="weight_names"),
        "is not a group",
    ),
    (lambda file: file.pop("dense_1"), "it lacks 'dense_1' in '/'"),
]


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(("change", "words"), HOSTILE)
def test_that_hostile_files_of_the_older_layout_get_a_sentence(
    tmp_path: Path, change: Callable[[h5py.File], object], words: str
) -> None:
    path = written(tmp_path, "oldest.h5")
    with h5py.File(path, "a") as file:
        change(file)
    with pytest.raises(InputError) as caught:
        read(path, activation="relu", **RAW)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.slow
def test_that_a_bomb_in_the_older_layout_is_refused_by_the_child(tmp_path: Path) -> None:
    path = written(tmp_path, "oldest.h5")
    with h5py.File(path, "a") as file:
        del file["dense/dense/kernel:0"]
        file["dense/dense"].create_dataset("kernel:0", shape=(2**20, 2**20), dtype="<f4")
    with pytest.raises(InputError, match="bias"):
        foreign_network(path)


# --- TensorLayer ------------------------------------------------------------------------------------------------------


def of_tensorlayer(path: Path) -> list[np.ndarray]:
    """What `tl.files.save_npz` writes of the second notebook's network: an array of objects, which NumPy pickles."""
    numbers = np.random.default_rng(3)
    shapes = [(4, 64), (64,), (64, 2), (2,), (64, 1), (1,)]
    params = [numbers.normal(0, 0.3, shape).astype(np.float32) for shape in shapes]
    held = np.empty(len(params), object)
    held[:] = params
    np.savez(path, params=held)
    return params


def test_that_objects_of_tensorlayer_stay_refused_and_the_recipe_of_the_manual_converts_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kernel, bias, *heads = of_tensorlayer(Path("MLP_10000.npz"))
    with pytest.raises(InputError, match="pickled Python objects, which are never loaded.*page Files from elsewhere"):
        read(Path("MLP_10000.npz"), activation="tanh", **RAW)
    (recipe,) = re.findall(r"```python\n(.*?)```", MANUAL.read_text(encoding="utf-8"), flags=re.DOTALL)
    exec(recipe, {})
    saved = read(Path("converted.npz"), activation="tanh", **RAW)
    assert (saved.spec.dueling, saved.spec.hidden.sizes) == (True, (64,))
    features = np.tanh(OBSERVATIONS @ kernel + bias)
    advantages, values = features @ heads[0] + heads[1], features @ heads[2] + heads[3]
    expected = values + advantages - advantages.mean(axis=1, keepdims=True)
    q_values = greedy_policy(saved.spec, saved.weights).q_values(OBSERVATIONS)
    np.testing.assert_allclose(q_values, expected, rtol=1e-5, atol=1e-5)


def test_that_no_foreign_file_is_taken_for_a_network_that_it_is_not(tmp_path: Path) -> None:
    held = {"hidden_1/kernel": np.zeros((4, 8), np.float32), "hidden_1/bias": np.zeros(8, np.float32)}
    buffer = io.BytesIO()
    np.savez(buffer, **held)
    (tmp_path / "one.npz").write_bytes(buffer.getvalue())
    with pytest.raises(InputError, match="holds no hidden layer"):
        read(tmp_path / "one.npz", activation="relu", **RAW)
    np.savez(
        tmp_path / "two.npz", **held, **{"q/kernel": np.zeros((9, 2), np.float32), "q/bias": np.zeros(2, np.float32)}
    )
    with pytest.raises(InputError, match="its layers don't follow one another: 9×2 comes after 4×8"):
        read(tmp_path / "two.npz", activation="relu", **RAW)
