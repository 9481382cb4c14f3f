"""Attacks by file, one after the other: nothing runs, nothing is imported, nothing grows, and a sentence says why."""

import io
import json
import os
import pickle
import struct
import sys
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.commands import cli
from dqn_engine.config.run_config import read_preset, run_config, run_config_from_json
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.storage.weights.weights_file import WEIGHTS_SUFFIXES, load_weights, read_weights_metadata, save_weights
from dqn_engine.system.errors import InputError
from tests.fuzz.targets import sentence_of, weights_seeds
from tests.support.networks import random_weights, small_spec
from tests.support.unguarded_h5 import open_unguarded

SPEC = small_spec()
CONFIG = run_config(changes={"hidden_sizes": (6, 5)})


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child that reads HDF5 has tests of its own."""
    monkeypatch.setattr("dqn_engine.storage.weights.h5.open_guarded", open_unguarded)


def refusals(path: Path) -> list[str]:
    """What loading the file and reading its description say; both must refuse."""
    said = [sentence_of(lambda: load_weights(path, SPEC)), sentence_of(lambda: read_weights_metadata(path))]
    assert all(said)
    return said


# --- 1: code ----------------------------------------------------------------------------------------------------------


class Bomb:
    """Goes off when unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("a pickle was loaded",))


def torch_file() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb()))
        archive.writestr("archive/version", "3\n")
    return buffer.getvalue()


