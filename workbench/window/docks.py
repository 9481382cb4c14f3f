"""The docks that the panels are in: places, layout and the View menu are made from the rows of one table.

The same docks have several arrangements, the perspectives. Each is as the table says until the user changes it.
"""

import contextlib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QByteArray, QCoreApplication, QSize, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QFrame, QLabel, QLayout, QMainWindow, QVBoxLayout, QWidget

from workbench.command_line import Perspective
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.state.event_words import Awaited
from workbench.state.preferences import LAYOUT_VERSION
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.dock_title import DockTitle
from workbench.widgets.present_pages import PresentPages
from workbench.window.dock_sizes import ColumnWidths, RowHeights
from workbench.window.panel_dock import PanelDock
from workbench.window.panel_table import PANELS, Area, PanelRow

_RIGHT_WIDTH = 300  # at least
_NARROWEST_PX = 252  # of the plots and the view
_RIGHT_SHARE = 0.21  # of the window's width
_BETWEEN_PX = 8  # between docks
_PRIORITIES_SHARE = 0.28  # of the height of the middle
_LOG_SHARE = 0.32  # of the height of the right side
# In *Look inside*: of the window's width for what stands at the left, of the height for what stands below the middle.
_INSIDE_LEFT_SHARE, _INSIDE_BELOW_SHARE = 0.36, 0.46
# The same of *Compare*: of the width for the right side, of the height for the table.
_COMPARE_RIGHT_SHARE, _COMPARE_BELOW_SHARE = 0.36, 0.46

# Qt keeps what it restored for 150 ms after it last shared out the window's room, which may be a while after the
# window's last resizing where the program is busy: so it is waited for several times, each begun when it isn't.
_SETTLING_MS, _SETTLING_TIMES = 400, 3

_BELOW_SHARES = {Perspective.LOOK_INSIDE: _INSIDE_BELOW_SHARE, Perspective.COMPARE: _COMPARE_BELOW_SHARE}

Panel = TypeVar("Panel", bound=QWidget)


@dataclass(frozen=True, slots=True)
class _Side:
    """An edge of the window: Qt's name of it, the areas of what stands there and of what is a tab there."""

    edge: Qt.DockWidgetArea
    beside: Area
    tab: Area
    along: Qt.Orientation


_VERTICAL, _HORIZONTAL = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
_LEFT = _Side(Qt.DockWidgetArea.LeftDockWidgetArea, Area.LEFT, Area.LEFT_TAB, _VERTICAL)
_BELOW = _Side(Qt.DockWidgetArea.BottomDockWidgetArea, Area.BELOW, Area.BELOW_TAB, _HORIZONTAL)
_RIGHT = _Side(Qt.DockWidgetArea.RightDockWidgetArea, Area.RIGHT, Area.RIGHT_TAB, _VERTICAL)


@runtime_checkable
class Subscriber(Protocol):
    """A panel that wants to know what the engine reports."""

    def subscribe_to(self, reports: ReportDispatcher) -> None: ...


@runtime_checkable
class AwaitsStart(Protocol):
    """A panel that is empty before a run, and says what to do or what is awaited."""

    def set_awaited(self, awaited: Awaited) -> None: ...


