"""A run to a snapshot in memory, from which a checkpoint is written beside the training."""

from typing import TYPE_CHECKING

from dqn_engine.messages.reports import CheckpointKind
from dqn_engine.storage.checkpoints.checkpoint import Snapshot

if TYPE_CHECKING:
    from dqn_engine.training.run import Run


def snapshot_of(
    run: "Run",
    *,
    ledger_entries: int,
    evaluation_mean: float | None = None,
    kind: CheckpointKind = CheckpointKind.AUTOMATIC,
) -> Snapshot:
    """The run as it is now. Copies the whole state: some 10 ms for 100,000 transitions, 0.3 s for as many frames."""
    return Snapshot(
        config=run.config,
        knobs=dict(run.knobs),
        env_steps=run.env_steps,
        updates=run.updates,
        episodes=run.episodes,
        recent_returns=run.recent_returns,
        ledger_entries=ledger_entries,
        weights_sha256=run.weights_sha256(),
        evaluation_mean=evaluation_mean,
        arrays=run.program.state_arrays(),
        kind=kind,
    )
