"""The dock of a panel."""

from PySide6.QtWidgets import QDockWidget

from workbench.window import tab_order


class PanelDock(QDockWidget):
    """As Qt's, but Tab goes through it in the window's order also where it floats, a window of its own."""

    def focusNextPrevChild(self, next: bool) -> bool:
        if self.isFloating() and tab_order.go(self, 1 if next else -1):
            return True
        return super().focusNextPrevChild(next)
