"""An engine without TensorFlow: answers commands as the real session does, and publishes what a test tells it to."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass
from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.channel import CommandQueue, Publish
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
    Start,
    Stop,
)
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CheckpointSummary,
    CommandApplied,
    CommandRefused,
    EngineReady,
    Exported,
    KnobsChanged,
    RunEnded,
    RunStarted,
    RunState,
    StateChanged,
    WeightsLoaded,
    WeightsSaved,
)
from dqn_engine.storage.run.summaries import saved_checkpoints
from dqn_engine.system.values import KnobValue


@dataclass(frozen=True)
class _Say:
    report: Report


@dataclass(frozen=True)
class _Raise:
    error: BaseException


@dataclass
class ScriptedEngine:
    """Builds scripted sessions for an `EngineLink` and remembers what they were asked.

    Attributes:
        refusals: Kind of command → the sentence it is refused with.
        unanswered: Kinds of commands that get no answer until `answer_all`.
        received: Every command, in order.
        gate: The session waits for it before it reports being ready.
        build_error: Raised instead of building a session.
        config_in_file: The configuration that a weights file loaded before any run brings with it.
        opened: Fields of `RunStarted` that an opened run has besides or instead of the usual ones.
        past: Kinds and fields of the reports that follow it.
        checkpoints: What a saved checkpoint reports of all those in the run's folder; empty for what really lies there.
    """

    refusals: dict[type[Command], str] = field(default_factory=dict)
    unanswered: set[type[Command]] = field(default_factory=set)
    received: list[Command] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    build_error: Exception | None = None
    config_in_file: RunConfig | None = None
    opened: dict[str, object] = field(default_factory=dict)
    past: "list[tuple[type[Report], dict[str, object]]]" = field(default_factory=list)
    checkpoints: tuple[CheckpointSummary, ...] = ()
    sessions: "list[ScriptedSession]" = field(default_factory=list)

    def build(self, commands: CommandQueue, publish: Publish) -> "ScriptedSession":
        """The session factory of an `EngineLink`."""
        if self.build_error is not None:
            raise self.build_error
        session = ScriptedSession(self, commands, publish)
        self.sessions.append(session)
        return session

    def say(self, kind: type[Report], **fields: object) -> None:
        """Publishes a report from the session's thread."""
        self.sessions[-1].inbox.put(_Say((kind, fields)))

    def raise_error(self, error: BaseException) -> None:
        """Makes the session die of `error`."""
        self.sessions[-1].inbox.put(_Raise(error))

    def of_kind(self, kind: type[Command]) -> list[Command]:
        """The received commands of one kind."""
        return [command for command in self.received if isinstance(command, kind)]


