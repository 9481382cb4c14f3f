"""Checkpoints on the disk: whole or not there, known to be what was saved, and refused when they aren't."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dqn_engine.storage.checkpoints import checkpoint, checkpoint_store
from dqn_engine.storage.checkpoints.checkpoint import read_arrays, read_manifest, verify
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.checkpoints.manifest import LARGEST_MANIFEST_BYTES, PARTS
from dqn_engine.storage.checkpoints.manifest_name import MANIFEST
from dqn_engine.storage.files.plain_json import fields_sha256
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.lock import LockedError, RunLock, is_interrupted, is_locked
from dqn_engine.system.errors import InputError
from tests.support.faulty_files import FaultyFiles
from tests.support.snapshots import CONFIG, SHAPES, snapshot

ROOT = Path(__file__).parents[4]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A checkpoint of step 10."""
    return CheckpointStore(tmp_path / "checkpoints").save(snapshot(), keep=2)[1]


# --- what is written --------------------------------------------------------------------------------------------------


def test_that_everything_comes_back_to_the_bit(saved: Path) -> None:
    before = snapshot()
    manifest = verify(saved)
    arrays = read_arrays(saved, manifest, SHAPES)
    assert list(arrays) == list(SHAPES)
    for name, array in arrays.items():
        assert (array.dtype, array.shape) == (before.arrays[name].dtype, before.arrays[name].shape)
        assert array.tobytes() == before.arrays[name].tobytes(), name
    assert manifest.run_config == CONFIG
    assert manifest.knobs_now == before.knobs
    fields = ("env_steps", "updates", "episodes", "recent_returns", "ledger_entries", "weights_sha256")
    assert [getattr(manifest, name) for name in fields] == [getattr(before, name) for name in fields]
    assert manifest.versions["numpy"] == np.__version__


def test_that_the_parts_are_safetensors_and_the_buffer_only_what_was_written(saved: Path) -> None:
    assert sorted(path.name for path in saved.iterdir()) == sorted(
        [MANIFEST, *(f"{part}.safetensors" for part in PARTS)]
    )
    replay = safetensors.numpy.load_file(saved / "replay.safetensors")
    assert replay["replay.rows"].shape == (10, 12), "ten transitions of sixty-four"
    assert set(safetensors.numpy.load_file(saved / "learner.safetensors")) == {n for n in SHAPES if "learner" in n}


@pytest.mark.parametrize("rows", [0, 1, 63, 64])
def test_that_no_written_row_is_cut_even_of_negative_zeros(rows: int, tmp_path: Path) -> None:
    before = snapshot(64)
    before.arrays["replay.rows"][rows:] = 0.0
    if rows:
        before.arrays["replay.rows"][rows - 1] = -0.0
    path = CheckpointStore(tmp_path).save(before, keep=1).path
    after = read_arrays(path, read_manifest(path), SHAPES)["replay.rows"]
    assert after.tobytes() == before.arrays["replay.rows"].tobytes()
    assert read_manifest(path).parts["replay"].tensors["replay.rows"].rows == rows


def test_that_nothing_is_named_before_it_is_on_the_disk(tmp_path: Path) -> None:
    files = FaultyFiles(lambda: None, 0)
    store = CheckpointStore(tmp_path, files)
    for step in (1, 2):
        store.save(snapshot(step), keep=1)
    tape = files.tape[[i for i, what in enumerate(files.tape) if what.startswith("make")][1] :]
    opened = [i for i, what in enumerate(tape) if what.startswith("open")]
    named = next(i for i, what in enumerate(tape) if what.startswith("rename") and what.endswith("g000002-step2"))
    assert len(opened) == 4
    for begin, end in zip(opened, [*opened[1:], named], strict=True):
        assert "sync" in tape[begin:end], "each file is forced to the disk"
    assert tape[opened[-1]] == f"open {MANIFEST}"
    assert tape[named - 1].startswith("sync folder .g000002"), "and the folder with its names"
    assert tape[named + 1] == f"sync folder {tmp_path.name}"
    gone = [i for i, what in enumerate(tape) if "g000001" in what]
    assert min(gone) > named + 1, "the older one goes last"


def test_that_a_network_that_is_not_finite_is_not_saved(tmp_path: Path) -> None:
    store = CheckpointStore(tmp_path)
    store.save(snapshot(1), keep=1)
    broken = snapshot(2)
    broken.arrays["learner.weights.1"][2] = np.nan
    with pytest.raises(InputError, match=r"learner\.weights\.1 is not finite"):
        store.save(broken, keep=1)
    assert [generation.env_steps for generation in store.generations()] == [1]


