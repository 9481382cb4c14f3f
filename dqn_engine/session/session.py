"""`TrainingSession`: takes commands, trains chunk by chunk, moves the spectator, publishes reports.

It blocks, and knows no thread and no Qt: its host chooses those. TensorFlow is imported in `run`, not before.
"""

import contextlib
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dqn_engine.messages.commands import (
    Export,
    Fork,
    LoadWeights,
    OpenRun,
    Pause,
    Resume,
    Rewind,
    SaveCheckpoint,
    SaveWeights,
    SetKnobs,
    Shutdown,
    Spectate,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CommandApplied,
    CommandRefused,
    Failure,
    KnobsChanged,
    RunEnded,
    RunState,
    StateChanged,
    WeightsLoaded,
    WeightsSaved,
)
from dqn_engine.session import engine_loading
from dqn_engine.session.failures import explained
from dqn_engine.session.pending_exports import PendingExports
from dqn_engine.session.reporter import Reporter
from dqn_engine.system.errors import DivergedError, InputError, UnknownEnvironmentError
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    from dqn_engine.session.opening import OpenedRun
    from dqn_engine.session.record import RunRecord
    from dqn_engine.session.scheduler import WatchedRun
    from dqn_engine.training.run import Run

_IDLE_WAIT_S = 0.01
_NO_LIMIT = 2**31 - 1
_OPENED = "Opened; resume to train on."
_FORGOTTEN = "A new episode begins: this environment can't be put back into the middle of one."


