"""What the command palette finds, and in which order: a pure function of what is offered and what is typed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

MOST_FOUND = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PaletteEntry:
    """Something that can be done or gone to.

    Attributes:
        text: What it is called.
        kind: What sort of thing it is, in the user's language.
        take: Does it.
        hint: Beside it, such as its keys.
        also: More words that it is found by.
        ready: Whether it can be done now.
    """

    text: str
    kind: str
    take: Callable[[], object]
    hint: str = ""
    also: str = ""
    ready: bool = True


def found(entries: Iterable[PaletteEntry], typed: str) -> Sequence[PaletteEntry]:
    """Those that have every word of `typed` in them, best first: at the beginning, then at a word's, then within.

    Among equals, what can be done now comes first; they stay in their order otherwise. At most `MOST_FOUND`.
    """
    words = typed.casefold().split()
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry, words)) is not None]
    ranked.sort(key=lambda pair: (pair[0], not pair[1].ready))
    return [entry for _, entry in ranked[:MOST_FOUND]]


def _rank(entry: PaletteEntry, words: Sequence[str]) -> tuple[int, ...] | None:
    """The worse a word fits, the larger; None where one doesn't."""
    text = entry.text.casefold()
    said = f"{text} {entry.kind} {entry.also}".casefold()
    ranks: list[int] = []
    for word in words:
        if word not in said:
            return None
        at_words = f" {said}"
        ranks.append(0 if text.startswith(word) else 1 if f" {word}" in at_words else 2 if word in text else 3)
    return tuple(ranks)
