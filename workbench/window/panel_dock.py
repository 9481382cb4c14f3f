"""The dock of a panel."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from workbench.window import tab_order


class PanelDock(QDockWidget):
    """As Qt's, but who chooses it in a menu sees it, and Tab goes through it in the window's order where it floats.

    Qt shows what is chosen behind the tab that it finds in front there, and closes what is chosen to be seen where it
    already stands behind one.
    """

    resized = Signal(QSize, QSize)  # how large it was, and is

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._is_covered = False
        self.visibilityChanged.connect(self._take_visibility)
        self.toggleViewAction().triggered.connect(self._take_choice)

    @Slot(bool)
    def _take_visibility(self, visible: bool) -> None:
        if not self.isHidden():  # Else it was closed, and is as it was before.
            self._is_covered = not visible

    @Slot(bool)
    def _take_choice(self, shown: bool) -> None:
        """Brought to the front, unless it could be seen and is closed by that; Qt has done its part before."""
        if shown or self._is_covered:
            self.show()
            self.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(event.oldSize(), event.size())

    def focusNextPrevChild(self, next: bool) -> bool:
        if self.isFloating() and tab_order.go(self, 1 if next else -1):
            return True
        return super().focusNextPrevChild(next)
