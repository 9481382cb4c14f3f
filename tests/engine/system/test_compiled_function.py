"""A function is compiled also where what is compiled can't be kept, or what was kept can't be read."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import tensorflow as tf

from dqn_engine.system import compiled_function, tensorflow_settings
from dqn_engine.system.compilation_cache import CompilationCache
from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.tensorflow_settings import take_cache_troubles

PROGRAM = """
import dqn_engine
from dqn_engine.system.tensorflow_settings import take_cache_troubles, use_compilation_cache
use_compilation_cache()
import tensorflow as tf
from dqn_engine.system.compiled_function import CompiledFunction
print(int(CompiledFunction(lambda x: 3 * x)(tf.constant(14))), take_cache_troubles())
"""


class Traced:
    """Stands for `tf.function`: fails as its turn says, else gives what the function gives."""

    errors: list[Exception | None]

    def __init__(self, function: object, **options: object) -> None:
        assert options == {"jit_compile": True, "autograph": False}
        self._function = function
        self._count = 0

    def __call__(self, *arguments: object) -> object:
        self._count = 1
        error = Traced.errors.pop(0)
        if error is not None:
            raise error
        return self._function(*arguments)

    def experimental_get_tracing_count(self) -> int:
        return self._count


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CompilationCache]:
    monkeypatch.setattr(compiled_function.tf, "function", Traced)
    cache = CompilationCache(tmp_path / "xla")
    monkeypatch.setattr(tensorflow_settings, "cache_in_use", cache)
    yield cache
    cache.close()


UNREADABLE = tf.errors.OutOfRangeError(None, None, "Read less bytes than requested [Op:__inference__chunk_7]")
UNWRITABLE = tf.errors.ResourceExhaustedError(None, None, "/x/a.pb7.tmp; No space left on device [Op:__inference_f]")
OF_MEMORY = tf.errors.ResourceExhaustedError(None, None, "Out of memory allocating 99999 bytes")


@pytest.mark.parametrize(
    ("error", "reason", "left"),
    [(UNREADABLE, "read (Read less bytes", []), (UNWRITABLE, "written (No space left on dev", ["a.pb", "a.pb.sha256"])],
)
def test_that_it_is_compiled_without_the_cache_where_that_fails_it(
    cache: CompilationCache, error: Exception, reason: str, left: list[str]
) -> None:
    (cache.folder / "a.pb").write_bytes(b"of another program")
    cache.note_new()
    Traced.errors = [error, None, None]
    function = CompiledFunction(lambda x: x + 1)
    assert (function(1), function(2)) == (2, 3)
    told = take_cache_troubles()
    assert reason in told
    assert "[Op" not in told
    assert sorted(path.name for path in cache.folder.iterdir()) == left, "what can't be read is removed"
    assert not Path(cache.directory).samefile(cache.folder)


@pytest.mark.parametrize("errors", [[OF_MEMORY], [UNREADABLE, UNREADABLE], [None, UNREADABLE]])
def test_that_what_is_not_the_caches_fault_is_raised_and_nothing_removed(
    cache: CompilationCache, errors: list[Exception | None]
) -> None:
    (cache.folder / "a.pb").touch()
    Traced.errors = list(errors)
    function = CompiledFunction(lambda x: x + 1)
    with pytest.raises(tf.errors.OpError):
        [function(1) for _ in range(2)]
    assert Traced.errors == []
    assert (cache.folder / "a.pb").exists()
    assert take_cache_troubles() == ""


def test_that_calls_of_other_shapes_or_types_are_answered_by_their_own_trace() -> None:
    function = CompiledFunction(lambda x: 2 * x)
    for _ in range(2):
        for argument in (tf.constant(3), tf.constant(1.5), tf.constant([1.0, 2.0]), tf.constant([[4.0]]), 5):
            np.testing.assert_array_equal(function(argument), 2 * np.asarray(argument))
    assert function.experimental_get_tracing_count() == 5
    for argument in (tf.constant([1.0, 3.0]), tf.constant([5.0, 7.0])):
        np.testing.assert_array_equal(function(argument), 2 * np.asarray(argument))
    assert function.experimental_get_tracing_count() == 5


def test_that_what_was_compiled_is_noted(cache: CompilationCache) -> None:
    Traced.errors = [None]
    (cache.folder / "a.pb").write_bytes(b"compiled")
    CompiledFunction(lambda x: x)(1)
    assert (cache.folder / "a.pb.sha256").exists()


def test_that_a_damaged_program_that_no_note_gives_away_is_compiled_anew(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "TF_XLA_FLAGS": ""}

    def run() -> str:
        done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True)
        return done.stdout.decode().strip()

    assert run() == "42"
    (folder,) = (tmp_path / "dqn-workbench" / "xla").iterdir()
    (entry,) = folder.glob("*.pb")
    (note,) = folder.glob("*.sha256")
    os.truncate(entry, 99)
    note.unlink()
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_SH)  # As if another process were about to note it.
    answer = run()
    os.close(lock)
    assert answer.startswith("42 A compiled program in")
    assert "compiled again" in answer
    assert list(folder.iterdir()) == []


def test_that_a_cache_damaged_after_a_first_compilation_does_not_stop_a_second(
    cache: CompilationCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled_function, "release_compiled_code", lambda: True)
    Traced.errors = [None, None, UNREADABLE, None]
    function = CompiledFunction(lambda x: x + 1)
    results = [function(1), function(1)]
    CompiledFunction.make_room_for_run()
    assert [*results, function(2)] == [2, 2, 3]
    assert "couldn't be read" in take_cache_troubles()
