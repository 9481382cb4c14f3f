"""Learning curves of runs, studies and sweeps along the same axis, and what they come to over seeds."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from dqn_engine.comparison.counted_seeds import read_counted
from dqn_engine.comparison.statistics import Statistic, band, interquartile_mean, median
from dqn_engine.config.run_config import described_config
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.storage.run.places import HISTORY, is_run_folder
from dqn_engine.storage.run.saved_run import config_in, refuse_links
from dqn_engine.study.saved_study import holds_study
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.progress_table import read_progress
from dqn_engine.sweep.saved_sweep import read_sweep
from dqn_engine.system.figures import is_figure

MOST_POINTS = 400
"""Points of a curve: more than a plot has room for would be drawn over each other."""

RESAMPLES = 400
"""Of a band's bootstrap: what is drawn live needs no third digit."""


class Axis(StrEnum):
    """What curves are along."""

    STEPS = "steps"
    EPISODES = "episodes"
    TIME = "time"


class Quantity(StrEnum):
    """What is drawn."""

    EVALUATION = "evaluation"  # the mean return of evaluations, greedy or as the run evaluates
    RETURN = "return"  # of training's own episodes, in stretches


class Centre(StrEnum):
    """What stands for several seeds."""

    MEDIAN = "median"
    IQM = "iqm"


STATISTICS: dict[Centre, Statistic] = {Centre.MEDIAN: median, Centre.IQM: interquartile_mean}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeedCurve:
    """What one seed of a run, study or sweep went through.

    Attributes:
        part: The trial of a sweep, as its name; else empty.
        seed: The seed.
        evaluations: [2, E] float64: environment steps and mean returns.
        returns: [2, N] float64: the same of stretches of training's episodes; N = 0 where they aren't saved.
        clock: [3, K] float64: at environment steps, how many episodes and how many seconds there had been; NaN where
            nobody knows. K = 0 where nothing is known.
        of_best: Of a sweep, whether it is one of the best trial's; True elsewhere.
        reported: Of a sweep, whether its seed is one of the report's, on which no trial was chosen.
    """

    part: str
    seed: int
    evaluations: np.ndarray
    returns: np.ndarray
    clock: np.ndarray
    of_best: bool = True
    reported: bool = False

    def along(self, axis: Axis, quantity: Quantity) -> tuple[np.ndarray, np.ndarray]:
        """x [N] and y [N] float64, x rising; empty where it has no such curve, or the axis isn't known."""
        steps, values = self.evaluations if quantity is Quantity.EVALUATION else self.returns
        if axis is Axis.STEPS or not len(steps):
            return steps, values
        known = self.clock[1 if axis is Axis.EPISODES else 2]
        there = np.isfinite(known)
        if not there.any():
            return np.empty(0), np.empty(0)
        # Before the first known point nothing had happened, at the beginning of the run.
        at = np.concatenate([[0.0], self.clock[0][there]])
        return np.interp(steps, at, np.concatenate([[0.0], known[there]])), values


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """What several seeds come to: [T] float64 each, x rising. With one seed both ends are NaN."""

    x: np.ndarray
    centre: np.ndarray
    low: np.ndarray
    high: np.ndarray
    seeds: int


def read_curves(folder: Path, part: str = "") -> tuple[SeedCurve, ...]:
    """The curves of what lies in a folder; of a study's configuration or a sweep's trial alone where `part` names it.

    Raises:
        InputError: It can't be read.
    """
    if is_run_folder(folder):
        return (_of_run(folder),)
    if holds_study(folder):
        return _of_study(folder, part)
    return _of_sweep(folder, part)


def over_seeds(
    curves: Sequence[tuple[np.ndarray, np.ndarray]], centre: Centre, *, resamples: int = RESAMPLES
) -> Band | None:
    """The centre of curves x [N], y [N] with its 95 % bootstrap interval; None where there is nothing.

    Between its points a curve is interpolated. It counts from its first point to its last; where fewer than half of the
    curves are, there is no centre.
    """
    there = [(x, y) for x, y in curves if len(x)]
    if not there:
        return None
    grid = _grid([x for x, _ in there])
    rows = np.stack([np.interp(grid, x, y, left=math.nan, right=math.nan) for x, y in there])
    counts = np.isfinite(rows).sum(axis=0)
    grid, rows = grid[counts * 2 >= len(there)], rows[:, counts * 2 >= len(there)]
    found = np.full((3, len(grid)), math.nan)
    present = np.isfinite(rows)
    # Points at which the same curves are: a stretch for each curve that begins or ends, at most.
    for pattern in np.unique(present, axis=1).T:
        here = np.flatnonzero((present == pattern[:, None]).all(axis=0))
        seeds = rows[pattern][:, here]
        if len(seeds) == 1:
            found[0, here] = seeds[0]
        elif len(seeds):
            found[:, here] = band(seeds, STATISTICS[centre], resamples=resamples)
    return Band(x=grid, centre=found[0], low=found[1], high=found[2], seeds=len(there))


