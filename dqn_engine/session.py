"""`TrainingSession`: takes commands, trains chunk by chunk, moves the spectator, publishes reports.

It blocks, and knows no thread and no Qt: whoever hosts it chooses those. TensorFlow is imported in `run`, not before.
"""

import itertools
import queue
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from dqn_engine import messages
from dqn_engine.config import RunConfig, run_config
from dqn_engine.errors import BrokenEnvironmentError, DivergedError, InputError
from dqn_engine.messages import Command, Report, RunState

if TYPE_CHECKING:
    from dqn_engine.reporter import Reporter
    from dqn_engine.run import Run
    from dqn_engine.watched_run import WatchedRun

_IDLE_WAIT_S = 0.01
_NO_LIMIT = 2**31 - 1


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
        self._commands = commands
        self._publish = publish
        self._device = device
        self._chunk_steps, self._chunk_seconds = chunk_steps, chunk_seconds
        self._state = RunState.LOADING
        self._reporter: Reporter | None = None
        self._watched: WatchedRun | None = None
        self._spectate = messages.Spectate(command_id=0)
        self._ended = False

    def run(self) -> None:
        """Runs until `Shutdown`. Never raises for what a person gave; that becomes a refusal or a `Failure`."""
        begun = time.perf_counter()
        # The reporter's module imports what a run needs; loading must be announced before that.
        self._publish(messages.StateChanged(run_id=0, sequence=0, state=RunState.LOADING, detail="Loading TensorFlow."))
        if not self._load(begun):
            self._refuse_until_shutdown()
            return
        while not self._ended:
            busy = self._watched is not None and (self._state is RunState.TRAINING or self._watched.evaluating)
            self._drain_commands(wait_s=0.0 if busy else _IDLE_WAIT_S)
            if self._ended:
                break
            try:
                self._guarded(self._work)
            except InputError as error:
                self._fail("The run was ended.", str(error), "Mend that and start again.", error)
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
                self._report(messages.CommandRefused, command_id=command.command_id, reason=refusal)
            else:
                self._report(messages.CommandApplied, command_id=command.command_id)

    def _apply(self, command: Command) -> None:
        match command:
            case messages.Start():
                self._start(command)
            case messages.Pause():
                self._require(RunState.TRAINING, "Only a run that is training can be paused.")
                self._enter(RunState.PAUSED)
            case messages.Resume():
                self._require(RunState.PAUSED, "Only a paused run can be resumed.")
                self._watched.run.restart_clock()
                self._enter(RunState.TRAINING)
            case messages.StepOnce():
                self._require(RunState.PAUSED, "Only a paused run can be stepped; pause it first.")
                if command.steps < 1:
                    raise InputError(f"{command.steps} steps were asked for, but it must be at least 1.")
                self._step(command.steps)
            case messages.Stop():
                if self._state not in (RunState.TRAINING, RunState.PAUSED):
                    raise InputError("There is no run to stop.")
                self._end_run(RunState.STOPPED, "Stopped.")
            case messages.SetKnobs():
                run = self._existing_run("Knobs take effect at Start.")
                changes = run.change_knobs(command.changes)
                if changes:
                    self._reporter.record(
                        messages.KnobsChanged, env_step=run.env_steps, update=run.updates, changes=changes
                    )
            case messages.SaveWeights():
                self._save_weights(command)
            case messages.LoadWeights():
                self._load_weights(command)
            case messages.Spectate():
                if not 0.0 < command.speed <= 100.0:
                    raise InputError(f"The speed is {command.speed}, but must be above 0 and at most 100.")
                self._spectate = command
                if self._watched is not None:
                    self._watched.spectator.control(speed=command.speed, held=command.held)
            case messages.Shutdown():
                self._ended = True
            case _:
                raise InputError(f"The engine knows no command {type(command).__name__}.")

    def _start(self, command: messages.Start) -> None:
        from dqn_engine.storage.run_folder import RunFolder

        if self._state in (RunState.TRAINING, RunState.PAUSED):
            raise InputError("A run is going on; stop it first.")
        folder = RunFolder.create(command.out, command.config) if command.out else None
        self._close_run("A new run was started.")
        self._begin_run(command.config, command.steps or _NO_LIMIT, folder)
        self._enter(RunState.TRAINING)

    def _save_weights(self, command: messages.SaveWeights) -> None:
        from dqn_engine.storage.weights import save_weights

        run = self._existing_run("There are no weights to save yet.")
        save_weights(command.path, run.spec, run.program.policy_weights(), run.config_now)
        self._report(
            messages.WeightsSaved, path=command.path, env_step=run.env_steps, weights_sha256=run.weights_sha256()
        )

    def _load_weights(self, command: messages.LoadWeights) -> None:
        from dqn_engine.run import Run
        from dqn_engine.storage.weights import load_weights, read_weights_metadata

        if self._watched is not None:
            weights = load_weights(command.path, self._watched.run.spec)
            self._watched.finish_evaluation()
        else:
            config = read_weights_metadata(command.path).config or command.config or run_config()
            weights = load_weights(command.path, Run(config).spec)
            self._begin_run(config, _NO_LIMIT, None)
            self._enter(RunState.PAUSED, "Weights loaded; resume to train on from them.")
        run = self._watched.run
        run.set_weights(weights)
        self._report(
            messages.WeightsLoaded, path=command.path, env_step=run.env_steps, weights_sha256=run.weights_sha256()
        )

    def _require(self, state: RunState, refusal: str) -> None:
        if self._state is not state:
            raise InputError(refusal)

    def _existing_run(self, otherwise: str) -> "Run":
        if self._watched is None:
            raise InputError(f"There is no run. {otherwise}")
        return self._watched.run

    # --- work ---------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        """One slice: of an evaluation if one is going on, else a chunk of training; then the spectator."""
        watched = self._watched
        if watched is None:
            return
        if watched.evaluating:
            watched.evaluate_slice()
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
        watched.train(most_steps)
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
            remedy = "Lower the learning rate or the Huber δ, or turn the gradient clip on, and start again."
            self._fail("Learning was stopped: the loss is no longer finite.", str(error), remedy, error)
        except Exception as error:  # noqa: BLE001
            self._fail(*_explained(error), error)
            return False
        return True

    # --- the run's life -----------------------------------------------------------------------------------------------

    def _load(self, begun: float) -> bool:
        try:
            from dqn_engine import device

            choice = device.configure(self._device)
            from dqn_engine.reporter import Reporter

            self._reporter = Reporter(self._publish)
        except InputError as error:
            self._report_unloaded("The device can't be used.", str(error), "Choose cpu.", details="")
            return False
        except Exception as error:  # noqa: BLE001 - a broken installation must be told, not crash the window
            why = f"{type(error).__name__}: {error}"
            remedy, details = "Install the program again.", traceback.format_exc()
            self._report_unloaded("The engine could not be loaded.", why, remedy, details)
            return False
        load_seconds = time.perf_counter() - begun
        self._report(messages.EngineReady, device=choice.name, device_reason=choice.reason, load_seconds=load_seconds)
        self._enter(RunState.IDLE)
        return True

    def _report_unloaded(self, what: str, why: str, remedy: str, details: str) -> None:
        self._publish(messages.Failure(run_id=0, sequence=1, what=what, why=why, remedy=remedy, details=details))
        self._publish(messages.StateChanged(run_id=0, sequence=2, state=RunState.FAILED, detail=what))

    def _refuse_until_shutdown(self) -> None:
        for sequence in itertools.count(3):
            command = self._commands.get()
            place = {"run_id": 0, "sequence": sequence, "command_id": command.command_id}
            if isinstance(command, messages.Shutdown):
                self._publish(messages.CommandApplied(**place))
                return
            self._publish(messages.CommandRefused(**place, reason="The engine could not be loaded."))

    def _begin_run(self, config: RunConfig, limit_steps: int, folder: object | None) -> None:
        from dqn_engine.run import Run
        from dqn_engine.watched_run import WatchedRun

        run = Run(config, self._chunk_steps, self._chunk_seconds)
        self._reporter.begin_run(folder)
        self._watched = WatchedRun(run, self._reporter, limit_steps, self._spectate)

    def _end_run(self, state: RunState, reason: str) -> None:
        """Ends training; the run's network can still be watched and saved."""
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
        refusal = self._reporter.close_folder(run, {**summary, "mean_return_100": run.mean_return_100})
        if refusal is not None:
            self._report(
                messages.Failure,
                what="The run could not be saved.",
                why=str(refusal),
                remedy="Save the weights elsewhere.",
            )
        self._enter(state, reason)
        self._report(messages.RunEnded, **summary)

    def _close_run(self, reason: str) -> None:
        if self._state in (RunState.TRAINING, RunState.PAUSED):
            self._end_run(RunState.STOPPED, reason)
        if self._watched is not None:
            self._watched.close()
            self._watched = None

    def _fail(self, what: str, why: str, remedy: str, error: Exception) -> None:
        details = "".join(traceback.format_exception(error))
        self._report(messages.Failure, what=what, why=why, remedy=remedy, details=details)
        if self._watched is not None and self._state not in (RunState.STOPPED, RunState.FAILED):
            self._end_run(RunState.FAILED, what)

    def _enter(self, state: RunState, detail: str = "") -> None:
        self._state = state
        self._report(messages.StateChanged, state=state, detail=detail)

    def _report(self, kind: type[Report], **fields: object) -> None:
        self._reporter.report(kind, **fields)


def _explained(error: Exception) -> tuple[str, str, str]:
    """What happened, why, and what to do, for an exception that no one foresaw."""
    kind = type(error).__name__
    if isinstance(error, BrokenEnvironmentError):
        return (
            "The environment broke off the run.",
            str(error),
            "What was learned is kept; mend the environment and start again.",
        )
    if kind in ("ResourceExhaustedError", "MemoryError"):
        return (
            "The run was ended: memory ran out.",
            "The network, the batch or the buffer is too large for this machine.",
            "Choose a smaller capacity, batch or network and start again.",
        )
    return (
        "The run was ended by an error.",
        f"{kind}: {error}"[:500],
        "Start again; if it recurs, report the details.",
    )
