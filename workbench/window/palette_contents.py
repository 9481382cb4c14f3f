"""What the command palette offers: gathered when it is opened, so that it is what the window has at that moment."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.storage.run.labels import LONGEST_TITLE, read_labels
from dqn_engine.system.text import printable
from workbench.knob_rows import words
from workbench.look.translations import english_of
from workbench.panels.hyperparameters.panel import HyperparametersPanel
from workbench.presenters.next_run import NextRun
from workbench.presenters.saved_runs import SavedRuns
from workbench.state import knob_words
from workbench.state.palette_entries import PaletteEntry
from workbench.window.recent_menu import RecentMenu

_MOST_RUNS = 200


def action_entries(menus: Sequence[QMenu]) -> Iterator[PaletteEntry]:
    """Every action of the menus, and of the menus in these, by the menu's name; also those that can't be done now."""
    for menu in menus:
        kind = plain_text(menu.title())
        for action in menu.actions():
            inner = action.menu()
            if isinstance(inner, RecentMenu):
                continue  # Runs have a kind of their own.
            if isinstance(inner, QMenu):
                yield from action_entries([inner])
                continue
            if action.isSeparator() or not action.isVisible():
                continue
            ready = action.isEnabled()
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            yield PaletteEntry(
                text=_text(action),
                kind=kind,
                hint=keys if ready else QCoreApplication.translate("Palette", "not now"),
                ready=ready,
                also=f"{english_of(_text(action))} {english_of(kind)} {action.toolTip()}",
                take=action.trigger,
            )


def choice_entries(
    presets: Mapping[str, str], environments: Mapping[str, Sequence[str]], next_run: NextRun
) -> Iterator[PaletteEntry]:
    """The presets by their titles, and the environments."""
    preset = QCoreApplication.translate("Palette", "Preset")
    environment = QCoreApplication.translate("Palette", "Environment")
    for name, title in presets.items():
        yield PaletteEntry(
            text=title,
            kind=preset,
            hint=name,
            also=f"{name} {english_of(title)}",
            take=functools.partial(next_run.choose_preset, name),
        )
    for heading, names in environments.items():
        for name in names:
            yield PaletteEntry(
                text=name,
                kind=environment,
                also=f"{heading} {english_of(heading)}",
                take=functools.partial(next_run.choose_environment, name),
            )


def hyperparameter_entries(panel: HyperparametersPanel, go_to: Callable[[str], None]) -> Iterator[PaletteEntry]:
    """Every hyperparameter, with its value as the next run would take it; `go_to` brings one into view.

    One that has no effect as things are says so instead: there is no row of it to go to, but what decides it.
    """
    values, idle = panel.values(), QCoreApplication.translate("Palette", "no effect now")
    kind = QCoreApplication.translate("Palette", "Hyperparameter")
    for name in panel.rows:
        knob = KNOB_BY_NAME[name]
        yield PaletteEntry(
            text=knob_words.label(knob),
            kind=kind,
            hint=knob_words.shown(knob, values[name]) if panel.applies(name) else idle,
            also=words.found_by(knob),
            take=functools.partial(go_to, name),
        )


def run_entries(folders: Sequence[Path], saved_runs: SavedRuns) -> Iterator[PaletteEntry]:
    """The saved runs, newest first, by the names that they were given, or their folders'."""
    kind = QCoreApplication.translate("Palette", "Run")
    for folder in folders[:_MOST_RUNS]:
        labels = read_labels(folder)
        yield PaletteEntry(
            text=printable(labels.title or folder.name, LONGEST_TITLE),
            kind=kind,
            also=" ".join((str(folder), labels.note, *(f"#{tag}" for tag in labels.tags))),
            take=functools.partial(saved_runs.open_run, str(folder)),
        )


def _text(action: QAction) -> str:
    return plain_text(action.text())


def plain_text(text: str) -> str:
    """Words without their mnemonic, which some languages put behind them in brackets."""
    return re.sub(r"\(&\w\)", "", text).replace("&&", "\0").replace("&", "").replace("\0", "&")
