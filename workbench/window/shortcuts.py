"""The page of keyboard shortcuts: read off menus and panels, so that it has every one; and what keys do elsewhere."""

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.look.theme import ROW_SPACE, SPACE
from workbench.window.palette_contents import plain_text

_COLUMNS = 2
_HIGHEST_PX = 560

Keys = tuple[str, Sequence[str]]
"""What is done, and the keys for it, any of them."""


def shortcuts_of(menu: QMenu) -> Iterator[Keys]:
    """The entries of a menu, and of the menus in it, that have a shortcut."""
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from shortcuts_of(inner)
        elif action.shortcuts():
            yield plain_text(action.text()), [_shown(key) for key in action.shortcuts()]


def shortcuts_in(window: QWidget, menus: Iterable[QMenu]) -> list[Keys]:
    """Those of buttons, and of what panels offer in menus of their own, that none of `menus` has."""
    of_menus = {key for menu in menus for _, keys in shortcuts_of(menu) for key in keys}
    found: dict[str, list[str]] = {}
    for button in window.findChildren(QAbstractButton):
        # Other buttons' shortcuts are the letters of their names.
        if button.window() is window and not button.shortcut().isEmpty() and "&" not in button.text():
            found[button.accessibleName() or button.text()] = [_shown(button.shortcut())]
    for action in window.findChildren(QAction):
        owner = action.parent()
        if isinstance(owner, QWidget) and owner.window() is window and action.shortcuts():
            found[plain_text(action.text())] = [_shown(key) for key in action.shortcuts()]
    return [(words, keys) for words, keys in found.items() if not of_menus.issuperset(keys)]


def other_shortcuts() -> dict[str, list[Keys]]:
    """What keys do in places that no menu knows of."""
    return {
        _tr("Hyperparameters"): [
            (_tr("Leave a field, and bring its value back"), [_shown(QKeySequence(Qt.Key.Key_Escape))]),
            (_tr("A slider, one step"), ["←", "→"]),
            (_tr("A slider, ten steps"), [_shown(QKeySequence(Qt.Key.Key_PageDown)), _shown(QKeySequence("PgUp"))]),
        ],
        _tr("Open run"): [
            (_tr("Name, note and tags"), [_shown(QKeySequence(Qt.Key.Key_F2))]),
            (_tr("Move to trash"), [_shown(QKeySequence(Qt.Key.Key_Delete))]),
        ],
        _tr("Plots"): [
            (_tr("Zoom"), [_tr("wheel"), "+", "−"]),
            (_tr("Move"), [_tr("drag"), "Ctrl+←", "Ctrl+→"]),
            (_tr("Read at a step, ten times as far with Shift"), ["←", "→"]),
            (_tr("Curves, pictures and data"), [_tr("right click"), _shown(QKeySequence(Qt.Key.Key_Menu))]),
            (_tr("Go back to a mark"), [_tr("double click"), _shown(QKeySequence(Qt.Key.Key_Return))]),
        ],
    }


class ShortcutsDialog(QDialog):
    """The shortcuts of `menus`, a group for each, and those of other places."""

    def __init__(self, menus: Sequence[QMenu], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        groups = {plain_text(menu.title()): list(shortcuts_of(menu)) for menu in menus}
        groups |= {_tr("Panels"): shortcuts_in(parent, menus), **other_shortcuts()}
        halves: list[list[tuple[str, list[Keys]]]] = [[] for _ in range(_COLUMNS)]
        for group in groups.items():
            # The shorter column takes the next one.
            min(halves, key=lambda half: sum(len(keys) + 2 for _, keys in half)).append(group)
        page = QWidget(self)
        page.setProperty("role", "panel")
        grid = QGridLayout(page)
        grid.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        grid.setHorizontalSpacing(5 * SPACE)
        for place, half in enumerate(halves):
            grid.addLayout(self._column(half, page), 0, place, Qt.AlignmentFlag.AlignTop)
        scroll = QScrollArea(self)
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.addWidget(scroll)
        column.addWidget(buttons)
        wanted = page.sizeHint() + QSize(4 * SPACE, buttons.sizeHint().height() + 4 * SPACE)
        self.resize(wanted.boundedTo(QSize(parent.width() - 2 * SPACE, min(parent.height() - 8 * SPACE, _HIGHEST_PX))))
        scroll.setFocus()

    def _column(self, groups: Sequence[tuple[str, list[Keys]]], page: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(ROW_SPACE)
        grid.setColumnStretch(0, 1)
        for title, rows in groups:
            if not rows:
                continue
            heading = QLabel(title, page)
            heading.setProperty("role", "heading")
            heading.setContentsMargins(0, SPACE if grid.rowCount() > 1 else 0, 0, 0)
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for words, keys in rows:
                line = grid.rowCount()
                said = QLabel(words, page)
                said.setTextFormat(Qt.TextFormat.PlainText)
                pressed = QLabel(self.tr(" or ").join(keys), page)
                pressed.setProperty("role", "muted")
                pressed.setTextFormat(Qt.TextFormat.PlainText)
                grid.addWidget(said, line, 0)
                grid.addWidget(pressed, line, 1)
        return grid


def top_menus(actions: Sequence[QAction]) -> list[QMenu]:
    """The menus of a menu bar's entries."""
    return [menu for action in actions if isinstance(menu := action.menu(), QMenu)]


def _shown(key: QKeySequence) -> str:
    return key.toString(QKeySequence.SequenceFormat.NativeText)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Shortcuts", text)
