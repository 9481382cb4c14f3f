"""The child that reads HDF5: it may take little memory and time, can open nothing else, and is not believed."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.weights import h5_child, h5_guard, h5_refusals
from dqn_engine.storage.weights.h5_guard import open_guarded
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata, save_weights
from dqn_engine.system.errors import InputError
from tests.support.networks import random_weights, small_spec

SPEC = small_spec()
ONLY_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are Linux's")
MOST_BYTES, MOST_SECONDS = 300 * 2**20, 5.0

pytestmark = pytest.mark.slow  # Every file is read in a process of its own.


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A sound file."""
    save_weights(tmp_path / "a.weights.h5", SPEC, random_weights(SPEC), None)
    return tmp_path / "a.weights.h5"


def change(path: Path, how: Callable[[h5py.File], None]) -> None:
    with h5py.File(path, "a", libver="latest") as file:
        del file.attrs["dqn_engine"]
        how(file)


def kernel(file: h5py.File, **options: object) -> None:
    del file["layers/dense/vars/0"]
    file["layers/dense/vars"].create_dataset("0", **options)


def linked_out(file: h5py.File) -> None:
    del file["layers/dense"]
    file["layers/dense"] = h5py.ExternalLink("/etc/passwd", "/")


def many_names(file: h5py.File) -> None:
    for index in range(300):
        file["layers"].create_group(f"layer_{index}")


def one_long_name(file: h5py.File) -> None:
    file[f"layers/{'w' * 30_000}/vars/0"] = np.zeros(3, "<f4")


def deep_groups(file: h5py.File) -> None:
    file["layers"].create_group("/".join("abcdefgh" * 60))


def cycle(file: h5py.File) -> None:
    file["layers/dense/vars/3"] = file["/"]
    file["layers/dense_9"] = file["layers"]


def unknown_filter(file: h5py.File) -> None:
    del file["layers/dense/vars/0"]
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((4, 6))
    properties.set_filter(32_015, h5py.h5z.FLAG_OPTIONAL, (1,))
    space = h5py.h5s.create_simple((4, 6))
    h5py.h5d.create(file["layers/dense/vars"].id, b"0", h5py.h5t.IEEE_F32LE, space, properties)


def committed_type(file: h5py.File) -> None:
    file["layers/dense/kind"] = np.dtype("<f4")
    kernel(file, shape=(4, 6), dtype=file["layers/dense/kind"])
    file["layers/dense/vars/0"][...] = 1
    del file["layers/dense/kind"]


HOSTILE: list[tuple[Callable[[h5py.File], None], str]] = [
    (linked_out, "is an external link"),
    (lambda file: kernel(file, shape=(4, 6), dtype="<f4", external=[("/etc/passwd", 0, 96)]), "stored in another file"),
    (lambda file: kernel(file, shape=(2**20, 2**20), dtype="<f4"), "has shape 1048576×1048576 in the file"),
    (
        lambda file: kernel(file, shape=(2**14, 2**14), dtype="<f4", chunks=(2**14, 2**14), compression="gzip"),
        "stored in chunks or compressed",
    ),
    (lambda file: kernel(file, shape=(4, 6), dtype=h5py.ref_dtype), "is of type object"),
    (many_names, "things in one group"),
    (one_long_name, "it holds 5 layers"),
    (deep_groups, "where only vars is expected"),
    (cycle, "'layers/dense/vars/3' is not an array"),
    (unknown_filter, "stored in chunks or compressed"),
    (committed_type, "is of a type that is stored elsewhere"),
]


MEASURE = """
import json, resource, sys, time
from dqn_engine.system.errors import InputError
from dqn_engine.storage.weights.weights_file import load_weights
from tests.support.networks import small_spec
before, said = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, []
for path in sys.argv[1:]:
    begun = time.perf_counter()
    try:
        load_weights(path, small_spec())
    except InputError as error:
        said.append([time.perf_counter() - begun, str(error)])
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([said, 1024 * grown, 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


@ONLY_LINUX
def test_that_hostile_files_are_refused_quickly_and_cheaply(path: Path, tmp_path: Path) -> None:
    paths = [tmp_path / f"hostile-{index}.weights.h5" for index in range(len(HOSTILE))]
    for hostile, (how, _) in zip(paths, HOSTILE, strict=True):
        hostile.write_bytes(path.read_bytes())
        change(hostile, how)
        assert hostile.stat().st_size < 200_000
    # In a process of its own, whose children are the readers and nobody else.
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *map(str, paths)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[4],
    )
    said, grown, largest_child = json.loads(done.stdout)
    for (seconds, sentence), (_, words) in zip(said, HOSTILE, strict=True):
        assert words in sentence
        assert seconds < MOST_SECONDS
    assert largest_child + grown < MOST_BYTES


def test_that_a_sound_file_is_read_to_the_bit_and_the_child_is_gone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(real(*a, **k)) or started[-1])
    loaded = load_weights(path, SPEC)
    assert all(np.array_equal(loaded[name], values) for name, values in random_weights(SPEC).items())
    assert read_weights_metadata(path).weights_sha256
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)


def test_that_nothing_is_asked_for_before_everything_fits(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("data was read")

    monkeypatch.setattr(h5_guard.GuardedH5, "read", never)
    change(path, lambda file: file["layers"].move("dense_3", "dense_9"))
    with pytest.raises(InputError, match="it holds 'dense_9/kernel', 'dense_9/bias' where"):
        load_weights(path, SPEC)


def test_that_what_keras_keeps_of_an_optimizer_is_left_alone(path: Path) -> None:
    def optimizer(file: h5py.File) -> None:
        file["optimizer/vars/0"] = np.zeros(3)
        file["optimizer/vars/1"] = h5py.ExternalLink("/etc/passwd", "/")

    change(path, optimizer)
    assert set(load_weights(path, SPEC)) == set(SPEC.weight_shapes)


# --- the limits -------------------------------------------------------------------------------------------------------


def limited(code: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a process limited as the child is."""
    before = "import resource, socket, sys; from dqn_engine.storage.weights.h5_child import limit_process; "
    return subprocess.run(
        [sys.executable, "-c", f"{before}limit_process(memory_bytes={64 * 2**20}, cpu_seconds=1)\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[4],
        env={"OPENBLAS_NUM_THREADS": "1"},
    )


@ONLY_LINUX
@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("bytearray(200 * 2**20)", "MemoryError"),
        ("open('/etc/passwd')", "Too many open files"),
        ("socket.socket()", "Too many open files"),
        ("resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40))\nopen('/etc/passwd')", "rror"),
    ],
)
def test_that_the_child_gets_no_more_memory_and_opens_nothing(code: str, error: str) -> None:
    done = limited(code)
    assert done.returncode != 0
    assert error in done.stderr


