"""The run that the engine has at the moment, and what the engine is doing: begun, worked on, ended and closed here.

It knows no commands; handlers ask it for what their commands need.
"""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dqn_engine.config.run_config import MOST_STEPS, RunConfig
from dqn_engine.messages.commands import Spectate
from dqn_engine.messages.reports import EndCause, Failure, RunEnded, RunState, StateChanged
from dqn_engine.session.failures import explained
from dqn_engine.session.live_looks import SHARE, UNHURRIED_SHARE, LiveLooks
from dqn_engine.session.pace import Pace
from dqn_engine.session.pending_exports import PendingExports
from dqn_engine.session.reporter import Reporter
from dqn_engine.session.summary import summary_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence, Sentences
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.tensorflow_settings import take_cache_troubles

if TYPE_CHECKING:
    from dqn_engine.session.opening import OpenedRun
    from dqn_engine.session.record import RunRecord
    from dqn_engine.session.scheduler import WatchedRun
    from dqn_engine.training.compiled_programs import CompiledPrograms
    from dqn_engine.training.run import Run

_OPENED = Sentence("Opened; resume to train on.")
_FORGOTTEN = Sentence("A new episode begins: this environment can't be put back into the middle of one.")


class CurrentRun:
    """The one owner of the engine's state and of its run.

    Args:
        reporter: Where everything is reported.
        chunk_steps: Steps per chunk; None adapts them so that a chunk takes about `chunk_seconds`.
        clock: Seconds that never go back, by which runs are saved.
        ends_soon: Whether the program is about to end, so that a compilation isn't waited for.

    Attributes:
        state: What the engine is doing.
        watched: The run; None before the first and between two.
        exports: Those that are being verified.
        looks: The instruments that are open.
        pace: How fast runs train.
    """

    def __init__(
        self,
        reporter: Reporter,
        chunk_steps: int | None,
        chunk_seconds: float,
        clock: Callable[[], float],
        ends_soon: Callable[[], bool] = lambda: False,
    ) -> None:
        self.reporter, self.clock = reporter, clock
        self._ends_soon = ends_soon
        self._chunk_steps, self._chunk_seconds = chunk_steps, chunk_seconds
        self.state = RunState.LOADING
        self.watched: WatchedRun | None = None
        self.exports = PendingExports(reporter.report)
        self.looks = LiveLooks()
        self.pace = Pace(clock)
        self._spectate = Spectate(command_id=0)
        self._compiled = 0  # programs, of all runs
        self._programs: CompiledPrograms | None = None  # Made once TensorFlow is there.

    # --- what it is asked ---------------------------------------------------------------------------------------------

    @property
    def is_active(self) -> bool:
        """Whether a run is training or paused, and hasn't ended."""
        return self.state in (RunState.TRAINING, RunState.PAUSED)

    def rest_s(self, longest: float) -> float:
        """How long commands can be waited for, at most `longest`: 0 where there is work to do at once."""
        if self.watched is None:
            return longest
        if self.watched.evaluations.holds_training:
            return 0.0
        return min(self.pace.wait_s(), longest) if self.state is RunState.TRAINING else longest

    def require(self, state: RunState, refusal: str) -> "WatchedRun":
        """The run, which must be in `state`.

        Raises:
            InputError: It isn't; `refusal` says so.
        """
        if self.watched is None or self.state is not state:
            raise InputError(refusal)
        return self.watched

    def existing(self, otherwise: str) -> "WatchedRun":
        """The run, also one that has ended.

        Raises:
            InputError: There is none; `otherwise` says what that means.
        """
        if self.watched is None:
            raise InputError("There is no run. {otherwise}", otherwise=otherwise)
        return self.watched

    def refuse_while_running(self) -> None:
        """Refuses what needs that no run is active; one that is only read is closed.

        Raises:
            InputError: A run is training or paused.
        """
        if self.watched is not None and self.is_active:
            if not self.watched.record.read_only:
                raise InputError("A run is active; stop it first.")
            self.close("Another run was opened.")

    # --- its life -----------------------------------------------------------------------------------------------------

    def made(self, config: RunConfig) -> "Run":
        """A run of `config`, not yet begun."""
        from dqn_engine.training.run import Run

        return Run(config, self._chunk_steps, self._chunk_seconds)

    def begin(self, run: "Run", record: "RunRecord", limit_steps: int, opened: "OpenedRun | None" = None) -> None:
        """Takes `run` as the current one and reports its beginning, and its past where it was opened."""
        from dqn_engine.session.scheduler import WatchedRun

        self.reporter.begin_run(record)
        watched = WatchedRun(run, self.reporter, record, limit_steps, self._spectate)
        try:
            watched.begin(opened)
        except BaseException:
            watched.close()
            raise
        self.looks.forget()
        self.watched = watched

    def open(self, path: Path, steps: int) -> None:
        """Restores the run in `path` at its newest whole checkpoint, paused; `steps` more end it (0: none do).

        Raises:
            InputError: A run is active, or this one can't be opened.
        """
        from dqn_engine.session.opening import open_run

        self.refuse_while_running()
        opened = open_run(path, self._chunk_steps, self._chunk_seconds, self.clock)
        self.close("Another run was opened.")
        limit_steps = opened.run.env_steps + steps if steps else MOST_STEPS
        with given_up_unless_begun(opened.record.close):
            self.begin(opened.run, opened.record, limit_steps, opened)
        forgotten = [_FORGOTTEN] if opened.run.forgets_episodes else []
        self.enter(RunState.PAUSED, opened.record.read_only or Sentences(*opened.troubles, *forgotten, _OPENED))
        if self.watched is not None:
            self.watched.report_progress(RunState.PAUSED)

    def end(
        self,
        watched: "WatchedRun",
        state: RunState,
        reason: str,
        cause: EndCause = EndCause.USER,
        *,
        sound: bool = True,
    ) -> None:
        """Ends training; the network can still be watched and saved. `sound`: continuing from here makes sense."""
        run, record = watched.run, watched.record
        watched.evaluations.drop()
        watched.report_progress(state)
        summary = summary_of(run, reason)
        on_disk = {**summary, "ended_by": str(cause), "mean_return_100": run.mean_return_100}
        refusal = record.end(run, on_disk, sound=sound)
        for kind, fields in record.news():
            self.reporter.report(kind, **fields)
        if refusal is not None:
            what = Sentence("The run as it ended could not be saved whole.")
            remedies = [
                Sentence("The weights that it ended with are saved.")
                if record.saved_weights
                else Sentence(
                    "The weights that it ended with aren't saved; where it is open in the window, they can still be "
                    "saved elsewhere."
                )
            ]
            if record.last_saved is not None:
                resumed = Sentence("It can be resumed from {last_saved_name}.", last_saved_name=record.last_saved.name)
                remedies.insert(0, resumed)
            remedy = Sentences(*remedies)
            self.reporter.report(Failure, what=what, why=str(refusal), remedy=remedy)
        self.enter(state, reason)
        unsaved = "" if refusal is None else str(refusal)
        self.reporter.report(RunEnded, **summary, cause=cause, unsaved=unsaved)

    def close(self, reason: str) -> None:
        """Ends the run, if it is active, and leaves it."""
        watched = self.watched
        if watched is None:
            return
        if self.is_active:
            self.end(watched, RunState.STOPPED, reason, EndCause.LEFT)
        self.watched = None
        watched.close()

    def fail(self, error: BaseException) -> None:
        """Reports what went wrong, with what to do, and ends the run if it is active."""
        watched = self.watched
        if watched is None:
            told = explained(error, knobs=None, folder=None, last_saved=None)
        else:
            record = watched.record
            told = explained(error, knobs=watched.run.knobs, folder=record.path, last_saved=record.last_saved)
        self.reporter.report(Failure, what=told.what, why=told.why, remedy=told.remedy, details=told.details)
        if watched is not None and self.state not in (RunState.STOPPED, RunState.FAILED):
            try:
                self.end(watched, RunState.FAILED, told.what, EndCause.FAILURE, sound=told.sound)
            except BaseException as second:  # Ending it breaks as well; the program around it must not.
                if is_the_users(second):
                    raise
                told = explained(second, knobs=None, folder=None, last_saved=None)
                self.reporter.report(
                    Failure, what=Sentence("The run could not be ended properly."), why=told.why, remedy=told.remedy,
                    details=told.details,
                )  # fmt: skip
                self.enter(RunState.FAILED, told.what)

    # --- its work -----------------------------------------------------------------------------------------------------

    def work(self) -> None:
        """One slice: of an evaluation if one is due, else a chunk of training; then the spectator."""
        self.exports.poll()
        watched = self.watched
        if watched is None:
            return
        for kind, fields in watched.record.attend(watched.run, watched.evaluations.settle):
            self.reporter.report(kind, **fields)
        watched.tell_troubles()
        trains = self.state is RunState.TRAINING
        if watched.evaluations.is_beside and not watched.evaluations.holds_training:
            self._tell(watched.evaluations.advance())
        ending = watched.ending() if trains else None
        if ending is not None:
            self.end(watched, RunState.STOPPED, ending.reason, ending.cause)
        elif watched.evaluations.holds_training:
            with self._counted(watched, counts=trains):
                self._tell(watched.evaluations.advance())
        elif trains and (steps := self.pace.steps_due(MOST_STEPS)):
            if not self._train(watched, steps):
                return
            watched.report_histogram()
            if self.pace.is_single:
                self.looks.look_again()
        if not trains:
            watched.complete_histogram()
        watched.spectate()
        # Where training isn't held up by it, more of the time may be looked.
        watched.look(
            self.looks, SHARE if self.state is RunState.TRAINING and not self.pace.is_slow else UNHURRIED_SHARE
        )

    def train_to(self, watched: "WatchedRun", env_step: int) -> None:
        """Trains up to exactly that environment step, or up to the run's limit; less where the program ends soon.

        Raises:
            InputError: The limit is reached already.
        """
        if watched.run.env_steps >= watched.limit_steps:
            raise InputError(
                "All {limit_steps:,} steps are done; resume to end the run.", limit_steps=watched.limit_steps
            )
        last_step = min(env_step, watched.limit_steps)
        while watched.run.env_steps < last_step:
            watched.evaluations.finish(self._ends_soon)
            if self._ends_soon() or not self._train(watched, last_step - watched.run.env_steps):
                return
        self.looks.look_again()

    def settle(self) -> None:
        """Waits for what is done beside the training, so that the run is whole: before it is saved, changed or left."""
        if self.watched is not None:
            self.watched.evaluations.settle()
            self._tell(self.watched.evaluations.take_trouble())

    def control_spectator(self, spectate: Spectate) -> None:
        """Has the watched environment run as the command says, and that of every later run."""
        self._spectate = spectate
        if self.watched is not None:
            self.watched.control_spectator(spectate)

    def enter(self, state: RunState, detail: str = "") -> None:
        """Changes what the engine is doing, and reports it."""
        self.state = state
        self.reporter.report(StateChanged, state=state, detail=detail)

    def _train(self, watched: "WatchedRun", most_steps: int) -> bool:
        """Trains a chunk, in a program that is there or else is compiled first; False where all ends before it is.

        Until a program has been compiled nothing is written to what it works on, so that the run can be saved and
        closed while that still goes on; the process ends over it.
        """
        state = self.state
        if watched.run.needs_compilation and not self._compiled_programs.lend(watched.run):
            self.enter(RunState.COMPILING, Sentence("Compiling the program, about 3 s."))
            # The first step of all isn't held up by what is given back.
            compiled = watched.compile(self.looks, self._ends_soon, gives_back=self._compiled > 0)
            self._compiled += 1
            self.enter(state, take_cache_troubles())
            if not compiled:
                return False
            self._compiled_programs.keep(watched.run)
        with self._counted(watched):
            self._tell(watched.train(most_steps))
        watched.report_progress(self.state)
        return True

    @property
    def _compiled_programs(self) -> "CompiledPrograms":
        if self._programs is None:
            from dqn_engine.training.compiled_programs import CompiledPrograms

            self._programs = CompiledPrograms()
        return self._programs

    @contextlib.contextmanager
    def _counted(self, watched: "WatchedRun", *, counts: bool = True) -> Iterator[None]:
        """Counts the time of the block in the run's; compiling isn't among what it is around."""
        begun_s = self.clock()
        yield
        watched.stopping.elapsed_s += self.clock() - begun_s if counts else 0.0

    def _tell(self, sentence: str) -> None:
        if sentence:
            self.enter(self.state, sentence)


@contextlib.contextmanager
def given_up_unless_begun(give_up: Callable[[], None]) -> Iterator[None]:
    """Gives the folder up again where the run that it was opened for can't begin."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(Exception):  # Why the run can't begin is what matters.
            give_up()
        raise
