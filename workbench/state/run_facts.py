"""What is known of the engine and of the run that is open, from its reports alone: a pure fold over them."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from dqn_engine.messages.commands import Fork, OpenRun, Rewind
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CheckpointSummary,
    KnobsChanged,
    RunEnded,
    RunMoved,
    RunStarted,
    RunState,
    Stalled,
    StateChanged,
    WeightsLoaded,
)
from dqn_engine.system.values import Knobs
from workbench.state.run_controls import BRANCHING, IN_A_RUN


class Way(Enum):
    """How the run came to be the one that is open."""

    OPENED = auto()
    REWOUND = auto()
    FORKED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A run was opened, or took another's place.

    Attributes:
        env_step: Where it stands.
        left: The folder of the run whose place it took; empty for none.
        lost_steps: Steps after that which were never saved.
    """

    way: Way
    env_step: int
    left: str
    lost_steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """Everything that what is shown of a run follows from.

    Attributes:
        state: What the engine said it is doing, and `detail` what it added.
        next_environment: The environment of the next run.
        environment: That of the run that began last; empty before the first.
        folder: Where that run is saved; empty where it isn't.
        name: What the user calls it; empty where it has no name but its folder's.
        read_only: Whether it can't be trained, because another program is writing it or it can't be written.
        knobs: The hyperparameters that run has now; `None` before the first.
        checkpoints: Its saved checkpoints, newest first.
        has_network: Whether a run has begun or weights were loaded, so that there is something to save.
        pending: The kinds of the commands that haven't been answered yet.
        arrival: How the run was opened, until it does something; `None` for one that was started.
        ended: How the run that began last has ended; `None` while it hasn't.
        is_stalled: Whether its environment hasn't come back from a call for long, and may never.
    """

    state: RunState = RunState.LOADING
    detail: str = ""
    next_environment: str = ""
    environment: str = ""
    folder: str = ""
    name: str = ""
    read_only: bool = False
    knobs: Knobs | None = None
    checkpoints: tuple[CheckpointSummary, ...] = ()
    has_network: bool = False
    pending: frozenset[type[Command]] = frozenset()
    arrival: Arrival | None = None
    ended: RunEnded | None = None
    is_stalled: bool = False

    @property
    def in_a_run(self) -> bool:
        """Whether a run is in progress: training, about to, or paused."""
        return self.state in IN_A_RUN

    @property
    def called(self) -> str:
        """The name of the run that began last; empty where it isn't saved."""
        return self.name or Path(self.folder).name

    @property
    def has_work_at_stake(self) -> bool:
        """Whether a run is in progress that would be lost, or has to be saved, before something else can be done."""
        return self.in_a_run and not self.read_only

    @property
    def was_only_opened(self) -> bool:
        """Whether the run was opened and has done nothing since."""
        return self.arrival is not None and self.arrival.way is Way.OPENED

    @property
    def is_recounting(self) -> bool:
        """Whether a run is being opened: its past is reported before the command is answered."""
        return bool(self.pending & BRANCHING)


def after(facts: RunFacts, report: Report) -> RunFacts:
    """The facts once `report` is known; the same object where it says nothing of them."""
    match report:
        case StateChanged():
            arrival = facts.arrival if facts.is_recounting else None
            return replace(facts, state=report.state, detail=report.detail, arrival=arrival)
        case RunStarted():
            return replace(
                facts,
                environment=report.config.environment,
                folder=report.folder,
                read_only=report.read_only,
                knobs=dict(report.knobs_now or report.config.knobs),
                checkpoints=(),
                has_network=True,
                arrival=_arrival(facts, report),
                ended=None,
                is_stalled=False,
            )
        case RunEnded():
            return replace(facts, ended=report)
        case KnobsChanged() if facts.knobs is not None:
            return replace(facts, knobs={**facts.knobs, **{change.name: change.new for change in report.changes}})
        case CheckpointSaved() if _lies_in(report.path, facts.folder):
            return replace(facts, checkpoints=report.checkpoints)
        case Stalled():
            return replace(facts, is_stalled=report.seconds > 0.0)
        case RunMoved():
            return replace(facts, folder=report.path)
        case WeightsLoaded():
            return replace(facts, has_network=True)
        case _:
            return facts


def _arrival(facts: RunFacts, report: RunStarted) -> Arrival | None:
    ways = {Rewind: Way.REWOUND, Fork: Way.FORKED, OpenRun: Way.OPENED}
    way = next((way for kind, way in ways.items() if kind in facts.pending), None)
    if way is None:
        return None
    left = "" if way is Way.OPENED else facts.folder
    return Arrival(way=way, env_step=report.env_step, left=left, lost_steps=report.lost_steps)


def _lies_in(checkpoint: str, folder: str) -> bool:
    """Whether a checkpoint is of the run in `folder`: that of a run left behind may be reported late."""
    return bool(folder) and Path(checkpoint).parent.parent == Path(folder)


def with_next_environment(facts: RunFacts, environment: str) -> RunFacts:
    """The facts once another environment was chosen; before any run, what was said last is then out of date."""
    return replace(facts, next_environment=environment, detail=facts.detail if facts.environment else "")
