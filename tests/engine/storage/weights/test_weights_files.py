"""Weights files: what is written is read back to the bit; what doesn't fit is refused with a reason."""

import hashlib
import io
import json
import struct
import tracemalloc
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
import safetensors.numpy

from dqn_engine.config.run_config import run_config
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.storage.weights.weights_file import SAVED_SUFFIXES, load_weights, read_weights_metadata, save_weights
from dqn_engine.system.errors import InputError
from tests.support.networks import random_weights, small_spec
from tests.support.unguarded_h5 import open_unguarded
from tests.support.weights_files import SPEC, refusal, write_h5

CONFIG = run_config(seed=7, changes={"hidden_sizes": (6, 5), "learning_rate": 0.0003})
KERNEL, BIAS = "layers/dense/vars/0", "layers/dense/vars/1"


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child that reads HDF5 has tests of its own."""
    monkeypatch.setattr("dqn_engine.storage.weights.h5.open_guarded", open_unguarded)


def saved(tmp_path: Path, suffix: str, **spec_changes: object) -> Path:
    spec = small_spec(**spec_changes)
    path = tmp_path / f"saved{suffix}"
    save_weights(path, spec, random_weights(spec), CONFIG)
    return path


# --- round trips ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
@pytest.mark.parametrize("dueling", [True, False])
@pytest.mark.parametrize("noisy", [True, False])
@pytest.mark.parametrize("hidden_sizes", [(1,), (6, 5), tuple(range(2, 10))])
def test_that_weights_come_back_to_the_bit(
    tmp_path: Path, suffix: str, dueling: bool, noisy: bool, hidden_sizes: tuple[int, ...]
) -> None:
    spec = small_spec(dueling=dueling, hidden_sizes=hidden_sizes, noisy=noisy)
    weights = random_weights(spec)
    save_weights(tmp_path / f"w{suffix}", spec, weights, CONFIG)
    loaded = load_weights(tmp_path / f"w{suffix}", spec)
    assert list(loaded) == list(spec.weight_shapes)
    for name, values in loaded.items():
        assert values.dtype == np.float32
        assert values.flags.c_contiguous
        assert values.flags.writeable
        assert values.tobytes() == weights[name].tobytes()


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_the_configuration_and_the_fingerprint_ride_along(tmp_path: Path, suffix: str) -> None:
    metadata = read_weights_metadata(saved(tmp_path, suffix))
    assert metadata.config == CONFIG
    assert metadata.weights_sha256 == weights_sha256(random_weights(SPEC))
    save_weights(tmp_path / f"bare{suffix}", SPEC, random_weights(SPEC), None)
    assert read_weights_metadata(tmp_path / f"bare{suffix}").config is None


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_equal_weights_give_equal_files(tmp_path: Path, suffix: str) -> None:
    first = saved(tmp_path, suffix).read_bytes()
    assert saved(tmp_path, suffix).read_bytes() == first


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_noisy_and_plain_networks_are_not_taken_for_each_other(tmp_path: Path, suffix: str) -> None:
    noisy = small_spec(noisy=True)
    save_weights(tmp_path / f"noisy{suffix}", noisy, random_weights(noisy), CONFIG)
    assert "sigma_kernel" in refusal(tmp_path / f"noisy{suffix}")
    with pytest.raises(InputError, match="sigma_kernel"):
        load_weights(saved(tmp_path, suffix), noisy)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # Keras' own, with NumPy 2.
def test_that_keras_reads_ours_and_we_read_keras_s(tmp_path: Path) -> None:
    from dqn_engine.networks.keras_model import build_model

    for dueling in (True, False):
        for changes in (
            {},
            {"observation_scale": (1.0,) * 4},
            {"observation_scale": (1.0,) * 4, "noisy": True},
            {"layer_norm": True},
            {"layer_norm": True, "noisy": True},
            {"observation_scale": (1.0,) * 4, "normalised": True, "noisy": dueling},
        ):
            spec = small_spec(dueling=dueling, **changes)
            ours = random_weights(spec)
            save_weights(tmp_path / "ours.weights.h5", spec, ours, CONFIG)
            model = build_model(spec, seed=3)
            model.load_weights(tmp_path / "ours.weights.h5")
            for name, variable in zip(spec.weight_shapes, model.weights, strict=True):
                np.testing.assert_array_equal(np.asarray(variable), ours[name], name)

            model = build_model(spec, seed=4)
            model.save_weights(tmp_path / "theirs.weights.h5")
            loaded = load_weights(tmp_path / "theirs.weights.h5", spec)
            for (name, values), variable in zip(loaded.items(), model.weights, strict=True):
                np.testing.assert_array_equal(values, np.asarray(variable), name)
            assert read_weights_metadata(tmp_path / "theirs.weights.h5").config is None


def test_that_an_archive_of_numpy_s_own_making_is_read(tmp_path: Path) -> None:
    weights = random_weights(SPEC)
    np.savez_compressed(tmp_path / "a.npz", **{name: np.asfortranarray(values) for name, values in weights.items()})
    loaded = load_weights(tmp_path / "a.npz", SPEC)
    assert all(np.array_equal(loaded[name], values) for name, values in weights.items())


def test_that_the_fingerprint_is_of_names_shapes_and_bits() -> None:
    weights = random_weights(SPEC)
    original = weights_sha256(weights)
    assert weights_sha256({name: values.copy(order="F") for name, values in weights.items()}) == original
    assert weights_sha256({name: values.astype(">f4") for name, values in weights.items()}) == original
    flipped = {name: values.copy() for name, values in weights.items()}
    flipped["value/bias"].view(np.uint32)[0] ^= 1
    reshaped = {**weights, "hidden_1/kernel": weights["hidden_1/kernel"].reshape(6, 4)}
    renamed = {name.replace("value", "worth"): values for name, values in weights.items()}
    assert len({original, *map(weights_sha256, (flipped, reshaped, renamed))}) == 4
    # Worked by hand, so that fingerprints stay comparable between versions.
    tiny = {"q/kernel": np.array([[1.0, -2.0]], np.float32), "q/bias": np.zeros(2, np.float32)}
    content = b"q/kernel:1,2:" + struct.pack("<2f", 1.0, -2.0) + b"q/bias:2:" + bytes(8)
    assert weights_sha256(tiny) == hashlib.sha256(content).hexdigest()


# --- saving -----------------------------------------------------------------------------------------------------------


def test_that_other_endings_are_refused(tmp_path: Path) -> None:
    for name in ("a.h5", "a.keras", "a", "a.npz.txt", "A.NPZ"):
        with pytest.raises(InputError, match=r"must end in \.weights\.h5, \.npz or \.safetensors here"):
            save_weights(tmp_path / name, SPEC, random_weights(SPEC), None)
        if not name.endswith((".keras", ".h5")):
            for action in (lambda path: load_weights(path, SPEC), read_weights_metadata):
                with pytest.raises(InputError, match=r"\.weights\.h5, \.npz, \.safetensors, \.keras or \.h5 here"):
                    action(tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_weights_that_are_not_finite_are_not_saved(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path, suffix)
    before = path.read_bytes()
    weights = random_weights(SPEC)
    weights["hidden_2/bias"][1] = np.nan
    with pytest.raises(InputError, match="hidden_2/bias holds 1 of 5 numbers that are not finite"):
        save_weights(path, SPEC, weights, CONFIG)
    assert path.read_bytes() == before


def test_that_weights_of_another_network_are_a_bug_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="but the network has"):
        save_weights(tmp_path / "a.npz", SPEC, random_weights(small_spec(dueling=False)), CONFIG)


# --- files that don't fit ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_another_network_s_weights_are_refused_with_both_shapes(tmp_path: Path, suffix: str) -> None:
    sentence = refusal(saved(tmp_path, suffix, hidden_sizes=(9, 5)))
    assert "hidden_1/kernel has shape 4×9 in the file but 4×6 here" in sentence
    assert "nothing was changed" in sentence
    assert "hidden_1/kernel has shape 3×6 in the file but 4×6 here" in refusal(
        saved(tmp_path, suffix, observation_scale=(1.0, 1.0, 1.0))
    )
    assert "advantage/kernel has shape 5×3 in the file but 5×2 here" in refusal(saved(tmp_path, suffix, action_count=3))
    assert "4 layers (4×6, 6×5, 5×1, 5×2)" in refusal(saved(tmp_path, suffix, dueling=False))
    assert "it holds 5 layers" in refusal(saved(tmp_path, suffix, hidden_sizes=(6, 5, 5)))


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_a_file_cut_off_anywhere_is_refused(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path, suffix)
    content = path.read_bytes()
    for length in [*range(0, len(content), max(1, len(content) // 150)), len(content) - 1]:
        path.write_bytes(content[:length])
        assert "can't be used" in refusal(path)
        with pytest.raises(InputError):
            read_weights_metadata(path)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_no_flipped_byte_changes_what_is_loaded(tmp_path: Path, suffix: str) -> None:
    path, weights = saved(tmp_path, suffix), random_weights(SPEC)
    content = path.read_bytes()
    generator = np.random.default_rng(1)
    refused = 0
    for position in generator.integers(len(content), size=400):
        damaged = bytearray(content)
        damaged[position] ^= int(generator.integers(1, 256))
        path.write_bytes(damaged)
        try:
            loaded = load_weights(path, SPEC)
        except InputError:
            refused += 1
        else:
            assert all(np.array_equal(loaded[name], values) for name, values in weights.items())
    assert refused > 40


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_that_numbers_that_are_not_finite_are_refused(tmp_path: Path, suffix: str, value: float) -> None:
    path = tmp_path / f"a{suffix}"
    weights = random_weights(SPEC)
    weights["advantage/kernel"][2, 1] = value
    if suffix == ".npz":
        np.savez(path, **weights)
    elif suffix == ".safetensors":
        safetensors.numpy.save_file(weights, path)
    else:
        write_h5(path, lambda layers: layers["dense_3/vars/0"].write_direct(weights["advantage/kernel"]))
    assert "advantage/kernel holds 1 of 10 numbers that are not finite" in refusal(path)


def test_that_files_that_are_no_weights_are_refused(tmp_path: Path) -> None:
    for name, words in (("a.npz", "not a NumPy archive"), ("a.weights.h5", "not an HDF5 file")):
        path = tmp_path / name
        for content in (b"hello", b"\x00" * 4096, b"#!/bin/sh\n"):
            path.write_bytes(content)
            assert words in refusal(path)
        path.write_bytes(b"")
        assert "it is empty" in refusal(path)
        path.unlink()
        assert "There is no weights file" in refusal(path)
        path.mkdir()
        assert "is a folder" in refusal(path)
        path.rmdir()
        with path.open("wb") as file:
            file.truncate(10 * 2**30)
        assert "10,737,418,240 bytes" in refusal(path)


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_a_configuration_that_is_not_allowed_is_refused_but_the_weights_load(tmp_path: Path, suffix: str) -> None:
    huge = 10**400
    for change in ({"seed": -1}, {"environment": "Nope-v0"}, {"knobs": {"gamma": huge}}, {"knobs": 3}, {"more": 1}):
        text = {**CONFIG.to_json(), **change}
        path = with_metadata(tmp_path, suffix, {"config": text})
        assert set(load_weights(path, SPEC)) == set(SPEC.weight_shapes)
        with pytest.raises(InputError, match="configuration in the weights file"):
            read_weights_metadata(path)


@pytest.mark.parametrize("suffix", SAVED_SUFFIXES)
def test_that_a_description_that_is_not_ours_is_refused(tmp_path: Path, suffix: str) -> None:
    for raw, words in (
        (b"{", "not the JSON"),
        (b"[" * 20_000, "not the JSON"),
        (b'{"format": NaN}', "not the JSON"),
        (b"\xff\xfe", "not the JSON"),
        (b"[]", "lacks the format's number"),
        (b'{"format": true}', "lacks the format's number"),
        (b'{"format": 2, "format": 1}', "not the JSON"),
        (b'{"format": 3}', "of format 3, but this version reads 1 and 2"),
        (b'{"format": 2, "weights_sha256": "", "config": null}', "doesn't hold exactly"),
        (b'{"format": 1, "config": null}', "doesn't hold exactly"),
        (b" " * 61_000, "60000 bytes"),
    ):
        path = with_metadata(tmp_path, suffix, raw)
        assert words in refusal(path)
        with pytest.raises(InputError, match="can't be used"):
            read_weights_metadata(path)
    assert "its weights are not those it was saved with" in refusal(
        with_metadata(tmp_path, suffix, {"weights_sha256": "0" * 64})
    )


def with_metadata(tmp_path: Path, suffix: str, change: bytes | dict[str, object]) -> Path:
    """A sound file but for its description: `change` replaces it, or fields of it."""
    fields = {"format": 1, "weights_sha256": weights_sha256(random_weights(SPEC)), "config": None}
    raw = change if isinstance(change, bytes) else json.dumps({**fields, **change}).encode()
    path = tmp_path / f"described{suffix}"
    if suffix == ".npz":
        np.savez(path, **random_weights(SPEC), dqn_engine=np.frombuffer(raw, np.uint8))
    elif suffix == ".safetensors":
        safetensors.numpy.save_file(random_weights(SPEC), path, {"dqn_engine": raw.decode("ascii", "replace")})
    else:
        write_h5(path, lambda _: None)
        with h5py.File(path, "a") as file:
            file.attrs["dqn_engine"] = np.bytes_(raw)
    return path


# --- the configuration that is saved with them ------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".weights.h5", ".safetensors", ".npz"])
@pytest.mark.parametrize(
    ("old", "new"),
    [(b"CartPole-v1", b"CartPole-v0"), (b'"gamma": 0.99', b'"gamma": 0.98'), (b'"seed": 7', b'"seed": 6'),
     (b'"format": 2', b'"format": 1')],
)  # fmt: skip
def test_that_a_changed_configuration_is_refused(tmp_path: Path, suffix: str, old: bytes, new: bytes) -> None:
    path = saved(tmp_path, suffix)
    content = path.read_bytes()
    old, new = (text.replace(b'"', b'\\"') if suffix == ".safetensors" else text for text in (old, new))
    assert content.count(old) == 1
    path.write_bytes(content.replace(old, new))
    if suffix == ".npz":  # Its checksums would give the change away: fit them.
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name).replace(old, new) for name in archive.namelist()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, member in members.items():
                archive.writestr(name, member)
    with pytest.raises(InputError, match="configuration is not the one it was saved with|doesn't hold exactly"):
        read_weights_metadata(path)
    with pytest.raises(InputError, match="configuration is not the one it was saved with|doesn't hold exactly"):
        load_weights(path, small_spec())


def test_that_a_file_of_format_1_whose_configuration_had_no_hash_is_read(tmp_path: Path) -> None:
    fields = {"format": 1, "weights_sha256": weights_sha256(random_weights(SPEC)), "config": CONFIG.to_json()}
    path = with_metadata(tmp_path, ".safetensors", fields)
    assert read_weights_metadata(path).config == CONFIG


# --- what is read before anything is known of a file ------------------------------------------------------------------


def large(tmp_path: Path, suffix: str) -> Path:
    """A sound file of 64 MB more than a network needs, which says what it is of."""
    path, filler = tmp_path / f"large{suffix}", np.zeros(16 * 2**20, np.float32)
    small = saved(tmp_path, ".npz")
    with np.load(small) as held:
        arrays = {**held, "filler": filler}
    if suffix == ".npz":
        np.savez(path, **arrays)
    elif suffix == ".safetensors":
        metadata = arrays.pop("dqn_engine").tobytes().decode()
        safetensors.numpy.save_file(arrays, path, {"dqn_engine": metadata})
    else:
        path.write_bytes(saved(tmp_path, ".weights.h5").read_bytes())
        with h5py.File(path, "a") as file:
            file["layers/dense_9/vars/0"] = filler
        if suffix == ".keras":
            with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
                archive.write(path, "model.weights.h5")
            (tmp_path / "zip").replace(path)
    return path


@pytest.mark.slow  # A file of HDF5 is read in a process of its own.
@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ".weights.h5", ".keras"])
def test_that_of_a_large_file_only_its_description_is_read(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # With the child, as users have it.
    path = large(tmp_path, suffix)
    tracemalloc.start()
    try:
        config = read_weights_metadata(path).config
        with pytest.raises(InputError, match="but such a network's file has at most"):
            load_weights(path, small_spec())
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()
    assert config == (None if suffix == ".keras" else CONFIG)


@pytest.mark.parametrize("suffix", [".npz", ".safetensors", ".weights.h5", ".keras"])
def test_that_zeros_of_another_name_are_refused_unread(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"zeros{suffix}"
    with path.open("wb") as file:
        file.truncate(400 * 2**20)
    tracemalloc.start()
    try:
        for read in (read_weights_metadata, lambda path: load_weights(path, small_spec())):
            with pytest.raises(InputError, match="can't be used"):
                read(path)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
