"""Ways to make a run's folder hostile: what is done to a sound one, and which commands must refuse it how."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

from dqn_engine.storage.files.plain_json import fields_sha256

RESUMING, READING = ("resume", "fork"), ("reproduce", "inspect")


def checkpoint(run: Path) -> Path:
    return next((run / "checkpoints").iterdir())


def manifest(change: Callable[[dict], object]) -> Callable[[Path], None]:
    """Changes the manifest, and refits its hash: whoever made the file may have."""

    def spoil(run: Path) -> None:
        path = checkpoint(run) / "manifest.json"
        values = json.loads(path.read_text())
        change(values)
        path.write_text(json.dumps({**values, "sha256": fields_sha256(values)}))

    return spoil


def manifest_text(old: str, new: str) -> Callable[[Path], None]:
    def spoil(run: Path) -> None:
        path = checkpoint(run) / "manifest.json"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return spoil


def configuration(**changes: object) -> Callable[[Path], None]:
    def spoil(run: Path) -> None:
        values = json.loads((run / "config.json").read_text())
        (run / "config.json").write_text(json.dumps({**values, **changes}))

    return spoil


def everywhere(**changes: object) -> Callable[[Path], None]:
    """The configuration in both places, so that they agree."""

    def spoil(run: Path) -> None:
        configuration(**changes)(run)
        manifest(lambda values: values["config"].update(changes))(run)

    return spoil


def history(script: str) -> Callable[[Path], None]:
    def spoil(run: Path) -> None:
        connection = sqlite3.connect(run / "history.sqlite")
        connection.executescript(script)
        connection.close()

    return spoil


def replaced(name: str, make: Callable[[Path], object]) -> Callable[[Path], None]:
    """What stands under a name in the run (`CHECKPOINT` is the checkpoint's) gives way to something else."""

    def spoil(run: Path) -> None:
        path = run / name.replace("CHECKPOINT", f"checkpoints/{checkpoint(run).name}")
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
        make(path)

    return spoil


def linked(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def moved_and_linked(name: str) -> Callable[[Path], None]:
    def spoil(run: Path) -> None:
        path = run / name.replace("CHECKPOINT", f"checkpoints/{checkpoint(run).name}")
        path.rename(run.parent.parent / "moved")
        path.symlink_to(run.parent.parent / "moved")

    return spoil


def part(content: bytes, size: int | None = None) -> Callable[[Path], None]:
    """The learner's part is other bytes, of which the manifest says the size and the hash."""

    def spoil(run: Path) -> None:
        path = checkpoint(run) / "learner.safetensors"
        with path.open("wb") as file:
            file.write(content)
            file.truncate(size or len(content))
        said = {"bytes": size or len(content), "sha256": hashlib.sha256(content).hexdigest()}
        manifest(lambda values: values["parts"]["learner"].update(said))(run)

    return spoil


def endless_part(run: Path) -> None:
    part(b"x", 2**42)(run)
    tensor = {"dtype": "F32", "shape": [2**40], "rows": 2**40}
    manifest(lambda values: values["parts"]["learner"]["tensors"].update(more=tensor))(run)


def renamed(name: str) -> Callable[[Path], None]:
    return lambda run: checkpoint(run).rename(run / "checkpoints" / name)


def lying_step(run: Path) -> None:
    manifest(lambda values: values.update(env_steps=999))(run)
    renamed("g000001-step999")(run)


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


FIFO = os.mkfifo
DEVICE = linked("/dev/zero")
OTHER_ENVIRONMENT = {"environment": "Acrobot-v1"}

HOSTILE: dict[str, tuple[Callable[[Path], None], tuple[str, ...], str]] = {
    # kind: (how, which commands must refuse it, what they say)
    "manifest of a huge number": (manifest(lambda v: v.update(generation=10**30)), (*RESUMING, "export"), ""),
    "manifest of a number of 5,000 digits": (manifest_text('"updates": ', '"updates": ' + "9" * 5_000), RESUMING, ""),
    "deep manifest": (manifest_text('"config": {', f'"config": {{"x": {deep(20_000)}, '), RESUMING, "damaged"),
    "deep but readable manifest": (manifest_text('"config": {', f'"config": {{"x": {deep(400)}, '), RESUMING, ""),
    "doubled key": (manifest_text('"updates"', '"updates": 1, "updates"'), RESUMING, "twice"),
    "NaN": (manifest_text('"evaluation_mean": null', '"evaluation_mean": NaN'), RESUMING, "NaN is not JSON"),
    "another generation": (renamed("g999999999999-step60"), RESUMING, "its manifest says generation 1"),
    "another step": (renamed("g000001-step61"), RESUMING, "of step 60"),
    "a step that the state denies": (lying_step, RESUMING, "env_steps is 999, but 60 in the run's history"),
    "weights of another hash": (manifest(lambda v: v.update(weights_sha256="0" * 64)), RESUMING, "not those"),
    "checkpoint of another environment": (
        manifest(lambda v: v["config"].update(OTHER_ENVIRONMENT)), RESUMING,
        "environment is Acrobot-v1 in it but CartPole-v1 in config.json",
    ),
    "all of another environment": (everywhere(**OTHER_ENVIRONMENT), (*RESUMING, "evaluate", "export"), ""),
    "checkpoint of another hyperparameter": (
        manifest(lambda v: v["config"]["knobs"].update(hidden_sizes=[24])), RESUMING, "hidden_sizes is (24,) in it but",
    ),
    "environment to import": (
        everywhere(environment="evil_module:Id"), (*RESUMING, "reproduce", "evaluate", "export"), "import",
    ),
    "header of 2^60 bytes": (part((2**60).to_bytes(8, "little") + b"{}"), (*RESUMING, "evaluate"), ""),
    "part of 4 TiB": (endless_part, RESUMING, "of memory are free"),
    "part larger than its arrays": (part(b"x", 2**33), RESUMING, "more than its arrays take"),
    "linked part": (moved_and_linked("CHECKPOINT/learner.safetensors"), (*RESUMING, "evaluate"), "can't be read"),
    "part that is a pipe": (replaced("CHECKPOINT/replay.safetensors", FIFO), RESUMING, "not a plain file"),
    "part that is a device": (replaced("CHECKPOINT/replay.safetensors", DEVICE), RESUMING, "can't be read"),
    "part that is a folder": (replaced("CHECKPOINT/replay.safetensors", os.mkdir), RESUMING, "replay.safetensors"),
    "manifest that is a pipe": (replaced("CHECKPOINT/manifest.json", FIFO), RESUMING, "damaged"),
    "manifest that is a device": (replaced("CHECKPOINT/manifest.json", DEVICE), RESUMING, "damaged"),
    "checkpoints that are a file": (replaced("checkpoints", Path.touch), (*RESUMING, "evaluate"), "holds"),
    "checkpoints that are a loop": (
        replaced("checkpoints", lambda p: p.symlink_to(p)), (*RESUMING, *READING, "evaluate"), "is a link",
    ),
    "checkpoints elsewhere": (moved_and_linked("checkpoints"), (*RESUMING, *READING, "evaluate"), "is a link"),
    "checkpoint elsewhere": (moved_and_linked("CHECKPOINT"), (*RESUMING, "evaluate"), "is a link"),
    "best weights elsewhere": (
        replaced("best.weights.h5", linked("/etc/hostname")), (*RESUMING, *READING, "evaluate"), "is a link",
    ),
    "last weights that lead nowhere": (
        replaced("last.weights.h5", linked("/nowhere")), (*RESUMING, *READING, "evaluate"), "is a link",
    ),
    "configuration that is too large": (
        replaced("config.json", lambda path: path.write_bytes(b" " * 2**21)), (*RESUMING, "reproduce"), "config.json",
    ),
    "configuration that is a pipe": (replaced("config.json", FIFO), (*RESUMING, "reproduce"), "config.json"),
    "configuration that is a device": (replaced("config.json", DEVICE), (*RESUMING, "reproduce"), "config.json"),
    "configuration that is a folder": (replaced("config.json", os.mkdir), (*RESUMING, "reproduce"), "config.json"),
    "configuration of another seed": (configuration(seed=99), RESUMING, "seed is 0 in it but 99 in config.json"),
    "history that is a pipe": (replaced("history.sqlite", FIFO), (*RESUMING, "reproduce"), "history"),
    "history that is text": (
        replaced("history.sqlite", lambda path: path.write_bytes(b"text" * 999)), ("reproduce",), "history",
    ),
    "linked history": (moved_and_linked("history.sqlite"), (*RESUMING, *READING), "history"),
    "linked journal": (replaced("history.sqlite-wal", linked("/etc/hostname")), (*RESUMING, *READING), "-wal"),
    "history with a trigger": (
        history("CREATE TRIGGER sqlite1 AFTER INSERT ON events BEGIN DELETE FROM ledger; END"),
        (*RESUMING, *READING), "its tables are others",
    ),
    "history with a view": (
        history("DROP TABLE episodes; CREATE VIEW episodes AS SELECT 1"), (*RESUMING, *READING), "tables",
    ),
    "history of the wrong types": (
        history("INSERT INTO evaluations (env_step, mean) VALUES (1, 'high')"), (), "wrong type",
    ),
    "history of other text than UTF-8": (
        history("INSERT INTO about VALUES (CAST(x'ff' AS TEXT), '')"), ("reproduce",), "UTF-8",
    ),
    "history that would train for ever": (
        history("UPDATE checkpoints SET env_step = 4000000000000000000"), ("reproduce",), "at most",
    ),
    "ledger that names code": (
        history("INSERT INTO ledger (entry, env_step, updates, knob, old, new) VALUES (1, 1, 1, 'os.system', '', 'x')"),
        ("reproduce", "inspect"), "no hyperparameter named",
    ),
    "lock that is a pipe": (replaced("lock", FIFO), (), ""),
    "lock that is a link": (replaced("lock", linked("/etc/hostname")), ("resume",), "read-only"),
    "lock that is a folder": (replaced("lock", os.mkdir), ("resume",), "read-only"),
    "best weights that are a pipe": (replaced("best.weights.h5", FIFO), (), ""),
    "best weights that are a folder": (replaced("best.weights.h5", os.mkdir), (), ""),
    "folders in folders": (replaced("loaded", lambda path: os.makedirs(str(path) + "/d" * 900)), (), ""),
}  # fmt: skip
