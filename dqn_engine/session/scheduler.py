"""A run and what accompanies it: its evaluations, its spectator, and the reports about it."""

import time
from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from dqn_engine.config.notices import Notice, NoticeKind, NoticeValues, first_notices, precision_notice
from dqn_engine.environments.global_generators import NumbersApart
from dqn_engine.messages.commands import Spectate
from dqn_engine.messages.reports import (
    Curves,
    EndCause,
    EpisodesEnded,
    EpisodesForgotten,
    EvaluationDone,
    HeldMoment,
    Looks,
    NoticeGiven,
    ParentEpisodes,
    PicturesFailed,
    PriorityHistogram,
    Progress,
    RunStarted,
    RunState,
    SpectatorSteps,
    Stalled,
)
from dqn_engine.networks.noise_size import sigma_size
from dqn_engine.networks.policies import GreedyPolicy
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.play.spectator import Spectator
from dqn_engine.play.spectator_step import SpectatorStep
from dqn_engine.probes.state_maps import grid_of
from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.session.evaluations import Evaluations
from dqn_engine.session.live_looks import LiveLooks
from dqn_engine.session.opening import OpenedRun
from dqn_engine.session.past import parent_episodes, past_reports
from dqn_engine.session.record import RunRecord
from dqn_engine.session.reporter import Reporter
from dqn_engine.session.stopping import Ending, StopRule
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.system.beside import do_beside
from dqn_engine.system.errors import BrokenEnvironmentError, DivergedError
from dqn_engine.system.foreign_code import take_troubles
from dqn_engine.system.memory import give_back_free_memory
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.watchdog import Watchdog
from dqn_engine.training import chunk_summaries
from dqn_engine.training.episode_clock import EpisodeClock
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.run import Run

_POLICY_EVERY_S = 0.15
_HISTOGRAM_EVERY_S = 0.25
_UNWATCHED_TURN_S = 0.05
_HISTOGRAM_SHARE = 0.03
_MOST_BROKEN, _FORGIVEN_STEPS = 3, 1000
"""An environment that breaks so often within so many steps ends the run."""


