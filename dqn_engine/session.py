"""`TrainingSession`: takes commands, trains chunk by chunk, moves the spectator, publishes reports.

It blocks, and knows no thread and no Qt: whoever hosts it chooses those. TensorFlow is imported in `run`, not before.
"""

import queue
import time
import traceback
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from dqn_engine import chunk_reports, messages
from dqn_engine.config import RunConfig, run_config
from dqn_engine.errors import InputError
from dqn_engine.evaluation import Evaluation, Evaluator
from dqn_engine.learner.step_metrics import COLUMN
from dqn_engine.messages import Command, Report, RunState
from dqn_engine.spectator import Spectator
from dqn_engine.storage.run_folder import RunFolder
from dqn_engine.storage.weights import load_weights, read_weights_metadata, save_weights

if TYPE_CHECKING:
    from dqn_engine.run import Run

_IDLE_WAIT_S = 0.01
_EVALUATION_SLICE_S = 0.01
_HISTOGRAM_EVERY_S = 0.25
_HISTOGRAM_SHARE = 0.03
_NO_LIMIT = 2**31 - 1


class TrainingSession:
    """The engine behind a window or a command line.

    Args:
        commands: Where commands arrive, in order.
        publish: Called with each report, on the thread that runs `run`.
        device: `auto`, `cpu` or `gpu:0`.
        chunk_steps: Steps per chunk; None adapts them so that a chunk takes about 20 ms.
    """

    def __init__(
        self,
        commands: "queue.SimpleQueue[Command]",
        publish: Callable[[Report], None],
        device: str = "auto",
        chunk_steps: int | None = None,
    ) -> None:
        self._commands = commands
        self._publish = publish
        self._device = device
        self._chunk_steps = chunk_steps
        self._sequence = self._run_id = 0
        self._state = RunState.LOADING
        self._run: Run | None = None
        self._limit = _NO_LIMIT
        self._folder: RunFolder | None = None
        self._spectator: Spectator | None = None
        self._spectate = messages.Spectate(command_id=0)
        self._evaluator: Evaluator | None = None
        self._evaluation: Generator[int, None, Evaluation] | None = None
        self._next_histogram_s = 0.0
        self._ended = False

    def run(self) -> None:
        """Runs until `Shutdown`. Never raises for what a person gave; that becomes a refusal or a `Failure`."""
        if not self._load():
            self._refuse_until_shutdown()
            return
        while not self._ended:
            busy = self._state is RunState.TRAINING or self._evaluation is not None
            self._drain_commands(wait_s=0.0 if busy else _IDLE_WAIT_S)
            if self._ended:
                break
            try:
                self._work()
            except InputError as error:
                self._fail("The run was ended.", str(error), "Mend that and start again.", error)
            except Exception as error:  # noqa: BLE001 - whatever breaks a run must not break the program around it
                self._fail(*_explained(error), error)
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
                self._apply(command)
            except InputError as error:
                self._report(messages.CommandRefused, command_id=command.command_id, reason=str(error))
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
                self._run.restart_clock()
                self._enter(RunState.TRAINING)
            case messages.StepOnce():
                self._require(RunState.PAUSED, "Only a paused run can be stepped; pause it first.")
                self._train(command.steps)
                self._publish_progress()
            case messages.Stop():
                if self._state not in (RunState.TRAINING, RunState.PAUSED):
                    raise InputError("There is no run to stop.")
                self._end_run(RunState.STOPPED, "Stopped.")
            case messages.SetKnobs():
                run = self._existing_run("Its knobs take effect at Start.")
                changes = run.change_knobs(command.changes)
                if changes:
                    self._record(messages.KnobsChanged, env_step=run.env_steps, update=run.updates, changes=changes)
            case messages.SaveWeights():
                run = self._existing_run("There are no weights to save yet.")
                save_weights(command.path, run.spec, run.program.weights(), run.config_now)
                self._report(
                    messages.WeightsSaved,
                    path=command.path,
                    env_step=run.env_steps,
                    weights_sha256=run.weights_sha256(),
                )
            case messages.LoadWeights():
                self._load_weights(command)
            case messages.Spectate():
                if not 0.0 < command.speed <= 100.0:
                    raise InputError(f"The speed is {command.speed}, but must be above 0 and at most 100.")
                self._spectate = command
                if self._spectator is not None:
                    self._spectator.control(speed=command.speed, held=command.held)
            case messages.Shutdown():
                self._ended = True
            case _:
                raise InputError(f"The engine knows no command {type(command).__name__}.")

    def _start(self, command: messages.Start) -> None:
        if self._state in (RunState.TRAINING, RunState.PAUSED):
            raise InputError("A run is going on; stop it first.")
        folder = RunFolder.create(command.out, command.config) if command.out else None
        self._close_run("A new run was started.")
        self._folder = folder
        self._limit = command.steps or _NO_LIMIT
        self._begin_run(command.config)
        self._enter(RunState.TRAINING)

    def _load_weights(self, command: messages.LoadWeights) -> None:
        if self._run is not None:
            weights = load_weights(command.path, self._run.spec)
        else:
            config = read_weights_metadata(command.path).config or command.config or run_config()
            from dqn_engine.run import Run

            weights = load_weights(command.path, Run(config).spec)
            self._limit = _NO_LIMIT
            self._begin_run(config)
            self._enter(RunState.PAUSED, "Weights loaded; resume to train on from them.")
        self._run.set_weights(weights)
        self._report(
            messages.WeightsLoaded,
            path=command.path,
            env_step=self._run.env_steps,
            weights_sha256=self._run.weights_sha256(),
        )

    def _require(self, state: RunState, refusal: str) -> None:
        if self._state is not state:
            raise InputError(refusal)

    def _existing_run(self, otherwise: str) -> "Run":
        if self._run is None:
            raise InputError(f"There is no run. {otherwise}")
        return self._run

    # --- work ---------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        """One slice: of an evaluation if one is going on, else a chunk of training; then the spectator."""
        run = self._run
        if run is None:
            return
        if self._evaluation is not None:
            self._evaluate_slice()
        elif self._state is RunState.TRAINING and run.env_steps >= self._limit:
            self._end_run(RunState.STOPPED, f"All {self._limit:,} steps are done.")
        elif self._state is RunState.TRAINING:
            self._train(self._limit - run.env_steps)
            self._publish_progress()
        self._publish_histogram()
        steps = self._spectator.advance(run.policy)
        if steps:
            self._report(messages.SpectatorSteps, steps=steps, speed=self._spectator.speed, held=self._spectator.held)

    def _train(self, most_steps: int) -> None:
        run = self._run
        if run.needs_compilation:
            state = self._state
            self._enter(RunState.COMPILING, "Compiling the program, about 3 s.")
            run.compile()
            self._enter(state)
        every = run.knobs["evaluate_every"]
        if every:
            most_steps = min(most_steps, every - run.env_steps % every)
        metrics, first_step = run.train(most_steps)
        episodes = chunk_reports.episodes_of(metrics, first_step)
        if len(episodes["env_step"]):
            self._record(messages.EpisodesEnded, **episodes)
        self._record(messages.Curves, **chunk_reports.curves_of(metrics, first_step))
        broken_row = chunk_reports.not_finite_at(metrics)
        if broken_row is not None:
            self._fail(
                "Learning was stopped: the loss is no longer finite.",
                f"At environment step {first_step + broken_row:,} the loss or its gradient overflowed; "
                "the last finite weights were kept.",
                "Lower the learning rate or the Huber δ, or turn the gradient clip on, and start again.",
            )
        elif every and run.env_steps % every == 0:
            if self._evaluator is None:
                self._evaluator = Evaluator(run.config.environment)
            episode_count = run.knobs["evaluate_episodes"]
            self._evaluation = self._evaluator.step_by_step(run.policy(), episode_count, run.config.seed)

    def _evaluate_slice(self) -> None:
        deadline = time.perf_counter() + _EVALUATION_SLICE_S
        try:
            while time.perf_counter() < deadline:
                next(self._evaluation)
        except StopIteration as finished:
            self._evaluation = None
            result: Evaluation = finished.value
            run = self._run
            self._record(
                messages.EvaluationDone,
                env_step=run.env_steps,
                mean=result.mean,
                minimum=result.minimum,
                maximum=result.maximum,
                episodes=result.episodes,
            )
            if self._folder is not None:
                self._folder.save_best(run.spec, run.program.weights(), run.config_now, mean=result.mean)
            run.restart_clock()

    # --- the run's life -----------------------------------------------------------------------------------------------

    def _load(self) -> bool:
        begun = time.perf_counter()
        self._enter(RunState.LOADING, "Loading TensorFlow.")
        try:
            from dqn_engine import device

            choice = device.configure(self._device)
            import dqn_engine.run  # noqa: F401 - everything a run needs, before Start is offered
        except InputError as error:
            self._report(messages.Failure, what="The device can't be used.", why=str(error), remedy="Choose cpu.")
            self._enter(RunState.FAILED, str(error))
            return False
        except Exception as error:  # noqa: BLE001 - a broken installation must be told, not crash the window
            self._report(
                messages.Failure,
                what="The engine could not be loaded.",
                why=f"{type(error).__name__}: {error}",
                remedy="Install the program again.",
                details=traceback.format_exc(),
            )
            self._enter(RunState.FAILED, "The engine could not be loaded.")
            return False
        self._report(
            messages.EngineReady,
            device=choice.name,
            device_reason=choice.reason,
            load_seconds=time.perf_counter() - begun,
        )
        self._enter(RunState.IDLE)
        return True

    def _refuse_until_shutdown(self) -> None:
        while True:
            command = self._commands.get()
            if isinstance(command, messages.Shutdown):
                self._report(messages.CommandApplied, command_id=command.command_id)
                return
            self._report(
                messages.CommandRefused, command_id=command.command_id, reason="The engine could not be loaded."
            )

    def _begin_run(self, config: RunConfig) -> None:
        from dqn_engine.run import Run

        self._run = Run(config, self._chunk_steps)
        self._run_id += 1
        info = self._run.info
        self._spectator = Spectator(info, config.seed)
        self._spectator.control(speed=self._spectate.speed, held=self._spectate.held)
        self._next_histogram_s = 0.0
        self._report(
            messages.RunStarted,
            config=config,
            action_labels=info.action_labels,
            observation_labels=info.observation_labels,
            step_hz=info.step_hz,
            episode_limit_steps=info.episode_limit_steps,
            return_threshold=info.return_threshold,
        )

    def _end_run(self, state: RunState, reason: str) -> None:
        """Ends training; the run's network can still be watched and saved."""
        run, self._evaluation = self._run, None
        self._publish_progress()
        summary = {
            "reason": reason,
            "env_steps": run.env_steps,
            "updates": run.updates,
            "episodes": run.episodes,
            "weights_sha256": run.weights_sha256(),
        }
        folder, self._folder = self._folder, None
        if folder is not None:
            try:
                folder.save_last(run.spec, run.program.weights(), run.config_now)
                folder.close({**summary, "mean_return_100": run.mean_return_100})
            except InputError as error:
                self._report(
                    messages.Failure,
                    what="The run could not be saved.",
                    why=str(error),
                    remedy="Save the weights elsewhere.",
                )
        self._enter(state, reason)
        self._report(messages.RunEnded, **summary)

    def _close_run(self, reason: str) -> None:
        if self._state in (RunState.TRAINING, RunState.PAUSED):
            self._end_run(RunState.STOPPED, reason)
        for thing in (self._spectator, self._evaluator):
            if thing is not None:
                thing.close()
        self._run = self._spectator = self._evaluator = None

    def _fail(self, what: str, why: str, remedy: str, error: Exception | None = None) -> None:
        details = "".join(traceback.format_exception(error)) if error is not None else ""
        self._report(messages.Failure, what=what, why=why, remedy=remedy, details=details)
        if self._run is not None and self._state not in (RunState.STOPPED, RunState.FAILED):
            self._end_run(RunState.FAILED, what)

    # --- reports ------------------------------------------------------------------------------------------------------

    def _report(self, kind: type[Report], **fields: object) -> Report:
        self._sequence += 1
        report = kind(run_id=self._run_id, sequence=self._sequence, **fields)
        self._publish(report)
        return report

    def _record(self, kind: type[Report], **fields: object) -> None:
        """Reports, and keeps it in the run's folder if it has one."""
        report = self._report(kind, **fields)
        if self._folder is not None:
            self._folder.record(report)

    def _enter(self, state: RunState, detail: str = "") -> None:
        self._state = state
        self._report(messages.StateChanged, state=state, detail=detail)

    def _publish_progress(self) -> None:
        run, row = self._run, self._run.last_row
        if row is None:
            return
        self._report(
            messages.Progress,
            state=self._state,
            env_steps=run.env_steps,
            updates=run.updates,
            episodes=run.episodes,
            steps_per_second=run.steps_per_second,
            mean_return_100=run.mean_return_100,
            epsilon=float(row[COLUMN.epsilon]),
            beta=float(row[COLUMN.beta]),
            loss=float(row[COLUMN.loss]) if row[COLUMN.updates] else float("nan"),
            replay_size=min(run.env_steps, run.knobs["capacity"]),
            compile_seconds=run.compile_seconds,
        )

    def _publish_histogram(self) -> None:
        """A few times a second, less often where it costs more; only while there is something new."""
        begun = time.perf_counter()
        if begun < self._next_histogram_s or self._state is not RunState.TRAINING:
            return
        fields = self._run.priority_histogram()
        if fields is None:
            fields = chunk_reports.NO_HISTOGRAM
        prioritized = self._run.knobs["prioritized"]
        self._report(messages.PriorityHistogram, prioritized=prioritized, **fields)
        took = time.perf_counter() - begun
        self._next_histogram_s = begun + max(_HISTOGRAM_EVERY_S, took / _HISTOGRAM_SHARE)


def _explained(error: Exception) -> tuple[str, str, str]:
    """What happened, why, and what to do, for an exception that no one foresaw."""
    kind = type(error).__name__
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
