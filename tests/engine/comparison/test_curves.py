"""Curves along steps, episodes and time, and what they come to over seeds."""

import contextlib
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.comparison.curves import Axis, Band, Centre, Quantity, along_time, over_seeds, read_curves
from dqn_engine.comparison.reading import read_entries
from dqn_engine.comparison.statistics import band, interquartile_mean
from dqn_engine.messages.reports import EpisodesEnded
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.places import HISTORY
from dqn_engine.study.plan import SeedEvaluated
from dqn_engine.sweep.progress_table import PROGRESS, ProgressTable
from dqn_engine.system.errors import InputError
from tests.support.compared_folders import made_study, made_sweep, study_config
from tests.support.made_up_runs import made_run
from tests.support.snapshots import CONFIG


def run_with_episodes(path: Path, count: int) -> Path:
    record = RunRecord.create(path, CONFIG)
    steps = np.arange(1, count + 1) * 10
    record.add(
        EpisodesEnded(
            run_id=1, sequence=1, env_step=steps, episode_return=steps / 10.0, length_steps=np.full(count, 10),
            truncated=np.zeros(count, bool), seconds=np.full(count, 0.25), epsilon=np.full(count, 0.1),
        )
    )  # fmt: skip
    record.close()
    return path


def test_that_a_run_is_drawn_along_steps_episodes_and_time(tmp_path: Path) -> None:
    (curve,) = read_curves(run_with_episodes(tmp_path / "run", 8))
    for axis, unit in ((Axis.STEPS, 10.0), (Axis.EPISODES, 1.0), (Axis.TIME, 0.25)):
        x, y = curve.along(axis, Quantity.RETURN)
        assert x.tolist() == [unit * place for place in range(1, 9)]
        assert y.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert curve.seed == CONFIG.seed


def test_that_many_episodes_are_drawn_in_stretches_up_to_the_last_step(tmp_path: Path) -> None:
    (curve,) = read_curves(run_with_episodes(tmp_path / "run", 5_000))
    x, y = curve.along(Axis.EPISODES, Quantity.RETURN)
    assert 200 <= len(x) <= 400
    assert x[-1] == 5_000
    assert y.mean() == pytest.approx(2_500.5, rel=0.01)


def test_that_evaluations_stand_where_their_episodes_and_seconds_were(tmp_path: Path) -> None:
    (curve,) = read_curves(made_run(tmp_path / "run", [(100, 5.0), (200, 6.0)]))
    x, y = curve.along(Axis.STEPS, Quantity.EVALUATION)
    assert (x.tolist(), y.tolist()) == ([100.0, 200.0], [5.0, 6.0])
    x, _ = curve.along(Axis.TIME, Quantity.EVALUATION)
    assert x == pytest.approx([0.5 * 100 / 207, 0.5 * 200 / 207])


def test_that_a_study_has_a_curve_for_each_seed_and_knows_no_episodes(tmp_path: Path) -> None:
    configs = {"a": study_config(), "b": study_config(gamma=0.9)}
    means = {("a", 0): (1.0, 2.0), ("a", 1): (3.0, 4.0), ("b", 0): (5.0, 6.0), ("b", 1): (7.0, 8.0)}
    folder = made_study(tmp_path / "study", configs, means)
    curves = read_curves(folder, "a")
    assert [(curve.seed, curve.along(Axis.STEPS, Quantity.EVALUATION)[1].tolist()) for curve in curves] == [
        (0, [1.0, 2.0]), (1, [3.0, 4.0])
    ]  # fmt: skip
    assert curves[0].along(Axis.TIME, Quantity.EVALUATION)[0].tolist() == [1.0, 2.0]
    assert len(curves[0].along(Axis.EPISODES, Quantity.EVALUATION)[0]) == 0
    assert len(curves[0].along(Axis.STEPS, Quantity.RETURN)[0]) == 0


def test_that_a_sweep_has_a_curve_for_each_seed_of_each_trial(tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "sweep", trials=3)
    assert len(read_curves(folder)) == 9
    assert {curve.part for curve in read_curves(folder, "trial 1")} == {"trial 1"}
    assert read_curves(folder, "trial 1")[0].evaluations.shape == (2, 2)


