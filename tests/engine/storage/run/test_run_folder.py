"""A run's folder: what happened is in its tables, the weights are whole, and another run is never overwritten."""

import csv
import errno
import io
import json
import math
import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.change import KnobChange
from dqn_engine.config.run_config import run_config, run_config_from_json
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EvaluationDone,
    KnobsChanged,
    RunState,
    SavingTrouble,
    StateChanged,
)
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run.history import HistoryWriter
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.run_folder import refuse_unusable_folder, save_last
from dqn_engine.storage.run.writer import BestWeights
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata
from dqn_engine.system.errors import InputError
from tests.support.networks import random_weights, small_spec

CONFIG = run_config(seed=5, changes={"hidden_sizes": (6, 5)})
SPEC = small_spec()
IDS = {"run_id": 1, "sequence": 1}


def curves(*env_steps: int) -> Curves:
    steps = np.array(env_steps, np.float64)
    numbers = dict.fromkeys(("loss", "td_error", "q_mean", "q_max", "epsilon", "beta"), steps / 3)
    return Curves(**IDS, env_step=steps, gradient_norm=np.full(len(steps), np.nan), **numbers)


def table(folder: Path, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((folder / name).read_text(encoding="utf-8"))))


def test_that_the_configuration_is_there_from_the_start(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path / "a" / "b", CONFIG)
    assert run_config_from_json(json.loads((tmp_path / "a" / "b" / "config.json").read_text())) == CONFIG
    record.close()


def test_that_every_kind_of_report_is_saved_and_lands_in_its_table(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path, CONFIG)
    record.add(curves(300, 600))
    record.add(
        EpisodesEnded(
            **IDS,
            env_step=np.array([20, 45]),
            episode_return=np.array([20.0, -2.5]),
            length_steps=np.array([20, 25]),
            truncated=np.array([False, True]),
            seconds=np.array([0.25, np.nan]),
        )
    )
    record.add(EvaluationDone(**IDS, env_step=500, mean=81.25, minimum=9.0, maximum=500.0, episodes=10))
    changes = (
        KnobChange(name="learning_rate", old=0.002, new=1e-05),
        KnobChange(name="double", old=True, new=False),
        KnobChange(name="hidden_sizes", old=(64, 64), new=(128,)),
    )
    record.add(KnobsChanged(**IDS, env_step=550, update=50, changes=changes))
    record.add(StateChanged(**IDS, state=RunState.TRAINING))  # Has no table.
    assert record.flush() == ""
    with HistoryReader(tmp_path / "history.sqlite") as reader:  # Before `close`: a crash would have lost none of it.
        tables = ("episodes", "evaluations", "ledger", "metrics")
        assert [reader.count(name) for name in tables] == [2, 1, 3, 2]
        (entry,) = reader.ledger()
    assert entry.new == {"learning_rate": 1e-05, "double": False, "hidden_sizes": (128,)}
    assert (entry.entry, entry.env_step, entry.update, record.ledger_entries) == (1, 550, 50, 1)
    record.close()
    assert table(tmp_path, "metrics.csv") == [
        ["env_step", "loss", "td_error", "q_mean", "q_max", "gradient_norm", "epsilon", "beta"],
        ["300", "100", "100", "100", "100", "", "100", "100"],
        ["600", "200", "200", "200", "200", "", "200", "200"],
    ]
    assert table(tmp_path, "episodes.csv") == [
        ["env_step", "episode_return", "length_steps", "truncated", "seconds"],
        ["20", "20", "20", "0", "0.25"],
        ["45", "-2.5", "25", "1", ""],
    ]
    assert table(tmp_path, "evaluations.csv") == [
        ["env_step", "mean", "minimum", "maximum", "episodes"],
        ["500", "81.25", "9", "500", "10"],
    ]
    assert table(tmp_path, "changes.csv") == [
        ["env_step", "update", "knob", "old", "new"],
        ["550", "50", "learning_rate", "0.002", "1e-05"],
        ["550", "50", "double", "true", "false"],
        ["550", "50", "hidden_sizes", "64,64", "128"],
    ]


def test_that_numbers_come_back_exactly(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path, CONFIG)
    record.add(curves(1, 2, 1_000_003))
    record.close()
    found = [float(row[1]) for row in table(tmp_path, "metrics.csv")[1:]]
    assert found == [1 / 3, 2 / 3, 1_000_003 / 3]