def along_time(band_of_steps: Band, clocks: Sequence[tuple[np.ndarray, np.ndarray]]) -> Band:
    """A band over seeds along the time at which they were at its steps: the median of theirs, never falling.

    Seeds are held against each other where they trained equally long, however fast each was: over equal seconds other
    seeds would count from point to point, and the centre would jump between them.

    Args:
        band_of_steps: x in environment steps.
        clocks: Of each seed its environment steps [N] and the seconds [N] at them, rising.
    """
    rows = np.stack([np.interp(band_of_steps.x, at, seconds, left=math.nan, right=math.nan) for at, seconds in clocks])
    there = np.isfinite(rows).any(axis=0)
    x = np.maximum.accumulate(np.nanmedian(rows[:, there], axis=0))
    one = band_of_steps
    return Band(x=x, centre=one.centre[there], low=one.low[there], high=one.high[there], seeds=one.seeds)


def _grid(xs: Sequence[np.ndarray]) -> np.ndarray:
    """The points of all curves where they have few; else evenly spread ones."""
    points = np.unique(np.concatenate(xs))
    if len(points) <= MOST_POINTS // 2:
        return points
    return np.linspace(points[0], points[-1], MOST_POINTS // 2)


def _of_run(folder: Path) -> SeedCurve:
    refuse_links(folder)
    config = config_in(folder, described_config)
    with HistoryReader(folder / HISTORY) as reader:
        evaluations = [row for row in reader.table("evaluations", ("env_step", "mean"), "number") if is_figure(row[1])]
        stretches = np.array(reader.stretches(MOST_POINTS), np.float64).reshape(-1, 4)
    side_by_side = 1 if config is None else max(1, config.knobs.get("num_envs", 1))
    steps, episodes, seconds, returns = stretches.T
    return SeedCurve(
        part="",
        seed=0 if config is None else config.seed,
        evaluations=_rising(np.array(evaluations, np.float64).reshape(-1, 2).T),
        returns=_rising(np.stack([steps, returns])),
        # Episodes of environments that are stepped side by side take their time together.
        clock=_rising(np.stack([steps, episodes, np.cumsum(seconds) / side_by_side])),
    )


def _of_study(folder: Path, part: str) -> tuple[SeedCurve, ...]:
    study = read_counted(folder)
    return tuple(
        _seed("", seed, np.array(list(means.items()), np.float64), study.seconds.get((name, seed)), study.steps)
        for (name, seed), means in study.means.items()
        if part in ("", name)
    )


def _of_sweep(folder: Path, part: str) -> tuple[SeedCurve, ...]:
    saved = read_sweep(folder)
    definition = saved.definition
    best = Course(definition, edits=saved.edits, settings=saved.settings, results=saved.results).best
    found: dict[tuple[int, int], SeedCurve] = {}
    if is_locked(folder):
        growing: dict[tuple[int, int], dict[int, float]] = {}
        for row in read_progress(folder):
            growing.setdefault((row.trial, row.seed), {})[row.env_step] = row.mean
        for (trial, seed), means in growing.items():
            points = np.array(sorted(means.items()), np.float64)
            found[trial, seed] = _seed(f"trial {trial}", seed, points, None, definition.steps)
    for (number, seed), result in saved.results.items():
        steps = definition.job(number, saved.settings[number], seed).evaluation_steps
        points = np.array(list(zip(steps, result.means, strict=True)), np.float64)
        found[number, seed] = _seed(f"trial {number}", seed, points, result.wall_seconds, definition.steps)
    marked = {
        (number, seed): replace(
            curve,
            of_best=best is not None and number == best.number,
            reported=seed in definition.report_seeds,
        )
        for (number, seed), curve in found.items()
    }
    return tuple(curve for _, curve in sorted(marked.items()) if part in ("", curve.part))


def _seed(part: str, seed: int, points: np.ndarray, seconds: float | None, steps: int) -> SeedCurve:
    """A seed of which the evaluations [E, 2] are known; its time is taken to have passed evenly."""
    clock = np.empty((3, 0)) if seconds is None else np.array([[steps], [math.nan], [seconds]], np.float64)
    return SeedCurve(part=part, seed=seed, evaluations=_rising(points.T), returns=np.empty((2, 0)), clock=clock)


def _rising(rows: np.ndarray) -> np.ndarray:
    """Without the columns whose first number doesn't rise: a curve has one value at a place, the last there was."""
    if rows.shape[1] < 2:
        return rows
    last = np.concatenate([np.diff(rows[0]) > 0, [True]])
    kept = rows[:, last]
    return kept if (np.diff(kept[0]) > 0).all() else kept[:, np.unique(kept[0], return_index=True)[1]]
