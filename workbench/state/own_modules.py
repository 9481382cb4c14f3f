"""The modules of the user's own environments, from one start of the window to the next.

The user agreed to run one file's code when they added its module, so only that very file is imported again: a module of
the same name that lies elsewhere, such as in the folder the window was started from, is refused.
"""

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from dqn_engine.environments.locating import file_of, root_of
from dqn_engine.system.errors import InputError
from workbench.state.preferences import OwnModule, Preferences


class ImportTroubleKind(StrEnum):
    """Why a module that was added isn't imported any more."""

    GONE = "gone"
    ANOTHER_FILE = "another file"
    FATAL = "fatal"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTrouble:
    """A module that wasn't imported; `detail` is the file found in its place, or the sentence of the refusal."""

    module: OwnModule
    kind: ImportTroubleKind
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of importing: the environments' ids, and what couldn't be imported."""

    environments: tuple[str, ...] = ()
    troubles: tuple[ImportTrouble, ...] = ()


def import_remembered(preferences: Preferences) -> Imported:
    """Imports what the user added at an earlier start; without any, does nothing. What can't be is left out."""
    environments: list[str] = []
    troubles: list[ImportTrouble] = []
    fatal = _fatal_module(preferences)
    for module in preferences.own_modules():
        if module.name == fatal:
            preferences.set_own_modules(other for other in preferences.own_modules() if other != module)
            preferences.set_importing("", 0)
            troubles.append(ImportTrouble(module=module, kind=ImportTroubleKind.FATAL))
            continue
        trouble = _misplaced(module)
        try:
            if trouble is None:
                environments += import_module(module.name, preferences)
        except InputError as error:
            trouble = ImportTrouble(module=module, kind=ImportTroubleKind.REFUSED, detail=str(error))
        troubles += [trouble] if trouble is not None else []
    return Imported(environments=tuple(environments), troubles=tuple(troubles))


def import_module(name: str, preferences: Preferences) -> tuple[str, ...]:
    """Imports a module that the user has agreed to, and returns its environments' ids.

    Raises:
        InputError: It can't be imported, or brings no environments.
    """
    from dqn_engine.environments.imports import import_environments  # With Gymnasium, which takes a moment.

    preferences.set_importing(name, os.getpid())
    try:
        return import_environments(name)
    finally:
        preferences.set_importing("", 0)


def trouble_words(trouble: ImportTrouble) -> str:
    """What is missing, why, and what to do."""
    words = {
        ImportTroubleKind.GONE: QCoreApplication.translate(
            "OwnModules", "Its file {file} is gone; add it again from where it is."
        ),
        ImportTroubleKind.ANOTHER_FILE: QCoreApplication.translate(
            "OwnModules", "It was {file} when it was added, but would be {detail} now; add it again, if you trust it."
        ),
        ImportTroubleKind.FATAL: QCoreApplication.translate(
            "OwnModules", "The program ended while it was imported, so it was removed; mend it, and add it again."
        ),
        ImportTroubleKind.REFUSED: "{detail}",
    }
    reason = words[trouble.kind].format(file=trouble.module.file, detail=trouble.detail)
    both = QCoreApplication.translate("OwnModules", "The environments of {module} are missing. {reason}")
    return both.format(module=trouble.module.name, reason=reason)


def _misplaced(module: OwnModule) -> ImportTrouble | None:
    file = Path(module.file)
    if not file.is_file():
        return ImportTrouble(module=module, kind=ImportTroubleKind.GONE)
    if module.name.endswith(".py"):
        return None
    root = str(root_of(module.name, file))
    if root not in sys.path:
        sys.path.append(root)
    found = file_of(module.name)
    if found is not None and found.resolve() == file.resolve():
        return None
    return ImportTrouble(module=module, kind=ImportTroubleKind.ANOTHER_FILE, detail=str(found or "–"))


def _fatal_module(preferences: Preferences) -> str:
    """The module whose import the process of an earlier window didn't outlive; empty where there is none."""
    name, process = preferences.importing()
    if name and process != os.getpid():
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return name
        except OSError:
            return ""  # It goes on, under another user.
    return ""