def test_that_seeds_in_progress_are_drawn_as_far_as_they_are_while_the_sweep_is_done(tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "sweep", trials=3, done=1)
    table = ProgressTable(folder)
    evaluation = Evaluation.of("CartPole-v1", np.array([77.0]))
    table.note(2, SeedEvaluated(name="trial 2", seed=1, env_step=500, evaluation=evaluation))
    assert len(read_curves(folder)) == 1, "nobody does it: what is left there is of a program that died"
    lock = RunLock(folder)
    try:
        live = [curve for curve in read_curves(folder) if curve.part == "trial 2"]
        assert live[0].evaluations.tolist() == [[500.0], [77.0]]
        for text in ("trial,seed\n1,2\n", "trial,seed,env_step,mean\n1,0,500,nan\n", "\xff"):
            (folder / PROGRESS).write_text(text, encoding="latin-1")
            assert len(read_curves(folder)) == 1
    finally:
        lock.release()
    table.close()
    assert not (folder / PROGRESS).exists()


def test_that_what_can_not_be_read_is_said(tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "sweep")
    shutil.copy(folder / "trials.csv", folder / "sweep.sqlite")
    with pytest.raises(InputError, match="is no sweep"):
        read_curves(folder)


def test_that_a_band_is_the_statistics_at_each_point() -> None:
    x = np.array([1.0, 2.0, 3.0])
    rows = np.random.default_rng(0).normal(size=(6, 3))
    found = over_seeds([(x, row) for row in rows], Centre.IQM, resamples=200)
    expected = band(rows, interquartile_mean, resamples=200)
    assert found is not None
    assert np.array_equal(np.stack([found.centre, found.low, found.high]), np.stack(expected))
    assert (found.x.tolist(), found.seeds) == ([1.0, 2.0, 3.0], 6)


def test_that_a_curve_counts_from_its_first_point_to_its_last() -> None:
    longer = np.array([10.0, 20.0, 30.0]), np.array([0.0, 10.0, 20.0])
    shorter = np.array([10.0, 20.0]), np.array([2.0, 12.0])
    found = over_seeds([longer, shorter, shorter], Centre.MEDIAN)
    assert found is not None
    assert found.x.tolist() == [10.0, 20.0], "fewer than half of them are at 30"
    found = over_seeds([longer, shorter], Centre.MEDIAN)
    assert found is not None
    assert found.centre.tolist() == [1.0, 11.0, 20.0]
    assert np.isnan(found.low[-1])
    assert over_seeds([(np.empty(0), np.empty(0))], Centre.MEDIAN) is None


def test_that_a_sweep_says_which_seeds_are_its_best_trial_s_and_which_the_report_s(tmp_path: Path) -> None:
    folder = made_sweep(tmp_path / "sweep", trials=3, report_seeds=(100, 101))
    curves = read_curves(folder)
    best = {curve.part for curve in curves if curve.of_best}
    assert len(best) == 1
    assert sorted(curve.seed for curve in curves if curve.of_best and not curve.reported) == [0, 1, 2]
    assert [(curve.part in best, curve.seed) for curve in curves if curve.reported] == [(True, 100), (True, 101)]


def test_that_a_band_along_time_goes_forward_however_fast_each_seed_was() -> None:
    steps = np.array([1.0, 2.0, 3.0])
    found = along_time(
        Band(x=steps, centre=steps * 10, low=steps * 9, high=steps * 11, seeds=3),
        [(steps, np.array([1.0, 2.0, 9.0])), (steps, np.array([2.0, 5.0, 6.0])), (steps[:2], np.array([9.0, 9.5]))],
    )
    assert found.x.tolist() == [2.0, 5.0, 7.5]
    assert found.centre.tolist() == [10.0, 20.0, 30.0]


@pytest.mark.parametrize("number", ["1e308", "-1e308", "9e999"])
def test_that_numbers_that_are_none_are_left_out_of_what_is_drawn_and_told(tmp_path: Path, number: str) -> None:
    folder = made_run(tmp_path / "run", [(100, 5.0), (200, 6.0), (300, 7.0)])
    with contextlib.closing(sqlite3.connect(folder / HISTORY)) as connection, connection:
        connection.execute(f"UPDATE evaluations SET mean = {number} WHERE env_step = 200")
        connection.execute(f"UPDATE episodes SET seconds = {number}")
    (curve,) = read_curves(folder)
    x, y = curve.along(Axis.STEPS, Quantity.EVALUATION)
    assert (x.tolist(), y.tolist()) == ([100.0, 300.0], [5.0, 7.0])
    (entry,) = read_entries(folder)
    assert (entry.best, entry.last, entry.trained_s) == (7.0, 7.0, None)