@ONLY_LINUX
def test_that_the_child_may_compute_for_a_moment_only() -> None:
    begun = time.perf_counter()
    assert limited("while True: pass").returncode < 0
    assert time.perf_counter() - begun < 20.0


@ONLY_LINUX
def test_that_the_child_can_still_do_its_work_within_its_limits() -> None:
    assert limited("bytearray(20 * 2**20); print('done')").stdout == "done\n"


# --- a child that was taken over --------------------------------------------------------------------------------------

SAY = "import sys, time; s = sys.stdout.buffer; say = lambda kind, text, size=None: (s.write(kind + (len(text) if size "
SAY += "is None else size).to_bytes(8, 'little') + text), s.flush()); say(b'R', b''); "
DESCRIBED = json.dumps(
    {
        "arrays": [["layers/dense/vars/0", [4, 6], "float32"]],
        "metadata": None,
        "layers": None,
        "architecture": None,
    }
)

LIES = [
    ("time.sleep(60)", "too much time or memory"),
    ("sys.exit()", "too much time or memory"),
    ("say(b'D', b'{')", "broke the reader"),
    ("say(b'D', b'[]')", "broke the reader"),
    ("say(b'D', b'{\"arrays\": [[1]], \"metadata\": null}')", "broke the reader"),
    ("say(b'D', b'', 2**60)", "too much time or memory"),
    ("say(b'D', b'x' * 2_000_000)", "too much time or memory"),
    ("say(b'A', b'')", "too much time or memory"),
    ("say(b'X', b'why\\x1b[31m' + b'y' * 100_000)", "broke the reader"),
    ('say(b\'X\', b\'["unread", {"path": "weights"}]\')', "weights is truncated or damaged and can't be read"),
    ("say(b'X', b'[\"unread\", {}]')", "broke the reader"),
    ("say(b'X', b'[\"unread\", {\"path\": [1]}]')", "broke the reader"),
    ("say(b'X', b'[\"unread\", {\"path\": \"' + b'y' * 2_000 + b'\"}]')", "broke the reader"),
    ('say(b\'X\', b\'["{path.__class__}", {"path": "weights"}]\')', "broke the reader"),
    ("say(b'X', b'[[], {}]')", "broke the reader"),
    ("say(b'X', b'[')", "broke the reader"),
]


@pytest.mark.parametrize(("lie", "words"), LIES)
def test_that_a_child_that_lies_or_hangs_is_a_refusal(monkeypatch: pytest.MonkeyPatch, lie: str, words: str) -> None:
    monkeypatch.setattr(h5_guard, "_START", SAY + lie)
    monkeypatch.setattr(h5_guard, "WALL_SECONDS", 0.5)
    begun = time.perf_counter()
    with pytest.raises(MisfitError, match=words) as caught, open_guarded(io.BytesIO(b"content")):
        pass
    assert len(str(caught.value)) < 3_000
    assert time.perf_counter() - begun < 30.0, "it was waited for"


@pytest.mark.parametrize("answer", ["say(b'A', b'short')", "say(b'A', b'y' * 97)", "say(b'D', b'y' * 96)", "pass"])
def test_that_an_array_of_another_size_than_was_said_is_a_refusal(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(h5_guard, "_START", f"{SAY}say(b'D', {DESCRIBED.encode()!r}); {answer}")
    monkeypatch.setattr(h5_guard, "WALL_SECONDS", 5.0)
    with open_guarded(io.BytesIO(b"content")) as file:
        assert file.arrays == {"layers/dense/vars/0": ((4, 6), "float32")}
        with pytest.raises(MisfitError):
            file.read("layers/dense/vars/0")


def test_that_a_refusal_of_the_child_can_be_said_in_another_language() -> None:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        file["layers/dense/vars/0"] = h5py.SoftLink("/elsewhere")
    with pytest.raises(MisfitError) as caught, open_guarded(io.BytesIO(content.getvalue())):
        pass
    said = caught.value.args[0]
    assert said == "'0' in '/layers/dense/vars' is a soft link, but only data in the file is read"
    assert said.template == h5_refusals.REASONS["soft link"].template
    assert said.values == {"name": "'0'", "where": "'/layers/dense/vars'"}


def test_that_the_child_says_what_the_guard_expects() -> None:
    assert len({h5_child.READY, h5_child.DESCRIPTION, h5_child.ARRAY, h5_child.REFUSAL}) == 4
