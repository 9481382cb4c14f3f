"""A button with a menu beside it, which stays open to the hand while the button itself has nothing to do."""

from PySide6.QtGui import QActionEvent, QPaintEvent
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionToolButton, QStylePainter, QToolButton


class SplitButton(QToolButton):
    """As a `QToolButton` with a default action and a menu; where only the action is disabled, a press opens the menu.

    Qt disables both with the action, and what the menu offers couldn't be reached while it can be used.
    """

    _only_menu = False

    def setMenu(self, menu: QMenu) -> None:
        super().setMenu(menu)
        self._settle()

    def actionEvent(self, event: QActionEvent) -> None:
        super().actionEvent(event)
        self._settle()

    def nextCheckState(self) -> None:
        if self._only_menu:
            self.showMenu()
        else:
            super().nextCheckState()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._only_menu:
            super().paintEvent(event)
            return
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ToolButton, QStyle.SubControl.SC_ToolButtonMenu
        painter = QStylePainter(self)
        arrow = self.style().subControlRect(control, option, part, self)
        painter.setClipRect(self.rect().adjusted(0, 0, -arrow.width(), 0))
        option.state &= ~QStyle.StateFlag.State_Enabled  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawComplexControl(control, option)
        painter.setClipRect(arrow)
        option.state |= QStyle.StateFlag.State_Enabled  # pyright: ignore[reportAttributeAccessIssue]
        painter.drawComplexControl(control, option)

    def _settle(self) -> None:
        """Has the button follow its action, and its menu where that has something to offer."""
        action, menu = self.defaultAction(), self.menu()
        if action is None or menu is None:  # It is being made, or taken apart.
            return
        self._only_menu = not action.isEnabled() and any(offered.isEnabled() for offered in menu.actions())
        self.setEnabled(action.isEnabled() or self._only_menu)
        self.update()
