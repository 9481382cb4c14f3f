"""What the user sees of a widget: what its ancestors, such as the inside of a scroll area, don't cut off."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget


def in_view(widget: QWidget) -> QRect:
    """The part of it that isn't cut off, in its own pixels; empty where nothing is left, or it is hidden."""
    left = widget.rect() if widget.isVisible() else QRect()
    around = widget
    while not around.isWindow() and around.parentWidget() is not None:
        around = around.parentWidget()
        left = left.intersected(QRect(widget.mapFrom(around, around.rect().topLeft()), around.size()))
    return left
