"""Folders that are shown on the desktop, or said where the desktop has nothing that shows them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from workbench.widgets.message_bar import MessageBar


class DesktopFolders(QObject):
    """Has `show_folder` show folders, which returns whether the desktop took it."""

    def __init__(self, show_folder: Callable[[str], bool], messages: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show_folder, self._messages = show_folder, messages

    @Slot(str)
    def show(self, folder: str) -> None:
        """Shows a folder; where that can't be, says which it is."""
        if not self._show_folder(folder):
            self._messages.warn(
                self.tr("Nothing on this desktop shows folders; this one is {folder}.").format(folder=folder)
            )
