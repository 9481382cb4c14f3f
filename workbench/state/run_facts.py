"""What is known of the engine and of the run that is open, from its reports alone: a pure fold over them."""

from dataclasses import dataclass, replace
from pathlib import Path

from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CheckpointSummary,
    KnobsChanged,
    RunMoved,
    RunStarted,
    RunState,
    StateChanged,
    WeightsLoaded,
)
from dqn_engine.system.values import Knobs
from workbench.state.run_controls import BRANCHING, IN_A_RUN


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """Everything that what is shown of a run follows from.

    Attributes:
        state: What the engine said it is doing, and `detail` what it added.
        next_environment: The environment of the next Start.
        environment: That of the run that began last; empty before the first.
        folder: Where that run is saved; empty where it isn't.
        read_only: Whether it can't be trained, because another program is writing it or it can't be written.
        knobs: The hyperparameters that run has now; `None` before the first.
        checkpoints: Its saved checkpoints, newest first.
        has_network: Whether a run has begun or weights were loaded, so that there is something to save.
        pending: The kinds of the commands that haven't been answered yet.
    """

    state: RunState = RunState.LOADING
    detail: str = ""
    next_environment: str = ""
    environment: str = ""
    folder: str = ""
    read_only: bool = False
    knobs: Knobs | None = None
    checkpoints: tuple[CheckpointSummary, ...] = ()
    has_network: bool = False
    pending: frozenset[type[Command]] = frozenset()

    @property
    def in_a_run(self) -> bool:
        """Whether a run is in progress: training, about to, or paused."""
        return self.state in IN_A_RUN

    @property
    def has_work_at_stake(self) -> bool:
        """Whether a run is in progress that would be lost, or has to be saved, before something else can be done."""
        return self.in_a_run and not self.read_only

    @property
    def is_recounting(self) -> bool:
        """Whether a run is being opened: its past is reported before the command is answered."""
        return bool(self.pending & BRANCHING)


def after(facts: RunFacts, report: Report) -> RunFacts:
    """The facts once `report` is known; the same object where it says nothing of them."""
    match report:
        case StateChanged():
            return replace(facts, state=report.state, detail=report.detail)
        case RunStarted():
            return replace(
                facts,
                environment=report.config.environment,
                folder=report.folder,
                read_only=report.read_only,
                knobs=dict(report.knobs_now or report.config.knobs),
                checkpoints=(),
                has_network=True,
            )
        case KnobsChanged() if facts.knobs is not None:
            return replace(facts, knobs={**facts.knobs, **{change.name: change.new for change in report.changes}})
        case CheckpointSaved() if _lies_in(report.path, facts.folder):
            return replace(facts, checkpoints=report.checkpoints)
        case RunMoved():
            return replace(facts, folder=report.path)
        case WeightsLoaded():
            return replace(facts, has_network=True)
        case _:
            return facts


def _lies_in(checkpoint: str, folder: str) -> bool:
    """Whether a checkpoint is of the run in `folder`: that of a run left behind may be reported late."""
    return bool(folder) and Path(checkpoint).parent.parent == Path(folder)


def with_next_environment(facts: RunFacts, environment: str) -> RunFacts:
    """The facts once another environment was chosen; before any run, what was said last is then out of date."""
    return replace(facts, next_environment=environment, detail=facts.detail if facts.environment else "")
