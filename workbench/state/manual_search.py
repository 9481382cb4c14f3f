"""Search over all pages of the manual: which sentences hold every word, and where they are on their page.

A page is read as Qt shows it, so that a place found here is the place shown. What is searched is a paragraph, a
heading, a line of code, or a whole row of a table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QTextCursor, QTextDocument

from workbench.state.manual_pages import INDEX, Page, sentence_around

MOST_HITS = 200

_BETWEEN_CELLS = " · "


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place. `position` is that of the first word in the page as Qt counts it; `sentence` is what is there."""

    page: Page
    sentence: str
    position: int
    is_heading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """A piece of a page that is searched as one. `places` are the offsets of its parts, and their positions."""

    page: Page
    text: str
    lowered: str
    places: tuple[tuple[int, int], ...]
    is_heading: bool


class ManualSearch:
    """Finds words in pages; the pages are read at the first search."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._pages = tuple(page for page in pages if page.file != INDEX)
        self._units: tuple[_Unit, ...] | None = None

    def find(self, text: str) -> list[Hit]:
        """The places that hold every word of `text`, headings first, then in the order of the pages; at most MOST_HITS.

        Capital letters don't count. Nothing is found of no words.
        """
        words = words_of(text)
        if not words:
            return []
        if self._units is None:
            self._units = tuple(unit for page in self._pages for unit in _units_of(page))
        found = [unit for unit in self._units if all(word in unit.lowered for word in words)]
        found.sort(key=lambda unit: not unit.is_heading)
        return [_hit(unit, words) for unit in found[:MOST_HITS]]


def words_of(text: str) -> list[str]:
    """The words that are searched for."""
    return text.lower().split()


def _hit(unit: _Unit, words: Sequence[str]) -> Hit:
    start, word = min((unit.lowered.index(word), word) for word in words)
    part = max(index for index, place in enumerate(unit.places) if place[0] <= start)
    begin, position = unit.places[part]
    end = unit.places[part + 1][0] - len(_BETWEEN_CELLS) if part + 1 < len(unit.places) else len(unit.text)
    sentence = sentence_around(unit.text[begin:end], start - begin, start - begin + len(word))
    if part:  # The first cell of a row says what the row is about.
        sentence = f"{unit.text[: unit.places[1][0]]}{sentence}"
    return Hit(page=unit.page, sentence=sentence, position=position + start - begin, is_heading=unit.is_heading)


def _units_of(page: Page) -> Iterator[_Unit]:
    document = QTextDocument()
    document.setMarkdown(page.markdown)
    block = document.begin()
    row: list[tuple[str, int]] = []
    row_of: tuple[int, int] | None = None
    while block.isValid():
        table = QTextCursor(block).currentTable()
        place = (table.firstPosition(), table.cellAt(block.position()).row()) if table else None
        if place != row_of:
            if row:
                yield _unit(page, row, is_heading=False)
            row, row_of = [], place
        if place is not None:
            row.append((block.text(), block.position()))
        elif block.text().strip():
            yield _unit(page, [(block.text(), block.position())], is_heading=block.blockFormat().headingLevel() > 0)
        block = block.next()
    if row:
        yield _unit(page, row, is_heading=False)


def _unit(page: Page, parts: Sequence[tuple[str, int]], *, is_heading: bool) -> _Unit:
    text = ""
    places: list[tuple[int, int]] = []
    for part, position in parts:
        if part:
            text += _BETWEEN_CELLS if text else ""
            places.append((len(text), position))
            text += part
    # Letters whose small form is longer would shift what follows them.
    lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return _Unit(page=page, text=text, lowered=lowered, places=tuple(places), is_heading=is_heading)
