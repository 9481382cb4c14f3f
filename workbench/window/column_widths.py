"""The widths of the columns of docks: what a narrow window took from them, they have again in a wide one."""

import functools
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from workbench.window.panel_dock import PanelDock


class ColumnWidths(QObject):
    """Remembers how wide docks were before their window became narrower, until the user makes them narrower by hand.

    Qt gives all that a window grows by to its middle, and leaves the columns as narrow as they had to become.
    """

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._window_px = 0  # When the last resizing was done with.
        self._before_px: dict[QDockWidget, int] = {}

    def follow(self, docks: Iterable[PanelDock]) -> None:
        """Watches these as well."""
        for dock in docks:
            dock.resized.connect(functools.partial(self._heed, dock))

    def forget(self) -> None:
        """Lets go of all widths: the docks have another arrangement."""
        self._before_px.clear()

    def kept(self) -> Mapping[QDockWidget, int]:
        """How wide docks were that are narrower now."""
        return dict(self._before_px)

    def keep(self, before_px: Mapping[QDockWidget, int]) -> None:
        """Has what was `kept`, as an arrangement is shown again."""
        self._before_px = dict(before_px)

    def give_back(self) -> None:
        """Widens what has been narrower since, as far as there is room; after each resizing of the window."""
        self._window_px = self._window.width()
        narrow = {dock: px for dock, px in self._before_px.items() if dock.width() < px and _has_a_column(dock)}
        if narrow:
            self._window.resizeDocks(list(narrow), list(narrow.values()), Qt.Orientation.Horizontal)

    def _heed(self, dock: QDockWidget, was: QSize, now: QSize) -> None:
        if dock.isFloating():
            return
        was_px, is_px, window_px = was.width(), now.width(), self._window.width()
        if window_px < self._window_px and is_px < was_px and not dock.visibleRegion().isEmpty():
            self._before_px.setdefault(dock, was_px)
        by_hand = window_px == self._window_px and is_px < was_px
        if by_hand or is_px >= self._before_px.get(dock, is_px + 1):
            self._before_px.pop(dock, None)


def _has_a_column(dock: QDockWidget) -> bool:
    return not dock.isFloating() and not dock.visibleRegion().isEmpty()