class _Page(QFrame):
    """A dock's inside: a surface that shows its panel once that is there, and until then says that it is awaited."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._awaited = QLabel(QCoreApplication.translate("Docks", "Loading…"), self)
        self._awaited.setProperty("role", "muted")
        self._awaited.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self._awaited)
        self.setMinimumWidth(_NARROWEST_PX)  # As what comes, so that nothing moves then.

    def fill(self, panel: QWidget) -> None:
        self._column.removeWidget(self._awaited)
        self._awaited.deleteLater()
        self._awaited.hide()
        self.setMinimumWidth(0)
        self._column.addWidget(panel)
        self.setFocusProxy(panel)  # Which covers it: a frame around the page itself wouldn't be seen.

    def sizeHint(self) -> QSize:
        return QSize(_RIGHT_WIDTH, 200)


class Docks:
    """The panels of `window` and the docks they are in, made from the rows of a table."""

    def __init__(
        self,
        window: QMainWindow,
        theme_source: ThemeSource,
        icons: IconBook,
        reports: ReportDispatcher,
        rows: Sequence[PanelRow] = PANELS,
    ) -> None:
        self._window = window
        self._theme_source, self._icons, self._reports = theme_source, icons, reports
        self._rows = {row.name: row for row in rows}
        self._panels: dict[str, QWidget] = {}
        for corner in (Qt.Corner.TopLeftCorner, Qt.Corner.BottomLeftCorner):
            window.setCorner(corner, Qt.DockWidgetArea.LeftDockWidgetArea)
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, Qt.DockWidgetArea.RightDockWidgetArea)
        window.setDockNestingEnabled(True)
        self._pages = {name: _Page(window) for name in self._rows}
        self._docks: dict[str, PanelDock] = {}
        self._perspective = Perspective.TRAIN
        self._tabs, self._watched = True, ""
        self._arrangements: dict[Perspective, QByteArray] = {}  # of those that aren't shown
        self._sizes: dict[Perspective, dict[str, QSize]] = {}  # of their docks in front
        self._squeezed: dict[Perspective, Mapping[QDockWidget, int]] = {}  # how wide those were before
        self._yielded: set[str] = set()
        self._chosen: set[str] = set()  # shown or hidden by hand where there is little room
        self._settled = True  # Or a restored arrangement may still be applied again.
        self._once_settled: list[Callable[[], None]] = []
        self._settling, self._times = QTimer(window, singleShot=True, interval=_SETTLING_MS), 0
        self._settling.timeout.connect(self._settle)
        self._middle = PresentPages(window)
        window.setCentralWidget(self._middle)
        for row in rows:
            if row.area is Area.MIDDLE:
                self._middle.addWidget(self._pages[row.name])
            else:
                self._docks[row.name] = self._dock(row)
        self._widths = ColumnWidths(window, self._docks.values())
        self._heights = RowHeights(window, self._docks.values())
        self.arrange()
        self._build([row for row in self._rows.values() if not row.late])

    def build_seen_panels(self) -> list[QWidget]:
        """Makes the panels that take long and can be seen at first, and puts them into their places.

        After the first painting. Those that stand in *Compare* alone aren't among them, nor are those that are hidden:
        most sessions begin without them.
        """
        return self._build([row for row in self._rows.values() if row.name not in self._panels and self._is_seen(row)])

    def build_other_panels(self) -> list[QWidget]:
        """Makes all others."""
        return self._build([row for row in self._rows.values() if row.name not in self._panels])

    def _is_seen(self, row: PanelRow) -> bool:
        """Whether it is there at first; what only yields its room is, as it may come with any resizing."""
        if row.is_of_comparing:
            return False
        return row.shown or row.area is Area.MIDDLE or not self._docks[row.name].isHidden()

    def panel(self, name: str, kind: type[Panel]) -> Panel:
        """The panel of that name, once it has been built.

        Raises:
            KeyError: There is no such panel, or not yet.
            TypeError: It is of another kind.
        """
        panel = self._panels[name]
        if not isinstance(panel, kind):
            raise TypeError(f"The panel {name!r} is a {type(panel).__name__}, not a {kind.__name__}.")
        return panel

    def widget(self, name: str) -> QWidget:
        """The panel of that name, of whatever kind, once it has been built."""
        return self._panels[name]

    def dock(self, name: str) -> QDockWidget:
        """The dock of the panel of that name."""
        return self._docks[name]

    def every_dock(self) -> Iterable[QDockWidget]:
        """All of them, also those whose panels have yet to be built."""
        return self._docks.values()

    def names(self) -> Sequence[str]:
        """Every panel's, in the order of the table."""
        return tuple(self._rows)

    def place(self, name: str) -> QWidget:
        """Where the panel of that name is: its dock, or the middle of the window."""
        return self._docks.get(name, self._pages[name])

    def panels(self) -> Iterator[QWidget]:
        """Every panel that has been built."""
        return iter(self._panels.values())

    def docked_panels(self) -> Iterator[tuple[QWidget, QDockWidget]]:
        """Those in docks, each with its dock."""
        return ((panel, self._docks[name]) for name, panel in self._panels.items() if name in self._docks)

    def toggles(self, *, of_comparing: bool = False) -> list[QAction]:
        """The View menu's actions that show and hide each panel, in the order of the table.

        Those of panels that stand in *Compare* alone at first are by themselves.
        """
        docks = ((self._rows[name], dock) for name, dock in self._docks.items())
        return [dock.toggleViewAction() for row, dock in docks if row.is_of_comparing is of_comparing]

    @property
    def perspective(self) -> Perspective:
        """The arrangement that is shown."""
        return self._perspective

    def show_perspective(self, perspective: Perspective) -> None:
        """Arranges the panels as this perspective was left, or as the table says; the one before is remembered."""
        if not self._settled:
            self._once_settled.append(lambda: self.show_perspective(perspective))
            return
        if perspective is self._perspective:
            return
        with self._in_one_go():
            self._arrangements[self._perspective] = self._state()
            self._sizes[self._perspective] = self._present_sizes()
            self._squeezed[self._perspective] = self._widths.kept()
            self._turn_to(perspective)
            if self._bring_back():
                self._resize(self._sizes.get(perspective, {}))
            else:
                self.arrange()
                self.apportion()
            self._widths.keep(self._squeezed.pop(perspective, {}))
            self.make_room(self._window.height())

    @contextlib.contextmanager
    def _in_one_go(self) -> Iterator[None]:
        """One painting for all of it, and the window stays as large as it is.

        Each dock that is shown makes Qt lay out the window again, and enlarge it where it is too small for what is
        there then: docks of both arrangements, in the middle of the change.
        """
        layout = self._window.layout()
        constraint = QLayout.SizeConstraint.SetDefaultConstraint if layout is None else layout.sizeConstraint()
        self._window.setUpdatesEnabled(False)
        if layout is not None:
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        try:
            yield
        finally:
            if layout is not None:
                layout.setSizeConstraint(constraint)
            self._window.setUpdatesEnabled(True)
            for dock in self._docks.values():
                # One that has become a window of its own meanwhile, Qt leaves out, and it would never be painted.
                dock.setUpdatesEnabled(True)

    def _turn_to(self, perspective: Perspective) -> None:
        self._perspective = perspective
        if "view" in self._docks:
            self._name_tab_of_view()
        for name, row in self._rows.items():
            if perspective in row.middle_of:
                self._middle.setCurrentWidget(self._pages[name])

    def bring(self, name: str) -> None:
        """Shows a panel in front; where the window has no room for another column, as a tab at the right."""
        dock = self._docks[name]
        needed = self._window.minimumSizeHint().width() + self._pages[name].minimumSizeHint().width() + _BETWEEN_PX
        standing = self._standing(_RIGHT)
        if dock.isHidden() and not dock.isFloating() and standing and needed > self._window.width():
            with self._in_one_go():
                self._window.removeDockWidget(dock)
                self._window.tabifyDockWidget(standing[-1], dock)
                dock.show()
        dock.show()
        dock.raise_()

    def reset(self) -> None:
        """Puts every panel to its first place in this perspective, and divides the window's size among them."""
        if not self._settled:
            self._once_settled.append(self.reset)
            return
        with self._in_one_go():
            self.arrange()
            self.apportion()
            self.make_room(self._window.height())

    def _settle(self) -> None:
        """Does what had to wait: Qt's copy of what it restored points to items that another arrangement deletes."""
        self._times += 1
        if self._times < _SETTLING_TIMES:
            self._settling.start()
            return
        self._settled = True
        waited, self._once_settled = self._once_settled, []
        for action in waited:
            action()

    def arrange(self) -> None:
        """Puts every panel to its first place in this perspective; not while a restored one settles: see `reset`."""
        self._forget_what_yielded()
        for dock in self._docks.values():
            dock.setFloating(False)
            self._window.removeDockWidget(dock)
        for side in (_LEFT, _BELOW, _RIGHT):
            self._arrange_side(side)

    def _arrange_side(self, side: _Side) -> None:
        """What stands there first, one after the other, then the tabs; what is hidden has a place for later."""
        there = {name: self._rows[name].area_in(self._perspective) for name in self._docks}
        last: QDockWidget | None = None
        if self._perspective is Perspective.COMPARE:  # Its own come first: the last tabs may need an arrow.
            there = dict(sorted(there.items(), key=lambda one: not self._rows[one[0]].is_of_comparing))
        for name in (name for area in (side.beside, side.tab) for name, at in there.items() if at is area):
            dock, shown = self._docks[name], self._rows[name].shown_in(self._perspective)
            self._window.addDockWidget(side.edge, dock)
            dock.setVisible(shown)
            if last is not None and there[name] is side.tab and self._tabs:
                self._window.tabifyDockWidget(last, dock)
            elif last is not None:
                self._window.splitDockWidget(last, dock, side.along)
            if shown and (there[name] is side.beside or not self._tabs):
                last = dock
        if last is not None:
            last.raise_()

    def name_view(self, environment: str) -> None:
        """Says in the view's title which environment is watched; none yet where it is empty."""
        self._watched = environment
        self._name_tab_of_view()

    def _name_tab_of_view(self) -> None:
        """Its whole title, but where it is one of many tabs."""
        words = QCoreApplication.translate("Docks", "Agent at play · {environment}").format(environment=self._watched)
        if self._perspective is Perspective.COMPARE:
            words = QCoreApplication.translate("Docks", "Agent")
        elif not self._watched:
            words = self._rows["view"].title()
        self._docks["view"].setWindowTitle(words)

    def apportion(self) -> None:
        """Divides the window's current size among the panels."""
        height = max(400, self._window.height() - 110)
        left, below, right = (self._standing(side) for side in (_LEFT, _BELOW, _RIGHT))
        width = self._pages["hyperparameters"].minimumSizeHint().width()
        if self._perspective is Perspective.LOOK_INSIDE:
            width = round(self._window.width() * _INSIDE_LEFT_SHARE)
        widths = [width] * len(left) + [max(_RIGHT_WIDTH, round(self._window.width() * _RIGHT_SHARE))] * len(right)
        if self._perspective is Perspective.COMPARE and right:
            widths[len(left) :] = [max(_RIGHT_WIDTH, round(self._window.width() * _COMPARE_RIGHT_SHARE))] * len(right)
        self._window.resizeDocks([*left, *right], widths, _HORIZONTAL)
        if len(right) > 1:
            lower = [round(height * _LOG_SHARE)] * (len(right) - 1)
            self._window.resizeDocks(right, [height - sum(lower), *lower], _VERTICAL)
        share = _BELOW_SHARES.get(self._perspective, _PRIORITIES_SHARE)
        self._window.resizeDocks(below, [round(height * share)] * len(below), _VERTICAL)

    def _standing(self, side: _Side) -> list[QDockWidget]:
        """The docks that are shown there and are no tabs, by the table."""
        rows = (self._rows[name] for name in self._docks)
        beside = (side.beside,) if self._tabs else (side.beside, side.tab)
        names = [row.name for row in rows if row.area_in(self._perspective) in beside]
        return [dock for dock in map(self._docks.__getitem__, names) if not dock.isHidden() and not dock.isFloating()]

    def make_room(self, height: int) -> None:
        """Hides what yields in a window of this height, and shows it again once there is room; after each resizing.

        What a smaller window took from the columns, and from docks in them, comes back as well.
        """
        if not self._settled:
            self._times = 0
            self._settling.start()
        for name, dock in self._docks.items():
            low = height < self._rows[name].yields_below
            if low and name not in self._chosen and not dock.isHidden() and not dock.isFloating():
                self._yielded.add(name)
                dock.hide()
            elif not low and name in self._yielded:
                self._yielded.remove(name)
                dock.show()
            if not low:
                self._chosen.discard(name)
        self._widths.give_back()
        self._heights.give_back()

    def restore(
        self, arrangements: Mapping[Perspective, QByteArray], perspective: Perspective, *, tabs: bool = True
    ) -> bool:
        """Brings back saved arrangements and shows one; returns whether that one was there and fitted.

        Without `tabs`, what first stands behind another stands beside it, so that all can be seen at once.
        """
        self._arrangements = dict(arrangements)
        self._turn_to(perspective)
        self._tabs = tabs
        if self._bring_back():
            fills = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen
            # Only then does Qt keep a copy, until the window has the size it was saved with.
            self._settled = self._window.isVisible() or not self._window.windowState() & fills
            return True
        self.arrange()
        return False

    def arrangements(self) -> dict[Perspective, QByteArray]:
        """All that were shown, to be restored later."""
        return {**self._arrangements, self._perspective: self._state()}

    def _present_sizes(self) -> dict[str, QSize]:
        in_front = ((name, dock) for name, dock in self._docks.items() if not dock.visibleRegion().isEmpty())
        return {name: dock.size() for name, dock in in_front if not dock.isFloating()}

    def _resize(self, sizes: Mapping[str, QSize]) -> None:
        """Where a window is shown already, Qt restores which docks are where, and not how wide they were."""
        docks = {self._docks[name]: size for name, size in sizes.items()}
        self._window.resizeDocks(list(docks), [size.width() for size in docks.values()], _HORIZONTAL)
        # The bar below tabs isn't in a dock's height; what has tabs takes what the others leave.
        alone = {dock: size for dock, size in docks.items() if not self._window.tabifiedDockWidgets(dock)}
        self._window.resizeDocks(list(alone), [size.height() for size in alone.values()], _VERTICAL)

    def _forget_what_yielded(self) -> None:
        self._yielded.clear()
        self._chosen.clear()
        self._widths.forget()
        self._heights.forget()

    def _bring_back(self) -> bool:
        self._forget_what_yielded()
        saved = self._arrangements.pop(self._perspective, None)
        return saved is not None and self._window.restoreState(saved, LAYOUT_VERSION)

    def _state(self) -> QByteArray:
        """The present arrangement; what only yielded its room counts as shown."""
        for name in self._yielded:
            self._docks[name].show()
        return self._window.saveState(LAYOUT_VERSION)

    def _build(self, rows: Iterable[PanelRow]) -> list[QWidget]:
        built: list[QWidget] = []
        for row in rows:
            panel = self._panels[row.name] = row.build(self._theme_source, self._icons)
            self._pages[row.name].fill(panel)
            if isinstance(panel, Subscriber):
                panel.subscribe_to(self._reports)
            built.append(panel)
        return built

    def _choose(self, name: str, *_shown: bool) -> None:
        self._chosen.add(name)
        self._yielded.discard(name)

    def _dock(self, row: PanelRow) -> PanelDock:
        title = row.title()
        tab = row.tab() if row.tab is not None else ""
        dock = PanelDock(tab or title, self._window)
        dock.setObjectName(row.name)
        dock.setAccessibleName(title)
        dock.toggleViewAction().setText(title)
        if row.yields_below:
            dock.toggleViewAction().triggered.connect(functools.partial(self._choose, row.name))
        dock.setTitleBarWidget(DockTitle(dock, self._icons, title if tab else ""))
        dock.setWidget(self._pages[row.name])
        return dock
