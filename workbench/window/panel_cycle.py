"""F6: the keyboard goes from one panel to the next, and back to where it was in each."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget
from shiboken6 import isValid

from workbench.window import tab_order


class PanelCycle(QObject):
    """Goes round the parts of `window` that can be seen.

    Args:
        window: What they are in.
        places: All of them by name, in order; asked each time.
    """

    def __init__(self, window: QWidget, places: Callable[[], Mapping[str, QWidget]]) -> None:
        super().__init__(window)
        self._places = places
        self._left_at: dict[str, QWidget] = {}
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._remember)

    @Slot()
    def next(self) -> None:
        """Goes to the next part."""
        self._go(1)

    @Slot()
    def previous(self) -> None:
        """Goes to the one before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        stops = {name: stop for name, place in self._places().items() if (stop := self._stop_in(name, place))}
        if not stops:
            return
        names = list(stops)
        here = self._place_of(QApplication.focusWidget())
        at = names.index(here) + by if here in names else 0 if by > 0 else -1
        stop = stops[names[at % len(names)]]
        stop.window().activateWindow()
        stop.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _stop_in(self, name: str, place: QWidget) -> QWidget | None:
        """Where the keyboard was in there, or the first of its content that takes it; None where it can't be seen.

        The panel itself where nothing in it does. Never its heading's buttons: one that is pressed next by accident
        would tear the panel off, or close it.
        """
        if place.visibleRegion().isEmpty():
            return None
        left_at = self._left_at.get(name)
        if left_at is not None and isValid(left_at) and _takes_focus(left_at, place):
            return left_at
        content = place.widget() if isinstance(place, QDockWidget) else place
        return next(tab_order.stops(content or place), content or place)

    def _place_of(self, widget: QWidget | None) -> str:
        if widget is None:
            return ""
        places = self._places().items()
        return next((name for name, place in places if place is widget or place.isAncestorOf(widget)), "")

    @Slot(QWidget, QWidget)
    def _remember(self, _old: QWidget | None, new: QWidget | None) -> None:
        name = self._place_of(new)
        if new is not None and name:
            self._left_at[name] = new


def _takes_focus(widget: QWidget, place: QWidget) -> bool:
    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    heading = place.titleBarWidget() if isinstance(place, QDockWidget) else None
    if heading is not None and (heading is widget or heading.isAncestorOf(widget)):
        return False
    return bool(by_tab) and place.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled()
