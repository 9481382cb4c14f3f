"""The trials of a sweep as a table, the best first."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from dqn_engine.comparison.sweep_state import TrialState
from dqn_engine.sweep.course import State
from workbench.look.figures import return_text
from workbench.look.theme import RIGHT, ROW_HEIGHT, small_font
from workbench.state import run_cells
from workbench.state.sweep_view import SweepView

_NO_INDEX = QModelIndex()
_FIRST, _LAST = 4, 1
"""Columns before and after the hyperparameters: what a trial came to and how far it is, what it sets, on how many."""
_MOST_MEASURED = 100  # rows, for the widths
_AROUND_PX = 8
"""What a cell and a heading take around their text, as the style sheet has tables that are dense."""


def in_two_lines(title: str) -> str:
    """A title parted at the space that makes it narrowest: it is wider than figures are. No line begins with a %."""
    spaces = [place for place, letter in enumerate(title) if letter == " " and title[place + 1 : place + 2] != "%"]
    if not spaces:
        return title
    place = min(spaces, key=lambda space: max(space, len(title) - space - 1))
    return f"{title[:place]}\n{title[place + 1 :]}"


class TrialsModel(QAbstractTableModel):
    """The trials of a `SweepView` in the order of their scores."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = SweepView()
        self._trials: list[TrialState] = []

    def show_view(self, view: SweepView) -> None:
        """Shows another view."""
        ordered = sorted(view.trials, key=lambda trial: (trial.score is None, -(trial.score or 0.0), trial.number))
        same = [trial.number for trial in ordered] == self.numbers() and view.names == self._view.names
        if not same:
            self.beginResetModel()
        self._view, self._trials = view, ordered
        if not same:
            self.endResetModel()
        elif ordered:
            self.dataChanged.emit(self.index(0, 0), self.index(len(ordered) - 1, self.columnCount() - 1))

    def numbers(self) -> list[int]:
        """The numbers of the trials, from the top."""
        return [trial.number for trial in self._trials]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._trials)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else _FIRST + len(self._view.names) + _LAST

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        first = [self.tr("Trial"), self.tr("Score"), self.tr("95 % interval"), self.tr("State")]
        title = [*first, *map(run_cells.knob_label, self._view.names), self.tr("Seeds")][section]
        return in_two_lines(title) if role == Qt.ItemDataRole.DisplayRole else title

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        trial = self._trials[index.row()]
        match index.column():
            case 0:
                state = self._view.state
                return f"★ {trial.number}" if state is not None and state.best == trial.number else f"{trial.number}"
            case 1:
                return "–" if trial.score is None else return_text(trial.score)
            case 2:
                return "–" if trial.interval is None else " – ".join(map(return_text, trial.interval))
            case 3:
                return self._state_words(trial.state)
            case column if column < _FIRST + len(self._view.names):
                name = self._view.names[column - _FIRST]
                value = trial.settings.get(name)
                return "–" if value is None else run_cells.knob_value(name, value)
            case _:
                return f"{trial.seeds}"

    @property
    def longest_state(self) -> str:
        """Of the words for how far a trial is, those that take most room."""
        return max(map(self._state_words, State), key=len)

    def _state_words(self, state: State) -> str:
        return {
            State.WAITING: self.tr("waiting"),
            State.BEGUN: self.tr("begun"),
            State.RUNNING: self.tr("running"),
            State.COMPLETE: self.tr("complete"),
            State.PRUNED: self.tr("pruned"),
        }[state]


class TrialsTable(QTableView):
    """Signals:
    chosen: A trial's number.
    opened: A trial's number, by a double click or Enter.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.trials = TrialsModel(self)
        self._restoring = False
        self.setModel(self.trials)
        self.setAccessibleName(self.tr("Trials"))
        self.setProperty("role", "dense")
        self.setFont(small_font(self.font()))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT - 4)
        self.horizontalHeader().setHighlightSections(False)
        self.selectionModel().currentRowChanged.connect(self._tell)
        self.trials.modelReset.connect(self._fit)

    def show_view(self, view: SweepView, choice: int | None) -> None:
        """Shows a sweep with one trial selected."""
        self._restoring = True
        try:
            self.trials.show_view(view)
            numbers = self.trials.numbers()
            if choice in numbers:
                flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                index = self.trials.index(numbers.index(choice), max(self.currentIndex().column(), 0))
                self.selectionModel().setCurrentIndex(index, flags)
        finally:
            self._restoring = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.trials.numbers()[self.currentIndex().row()])
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(self.trials.numbers()[index.row()])

    def _tell(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not self._restoring and current.isValid():
            self.chosen.emit(self.trials.numbers()[current.row()])

    def _fit(self) -> None:
        """As wide as what stands in them with what the style sheet puts around it, and a score of three figures."""
        metrics, rows = self.fontMetrics(), min(self.trials.rowCount(), _MOST_MEASURED)
        least = ("★ 00", "000.0", "000.0 – 000.0", self.trials.longest_state)
        for section in range(self.trials.columnCount()):
            texts = [str(self.trials.index(row, section).data()) for row in range(rows)]
            title = str(self.trials.headerData(section, Qt.Orientation.Horizontal))
            texts += [*title.splitlines(), *least[section : section + 1]]
            wide = max(map(metrics.horizontalAdvance, texts))
            self.horizontalHeader().resizeSection(section, wide + _AROUND_PX)
