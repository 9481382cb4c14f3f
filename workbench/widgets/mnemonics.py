"""Letters to press in an open menu: each entry gets one of its own, underlined while the menu is open.

They are given when a menu opens, since its words change with what can be done, and in the language of the window.
Where the words have no letter that is free, one of the English words stands behind them in brackets.
"""

import string
from collections.abc import Container, Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from workbench.look.translations import english_of

_KEYS = frozenset(string.ascii_letters)
_DOTS = "…"  # Of what asks something first; they end the entry, also in Chinese programs.


class Mnemonics(QObject):
    """Gives letters to the entries of menus that it is told of, and of the menus in these."""

    def __init__(self, menus: Iterable[QMenu], parent: QObject) -> None:
        super().__init__(parent)
        self._plain: dict[QAction, tuple[str, str]] = {}  # without and with its letter
        self._held: set[QAction] = set()
        for menu in menus:
            for each in (menu, *menu.findChildren(QMenu)):
                each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QMenu):
            if event.type() == QEvent.Type.Show:
                self._give(watched)
            elif event.type() == QEvent.Type.Hide:
                self._take(watched)
        return super().eventFilter(watched, event)

    def _give(self, menu: QMenu) -> None:
        texts = with_letters([action.text() for action in menu.actions()])
        for action, text in zip(menu.actions(), texts, strict=True):
            if text != action.text():
                self._plain[action] = (action.text(), text)
                shown = action.iconText()
                action.setText(text)
                if action.iconText() != shown:  # Buttons that show the action as well keep the plain words.
                    action.setIconText(shown)
                    self._held.add(action)

    def _take(self, menu: QMenu) -> None:
        for action in menu.actions():
            plain, given = self._plain.pop(action, ("", ""))
            if given and action.text() == given:  # Else something gave it other words meanwhile.
                action.setText(plain)
            if action in self._held:
                self._held.remove(action)
                action.setIconText("")  # From now on it follows the text again.


def with_letters(texts: Iterable[str]) -> list[str]:
    """The texts with a mark before the letter of each, no letter twice while there are any; those with one keep it."""
    listed = list(texts)
    taken = {text[text.index("&") + 1].lower() for text in listed if _has_letter(text)}
    places = _assigned([{} if _has_letter(text) else _places(text, taken) for text in listed])
    taken |= {text[place].lower() for text, place in zip(listed, places, strict=True) if place is not None}
    found = []
    for text, place in zip(listed, places, strict=True):
        if place is not None:
            found.append(f"{text[:place]}&{text[place:]}")
            continue
        if not text or _has_letter(text):
            found.append(text)
            continue
        # "Undo" and what it undoes is known by its first word alone, and has the letter behind that.
        head, space, rest = text.partition(" ")
        words, after = (text, "") if english_of(text) or not english_of(head) else (head, f"{space}{rest}")
        letter = _free_letter(english_of(words), taken)
        taken.add(letter.lower())
        said, dots = (words.removesuffix(_DOTS), _DOTS) if words.endswith(_DOTS) else (words, "")
        found.append(f"{said}(&{letter.upper()}){dots}{after}" if letter else text)
    return found


def _assigned(wanted: Sequence[Mapping[str, int]]) -> list[int | None]:
    """For each text one of the letters that it wants, as its place in it; None where there are too few.

    Each gets its first that is free. Where none is, an earlier text takes another of its own instead, so that as many
    as possible have one (Kuhn 1955).
    """
    owner: dict[str, int] = {}

    def give(index: int, tried: set[str]) -> bool:
        for letter in wanted[index]:
            if letter not in owner:
                owner[letter] = index
                return True
        for letter in wanted[index]:
            if letter not in tried:
                tried.add(letter)
                if give(owner[letter], tried):
                    owner[letter] = index
                    return True
        return False

    for index in range(len(wanted)):
        give(index, set())
    letters = {index: letter for letter, index in owner.items()}
    return [places[letters[index]] if index in letters else None for index, places in enumerate(wanted)]


def _has_letter(text: str) -> bool:
    return "&" in text.replace("&&", "")


def _places(text: str, taken: Container[str]) -> dict[str, int]:
    """The letters of a text that aren't taken, each with its first place: those that begin words before the others."""
    places = [place for place, character in enumerate(text) if character in _KEYS]
    starts = [place for place in places if place == 0 or not text[place - 1].isalnum()]
    found: dict[str, int] = {}
    for place in (*starts, *places):
        letter = text[place].lower()
        if letter not in taken:
            found.setdefault(letter, place)
    return found


def _free_letter(english: str, taken: Container[str]) -> str:
    """A letter of the English words that isn't taken, else any that isn't."""
    own = next(iter(_places(english, taken)), "")
    return own or next((key for key in string.ascii_lowercase if key not in taken), "")
