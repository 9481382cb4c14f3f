"""The heading of a panel: its name, and buttons to float and to close it."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_HEIGHT, SPACE

_AWAY_PX = 40
"""How far a panel leaves its place when it becomes a window of its own."""


class DockTitle(QWidget):
    """A quiet title bar in the window's own style; dragging and double-click stay the dock's.

    `title` is what it says where the dock's own is only the short name that its tab has.
    """

    def __init__(self, dock: QDockWidget, icons: IconBook, title: str = "") -> None:
        super().__init__(dock)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._dock, self._title = dock, title
        self._heading = heading = QLabel(self._words(), self)
        heading.setProperty("role", "heading")
        heading.setTextFormat(Qt.TextFormat.PlainText)
        # A long title is shortened rather than making its panel wider.
        heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        heading.installEventFilter(self)
        dock.windowTitleChanged.connect(self._show_title)
        dock.topLevelChanged.connect(self._show_floating)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + 2, 2, 4, 2)
        row.setSpacing(0)
        row.addWidget(heading, 1)
        row.addWidget(self._button(icons, "float", self.tr("Float or dock {panel}"), dock, self._toggle_floating))
        row.addWidget(
            self._button(icons, "close", self.tr("Hide {panel}; the View menu shows it again"), dock, dock.close)
        )
        self.setFixedHeight(ROW_HEIGHT + 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._heading and event.type() == QEvent.Type.Resize:
            self._show_title()
        return super().eventFilter(watched, event)

    @Slot()
    def _show_title(self) -> None:
        title, heading = self._words(), self._heading
        shown = heading.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, max(heading.width(), 1))
        heading.setText(shown)
        set_tool_tip(heading, title if shown != title else "")
        heading.setAccessibleName(title)

    def _words(self) -> str:
        return self._title or self._dock.windowTitle()

    def _button(self, icons: IconBook, icon: str, words: str, dock: QDockWidget, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("role", "flat")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        text = words.format(panel=self._words())
        set_tool_tip(button, text)
        button.setAccessibleName(text)
        button.clicked.connect(act)
        icons.give(button, icon, "muted")
        return button

    def _toggle_floating(self) -> None:
        dock = self._dock
        dock.setFloating(not dock.isFloating())
        if dock.isFloating():
            # Where it was it would look as if nothing had happened.
            room = dock.screen().availableGeometry()
            place = dock.pos() - QPoint(_AWAY_PX, _AWAY_PX)
            dock.move(max(place.x(), room.left()), max(place.y(), room.top()))
            dock.raise_()

    @Slot(bool)
    def _show_floating(self, floating: bool) -> None:
        """A panel of its own has an edge, as windows have."""
        for part in (self, self._dock.widget()):
            if part is not None:
                part.setProperty("floating", floating)
                part.style().unpolish(part)
                part.style().polish(part)