def test_that_the_newest_and_the_best_are_kept(tmp_path: Path) -> None:
    store = CheckpointStore(tmp_path)
    for step, mean in ((1, None), (2, 50.0), (3, 90.0), (4, None), (5, 90.0), (6, None), (7, 10.0), (8, None)):
        store.save(snapshot(step, evaluation_mean=mean), keep=2)
    assert [generation.env_steps for generation in store.generations()] == [3, 7, 8]
    assert [generation.number for generation in store.generations()] == [3, 7, 8]


@pytest.mark.parametrize("free", [500, 10**9])
def test_that_no_checkpoint_is_given_up_where_that_would_not_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    store = CheckpointStore(tmp_path)
    for step in (1, 2, 3):
        store.save(snapshot(step), keep=9)
    monkeypatch.setattr(checkpoint_store.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert not store.give_one_up(10**8)
    assert len(store.generations()) == 3


def test_that_the_newest_whole_checkpoint_is_never_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = CheckpointStore(tmp_path)
    for step in (1, 2, 3):
        store.save(snapshot(step), keep=9)
    (store.generations()[2].path / "manifest.json").write_bytes(b"damaged")
    monkeypatch.setattr(checkpoint_store.shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    assert store.give_one_up(1)
    assert not store.give_one_up(1)
    assert [generation.env_steps for generation in store.generations()] == [2, 3]


def test_that_saving_reads_each_manifest_once_beside_the_one_it_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, read = CheckpointStore(tmp_path), []
    for step in (1, 2, 3):
        store.save(snapshot(step, evaluation_mean=float(step)), keep=9)
    monkeypatch.setattr(
        checkpoint_store, "read_manifest", lambda path: [read.append(path.name), checkpoint.read_manifest(path)][1]
    )
    held = store.save(snapshot(4), keep=2).held
    assert sorted(read) == ["g000001-step1", "g000002-step2", "g000003-step3", "g000004-step4"]
    assert [one.generation.env_steps for one in held] == [3, 4]
    assert [one.evaluation_mean for one in held] == [3.0, None]


# --- what goes wrong while writing ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_that_kill_9_at_any_step_of_a_save_leaves_a_whole_checkpoint(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.support.kill_at_every_step", str(tmp_path / "checkpoints")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    told = result["told"]
    assert len(told) > 25
    assert [entry["killed"] for entry in told] == [True] * (len(told) - 1) + [False]
    assert not any(entry["troubles"] for entry in told), "no half checkpoint has ever a checkpoint's name"
    newest = 2
    for entry in told:
        assert entry["newest"] in (newest, 100 + entry["fail_at"]), "the old one or the new one"
        newest = entry["newest"]
    assert newest == 100 + len(told)
    assert len(result["left"]) == 2, "what the dead left half written is swept"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_that_a_disk_that_fails_at_any_step_keeps_the_older_checkpoint(code: int, tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError(code, os.strerror(code))

    counting = FaultyFiles(fail, 0)
    CheckpointStore(tmp_path / "counted", counting).save(snapshot(), keep=1)
    for fail_at in range(1, len(counting.tape) + 1):
        folder = tmp_path / str(fail_at)
        CheckpointStore(folder).save(snapshot(1), keep=1)
        store = CheckpointStore(folder, FaultyFiles(fail, fail_at))
        failed = None
        try:
            store.save(snapshot(2), keep=1)
        except OSError as error:
            failed = error.errno
        assert failed in (code, None)
        if failed:
            assert not [path for path in folder.iterdir() if ".tmp-" in path.name], "what was begun is removed"
        assert store.newest_whole().manifest.env_steps in (1, 2)
        assert CheckpointStore(folder).save(snapshot(3), keep=1)[0].env_steps == 3, "and the next one is saved"


@pytest.mark.slow
def test_that_stale_temporaries_are_swept_by_name_and_age_or_death(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = {
        f".g000001-step1.tmp-{os.getpid()}-0a1b2c3d": False,  # ours, and young
        f".g000002-step1.tmp-{os.getpid()}-0a1b2c3e": True,  # old
        f".g000003-step1.tmp-{os.getpid()}-0a1b2c3f": True,  # from the future: the clock was set back
        f".g000004-step1.tmp-{dead.pid}-0a1b2c3d": True,
        "notes.tmp-1-0a1b2c3d": False,  # not ours
        "g000005-step1": False,
    }
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "part").write_text("x")
    now = time.time()
    for number, age_s in ((2, 1000), (3, -1000)):
        (path,) = tmp_path.glob(f".g00000{number}*")
        os.utime(path, (now - age_s, now - age_s))
    CheckpointStore(tmp_path).sweep()
    assert {name: not (tmp_path / name).exists() for name in names} == names


# --- what is damaged, or not ours -------------------------------------------------------------------------------------


def test_that_a_damaged_checkpoint_is_passed_over_for_the_next_older(tmp_path: Path) -> None:
    store = CheckpointStore(tmp_path)
    for step in (1, 2, 3):
        store.save(snapshot(step), keep=3)
    first, second, third = (generation.path for generation in store.generations())
    (third / "replay.safetensors").write_bytes((third / "replay.safetensors").read_bytes()[:-1])
    (second / "environment.safetensors").unlink()
    found = store.newest_whole()
    assert (found.manifest.env_steps, found.checkpoint) == (1, first)
    assert "'replay.safetensors' is not what was saved" in found.troubles[0]
    assert "'environment.safetensors' can't be read" in found.troubles[1]
    with pytest.raises(InputError, match="is damaged"):
        store.at_step(3)
    with pytest.raises(InputError, match="saved are: 1, 2, 3"):
        store.at_step(4)
    (first / MANIFEST).write_text("{}")
    with pytest.raises(InputError, match="No checkpoint of .* is whole"):
        store.newest_whole()


def _edited(change: Callable[[dict], None]) -> Callable[[bytes], bytes]:
    def edit(content: bytes) -> bytes:
        values = json.loads(content)
        change(values)
        return json.dumps({**values, "sha256": fields_sha256(values)}).encode()

    return edit


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_edited(lambda v: v.update(schema=3)), r"newer version of this program \(schema 3; this one reads 1 and 2\)"),
        (_edited(lambda v: v.update(schema=0)), "schema 0, which no version has"),
        (_edited(lambda v: v.update(schema="3")), "schema 3, which no version has"),
        (_edited(lambda v: v.update(updates=2**62)), "updates"),
        (_edited(lambda v: v.update(episodes=2**62)), "episodes"),
        (_edited(lambda v: v.update(ledger_entries=2**62)), "ledger_entries"),
        (_edited(lambda v: v.update(format="other")), "not that of a checkpoint of this program"),
        (_edited(lambda v: v.update(surprise=1)), "unknown field `surprise`"),
        (_edited(lambda v: v["parts"]["learner"].update(surprise=1)), "unknown field `surprise`"),
        (_edited(lambda v: v["parts"].pop("replay")), "has the parts"),
        (_edited(lambda v: v["parts"].update({"../x": v["parts"]["replay"]})), "has the parts"),
        (_edited(lambda v: v.update(env_steps=-1)), "env_steps"),
        (_edited(lambda v: v.update(env_steps=1e300)), "env_steps"),
        (_edited(lambda v: v.update(weights_sha256="../../etc/passwd")), "weights_sha256"),
        (lambda content: content.replace(b'"schema"', b'"schema": 1, "schema"', 1), "a key occurs twice"),
        (lambda content: b"[" * 100_000, "can't be read"),
        (lambda content: content + b" " * LARGEST_MANIFEST_BYTES, "can't be read"),
        (lambda content: b"", "can't be read"),
        (lambda content: content[: len(content) // 2], "can't be read"),
        (lambda content: content.replace(b"9.0", b"NaN"), "can't be read"),
    ],
)
def test_that_a_manifest_is_read_strictly(edit: Callable[[bytes], bytes], words: str, saved: Path) -> None:
    (saved / MANIFEST).write_bytes(edit((saved / MANIFEST).read_bytes()))
    with pytest.raises(DamagedError, match=words):
        verify(saved)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda v: v["config"].update(environment="os:system"), "names a module to import"),
        (lambda v: v["config"].update(code="x"), "must hold exactly"),
        (lambda v: v["config"]["knobs"].update(capacity=10**9), "capacity"),
        (lambda v: v["knobs"].update(batch_size=10**9), "batch_size"),
        (lambda v: v["knobs"].update(__class__="x"), "no hyperparameter"),
    ],
)
def test_that_a_configuration_in_a_manifest_is_validated(
    change: Callable[[dict], None], words: str, saved: Path
) -> None:
    (saved / MANIFEST).write_bytes(_edited(change)((saved / MANIFEST).read_bytes()))
    manifest = read_manifest(saved)
    with pytest.raises(InputError, match=words):
        _ = manifest.run_config, manifest.knobs_now


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({**SHAPES, "replay.rows": ((32, 12), "float32")}, "replay.rows is 64×12 of type float32 in it but 32×12"),
        ({**SHAPES, "learner.weights.1": ((3,), "float64")}, "but 3 of type float64 here"),
        ({**SHAPES, "learner.weights.2": ((1,), "float32")}, "learner.weights.2 is missing in it"),
        ({k: v for k, v in SHAPES.items() if k != "pictures"}, "pictures is 2×3 of type uint8 in it but missing here"),
    ],
)
def test_that_another_shape_is_refused_before_a_number_is_read(expected: dict, words: str, saved: Path) -> None:
    for part in PARTS:
        (saved / f"{part}.safetensors").unlink()
    with pytest.raises(InputError, match=words):
        read_arrays(saved, read_manifest(saved), expected)


