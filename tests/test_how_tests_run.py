"""Which tests are fast, what keeps them so, and over how many processes a run is spread."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support import fast_tests, surroundings
from tests.support.import_graph import ROOT, imports_tensorflow
from tests.support.workers import MOST_WORKERS, wanted_workers


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import tensorflow as tf", True),
        ("import keras.layers", True),
        ("from keras import layers", True),
        ("from dqn_engine.training.program import Program", True),
        ("from dqn_engine.training import program", True),
        ("from tests.support.program_pool import SMALL", True),
        ("try:\n    import tensorflow\nexcept ImportError:\n    pass", True),
        ("class A:\n    import tensorflow", True),
        ("if TYPE_CHECKING:\n    import os\nelse:\n    import tensorflow", True),
        ("if TYPE_CHECKING:\n    import tensorflow", False),
        ("def f():\n    import tensorflow", False),
        ("def f():\n    pass\nimport tensorflow", True),
        ("def f(): pass\nif True: import tensorflow", True),
        ('"""Text.\nclass of\n"""\nimport tensorflow\ndef f(): pass', True),
        ("import tensorflow_of_another_name", False),
        ("from dqn_engine.config.run_config import RunConfig", False),
        ("from workbench.app import Workbench", False),
    ],
)
def test_that_a_file_that_brings_tensorflow_along_is_known_by_its_text(
    tmp_path: Path, source: str, expected: bool
) -> None:
    file = tmp_path / "some.py"
    file.write_text(source)
    assert imports_tensorflow(file) is expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("fast", True),
        ("fast and not other", True),
        ("not fast", False),
        ("slow", False),
        ("fast or slow", False),
        ("fastest", False),
        ("", False),
    ],
)
def test_that_other_files_are_left_out_only_where_fast_tests_alone_are_asked_for(
    expression: str, expected: bool
) -> None:
    assert fast_tests.are_all_that_is_asked(SimpleNamespace(getoption=lambda *_: expression)) is expected


def test_that_an_acceptance_test_is_never_fast() -> None:
    assert fast_tests.may_hold(ROOT / "tests" / "engine" / "play" / "test_evaluation.py")
    assert not fast_tests.may_hold(ROOT / "tests" / "acceptance" / "test_wheel_installs.py")


def test_that_a_file_whose_tests_are_all_slow_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    for text, expected in (("import pytest\npytestmark = pytest.mark.slow", False), ("@pytest.mark.slow\n", True)):
        file.write_text(text)
        assert fast_tests.may_hold(file) is expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("import tensorflow", "imports tensorflow"),
        ("import keras", "imports keras"),
        ("import subprocess; subprocess.run(['true'])", "starts a process"),
        ("import os; os.fork()", "starts a process"),
        ("import json, h5py", ""),
    ],
)
def test_that_a_fast_test_can_neither_import_tensorflow_nor_start_a_process(asked: str, words: str) -> None:
    program = f"from tests.support import fast_tests as f; f.forbid_slow_things()\ntry:\n    {asked}\n" + (
        "except RuntimeError as error: print(error)\nprint(len(f.take_refused()), len(f.take_refused()))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert words in done.stdout
    assert done.stdout.splitlines()[-1] == ("1 0" if words else "0 0"), "what was caught is remembered until asked for"


def test_that_tests_write_to_memory_only_where_there_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = [2**40]
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda _: SimpleNamespace(free=free[0]))
    assert surroundings.folder_in_memory(tmp_path) == tmp_path
    free[0] = 64 * 2**20  # What a container gets.
    assert surroundings.folder_in_memory(tmp_path) is None
    assert surroundings.folder_in_memory(tmp_path / "that isn't there") is None


@pytest.mark.parametrize(
    ("arguments", "processors", "options", "expected"),
    [
        (["tests"], 2, {}, 3),
        (["tests"], 2, {"markexpr": "fast"}, 2),
        (["tests"], 1, {}, 0),
        (["tests"], 64, {}, MOST_WORKERS),
        ([__file__], 8, {}, 0),
        ([f"{__file__}::test_that"], 8, {}, 0),
        ([__file__] * 4, 8, {}, 4),
        ([__file__, "tests"], 8, {}, 4),
        (["tests"], 8, {"usepdb": True}, 0),
        (["tests"], 8, {"collectonly": True}, 0),
    ],
)
def test_that_long_runs_are_spread_over_the_processors_and_short_ones_are_not(
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    processors: int,
    options: dict[str, bool | str],
    expected: int,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    config = SimpleNamespace(args=arguments, getoption=lambda name, default=False: options.get(name, default))
    assert wanted_workers(config) == expected
