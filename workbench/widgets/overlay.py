"""A frame that lies over a part of the window, keeps its place when that is resized, and can be left by Esc."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget


class Overlay(QFrame):
    """Lies over `over`; a subclass says where, in `place`. `left`: it has gone, for good."""

    left = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.over = over
        over.installEventFilter(self)

    def place(self) -> None:
        """Takes its place over what it lies over, whose size may have changed."""
        raise NotImplementedError

    @Slot()
    def leave(self) -> None:
        """Goes."""
        if not self.isHidden():
            holds = self.window().focusWidget()
            if holds is not None and self.isAncestorOf(holds):
                self.over.setFocus()  # Not whatever is next, which would take what is typed.
            self.hide()
            self.left.emit()
            self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.over and event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
