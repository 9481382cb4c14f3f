"""File → Open recent: the runs that were open last, by name."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from dqn_engine.storage.run.labels import name_of
from dqn_engine.storage.run.places import is_run_folder
from dqn_engine.system.text import printable
from workbench.state.preferences import Preferences

_LONGEST_NAME = 80


class RecentMenu(QMenu):
    """Filled whenever it is opened; runs that are gone are left out."""

    run_chosen = Signal(str)

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open recent"))
        self._preferences = preferences
        self.aboutToShow.connect(self.fill)
        self.fill()

    @Slot()
    def fill(self) -> None:
        """Lists the current ones."""
        self.clear()
        for folder in self._preferences.recent_runs():
            if is_run_folder(Path(folder)):
                # An ampersand in a name is no mnemonic.
                action = self.addAction(printable(name_of(Path(folder)), _LONGEST_NAME).replace("&", "&&"))
                action.setData(folder)
                action.triggered.connect(self._choose)
        if self.isEmpty():
            self.addAction(self.tr("No runs yet")).setEnabled(False)

    @Slot()
    def _choose(self) -> None:
        sender = self.sender()
        if isinstance(sender, QAction):
            self.run_chosen.emit(sender.data())
