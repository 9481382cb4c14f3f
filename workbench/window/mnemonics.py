"""Letters to press in an open menu: each entry gets one of its own, underlined while the menu is open.

They are given when a menu opens, since its words change with what can be done, and in the language of the window.
Where the words have no letter that is free, one of the English words stands behind them in brackets.
"""

import string
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from workbench.look.translations import english_of

_KEYS = frozenset(string.ascii_letters)


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
    found = []
    for text in listed:
        place = None if _has_letter(text) or not text else _place(text, taken)
        if place is not None:
            taken.add(text[place].lower())
            found.append(f"{text[:place]}&{text[place:]}")
            continue
        letter = _free_letter(english_of(text), taken) if text and not _has_letter(text) else ""
        taken.add(letter.lower())
        found.append(f"{text}(&{letter.upper()})" if letter else text)
    return found


def _has_letter(text: str) -> bool:
    return "&" in text.replace("&&", "")


def _place(text: str, taken: set[str]) -> int | None:
    """Of the first letter of a word that is free, else of any that is."""
    places = [place for place, character in enumerate(text) if character in _KEYS]
    starts = [place for place in places if place == 0 or not text[place - 1].isalnum()]
    return next((place for place in (*starts, *places) if text[place].lower() not in taken), None)


def _free_letter(english: str, taken: set[str]) -> str:
    place = _place(english, taken)
    if place is not None:
        return english[place]
    return next((key for key in string.ascii_lowercase if key not in taken), "")
