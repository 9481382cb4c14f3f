"""Sums up what a folder holds: a run, a study or a sweep. It never fails: what can't be read is an entry that says why.

What is said of several seeds is what a study says (`study.statistics`): interquartile means, and what was retained of
evaluations after the first at the environment's threshold.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from dqn_engine.comparison.counted_seeds import read_counted
from dqn_engine.comparison.entries import CURVE_POINTS, Entry, Kind, thinned
from dqn_engine.comparison.hand_parts import WITH
from dqn_engine.comparison.saved_comparison import HAND, HAND_QUESTION, VERDICT, question_of
from dqn_engine.environments.registry import listed_info
from dqn_engine.storage.run.labels import read_labels
from dqn_engine.storage.run.lock import is_interrupted, is_locked
from dqn_engine.storage.run.places import is_run_folder
from dqn_engine.storage.run.summaries import summarise
from dqn_engine.study.plan import Task
from dqn_engine.study.run_names import runs_of_seeds
from dqn_engine.study.saved_study import SavedStudy, holds_study
from dqn_engine.study.statistics import interquartile_mean, means_after_first, retained_share
from dqn_engine.sweep.course import Course, State
from dqn_engine.sweep.database import DATABASE
from dqn_engine.sweep.saved_sweep import holds_sweep, read_sweep
from dqn_engine.system.errors import InputError
from dqn_engine.system.figures import is_figure
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import error_words


def kind_of(folder: Path) -> Kind | None:
    """What a folder looks like, by the names in it; None: nothing that is listed."""
    if is_run_folder(folder):
        return Kind.RUN
    if holds_sweep(folder):
        return Kind.SWEEP
    return Kind.STUDY if holds_study(folder) else None


def read_entries(folder: Path) -> tuple[Entry, ...]:
    """What the folder comes to at a glance: one entry, or one for each configuration of a study."""
    kind = kind_of(folder)
    labels = read_labels(folder)
    try:
        match kind:
            case Kind.STUDY:
                found = _study(folder)
            case Kind.SWEEP:
                found = (_sweep(folder),)
            case _:
                found = (_run(folder),)
    except InputError as error:
        found = (_unread(folder, kind, str(error)),)
    except Exception as error:  # noqa: BLE001 - one folder that nobody foresaw must not hide all others
        sentence = Sentence("{path!r} can't be read: {error}.", path=str(folder), error=error_words(error))
        found = (_unread(folder, kind, sentence),)
    return tuple(replace(entry, labels=labels) for entry in found)


def _unread(folder: Path, kind: Kind | None, trouble: str) -> Entry:
    return Entry(path=folder, kind=kind or Kind.RUN, trouble=trouble, **_state(folder, kind or Kind.RUN))


def threshold_of(environment: str) -> float:
    """The mean return that counts as solving it; NaN where this program doesn't know."""
    info = listed_info(environment)
    return math.nan if info is None else info.return_threshold


def _run(folder: Path) -> Entry:
    summary = summarise(folder)
    means = [mean for mean in summary.evaluation_means if is_figure(mean)]
    return Entry(
        path=folder,
        environment=summary.environment,
        seed=None if summary.trouble else summary.seed,
        seeds=1,
        seeds_planned=1,
        knobs=summary.knobs,
        env_steps=summary.env_steps,
        best=max(means, default=None),
        last=means[-1] if means else None,
        retained=retained_share(means, threshold_of(summary.environment)),
        trained_s=summary.trained_s,
        parent=summary.parent,
        curve=summary.mean_returns,
        steered=summary.steered,
        written_unix_s=summary.written_unix_s,
        being_written=summary.being_written,
        interrupted=summary.interrupted,
        missing_module=summary.missing_module,
        trouble=summary.trouble,
    )


def _study(folder: Path) -> tuple[Entry, ...]:
    study = read_counted(folder)
    state = _state(folder, Kind.STUDY)
    state["question"] = question_of(folder)
    several = len(study.configs) > 1
    return tuple(_configuration(folder, study, name, several=several, **state) for name in study.configs)


