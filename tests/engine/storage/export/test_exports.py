"""Exports: each format holds the policy, verifies it, and can be played without this program."""

import ast
import contextlib
import errno
import hashlib
import importlib.util
import io
import json
import os
import re
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.environments.gymnasium_environment import make_environment
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.networks.numpy_policy import NumpyPolicy
from dqn_engine.networks.spec import network_spec
from dqn_engine.storage.export.export import ExportJob, VerifiedExport, export_policy, states_of_space
from dqn_engine.storage.export.export_names import EXPORT_NAMES
from dqn_engine.storage.export.formats import EXPORT_FORMATS, ExportSubject, write_export
from dqn_engine.storage.export.scripts import script_of
from dqn_engine.storage.export.verification import compare
from dqn_engine.storage.weights.weights_file import load_weights
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue
from tests.support.masked_environments import FORBIDDEN
from tests.support.networks import random_weights, small_spec
from tests.support.program_pool import cartpole_spec

C51 = {"value_head": "c51", "num_atoms": 7, "v_min": -2.0, "v_max": 5.0}
QR = {"value_head": "qr-dqn", "num_quantiles": 6}
IQN = {"value_head": "iqn", "num_cosines": 5, "num_policy_fractions": 4}
# Between them the formats see every head, with and without Dueling, noise, scaling, normalised layers and ReLU.
KNOBS: Mapping[str, Mapping[str, KnobValue]] = {
    "keras": {**IQN, "layer_norm": True, "noisy": True},
    "savedmodel": {**C51, "observation_scaling": "running"},
    "litert": {**IQN, "layer_norm": True, "dueling": False, "activation": "tanh"},
    "onnx": {**IQN, "layer_norm": True, "dueling": False, "observation_scaling": "running", "noisy": True},
    "npz": {**IQN, "layer_norm": True, "noisy": True},
    "h5": {**QR, "layer_norm": True, "noisy": True, "activation": "tanh", "observation_scaling": "running"},
    "safetensors": {**QR, "observation_scaling": "none"},
}


def config_of(**knobs: KnobValue) -> RunConfig:
    return run_config(seed=4, changes={"hidden_sizes": (6, 5), **knobs})


def subject_of(config: RunConfig) -> ExportSubject:
    spec = cartpole_spec(config.knobs)
    return ExportSubject(spec=spec, weights=random_weights(spec, seed=2), config=config)


SUBJECTS = {name: subject_of(config_of(**knobs)) for name, knobs in KNOBS.items()}
SIMPLE = subject_of(config_of())


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, VerifiedExport]:
    """One export in each format; their verifications run beside each other."""
    folder = tmp_path_factory.mktemp("exports")
    states = states_of_space("CartPole-v1")
    with contextlib.ExitStack() as opened:
        jobs = {}
        for name, subject in SUBJECTS.items():
            target = folder / f"policy{EXPORT_NAMES[name].ending}"
            jobs[name] = opened.enter_context(
                contextlib.closing(ExportJob(target, name, subject, states, "the observation space"))
            )
        return {name: job.finish() for name, job in jobs.items()}


@pytest.mark.parametrize("name", KNOBS)
def test_that_an_export_is_verified_equal_in_a_thousand_states(exports: dict[str, VerifiedExport], name: str) -> None:
    done = exports[name]
    assert done.verification.states == 1000
    assert done.verification.equal_actions == 1.0
    assert done.verification.greatest_difference < 2e-5
    assert done.verification.ties < 20
    said = json.loads(Path(done.verification_path).read_text())
    assert said["greatest_difference"] == done.verification.greatest_difference
    assert said["weights_sha256"] == weights_sha256(SUBJECTS[name].weights)
    assert said["config"] == SUBJECTS[name].config.to_json()
    assert (said["format"], said["states_from"], said["environment"]) == (name, "the observation space", "CartPole-v1")
    path = Path(done.path)
    if path.is_file():
        assert said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
        assert said["bytes"] == path.stat().st_size
    assert not [file.name for file in path.parent.iterdir() if ".tmp-" in file.name]


