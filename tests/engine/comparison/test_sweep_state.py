"""Where a sweep stands, also while a program does it."""

from pathlib import Path

import numpy as np
import pytest

from dqn_engine.comparison.sweep_state import sweep_importance, sweep_state, trial_config
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.study.plan import SeedEvaluated
from dqn_engine.sweep.course import State
from dqn_engine.sweep.progress_table import ProgressTable
from dqn_engine.system.errors import InputError
from tests.support.compared_folders import made_sweep


def test_that_a_finished_sweep_tells_its_trials_and_the_best(tmp_path: Path) -> None:
    state = sweep_state(made_sweep(tmp_path / "s", trials=4))
    assert [trial.state for trial in state.trials] == [State.COMPLETE] * 4
    assert (state.total, state.finished, state.being_done, state.seeds) == (4, True, False, (0, 1, 2))
    best = max(state.trials, key=lambda trial: trial.score or 0.0)
    assert state.best == best.number
    assert best.interval is not None
    assert best.interval[0] <= (best.score or 0.0) <= best.interval[1]


def test_that_seeds_in_progress_count_for_a_trial_before_its_first_is_finished(tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "s", trials=4, done=3)
    assert [trial.number for trial in sweep_state(folder).trials] == [0]
    folder = made_sweep(tmp_path / "t", trials=4, done=4)
    state = sweep_state(folder)
    assert [(trial.number, trial.seeds) for trial in state.trials] == [(0, 3), (1, 1)]
    table, lock = ProgressTable(folder), RunLock(folder)
    try:
        for seed, mean in ((1, 50.0), (1, 90.0), (2, 30.0)):
            evaluation = Evaluation.of("CartPole-v1", np.array([mean]))
            table.note(1, SeedEvaluated(name="trial 1", seed=seed, env_step=500, evaluation=evaluation))
        live = sweep_state(folder).trials[1]
        alone = sweep_state(folder).seconds_left
        evaluation = Evaluation.of("CartPole-v1", np.array([30.0]))
        table.note(1, SeedEvaluated(name="trial 1", seed=2, env_step=1000, evaluation=evaluation), 2)
        assert alone is not None
        assert sweep_state(folder).seconds_left == (alone[0] / 2, alone[1] / 2), "two seeds at a time take half as long"
        assert live.state is State.RUNNING
        assert live.score == state.trials[1].score, "what is finished counts once there is some"
    finally:
        table.close()
        lock.release()


def test_that_a_trial_becomes_a_configuration_with_its_settings(tmp_path: Path) -> None:
    state = sweep_state(made_sweep(tmp_path / "s", trials=2))
    config = trial_config(state, state.trials[1].settings, 7)
    assert config.seed == 7
    for name, value in state.trials[1].settings.items():
        assert config.knobs[name] == value


def test_that_importance_is_told_of_enough_trials_and_else_why_not(tmp_path: Path) -> None:
    pytest.importorskip("optuna")
    few = sweep_importance(made_sweep(tmp_path / "few", trials=3))
    assert isinstance(few, str)
    found = sweep_importance(made_sweep(tmp_path / "many", trials=12))
    assert not isinstance(found, str)
    assert set(found.values) <= {"learning_rate", "n_step", "target_sync"}


def test_that_what_is_no_sweep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no sweep"):
        sweep_state(tmp_path)