def _configuration(folder: Path, study: SavedStudy, name: str, *, several: bool, **state: Any) -> Entry:
    config = study.configs[name]
    of_seeds = [list(study.means[task].values()) for task in _tasks(study, name) if task in study.means]
    finished = [task for task in _tasks(study, name) if task in study.seconds]
    threshold = threshold_of(config.environment)
    steps = [max(study.means[task]) for task in _tasks(study, name) if task in study.means]
    return Entry(
        path=folder,
        kind=Kind.STUDY,
        part=name if several else "",
        environment=config.environment,
        seeds=len(finished),
        seeds_planned=len(study.seeds),
        knobs=config.knobs,
        env_steps=max(steps, default=0),
        best=_iqm(max(means) for means in of_seeds),
        last=_iqm(means[-1] for means in of_seeds),
        retained=_retained(of_seeds, threshold),
        trained_s=sum(study.seconds[task] for task in finished) if finished else None,
        curve=_middle(of_seeds),
        steered=state["question"] == HAND_QUESTION and name == WITH,
        **state,
    )


def _sweep(folder: Path) -> Entry:
    saved = read_sweep(folder)
    definition = saved.definition
    course = Course(definition, edits=saved.edits, settings=saved.settings, results=saved.results)
    # A pruned trial is spared its other seeds; of those that were trained ahead of that none counts.
    spared = sum(len(definition.seeds) - len(trial.seeds) for trial in course.decided if trial.state is State.PRUNED)
    finished = len(course.counted())
    best, threshold = course.best, threshold_of(definition.base.environment)
    of_best = [] if best is None else [list(result.means) for result in best.seeds]
    return Entry(
        path=folder,
        kind=Kind.SWEEP,
        environment=definition.base.environment,
        seeds=finished,
        seeds_planned=course.total * len(definition.seeds) + len(definition.report_seeds) - spared,
        knobs=definition.config(best.settings).knobs if best is not None else definition.base.knobs,
        varied=tuple(dimension.name for dimension in definition.space),
        env_steps=definition.steps,
        best=_iqm(max(means) for means in of_best),
        last=_iqm(means[-1] for means in of_best),
        retained=_retained(of_best, threshold),
        trained_s=sum(result.wall_seconds for result in saved.results.values()) if saved.results else None,
        curve=_middle(of_best),
        **_state(folder, Kind.SWEEP),
    )


def _tasks(study: SavedStudy, name: str) -> list[Task]:
    return [(name, seed) for seed in study.seeds]


def _iqm(values: Iterable[float]) -> float | None:
    found = np.array(list(values), np.float64)
    return float(interquartile_mean(found[:, None])) if len(found) else None


def _retained(of_seeds: Sequence[Sequence[float]], threshold: float) -> float | None:
    after = [mean for means in of_seeds for mean in means_after_first(means, threshold)]
    return sum(mean >= threshold for mean in after) / len(after) if after else None


def _middle(of_seeds: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The median over seeds, as far as most of them are."""
    if not of_seeds:
        return ()
    length = sorted(map(len, of_seeds))[len(of_seeds) // 2]
    medians = [float(np.median([means[at] for means in of_seeds if at < len(means)])) for at in range(length)]
    return thinned(medians)[:CURVE_POINTS]


def _state(folder: Path, kind: Kind) -> dict[str, Any]:
    names = {
        Kind.STUDY: ("evaluations.csv", "plan.json", VERDICT, HAND),
        Kind.SWEEP: (DATABASE, f"{DATABASE}-wal"),
    }.get(kind, ())
    written = [0.0]
    for name in names:
        try:
            written.append((folder / name).lstat().st_mtime)
        except OSError:
            continue
    return {
        "being_written": is_locked(folder),
        "interrupted": is_interrupted(folder),
        "written_unix_s": max(written),
        "runs": len(runs_of_seeds(folder)) if kind is not Kind.RUN else 0,
    }
