"""A random life of a run, in this process and so without kills; the benchmark lives more, and kills."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import schedules
from tests.support.program_pool import ProgramPool
from tests.support.random_schedule import random_schedule


@pytest.mark.usefixtures("pooled_sessions")
@pytest.mark.parametrize("seed", [494])
def test_that_a_run_that_is_left_forked_and_reproduced_comes_to_the_bits_of_one_that_is_not(
    seed: int, tmp_path: Path, programs: ProgramPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedules, "in_child", lambda what, action, kill_after=None: action())
    drawn = random_schedule(seed, segments=2)  # Which compiles two programs.
    calm = replace(drawn, segments=tuple(replace(segment, killed_after_s=None) for segment in drawn.segments))
    result = schedules.lived(calm, tmp_path, seed, programs)
    assert result["changes"] >= 3
    assert result["checkpoints"] >= 2