def test_that_a_part_must_be_what_the_manifest_says_even_with_the_right_hash(saved: Path) -> None:
    import hashlib

    def lie(values: dict) -> None:
        content = (saved / "learner.safetensors").read_bytes()
        values["parts"]["learner"].update(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content))

    good = safetensors.numpy.load_file(saved / "learner.safetensors")
    for arrays, words in (
        ({**good, "learner.weights.1": np.full(3, np.inf, np.float32)}, "not finite"),
        ({**good, "learner.weights.1": np.zeros(2, np.float32)}, "doesn't hold what the manifest says"),
        ({"learner.weights.1": good["learner.weights.1"]}, "doesn't hold what the manifest says"),
    ):
        safetensors.numpy.save_file(arrays, saved / "learner.safetensors")
        (saved / MANIFEST).write_bytes(_edited(lie)((saved / MANIFEST).read_bytes()))
        with pytest.raises(DamagedError, match=words):
            read_arrays(saved, read_manifest(saved), SHAPES)
    for content in (b"\xff" * 64, (2**40).to_bytes(8, "little") + b"{}", b""):
        (saved / "learner.safetensors").write_bytes(content)
        (saved / MANIFEST).write_bytes(_edited(lie)((saved / MANIFEST).read_bytes()))
        with pytest.raises(DamagedError):
            read_arrays(saved, read_manifest(saved), SHAPES)


