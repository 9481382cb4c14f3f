"""Whose Space and Ctrl+Z are: the widget's that has the focus, or the window's Pause and Undo."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

_OVERRIDE = QEvent.Type.ShortcutOverride


class SpaceGuard(QObject):
    """Watches whichever widget of `window` has the focus, and only that.

    A button and a list keep Space. A field keeps it, and Ctrl+Z, only while something is being typed in it: one that
    was merely clicked must not swallow them.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if isinstance(new, QAbstractButton | QComboBox | QLineEdit) and new.window() is self._window:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != _OVERRIDE:
            return False
        field = watched.lineEdit() if isinstance(watched, QComboBox) else watched
        if isinstance(field, QLineEdit):
            space = event.key() == Qt.Key.Key_Space and not event.modifiers()
            if not field.isModified() and (space or event.matches(QKeySequence.StandardKey.Undo)):
                event.ignore()
                return True
            return False
        if event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return False
