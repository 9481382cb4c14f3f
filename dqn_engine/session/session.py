"""`TrainingSession`: takes commands, trains chunk by chunk, moves the spectator, publishes reports.

It blocks, and knows no thread and no Qt: whoever hosts it chooses those. TensorFlow is imported in `run`, not before.
"""

import queue
from collections.abc import Callable
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
from dqn_engine.system.errors import DivergedError, InputError
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    from dqn_engine.session.opening import OpenedRun
    from dqn_engine.session.record import RunKeeper
    from dqn_engine.session.reporter import Reporter
    from dqn_engine.session.scheduler import WatchedRun
    from dqn_engine.storage.run.folder import RunFolder
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
    """

    def __init__(
        self,
        commands: "queue.SimpleQueue[Command]",
        publish: Callable[[Report], None],
        device: str = "auto",
        chunk_steps: int | None = None,
        chunk_seconds: float = 0.04,
    ) -> None:
        self._commands, self._publish, self._device = commands, publish, device
        self._chunk_steps, self._chunk_seconds = chunk_steps, chunk_seconds
        self._state = RunState.LOADING
        self._reporter: Reporter | None = None
        self._keeper: RunKeeper | None = None
        self._read_only = ""
        self._watched: WatchedRun | None = None
        self._spectate = Spectate(command_id=0)
        self._exports = PendingExports(self._report)
        self._ended = False

    def run(self) -> None:
        """Runs until `Shutdown`. Never raises for what a person gave; that becomes a refusal or a `Failure`."""
        reporter = engine_loading.load(self._publish, self._device)
        if reporter is None:
            engine_loading.refuse_until_shutdown(self._publish, self._commands)
            return
        from dqn_engine.session.record import RunKeeper

        self._reporter, self._keeper = reporter, RunKeeper(reporter)
        self._enter(RunState.IDLE)
        while not self._ended:
            busy = self._watched is not None and (self._state is RunState.TRAINING or self._watched.evaluating)
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
            try:
                unbroken = self._guarded(lambda command=command: self._apply(command))
                refusal = "" if unbroken else "An error ended it; the failure's report says why."
            except InputError as error:
                refusal = str(error)
            if refusal:
                self._report(CommandRefused, command_id=command.command_id, reason=refusal)
            elif not isinstance(command, Export):  # Its proof answers.
                self._report(CommandApplied, command_id=command.command_id)

    def _apply(self, command: Command) -> None:
        match command:
            case Start():
                self._start(command)
            case Pause():
                self._require(RunState.TRAINING, "Only a run that is training can be paused.")
                self._keeper.save(self._watched.run)
                self._enter(RunState.PAUSED)
            case Resume():
                self._require(RunState.PAUSED, "Only a paused run can be resumed.")
                self._refuse_read_only()
                self._watched.run.restart_clock()
                self._enter(RunState.TRAINING)
            case StepOnce():
                self._require(RunState.PAUSED, "Only a paused run can be stepped; pause it first.")
                self._refuse_read_only()
                if command.steps < 1:
                    raise InputError(f"{command.steps} steps were asked for, but it must be at least 1.")
                self._step(command.steps)
            case Stop():
                if self._state not in (RunState.TRAINING, RunState.PAUSED):
                    raise InputError("There is no run to stop.")
                self._end_run(RunState.STOPPED, "Stopped.")
            case SetKnobs():
                run = self._existing_run("Knobs take effect at Start.")
                self._refuse_read_only()
                changes = run.change_knobs(command.changes)
                if changes:
                    self._reporter.record(KnobsChanged, env_step=run.env_steps, update=run.updates, changes=changes)
            case SaveCheckpoint():
                self._save_checkpoint()
            case OpenRun():
                self._open(Path(command.path), command.steps)
            case Fork():
                self._fork(command.at_step, command.changes, command.out)
            case Rewind():
                self._fork(command.at_step, {}, "")
            case SaveWeights():
                from dqn_engine.session.run_weights import save_to

                run = self._existing_run("There are no weights to save yet.")
                self._report(WeightsSaved, **save_to(command.path, run))
            case LoadWeights():
                self._load_weights(command)
            case Export():
                self._exports.begin(command, self._existing_run("There is no network to export yet."))
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
        from dqn_engine.storage.run.folder import RunFolder
        from dqn_engine.training.run import Run

        self._refuse_while_running()
        folder = RunFolder.create(command.out, command.config) if command.out else None
        self._close_run("A new run was started.")
        self._begin_run(Run(command.config, self._chunk_steps, self._chunk_seconds), command.steps or _NO_LIMIT, folder)
        self._enter(RunState.TRAINING)

    def _save_checkpoint(self) -> None:
        run = self._existing_run("There is nothing to save yet.")
        self._refuse_read_only()
        if self._keeper.folder is None:
            raise InputError("The run has no folder, or has ended; give it a folder at Start to save checkpoints.")
        self._keeper.save(run)

    def _open(self, path: Path, steps: int) -> None:
        from dqn_engine.session.opening import open_run

        self._refuse_while_running()
        opened = open_run(path, self._chunk_steps, self._chunk_seconds)
        self._close_run("Another run was opened.")
        limit_steps = opened.run.env_steps + steps if steps else _NO_LIMIT
        self._begin_run(opened.run, limit_steps, opened.folder, opened)
        forgotten = [_FORGOTTEN] if opened.run.forgets_episodes else []
        self._enter(RunState.PAUSED, opened.read_only or " ".join([*opened.found.troubles, *forgotten, _OPENED]))

    def _fork(self, at_step: int | None, changes: Knobs, out: str) -> None:
        from dqn_engine.session.opening import fork_run

        source = self._keeper.saved_for_fork(self._existing_run("There is nothing to fork."))
        path = fork_run(source, at_step, changes, out)
        self._close_run("Left for a fork of it.")
        self._open(path, 0)

    def _load_weights(self, command: LoadWeights) -> None:
        from dqn_engine.session.run_weights import config_for, load_from
        from dqn_engine.training.run import Run

        self._refuse_read_only()
        if self._watched is not None:
            self._watched.finish_evaluation()
            fields = load_from(command.path, self._watched.run, self._keeper.folder)
        else:
            run = Run(config_for(command.path, command.config), self._chunk_steps, self._chunk_seconds)
            fields = load_from(command.path, run, None)
            self._begin_run(run, _NO_LIMIT, None)
            self._enter(RunState.PAUSED, "Weights loaded; resume to train on from them.")
        self._reporter.record(WeightsLoaded, **fields)

    def _require(self, state: RunState, refusal: str) -> None:
        if self._state is not state:
            raise InputError(refusal)

    def _refuse_while_running(self) -> None:
        if self._state in (RunState.TRAINING, RunState.PAUSED):
            if not self._read_only:
                raise InputError("A run is going on; stop it first.")
            self._close_run("Another run was opened.")

    def _refuse_read_only(self) -> None:
        if self._read_only:
            raise InputError(self._read_only)

    def _existing_run(self, otherwise: str) -> "Run":
        if self._watched is None:
            raise InputError(f"There is no run. {otherwise}")
        return self._watched.run

    # --- work ---------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        """One slice: of an evaluation if one is going on, else a chunk of training; then the spectator."""
        self._exports.poll()
        watched = self._watched
        if watched is None:
            return
        self._keeper.attend(watched.run)
        if watched.evaluating:
            self._tell(watched.evaluate_slice())
        elif self._state is RunState.TRAINING and watched.finished:
            self._end_run(RunState.STOPPED, f"All {watched.limit_steps:,} steps are done.")
        elif self._state is RunState.TRAINING:
            self._train(_NO_LIMIT)
            watched.report_histogram()
        watched.spectate()

    def _step(self, steps: int) -> None:
        """Trains exactly so many steps, or up to the run's limit."""
        watched = self._watched
        if watched.run.env_steps >= watched.limit_steps:
            raise InputError(f"All {watched.limit_steps:,} steps are done; resume to end the run.")
        last_step = min(watched.run.env_steps + steps, watched.limit_steps)
        while watched.run.env_steps < last_step:
            watched.finish_evaluation()
            self._train(last_step - watched.run.env_steps)

    def _train(self, most_steps: int) -> None:
        watched, state = self._watched, self._state
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
            InputError: What a person gave can't be used.
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

    def _begin_run(
        self, run: "Run", limit_steps: int, folder: "RunFolder | None", opened: "OpenedRun | None" = None
    ) -> None:
        from dqn_engine.session.scheduler import WatchedRun

        self._reporter.begin_run(folder)
        self._keeper.begin(run, opened)
        self._read_only = opened.read_only if opened else ""
        self._watched = WatchedRun(run, self._reporter, self._keeper, limit_steps, self._spectate, opened)

    def _end_run(self, state: RunState, reason: str, *, sound: bool = True) -> None:
        """Ends training; the run's network can still be watched and saved. `sound`: going on from here makes sense."""
        watched, run = self._watched, self._watched.run
        watched.drop_evaluation()
        watched.report_progress(state)
        summary = {
            "reason": reason,
            "env_steps": run.env_steps,
            "updates": run.updates,
            "episodes": run.episodes,
            "weights_sha256": run.weights_sha256(),
        }
        summary_kept = {**summary, "mean_return_100": run.mean_return_100}
        refusal = self._keeper.end(run, summary_kept, finite=sound)
        if refusal is not None:
            self._report(
                Failure,
                what="The run could not be saved.",
                why=str(refusal),
                remedy="Save the weights elsewhere.",
            )
        self._enter(state, reason)
        self._report(RunEnded, **summary)

    def _close_run(self, reason: str) -> None:
        if self._state in (RunState.TRAINING, RunState.PAUSED):
            self._end_run(RunState.STOPPED, reason)
        if self._watched is not None:
            self._watched.close()
            self._watched = None

    def _fail(self, error: Exception) -> None:
        keeper, knobs = self._keeper, self._watched.run.knobs if self._watched is not None else None
        told = explained(error, knobs=knobs, folder=keeper.path, last_saved=keeper.last_saved)
        fields = {"what": told.what, "why": told.why, "remedy": told.remedy, "details": told.details}
        self._report(Failure, **fields)
        if self._watched is not None and self._state not in (RunState.STOPPED, RunState.FAILED):
            self._end_run(RunState.FAILED, told.what, sound=told.sound)

    def _enter(self, state: RunState, detail: str = "") -> None:
        self._state = state
        self._report(StateChanged, state=state, detail=detail)

    def _tell(self, sentence: str) -> None:
        if sentence:
            self._enter(self._state, sentence)

    def _report(self, kind: type[Report], **fields: object) -> None:
        self._reporter.report(kind, **fields)
