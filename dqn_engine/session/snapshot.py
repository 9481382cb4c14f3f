"""A run to a snapshot in memory, and from a checkpoint on the disk back to a run that goes on to the bit."""

from collections.abc import Mapping

import numpy as np

from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.checkpoint import Snapshot, read_arrays
from dqn_engine.storage.run.saved_run import Found
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run


def snapshot_of(run: Run, *, ledger_entries: int, evaluation_mean: float | None = None) -> Snapshot:
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
    )


def restored_run(found: Found, chunk_steps: int | None = None, chunk_seconds: float = 0.04) -> Run:
    """The run as it was at a checkpoint, not yet compiled; if it `forgets_episodes`, at the beginning of new ones.

    Raises:
        InputError: The checkpoint is damaged, or of another network, environment or version; nothing was made.
    """
    manifest = found.manifest
    run = Run(manifest.run_config, chunk_steps, chunk_seconds, knobs=manifest.knobs_now)
    try:
        arrays = read_arrays(found.checkpoint, manifest, run.program.state_shapes())
        _refuse_contradictions(arrays, found)
        run.go_on_from(
            arrays,
            env_steps=manifest.env_steps,
            updates=manifest.updates,
            episodes=manifest.episodes,
            recent_returns=manifest.recent_returns,
        )
    except (DamagedError, InputError, ValueError) as error:
        run.close()
        if isinstance(error, InputError):
            raise
        raise InputError(f"The checkpoint {found.checkpoint.name!r} is damaged: {error}.") from error
    if run.weights_sha256() != manifest.weights_sha256:
        run.close()
        raise InputError(f"The checkpoint {found.checkpoint.name!r} is damaged: its weights are not those it names.")
    if run.forgets_episodes:
        run.begin_new_episodes()
    return run


def _refuse_contradictions(arrays: Mapping[str, np.ndarray], found: Found) -> None:
    """What stands in the manifest as well as in the state must be the same in both."""
    for name, said in (("env_steps", found.manifest.env_steps), ("seed", found.manifest.run_config.seed)):
        if int(arrays[name]) != said:
            raise DamagedError(f"its {name} is {int(arrays[name])} in the state but {said} in the manifest")
