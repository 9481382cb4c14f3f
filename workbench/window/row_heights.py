"""The heights of docks in a column: what a low window took from them, they have again where it is as high as before."""

import functools
from collections.abc import Iterable

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from workbench.window.panel_dock import PanelDock


class RowHeights(QObject):
    """Remembers how high docks were before their window became lower, until the user divides a column in another way.

    Qt divides what a window loses by what each can lose, and what it grows by in another way: the line between two
    docks would wander with every round.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._window_px = 0  # When the last resizing was done with.
        self._full_px = 0  # How high the window was with the heights that are remembered.
        self._before_px: dict[QDockWidget, int] = {}

    def follow(self, docks: Iterable[PanelDock]) -> None:
        """Watches these as well."""
        for dock in docks:
            dock.resized.connect(functools.partial(self._heed, dock))

    def forget(self) -> None:
        """Lets go of all heights: the docks have another arrangement."""
        self._before_px.clear()

    def give_back(self) -> None:
        """Divides the columns as before, where the window is as high again; after each resizing of the window."""
        self._window_px = self._window.height()
        if not self._before_px or self._window_px < self._full_px:
            return
        before_px = {dock: px for dock, px in self._before_px.items() if _is_seen(dock)}
        self.forget()
        for left in {dock.x() for dock in before_px}:
            column = [dock for dock in before_px if dock.x() == left]
            if len(column) > 1:
                wanted_px = [before_px[dock] + self._bar_px(dock) for dock in column]
                self._window.resizeDocks(column, wanted_px, Qt.Orientation.Vertical)

    def _bar_px(self, dock: QDockWidget) -> int:
        """How high the bar below tabs is, which isn't in a dock's height; 0 where it is no tab."""
        if not self._window.tabifiedDockWidgets(dock):
            return 0
        bars = self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        under = (bar for bar in bars if bar.isVisible() and bar.x() == dock.x() and bar.y() >= dock.geometry().bottom())
        return next((bar.height() for bar in under), 0)

    def _heed(self, dock: QDockWidget, was: QSize, now: QSize) -> None:
        was_px, is_px, window_px = was.height(), now.height(), self._window.height()
        if is_px == was_px or not _is_seen(dock):
            return
        if window_px < self._window_px and is_px < was_px:
            if not self._before_px:
                self._full_px = self._window_px
            self._before_px.setdefault(dock, was_px)
        elif window_px == self._window_px:
            self.forget()  # By hand, or something in the column came or went.


def _is_seen(dock: QDockWidget) -> bool:
    return not dock.isFloating() and not dock.visibleRegion().isEmpty()