@pytest.mark.parametrize("name", KNOBS)
def test_that_the_script_plays_as_the_program_does(exports: dict[str, VerifiedExport], name: str) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        runpy.run_path(exports[name].script_path, run_name="__main__")
    text = Path(exports[name].script_path).read_text()
    assert "dqn_engine" not in text
    subject = SUBJECTS[name]
    policy = NumpyPolicy(subject.spec, subject.weights)
    played = float(said.getvalue().split()[1])
    assert said.getvalue().startswith("Return: ")
    assert played == return_of(policy)


def return_of(policy: NumpyPolicy, name: str = "CartPole-v1", masks: bool = True) -> float:
    environment = make_environment(name, masks=masks)
    observation, info = environment.reset(seed=0)
    score, over = 0.0, False
    while not over:
        allowed = info.get("action_mask")
        mask = None if allowed is None else allowed[np.newaxis]
        action = int(policy.greedy_actions(observation[np.newaxis].astype(np.float32), mask)[0])
        observation, reward, terminated, truncated, info = environment.step(action)
        score, over = score + reward, terminated or truncated
    environment.close()
    return score


@pytest.mark.parametrize("name", ["npz", "h5", "safetensors"])
def test_that_exported_weights_can_be_loaded_here_again(exports: dict[str, VerifiedExport], name: str) -> None:
    loaded = load_weights(exports[name].path, SUBJECTS[name].spec)
    assert weights_sha256(loaded) == weights_sha256(SUBJECTS[name].weights)


def test_that_the_weights_of_an_exported_keras_model_can_be_loaded_here(tmp_path: Path) -> None:
    write_export(EXPORT_FORMATS["keras"], SIMPLE, tmp_path / "a.keras")
    loaded = load_weights(tmp_path / "a.keras", SIMPLE.spec)
    assert weights_sha256(loaded) == weights_sha256(SIMPLE.weights)


# --- the comparison ---------------------------------------------------------------------------------------------------


def test_that_a_comparison_counts_clear_states_and_takes_ties_for_what_they_are() -> None:
    expected = np.array([[1.0, 2.0], [3.0, 1.0], [1.0, 1.00005]], np.float32)
    found = expected + np.array([[0, 0], [0, 5e-5], [9e-5, 0]], np.float32)
    verification = compare(expected, found)
    assert (verification.states, verification.ties, verification.equal_actions) == (3, 1, 1.0)
    assert verification.greatest_difference == pytest.approx(9e-5, rel=0.01)
    one_action = compare(expected[:, :1], expected[:, :1])
    assert (one_action.ties, one_action.greatest_difference) == (0, 0.0)
    assert compare(np.zeros((4, 2), np.float32), np.zeros((4, 2), np.float32)).ties == 4


def test_that_a_comparison_refuses_what_is_not_the_policy() -> None:
    generator = np.random.default_rng(0)
    expected = generator.normal(size=(50, 3)).astype(np.float32)
    off = expected.copy()
    off[7, 1] += 2e-4
    for found in (-expected, expected[:, ::-1], off, np.roll(expected, 1, axis=0)):
        with pytest.raises(InputError, match="The export is not the policy"):
            compare(expected, found)
    # Each value differs by less than is allowed, and yet another action is the best.
    with pytest.raises(InputError, match="0.0% of the greedy actions"):
        compare(np.array([[0.0, 1.5e-4]], np.float32), np.array([[0.9e-4, 0.6e-4]], np.float32))
    for found in (expected[:, :2], expected[:-1], np.full_like(expected, np.nan)):
        with pytest.raises(InputError, match="not finite"):
            compare(expected, found)
    with pytest.raises(InputError, match="own values are not finite"):
        compare(np.full_like(expected, np.inf), expected)
    # Where values are large, float32 itself is coarser than the limit.
    assert compare(1e4 * expected, 1e4 * expected + np.float32(2e-4)).greatest_difference > 1e-4


