"""The heading of a panel: its name, and buttons to float and to close it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from workbench.icons import IconBook
from workbench.theme import ROW_HEIGHT, SPACE


class DockTitle(QWidget):
    """A quiet title bar in the window's own style; dragging and double-click stay the dock's."""

    def __init__(self, dock: QDockWidget, icons: IconBook) -> None:
        super().__init__(dock)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        heading = QLabel(dock.windowTitle(), self)
        heading.setProperty("role", "heading")
        heading.setTextFormat(Qt.TextFormat.PlainText)
        dock.windowTitleChanged.connect(heading.setText)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + 2, 2, 4, 2)
        row.setSpacing(0)
        row.addWidget(heading, 1)
        row.addWidget(self._button(icons, "float", self.tr("Float or dock {panel}"), dock, self._toggle_floating))
        row.addWidget(
            self._button(icons, "close", self.tr("Hide {panel}; the View menu shows it again"), dock, dock.close)
        )
        self.setFixedHeight(ROW_HEIGHT + 4)
        self._dock = dock

    def _button(self, icons: IconBook, icon: str, words: str, dock: QDockWidget, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        text = words.format(panel=dock.windowTitle())
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(act)
        icons.give(button, icon, "muted")
        return button

    def _toggle_floating(self) -> None:
        self._dock.setFloating(not self._dock.isFloating())
