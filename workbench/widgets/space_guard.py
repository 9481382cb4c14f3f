"""Whose Space and Ctrl+Z are: the widget's that has the focus, or the window's Pause and Undo."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

_OVERRIDE = QEvent.Type.ShortcutOverride


class SpaceGuard(QObject):
    """Watches whichever widget of `window` has the focus, and only that.

    A button keeps Space, and so does a list that the keyboard came to. What was merely clicked must not swallow it: a
    list that the mouse came to leaves it to the window, and a field keeps it, and Ctrl+Z, only while something is being
    typed in it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watched: QWidget | None = None
        self._clicked = False
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if isinstance(new, QAbstractButton | QComboBox | QLineEdit) and new.window() is self._window:
            # The keyboard also comes back to a list from its choices, and to what had it from another window.
            self._clicked = self._clicked and new is self._watched
            self._watched = new
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._clicked = True
        if not isinstance(event, QKeyEvent) or event.type() != _OVERRIDE:
            return False
        field = watched.lineEdit() if isinstance(watched, QComboBox) else watched
        if isinstance(field, QLineEdit):
            space = event.key() == Qt.Key.Key_Space and not event.modifiers()
            if not field.isModified() and (space or event.matches(QKeySequence.StandardKey.Undo)):
                event.ignore()
                return True
            return False
        if event.key() != Qt.Key.Key_Space:
            return False
        left_to_window = self._clicked and isinstance(watched, QComboBox)
        event.setAccepted(not left_to_window)
        return True
