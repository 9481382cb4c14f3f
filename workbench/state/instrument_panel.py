"""What a panel of an instrument is to the rest of the window."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import SignalInstance

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Looks
from dqn_engine.play.spectator_step import SpectatorStep
from workbench.state.selection import Selection
from workbench.state.watched_moment import WatchedMoment


@runtime_checkable
class InstrumentPanel(Protocol):
    """A widget that shows what instruments report.

    Attributes:
        wanted_changed: Emitted when `wanted` has become another.
    """

    wanted_changed: SignalInstance

    def wanted(self) -> tuple[Wanted, ...]:
        """What it wants to be looked through while it can be seen."""
        ...

    def take_looks(self, looks: Looks) -> None:
        """Takes the newest looks: its own, perhaps known already, and those of other panels."""
        ...


@runtime_checkable
class NamesInstruments(Protocol):
    """A panel that tells which instruments it can look through, also those that it does only when asked."""

    @property
    def instruments(self) -> tuple[str, ...]:
        """Their names in `probes.catalogue`."""
        ...


@runtime_checkable
class SharesSelection(Protocol):
    """A panel that shows the selected state, or can select one."""

    def share_selection(self, selection: Selection) -> None:
        """Takes the one selection of the window, to be asked of and to be told."""
        ...


@runtime_checkable
class FollowsPlay(Protocol):
    """A panel that shows where the watched episode is."""

    def follow_play(self, step: SpectatorStep | None, held: bool) -> None:
        """Takes the step that is seen at play, and whether it is held there.

        None: nothing is seen, so that the newest is the watched one.
        """
        ...


@runtime_checkable
class ForksRuns(Protocol):
    """A panel that proposes to continue with other hyperparameters, in a fork.

    Attributes:
        fork_wanted: Emitted with the changes.
    """

    fork_wanted: SignalInstance

    def set_can_fork(self, can: bool) -> None:
        """Takes whether the run can be forked now."""
        ...


@runtime_checkable
class ChoosesStates(Protocol):
    """A panel in which a state can be chosen.

    Attributes:
        state_chosen: Emitted with the numbers of its observation, and how many steps of an episode came before it, as
            `Selection.select` takes them.
    """

    state_chosen: SignalInstance


@runtime_checkable
class ChoosesTransitions(Protocol):
    """A panel in which a transition of the replay buffer can be chosen.

    Attributes:
        slot_chosen: Emitted with its place in the buffer, after its state has been told.
    """

    slot_chosen: SignalInstance


@runtime_checkable
class AsksWhatIf(Protocol):
    """A panel that tells of the futures of a watched moment."""

    def ask_from_watched(self, moment: WatchedMoment) -> None:
        """Asks for them."""
        ...


@runtime_checkable
class StepsRuns(Protocol):
    """A panel that can have the run make a step.

    Attributes:
        step_wanted: Emitted with the number of environment steps.
    """

    step_wanted: SignalInstance

    def set_can_step(self, can: bool) -> None:
        """Takes whether the run can make a step now."""
        ...