@pytest.mark.parametrize("name", [MANIFEST, "learner.safetensors"])
def test_that_links_and_pipes_are_not_opened(name: str, saved: Path) -> None:
    moved = saved.parent / "elsewhere"
    (saved / name).rename(moved)
    (saved / name).symlink_to(moved)
    with pytest.raises(DamagedError):
        verify(saved)
    (saved / name).unlink()
    os.mkfifo(saved / name)
    with pytest.raises(DamagedError):
        verify(saved)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_that_no_mutation_of_a_checkpoint_is_taken_for_whole(data: st.DataObject, saved: Path) -> None:
    path = saved / data.draw(st.sampled_from([MANIFEST, *(f"{part}.safetensors" for part in PARTS)]))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(1, 64))
    mutated = data.draw(
        st.sampled_from(
            [
                content[:place],
                content[:place] + bytes([content[place] ^ (1 << data.draw(st.integers(0, 7)))]) + content[place + 1 :],
                content[:place] + b"\0" * min(length, len(content) - place) + content[place + length :],
                content[:place] + b"\xff" * length + content[place:],
                content + content[-length:],
            ]
        )
    )
    path.write_bytes(mutated)
    try:
        manifest = verify(saved)
        arrays = read_arrays(saved, manifest, SHAPES)
        _ = manifest.run_config, manifest.knobs_now
    except (DamagedError, InputError):
        return
    finally:
        path.write_bytes(content)
    # What the hashes don't cover is the manifest's own words; the numbers are those that were saved.
    assert path.name == MANIFEST or mutated == content
    for name, array in arrays.items():
        assert array.tobytes() == snapshot().arrays[name].tobytes()


