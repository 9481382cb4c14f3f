"""Tab: from one widget to the next as they are read, and never to one that can't be seen.

Qt's own order is that in which widgets were made: a panel's rows that are built late would come after everything else,
and the panels behind a tab, which Qt only moves out of sight, would take the keyboard unseen.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QDockWidget, QMainWindow, QScrollArea, QWidget


def go(window: QWidget, by: int) -> bool:
    """Gives the keyboard to the next widget of `window`, or with −1 to the one before; returns whether there is one.

    Qt also asks for the next where what has the keyboard greys out or goes, often because it was pressed. Nobody meant
    its neighbour then, and the Space that is pressed next would: so what it was in has the keyboard.
    """
    if not window.isActiveWindow():
        return True  # Something in it went; the keyboard is elsewhere, and stays there.
    here = QApplication.focusWidget()
    if here is not None and here.window() is window and not (here.isVisible() and here.isEnabled()):
        return _leave_to_what_holds(here)
    there = list(stops(window, here))
    if not there:
        return False
    at = next((place for place, stop in enumerate(there) if stop is here), -1 if by > 0 else 0)
    stop = there[(at + by) % len(there)]
    stop.setFocus(Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason)
    _scroll_to(stop)
    return True


def stops(within: QWidget, here: QWidget | None = None) -> Iterator[QWidget]:
    """What takes the keyboard within that widget, in the order of reading, and where it is now.

    Not by `nextInFocusChain`: PySide takes what that returns for a part of what was asked, and gone with it.
    """
    for widget in _as_read(within):
        by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus
        if widget is here or (by_tab and widget.isEnabled() and widget.focusProxy() is None):
            yield widget
        if not isinstance(widget, QAbstractItemView | QComboBox):
            yield from stops(widget, here)


def _as_read(within: QWidget) -> list[QWidget]:
    """The widgets that can be seen directly within, line by line; what begins beside a tall one is on its line."""
    seen = [child for child in within.children() if isinstance(child, QWidget) and _is_seen(child)]
    seen.sort(key=lambda child: child.y())
    lines: list[list[QWidget]] = []
    for child in seen:
        if lines and child.y() + child.height() // 2 < lines[-1][0].y() + lines[-1][0].height():
            lines[-1].append(child)
        else:
            lines.append([child])
    read = [child for line in lines for child in sorted(line, key=lambda child: (child.x(), child.y()))]
    if isinstance(within, QDockWidget):
        # What a panel holds comes first: the buttons of its heading would tear it off, or close it.
        read.sort(key=lambda child: child is within.titleBarWidget())
    return read


def _is_seen(widget: QWidget) -> bool:
    if not widget.isVisible() or widget.isWindow() or widget.size().isEmpty():
        return False
    # Further in, what is out of sight can be scrolled to; of the window's own parts, Qt moves panels there that are
    # behind a tab, and bars of tabs that it has no use for.
    return not (isinstance(widget.parentWidget(), QMainWindow) and widget.visibleRegion().isEmpty())


def _leave_to_what_holds(gone: QWidget) -> bool:
    holds = gone.parentWidget()
    while holds is not None and not (holds.isVisible() and holds.isEnabled() and holds.focusProxy() is None):
        holds = holds.parentWidget()
    if holds is not None:
        holds.setFocus(Qt.FocusReason.OtherFocusReason)
    return holds is not None


def _scroll_to(widget: QWidget) -> None:
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()
