"""The model of the table of runs: it answers for the cells of a view that was resolved elsewhere, and holds no more."""

from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPixmap

from workbench.look.theme import RIGHT, Theme
from workbench.state import run_cells, runs_table
from workbench.state.run_colours import colour
from workbench.state.runs_table import Line, RunsView
from workbench.widgets.curve_delegate import CURVE, CURVE_COLOUR

_SWATCH_PX = 12
_NO_INDEX = QModelIndex()
_ROLE = Qt.ItemDataRole


class RunsModel(QAbstractTableModel):
    """Lines and columns of a `RunsView`. Texts are made when they are asked for: of the lines that are in view."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.view = RunsView()
        self._theme = theme
        self._bold = QFont()
        self._bold.setWeight(QFont.Weight.DemiBold)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._all_changed()

    def show_view(self, view: RunsView) -> bool:
        """Shows another view; returns whether lines or columns are others than before."""
        before, self.view = self.view, view
        same = [line.key for line in before.lines] == [line.key for line in view.lines]
        if same and before.columns == view.columns:
            self._all_changed()
            return False
        self.beginResetModel()
        self.endResetModel()
        return True

    def line(self, row: int) -> Line:
        """The line in a row."""
        return self.view.lines[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.view.lines)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.view.columns)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.line(index.row()).entry is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.view.columns):
            return None
        column = self.view.columns[section]
        if role == _ROLE.DisplayRole:
            return run_cells.title(column)
        if role == _ROLE.ToolTipRole:
            return f"<p>{run_cells.about(column)}</p>"
        if role == _ROLE.TextAlignmentRole and _is_number(column):
            return RIGHT
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = _ROLE.DisplayRole) -> Any:
        line = self.line(index.row())
        if line.entry is None:
            return self._heading(line, role) if index.column() == 0 else None
        column, entry = self.view.columns[index.column()], line.entry
        match role:
            case _ROLE.DisplayRole:
                return run_cells.line_name(line) if column == runs_table.NAME else run_cells.text(entry, column)
            case _ROLE.TextAlignmentRole:
                return RIGHT if _is_number(column) else None
            case _ROLE.ToolTipRole:
                return run_cells.hint(entry)
            case _ROLE.AccessibleTextRole if column == runs_table.NAME:
                return run_cells.spoken_name(line)
            case _ROLE.AccessibleTextRole:
                return run_cells.spoken(entry) if column == runs_table.CURVE else run_cells.text(entry, column)
            case _ROLE.ForegroundRole if entry.trouble:
                return QColor(self._theme.danger)
            case _ROLE.DecorationRole if column == runs_table.NAME:
                place = self.view.colours.get(entry.key)
                return None if place is None else _swatch(colour(self._theme, place))
            case _ if role == CURVE and column == runs_table.CURVE:
                return entry.curve
            case _ if role == CURVE_COLOUR:
                place = self.view.colours.get(entry.key)
                return QColor(self._theme.muted if place is None else colour(self._theme, place))
            case _:
                return None

    def _heading(self, line: Line, role: int) -> Any:
        if role == _ROLE.FontRole:
            return self._bold
        if role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        text = run_cells.group_title(self.view.asked.group_by, line.group, line.members[0])
        return f"{'▾' if line.is_open else '▸'} {text} · {line.count:,}"

    def _all_changed(self) -> None:
        if self.rowCount() and self.columnCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)


def _is_number(column: str) -> bool:
    return column in runs_table.NUMBERS or column.startswith(runs_table.KNOB)


@lru_cache(maxsize=64)
def _swatch(shade: str) -> QIcon:
    """A colour beside a name; the same in a selected line."""
    drawn = QPixmap(_SWATCH_PX, _SWATCH_PX)
    drawn.fill(QColor(shade))
    made = QIcon(drawn)
    made.addPixmap(drawn, QIcon.Mode.Selected)
    return made
