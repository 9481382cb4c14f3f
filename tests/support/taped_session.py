"""A training session without TensorFlow for the command line: answers `Start` with a fixed little run."""

import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dqn_engine.messages.channel import CommandQueue, Publish
from dqn_engine.messages.commands import Shutdown, Start, Stop
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CommandApplied,
    CommandRefused,
    EngineReady,
    EpisodesEnded,
    EvaluationDone,
    Failure,
    Progress,
    RunEnded,
    RunStarted,
    RunState,
    StateChanged,
)
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run.run_folder import save_last
from dqn_engine.storage.weights.weights_file import weights_sha256
from tests.support.networks import random_weights, small_spec

CHUNK_STEPS = 500


@dataclass
class TapedSession:
    """Trains chunks of 500 steps until the limit or `Stop`; `at_chunk(number)` is called in the middle of each.

    Attributes:
        refusal: Refuse `Start` with this sentence.
        fails_at_chunk: End the run with a failure there.
        unloadable: Fail before the engine is ready, with this reason.
    """

    refusal: str = ""
    fails_at_chunk: int = 0
    unloadable: str = ""
    at_chunk: Callable[[int], None] = lambda _: None
    device: str = ""
    received: list[Command] = field(default_factory=list)

    def opened(self, commands: CommandQueue, publish: Publish, device: str) -> "TapedSession":
        """Stands in for the constructor of `TrainingSession`."""
        self._commands, self._publish, self.device = commands, publish, device
        self._sequence = 0
        return self

    def run(self) -> None:
        """Blocks until `Shutdown`."""
        self._record: RunRecord | None = None
        try:
            self._serve()
        finally:
            if self._record is not None:
                self._record.close()

    def _serve(self) -> None:
        if self.unloadable:
            self._say(Failure, what="The device can't be used.", why=self.unloadable, remedy="Choose cpu.", details="T")
            self._say(StateChanged, state=RunState.FAILED)
        else:
            self._say(EngineReady, device="cpu", device_reason="a tape", load_seconds=0.0)
        training: Iterator[None] = iter(())
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                if next(training, self) is self:
                    command = self._commands.get(timeout=5)
                else:
                    continue
            self.received.append(command)
            match command:
                case Start() if self.refusal or self.unloadable:
                    self._say(CommandRefused, command_id=command.command_id, reason=self.refusal or "Not loaded.")
                case Start():
                    self._say(CommandApplied, command_id=command.command_id)
                    training = self._train(command)
                case Stop():
                    self._end(RunState.STOPPED, "Stopped.")
                    training = iter(())
                case Shutdown():
                    return

    def _train(self, start: Start) -> Iterator[None]:
        self._steps, self._record = 0, RunRecord.create(Path(start.out), start.config) if start.out else None
        self._say(StateChanged, state=RunState.TRAINING)
        self._say(
            RunStarted, config=start.config, action_labels=(), observation_labels=(), step_hz=50.0,
            episode_limit_steps=500, return_threshold=475.0,
        )  # fmt: skip
        while self._steps < start.steps:
            self._steps = min(start.steps, self._steps + CHUNK_STEPS)
            number = -(-self._steps // CHUNK_STEPS)
            self.at_chunk(number)
            if number == self.fails_at_chunk:
                self._say(Failure, what="Learning was stopped.", why="It overflowed.", remedy="Be modest.", details="T")
                self._end(RunState.FAILED, "Learning was stopped.")
                return
            self._say(
                EpisodesEnded, env_step=np.array([self._steps]), episode_return=np.array([10.0 * number]),
                length_steps=np.array([10]), truncated=np.array([False]), seconds=np.array([0.01]),
                epsilon=np.array([0.1]),
            )  # fmt: skip
            self._say(EvaluationDone, env_step=self._steps, mean=20.0, minimum=9.0, maximum=500.0, episodes=3)
            self._progress()
            yield
        self._end(RunState.STOPPED, "All steps are done.")

    def _progress(self) -> None:
        self._say(
            Progress, state=RunState.TRAINING, env_steps=self._steps, updates=max(0, self._steps - CHUNK_STEPS),
            episodes=self._steps // CHUNK_STEPS, steps_per_second=1000.0, mean_return_100=12.0, epsilon=0.5, beta=0.4,
            loss=0.1, compile_seconds=1.5,
        )  # fmt: skip

    def _end(self, state: RunState, reason: str) -> None:
        if self._record is not None:
            save_last(self._record.path, small_spec(), random_weights(small_spec()), None)
            self._record.close({"reason": reason})
        self._say(StateChanged, state=state)
        self._say(
            RunEnded, reason=reason, env_steps=self._steps, updates=max(0, self._steps - CHUNK_STEPS),
            episodes=self._steps // CHUNK_STEPS, weights_sha256=weights_sha256(random_weights(small_spec())),
        )  # fmt: skip

    def _say(self, kind: type[Report], **fields: object) -> None:
        self._sequence += 1
        self._publish(kind(run_id=1, sequence=self._sequence, **fields))