class TrainingSession:
    """The engine behind a window or a command line.

    Args:
        commands: Where commands arrive, in order.
        publish: Called with each report, on the thread that runs `run`.
        device: `auto`, `cpu` or `gpu:0`.
        chunk_steps: Steps per chunk; None adapts them so that a chunk takes about `chunk_seconds`.
        chunk_seconds: Commands wait so long; a call and its reports cost some milliseconds.
        clock: Seconds that never go back, by which runs are saved.
    """

    def __init__(
        self,
        commands: "queue.SimpleQueue[Command]",
        publish: Callable[[Report], None],
        device: str = "auto",
        chunk_steps: int | None = None,
        chunk_seconds: float = 0.04,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._commands, self._device, self._clock = commands, device, clock
        self._chunk_steps, self._chunk_seconds = chunk_steps, chunk_seconds
        self._reporter = Reporter(publish)
        self._state = RunState.LOADING
        self._watched: WatchedRun | None = None
        self._spectate = Spectate(command_id=0)
        self._exports = PendingExports(self._reporter.report)
        self._ended = False

    def run(self) -> None:
        """Runs until `Shutdown`. Never raises for what the user gave; that becomes a refusal or a `Failure`."""
        if not engine_loading.load(self._reporter, self._device):
            engine_loading.refuse_until_shutdown(self._reporter, self._commands)
            return
        self._enter(RunState.IDLE)
        while not self._ended:
            watched = self._watched
            busy = watched is not None and (self._state is RunState.TRAINING or watched.evaluating)
            self._drain_commands(wait_s=0.0 if busy else _IDLE_WAIT_S)
            if self._ended:
                break
            try:
                self._guarded(self._work)
            except InputError as error:
                self._fail(error)
        self._exports.close()
        self._close_run("The program was closed.")

    # --- commands -----------------------------------------------------------------------------------------------------

    def _drain_commands(self, wait_s: float) -> None:
        while not self._ended:
            try:
                command = self._commands.get(timeout=wait_s) if wait_s else self._commands.get_nowait()
            except queue.Empty:
                return
            wait_s = 0.0
            missing_module = None
            try:
                unbroken = self._guarded(lambda command=command: self._apply(command))
                refusal = "" if unbroken else "An error ended it; the failure's report says why."
            except InputError as error:
                refusal = str(error)
                missing_module = error.module if isinstance(error, UnknownEnvironmentError) else None
            if refusal:
                answered = {"command_id": command.command_id, "missing_module": missing_module}
                self._reporter.report(CommandRefused, **answered, reason=refusal)
            elif not isinstance(command, Export):  # Its verification answers.
                self._reporter.report(CommandApplied, command_id=command.command_id)

    def _apply(self, command: Command) -> None:
        match command:
            case Start():
                self._start(command)
            case Pause():
                watched = self._require(RunState.TRAINING, "Only a run that is training can be paused.")
                watched.record.save(watched.run)
                self._enter(RunState.PAUSED)
            case Resume():
                watched = self._require(RunState.PAUSED, "Only a paused run can be resumed.")
                watched.record.refuse_read_only()
                watched.run.restart_clock()
                self._enter(RunState.TRAINING)
            case StepOnce():
                watched = self._require(RunState.PAUSED, "Only a paused run can be stepped; pause it first.")
                watched.record.refuse_read_only()
                if command.steps < 1:
                    raise InputError(f"{command.steps} steps were asked for, but it must be at least 1.")
                self._step(watched, command.steps)
            case Stop():
                if self._watched is None or not self._going_on:
                    raise InputError("There is no run to stop.")
                self._end_run(self._watched, RunState.STOPPED, "Stopped.")
            case SetKnobs():
                watched = self._existing("Knobs take effect at Start.")
                watched.record.refuse_read_only()
                run = watched.run
                changes = run.change_knobs(command.changes)
                if changes:
                    self._reporter.record(KnobsChanged, env_step=run.env_steps, update=run.updates, changes=changes)
            case SaveCheckpoint():
                watched = self._existing("There is nothing to save yet.")
                watched.record.refuse_unwritten()
                watched.record.save(watched.run)
            case OpenRun():
                self._open(Path(command.path), command.steps)
            case Fork():
                self._fork(command.at_step, command.changes, command.out)
            case Rewind():
                self._fork(command.at_step, {}, "")
            case SaveWeights():
                from dqn_engine.session.run_weights import save_to

                run = self._existing("There are no weights to save yet.").run
                self._reporter.report(WeightsSaved, **save_to(command.path, run))
            case LoadWeights():
                self._load_weights(command)
            case Export():
                self._exports.begin(command, self._existing("There is no network to export yet.").run)
            case Spectate():
                if not 0.0 < command.speed <= 100.0:
                    raise InputError(f"The speed is {command.speed}, but must be above 0 and at most 100.")
                self._spectate = command
                if self._watched is not None:
                    self._watched.control_spectator(command)
            case Shutdown():
                self._ended = True
            case _:
                raise InputError(f"The engine knows no command {type(command).__name__}.")

    def _start(self, command: Start) -> None:
        from dqn_engine.session.record import RunRecord
        from dqn_engine.training.run import Run

        self._refuse_while_running()
        record = RunRecord()
        if command.out:
            record = RunRecord.create(Path(command.out), command.config, clock=self._clock)
        self._close_run("A new run was started.")
        with _given_up_unless_begun(record.take_back):
            run = Run(command.config, self._chunk_steps, self._chunk_seconds)
            self._begin_run(run, record, command.steps or _NO_LIMIT)
        self._enter(RunState.TRAINING)

    def _open(self, path: Path, steps: int) -> None:
        from dqn_engine.session.opening import open_run

        self._refuse_while_running()
        opened = open_run(path, self._chunk_steps, self._chunk_seconds, self._clock)
        self._close_run("Another run was opened.")
        limit_steps = opened.run.env_steps + steps if steps else _NO_LIMIT
        with _given_up_unless_begun(opened.record.close):
            self._begin_run(opened.run, opened.record, limit_steps, opened)
        forgotten = [_FORGOTTEN] if opened.run.forgets_episodes else []
        self._enter(RunState.PAUSED, opened.record.read_only or " ".join([*opened.troubles, *forgotten, _OPENED]))

    def _fork(self, at_step: int | None, changes: Knobs, out: str) -> None:
        from dqn_engine.session.opening import fork_run

        watched = self._existing("There is nothing to fork.")
        fork = fork_run(watched.record.save_for_fork(watched.run), at_step, changes, out)
        self._close_run("Left for a fork of it.")
        self._open(fork.path, 0)

    def _load_weights(self, command: LoadWeights) -> None:
        from dqn_engine.session.record import RunRecord
        from dqn_engine.session.run_weights import config_for, load_from
        from dqn_engine.training.run import Run

        if self._watched is not None:
            self._watched.record.refuse_read_only()
            self._watched.finish_evaluation()
            fields = load_from(command.path, self._watched.run, self._watched.record)
        else:
            config, record = config_for(command.path, command.config), RunRecord()
            run = Run(config, self._chunk_steps, self._chunk_seconds)
            fields = load_from(command.path, run, record)
            self._begin_run(run, record, _NO_LIMIT)
            self._enter(RunState.PAUSED, "Weights loaded; resume to train on from them.")
        self._reporter.record(WeightsLoaded, **fields)

    @property
    def _going_on(self) -> bool:
        """Whether a run is training or paused, and hasn't ended."""
        return self._state in (RunState.TRAINING, RunState.PAUSED)

    def _require(self, state: RunState, refusal: str) -> "WatchedRun":
        if self._watched is None or self._state is not state:
            raise InputError(refusal)
        return self._watched

    def _existing(self, otherwise: str) -> "WatchedRun":
        if self._watched is None:
            raise InputError(f"There is no run. {otherwise}")
        return self._watched

    def _refuse_while_running(self) -> None:
        if self._watched is not None and self._going_on:
            if not self._watched.record.read_only:
                raise InputError("A run is going on; stop it first.")
            self._close_run("Another run was opened.")

    # --- work ---------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        """One slice: of an evaluation if one is going on, else a chunk of training; then the spectator."""
        self._exports.poll()
        watched = self._watched
        if watched is None:
            return
        for kind, fields in watched.record.attend(watched.run):
            self._reporter.report(kind, **fields)
        if watched.evaluating:
            self._tell(watched.evaluate_slice())
        elif self._state is RunState.TRAINING and watched.finished:
            self._end_run(watched, RunState.STOPPED, f"All {watched.limit_steps:,} steps are done.")
        elif self._state is RunState.TRAINING:
            self._train(watched, _NO_LIMIT)
            watched.report_histogram()
        watched.spectate()

    def _step(self, watched: "WatchedRun", steps: int) -> None:
        """Trains exactly so many steps, or up to the run's limit."""
        if watched.run.env_steps >= watched.limit_steps:
            raise InputError(f"All {watched.limit_steps:,} steps are done; resume to end the run.")
        last_step = min(watched.run.env_steps + steps, watched.limit_steps)
        while watched.run.env_steps < last_step:
            watched.finish_evaluation()
            self._train(watched, last_step - watched.run.env_steps)

    def _train(self, watched: "WatchedRun", most_steps: int) -> None:
        state = self._state
        if watched.run.needs_compilation:
            self._enter(RunState.COMPILING, "Compiling the program, about 3 s.")
            watched.run.compile()
            self._enter(state)
        self._tell(watched.train(most_steps))
        watched.report_progress(self._state)

    def _guarded(self, action: Callable[[], None]) -> bool:
        """Whatever breaks a run becomes a `Failure` and must not break the program around it.

        Returns:
            Whether the action was done; diverging is something a run may do.

        Raises:
            InputError: What the user gave can't be used.
        """
        try:
            action()
        except InputError:
            raise
        except DivergedError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001
            self._fail(error)
            return False
        return True

    # --- the run's life -----------------------------------------------------------------------------------------------

    def _begin_run(self, run: "Run", record: "RunRecord", limit_steps: int, opened: "OpenedRun | None" = None) -> None:
        from dqn_engine.session.scheduler import WatchedRun

        self._reporter.begin_run(record)
        watched = WatchedRun(run, self._reporter, record, limit_steps, self._spectate)
        try:
            watched.begin(opened)
        except BaseException:
            watched.close()
            raise
        self._watched = watched

    def _end_run(self, watched: "WatchedRun", state: RunState, reason: str, *, sound: bool = True) -> None:
        """Ends training; the run's network can still be watched and saved. `sound`: going on from here makes sense."""
        run, record = watched.run, watched.record
        watched.drop_evaluation()
        watched.report_progress(state)
        summary = {
            "reason": reason,
            "env_steps": run.env_steps,
            "updates": run.updates,
            "episodes": run.episodes,
            "weights_sha256": run.weights_sha256(),
        }
        refusal = record.end(run, {**summary, "mean_return_100": run.mean_return_100}, sound=sound)
        for kind, fields in record.news():
            self._reporter.report(kind, **fields)
        if refusal is not None:
            what, remedy = "The run could not be saved.", "Save the weights elsewhere."
            self._reporter.report(Failure, what=what, why=str(refusal), remedy=remedy)
        self._enter(state, reason)
        self._reporter.report(RunEnded, **summary)

    def _close_run(self, reason: str) -> None:
        watched = self._watched
        if watched is None:
            return
        if self._going_on:
            self._end_run(watched, RunState.STOPPED, reason)
        watched.close()
        self._watched = None

    def _fail(self, error: Exception) -> None:
        watched = self._watched
        if watched is None:
            told = explained(error, knobs=None, folder=None, last_saved=None)
        else:
            record = watched.record
            told = explained(error, knobs=watched.run.knobs, folder=record.path, last_saved=record.last_saved)
        self._reporter.report(Failure, what=told.what, why=told.why, remedy=told.remedy, details=told.details)
        if watched is not None and self._state not in (RunState.STOPPED, RunState.FAILED):
            self._end_run(watched, RunState.FAILED, told.what, sound=told.sound)

    def _enter(self, state: RunState, detail: str = "") -> None:
        self._state = state
        self._reporter.report(StateChanged, state=state, detail=detail)

    def _tell(self, sentence: str) -> None:
        if sentence:
            self._enter(self._state, sentence)


@contextlib.contextmanager
def _given_up_unless_begun(give_up: Callable[[], None]) -> Iterator[None]:
    """Gives the folder up again where the run that it was opened for can't begin."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(InputError):  # Why the run can't begin is what matters.
            give_up()
        raise
