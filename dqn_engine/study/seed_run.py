"""A finished seed as a run's folder, as `train` would have left it: whatever opens runs opens it. Loads TensorFlow.

It has the configuration, the history with its curves in bounded detail, the best and the last weights and, unless it is
too large, one checkpoint: the run as it ended, from which a fork trains on to the bit.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dqn_engine.messages.reports import Curves, EndCause, EpisodesEnded, EvaluationDone, RunEnded
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.session.record import RunRecord
from dqn_engine.session.snapshot import snapshot_of
from dqn_engine.session.summary import summary_of
from dqn_engine.storage.checkpoints.checkpoint import stored_bytes
from dqn_engine.storage.run.writer import BestWeights
from dqn_engine.study.seed_record import SeedRecord
from dqn_engine.study.seed_runs import LARGEST_CHECKPOINT_BYTES
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.training.run import Run


def write_seed_run(
    path: Path,
    run: Run,
    record: SeedRecord,
    evaluations: Sequence[tuple[int, Evaluation]],
    best: Mapping[str, np.ndarray],
) -> str:
    """Writes the folder, which doesn't exist yet.

    Args:
        path: The folder.
        run: As it is after its last step.
        record: What happened in it.
        evaluations: Each with its environment step, in order; the last is of the weights as they are.
        best: The weights of the best of them.

    Returns:
        A sentence that says what of it is missing, and why; empty where nothing is.

    Raises:
        InputError: It can't be written; nothing is left of it.
    """
    means = [evaluation.mean for _, evaluation in evaluations]
    written = RunRecord.create(path, run.config)
    try:
        for env_step, one in evaluations:
            written.add(
                EvaluationDone(
                    run_id=0,
                    sequence=0,
                    env_step=env_step,
                    mean=one.mean,
                    minimum=one.minimum,
                    maximum=one.maximum,
                    episodes=one.episodes,
                )
            )
        step, returned, length, truncated = record.episodes.T
        per_step_s = record.seconds / max(record.env_steps, 1) * run.knobs["num_envs"]
        written.add(
            EpisodesEnded(
                run_id=0,
                sequence=0,
                env_step=step.astype(np.int64),
                episode_return=returned.copy(),
                length_steps=length.astype(np.int64),
                truncated=truncated > 0,
                seconds=length * per_step_s,
            )
        )
        written.add(Curves(run_id=0, sequence=0, **record.curves()))
        reason = Sentence("All {limit_steps:,} steps are done.", limit_steps=run.env_steps)
        summary = summary_of(run, reason)
        written.add(RunEnded(run_id=0, sequence=0, **summary))
        written.save_best(BestWeights(spec=run.spec, weights=best, config=run.config), max(means))
        missing = ""
        snapshot = snapshot_of(run, ledger_entries=0, evaluation_mean=means[-1])
        if stored_bytes(snapshot) > LARGEST_CHECKPOINT_BYTES:
            missing = Sentence(
                "Its checkpoint would take {needed:,} MB, and {most:,} MB are the most; train trains such a run.",
                needed=stored_bytes(snapshot) // 1_000_000,
                most=LARGEST_CHECKPOINT_BYTES // 1_000_000,
            )
        elif not all(np.isfinite(array).all() for array in snapshot.arrays.values() if array.dtype.kind == "f"):
            missing = Sentence("It has no checkpoint, since a number of it isn't finite: nothing could train on there.")
        else:
            written.save_snapshot(snapshot, run.knobs["keep_checkpoints"])
        on_disk = {**summary, "ended_by": str(EndCause.STEPS), "mean_return_100": run.mean_return_100}
        refusal = written.end(run, on_disk, sound=False)
        if refusal is not None:
            raise refusal
    except InputError:
        written.take_back()
        raise
    return missing