class ScriptedSession:
    """Stands in for `TrainingSession`: same constructor arguments, same `run`, same order of reports."""

    def __init__(self, engine: ScriptedEngine, commands: CommandQueue, publish: Publish) -> None:
        self.inbox = commands
        self.thread_id: int | None = None
        self._engine = engine
        self._publish_report = publish
        self._run_id = 0
        self._sequence = 0
        self._config = RunConfig()
        self._folder = ""
        self._state = RunState.LOADING

    def run(self) -> None:
        """Blocks until Shutdown."""
        self.thread_id = threading.get_ident()
        self._become(RunState.LOADING)
        if not self._engine.gate.wait(10):
            raise TimeoutError("the test never opened the gate")
        self.publish(EngineReady, device="cpu", device_reason="There is no GPU.", load_seconds=0.1)
        self._become(RunState.IDLE)
        while True:
            item = self.inbox.get()
            if isinstance(item, _Say):
                kind, fields = item.report
                self.publish(kind, **fields)
                if kind is StateChanged:
                    self._state = fields["state"]
            elif isinstance(item, _Raise):
                raise item.error
            else:
                self._engine.received.append(item)
                if isinstance(item, Shutdown):
                    return
                self._answer(item)

    def publish(self, kind: type[Report], **fields: object) -> None:
        """Publishes a report with the next sequence number."""
        self._sequence += 1
        self._publish_report(kind(**{"run_id": self._run_id, "sequence": self._sequence, **fields}))

    def _answer(self, command: Command) -> None:
        if type(command) in self._engine.unanswered:
            return
        refusal = self._engine.refusals.get(type(command))
        if refusal is not None:
            self.publish(CommandRefused, command_id=command.command_id, reason=refusal)
            return
        self._carry_out(command)
        self.publish(CommandApplied, command_id=command.command_id)

    def _carry_out(self, command: Command) -> None:
        match command:
            case Start():
                self._begin_run(command.config, folder=command.out)
                self._become(RunState.COMPILING, "Compiling the program, about 3 s")
                self._become(RunState.TRAINING)
            case Pause():
                self._become(RunState.PAUSED)
            case Resume():
                self._become(RunState.TRAINING)
            case Stop():
                self.publish(
                    RunEnded,
                    reason="The run was stopped.",
                    env_steps=1000,
                    updates=500,
                    episodes=10,
                    weights_sha256="a" * 64,
                )
                self._become(RunState.STOPPED)
            case SetKnobs():
                self._set_knobs(command)
            case SaveCheckpoint():
                self._saved_checkpoint()
            case OpenRun():
                fields = {"config": self._config, "folder": command.path, "env_step": 1000, **self._engine.opened}
                self._begin_run(**fields)
                for kind, fields in self._engine.past:
                    self.publish(kind, **fields)
                read_only = "It is being written by process 7. It is open read-only: fork it to train on."
                detail = read_only if self._engine.opened.get("read_only") else "Opened; resume to train on."
                self._become(RunState.PAUSED, detail)
            case Fork():
                self._fork(command.at_step, command.changes, command.out)
            case Rewind():
                self._fork(command.at_step, {}, "")
            case SaveWeights():
                self.publish(WeightsSaved, path=command.path, env_step=1000, weights_sha256="a" * 64)
            case Export():
                fields = {"states": 1000, "greatest_difference": 1.2e-6, "equal_actions": 1.0}
                self.publish(Exported, path=command.path, format=command.format, env_step=1000, **fields)
            case LoadWeights():
                if self._state not in (RunState.TRAINING, RunState.PAUSED):
                    self._begin_run(self._engine.config_in_file or command.config)
                    self._become(RunState.PAUSED, "Weights loaded; resume to train on from them.")
                self.publish(WeightsLoaded, path=command.path, env_step=1000, weights_sha256="b" * 64)

    def _saved_checkpoint(self) -> None:
        self.publish(
            CheckpointSaved,
            path=f"{self._folder}/checkpoints/g000001-step1000",
            generation=1,
            env_step=1000,
            update=500,
            weights_sha256="a" * 64,
            bytes=12_345,
            seconds=0.05,
            checkpoints=self._engine.checkpoints or tuple(saved_checkpoints(Path(self._folder))),
        )

    def _fork(self, at_step: int | None, changes: Mapping[str, KnobValue], out: str) -> None:
        self._saved_checkpoint()
        self._become(RunState.STOPPED, "Left for a fork of it.")
        self._config = RunConfig(seed=self._config.seed, knobs={**self._config.knobs, **changes})
        env_step = 1000 if at_step is None else at_step
        folder = out or f"{self._folder}-from-{env_step}"
        self._begin_run(self._config, folder=folder, parent=self._folder, env_step=env_step)
        self._become(RunState.PAUSED, "Opened; resume to train on.")

    def _begin_run(self, config: RunConfig, folder: str = "", **others: object) -> None:
        self._run_id += 1
        self._config, self._folder = config, folder
        self.publish(
            RunStarted,
            **{"config": config, "folder": folder, "knobs_now": dict(config.knobs), **others},
            action_labels=("Left", "Right"),
            observation_labels=("Position", "Velocity", "Angle", "Angular velocity"),
            step_hz=50.0,
            episode_limit_steps=500,
            return_threshold=475.0,
        )

    def _set_knobs(self, command: SetKnobs) -> None:
        assert all(KNOB_BY_NAME[name].live is not LiveClass.NEXT_RUN for name in command.changes)
        knobs = dict(self._config.knobs)
        changes = tuple(KnobChange(name=n, old=knobs[n], new=v) for n, v in command.changes.items())
        knobs.update(command.changes)
        self._config = RunConfig(seed=self._config.seed, knobs=knobs)
        self.publish(KnobsChanged, env_step=1000, update=500, changes=changes)

    def _become(self, state: RunState, detail: str = "") -> None:
        self._state = state
        self.publish(StateChanged, state=state, detail=detail)


def progress_fields(env_steps: int, **changes: object) -> dict[str, object]:
    """The fields of a `Progress` after `env_steps` steps."""
    fields = {
        "state": RunState.TRAINING,
        "env_steps": env_steps,
        "updates": env_steps // 2,
        "episodes": env_steps // 100,
        "steps_per_second": 12_345.0,
        "mean_return_100": 123.4,
        "epsilon": 0.1234,
        "beta": 0.5,
        "loss": 0.01,
        "compile_seconds": 3.0,
    }
    return {**fields, **changes}


def curves_fields(env_steps: list[int]) -> dict[str, object]:
    """The fields of a `Curves` with one point per entry."""
    steps = np.asarray(env_steps, dtype=np.float64)
    names = ("loss", "td_error", "q_mean", "q_max", "gradient_norm", "epsilon", "beta")
    return {"env_step": steps, **{name: np.full_like(steps, 0.5) for name in names}}
