"""What the window remembers from one time to the next: layout, collapsed groups, theme, last folder, recent runs.

Saved in an INI file. A file that can't be read, or comes from another version of the layout, counts as none.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import platformdirs
from PySide6.QtCore import QByteArray, QSettings

from dqn_engine.storage.export.export_names import EXPORT_NAMES
from workbench.command_line import Perspective
from workbench.state.plot_choice import PlotChoice
from workbench.state.x_scale import XUnit

# Raised whenever panels are added, removed or renamed, so that an old layout can't hide a new panel.
LAYOUT_VERSION = 5
_MOST_RECENT = 8
_MOST_COMPARED = 40


def preferences_path() -> Path:
    """The user's own file."""
    return Path(platformdirs.user_config_dir("dqn-workbench", appauthor=False)) / "workbench.ini"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything was: the window, and its panels in each perspective that was shown.

    Attributes:
        geometry: The window's, as Qt saves it.
        perspective: The one that was shown last.
        docks: By perspective, the arrangement as Qt saves it.
    """

    geometry: QByteArray
    perspective: Perspective
    docks: Mapping[Perspective, QByteArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModule:
    """A module that the user added: its name (or the path of its file), and the file whose code they agreed to run."""

    name: str
    file: str


class Preferences:
    """Reads and writes one INI file."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def layout(self) -> Layout | None:
        """The layout of the last time; `None` where there is none of this version."""
        geometry, word = self._settings.value("window/geometry"), self._text("window/perspective")
        version = str(self._settings.value("window/version"))
        if not isinstance(geometry, QByteArray) or version != str(LAYOUT_VERSION) or word not in set(Perspective):
            return None
        docks: dict[Perspective, QByteArray] = {}
        for perspective in Perspective:
            saved = self._settings.value(f"window/docks-{perspective}")
            if isinstance(saved, QByteArray):
                docks[perspective] = saved
        return Layout(geometry=geometry, perspective=Perspective(word), docks=docks)

    def set_layout(self, layout: Layout) -> None:
        self._settings.setValue("window/version", LAYOUT_VERSION)
        self._settings.setValue("window/geometry", layout.geometry)
        self._settings.setValue("window/perspective", str(layout.perspective))
        self._settings.remove("window/docks")  # of earlier versions
        for perspective, docks in layout.docks.items():
            self._settings.setValue(f"window/docks-{perspective}", docks)

    def collapsed_groups(self) -> list[str]:
        """The groups of hyperparameters whose rows are hidden."""
        return [group for group in self._text("hyperparameters/collapsed").split("|") if group]

    def set_collapsed_groups(self, groups: list[str]) -> None:
        self._settings.setValue("hyperparameters/collapsed", "|".join(groups))

    def plots(self) -> list[PlotChoice]:
        """What each plot of learning curves shows; none at first."""
        return [PlotChoice.from_text(plot) for plot in self._text("curves/plots").split("|") if plot]

    def set_plots(self, plots: Iterable[PlotChoice]) -> None:
        self._settings.setValue("curves/plots", "|".join(plot.to_text() for plot in plots))

    def curves_over(self) -> XUnit:
        """What the learning curves are drawn over."""
        word = self._text("curves/over")
        return XUnit(word) if word in set(XUnit) else XUnit.STEPS

    def set_curves_over(self, unit: XUnit) -> None:
        self._settings.setValue("curves/over", str(unit))

    def appearance(self) -> str:
        """`"system"`, `"light"` or `"dark"`."""
        word = self._text("window/appearance")
        return word if word in ("light", "dark") else "system"

    def set_appearance(self, word: str) -> None:
        self._settings.setValue("window/appearance", word)

    def language(self) -> str:
        """`"system"`, or the word of a language; see `look.translations`."""
        return self._text("window/language") or "system"

    def set_language(self, word: str) -> None:
        self._settings.setValue("window/language", word)

    def folder(self) -> str:
        """Where files were last opened or saved; empty at first."""
        return self._text("files/folder")

    def set_folder(self, folder: str) -> None:
        self._settings.setValue("files/folder", folder)

    def export_format(self) -> str:
        """The format that was last exported to."""
        name = self._text("files/export")
        return name if name in EXPORT_NAMES else "keras"

    def set_export_format(self, name: str) -> None:
        self._settings.setValue("files/export", name)

    def saves_runs(self) -> bool:
        """Whether runs are saved to disk. The key is that of earlier versions."""
        return self._text("runs/keep") != "no"

    def set_saves_runs(self, save: bool) -> None:
        self._settings.setValue("runs/keep", "yes" if save else "no")

    def run_columns(self) -> QByteArray | None:
        """How wide the columns of the list of runs were left; None at first."""
        left = self._settings.value("runs/columns_left")
        return left if isinstance(left, QByteArray) else None

    def set_run_columns(self, columns: QByteArray) -> None:
        self._settings.setValue("runs/columns_left", columns)

    def recent_runs(self) -> list[str]:
        """The folders of the runs that were open last, newest first."""
        return self._paths("runs/recent")

    def add_recent_run(self, folder: str) -> None:
        """Puts a run's folder first."""
        others = [path for path in self.recent_runs() if path != folder]
        self._settings.setValue("runs/recent", [folder, *others][:_MOST_RECENT])

    def compared_folders(self) -> list[str]:
        """Folders elsewhere whose runs, studies and sweeps are listed too, newest first."""
        return self._paths("compare/folders")

    def add_compared_folder(self, folder: str) -> None:
        """Lists what is in the folder from now on."""
        others = [other for other in self.compared_folders() if other != folder]
        self._settings.setValue("compare/folders", [folder, *others][:_MOST_COMPARED])

    def own_modules(self) -> list[OwnModule]:
        """The modules of the user's own environments that were added, oldest first."""
        try:
            stored = json.loads(self._text("environments/modules") or "[]")
            return [OwnModule(name=str(name), file=str(file)) for name, file in stored]
        except (ValueError, TypeError):
            return []

    def set_own_modules(self, modules: Iterable[OwnModule]) -> None:
        """Remembers these and no others, at once: they were agreed to."""
        self._settings.setValue("environments/modules", json.dumps([[module.name, module.file] for module in modules]))
        self._settings.sync()

    def importing(self) -> tuple[str, int]:
        """The module whose import hasn't come to an end, as far as is known, and the process; empty where all have."""
        process, _, name = self._text("environments/importing").partition(" ")
        return (name, int(process)) if process.isdecimal() else ("", 0)

    def set_importing(self, name: str, process: int) -> None:
        """Brings to the disk what is being imported, should the process not outlive it; empty: it has."""
        self._settings.setValue("environments/importing", f"{process} {name}" if name else "")
        self._settings.sync()

    def has_been_welcomed(self) -> bool:
        """Whether the user has seen what is shown to those who are here for the first time."""
        return self._text("window/welcomed") == "yes"

    def set_welcomed(self) -> None:
        """Remembers that the user has."""
        self._settings.setValue("window/welcomed", "yes")

    def write(self) -> None:
        """Brings everything to the disk now."""
        self._settings.sync()

    def _paths(self, key: str) -> list[str]:
        stored: object = self._settings.value(key, [])
        if isinstance(stored, str):
            stored = [stored]
        paths = cast("list[object]", stored) if isinstance(stored, list) else []
        return [path for path in paths if isinstance(path, str) and path][:_MOST_RECENT]

    def _text(self, key: str) -> str:
        value = self._settings.value(key, "")
        return value if isinstance(value, str) else ""
