"""What has happened in the current run, stored so that any number of steps can be drawn: curves, evaluations, changes.

Reports go in, decimating series come out. No widgets and no Qt. `revision` grows with every change, so that a plot can
tell whether there is anything new. Reports of another run than the one begun last are ignored.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EvaluationDone,
    KnobsChanged,
    ParentEpisodes,
    Progress,
    RunStarted,
)
from workbench.state.acting_rate import scheduled_fraction
from workbench.state.decimating_series import DecimatingSeries
from workbench.state.x_scale import XScale, XUnit

RETURN_WINDOW_EPISODES = 100
# Episodes whose windows are laid out at once: bounds the memory of a large catch-up.
_BLOCK_EPISODES = 4096
_CURVES = ("loss", "td_error", "gradient_norm", "q_mean", "q_max", "epsilon", "beta")
_SAMPLED = ("learning_rate", "steps_per_second", "noise_sigma")
_NO_RETURNS = np.full(RETURN_WINDOW_EPISODES - 1, math.nan)


class RunHistory:
    """The series of one run, by the environment step they were taken at.

    Attributes:
        revision: Grows by at least one with everything that is added.
        run: The report the run began with; None before the first.
        episode_return: One point per episode.
        mean_return: The mean of the last 100 episodes (of all of them while there are fewer), one point per episode.
        parent_name: The run that this one was forked from; empty where there is none or it is gone.
        parent_return: Its `mean_return`, also after the fork.
        returns_are_binary: Whether every return so far was 0 or 1: a task that is done, or isn't.
        episode_length, mean_length: Of the same episodes, in environment steps.
        loss, td_error, gradient_norm, q_mean, q_max, epsilon, beta: As in `Curves`.
        learning_rate: The one that acts, since the run began or was opened; so the next two.
        steps_per_second, noise_sigma: As in `Progress`.
        episodes: How many episodes have ended.
        minutes: Of training: those before the run was opened from how long its episodes took, where that is known.
        parent_episodes, parent_minutes: The same of the parent.
        window_from: The step after which the episodes of the newest mean began.
    """

    episode_return: DecimatingSeries
    mean_return: DecimatingSeries
    parent_return: DecimatingSeries
    episode_length: DecimatingSeries
    mean_length: DecimatingSeries
    loss: DecimatingSeries
    td_error: DecimatingSeries
    gradient_norm: DecimatingSeries
    q_mean: DecimatingSeries
    q_max: DecimatingSeries
    epsilon: DecimatingSeries
    beta: DecimatingSeries
    learning_rate: DecimatingSeries
    steps_per_second: DecimatingSeries
    noise_sigma: DecimatingSeries
    episodes: DecimatingSeries
    minutes: DecimatingSeries
    parent_episodes: DecimatingSeries
    parent_minutes: DecimatingSeries

    def __init__(self) -> None:
        self.revision = 0
        self.run: RunStarted | None = None
        self._clear()

    @property
    def evaluations(self) -> Sequence[EvaluationDone]:
        """Every evaluation, oldest first."""
        return self._evaluations

    @property
    def knob_changes(self) -> Sequence[KnobsChanged]:
        """The ledger of the run, oldest first."""
        return self._knob_changes

    @property
    def last_step(self) -> float:
        """The largest environment step anything is known of."""
        return max(self._own_step, self._parent_step)

    def begin_run(self, report: RunStarted) -> None:
        """Forgets everything and takes reports of this run from now on."""
        self._clear()
        self.run = report
        self._envs = max(int(report.config.knobs["num_envs"]), 1)
        self._knobs = {**report.config.knobs, **report.knobs_now}
        self.revision += 1

    def add_curves(self, report: Curves) -> None:
        """Adds the curves of one chunk."""
        if self._is_of_this_run(report):
            for name in _CURVES:
                getattr(self, name).extend(report.env_step, getattr(report, name))
            self._grown_to(report.env_step)

    def add_episodes(self, report: EpisodesEnded) -> None:
        """Adds finished episodes."""
        if not self._is_of_this_run(report):
            return
        returns = np.asarray(report.episode_return, np.float64)
        for start in range(0, len(returns), _BLOCK_EPISODES):
            block = slice(start, start + _BLOCK_EPISODES)
            self.episode_return.extend(report.env_step[block], returns[block])
            means, self._recent = _window_means(self._recent, returns[block])
            self.mean_return.extend(report.env_step[block], means)
            lengths = np.asarray(report.length_steps[block], np.float64)
            self.episode_length.extend(report.env_step[block], lengths)
            means, self._recent_lengths = _window_means(self._recent_lengths, lengths)
            self.mean_length.extend(report.env_step[block], means)
        self.returns_are_binary = self.returns_are_binary and bool(np.isin(returns, (0.0, 1.0)).all())
        self._add_past_minutes(report)
        _count(self.episodes, report.env_step)
        ends = np.concatenate((self._recent_ends, np.asarray(report.env_step, np.float64)))
        self._recent_ends = ends[-RETURN_WINDOW_EPISODES - 1 :]
        self.window_from = int(ends[-RETURN_WINDOW_EPISODES - 1]) if len(ends) > RETURN_WINDOW_EPISODES else 0
        self._grown_to(report.env_step)

    def add_progress(self, report: Progress) -> None:
        """Adds how long the training has taken."""
        if self._is_of_this_run(report) and report.env_steps >= self._timed_step:
            if not self._is_timed:
                self._begin_timing()
            self._timed_step = report.env_steps
            self.minutes.extend([report.env_steps], [self._minutes_before + report.trained_s / 60])
            rate = self._knobs["learning_rate"] * scheduled_fraction(self._knobs, report.updates)
            for name, value in zip(_SAMPLED, (rate, report.steps_per_second, report.noise_sigma), strict=True):
                getattr(self, name).extend([report.env_steps], [value])

    def scale(self, unit: XUnit) -> XScale:
        """What turns steps into places on an axis of that unit, as far as is known by now."""
        return _scale(unit, self._own_step, self.episodes, self.minutes)

    def window_before(self, step: float) -> int:
        """The step after which the last 100 episodes began that had ended at `step`: as near as long runs keep it."""
        scale = self.scale(XUnit.EPISODES)
        place = scale.place(step)
        before = math.floor(place) - RETURN_WINDOW_EPISODES if math.isfinite(place) else 0
        return round(scale.step(before)) if before > 0 else 0

    def parent_scale(self, unit: XUnit) -> XScale:
        """The same of the run that this one was forked from, whose steps after the fork are others."""
        return _scale(unit, self._parent_step, self.parent_episodes, self.parent_minutes)

    def add_parent(self, report: ParentEpisodes) -> None:
        """Adds the episodes of the run that this one was forked from."""
        if not self._is_of_this_run(report):
            return
        self.parent_name, recent = report.name, _NO_RETURNS
        for start in range(0, len(report.env_step), _BLOCK_EPISODES):
            block = slice(start, start + _BLOCK_EPISODES)
            means, recent = _window_means(recent, report.episode_return[block])
            self.parent_return.extend(report.env_step[block], means)
        _count(self.parent_episodes, report.env_step)
        if len(report.seconds) and np.isfinite(report.seconds).all():
            self.parent_minutes.extend([0.0], [0.0])
            self.parent_minutes.extend(report.env_step, np.cumsum(report.seconds) / self._envs / 60)
        if len(report.env_step):
            self._parent_step = float(report.env_step[-1])
            self.revision += 1

    def add_evaluation(self, report: EvaluationDone) -> None:
        """Adds a greedy evaluation."""
        if self._is_of_this_run(report):
            self._evaluations.append(report)
            self._grown_to(np.array([report.env_step]))

    def add_knob_changes(self, report: KnobsChanged) -> None:
        """Adds an entry of the ledger."""
        if self._is_of_this_run(report):
            self._knob_changes.append(report)
            self._knobs |= {change.name: change.new for change in report.changes}
            self._grown_to(np.array([report.env_step]))

    def _clear(self) -> None:
        self.episode_return = DecimatingSeries()
        self.mean_return = DecimatingSeries()
        self.parent_return = DecimatingSeries()
        self.parent_name = ""
        self.episodes, self.minutes = DecimatingSeries(), DecimatingSeries()
        self.parent_episodes, self.parent_minutes = DecimatingSeries(), DecimatingSeries()
        self._is_timed, self._minutes_before = False, 0.0
        self._past_is_timed = True
        self._recent_ends = np.empty(0)
        self.window_from = self._timed_step = 0
        for name in (*_CURVES, *_SAMPLED, "episode_length", "mean_length"):
            setattr(self, name, DecimatingSeries())
        self.returns_are_binary = True
        self._knobs: dict[str, Any] = {}
        self._evaluations: list[EvaluationDone] = []
        self._knob_changes: list[KnobsChanged] = []
        self._recent = self._recent_lengths = _NO_RETURNS
        self._own_step = self._parent_step = 0.0

    def _add_past_minutes(self, report: EpisodesEnded) -> None:
        """Counts the time of what came before the run was opened; later the training's own clock counts."""
        if self.run is None:
            return
        past = np.asarray(report.env_step) <= self.run.env_step
        if self._is_timed or not past.any():
            return
        seconds = np.asarray(report.seconds, np.float64)
        self._past_is_timed = self._past_is_timed and len(seconds) == len(past) and bool(np.isfinite(seconds).all())
        if self._past_is_timed:
            if not len(self.minutes):
                self.minutes.extend([0.0], [0.0])
            before = self.minutes.latest
            self.minutes.extend(report.env_step[past], before + np.cumsum(seconds[past]) / self._envs / 60)

    def _begin_timing(self) -> None:
        """Adds to the time before the run was opened; begins at 0 where nobody knows it."""
        opened_at = self.run.env_step if self.run is not None else 0
        if not self._past_is_timed:
            self.minutes = DecimatingSeries()
        place = _scale(XUnit.MINUTES, opened_at, self.episodes, self.minutes).place(opened_at)
        self._is_timed, self._minutes_before = True, place if math.isfinite(place) else 0.0
        self.minutes.extend([opened_at], [self._minutes_before])

    def _is_of_this_run(self, report: Report) -> bool:
        return self.run is not None and report.run_id == self.run.run_id

    def _grown_to(self, env_steps: NDArray[np.number]) -> None:
        if len(env_steps):
            self._own_step = max(self._own_step, float(env_steps[-1]))
            self.revision += 1


