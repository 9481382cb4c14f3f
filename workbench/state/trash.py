"""Runs to the desktop's trash, and back."""

import contextlib
import os
from pathlib import Path

from PySide6.QtCore import QFile, QStandardPaths


class Deletion:
    """A folder that goes to the trash, and back, and again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._trashed: Path | None = None

    def do(self) -> bool:
        """Moves the folder to the trash; returns whether there is one for it."""
        # Qt makes the trash's own folders, but not the one that they lie in, which a new user hasn't got.
        with contextlib.suppress(OSError):
            Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)).mkdir(
                mode=0o700, parents=True, exist_ok=True
            )
        moved = QFile(str(self._folder))
        done = moved.moveToTrash()
        self._trashed = Path(moved.fileName()) if done else None
        return done

    def undo(self) -> bool:
        """Moves it back to where it was; returns whether that could be done."""
        if self._trashed is None or self._folder.exists():
            return False
        try:
            os.replace(self._trashed, self._folder)
        except OSError:
            return False
        # What the trash remembers of it, as the desktops' specification has it.
        information = self._trashed.parent.parent / "info" / f"{self._trashed.name}.trashinfo"
        information.unlink(missing_ok=True)
        return True