def test_that_states_of_the_space_are_reproducible_and_in_it() -> None:
    states = states_of_space("CartPole-v1")
    assert (states.shape, states.dtype) == ((1000, 4), np.float32)
    assert np.isfinite(states).all()
    assert np.abs(states[:, 0]).max() > 4
    np.testing.assert_array_equal(states, states_of_space("CartPole-v1"))


# --- refusals ---------------------------------------------------------------------------------------------------------


def refused(tmp_path: Path, name: str, format_name: str) -> str:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as caught:
        export_policy(tmp_path / name, format_name, SIMPLE, states_of_space("CartPole-v1", 5), "the observation space")
    assert sorted(tmp_path.rglob("*")) == before, "something was left behind"
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_that_what_cannot_be_exported_is_refused_in_a_sentence(tmp_path: Path) -> None:
    assert "the formats are: keras, savedmodel, litert, onnx" in refused(tmp_path, "a.pt", "torch")
    assert "must end in .onnx, but this one is 'a.npz'" in refused(tmp_path, "a.npz", "onnx")
    assert "must end in .npz" in refused(tmp_path, ".npz", "npz")
    assert "there is no folder" in refused(tmp_path, "nowhere/a.npz", "npz")
    (tmp_path / "folder.npz").mkdir()
    assert "is a folder" in refused(tmp_path, "folder.npz", "npz")
    assert "exists already" in refused(tmp_path, "folder.npz", "savedmodel")


@pytest.mark.parametrize(
    ("name", "ending", "missing"), [("onnx", ".onnx", "tf2onnx, onnxruntime"), ("litert", ".tflite", "ai_edge_litert")]
)
def test_that_a_missing_extra_is_named_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, ending: str, missing: str
) -> None:
    real = importlib.util.find_spec
    gone = {"tf2onnx", "onnxruntime", "ai_edge_litert"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda word: None if word in gone else real(word))
    sentence = refused(tmp_path, f"a{ending}", name)
    assert f"needs what isn't installed, {missing};" in sentence
    assert f"pip install 'dqn-workbench[{name}]'" in sentence
    assert f"uv sync --extra {name}" in sentence


def test_that_a_runtime_that_fails_or_a_converter_that_raises_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dqn_engine.storage.export import export

    monkeypatch.setattr(export, "script_of", lambda *_: "import dqn_engine")
    assert "can't be loaded back: " in refused(tmp_path, "a.npz", "npz")
    monkeypatch.setattr(export, "script_of", lambda *_: "raise SystemExit(3)")
    assert "ended without a message" in refused(tmp_path, "a.npz", "npz")
    monkeypatch.setattr("dqn_engine.storage.export.verification._PATIENCE_S", 0.2)
    monkeypatch.setattr(export, "script_of", lambda *_: "import time; time.sleep(60)")
    assert "it took too long" in refused(tmp_path, "a.npz", "npz")

    def broken(*_: object) -> None:
        raise RuntimeError("a converter\nbroke")

    monkeypatch.setattr("dqn_engine.storage.export.formats.build_plain_model", broken)
    assert "can't be exported to Keras: RuntimeError: a converter broke" in refused(tmp_path, "a.keras", "keras")


