"""What the window remembers from one time to the next: its layout, collapsed groups, theme, last folder.

Kept in an INI file. A file that can't be read, or comes from another version of the layout, counts as none.
"""

from pathlib import Path

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

# Raised whenever panels are added, removed or renamed, so that an old layout can't hide a new panel.
LAYOUT_VERSION = 2


def preferences_path() -> Path:
    """The person's own file."""
    return Path(platformdirs.user_config_dir("dqn-workbench", appauthor=False)) / "workbench.ini"


class Preferences:
    """Reads and writes one INI file."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """The window's geometry and the state of its docks; `None` where there is none of this version."""
        geometry, docks = self._settings.value("window/geometry"), self._settings.value("window/docks")
        whole = isinstance(geometry, QByteArray) and isinstance(docks, QByteArray)
        version = str(self._settings.value("window/version"))
        return (geometry, docks) if whole and version == str(LAYOUT_VERSION) else None

    def set_layout(self, geometry: QByteArray, docks: QByteArray) -> None:
        self._settings.setValue("window/version", LAYOUT_VERSION)
        self._settings.setValue("window/geometry", geometry)
        self._settings.setValue("window/docks", docks)

    def collapsed_groups(self) -> list[str]:
        """The groups of hyperparameters whose rows are hidden."""
        return [group for group in self._text("hyperparameters/collapsed").split("|") if group]

    def set_collapsed_groups(self, groups: list[str]) -> None:
        self._settings.setValue("hyperparameters/collapsed", "|".join(groups))

    def appearance(self) -> str:
        """`"system"`, `"light"` or `"dark"`."""
        word = self._text("window/appearance")
        return word if word in ("light", "dark") else "system"

    def set_appearance(self, word: str) -> None:
        self._settings.setValue("window/appearance", word)

    def folder(self) -> str:
        """Where files were last opened or saved; empty at first."""
        return self._text("files/folder")

    def set_folder(self, folder: str) -> None:
        self._settings.setValue("files/folder", folder)

    def write(self) -> None:
        """Brings everything to the disk now."""
        self._settings.sync()

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""