# --- the lock ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_that_a_lock_is_held_once_and_goes_with_its_process(tmp_path: Path) -> None:
    assert not is_locked(tmp_path)
    code = (
        "import sys, time; from pathlib import Path; from dqn_engine.storage.run.lock import RunLock\n"
        "lock = RunLock(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, **pipes) as holder:
        assert holder.stdout.readline() == "held\n"
        assert is_locked(tmp_path)
        assert not is_interrupted(tmp_path)
        with pytest.raises(LockedError, match=f"is being written by process {holder.pid}"):
            RunLock(tmp_path)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert not is_locked(tmp_path)
    assert is_interrupted(tmp_path), "its holder died"
    first = RunLock(tmp_path)
    with pytest.raises(LockedError, match=f"process {os.getpid()}"):
        RunLock(tmp_path)
    first.release()
    assert is_interrupted(tmp_path) is False
    first.release()
    RunLock(tmp_path).release()
    assert not is_interrupted(tmp_path), "its holder released it"


def _raw(change: Callable[[dict], object]) -> Callable[[bytes], bytes]:
    """The hash stays as it was."""

    def edit(content: bytes) -> bytes:
        values = json.loads(content)
        change(values)
        return json.dumps(values).encode()

    return edit


@pytest.mark.parametrize(
    "edit",
    [
        lambda content: content.replace(b'"gamma": 0.9', b'"gamma": 0.8', 1),
        lambda content: content.replace(b'"learning_rate": 0.0', b'"learning_rate": 0.1', 1),
        _raw(lambda v: v.update(updates=v["updates"] ^ 1)),
        _raw(lambda v: v.update(episodes=v["episodes"] + 1)),
        _raw(lambda v: v.update(ledger_entries=0)),
        _raw(lambda v: v.update(recent_returns=[1.0])),
        _raw(lambda v: v.update(evaluation_mean=9.0)),
        _raw(lambda v: v["config"].update(seed=6)),
        _raw(lambda v: v["versions"].update(python="2.7")),
        _raw(lambda v: v.pop("sha256")),
        _raw(lambda v: v.update(sha256="")),
        _raw(lambda v: v.update(schema=1)),
    ],
)
def test_that_a_manifest_that_differs_from_its_hash_is_refused(edit: Callable[[bytes], bytes], saved: Path) -> None:
    before = (saved / MANIFEST).read_bytes()
    (saved / MANIFEST).write_bytes(edit(before))
    assert (saved / MANIFEST).read_bytes() != before
    with pytest.raises(DamagedError, match="its SHA-256 differs"):
        verify(saved)


def test_that_a_manifest_of_schema_1_which_had_no_hash_is_read(saved: Path) -> None:
    def of_schema_1(values: dict) -> None:
        values["schema"] = 1
        del values["sha256"]

    (saved / MANIFEST).write_bytes(_raw(of_schema_1)((saved / MANIFEST).read_bytes()))
    assert verify(saved).schema == 1


@pytest.mark.parametrize("genuine", [True, False])
def test_that_a_checkpoint_of_a_newer_version_is_never_skipped_for_an_older_one(tmp_path: Path, genuine: bool) -> None:
    store = CheckpointStore(tmp_path)
    for step in (1, 2):
        path = store.save(snapshot(step), keep=2).path
    edit = (_edited if genuine else _raw)(lambda values: values.update(schema=3))
    (path / MANIFEST).write_bytes(edit((path / MANIFEST).read_bytes()))
    if genuine:
        with pytest.raises(InputError, match="newer version .* open it with that version"):
            store.newest_whole()
    else:
        found = store.newest_whole()
        assert found.manifest.env_steps == 1
        assert "newer version of this program (schema 3; this one reads 1 and 2), or" in found.troubles[0]


@pytest.mark.parametrize("name", ["replay.rows", "replay.largest_priority", "steps.environment.physics"])
@pytest.mark.parametrize("number", [np.nan, -np.inf])
def test_that_no_part_may_hold_what_is_not_finite(
    tmp_path: Path, name: str, number: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = snapshot(5)
    broken.arrays[name][...] = number
    with pytest.raises(InputError, match=f"{name} is not finite"):
        CheckpointStore(tmp_path).save(broken, keep=1)
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "_refuse_not_finite", lambda _: None)
        path = CheckpointStore(tmp_path).save(broken, keep=1).path
    with pytest.raises(DamagedError, match="is not finite"):
        read_arrays(path, read_manifest(path), SHAPES)
