"""What a small window took from docks and gives back once it is large again: the widths of columns, heights in them."""

import functools
from abc import abstractmethod
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar

from workbench.window.panel_dock import PanelDock


class _SizesBefore(QObject):
    """Remembers how large docks were before their window became smaller; in which direction, a subclass says.

    Attributes:
        main_window: What the docks stand in.
        window_px: How large it was when its last resizing was done with.
        before_px: How large the docks were.
    """

    def __init__(self, window: QMainWindow, docks: Iterable[PanelDock]) -> None:
        super().__init__(window)
        self.main_window = window
        self.window_px = 0
        self.before_px: dict[QDockWidget, int] = {}
        for dock in docks:
            dock.resized.connect(functools.partial(self.heed, dock))

    def forget(self) -> None:
        """Lets go of all sizes: the docks have another arrangement."""
        self.before_px.clear()

    @abstractmethod
    def heed(self, dock: QDockWidget, was: QSize, now: QSize) -> None:
        """Takes that a dock was resized, by the window or by hand."""


class ColumnWidths(_SizesBefore):
    """How wide docks were before their window became narrower, until the user makes them narrower by hand.

    Qt gives all that a window grows by to its middle, and leaves the columns as narrow as they had to become.
    """

    def kept(self) -> Mapping[QDockWidget, int]:
        """How wide docks were that are narrower now."""
        return dict(self.before_px)

    def keep(self, before_px: Mapping[QDockWidget, int]) -> None:
        """Has what was `kept`, as an arrangement is shown again."""
        self.before_px = dict(before_px)

    def give_back(self) -> None:
        """Widens what has been narrower since, as far as there is room; after each resizing of the window."""
        self.window_px = self.main_window.width()
        narrow = {dock: px for dock, px in self.before_px.items() if dock.width() < px and _is_seen(dock)}
        if narrow:
            self.main_window.resizeDocks(list(narrow), list(narrow.values()), Qt.Orientation.Horizontal)

    def heed(self, dock: QDockWidget, was: QSize, now: QSize) -> None:
        if dock.isFloating():
            return
        was_px, is_px, window_px = was.width(), now.width(), self.main_window.width()
        if window_px < self.window_px and is_px < was_px and not dock.visibleRegion().isEmpty():
            self.before_px.setdefault(dock, was_px)
        by_hand = window_px == self.window_px and is_px < was_px
        if by_hand or is_px >= self.before_px.get(dock, is_px + 1):
            self.before_px.pop(dock, None)


class RowHeights(_SizesBefore):
    """How high docks were before their window became lower, until the user divides a column in another way.

    Qt divides what a window loses by what each can lose, and what it grows by in another way: the line between two
    docks would wander with every round.
    """

    def __init__(self, window: QMainWindow, docks: Iterable[PanelDock]) -> None:
        super().__init__(window, docks)
        self._full_px = 0  # How high the window was with the heights that are remembered.

    def give_back(self) -> None:
        """Divides the columns as before, where the window is as high again; after each resizing of the window."""
        self.window_px = self.main_window.height()
        if not self.before_px or self.window_px < self._full_px:
            return
        before_px = {dock: px for dock, px in self.before_px.items() if _is_seen(dock)}
        self.forget()
        for left in {dock.x() for dock in before_px}:
            column = [dock for dock in before_px if dock.x() == left]
            if len(column) > 1:
                wanted_px = [before_px[dock] + self._bar_px(dock) for dock in column]
                self.main_window.resizeDocks(column, wanted_px, Qt.Orientation.Vertical)

    def _bar_px(self, dock: QDockWidget) -> int:
        """How high the bar below tabs is, which isn't in a dock's height; 0 where it is no tab."""
        if not self.main_window.tabifiedDockWidgets(dock):
            return 0
        bars = self.main_window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly)
        under = (bar for bar in bars if bar.isVisible() and bar.x() == dock.x() and bar.y() >= dock.geometry().bottom())
        return next((bar.height() for bar in under), 0)

    def heed(self, dock: QDockWidget, was: QSize, now: QSize) -> None:
        was_px, is_px, window_px = was.height(), now.height(), self.main_window.height()
        if is_px == was_px or not _is_seen(dock):
            return
        if window_px < self.window_px and is_px < was_px:
            if not self.before_px:
                self._full_px = self.window_px
            self.before_px.setdefault(dock, was_px)
        elif window_px == self.window_px:
            self.forget()  # By hand, or something in the column came or went.


def _is_seen(dock: QDockWidget) -> bool:
    """Whether it stands in the window, and not behind another one's tab."""
    return not dock.isFloating() and not dock.visibleRegion().isEmpty()
