"""Reads the seeds of a study that count: the folders of verdicts and hands hold others besides."""

from dataclasses import replace
from pathlib import Path

from dqn_engine.comparison.saved_comparison import uncounted_seeds
from dqn_engine.study.saved_study import SavedStudy, read_study


def read_counted(folder: Path) -> SavedStudy:
    """Reads the study in a folder, without the seeds that don't count.

    Raises:
        InputError: There is none, it or what is saved beside it can't be read, or it holds what no study does.
    """
    study, without = read_study(folder), uncounted_seeds(folder)
    if not without:
        return study
    return replace(
        study,
        seeds=tuple(seed for seed in study.seeds if seed not in without),
        means={task: means for task, means in study.means.items() if task[1] not in without},
        seconds={task: seconds for task, seconds in study.seconds.items() if task[1] not in without},
    )
