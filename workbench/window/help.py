"""Opens the manual when it is asked for, at the hyperparameter that has the focus where one has."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from workbench.knob_rows.row import KnobRow
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource


class Help(QObject):
    """The manual of `window`; nothing of it is loaded before it is first shown."""

    def __init__(self, theme_source: ThemeSource, icons: IconBook, window: QWidget) -> None:
        super().__init__(window)
        self._theme_source, self._icons, self._window = theme_source, icons, window
        self.manual: QWidget | None = None

    @Slot()
    def show_manual(self) -> None:
        """Shows the manual, where it was left; over a hyperparameter, that one's entry."""
        from workbench.window.help_window import HelpWindow

        asked = _hyperparameter_with(QApplication.focusWidget())
        if not isinstance(self.manual, HelpWindow):
            self.manual = HelpWindow(self._theme_source, self._icons, self._window)
        manual = self.manual
        manual.show()
        manual.raise_()
        manual.activateWindow()
        if asked:
            manual.show_hyperparameter(asked)


def _hyperparameter_with(focus: QWidget | None) -> str:
    """The name of the hyperparameter whose row holds the widget; empty where none does."""
    while focus is not None and not isinstance(focus, KnobRow):
        focus = focus.parentWidget()
    return "" if focus is None else focus.knob.name
