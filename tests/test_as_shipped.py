"""The tests marked `as_shipped`, with all of XLA's optimisation, as users run the program.

The other tests compile quickly: other instructions, which round otherwise, of the same program. What must hold to the
bit, and what is about the optimised program itself, is therefore looked at as shipped instead, in a process of its own,
since XLA reads its flags once.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dqn_engine.system import tensorflow_settings
from tests.support import surroundings

ROOT = Path(__file__).parents[1]
FILES = [
    path
    for path in sorted((ROOT / "tests").rglob("test_*.py"))
    if re.search(r"\bmark\.as_shipped\b", path.read_text(encoding="utf-8")) and path != Path(__file__)
]


def test_that_quick_and_shipped_programs_are_compiled_with_other_flags_into_other_folders(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def flags(**variables: str) -> tuple[list[str], Path]:
        for name in ("XLA_FLAGS", "TF_XLA_FLAGS", surroundings.AS_SHIPPED):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        surroundings.choose_flags()
        return os.environ["XLA_FLAGS"].split(), tensorflow_settings.compilation_cache_folder()

    mine = "--xla_cpu_prefer_vector_width=128"
    quick, shipped = flags(), flags(AS_SHIPPED="1")
    assert quick[1] != shipped[1]
    assert set(quick[0]) == {*surroundings.QUICK_FLAGS, *shipped[0]}
    assert not set(surroundings.QUICK_FLAGS) & set(shipped[0])
    assert flags(XLA_FLAGS=mine, TF_XLA_FLAGS="--tf_xla_auto_jit=2") == quick, "the user's flags change nothing"
    assert flags(XLA_FLAGS=mine, AS_SHIPPED="1") == shipped


def test_that_what_is_done_as_shipped_is_left_out_where_it_would_be_done_twice_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def marked(*names: str) -> SimpleNamespace:
        return SimpleNamespace(get_closest_marker=lambda name: name in names)

    monkeypatch.delenv(surroundings.AS_SHIPPED, raising=False)
    plain, shipped, runs_them = marked("slow"), marked("slow", "as_shipped"), marked("runs_as_shipped")
    assert surroundings.done_as_shipped_elsewhere([plain, shipped]) == []
    assert surroundings.done_as_shipped_elsewhere([plain, shipped, runs_them]) == [shipped]
    monkeypatch.setenv(surroundings.AS_SHIPPED, "1")
    assert surroundings.done_as_shipped_elsewhere([plain, shipped, runs_them]) == []


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.runs_as_shipped
def test_that_what_must_hold_as_shipped_does(tmp_path: Path) -> None:
    if surroundings.as_shipped():
        pytest.skip("all tests of this run are as shipped")
    assert len(FILES) > 5
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "0",
        "-m",
        "as_shipped",
        "-p",
        "no:cacheprovider",
        "--durations=20",
    ]
    done = subprocess.run(
        [*command, "--basetemp", str(tmp_path / "shipped"), *map(str, FILES)],
        cwd=ROOT, env=surroundings.environment_as_shipped(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
