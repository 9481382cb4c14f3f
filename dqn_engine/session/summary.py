"""What is told of a run that has ended, and saved beside it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dqn_engine.training.run import Run


def summary_of(run: "Run", reason: str) -> dict[str, Any]:
    """The fields of `RunEnded` that say how far it came; `reason` is a sentence."""
    return {
        "reason": reason,
        "env_steps": run.env_steps,
        "updates": run.updates,
        "episodes": run.episodes,
        "weights_sha256": run.weights_sha256(),
    }
