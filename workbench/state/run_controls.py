"""What can be pressed in which state: a pure function, so that every case can be listed and tested."""

from dataclasses import dataclass
from enum import Enum, auto

from dqn_engine.messages.commands import (
    Export,
    Fork,
    OpenRun,
    Pause,
    Resume,
    Rewind,
    SaveCheckpoint,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import RunState

IN_A_RUN = frozenset({RunState.COMPILING, RunState.TRAINING, RunState.PAUSED})
_BETWEEN_RUNS = frozenset({RunState.LOADING, RunState.IDLE, RunState.STOPPED, RunState.FAILED})
"""Before the engine is loaded too: what is asked for early waits for it, and Stop takes Start back until then."""

BRANCHING = frozenset({OpenRun, Fork, Rewind})
"""The commands after which another run stands where the present one does."""


class OnDisk(Enum):
    """What the program has of the run on the disk."""

    NOTHING = auto()  # There is no run, or it isn't saved.
    WRITTEN = auto()
    READ_ONLY = auto()  # Another program is writing it, or it can't be written.


@dataclass(frozen=True, slots=True, kw_only=True)
class RunControls:
    """Which controls are enabled. Loading weights always is: a command sent early waits for the engine.

    Attributes:
        paused: Whether the run is paused, so that the button resumes it.
        pending: Kinds of the commands under way, whose controls say *…ing*.
    """

    start: bool
    pause: bool
    resume: bool
    step: bool
    stop: bool
    save: bool
    export: bool
    save_checkpoint: bool
    branch: bool
    show_folder: bool
    paused: bool
    pending: frozenset[type[Command]]


def run_controls(
    state: RunState, *, has_network: bool, on_disk: OnDisk, pending: frozenset[type[Command]]
) -> RunControls:
    """The controls in `state`, where `pending` commands haven't been answered yet.

    Args:
        state: What the engine is doing.
        on_disk: Whether the run is saved, and so can be rewound and forked; one that is read-only can't train.
        has_network: Whether a run has begun or weights were loaded, so that there is something to save.
        pending: Kinds of the commands under way; what they would change can't be pressed again until the answer.
    """
    moving = bool(pending & {Pause, Resume, StepOnce})
    stopping = Stop in pending
    branching = bool(pending & BRANCHING)
    trains = on_disk is not OnDisk.READ_ONLY and not branching
    return RunControls(
        start=(state in _BETWEEN_RUNS or on_disk is OnDisk.READ_ONLY) and Start not in pending and not branching,
        pause=state in (RunState.COMPILING, RunState.TRAINING) and not moving and not stopping,
        resume=state is RunState.PAUSED and trains and not moving and not stopping,
        step=state is RunState.PAUSED and trains and not moving and not stopping,
        stop=(state in IN_A_RUN and not stopping) or (state is RunState.LOADING and Start in pending),
        save=has_network and state is not RunState.LOADING,
        export=has_network and state is not RunState.LOADING and Export not in pending,
        save_checkpoint=on_disk is OnDisk.WRITTEN and state in IN_A_RUN and SaveCheckpoint not in pending,
        branch=on_disk is not OnDisk.NOTHING and state is not RunState.LOADING and not branching,
        show_folder=on_disk is not OnDisk.NOTHING,
        paused=state is RunState.PAUSED,
        pending=pending,
    )
