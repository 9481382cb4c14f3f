"""A button that a double click presses once: what its place asks for after the first click is another thing."""

from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QPushButton


class SingleButton(QPushButton):
    """As a `QPushButton`, but the second click of a double click is none.

    By then it may say something else, or another stands in its place, which nobody saw before the click.
    """

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
