"""What the window shows of the engine and its run, resolved from the facts into one frozen state.

`resolve` is pure. The run presenter compares each new view with the one before and shows the panels only the parts that
have changed, so that nothing else has to remember what is shown. Texts are in the user's language.
"""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from dqn_engine.messages.commands import LoadWeights, OpenRun, Start, Stop
from dqn_engine.messages.reports import CheckpointSummary, RunState
from dqn_engine.system.text import printable
from dqn_engine.system.values import Knobs
from workbench.state import event_words
from workbench.state.event_words import Awaited
from workbench.state.run_controls import OnDisk, RunControls, run_controls
from workbench.state.run_facts import RunFacts
from workbench.state.run_words import title_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBadge:
    """The state of the run, and in which environment: at the right of the run bar."""

    state: RunState
    environment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentChoice:
    """The environment of the next run, and that of the run in progress (empty where there is none)."""

    next: str
    running: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFolderView:
    """The run that is open, as it is called on disk; both are empty where it isn't saved, or where there is none."""

    name: str = ""
    folder: str = ""
    there_is_one: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """Each attribute is what one part of the window shows.

    Attributes:
        sentence: What is happening, or what to do next.
        environment: The environment that the window is about.
        awaited_environment: The one the agent will play in; empty once a run has begun.
        title: The window's title.
        can_branch: Whether the run can be rewound or forked at a checkpoint.
        knobs: What the run in progress has of every hyperparameter; `None` where there is none.
        is_recounting: Whether reports are of an opened run's past, so that they are no news.
        counts_seconds: Whether what is happening takes seconds, which are counted beside the sentence.
        is_still: Whether nothing is counted now, so that what happened last is more than the numbers beside it.
        awaited: What a panel that is still empty waits for.
    """

    controls: RunControls
    badge: StateBadge
    sentence: str
    environments: EnvironmentChoice
    environment: str
    awaited_environment: str
    title: str
    saved: RunFolderView
    checkpoints: tuple[CheckpointSummary, ...]
    can_branch: bool
    knobs: Knobs | None
    is_recounting: bool
    counts_seconds: bool
    is_still: bool
    awaited: Awaited


def resolve(facts: RunFacts) -> RunView:
    """What is to be shown, given what is known."""
    environment = facts.environment or facts.next_environment
    saved = RunFolderView(
        name=facts.called if facts.folder else "", folder=facts.folder, there_is_one=facts.has_network
    )
    on_disk = OnDisk.NOTHING if not facts.folder else OnDisk.READ_ONLY if facts.read_only else OnDisk.WRITTEN
    return RunView(
        controls=run_controls(facts.state, has_network=facts.has_network, on_disk=on_disk, pending=facts.pending),
        badge=StateBadge(state=facts.state, environment=environment),
        sentence=_sentence(facts),
        environments=EnvironmentChoice(
            next=facts.next_environment, running=facts.environment if facts.in_a_run else ""
        ),
        environment=environment,
        awaited_environment="" if facts.environment else facts.next_environment,
        title=_title(saved.name, environment, facts.read_only),
        saved=saved,
        checkpoints=facts.checkpoints,
        can_branch=bool(facts.folder) and not facts.is_recounting,
        knobs=facts.knobs if facts.in_a_run else None,
        is_recounting=facts.is_recounting,
        counts_seconds=facts.state in (RunState.LOADING, RunState.COMPILING),
        is_still=facts.state not in (RunState.COMPILING, RunState.TRAINING),
        awaited=_awaited(facts),
    )


def _starts_once_loaded(facts: RunFacts) -> bool:
    return facts.state in (RunState.LOADING, RunState.IDLE) and Start in facts.pending


def _awaited(facts: RunFacts) -> Awaited:
    loading = facts.state is RunState.LOADING
    if facts.state is RunState.COMPILING:
        return Awaited.COMPILING
    if _starts_once_loaded(facts):
        return Awaited.LOADING if loading else Awaited.BEGINNING
    if facts.pending & {OpenRun, LoadWeights}:
        return Awaited.LOADING_TO_OPEN if loading else Awaited.OPENING
    return Awaited.LOADING_OR_START if loading else Awaited.START


def _sentence(facts: RunFacts) -> str:
    # What is known here is said in the user's language; the rest only the engine knows.
    if Stop in facts.pending and facts.in_a_run:
        return event_words.stopping(saved=bool(facts.folder))
    if facts.arrival is not None and not facts.read_only:
        return event_words.arrived(facts.arrival)
    if facts.ended is not None and facts.state is RunState.STOPPED:
        return event_words.ended_and_kept(facts.ended, facts.called)
    if _starts_once_loaded(facts):
        return event_words.starts_once_loaded() if facts.state is RunState.LOADING else event_words.starting()
    known = facts.state in (RunState.LOADING, RunState.COMPILING)
    return event_words.waiting(facts.state) if known or not facts.detail else facts.detail


def _title(name: str, environment: str, read_only: bool) -> str:
    words = QCoreApplication.translate("RunView", "{run} – DQN Workbench")
    if read_only:
        words = QCoreApplication.translate("RunView", "{run} (read-only) – DQN Workbench")
    return words.format(run=printable(title_of(name, environment)))
