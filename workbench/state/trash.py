"""Runs to the desktop's trash, and back."""

import contextlib
import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QFile, QStandardPaths

from dqn_engine.storage.run.labels import name_of
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.system.errors import InputError


class Deletion:
    """A folder that goes to the trash, and back, and again.

    Attributes:
        name: What the folder is called for the user.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._trashed: Path | None = None
        self.name = name_of(folder)

    def refuse_open(self) -> None:
        """Raises InputError where a program has the folder open, this one or another."""
        if is_locked(self._folder):
            raise InputError(
                _tr("{name} is open or being trained, here or in another program, and can't be deleted.").format(
                    name=self.name
                )
            )

    def do(self) -> None:
        """Moves the folder to the trash.

        Raises:
            InputError: It is open, or there is no trash for it.
        """
        self.refuse_open()
        # Qt makes the trash's own folders, but not the one that they lie in, which a new user hasn't got.
        with contextlib.suppress(OSError):
            Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)).mkdir(
                mode=0o700, parents=True, exist_ok=True
            )
        moved = QFile(str(self._folder))
        if not moved.moveToTrash():
            raise InputError(_tr("There is no trash for this folder; delete it with the file manager if you mean to."))
        self._trashed = Path(moved.fileName())

    def undo(self) -> None:
        """Moves it back to where it was.

        Raises:
            InputError: It isn't in the trash any more, or its place is taken.
        """
        if self._folder.exists():
            raise InputError(
                _tr("{name} can't be brought back: there is something in its place, {folder}.").format(
                    name=self.name, folder=self._folder
                )
            )
        try:
            if self._trashed is None:
                raise FileNotFoundError
            os.replace(self._trashed, self._folder)
        except OSError as error:
            gone = _tr("{name} can't be brought back: it isn't in the trash any more.").format(name=self.name)
            raise InputError(gone) from error
        # What the trash remembers of it, as the desktops' specification has it.
        information = self._trashed.parent.parent / "info" / f"{self._trashed.name}.trashinfo"
        information.unlink(missing_ok=True)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Trash", text)
