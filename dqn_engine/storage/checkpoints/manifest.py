"""`manifest.json`: what a checkpoint is, in a form that is read strictly.

It names every tensor with its shape and type and every part with its size and SHA-256, so that a checkpoint is known
to be whole, and to fit, before a number of it is used. Its own SHA-256 is in it as well, since a counter or a
hyperparameter with another value would train on, and to other weights. Unknown fields, doubled keys and other schemas
are refused. A hash shows damage, not who wrote the file.
"""

import json
import sys
from typing import Annotated, Any

import msgspec

from dqn_engine.config.run_config import RunConfig, knobs_saved_with, run_config_from_json
from dqn_engine.storage.files.plain_json import fields_sha256
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.versions import installed_version

SCHEMAS = {1: "0.1.0", 2: "0.2.0"}
"""Every schema of checkpoints that this version reads → the first version that wrote it. It writes the newest.

A hyperparameter that is added needs no new schema: see `Knob.before`. What an older version would take wrongly does,
such as another part, or another meaning of a field. Schema 2 has the manifest's own hash.
"""

SCHEMA = max(SCHEMAS)
LARGEST_MANIFEST_BYTES = 2**20

PARTS = ("learner", "replay", "environment")
"""The parts of a checkpoint; each is a file `<part>.safetensors`."""

_LIBRARIES = ("tensorflow", "keras", "numpy", "gymnasium")
_Whole = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
_Steps = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]  # The program counts in 32 bits.
_Generation = Annotated[int, msgspec.Meta(ge=1, le=10**12 - 1)]
_Text = Annotated[str, msgspec.Meta(max_length=200)]


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every object of the manifest is."""


class Tensor(_Strict, frozen=True):
    """One array. `rows` of it are in the file; the rest of its first axis is zero."""

    dtype: _Text
    shape: Annotated[tuple[_Whole, ...], msgspec.Meta(max_length=8)]
    rows: _Whole


class Part(_Strict, frozen=True):
    """One file of a checkpoint."""

    bytes: _Whole
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    tensors: dict[_Text, Tensor]


class Manifest(_Strict, frozen=True):
    """Everything about a checkpoint but its numbers.

    Attributes:
        config: The configuration the run began with, as `RunConfig.to_json` writes it.
        knobs: All hyperparameters as they were when it was saved.
        recent_returns: Of the last 100 episodes, oldest first.
        ledger_entries: How many entries of the run's ledger came before it.
        weights_sha256: The fingerprint of the averaged network.
        evaluation_mean: The mean return of an evaluation at this very step; None where there was none.
        sha256: In the file, of everything else in it; empty here, and in files of schema 1.
    """

    format: str
    schema: int
    generation: _Generation
    versions: dict[_Text, _Text]
    config: dict[str, object]
    knobs: dict[str, object]
    env_steps: _Steps
    updates: _Steps
    episodes: _Steps
    recent_returns: Annotated[tuple[float, ...], msgspec.Meta(max_length=100)]
    ledger_entries: _Steps
    weights_sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    evaluation_mean: float | None
    parts: dict[_Text, Part]
    sha256: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")] = ""

    @property
    def bytes(self) -> int:
        """What its parts take on the disk."""
        return sum(part.bytes for part in self.parts.values())

    @property
    def run_config(self) -> RunConfig:
        """The configuration the run began with.

        Raises:
            InputError: It isn't allowed here.
        """
        return run_config_from_json(self.config)

    @property
    def knobs_now(self) -> dict[str, Any]:
        """All hyperparameters as they were when it was saved.

        Raises:
            InputError: One isn't allowed here.
        """
        return knobs_saved_with(self.config, self.knobs)


FORMAT = "dqn-engine checkpoint"


def versions() -> dict[str, str]:
    """Of this program, Python and the libraries that decide the numbers."""
    found = {"dqn-workbench": installed_version("dqn-workbench"), "python": sys.version.split()[0]}
    return {**found, **{name: installed_version(name) for name in _LIBRARIES}}


class NewerError(DamagedError):
    """A checkpoint says that it is of a schema that only newer versions know.

    Attributes:
        genuine: Whether its manifest is as it was written; else it may also be damaged.
    """

    def __init__(self, schema: int, *, genuine: bool) -> None:
        self.genuine = genuine
        known = " and ".join(map(str, SCHEMAS))
        what = Sentence(
            "it was made by a newer version of this program (schema {schema}; this one reads {known})",
            schema=str(schema)[:20],
            known=known,
        )
        if genuine:
            super().__init__(Sentence("{what}; open it with that version", what=what))
        else:
            super().__init__(Sentence("{what}, or its manifest is damaged", what=what))


def encode_manifest(manifest: Manifest) -> bytes:
    """The manifest as JSON, indented for the user, with its hash."""
    fields = json.loads(msgspec.json.encode(manifest))
    fields["sha256"] = fields_sha256(fields)
    return msgspec.json.format(msgspec.json.encode(fields), indent=1) + b"\n"


def decode_manifest(content: bytes) -> Manifest:
    """Reads what `encode_manifest` wrote.

    Raises:
        NewerError: A newer version wrote it.
        DamagedError: It is not that.
    """
    try:
        head = decode_json(content, LARGEST_MANIFEST_BYTES)
        if not isinstance(head, dict) or head.get("format") != FORMAT:
            raise DamagedError("its manifest is not that of a checkpoint of this program")
        schema, said = head.get("schema"), head.get("sha256")
        genuine = said == fields_sha256(head)
        if schema not in SCHEMAS:
            if type(schema) is int and schema > SCHEMA:
                raise NewerError(schema, genuine=genuine)
            raise DamagedError("its manifest says schema {schema}, which no version has", schema=str(schema)[:20])
        if not genuine and (schema != 1 or said is not None):
            raise DamagedError("its manifest is not what was saved: its SHA-256 differs")
        manifest = msgspec.structs.replace(msgspec.json.decode(content, type=Manifest), sha256="")
    except (ValueError, RecursionError) as error:  # Also msgspec's, of a field that is unknown, missing or wrong.
        raise DamagedError("its manifest can't be read: {error}", error=str(error)[:200]) from error
    if set(manifest.parts) != set(PARTS):
        raise DamagedError(
            "it has the parts {parts} instead of {parts_2}",
            parts=", ".join(sorted(manifest.parts))[:100],
            parts_2=", ".join(PARTS),
        )
    return manifest


def trouble_with(name: str, error: DamagedError) -> str:
    """The sentence about the checkpoint `name` that can't be used."""
    if isinstance(error, NewerError):
        return Sentence("The checkpoint {name!r} can't be used: {error}.", name=name, error=error)
    return Sentence("The checkpoint {name!r} is damaged: {error}.", name=name, error=error)
