"""Opens the manual when it is asked for: at the hyperparameter, or at the panel, that was asked about.

That is the one with the keyboard, or under the pointer where a text of help is shown.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from workbench.knob_rows.row import KnobRow
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource

if TYPE_CHECKING:
    from workbench.window.help_window import HelpWindow


WINDOW, INSTRUMENTS, GLOSSARY, CHANGES = "window.md", "instruments.md", "glossary.md", "changes.md"

PAGES: Mapping[str, tuple[str, str]] = {
    "run_bar": (WINDOW, "the-run-bar"),
    "curves": (WINDOW, "plots"),
    "hyperparameters": (WINDOW, "hyperparameters"),
    "priorities": (WINDOW, "priorities"),
    "value-plane": (WINDOW, "value-plane"),
    "view": (WINDOW, "agent-at-play"),
    "checkpoints": (WINDOW, "saving-and-opening"),
    "coach": (INSTRUMENTS, "coach"),
    "health": (INSTRUMENTS, "network-health"),
    "calibration": (INSTRUMENTS, "predicted-against-realised"),
    "replay": (INSTRUMENTS, "replay-explorer"),
}
"""Where the manual tells of a part of the window: its page and heading."""


class Help(QObject):
    """The manual of `window`; nothing of it is loaded before it is first shown.

    Args:
        theme_source: For its colours.
        icons: For its buttons.
        window: Whose manual it is.
        places: The parts of the window by name; asked each time.
    """

    def __init__(
        self,
        theme_source: ThemeSource,
        icons: IconBook,
        window: QWidget,
        places: Callable[[], Mapping[str, QWidget]] = dict,
    ) -> None:
        super().__init__(window)
        self._places = places
        self._theme_source, self._icons, self._window = theme_source, icons, window
        self.manual: QWidget | None = None

    @Slot()
    def show_manual(self) -> None:
        """Shows the manual at the hyperparameter or the panel that was asked about, else where it was left."""
        focus = QApplication.focusWidget()
        pointed = QApplication.widgetAt(QCursor.pos()) if QToolTip.isVisible() else None
        for widget in (pointed, focus):
            name = _hyperparameter_with(widget)
            if name:
                self._opened().show_hyperparameter(name)
                return
            page = self._page_of(widget)
            if page is not None:
                self._opened().show_page(*page)
                return
        self._opened()

    @Slot()
    def show_glossary(self) -> None:
        """Shows what the terms mean."""
        self._opened().show_page(GLOSSARY)

    @Slot()
    def show_changes(self) -> None:
        """Shows what changed in each version."""
        self._opened().show_page(CHANGES)

    def _page_of(self, widget: QWidget | None) -> tuple[str, str] | None:
        if widget is None:
            return None
        places = self._places().items()
        within = (name for name, place in places if place is not widget and place.isAncestorOf(widget))
        return PAGES.get(next(within, ""))

    def _opened(self) -> "HelpWindow":
        from workbench.window.help_window import HelpWindow

        if not isinstance(self.manual, HelpWindow):
            self.manual = HelpWindow(self._theme_source, self._icons, self._window)
        manual = self.manual
        manual.show()
        manual.raise_()
        manual.activateWindow()
        return manual


def _hyperparameter_with(focus: QWidget | None) -> str:
    """The name of the hyperparameter whose row holds the widget; empty where none does."""
    while focus is not None and not isinstance(focus, KnobRow):
        focus = focus.parentWidget()
    return "" if focus is None else focus.knob.name
