"""Where the panels stand: docks around the plots, the same at every first start and after Reset layout."""

from PySide6.QtCore import QByteArray, QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QVBoxLayout, QWidget

from workbench.look.icons import IconBook
from workbench.state.preferences import LAYOUT_VERSION
from workbench.widgets.dock_title import DockTitle

_SIDE_AREAS = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_RIGHT_WIDTH = 300  # at least
_RIGHT_SHARE = 0.21  # of the window's width
_PRIORITIES_SHARE = 0.28  # of the height of the middle
_LOG_SHARE = 0.32  # of the height of the right side


class _Page(QFrame):
    """A dock's inside: a surface that shows its panel once that is there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def fill(self, panel: QWidget) -> None:
        self._column.addWidget(panel)

    def sizeHint(self) -> QSize:
        return QSize(_RIGHT_WIDTH, 200)


class Docks:
    """The docks of `window`; the plots are its central widget."""

    def __init__(self, window: QMainWindow, icons: IconBook) -> None:
        self._window = window
        self._icons = icons
        left, right = _SIDE_AREAS
        for corner in (Qt.Corner.TopLeftCorner, Qt.Corner.BottomLeftCorner):
            window.setCorner(corner, left)
        for corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, right)
        window.setDockNestingEnabled(True)
        self._middle = _Page(window)
        window.setCentralWidget(self._middle)
        self.hyperparameters = self._dock("hyperparameters", QCoreApplication.translate("Docks", "Hyperparameters"))
        self.priorities = self._dock("priorities", QCoreApplication.translate("Docks", "Priorities"))
        self.view = self._dock("view", QCoreApplication.translate("Docks", "Agent at play"))
        self.log = self._dock("log", QCoreApplication.translate("Docks", "Changes and events"))
        self.checkpoints = self._dock("checkpoints", QCoreApplication.translate("Docks", "Checkpoints"))
        self._all = (self.hyperparameters, self.priorities, self.view, self.log, self.checkpoints)
        self.arrange()

    def fill(self, dock: QDockWidget, panel: QWidget) -> None:
        """Puts a panel into its dock."""
        dock.widget().fill(panel)

    def fill_middle(self, panel: QWidget) -> None:
        """Puts the plots into the middle."""
        self._middle.fill(panel)

    def toggles(self) -> list[QAction]:
        """The View menu's actions that show and hide each panel."""
        return [dock.toggleViewAction() for dock in self._all]

    def arrange(self) -> None:
        """Puts every panel back to its first place."""
        left, right = _SIDE_AREAS
        places = {
            self.hyperparameters: left,
            self.priorities: Qt.DockWidgetArea.BottomDockWidgetArea,
            self.view: right,
            self.log: right,
            self.checkpoints: right,
        }
        for dock, area in places.items():
            dock.setFloating(False)
            self._window.addDockWidget(area, dock)
            dock.show()
        self._window.splitDockWidget(self.view, self.log, Qt.Orientation.Vertical)
        self._window.tabifyDockWidget(self.log, self.checkpoints)
        self.log.raise_()

    def name_view(self, environment: str) -> None:
        """Says in the view's title which environment is watched; none yet where it is empty."""
        title = QCoreApplication.translate("Docks", "Agent at play")
        named = QCoreApplication.translate("Docks", "Agent at play · {environment}").format(environment=environment)
        self.view.setWindowTitle(named if environment else title)

    def apportion(self) -> None:
        """Shares the window's present size out among the panels."""
        height = max(400, self._window.height() - 110)
        width = self.hyperparameters.widget().minimumSizeHint().width()
        right = max(_RIGHT_WIDTH, round(self._window.width() * _RIGHT_SHARE))
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks([self.hyperparameters, self.view], [width, right], horizontal)
        log = round(height * _LOG_SHARE)
        self._window.resizeDocks([self.view, self.log], [height - log, log], vertical)
        self._window.resizeDocks([self.priorities], [round(height * _PRIORITIES_SHARE)], vertical)

    def restore(self, state: QByteArray) -> bool:
        """Brings back a saved arrangement; returns whether it fitted."""
        return self._window.restoreState(state, LAYOUT_VERSION)

    def state(self) -> QByteArray:
        """The present arrangement, to be restored later."""
        return self._window.saveState(LAYOUT_VERSION)

    def _dock(self, name: str, title: str) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setAccessibleName(title)
        dock.setTitleBarWidget(DockTitle(dock, self._icons))
        dock.setWidget(_Page(dock))
        return dock
