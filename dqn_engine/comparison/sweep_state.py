"""Where a sweep stands, also while another program does it: its trials with what they came to so far."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.comparison.importance import Importance, importance
from dqn_engine.config.run_config import RunConfig
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.storage.run.places import RUNS_OF_SEEDS
from dqn_engine.study.run_names import run_name, runs_of_seeds
from dqn_engine.study.statistics import interquartile_mean
from dqn_engine.sweep.course import Course, State, Trial, seed_score
from dqn_engine.sweep.definition import Score, Settings, trial_name
from dqn_engine.sweep.dimensions import Dimension
from dqn_engine.sweep.progress_table import ProgressRow, read_progress
from dqn_engine.sweep.saved_sweep import read_sweep
from dqn_engine.sweep.time_left import seconds_left
from dqn_engine.system.values import KnobValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedState:
    """A finished seed of a trial: what it came to, and the folder of the run that it left; None: it left none."""

    seed: int
    score: float
    run: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialState:
    """A trial.

    Attributes:
        number: From 0.
        settings: What it sets.
        state: How far it is.
        score: What it came to; before the first seed is finished, what its seeds in progress last came to.
        interval: The 95 % interval of that; None before a seed is finished.
        seeds: How many are finished.
        finished: Those that are finished, in the order of the sweep's seeds, and after them those of the report.
    """

    number: int
    settings: Settings
    state: State
    score: float | None
    interval: tuple[float, float] | None
    seeds: int
    finished: tuple[SeedState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepState:
    """A sweep.

    Attributes:
        environment: On what it trains.
        space: What varies.
        base: What every trial has where it sets nothing.
        trials: Those that have begun.
        total: How many there are to be.
        best: The number of the best that is complete.
        seeds: The seeds that settings are chosen by.
        paused: Whether no seed is to be begun.
        finished: Whether all is done.
        being_done: Whether a program does it.
        report: What the best came to on the report's seeds, which it wasn't chosen by: mean and interval; or None.
        seconds_left: Until all is done, at the quick and at the slow quarter of seeds; None where it can't be said.
    """

    environment: str
    space: tuple[Dimension, ...]
    base: RunConfig
    trials: tuple[TrialState, ...]
    total: int
    best: int | None
    seeds: tuple[int, ...]
    paused: bool
    finished: bool
    being_done: bool
    report: tuple[float, int] | None
    seconds_left: tuple[float, float] | None


def sweep_state(folder: Path) -> SweepState:
    """Reads it.

    Raises:
        InputError: There is no sweep, or it can't be read.
    """
    saved = read_sweep(folder)
    definition = saved.definition
    course = Course(definition, edits=saved.edits, settings=saved.settings, results=saved.results)
    being_done = is_locked(folder)
    rows = read_progress(folder) if being_done else ()
    growing = _growing(rows, definition.score)
    report = [seed_score(result, definition.score) for result in course.report]
    left = runs_of_seeds(folder)

    def finished(number: int) -> tuple[SeedState, ...]:
        found: list[SeedState] = []
        for seed in (*definition.seeds, *definition.report_seeds):
            result, name = course.results.get((number, seed)), run_name((trial_name(number), seed))
            if result is not None:
                run = folder / RUNS_OF_SEEDS / name if name in left else None
                found.append(SeedState(seed=seed, score=seed_score(result, definition.score), run=run))
        return tuple(found)

    return SweepState(
        environment=definition.base.environment,
        space=definition.space,
        base=definition.base,
        trials=tuple(
            _state(trial, growing, len(definition.seeds), finished(trial.number), being_done=being_done)
            for trial in course.trials()
        ),
        total=course.total,
        best=None if course.best is None else course.best.number,
        seeds=definition.seeds,
        paused=course.paused,
        finished=course.finished,
        being_done=being_done,
        report=(_iqm(report), len(report)) if report else None,
        seconds_left=seconds_left(course, rows[-1].workers) if rows and not course.paused else None,
    )


def sweep_importance(folder: Path) -> Importance | str:
    """What mattered, or a sentence why nothing is known.

    Raises:
        InputError: There is no sweep, or it can't be read.
    """
    saved = read_sweep(folder)
    course = Course(saved.definition, edits=saved.edits, settings=saved.settings, results=saved.results)
    return importance(saved.definition, course.decided)


def trial_config(state: SweepState, settings: Settings, seed: int) -> RunConfig:
    """The configuration of a run with a trial's settings.

    Raises:
        InputError: It isn't one that this program can train.
    """
    from dqn_engine.config.run_config import run_config

    base = state.base
    changes: dict[str, KnobValue] = {**base.knobs, **settings}
    return run_config(environment=base.environment, device=base.device, seed=seed, changes=changes)


def _growing(rows: Sequence[ProgressRow], score: Score) -> dict[int, dict[int, float]]:
    """By trial and seed, what seeds in progress last came to."""
    found: dict[int, dict[int, list[float]]] = {}
    for row in rows:
        found.setdefault(row.trial, {}).setdefault(row.seed, []).append(row.mean)
    return {
        trial: {
            seed: means[-1] if score is Score.FINAL else math.fsum(means) / len(means) for seed, means in seeds.items()
        }
        for trial, seeds in found.items()
    }


def _state(
    trial: Trial,
    growing: Mapping[int, Mapping[int, float]],
    seeds: int,
    finished: tuple[SeedState, ...],
    *,
    being_done: bool,
) -> TrialState:
    score, state = trial.score, trial.state
    live = growing.get(trial.number, {})
    if state not in (State.COMPLETE, State.PRUNED) and live and len(trial.seeds) < seeds:
        state = State.RUNNING
        score = _iqm(list(live.values())) if score is None else score
    if state is State.BEGUN and being_done:  # Its next seed was begun, and not evaluated yet.
        state = State.RUNNING
    return TrialState(
        number=trial.number,
        settings=trial.settings,
        state=state,
        score=score,
        interval=trial.interval,
        seeds=len(trial.seeds),
        finished=finished,
    )


def _iqm(scores: list[float]) -> float:
    return float(interquartile_mean(np.array(scores, np.float64)[:, None]))
