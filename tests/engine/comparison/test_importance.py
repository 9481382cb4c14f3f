"""Importance of hyperparameters: what a made-up sweep depends on comes first; where nothing can be said, why."""

import importlib.util

import pytest

from dqn_engine.comparison.importance import METHOD, Importance, importance
from dqn_engine.sweep.course import Course, Trial
from dqn_engine.sweep.definition import Definition
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
