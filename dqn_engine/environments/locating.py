"""Finds the file of a module of the user's own without running any of it."""

import importlib
import sys
from collections.abc import Iterable
from importlib.machinery import ModuleSpec
from pathlib import Path


def file_of(module: str) -> Path | None:
    """The file whose code importing `module` would run, by its dotted name or the path of a .py file.

    Returns:
        None where there is no such module, or it has no file of its own.
    """
    if module.endswith(".py"):
        path = Path(module)
        return path.absolute() if path.is_file() else None
    parts = module.split(".")
    if not all(part.isidentifier() for part in parts):
        return None
    loaded = getattr(sys.modules.get(module), "__file__", None)
    if loaded:
        return Path(loaded).absolute()
    look_where_the_user_is()
    importlib.invalidate_caches()
    spec: ModuleSpec | None = None
    for depth in range(1, len(parts) + 1):
        # `importlib.util.find_spec` would import the packages above it.
        places = spec.submodule_search_locations if spec is not None else None
        if spec is not None and places is None:
            return None
        spec = _found(".".join(parts[:depth]), places)
        if spec is None:
            return None
    return Path(spec.origin).absolute() if spec is not None and spec.has_location and spec.origin else None


def root_of(module: str, file: Path) -> Path:
    """The folder that has to be on Python's path for `module`, which lies in `file`, to be found by its name."""
    depth = module.count(".") + (file.stem == "__init__")
    return file.parents[depth]


def look_where_the_user_is() -> None:
    """The console script's path begins at its own folder, but the user's modules are in the working folder."""
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))


def _found(name: str, places: Iterable[str] | None) -> ModuleSpec | None:
    for finder in sys.meta_path:
        try:
            spec = finder.find_spec(name, None if places is None else list(places))
        except Exception:  # noqa: BLE001 - finders are anyone's, and this one has found nothing
            continue
        if spec is not None:
            return spec
    return None
