"""Whose Space, Enter, Ctrl+Z and Ctrl+Shift+Z are: the focused widget's, or the window's Pause, Undo and Redo."""

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

_OVERRIDE = QEvent.Type.ShortcutOverride
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SpaceGuard(QObject):
    """Watches whichever widget of `window`, and of panels that float, has the focus, and only that.

    A button or a list that the keyboard came to keeps Space. What was merely clicked must not swallow it: a button or a
    list that the mouse came to leaves it to the window, and a field keeps it, Ctrl+Z and Ctrl+Shift+Z only while
    something is being typed in it.

    Enter does what Space does to a button that the keyboard came to, as it does in a dialog.
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
        if isinstance(new, QAbstractButton | QComboBox | QLineEdit) and self._is_ours(new.window()):
            # The keyboard also comes back to a list from its choices, and to what had it from another window.
            self._clicked = self._clicked and new is self._watched
            self._watched = new
            new.installEventFilter(self)

    def _is_ours(self, window: QWidget) -> bool:
        floats = isinstance(window, QDockWidget) and window.parentWidget() is self._window
        return floats or window is self._window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._clicked = True
        if not isinstance(event, QKeyEvent):
            return False
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._clicked = False  # The keyboard goes on from it, and may come back.
        if event.type() not in (_OVERRIDE, QEvent.Type.KeyPress):
            return False
        is_offered = event.type() == _OVERRIDE
        if not is_offered and event.key() in _ENTER and isinstance(watched, QPushButton | QToolButton):
            return self._press(watched, event)
        field = _field_of(watched)
        if self._is_the_windows(field, event):
            # Where the window doesn't take it either, as while Pause is grey, nobody does.
            event.setAccepted(not is_offered)
            return True
        if is_offered and field is None and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return False

    def _press(self, button: QPushButton | QToolButton, enter: QKeyEvent) -> bool:
        """Presses the button, unless Qt does that; returns whether the key is used up."""
        if isinstance(button, QPushButton) and (button.isDefault() or button.autoDefault()):
            return False
        if not self._clicked and not enter.isAutoRepeat():
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(button, QKeyEvent(kind, Qt.Key.Key_Space, enter.modifiers()))
        return True

    def _is_the_windows(self, field: QLineEdit | None, event: QKeyEvent) -> bool:
        """Whether what has the keyboard, which may be a field, leaves that key to the window."""
        if field is None:
            return event.key() == Qt.Key.Key_Space and self._clicked
        space = event.key() == Qt.Key.Key_Space and not event.modifiers()
        undo, redo = (event.matches(key) for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo))
        return not field.isModified() and (space or undo or (redo and not field.isRedoAvailable()))


def _field_of(watched: QObject) -> QLineEdit | None:
    field = watched.lineEdit() if isinstance(watched, QComboBox) else watched
    return field if isinstance(field, QLineEdit) else None