def _count(episodes: DecimatingSeries, env_steps: NDArray[np.number]) -> None:
    """Counts episodes that ended at these steps; before the first, none had at step 0."""
    if len(env_steps):
        if not len(episodes):
            episodes.extend([0.0], [0.0])
        episodes.extend(env_steps, episodes.points + np.arange(len(env_steps)))


def _scale(unit: XUnit, newest_step: float, episodes: DecimatingSeries, minutes: DecimatingSeries) -> XScale:
    match unit:
        case XUnit.STEPS:
            return XScale(newest_step)
        case XUnit.EPISODES:
            # One episode is in progress; before any has ended, it is the first.
            return XScale(newest_step, episodes if len(episodes) else _begun(), most_after=1.0)
        case XUnit.MINUTES:
            return XScale(newest_step, minutes)


def _begun() -> DecimatingSeries:
    begun = DecimatingSeries(2)
    begun.extend([0.0], [0.0])
    return begun


def _window_means(
    recent: NDArray[np.float64], returns: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean over each episode and the 99 before it, [K], and the 99 newest; summed afresh, so that nothing drifts.

    Args:
        recent: The 99 episodes before; NaN where there were fewer.
        returns: The episodes that are new, [K].
    """
    known = np.concatenate((recent, returns))
    windows = np.lib.stride_tricks.sliding_window_view(known, RETURN_WINDOW_EPISODES)  # [K, 100]
    finite = np.isfinite(windows)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(finite, windows, 0.0).sum(axis=1) / finite.sum(axis=1)
    return means, known[len(returns) :]
