"""The first five minutes: the card over the empty plots, and the tour it offers; each comes once."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from workbench.state.preferences import Preferences
from workbench.widgets.first_run_card import FirstRunCard
from workbench.widgets.tour import Tour, TourStop


class Welcome(QObject):
    """Shows the card where nobody has been, and the tour where it is asked for."""

    train_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, window: QWidget, preferences: Preferences, part: Callable[[str], QWidget]) -> None:
        """`part` gives a panel's surroundings by the name it has in the table of docks, or `run_bar`, or `menu_bar`."""
        super().__init__(window)
        self._window, self._preferences, self._part = window, preferences, part
        self.card: FirstRunCard | None = None
        self.tour: Tour | None = None
        self._environment = ""

    @Slot(str)
    def set_environment(self, environment: str) -> None:
        """What the next run is of."""
        self._environment = environment
        if self.card is not None:
            self.card.show_environment(environment)

    def show_card(self) -> None:
        """Shows the card, unless this user has seen it."""
        if self._preferences.has_been_welcomed():
            return
        self.card = FirstRunCard(self._part("curves"), self._environment)
        self.card.train_wanted.connect(self.train_wanted)
        self.card.open_wanted.connect(self.open_wanted)
        self.card.tour_wanted.connect(self.show_tour)
        self.card.left.connect(self._be_done)
        holds, under = self._window.focusWidget(), self.card.over
        if holds is None or holds is under or holds.isAncestorOf(under):  # Nothing else has been begun meanwhile.
            self.card.train.setFocus()

    @Slot()
    def leave_card(self) -> None:
        """Takes the card away: something has begun."""
        if self.card is not None:
            self.card.leave()

    @Slot()
    def show_tour(self) -> None:
        """Begins the tour; from its first stop, if there is one already."""
        self.leave_card()
        if self.tour is not None:
            self.tour.leave()
        self.tour = Tour(self._stops(), self._window)
        self.tour.left.connect(self._forget_tour)

    @Slot()
    def _be_done(self) -> None:
        self.card = None
        self._preferences.set_welcomed()

    @Slot()
    def _forget_tour(self) -> None:
        self.tour = None
        self._part("curves").setFocus()  # Space is the window's own again.

    def _stops(self) -> list[TourStop]:
        """Six where all these panels are shown; the last always says where the rest is found."""
        told = (
            (
                "run_bar",
                self.tr("Choose and start"),
                self.tr(
                    "The environment, the preset and the seed of the next run; and Start, Pause, Step and Stop. Space "
                    "pauses and resumes."
                ),
            ),
            (
                "hyperparameters",
                self.tr("Tune while it learns"),
                self.tr(
                    "Every hyperparameter. Move one during a run: the next updates use it, a mark in the curves says "
                    "when, and Ctrl+Z takes it back."
                ),
            ),
            (
                "curves",
                self.tr("How it learns"),
                self.tr(
                    "The return of each episode, what the network predicts, its loss, and how much it explores. The "
                    "wheel zooms, a double click on a mark goes back to it."
                ),
            ),
            (
                "view",
                self.tr("The agent at play"),
                self.tr("The newest policy, in real time; the bars are the Q-values it chooses by."),
            ),
            (
                "log",
                self.tr("What happened"),
                self.tr("Changes, evaluations and events, in order. Beside it are the checkpoints to go back to."),
            ),
            (
                "priorities",
                self.tr("What it learns from"),
                self.tr(
                    "How surprising the stored transitions are: those far to the right are sampled most. F1 opens the "
                    "manual, Ctrl+K finds everything else."
                ),
            ),
        )
        parts = [(self._part(name), heading, text) for name, heading, text in told]
        shown = [TourStop(part=part, heading=heading, text=text) for part, heading, text in parts if part.isVisible()]
        if not self._part("priorities").isVisible():  # It has no room in a low window.
            rest = self.tr("F1 opens the manual, Ctrl+K finds every action, hyperparameter and run.")
            shown.append(TourStop(part=self._part("menu_bar"), heading=self.tr("Everything else"), text=rest))
        return shown
