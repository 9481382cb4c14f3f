"""What a run's folder records of it, for a reproduction. Needs no TensorFlow, so that a refusal comes at once."""

from dataclasses import dataclass
from pathlib import Path

from dqn_engine.config.run_config import MOST_STEPS, RunConfig
from dqn_engine.storage.run.history_reader import CheckpointRecord, HistoryReader, LedgerEntry
from dqn_engine.storage.run.places import HISTORY, is_run_folder
from dqn_engine.storage.run.saved_run import config_in, find_manifest, refuse_links
from dqn_engine.system.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What a run can be reproduced from, and what the reproduction is held to."""

    path: Path
    config: RunConfig
    ledger: tuple[LedgerEntry, ...]
    checkpoints: tuple[CheckpointRecord, ...]


def recording_of(path: Path, until: int | None = None) -> Recording:
    """Reads what a run's folder says of it, up to a step.

    Raises:
        InputError: There is no run, or its record can't be read, or lacks a part.
    """
    refuse_links(path)
    config = config_in(path)
    if not is_run_folder(path):
        raise InputError("{path!r} is no folder of a run; choose one.", path=str(path))
    if config is None:
        config = find_manifest(path).run_config  # Each checkpoint has it as well.
    with HistoryReader(path / HISTORY) as reader:
        ledger, checkpoints = reader.ledger(), reader.checkpoints()
    if max((record.env_step for record in (*ledger, *checkpoints)), default=0) > MOST_STEPS:
        raise InputError(
            "The record of {path!r} can't be reproduced: a run takes at most {most_steps:,} steps.",
            path=str(path),
            most_steps=MOST_STEPS,
        )
    for record in checkpoints:
        held = sum(entry.entry <= record.ledger_entries for entry in ledger)
        if held < record.ledger_entries:
            raise InputError(
                "The run {path!r} can't be reproduced: its history holds {held:,} of the "
                "{ledger_entries:,} changes that were made before step {env_step:,}.",
                path=str(path),
                held=held,
                ledger_entries=record.ledger_entries,
                env_step=record.env_step,
            )
    last_step = max((record.env_step for record in checkpoints), default=0) if until is None else until
    return Recording(
        path=path,
        config=config,
        ledger=tuple(entry for entry in ledger if entry.env_step <= last_step),
        checkpoints=tuple(record for record in checkpoints if record.env_step <= last_step),
    )


def versions_then(path: Path) -> dict[str, str]:
    """The versions of the program and the libraries that saved a run's newest checkpoint; empty where none is left."""
    try:
        return dict(find_manifest(path).versions)
    except InputError:  # All were removed, or are damaged; the rest of the record is what counts.
        return {}
