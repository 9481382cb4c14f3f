"""Widgets that leave room to others where there is little, and can be scrolled then."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class YieldingArea(QScrollArea):
    """As high as `content` where there is room; where there isn't, `least_px` high at the least, and scrolled."""

    def __init__(self, content: QWidget, least_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content, self._least_px = content, least_px
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        self.setWidget(content)

    def sizeHint(self) -> QSize:
        content = self._content
        wanted = content.sizeHint()
        if content.hasHeightForWidth():
            wanted.setHeight(content.heightForWidth(max(self.viewport().width(), content.minimumSizeHint().width())))
        return wanted

    def minimumSizeHint(self) -> QSize:
        height = min(self._least_px, self.sizeHint().height())
        return QSize(self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width(), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What is in it became larger or smaller, and with it what is wanted.
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
