"""Runs on the disk as a program would leave them, made without TensorFlow."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.reports import EpisodesEnded, EvaluationDone
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run.lock import LOCK
from tests.support.snapshots import CONFIG, snapshot

_IDS = {"run_id": 1, "sequence": 1}


def made_run(
    path: Path, checkpoints: Iterable[tuple[int, float | None]] = ((10, None),), config: RunConfig = CONFIG
) -> Path:
    """A closed run with these checkpoints, each of a step and perhaps of an evaluation's mean."""
    record = RunRecord.create(path, config)
    for env_step, mean in checkpoints:
        if mean is not None:
            record.add(EvaluationDone(**_IDS, env_step=env_step, mean=mean, minimum=0.0, maximum=mean, episodes=3))
        record.save_snapshot(snapshot(env_step, evaluation_mean=mean, config=config), keep=20)
        assert record.flush() == ""
    last = np.array([max((step for step, _ in checkpoints), default=0) + 7])
    record.add(
        EpisodesEnded(
            **_IDS,
            env_step=last,
            episode_return=last * 1.0,
            length_steps=last,
            truncated=np.array([False]),
            seconds=np.array([0.5]),
            epsilon=np.array([0.1]),
        )
    )
    record.close()
    return path


def interrupt(path: Path, process: int = 2**22) -> Path:
    """Lets the run look as if the process that wrote it had been killed."""
    (path / LOCK).write_text(f"{process}\n")
    return path
