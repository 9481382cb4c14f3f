"""How long the rest takes, as it stands behind each seed that is finished."""

from dataclasses import replace

import pytest

from dqn_engine.commands.paired import SeedLines
from dqn_engine.study.plan import SeedDone
from dqn_engine.study.time_left import seconds_left, with_time_left
from tests.support.fake_study import study_plan
from tests.support.fake_sweep import result_of


def test_that_a_training_that_is_done_tells_how_long_the_others_take_at_so_many_at_a_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = study_plan("with", "without", seeds=(0, 1, 2))
    lines = SeedLines(plan, 0, 2)
    for number, task in enumerate(plan.tasks):
        result = replace(result_of(plan.job(task)), wall_seconds=100.0 + 300.0 * (number % 2))
        lines.observe(SeedDone(name=task[0], result=result))
    told = capsys.readouterr().err.splitlines()
    assert told[0].endswith("1 of at most 6 trainings · 4 min left")
    assert told[1].endswith("2 of at most 6 trainings · 6–11 min left")
    assert told[-1].endswith("6 of at most 6 trainings"), "then nothing is left"


def test_that_nothing_is_said_of_what_nobody_can_know() -> None:
    assert seconds_left([], least=3, most=3, workers=2) is None
    assert with_time_left("a line", None) == "a line"