@pytest.mark.slow  # HDF5 is read by a process of its own.
def test_that_the_last_and_the_best_weights_are_saved(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path, CONFIG)
    weights = [random_weights(SPEC, seed) for seed in range(6)]
    written = [
        record.save_best(BestWeights(spec=SPEC, weights=weights[i], config=CONFIG), mean)
        for i, mean in enumerate((math.nan, 50.0, 90.0, 89.9, 90.0, -5.0))
    ]
    assert written == [False, True, True, False, False, False], "only the better is worth a checkpoint"
    save_last(tmp_path, SPEC, weights[5], CONFIG)
    record.close()
    best, last = (load_weights(tmp_path / f"{name}.weights.h5", SPEC) for name in ("best", "last"))
    assert all(np.array_equal(best[name], weights[4][name]) for name in best)
    assert all(np.array_equal(last[name], weights[5][name]) for name in last)
    assert read_weights_metadata(tmp_path / "best.weights.h5").config == CONFIG


def test_that_the_summary_is_json_even_of_numpy_numbers_and_nan(tmp_path: Path) -> None:
    record = RunRecord.create(tmp_path, CONFIG)
    record.close({"a": math.nan, "b": [np.float64(1.5), np.int64(2), {"c": math.inf}], "d": "text", "e": True})
    record.close()
    found = json.loads((tmp_path / "summary.json").read_text())
    assert found == {"a": None, "b": [1.5, 2, {"c": None}], "d": "text", "e": True}


def test_that_a_folder_with_a_run_is_refused_and_untouched(tmp_path: Path) -> None:
    RunRecord.create(tmp_path, CONFIG).close({"episodes": 3})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(InputError, match=r"already holds a run \(config.json\); choose another"):
        RunRecord.create(tmp_path, run_config(seed=6))
    (tmp_path / "config.json").unlink()
    with pytest.raises(InputError, match="already holds a run"):
        refuse_unusable_folder(tmp_path)
    del before["config.json"]
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_that_no_run_is_written_into_the_folder_of_a_study_or_a_sweep_and_that_it_is_called_what_it_is(
    tmp_path: Path,
) -> None:
    for file, kind in (("plan.json", "study"), ("sweep.sqlite", "sweep")):
        folder = tmp_path / kind
        folder.mkdir()
        for name in (file, "evaluations.csv", "seeds.csv"):
            (folder / name).write_text("theirs")
        with pytest.raises(InputError, match=rf"already holds a {kind} \({file}\); choose another folder"):
            RunRecord.create(folder, CONFIG)
        assert {path.name for path in folder.iterdir()} == {file, "evaluations.csv", "seeds.csv"}


def test_that_files_of_other_names_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    RunRecord.create(tmp_path, CONFIG).close()
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_that_unusable_places_are_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    for place, words in (
        (tmp_path / "file", "is a file; choose a folder"),
        (tmp_path / "file" / "below", "is a file; choose another"),
        (tmp_path / "nul\0", "can't be"),
    ):
        with pytest.raises(InputError, match=words):
            RunRecord.create(place, CONFIG)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="can't be written to; choose another"):
        RunRecord.create(tmp_path / "new" / "deep", CONFIG)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_that_a_folder_that_can_t_be_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def mkdir(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(InputError, match=r"can't be made: .* \(Permission denied\); choose another"):
        RunRecord.create(tmp_path / "new", CONFIG)


def test_that_a_full_disk_is_reported_once_and_loses_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = RunRecord.create(tmp_path, CONFIG)
    record.add(curves(1))
    assert record.flush() == ""

    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(HistoryWriter, "write", full)
        for step in (2, 3):
            record.add(curves(step))
            assert "the disk is full; free some space" in record.flush()
    record.add(curves(4))
    assert record.flush() == ""
    begun, over = record.news()
    assert begun[0] is SavingTrouble
    assert "the disk is full" in begun[1]["reason"]
    assert begun[1]["retry_seconds"] > 0
    assert over == (SavingTrouble, {"reason": "", "retry_seconds": 0.0})
    record.close()
    assert [row[0] for row in table(tmp_path, "metrics.csv")[1:]] == ["1", "2", "3", "4"]


def test_that_curves_stay_bounded_and_cover_the_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dqn_engine.storage.run.history.MOST_POINTS", 8)
    record = RunRecord.create(tmp_path, CONFIG)
    for step in range(1, 101):
        record.add(curves(step))
        record.flush()
    record.close()
    with HistoryReader(tmp_path / "history.sqlite") as reader:
        points = reader.table("metrics", ("env_step", "loss", "q_max"), "env_step")
    assert len(points) <= 9
    steps = [step for step, *_ in points]
    assert steps == sorted(set(steps))
    assert steps[-1] == 100
    stretches = np.diff([0, *steps])
    assert np.dot([loss for _, loss, _ in points], stretches) == pytest.approx(sum(range(1, 101)) / 3, rel=0.01)
    assert all(q_max == pytest.approx(step / 3) for step, _, q_max in points), "the largest of a stretch, not the mean"
