"""Trains a run again from its configuration, seed and ledger; compares the weights at every checkpoint on the way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.storage.run.history_reader import CheckpointRecord, LedgerEntry
from dqn_engine.storage.run.places import LOADED
from dqn_engine.storage.run.reproducible import Recording
from dqn_engine.storage.weights.weights_file import load_weights
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsComparison:
    """The weights of the reproduction beside those of the run, at one of its checkpoints."""

    checkpoint: CheckpointRecord
    reproduced_sha256: str

    @property
    def equal(self) -> bool:
        """Whether they are the same to the bit."""
        return self.reproduced_sha256 == self.checkpoint.weights_sha256


def reproduce(
    recording: Recording, run: Run, on_steps: Callable[[int], None] = lambda _: None
) -> Iterator[WeightsComparison]:
    """Takes `run`, which is new, through the recording. `on_steps` hears of the steps done.

    Raises:
        InputError: A value in the ledger is refused, or weights that were loaded are not in the folder.
        BrokenEnvironmentError: The environment can't continue.
    """
    waiting = list(recording.ledger)
    for record in sorted(recording.checkpoints, key=lambda record: (record.env_step, record.ledger_entries)):
        while waiting and waiting[0].entry <= record.ledger_entries:
            _apply(waiting.pop(0), recording, run, on_steps)
        _train(run, record.env_step, on_steps)
        yield WeightsComparison(checkpoint=record, reproduced_sha256=run.weights_sha256())
    for entry in waiting:
        _apply(entry, recording, run, on_steps)


def train_until(run: Run, env_step: int) -> None:
    """Trains on to a step."""
    _train(run, env_step, lambda _: None)


def _apply(entry: LedgerEntry, recording: Recording, run: Run, on_steps: Callable[[int], None]) -> None:
    _train(run, entry.env_step, on_steps)
    if entry.weights_sha256:
        path = recording.path / LOADED / f"{entry.weights_sha256}.npz"
        weights = load_weights(path, run.spec)
        if weights_sha256(weights) != entry.weights_sha256:
            raise InputError(
                "{path!r} doesn't hold the weights that were loaded at step {env_step:,}.",
                path=str(path),
                env_step=entry.env_step,
            )
        run.set_weights(weights)
    elif entry.new_episodes:
        run.begin_new_episodes()
    else:
        run.change_knobs(entry.new)


def _train(run: Run, env_step: int, on_steps: Callable[[int], None]) -> None:
    while run.env_steps < env_step:
        run.train(env_step - run.env_steps)
        on_steps(run.env_steps)
