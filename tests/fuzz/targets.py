"""What is fuzzed: every reader of files from elsewhere, with real files to begin from.

A target takes bytes and lets the reader have them. The reader may take them only if they mean what the seed meant (for
weights: the very same numbers), and otherwise must refuse with an `InputError` of one short, visible line. Anything
else is a failure. The suite runs the targets on some hundred mutations; `tests.fuzz` runs them as long as one likes.
"""

import functools
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import h5py
import numpy as np

from dqn_engine.config.run_config import plain_knobs, preset_names, read_preset, run_config, run_config_from_json
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.storage.checkpoints.manifest import (
    FORMAT,
    PARTS,
    SCHEMA,
    Manifest,
    Part,
    Tensor,
    decode_manifest,
    encode_manifest,
    versions,
)
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata, save_weights
from dqn_engine.system.errors import InputError
from dqn_engine.system.resources import resource_folder
from tests.support.networks import random_weights, small_spec
from tests.support.unguarded_h5 import open_unguarded

SPEC = small_spec(hidden_sizes=(3,))
WEIGHTS = random_weights(SPEC)
CONFIG = run_config(seed=7, changes={"hidden_sizes": (3,)})
LONGEST_SENTENCE = 1_000


@dataclass(frozen=True)
class Target:
    """A reader: real files to begin from, and a function that raises where it misbehaves on bytes."""

    seeds: Callable[[], list[bytes]]
    read: Callable[[bytes], None]


@functools.cache
def _folder() -> Path:
    made = tempfile.TemporaryDirectory(prefix="dqn-fuzz-")
    _KEPT.append(made)
    return Path(made.name)


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def sentence_of(read: Callable[[], object]) -> str:
    """Runs a reader; the sentence it refuses with, checked, or an empty one where it takes what it was given."""
    try:
        read()
    except InputError as error:
        sentence = str(error)
        assert sentence, "a refusal says why"
        assert sentence.isprintable(), f"not one line of visible text: {sentence!r}"
        assert len(sentence) <= LONGEST_SENTENCE
        return sentence
    return ""


@functools.cache
def weights_seeds(suffix: str) -> list[bytes]:
    """Files of the same weights: as this program writes them."""
    if suffix == ".keras":
        packed = []
        for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", compression) as archive:
                archive.writestr(zipfile.ZipInfo("metadata.json"), b"{}")
                archive.writestr(zipfile.ZipInfo("config.json"), b'{"class_name": "Functional"}')
                archive.writestr(zipfile.ZipInfo("model.weights.h5"), weights_seeds(".weights.h5")[0])
            packed.append(buffer.getvalue())
        return packed
    if suffix == ".h5":  # Of other programs; this one writes none.
        return [_older_keras_file()]
    path = _folder() / f"seed{suffix}"
    save_weights(path, SPEC, WEIGHTS, CONFIG)
    return [path.read_bytes()]


def _older_keras_file() -> bytes:
    """The weights as earlier versions of Keras saved them: a group for each layer, whose names stand in order."""
    buffer = io.BytesIO()
    layers = list(dict.fromkeys(name.rpartition("/")[0] for name in WEIGHTS))
    with h5py.File(buffer, "w") as file:
        file.attrs["layer_names"] = np.array([layer.encode() for layer in layers])
        for layer in layers:
            kinds = [name.rpartition("/")[2] for name in WEIGHTS if name.rpartition("/")[0] == layer]
            group = file.create_group(layer)
            group.attrs["weight_names"] = np.array([f"{layer}/{kind}:0".encode() for kind in kinds])
            for kind in kinds:
                group[f"{layer}/{kind}:0"] = WEIGHTS[f"{layer}/{kind}"]
    return buffer.getvalue()


def _read_weights(suffix: str, content: bytes) -> None:
    path = _folder() / f"mutant{suffix}"
    path.write_bytes(content)
    loaded: dict[str, np.ndarray] = {}
    with mock.patch("dqn_engine.storage.weights.h5.open_guarded", open_unguarded):
        refused = sentence_of(lambda: loaded.update(load_weights(path, SPEC)))
        described = []
        sentence_of(lambda: described.append(read_weights_metadata(path).weights_sha256))
    if not refused:
        assert {name: array.shape for name, array in loaded.items()} == SPEC.weight_shapes
        assert all(np.isfinite(array).all() for array in loaded.values())
        # Where the fingerprint itself was struck out, the file is one that another program might have written.
        unsigned = described == [None]
        assert unsigned or weights_sha256(loaded) == weights_sha256(WEIGHTS), "other numbers than were saved were taken"


def _weights_target(suffix: str) -> Target:
    return Target(lambda: weights_seeds(suffix), functools.partial(_read_weights, suffix))


def _read_config(content: bytes) -> None:
    try:
        values = decode_json(content, 100_000)
    except ValueError:
        return
    made = []
    if not sentence_of(lambda: made.append(run_config_from_json(values))):
        assert run_config_from_json(made[0].to_json()) == made[0]


def _read_preset(content: bytes) -> None:
    path = _folder() / "mutant.toml"
    path.write_bytes(content)
    made = []
    if not sentence_of(lambda: made.append(read_preset(path))):
        sentence_of(lambda: run_config(environment=made[0].environment, changes=made[0].knobs))


def _manifest_seeds() -> list[bytes]:
    tensor = Tensor(dtype="F32", shape=(4, 3), rows=4)
    part = Part(bytes=48, sha256="a" * 64, tensors={"learner.weights.0": tensor})
    manifest = Manifest(
        format=FORMAT,
        schema=SCHEMA,
        generation=3,
        versions=versions(),
        config=CONFIG.to_json(),
        knobs=plain_knobs(CONFIG.knobs),
        env_steps=100,
        updates=80,
        episodes=5,
        recent_returns=(12.0, 34.5),
        ledger_entries=2,
        weights_sha256="b" * 64,
        evaluation_mean=None,
        parts=dict.fromkeys(PARTS, part),
    )
    return [encode_manifest(manifest)]


def _read_manifest(content: bytes) -> None:
    try:
        manifest = decode_manifest(content)
    except DamagedError:
        return
    assert decode_manifest(encode_manifest(manifest)) == manifest
    sentence_of(lambda: manifest.run_config)
    sentence_of(lambda: manifest.knobs_now)


def _preset_seeds() -> list[bytes]:
    return [(resource_folder("presets") / f"{name}.toml").read_bytes() for name in preset_names()]


TARGETS: Mapping[str, Target] = {
    "npz": _weights_target(".npz"),
    "safetensors": _weights_target(".safetensors"),
    "h5": _weights_target(".weights.h5"),
    "keras": _weights_target(".keras"),
    "manifest": Target(_manifest_seeds, _read_manifest),
    "config": Target(lambda: [json.dumps(CONFIG.to_json()).encode()], _read_config),
    "preset": Target(_preset_seeds, _read_preset),
}
"""Every target by its name. HDF5 is read in this process: a crash of its library, which the program's child would
contain, ends the fuzzing."""
