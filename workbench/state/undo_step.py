"""What can be undone: a named step, and how to take it back and again."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoStep:
    """Something the user did.

    Attributes:
        text: What it was, as the menu names it.
        undo: Takes it back.
        redo: Does it again.
        key: Steps of the same key that follow each other at once are one, as of a slider that is dragged; empty: never.
    """

    text: str
    undo: Callable[[], object]
    redo: Callable[[], object]
    key: str = ""