def object_array() -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.array([Bomb()], object), allow_pickle=True)
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", WEIGHTS_SUFFIXES)
@pytest.mark.parametrize("content", [pickle.dumps(Bomb()), torch_file(), object_array(), b"!!python/object:os.system"])
def test_that_pickles_under_any_name_are_refused_unopened(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    refusals(path)


def test_that_of_a_keras_file_only_the_weights_are_read(tmp_path: Path) -> None:
    save_weights(tmp_path / "a.weights.h5", SPEC, random_weights(SPEC), None)
    weights = (tmp_path / "a.weights.h5").read_bytes()
    lambda_layer = {"class_name": "Lambda", "config": {"function": ["4wEAAAAAAAAAAAAAAAAEAAAA", None, None]}}
    for config in (json.dumps(lambda_layer).encode(), b'{"module": "os", "class_name": "system"}', b"\xff" * 9, None):
        path = tmp_path / "a.keras"
        with zipfile.ZipFile(path, "w") as archive:
            if config is not None:
                archive.writestr("config.json", config)
                archive.writestr("../../escaped.py", b"import os")
                archive.writestr("assets/data.pkl", pickle.dumps(Bomb()))
            archive.writestr("model.weights.h5", weights)
        loaded = load_weights(path, SPEC)
        assert all(np.array_equal(loaded[name], values) for name, values in random_weights(SPEC).items())
        assert read_weights_metadata(path).config is None
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["a.keras", "a.weights.h5"]


def test_that_whole_models_are_not_weights(tmp_path: Path) -> None:
    import h5py

    with h5py.File(tmp_path / "model.weights.h5", "w") as file:
        file.attrs["model_config"] = '{"class_name": "Lambda"}'
        file.create_group("model_weights/dense")
    assert "'layer_names' of '/model_weights'" in refusals(tmp_path / "model.weights.h5")[0]
    saved_model = tmp_path / "saved.keras"
    saved_model.mkdir()
    (saved_model / "saved_model.pb").write_bytes(b"")
    assert all("is a folder" in said for said in refusals(saved_model))
    with zipfile.ZipFile(tmp_path / "empty.keras", "w") as archive:
        archive.writestr("config.json", b"{}")
    assert all("holds no 'model.weights.h5'" in said for said in refusals(tmp_path / "empty.keras"))


# --- 2: configurations that name code ---------------------------------------------------------------------------------

NAMES_CODE = ["evil_module:CartPole-v1", "evil_module", "CartPole-v1\n", "ALE/../x", "", "a" * 9_000, "\u202eCartPole"]


@pytest.mark.parametrize("name", NAMES_CODE)
def test_that_an_environment_is_only_ever_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "evil_module.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert sentence_of(lambda: run_config(environment=name))
    assert sentence_of(lambda: run_config_from_json({**CONFIG.to_json(), "environment": name}))
    preset = tmp_path / "evil.toml"
    preset.write_text(f"environment = {json.dumps(name)}\n[knobs]\n")
    assert sentence_of(lambda: run_config(preset=str(preset)))
    save_weights(tmp_path / "a.npz", SPEC, random_weights(SPEC), None)
    (tmp_path / "config.json").write_text(json.dumps({**CONFIG.to_json(), "environment": name}))
    assert sentence_of(lambda: read_policy(tmp_path / "a.npz"))
    assert cli.main(["train", "--steps", "9", "--out", str(tmp_path / "run"), "--env", name or "-"]) == cli.BAD_INPUT
    assert len(capsys.readouterr().err) < 1_100
    assert "evil_module" not in sys.modules


@pytest.mark.parametrize(
    "knobs",
    [
        {"optimizer": "os.system"},
        {"optimizer": {"class_name": "Adam"}},
        {"activation": "keras.src.utils.get_file"},
        {"__class__": "os"},
        {"hidden_sizes": ["64"]},
        {"hidden_sizes": [[64]]},
        {"gamma": "0.99"},
        {"gamma": True},
    ],
)
def test_that_a_hyperparameter_takes_words_from_its_list_and_numbers_and_nothing_else(knobs: dict[str, object]) -> None:
    assert sentence_of(lambda: run_config_from_json({**CONFIG.to_json(), "knobs": knobs}))
    assert sentence_of(lambda: run_config(changes=knobs))


# --- 3: paths ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gs://bucket/a.npz", "https://example.org/a.npz", "a\0b.npz", "../nowhere/a.npz"])
def test_that_a_path_is_a_path_on_this_machine(name: str) -> None:
    assert sentence_of(lambda: load_weights(name, SPEC))
    assert sentence_of(lambda: read_weights_metadata(name))
    assert sentence_of(lambda: save_weights(name, SPEC, random_weights(SPEC), None))


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_that_pipes_devices_and_links_to_them_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.npz")
    (tmp_path / "zero.npz").symlink_to("/dev/zero")
    (tmp_path / "loop.npz").symlink_to(tmp_path / "loop.npz")
    for name in ("pipe.npz", "zero.npz", "loop.npz"):
        waiter = threading.Timer(5.0, lambda: os._exit(70))  # Reading a pipe nobody writes to can't be interrupted.
        waiter.start()
        try:
            refusals(tmp_path / name)
        finally:
            waiter.cancel()


@pytest.mark.parametrize("name", ["../hidden_1/kernel", "/etc/passwd", "C:\\a", "HIDDEN_1/KERNEL", "a\0b"])
def test_that_names_in_an_archive_are_names_and_no_paths(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.npz"
    save_weights(path, SPEC, random_weights(SPEC), None)
    with zipfile.ZipFile(path, "a") as archive:
        array = io.BytesIO()
        np.save(array, np.zeros(3, np.float32))
        archive.writestr(f"{name}.npy", array.getvalue())
    assert sentence_of(lambda: load_weights(path, SPEC))
    assert [file.name for file in tmp_path.rglob("*")] == ["a.npz"]


# --- 5: bombs ---------------------------------------------------------------------------------------------------------


def grown_bytes(action: Callable[[], object]) -> int:
    """How much memory Python held at most during an action."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def zip_of_many(count: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index in range(count):
            archive.writestr(f"{index}.npy", b"")
    return buffer.getvalue()


def zeros_in_a_zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        file.write(b"\x89HDF\r\n\x1a\n")
        for _ in range(64):
            file.write(bytes(2**20))
    return buffer.getvalue()


def safetensors_of(header: bytes, data: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + data


def many_tensors(count: int) -> bytes:
    entry = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
    return safetensors_of(json.dumps({f"t{index}": entry for index in range(count)}).encode())


BOMBS = [
    ("a.npz", lambda: zip_of_many(5_000), "more than 200 things"),
    ("a.npz", lambda: zip_of_many(300), "no network has more than 200"),
    ("a.keras", lambda: zip_of_many(5_000), "more than 200 things"),
    ("a.keras", lambda: zeros_in_a_zip("model.weights.h5"), "unpacks to 67,108,872 bytes"),
    ("a.npz", lambda: zip_of_many(3)[:-22] + b"PK\x06\x07" + bytes(16) + zip_of_many(3)[-22:], "more than 200 things"),
    ("a.safetensors", lambda: struct.pack("<Q", 2**60) + b"{}", "header's length"),
    ("a.safetensors", lambda: struct.pack("<Q", 2**64 - 1) + b"{}", "header's length"),
    ("a.safetensors", lambda: many_tensors(2_000), "at most 200 arrays"),
    ("a.safetensors", lambda: safetensors_of(b"[" * 200_000), "not plain JSON"),
    ("a.safetensors", lambda: safetensors_of(b'{"a": ' + b"9" * 100_000 + b"}"), "not plain JSON"),
    ("a.safetensors", lambda: safetensors_of(b"{" + b" " * 300_000 + b"}"), "header's length"),
]


@pytest.mark.parametrize(("name", "make", "words"), BOMBS)
def test_that_a_bomb_is_refused_before_it_is_unpacked(
    tmp_path: Path, name: str, make: Callable[[], bytes], words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    size = path.stat().st_size
    said: list[str] = []
    grown = grown_bytes(lambda: said.append(sentence_of(lambda: load_weights(path, small_spec(hidden_sizes=(999,))))))
    assert words in said[0]
    assert grown < 3 * size + 3_000_000
    assert sentence_of(lambda: read_weights_metadata(path))


@pytest.mark.parametrize("suffix", WEIGHTS_SUFFIXES)
def test_that_a_file_much_larger_than_the_network_is_not_even_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    with path.open("wb") as file:
        file.truncate(20 * 2**30)
    assert grown_bytes(lambda: refusals(path)) < 1_000_000


# --- safetensors: the header decides nothing that isn't checked -------------------------------------------------------

ENTRY = {"dtype": "F32", "shape": [1, 2], "data_offsets": [0, 8]}
HEADERS = [
    ({"a": {**ENTRY, "dtype": "F64"}}, b"y" * 8, "it holds"),
    ({"a": {**ENTRY, "shape": [2**39, 2**39]}}, b"y" * 8, "its shape needs"),
    ({"a": {**ENTRY, "shape": [-1, -2]}}, b"y" * 8, "not described as an array"),
    ({"a": {**ENTRY, "shape": [1.0, 2]}}, b"y" * 8, "not described as an array"),
    ({"a": {**ENTRY, "shape": [True, 2]}}, b"y" * 8, "not described as an array"),
    ({"a": {**ENTRY, "shape": [1] * 9}}, b"y" * 8, "not described as an array"),
    ({"a": {**ENTRY, "shape": 2}}, b"y" * 8, "not described as an array"),
    ({"a": {**ENTRY, "data_offsets": [8, 0]}}, b"y" * 8, "its shape needs"),
    ({"a": {**ENTRY, "dtype": "I8", "data_offsets": [8, 0]}}, b"y" * 8, "overlap or leave gaps"),
    ({"a": {**ENTRY, "data_offsets": [0, 8, 9]}}, b"y" * 8, "not described as an array"),
    ({"a": {**ENTRY, "more": 1}}, b"y" * 8, "not described as an array"),
    ({"a": ENTRY, "b": ENTRY}, b"y" * 8, "overlap or leave gaps"),
    ({"a": ENTRY, "b": {**ENTRY, "data_offsets": [16, 24]}}, b"y" * 24, "overlap or leave gaps"),
    ({"a": ENTRY}, b"y" * 7, "truncated or damaged"),
    ({"a": ENTRY}, b"y" * 9, "truncated or damaged"),
    ({"__metadata__": {"a": 1}}, b"", "not a table of texts"),
    ({"__metadata__": []}, b"", "not a table of texts"),
    ([], b"", "not a list of at most"),
]


@pytest.mark.parametrize(("header", "data", "words"), HEADERS)
def test_that_a_header_that_lies_is_refused(tmp_path: Path, header: object, data: bytes, words: str) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(safetensors_of(json.dumps(header).encode(), data))
    assert words in sentence_of(lambda: load_weights(path, SPEC))


def test_that_doubled_names_are_refused(tmp_path: Path) -> None:
    path, entry = tmp_path / "a.safetensors", json.dumps(ENTRY)
    path.write_bytes(safetensors_of(f'{{"a": {entry}, "a": {entry}}}'.encode(), b"y" * 8))
    assert all("not plain JSON" in said for said in refusals(path))


def test_that_the_official_library_reads_ours_and_we_read_its(tmp_path: Path) -> None:
    import safetensors.numpy

    weights, path = random_weights(SPEC), tmp_path / "a.safetensors"
    save_weights(path, SPEC, weights, CONFIG)
    theirs = safetensors.numpy.load_file(path)
    assert set(theirs) == set(weights)
    assert all(np.array_equal(theirs[name], values) for name, values in weights.items())
    safetensors.numpy.save_file(weights, path)
    ours = load_weights(path, SPEC)
    assert all(np.array_equal(ours[name], values) for name, values in weights.items())


# --- 6: numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"seed": -1},
        {"seed": 2**31},
        {"seed": 1.0},
        {"seed": True},
        {"seed": None},
        {"device": "gpu:0\n; rm"},
        {"device": "d" * 1_000_000},
        {"device": ["cpu"]},
        {"knobs": {"batch_size": 10**9}},
        {"knobs": {"capacity": 10**15}},
        {"knobs": {"capacity": 10**400}},
        {"knobs": {"learning_rate": float("nan")}},
        {"knobs": {"learning_rate": float("inf")}},
        {"knobs": {"learning_rate": -1e-3}},
        {"knobs": {"gamma": 10**400}},
        {"knobs": {"hidden_sizes": [2**60]}},
        {"knobs": {"hidden_sizes": [64] * 100}},
        {"knobs": {"x" * 1_000_000: 1}},
        {"knobs": []},
        {"environment": 3},
        {"surplus\u202e": 1},
    ],
)
def test_that_numbers_out_of_range_and_wrong_types_are_refused(change: dict[str, object]) -> None:
    assert sentence_of(lambda: run_config_from_json({**CONFIG.to_json(), **change}))


# --- configurations as text -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        b'{"seed": NaN}',
        b'{"seed": Infinity}',
        b'{"seed": 1, "seed": 2}',
        b'{"knobs": {"gamma": 0.5, "gamma": 0.9}}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"seed": ' + b"1" * 5_000 + b"}",
        b'{"seed": 1}' + b" " * 1_000_000,
        b"\xff\xfe{}",
        b"{} {}",
        b"",
    ],
)
def test_that_json_is_read_strictly(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(ValueError, match="."):
        decode_json(text)
    save_weights(tmp_path / "a.npz", SPEC, random_weights(SPEC), None)
    (tmp_path / "config.json").write_bytes(text)
    assert "can't be read as the JSON of a configuration" in sentence_of(lambda: read_policy(tmp_path / "a.npz"))


@pytest.mark.parametrize(
    "text",
    [
        b"title = 1",
        b"[knobs]\ngamma = nan",
        b"[knobs]\ngamma = inf",
        b"[knobs]\nseed = 1",
        b"[knobs]\ngamma = 0.5\ngamma = 0.9",
        b"[knobs]\ngamma = 1979-05-27",
        b"[knobs]\nbatch_size = " + b"9" * 4_000,
        b"[knobs]\nbatch_size = " + b"9" * 5_000,
        b"a = " + b"[" * 100_000,
        b"a." * 7_900 + b"b = 1",
        b"# " + b"y" * 2_000_000,
        b'title = "\xff"',
        b'"\\u202Eeslaf\\u200B" = 1',
    ],
)
def test_that_presets_are_read_strictly(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(text)
    assert sentence_of(lambda: read_preset(path))


@pytest.mark.skipif(os.name == "nt", reason="there are no such files")
def test_that_a_preset_is_a_plain_file(tmp_path: Path) -> None:
    for name in ("/dev/zero", str(tmp_path)):
        with pytest.raises(InputError):
            read_preset(Path(name))


# --- 7: text ----------------------------------------------------------------------------------------------------------


def test_that_a_sentence_is_one_visible_line_whatever_it_quotes() -> None:
    sentence = str(InputError("The name \u202enpz.exe\u200b is\n<b>bold</b>\x1b[31m \ud800 über 智能" + "w" * 5_000))
    assert sentence.startswith("The name \\u202enpz.exe\\u200b is\\n<b>bold</b>\\x1b[31m \\ud800 über 智能www")
    assert len(sentence) < 1_100
    assert sentence.isprintable()


# --- what the fuzzers begin from --------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", WEIGHTS_SUFFIXES)
def test_that_the_seeds_are_files_as_this_program_writes_them(suffix: str) -> None:
    assert all(len(seed) > 500 for seed in weights_seeds(suffix))
