"""What a list of runs says of each without opening it."""

import dataclasses
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.messages.reports import CheckpointSaved, CheckpointSummary, EpisodesEnded, EvaluationDone
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run.lock import RunLock, forget_interruption
from dqn_engine.storage.run.places import fork_path, runs_root
from dqn_engine.storage.run.summaries import CURVE_POINTS, saved_checkpoints, summarise
from tests.support.made_up_runs import interrupt, made_run
from tests.support.snapshots import CONFIG, snapshot


def test_that_a_summary_says_what_the_run_began_with_and_how_far_it_came(tmp_path: Path) -> None:
    config = dataclasses.replace(CONFIG, seed=9, knobs={**CONFIG.knobs, "gamma": 0.5})
    summary = summarise(made_run(tmp_path / "run", [(10, 20.0), (40, 70.5), (90, 60.0)], config))
    assert (summary.environment, summary.seed, summary.knobs["gamma"]) == ("CartPole-v1", 9, 0.5)
    assert (summary.env_steps, summary.best_mean) == (97, 70.5)
    assert abs(summary.written_unix_s - time.time()) < 60
    assert (summary.being_written, summary.interrupted, summary.trouble) == (False, False, "")


def test_that_a_run_is_being_written_interrupted_or_neither(tmp_path: Path) -> None:
    path = made_run(tmp_path / "run")
    lock = RunLock(path)
    assert (summarise(path).being_written, summarise(path).interrupted) == (True, False)
    lock.release()
    interrupt(path)
    assert (summarise(path).being_written, summarise(path).interrupted) == (False, True)
    forget_interruption(path)
    assert not summarise(path).interrupted


def test_that_a_run_that_can_t_be_read_is_listed_with_its_trouble(tmp_path: Path) -> None:
    path = made_run(tmp_path / "run")
    (path / "config.json").write_text("{")
    assert "config.json can't be read" in summarise(path).trouble
    (path / "config.json").write_text('{"environment": "CartPole-v1", "seed": 0, "knobs": {"gamma": 7}}')
    assert "gamma" in summarise(path).trouble
    (path / "history.sqlite").write_bytes(b"nothing")
    assert summarise(path).trouble
    assert summarise(tmp_path / "nowhere").trouble


def test_that_what_is_told_of_a_save_is_the_list_that_the_folder_gives(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path / "run", CONFIG)
    record.add(EvaluationDone(run_id=1, sequence=1, env_step=10, mean=7.5, minimum=1.0, maximum=9.0, episodes=2))
    told = []
    for step, mean in ((10, None), (40, 70.5), (60, None), (90, 60.0)):
        record.save_snapshot(snapshot(step, evaluation_mean=mean), keep=2)
        assert record.flush() == ""
        ((kind, fields),) = record.news()
        assert kind is CheckpointSaved
        assert fields["checkpoints"] == tuple(saved_checkpoints(tmp_path / "run"))
        told.append([(row.env_steps, row.evaluation_mean, row.best) for row in fields["checkpoints"]])
    record.close()
    assert told[1] == [(40, 70.5, True), (10, 7.5, False)]
    assert told[3] == [(90, 60.0, False), (60, None, False), (40, 70.5, True)], "the best outlives the others"


def test_that_saved_checkpoints_are_listed_newest_first_with_the_best_marked(tmp_path: Path) -> None:
    path = made_run(tmp_path / "run", [(10, None), (40, 70.5), (60, 70.5), (90, 60.0)])
    found = saved_checkpoints(path)
    assert [(kept.env_steps, kept.evaluation_mean, kept.best) for kept in found] == [
        (90, 60.0, False), (60, 70.5, False), (40, 70.5, True), (10, None, False),
    ]  # fmt: skip
    with closing(sqlite3.connect(path / "history.sqlite")) as history:
        history.execute("INSERT INTO evaluations (env_step, mean) VALUES (10, 90.0)")
        history.commit()
    assert (saved_checkpoints(path)[-1].evaluation_mean, saved_checkpoints(path)[-1].best) == (90.0, False)
    (path / "checkpoints" / "g000004-step90" / "manifest.json").write_text("{")
    broken = saved_checkpoints(path)[0]
    assert broken == CheckpointSummary(generation=4, env_steps=90, saved_unix_s=broken.saved_unix_s, whole=False)
    assert saved_checkpoints(tmp_path / "nowhere") == []


def test_that_a_fork_is_called_by_its_first_ancestor_and_saved_where_it_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "run-from-60").mkdir()
    assert fork_path(tmp_path / "run", 60) == tmp_path / "run-from-60-2"
    assert fork_path(tmp_path / "run-from-60-2", 80) == tmp_path / "run-from-80"
    # Also a test's administrator can't write where there is no folder.
    assert fork_path(tmp_path / "gone" / "run", 60) == runs_root() / "run-from-60"


def test_that_a_summary_has_how_the_run_went_how_long_it_took_and_what_it_is_a_fork_of(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path / "run", CONFIG)
    steps = np.arange(1, 201)
    record.add(
        EpisodesEnded(
            run_id=1, sequence=1, env_step=steps, episode_return=steps * 1.0, length_steps=steps,
            truncated=steps < 0, seconds=np.full(200, 0.25), epsilon=np.full(200, 0.1),
        )
    )  # fmt: skip
    record.close()
    summary = summarise(tmp_path / "run")
    assert len(summary.mean_returns) == CURVE_POINTS
    assert list(summary.mean_returns) == sorted(summary.mean_returns)
    assert summary.mean_returns[-1] == pytest.approx(198.0)
    assert (summary.trained_s, summary.parent) == (50.0, "")
    with closing(sqlite3.connect(tmp_path / "run" / "history.sqlite")) as history, history:
        history.execute("INSERT INTO about VALUES ('parent', '/runs/the-one-before')")
    assert summarise(tmp_path / "run").parent == "the-one-before"


def test_that_a_run_of_before_seconds_were_recorded_is_summed_up_without_them() -> None:
    summary = summarise(Path("tests/engine/fixtures/run-of-0.1.0").absolute())
    assert summary.trouble == ""
    assert summary.trained_s is None
