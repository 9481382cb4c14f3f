"""A seed's run is what `train` would have left: opened and continued to the bit, also after interruptions."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dqn_engine.comparison.reading import read_entries
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.session.opening import fork_run, open_run
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.places import HISTORY
from dqn_engine.study import seed_run
from dqn_engine.study.learner import CompiledLearner
from dqn_engine.study.plan import Job, RunMissing, SeedDone, StudyEvent
from dqn_engine.study.run_names import run_of_seed
from dqn_engine.study.seed_runs import SeedRuns
from dqn_engine.study.seed_saves import IN_PROGRESS, SeedSaves
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL

CONFIG = run_config(changes={**SMALL, "evaluate_every": 300, "evaluate_episodes": 3})
JOB = Job(name="default", seed=3, config=CONFIG, steps=1_000)
TABLES = {
    "episodes": ("number", "env_step", "episode_return", "length_steps", "truncated"),
    "metrics": ("env_step", "loss", "q_max", "epsilon"),
    "evaluations": ("env_step", "mean"),
}


class Interrupted(CompiledLearner):
    """Stops its place after some steps."""

    trained = 0

    def train(self, most_steps: int) -> int:
        done = super().train(min(most_steps, 130))
        Interrupted.trained += done
        return done


def trained(
    folder: Path,
    *jobs: Job,
    stop_after: int | None = None,
    saves: SeedSaves | None = None,
    learner_for: Callable[[RunConfig], CompiledLearner] = CompiledLearner,
) -> list[StudyEvent]:
    folder.mkdir(exist_ok=True)
    (folder / "plan.json").touch()
    Interrupted.trained = 0
    events: list[StudyEvent] = []
    stopped = (lambda: Interrupted.trained >= stop_after) if stop_after else (lambda: False)
    with SeedTraining(events.append, stopped, saves=saves, runs=SeedRuns(folder), learner_for=learner_for) as place:
        for job in jobs:
            place.run(job)
    return events


def folder_of(study: Path, job: Job = JOB) -> Path:
    found = run_of_seed(study, job.task)
    assert found is not None
    return found


def history(run: Path) -> dict[str, list[Any]]:
    with HistoryReader(run / HISTORY) as reader:
        return {name: reader.table(name, columns, columns[0]) for name, columns in TABLES.items()}


def straight(steps: int, seed: int = JOB.seed) -> Run:
    run = Run(dataclasses.replace(CONFIG, seed=seed))
    while run.env_steps < steps:
        run.train(steps - run.env_steps)
    return run


def test_that_a_seed_leaves_the_run_that_train_leaves(tmp_path: Path, pooled_sessions: None) -> None:
    others = [dataclasses.replace(JOB, seed=seed) for seed in (8, 9)]
    events = trained(tmp_path / "study", others[0], JOB, others[1])
    assert not [event for event in events if isinstance(event, RunMissing)]
    opened = open_run(folder_of(tmp_path / "study"))
    run = opened.run
    assert "is a seed of 'study', whose results it belongs to" in opened.record.read_only
    plain = straight(1_000)
    assert run.weights_sha256() == plain.weights_sha256()
    assert (run.env_steps, run.updates, run.episodes, run.config.seed) == (1_000, plain.updates, plain.episodes, 3)
    assert run.recent_returns == plain.recent_returns
    assert opened.troubles == ()
    assert opened.history is not None
    with opened.history:
        assert opened.history.last_step() == 1_000
    (entry,) = read_entries(folder_of(tmp_path / "study"))
    (result,) = (event.result for event in events if isinstance(event, SeedDone) and event.result.seed == 3)
    assert (entry.trouble, entry.seed, entry.env_steps, entry.last) == ("", 3, 1_000, result.final_mean)
    assert entry.best == result.best_mean


def test_that_a_fork_of_a_seed_trains_on_to_the_bit(tmp_path: Path, pooled_sessions: None) -> None:
    trained(tmp_path / "study", JOB)
    fork = fork_run(folder_of(tmp_path / "study"), None, {}, str(tmp_path / "fork"))
    run = open_run(fork.path).run
    while run.env_steps < 1_400:
        run.train(1_400 - run.env_steps)
    assert run.weights_sha256() == straight(1_400).weights_sha256()


def test_that_interruptions_change_nothing_in_what_a_seed_leaves(tmp_path: Path, pooled_sessions: None) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    trained(whole, JOB)
    saves = SeedSaves(cut / IN_PROGRESS)
    trained(cut, JOB, stop_after=450, saves=saves, learner_for=Interrupted)
    assert run_of_seed(cut, JOB.task) is None
    trained(cut, JOB, saves=saves, learner_for=Interrupted)
    assert history(folder_of(cut)) == history(folder_of(whole))
    assert open_run(folder_of(cut)).run.weights_sha256() == open_run(folder_of(whole)).run.weights_sha256()


def test_that_one_too_large_leaves_no_checkpoint_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pooled_sessions: None
) -> None:
    monkeypatch.setattr(seed_run, "LARGEST_CHECKPOINT_BYTES", 1_000)
    events = trained(tmp_path / "study", JOB)
    (missing,) = [event for event in events if isinstance(event, RunMissing)]
    assert "Its checkpoint would take" in missing.reason
    (entry,) = read_entries(folder_of(tmp_path / "study"))
    assert (entry.trouble, entry.env_steps) == ("", 1_000)
    assert sorted(path.name for path in folder_of(tmp_path / "study").glob("*.h5")) == [
        "best.weights.h5",
        "last.weights.h5",
    ]
