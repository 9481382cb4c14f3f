"""The table of runs as it is drawn and used: lines are selected, headings of groups opened, columns sorted."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableView, QWidget

from workbench.look.theme import ROW_HEIGHT, SPACE, Theme, small_font
from workbench.panels.compare.heading_delegate import HeadingDelegate
from workbench.panels.compare.runs_model import RunsModel
from workbench.state import run_cells, runs_table
from workbench.state.runs_table import Line, RunsView
from workbench.widgets.curve_delegate import CurveDelegate

_WIDEST = {
    runs_table.NAME: "2030-01-31-120000-CartPole-v1-se",
    runs_table.CURVE: "000000000000",
    runs_table.ENVIRONMENT: "MountainCar-v0",
    runs_table.SEEDS: "100 / 1000",
    runs_table.STEPS: "10,000,000",
    runs_table.BEST: "−1,000.0",
    runs_table.LAST: "−1,000.0",
    runs_table.RETAINED: "100 %",
    runs_table.DURATION: "10:00:00 h",
    runs_table.WRITTEN: "2030-01-31 12:00",
}
_WIDEST_KNOB = "0.00000"
_MARK_PX = 34
_NAMES_PART, _MOST_MEASURED = 3, 200
"""A name takes up to one third of what is seen; of how many lines it is measured."""
_SHORTEST = {runs_table.NAME: "The best one … run", runs_table.CURVE: "000000"}
"""To so much a column yields where the table is narrow; the others to what stands in them."""
_AROUND_PX = 12
"""What a cell takes around its text, as the style sheet has tables that are dense, with room to the next."""


class RunsTable(QTableView):
    """Draws a `RunsView`.

    Signals:
        selection_changed: The keys of the selected entries, by the user.
        opened: The key of an entry that was double-clicked, or had Enter pressed on it.
        group_toggled: A group whose heading was clicked, or had Enter or Space pressed on it.
        seeds_toggled: The key of a study or a sweep whose mark was clicked, or that the right or the left arrow was
            pressed on: its seeds are to be shown below it, or hidden.
        sort_wanted: A column, and whether descending.
    """

    selection_changed = Signal(object)
    opened = Signal(str)
    group_toggled = Signal(str)
    seeds_toggled = Signal(str)
    sort_wanted = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.runs = RunsModel(theme, self)
        self._restoring = False
        self._widths: dict[str, int] = {}
        self._wanted_px: dict[int, int] = {}
        self._floors_px: dict[int, int] = {}
        self.setModel(self.runs)
        self.setAccessibleName(self.tr("Runs"))
        self.setProperty("role", "dense")
        self.setFont(small_font(self.font()))
        self.setIconSize(QSize(10, 10))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT - 4)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._sort)
        header.sectionResized.connect(self._note_width)
        self._curves, self._plain = CurveDelegate(self), QStyledItemDelegate(self)
        self.headings = HeadingDelegate(self.runs, self)

    def show_view(self, view: RunsView) -> None:
        """Draws another view; the place it is scrolled to and the current line stay."""
        current = self.currentIndex()
        key = self.runs.line(current.row()).key if current.isValid() else ""
        column, scrolled = max(current.column(), 0), self.verticalScrollBar().value()
        self._restoring = True
        try:
            if self.runs.show_view(view):
                self._fit()
                self._bring_back(view, key, column)
                self.verticalScrollBar().setValue(scrolled)
            else:
                self._select(view.selected)
        finally:
            self._restoring = False
        header = self.horizontalHeader()
        order = Qt.SortOrder.DescendingOrder if view.asked.descending else Qt.SortOrder.AscendingOrder
        if view.asked.column in view.columns:
            header.setSortIndicator(view.columns.index(view.asked.column), order)
        else:
            header.setSortIndicator(-1, order)

    def reveal(self, key: str) -> None:
        """Scrolls to an entry, where it is in the table."""
        row = next((row for row, line in enumerate(self.runs.view.lines) if line.key == key), None)
        if row is not None:
            across = self.horizontalScrollBar().value()
            self.scrollTo(self.runs.index(row, 0))
            self.horizontalScrollBar().setValue(across)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.runs.restyle(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share_width()

    def selected_keys(self) -> tuple[str, ...]:
        """The keys of the selected entries, from the top."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.runs.line(row).key for row in rows)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self.selection_changed.emit(self.selected_keys())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        line = self.runs.line(index.row()) if index.isValid() else None
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if line is not None and line.entry is None and (enter or event.key() == Qt.Key.Key_Space):
            self.group_toggled.emit(line.group)
        elif line is not None and line.entry is not None and enter:
            self.opened.emit(line.key)
        elif line is not None and self._opens_by(line, event.key()):
            self.seeds_toggled.emit(line.key)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What is selected stays so where the menu is opened on a heading or beside the lines: it is about that."""
        index = self.indexAt(event.position().toPoint())
        is_entry = index.isValid() and self.runs.line(index.row()).entry is not None
        if is_entry or event.button() != Qt.MouseButton.RightButton:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            line = self.runs.line(index.row())
            if line.entry is None:
                self.group_toggled.emit(line.group)
            elif self._is_mark(index, event.position().x()) and run_cells.has_seeds(line):
                self.seeds_toggled.emit(line.key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.runs.line(index.row()).entry is not None:
            self.opened.emit(self.runs.line(index.row()).key)

    def _is_mark(self, index: QModelIndex, x: float) -> bool:
        """Whether a place in a line is the mark before the name, with the colour that may stand before that."""
        if self.runs.view.columns[index.column()] != runs_table.NAME:
            return False
        return x - self.visualRect(index).left() <= _MARK_PX

    @staticmethod
    def _opens_by(line: Line, key: int) -> bool:
        wanted = Qt.Key.Key_Left if line.is_open else Qt.Key.Key_Right
        return run_cells.has_seeds(line) and key == wanted

    def _sort(self, section: int) -> None:
        """Numbers begin with the largest, texts with the first."""
        column, asked = self.runs.view.columns[section], self.runs.view.asked
        first = column in runs_table.NUMBERS or column == runs_table.CURVE
        self.sort_wanted.emit(column, not asked.descending if column == asked.column else first)

    def _bring_back(self, view: RunsView, key: str, column: int) -> None:
        rows = {line.key: row for row, line in enumerate(view.lines)}
        self._select(view.selected)
        if key in rows:
            index = self.runs.index(rows[key], min(column, len(view.columns) - 1))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _select(self, keys: Sequence[str]) -> None:
        wanted = set(keys)
        if set(self.selected_keys()) == wanted:
            return
        selection = QItemSelection()
        for row, line in enumerate(self.runs.view.lines):
            if line.key in wanted:
                index = self.runs.index(row, 0)
                selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().select(selection, flags)

    def _fit(self) -> None:
        """Columns as wide as what stands in them gets, or as the user left them; headings over all of them."""
        metrics, view = self.fontMetrics(), self.runs.view
        self._wanted_px, self._floors_px = {}, {}
        for section, column in enumerate(view.columns):
            title = str(self.runs.headerData(section, Qt.Orientation.Horizontal))
            least = metrics.horizontalAdvance(title) + 2 * SPACE
            if column == runs_table.PARENT:
                wide = max(least, self._longest_parent()) + 2 * SPACE
            else:
                wide = max(least, metrics.horizontalAdvance(_WIDEST.get(column, _WIDEST_KNOB))) + 2 * SPACE
            if column == runs_table.NAME:
                wide = max(wide, min(self._longest_name(), self.viewport().width() // _NAMES_PART))
            self._wanted_px[section] = wide
            self._floors_px[section] = min(max(self._longest_in(section), least - 2 * SPACE) + _AROUND_PX, wide)
            drawn = {runs_table.NAME: self.headings, runs_table.CURVE: self._curves}.get(column, self._plain)
            self.setItemDelegateForColumn(section, drawn)
        self._share_width()
        self.clearSpans()
        for row, line in enumerate(view.lines):
            if line.entry is None:
                self.setSpan(row, 0, 1, max(len(view.columns), 1))

    def _share_width(self) -> None:
        """Gives each column its width, of which those that the user left to us yield where there isn't enough."""
        view, header = self.runs.view, self.horizontalHeader()
        left = {section: self._widths[column] for section, column in enumerate(view.columns) if column in self._widths}
        wanted = {section: px for section, px in self._wanted_px.items() if section not in left}
        slack = {section: px - self._floors_px[section] for section, px in wanted.items()}
        lacking = sum(left.values()) + sum(wanted.values()) - self.viewport().width()
        part = min(max(lacking / max(sum(slack.values()), 1), 0.0), 1.0)
        before, self._restoring = self._restoring, True
        for section in self._wanted_px:
            px = left[section] if section in left else wanted[section] - math.ceil(slack[section] * part)
            if header.sectionSize(section) != px:
                header.resizeSection(section, px)
        self._restoring = before

    def _longest_in(self, section: int) -> int:
        """How wide what stands in a column is, of the first that are listed; less where it may be shortened."""
        column = self.runs.view.columns[section]
        if column in _SHORTEST:
            return self.fontMetrics().horizontalAdvance(_SHORTEST[column])
        entries = [line.entry for line in self.runs.view.lines[:_MOST_MEASURED] if line.entry is not None]
        texts = {run_cells.text(entry, column) for entry in entries}
        return max(map(self.fontMetrics().horizontalAdvance, texts), default=0)

    def _longest_parent(self) -> int:
        """How wide the longest name of a parent is, of the first that are listed."""
        entries = [line.entry for line in self.runs.view.lines[:_MOST_MEASURED] if line.entry is not None]
        parents = [run_cells.text(entry, runs_table.PARENT) for entry in entries if entry.parent]
        return max(map(self.fontMetrics().horizontalAdvance, parents), default=0)

    def _longest_name(self) -> int:
        """How wide the longest name is, of the first that are listed, with its mark and its colour."""
        names = [run_cells.line_name(line) for line in self.runs.view.lines[:_MOST_MEASURED]]
        return max(map(self.fontMetrics().horizontalAdvance, names), default=0) + _MARK_PX

    def _note_width(self, section: int, _before: int, width: int) -> None:
        if not self._restoring and section < len(self.runs.view.columns):
            self._widths[self.runs.view.columns[section]] = width