def test_that_an_older_export_is_replaced_with_its_verification(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    states = states_of_space("CartPole-v1", 20)
    other = subject_of(config_of(dueling=False))
    for subject in (other, SIMPLE):
        done = export_policy(path, "npz", subject, states, "a test")
    assert json.loads(Path(done.verification_path).read_text())["weights_sha256"] == weights_sha256(SIMPLE.weights)
    assert len(load_weights(path, SIMPLE.spec)) == len(SIMPLE.spec.weight_shapes)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.npz", "a.npz.proof.json", "a.npz_run.py"]


@pytest.mark.parametrize("length", [245, 246, 250, 255])
def test_that_a_name_too_long_for_the_report_beside_it_is_refused_before_anything_is_written(
    tmp_path: Path, length: int
) -> None:
    said = refused(tmp_path, f"{'n' * (length - 4)}.npz", "npz")
    assert "is too long" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.npz.proof.json", "a.npz_run.py"])
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_that_what_is_no_file_in_the_place_of_a_report_or_script_is_named_before_anything_is_written(
    tmp_path: Path, name: str, make: Callable[[Path], object]
) -> None:
    make(tmp_path / name)
    assert f"'{tmp_path / name}', which is written beside the export, is there" in refused(tmp_path, "a.npz", "npz")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("before", [{}, {"a.npz": b"old", "a.npz.proof.json": b"{}", "a.npz_run.py": b"pass"}])
@pytest.mark.parametrize("failing", ["a.npz.proof.json", "a.npz_run.py", "a.npz"])
def test_that_an_export_whose_report_or_script_cant_be_written_leaves_all_as_it_was(
    tmp_path: Path, failing: str, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, content in before.items():
        (tmp_path / name).write_bytes(content)
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if Path(target).name == failing and not Path(source).name.startswith("kept-"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    assert "the disk is full" in refused(tmp_path, "a.npz", "npz")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("format_name", KNOBS)
def test_that_no_name_of_a_file_becomes_part_of_the_script(format_name: str) -> None:
    name = "a'b\"\"\"\n__import__('os')\\ü\udc80.npz"
    text = script_of(format_name, name, small_spec(), "CartPole-v1")
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    (named,) = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "with_name"]
    assert ast.literal_eval(named.args[0]) == name
    assert not [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "__import__"]


@pytest.mark.parametrize("environment", ["CliffWalking-v1", "Blackjack-v1", "MountainCar-v0"])
def test_that_the_script_of_any_environment_plays_it_as_the_program_does(tmp_path: Path, environment: str) -> None:
    config = run_config(environment=environment, changes={"hidden_sizes": (6,)})
    info = environment_info(environment)
    spec = network_spec(config.knobs, observation_scale=info.observation_scale, action_count=len(info.action_labels))
    subject = ExportSubject(spec=spec, weights=random_weights(spec), config=config)
    done = export_policy(tmp_path / "a.npz", "npz", subject, states_of_space(environment, 50), "a test")
    assert done.verification.states == 50
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        runpy.run_path(done.script_path, run_name="__main__")
    assert float(said.getvalue().split()[1]) == return_of(NumpyPolicy(spec, subject.weights), environment)


MASKED = (
    "Taxi-v4", "Doors-v0", "DoorsInObservation-v0", "Turning-v0", "LeversMasked-v0", "LeversNested-v0",
    "LeversDiscrete-v0", "Mixed-v0",
)  # fmt: skip


@pytest.mark.parametrize("environment", MASKED)
def test_that_a_script_masks_and_takes_actions_of_several_parts_as_the_program_does(
    tmp_path: Path, environment: str
) -> None:
    FORBIDDEN.clear()
    config = run_config(environment=environment, changes={"hidden_sizes": (6,)})
    info = environment_info(environment)
    spec = network_spec(config.knobs, observation_scale=info.observation_scale, action_count=len(info.action_labels))
    played: set[float] = set()
    for seed in range(3):
        weights = random_weights(spec, seed)
        path = tmp_path / "a.npz"
        subject = ExportSubject(spec=spec, weights=weights, config=config)
        write_export(EXPORT_FORMATS["npz"], subject, path)
        script = tmp_path / "a.npz_run.py"
        text = script_of("npz", path.name, spec, environment)
        script.write_text(re.sub(r"(?m)^    import tests.*$", "", text), encoding="utf-8")
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            runpy.run_path(str(script), run_name="__main__")
        played.add(float(said.getvalue().split()[1]))
        assert said.getvalue().split()[1] == f"{return_of(NumpyPolicy(spec, weights), environment):g}"
    assert not FORBIDDEN


def test_that_a_script_of_a_run_without_masks_reads_none() -> None:
    text = script_of("npz", "a.npz", small_spec(), "Taxi-v4", masks=False)
    assert "action_mask" not in text
    assert 'np.where(info["action_mask"], ' in script_of("npz", "a.npz", small_spec(), "Taxi-v4")