class WatchedRun:
    """Does a run's work slice by slice and reports it.

    Args:
        record: The run on the disk.
        limit_steps: Environment steps after which the run is over.
        spectate: How its spectator begins.
    """

    def __init__(
        self,
        run: Run,
        reporter: Reporter,
        record: RunRecord,
        limit_steps: int,
        spectate: Spectate,
    ) -> None:
        self.run = run
        self._reporter = reporter
        self.record = record
        self.limit_steps = limit_steps
        self.stopping = StopRule(run.env_steps, run.info.return_threshold)
        frame_stack, masks = run.knobs["frame_stack"], run.knobs["action_mask"]
        self.spectator = Spectator(run.info, run.config.seed, frame_stack=frame_stack, masks=masks)
        self.control_spectator(spectate)
        self._spectator_numbers = NumbersApart(run.config.seed)
        self._next_histogram_s = self._next_sigma_s = self._next_policy_s = 0.0
        self._histogram_step = 0  # Of which environment step the last one is.
        self._shown_policy: GreedyPolicy | None = None  # what the view is played with
        self._shown_policy_step = 0
        self._held_told: tuple[GreedyPolicy, int] | None = None  # when what is held was looked at
        self._held_step: SpectatorStep | None = None  # as it was told last
        self._sigma = float("nan")
        self._numbers: dict[str, float] = {}  # that the last chunk ended with, or the run was left with
        self._broken_at: list[int] = []
        self._told_our_limit = self._told_masks_differ = False
        self._told_limits: list[NoticeValues] = []
        self._episode_clock = EpisodeClock(run.knobs["num_envs"])
        self._watchdog = Watchdog(self._report_stalled)
        self.evaluations = Evaluations(run, reporter, record, self._watchdog, self._take_evaluation)

    def begin(self, opened: OpenedRun | None = None) -> None:
        """Reports that the run began, or was opened, and then what happened in it before.

        Raises:
            InputError: Its history can't be read.
        """
        run, record = self.run, self.record
        self._reporter.report(
            RunStarted,
            config=run.config,
            action_labels=run.info.action_labels,
            observation_labels=run.info.view_labels or run.info.observation_labels,
            input_labels=run.info.observation_labels if run.info.view_labels else (),
            step_hz=run.info.step_hz,
            episode_limit_steps=run.info.episode_limit_steps,
            return_threshold=run.info.return_threshold,
            folder=str(record.path or ""),
            parent=record.parent,
            env_step=run.env_steps,
            knobs_now=dict(run.knobs),
            read_only=bool(record.read_only),
            troubles=opened.troubles if opened else (),
            lost_steps=opened.lost_steps if opened and not record.read_only else 0,
            world=self.spectator.world,
            grid=grid_of(run.info),
        )
        if not run.info.image_shape:  # As of those evaluated.
            self.evaluations.policies.begin(run.env_steps, run.policy_weights())
        if opened is not None and opened.history is not None:
            with opened.history:
                self._report_past(opened.history)
        else:
            for notice in first_notices(run.config, run.info):
                self._notice(notice)
            self.tell_limits_that_end_nothing()

    def tell_limits_that_end_nothing(self) -> None:
        """Tells of each limit that ends nothing, once for each value."""
        for notice in self.stopping.limits_that_end_nothing(self.run.env_steps, self.run.knobs):
            limit = {name: value for name, value in notice.values.items() if name != "reached"}
            if limit not in self._told_limits:
                self._told_limits.append(limit)
                self._notice(notice)

    def ending(self) -> Ending | None:
        """Why the run is to end now: all steps are done and evaluated, or another criterion is reached."""
        if self.evaluations.holds_training:
            return None
        if self.run.env_steps >= self.limit_steps:
            return Ending(
                cause=EndCause.STEPS,
                reason=Sentence("All {limit_steps:,} steps are done.", limit_steps=self.limit_steps),
            )
        return self.stopping.reached(self.run.env_steps, self.run.knobs)

    def train(self, most_steps: int) -> str:
        """Trains one chunk, at most up to the next evaluation, which it then begins.

        Returns:
            A sentence where the environment broke and new episodes were begun instead; else nothing.

        Raises:
            DivergedError: An update was not finite.
            BrokenEnvironmentError: The environment broke for the third time in a short while.
        """
        run, every = self.run, self.run.knobs["evaluate_every"]
        most_steps = min(most_steps, self.limit_steps - run.env_steps)
        most_steps = min(most_steps, self.stopping.steps_left(run.env_steps, run.knobs) or most_steps)
        if every:
            most_steps = min(most_steps, every - run.env_steps % every)
        weights_every = run.knobs["weights_every"]
        if weights_every:
            most_steps = min(most_steps, weights_every - run.env_steps % weights_every)
        begun_s = time.perf_counter()
        try:
            with self._watchdog.watching():
                metrics, first_step = run.train(most_steps)
        except BrokenEnvironmentError as error:
            return self._begin_again(error)
        episodes = chunk_summaries.episodes_of(metrics, first_step)
        took_s = time.perf_counter() - begun_s
        seconds = self._episode_clock.after_chunk(first_step, len(metrics), took_s, episodes["env_step"])
        if len(seconds):
            self._reporter.record(EpisodesEnded, **episodes, seconds=seconds)
            self._notice_our_limit(episodes["length_steps"][episodes["truncated"]])
        self._reporter.record(Curves, **chunk_summaries.curves_of(metrics, first_step))
        broken_row = chunk_summaries.not_finite_at(metrics)
        if broken_row is not None:
            raise DivergedError(
                "At environment step {first_step:,} the loss or its gradient overflowed; the last finite weights stay.",
                first_step=first_step + broken_row,
            )
        edge = run.range_edge()
        if edge is not None:
            self._notice(Notice(kind=NoticeKind.RANGE_EDGE, values=edge._asdict()))
        lost = run.lost_digits(at_once=run.env_steps >= self.limit_steps)
        if lost is not None:
            self._notice(precision_notice(*lost))
        if run.masks_differ and not self._told_masks_differ:
            self._told_masks_differ = True
            self._notice(Notice(kind=NoticeKind.MASKS_DIFFER, values={}))
        if weights_every and run.env_steps % weights_every == 0:
            self.record.save_numbered(run)
        if every and run.env_steps % every == 0:
            self.evaluations.begin()
        return ""

    def control_spectator(self, spectate: Spectate) -> None:
        """Lets the spectator run as the command says."""
        at = (spectate.episode, spectate.step) if spectate.step else None
        self.spectator.control(speed=spectate.speed, held=spectate.held, pictures=spectate.pictures, at=at)

    def grab(self, change: Callable[[Spectator], None]) -> None:
        """Changes what is watched; what an environment does then to the process's generators, training never sees.

        Raises:
            InputError: That can't be.
        """
        with self._watchdog.watching(), self._spectator_numbers.in_use():
            change(self.spectator)

    def spectate(self) -> None:
        """Reports the spectator's steps that have become due; where it is held, what is new there."""
        self._spectate(self._newest_policy)
        if self.spectator.held:
            self._tell_held()
        else:
            self._held_step = None

    def _tell_held(self) -> None:
        """A few times a second, as often as the policy is read: less than playing costs."""
        policy, spectator = self._newest_policy(), self.spectator
        if (policy, spectator.changes) == self._held_told:
            return
        self._held_told = (policy, spectator.changes)
        step = spectator.held_step(policy)
        if step is not None and step != self._held_step:
            self._held_step = step
            self._reporter.report(
                HeldMoment, step=step, env_step=self._shown_policy_step, branched=spectator.take_branched()
            )

    def _newest_policy(self) -> GreedyPolicy:
        """The newest, but read from the program only a few times a second: with every chunk it costs a hundredth."""
        now_s = time.perf_counter()
        if self._shown_policy is None or now_s >= self._next_policy_s:
            self._shown_policy, self._next_policy_s = self.run.policy(), now_s + _POLICY_EVERY_S
            self._shown_policy_step = self.run.env_steps
        return self._shown_policy

    def _spectate(self, policy: Callable[[], GreedyPolicy]) -> None:
        spectator = self.spectator
        with self._watchdog.watching(), self._spectator_numbers.in_use():
            steps = spectator.advance(policy)
        if steps:
            self._reporter.report(
                SpectatorSteps,
                steps=steps,
                speed=spectator.speed,
                held=spectator.held,
                pictures=spectator.pictures,
            )
        failure = spectator.take_picture_failure()
        if failure is not None:
            why, details = failure
            self._reporter.report(PicturesFailed, why=why, details=details, plays_on=not spectator.broke)

    def compile(
        self, looks: LiveLooks, given_up: Callable[[], bool] = lambda: False, *, gives_back: bool = False
    ) -> bool:
        """Compiles the program, and has ready what the open instruments need; the watched agent plays on meanwhile.

        Args:
            looks: The instruments.
            given_up: Asked again and again whether it is waited for no more.
            gives_back: What the program before it and the compiler leave free goes back to the system.

        Returns:
            Whether it is compiled; where it was given up, the run can only be saved and closed.
        """

        def prepare() -> None:
            with looks.preparing(lambda: subject_of(self.run)):
                self.run.compile()
            if gives_back:
                give_back_free_memory()

        # Nobody watches, or there is nothing to see yet, and the first step is waited for.
        if self.spectator.held or not self.run.env_steps:
            return do_beside(prepare, lambda: None, _UNWATCHED_TURN_S, given_up)
        policy = self.run.policy()  # Asked for before, since the weights belong to what is compiled.
        return do_beside(prepare, lambda: self._spectate(lambda: policy), given_up=given_up)

    def look(self, looks: LiveLooks, share: float) -> None:
        """Reports what the open instruments show, where one shows something new; at most that part of the time."""

        def subject() -> Subject:
            return subject_of(run).seen_at(*spectator.episode).having(self.evaluations.policies.all)

        run, spectator = self.run, self.spectator
        found = looks.advance((run.env_steps, run.updates, spectator.steps_played, spectator.changes), subject, share)
        if found:
            self._reporter.report(Looks, looks=found)

    def report_progress(self, state: RunState) -> None:
        """Reports the run's numbers, once there are any."""
        run, row = self.run, self.run.last_row
        if row is not None:
            loss = float(row[COLUMN.loss]) if row[COLUMN.updates] else float("nan")
            self._numbers = {"epsilon": float(row[COLUMN.epsilon]), "beta": float(row[COLUMN.beta]), "loss": loss}
        if not self._numbers:
            return
        self._reporter.report(
            Progress,
            state=state,
            env_steps=run.env_steps,
            updates=run.updates,
            episodes=run.episodes,
            steps_per_second=float("nan") if row is None else run.steps_per_second,
            mean_return_100=run.mean_return_100,
            **self._numbers,
            compile_seconds=run.compile_seconds,
            trained_s=self._episode_clock.trained_s,
            elapsed_s=self.stopping.elapsed_s,
            noise_sigma=self._noise_sigma(),
            **({} if run.time_spent is None else asdict(run.time_spent)),
        )

    def _noise_sigma(self) -> float:
        """Looked up a few times a second: it takes a copy of the weights."""
        if self.run.knobs["noisy"] and time.perf_counter() >= self._next_sigma_s:
            self._sigma = sigma_size(self.run.program.acting_weights())
            self._next_sigma_s = time.perf_counter() + _HISTOGRAM_EVERY_S
        return self._sigma

    def report_histogram(self) -> None:
        """Reports the priorities a few times a second, less often where that costs more."""
        begun = time.perf_counter()
        if begun < self._next_histogram_s:
            return
        fields = self.run.priority_histogram() or chunk_summaries.NO_HISTOGRAM
        self._reporter.report(PriorityHistogram, prioritized=self.run.knobs["prioritized"], **fields)
        self._histogram_step = self.run.env_steps
        took = time.perf_counter() - begun
        self._next_histogram_s = begun + max(_HISTOGRAM_EVERY_S, took / _HISTOGRAM_SHARE)

    def complete_histogram(self) -> None:
        """Reports the priorities of a run that stands still, where those of its last steps weren't told."""
        if self._histogram_step != self.run.env_steps:
            self.report_histogram()

    def close(self) -> None:
        """Closes the environments."""
        self._watchdog.close()
        self.run.close()
        self.spectator.close()
        self.evaluations.close()

    def _report_stalled(self, seconds: float) -> None:
        self._reporter.report(Stalled, seconds=seconds, saved=self.record.last_saved is not None)

    def _begin_again(self, error: BrokenEnvironmentError) -> str:
        """Gives up the current episodes; what was learned from them stays."""
        run = self.run
        self._broken_at = [step for step in self._broken_at if run.env_steps - step < _FORGIVEN_STEPS] + [run.env_steps]
        if len(self._broken_at) == _MOST_BROKEN:
            raise error
        run.begin_new_episodes()
        self._episode_clock.begin_again()
        self._reporter.record(EpisodesForgotten, env_step=run.env_steps, update=run.updates)
        return Sentence(
            "{error} Its episode was given up and a new one begun ({count} of {most_broken}).",
            error=error,
            count=len(self._broken_at),
            most_broken=_MOST_BROKEN,
        )

    def tell_troubles(self) -> None:
        """Reports what there is to tell about the code of environments since the last time."""
        for trouble in take_troubles():
            self._notice(Notice(kind=NoticeKind.FOREIGN_CODE, values={"sentence": trouble}))

    def _notice(self, notice: Notice) -> None:
        self._reporter.record(NoticeGiven, env_step=self.run.env_steps, notice=notice)

    def _notice_our_limit(self, truncated_lengths: np.ndarray) -> None:
        """Tells once that an episode was cut off by a limit that isn't the environment's own."""
        limit = self.run.info.our_limit_steps
        if limit and (truncated_lengths >= limit).any():
            self._tell_our_limit()

    def _tell_our_limit(self) -> None:
        if not self._told_our_limit:
            self._told_our_limit = True
            self._notice(Notice(kind=NoticeKind.OUR_LIMIT, values={"steps": self.run.info.our_limit_steps}))

    def _take_evaluation(self, result: Evaluation) -> None:
        if result.cut_off:
            self._tell_our_limit()
        self.stopping.evaluated(result.mean)

    def _report_past(self, history: HistoryReader) -> None:
        """Tells what happened before; begins an evaluation that was due when the run was left, and not finished."""
        evaluated_step = 0
        for kind, fields in past_reports(history):
            self._reporter.report(kind, **fields)
            if kind is EvaluationDone:
                evaluated_step = fields["env_step"]
            elif kind is Curves:
                self._numbers = {name: float(fields[name][-1]) for name in ("epsilon", "beta", "loss")}
        parent = parent_episodes(history)
        if parent is not None:
            self._reporter.report(ParentEpisodes, **parent)
        self.report_histogram()
        if self.record.read_only:
            return
        steps, every = self.run.env_steps, self.run.knobs["evaluate_every"]
        if self.run.forgets_episodes:
            self._reporter.record(EpisodesForgotten, env_step=steps, update=self.run.updates)
        if every and steps and steps % every == 0 and evaluated_step < steps:
            self.evaluations.begin()
