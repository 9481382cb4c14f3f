"""What can be pressed in which state: a pure function, so that every case can be listed and tested."""

from dataclasses import dataclass

from dqn_engine.export_messages import Export
from dqn_engine.messages import Command, Pause, Resume, RunState, Start, StepOnce, Stop

IN_A_RUN = frozenset({RunState.COMPILING, RunState.TRAINING, RunState.PAUSED})
_BETWEEN_RUNS = frozenset({RunState.IDLE, RunState.STOPPED, RunState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RunControls:
    """Which controls are enabled. Loading always is: a command sent early waits for the engine."""

    start: bool
    pause: bool
    resume: bool
    step: bool
    stop: bool
    save: bool
    export: bool


def run_controls(state: RunState, *, has_network: bool, pending: frozenset[type[Command]]) -> RunControls:
    """The controls in `state`, where `pending` commands haven't been answered yet.

    Args:
        state: What the engine is doing.
        has_network: Whether a run has begun or weights were loaded, so that there is something to save.
        pending: Kinds of the commands under way; what they would change can't be pressed again until the answer.
    """
    moving = bool(pending & {Pause, Resume, StepOnce})
    stopping = Stop in pending
    return RunControls(
        start=state in _BETWEEN_RUNS and Start not in pending,
        pause=state in (RunState.COMPILING, RunState.TRAINING) and not moving and not stopping,
        resume=state is RunState.PAUSED and not moving and not stopping,
        step=state is RunState.PAUSED and not moving and not stopping,
        stop=state in IN_A_RUN and not stopping,
        save=has_network and state is not RunState.LOADING,
        export=has_network and state is not RunState.LOADING and Export not in pending,
    )
