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
_NO_FLAGS, _OF_HEADING = Qt.ItemFlag.NoItemFlags, Qt.ItemFlag.ItemIsEnabled
_OF_ENTRY = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
# A page of the table is some 300 cells, each asked for a dozen roles and its flags at every painting: numbers are
# compared at a quarter of what Python's enumerations take.
_DISPLAY, _ALIGNMENT, _FONT = int(_ROLE.DisplayRole), int(_ROLE.TextAlignmentRole), int(_ROLE.FontRole)
_FOREGROUND, _DECORATION = int(_ROLE.ForegroundRole), int(_ROLE.DecorationRole)
_TOOL_TIP, _SPOKEN = int(_ROLE.ToolTipRole), int(_ROLE.AccessibleTextRole)
_ANSWERED = frozenset(
    {_DISPLAY, _ALIGNMENT, _FONT, _FOREGROUND, _DECORATION, _TOOL_TIP, _SPOKEN, int(CURVE), int(CURVE_COLOUR)}
)


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
            return _NO_FLAGS
        return _OF_HEADING if self.view.lines[index.row()].entry is None else _OF_ENTRY

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
        if role not in _ANSWERED:
            return None
        line = self.view.lines[index.row()]
        if line.entry is None:
            return self._heading(line, role) if index.column() == 0 else None
        column, entry = self.view.columns[index.column()], line.entry
        if role == _DISPLAY:
            return run_cells.line_name(line) if column == runs_table.NAME else run_cells.text(entry, column)
        if role == _ALIGNMENT:
            return RIGHT if _is_number(column) else None
        if role == _FONT:
            return None
        if role == _FOREGROUND:
            return QColor(self._theme.danger) if entry.trouble else None
        if role == _DECORATION:
            place = self.view.colours.get(entry.key) if column == runs_table.NAME else None
            return None if place is None else _swatch(colour(self._theme, place))
        if role == _TOOL_TIP:
            return run_cells.hint(entry)
        if role == _SPOKEN:
            if column == runs_table.NAME:
                return run_cells.spoken_name(line)
            return run_cells.spoken(entry) if column == runs_table.CURVE else run_cells.text(entry, column)
        if column != runs_table.CURVE:
            return None
        if role == CURVE:
            return entry.curve
        place = self.view.colours.get(entry.key)
        return QColor(self._theme.muted if place is None else colour(self._theme, place))

    def heading_font(self) -> QFont:
        """What headings are written in."""
        return self._bold

    def _heading(self, line: Line, role: int) -> Any:
        if role == _ROLE.FontRole:
            return self._bold
        if role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        return "".join(self.heading(line))

    def heading(self, line: Line) -> tuple[str, str]:
        """What a group's heading says: what may be cut where there is no room, and how many are in it."""
        text = run_cells.group_title(self.view.asked.group_by, line.group, line.members[0], self.view.between)
        return f"{'▾' if line.is_open else '▸'} {text}", f" · {line.count:,}"

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
