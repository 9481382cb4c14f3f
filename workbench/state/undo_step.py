"""What can be undone: a named step, and how to take it back and again."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep:
    """Something the user did.

    Attributes:
        text: What it was, as the menu names it.
        undo: Takes it back; raises InputError where that can't be done.
        redo: Does it again; raises InputError likewise.
        key: Steps of the same key that follow each other at once are one, as of a slider that is dragged; empty: never.
        outlives_run: Whether it stays when another run is opened: what it changed isn't the run's.
        undone: Said once it is taken back, where the window doesn't show it anyway.
        redone: Likewise, once it is done again.
    """

    text: str
    undo: Callable[[], object]
    redo: Callable[[], object]
    key: str = ""
    outlives_run: bool = False
    undone: str = ""
    redone: str = ""
