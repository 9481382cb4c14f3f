"""Importance of hyperparameters: what a made-up sweep depends on comes first; where nothing can be said, why."""

import dataclasses
import importlib.util
from collections.abc import Sequence

import pytest

from dqn_engine.comparison.importance import METHOD, Importance, importance
from dqn_engine.sweep.course import Course, State, Trial
from dqn_engine.sweep.definition import Definition, Settings
from tests.support.fake_sweep import result_of, sweep_definition

needs_optuna = pytest.mark.skipif(importlib.util.find_spec("optuna") is None, reason="needs the extra sweep")


def decided(definition: Definition) -> list[Trial]:
    course = Course(definition)
    while (job := course.next_job(())) is not None:
        course.take(course.number_of(job.name), result_of(job))
    return list(course.decided)


@needs_optuna
@pytest.mark.slow
def test_that_what_scores_depend_on_most_comes_first_and_each_time_the_same() -> None:
    definition = sweep_definition(trials=30)
    trials = decided(definition)
    found = importance(definition, trials)
    assert isinstance(found, Importance)
    assert (found.method, found.trials) == (METHOD, 30)
    assert list(found.values) == sorted(found.values, key=lambda name: -found.values[name])
    assert next(iter(found.values)) == "n_step", "by 20 of return for each"
    assert sum(found.values.values()) == pytest.approx(1.0)
    assert importance(definition, trials) == found


@needs_optuna
def test_that_few_trials_say_nothing() -> None:
    definition = sweep_definition(trials=9)
    assert importance(definition, decided(definition)) == (
        "The importance of hyperparameters is told of 10 complete trials or more, which differ; there are 9."
    )


def test_that_without_optuna_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "install the extra 'sweep'" in str(importance(sweep_definition(), []))


def made_up(scores: Sequence[float], settings: Sequence[Settings]) -> list[Trial]:
    return [
        Trial(number=number, settings=values, seeds=(), state=State.COMPLETE, score=score, interval=(score, score))
        for number, (score, values) in enumerate(zip(scores, settings, strict=True))
    ]


@needs_optuna
def test_that_equal_scores_say_nothing() -> None:
    definition = sweep_definition(trials=12)
    trials = [dataclasses.replace(trial, score=9.0) for trial in decided(definition)]
    assert "all 12 complete trials have the same score" in str(importance(definition, trials))


@needs_optuna
def test_that_what_was_narrowed_or_widened_on_the_way_is_weighed_and_what_can_not_be_is_named() -> None:
    space = {
        "n_step": {"low": 1, "high": 10, "step": 4},
        "gamma": {"low": 0.9, "high": 0.95},
        "value_head": {"choices": ["expected", "c51"]},
        "num_atoms": {"low": 11, "high": 101, "step": 10},
    }
    definition = sweep_definition(space=space, trials=24)
    settings = [
        {
            "n_step": (1, 5, 9, 2, 3)[number % 5],
            "gamma": 0.9 + 0.004 * number,
            "value_head": "c51" if number % 2 else "expected",
            **({"num_atoms": 51} if number % 2 else {}),
        }
        for number in range(24)
    ]
    trials = made_up([20.0 * one["n_step"] for one in settings], settings)
    found = importance(definition, trials)
    assert isinstance(found, Importance)
    assert set(found.values) == {"n_step", "gamma", "value_head"}
    assert next(iter(found.values)) == "n_step"
    assert found.left_out == ("num_atoms",)
    assert found.to_json()["left_out"] == ["num_atoms"]
