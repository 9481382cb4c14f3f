"""The modules of the user's own environments, from one start of the window to the next.

The user agreed to run one file's code when they added its module, so only that very file is imported again: a module of
the same name that lies elsewhere, such as in the folder the window was started from, is refused.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from dqn_engine.environments.locating import file_of, root_of
from dqn_engine.system.errors import InputError
from workbench.state.preferences import OwnModule, Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of importing: the environments' ids; of modules that couldn't be, the name and a sentence why."""

    environments: tuple[str, ...] = ()
    troubles: tuple[tuple[str, str], ...] = ()


def import_remembered(preferences: Preferences) -> Imported:
    """Imports what the user added at an earlier start; without any, does nothing. What can't be is left out."""
    environments: list[str] = []
    troubles: list[tuple[str, str]] = []
    deadly = _imported_to_the_end_of_the_program(preferences)
    for module in preferences.own_modules():
        try:
            if module.name == deadly:
                preferences.set_own_modules(other for other in preferences.own_modules() if other != module)
                preferences.set_importing("", 0)
                raise InputError(
                    "The program ended, or had to be ended, during its import; add it again once it is mended."
                )
            environments += _import_again(module, preferences)
        except InputError as error:
            troubles.append((module.name, str(error)))
    return Imported(environments=tuple(environments), troubles=tuple(troubles))


def import_module(name: str, preferences: Preferences) -> tuple[str, ...]:
    """Imports a module that the user has just agreed to, and returns its environments' ids.

    Raises:
        InputError: It can't be imported, or brings no environments.
    """
    from dqn_engine.environments.imports import import_environments  # With Gymnasium, which takes a moment.

    preferences.set_importing(name, os.getpid())
    try:
        return import_environments(name)
    finally:
        preferences.set_importing("", 0)


def _imported_to_the_end_of_the_program(preferences: Preferences) -> str:
    """The module whose import an earlier window didn't outlive; empty where there is none."""
    name, process = preferences.importing()
    if name and process != os.getpid():
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return name
        except OSError:
            return ""  # It goes on, under another user.
    return ""


def _import_again(module: OwnModule, preferences: Preferences) -> tuple[str, ...]:
    file = Path(module.file)
    if not file.is_file():
        raise InputError(f"Its file {module.file!r} is gone; add it again from where it is now.")
    if not module.name.endswith(".py"):
        root = str(root_of(module.name, file))
        if root not in sys.path:
            sys.path.append(root)
        found = file_of(module.name)
        if found is None or found.resolve() != file.resolve():
            raise InputError(
                f"It was {module.file!r} when it was added, but is now {str(found)!r}; add it again, if you trust it."
            )
    return import_module(module.name, preferences)
