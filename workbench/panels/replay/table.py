"""The transitions behind a bar, a row each."""

from enum import Enum, auto
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from dqn_engine.probes.replay import Transitions
from workbench.look.figures import figure
from workbench.look.theme import RIGHT, SPACE, small_font
from workbench.scene.picture_drawing import sharply_scaled
from workbench.state import observation_words
from workbench.widgets.quantity_axis import quantity_text

STATE, ACTION, REWARD, NEXT, END, PRIORITY, PROBABILITY, WEIGHT, ERROR, AGE, SAMPLES = range(11)
_NUMERIC = frozenset({REWARD, PRIORITY, PROBABILITY, WEIGHT, ERROR, AGE, SAMPLES})
_ONLY_PRIORITIZED = (PRIORITY, WEIGHT)
_ROW_PX, _PICTURE_PX = 24, 40
_WIDEST = {
    ACTION: "000000",
    REWARD: "−0.0000",
    END: "terminated",  # longer than in the other language
    PRIORITY: "0,000.0",
    PROBABILITY: "0.0e-00",
    WEIGHT: "0.0000",
    ERROR: "0,000.0",
    AGE: "0,000,000",
    SAMPLES: "0,000.0",
}
_WIDEST_ACTION = "0" * 12
# In less, numbers of states would leave no room for the others.
_STATES_FROM_PX = 900
_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class _Kind(Enum):
    """What observations are, as they are shown."""

    NUMBERS = auto()
    STATES = auto()  # one-hot
    PICTURES = auto()


_WIDEST_STATE = {_Kind.NUMBERS: "−0.00, −0.00, −0.00, −0.00 …", _Kind.STATES: "0,000"}


class TransitionModel(QAbstractTableModel):
    """A table of the newest report; sorted by what is behind its texts, under the user role."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Transitions | None = None
        self._actions: tuple[str, ...] = ()

    @property
    def table(self) -> Transitions | None:
        """What is shown."""
        return self._table

    def name_actions(self, actions: tuple[str, ...]) -> None:
        """Takes the names of the actions, in order."""
        self._actions = actions

    def show_table(self, table: Transitions | None) -> None:
        """Shows another table; None: no rows."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def slot_at(self, row: int) -> int:
        """Where in the buffer the transition of a row is."""
        return -1 if self._table is None else int(self._table.slots[row])

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() or self._table is None else len(self._table.slots)

    def columnCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else SAMPLES + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles()[section][0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._titles()[section][1]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section in _NUMERIC else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        table, row, column = self._table, index.row(), index.column()
        if table is None or not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._text(table, row, column)
            case Qt.ItemDataRole.UserRole:
                return self._number(table, row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return RIGHT if column in _NUMERIC else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.DecorationRole if column in (STATE, NEXT):
                return self._picture(_observation(table, row, column))
            case _:
                return None

    def _text(self, table: Transitions, row: int, column: int) -> str:
        match column:
            case _ if column in (STATE, NEXT):
                return observation_words.short_text(_observation(table, row, column))
            case _ if column == ACTION:
                action = int(table.action[row])
                return self._actions[action] if action < len(self._actions) else f"{action}"
            case _ if column == END:
                if table.terminated[row]:
                    return self.tr("terminated")
                return self.tr("truncated") if table.truncated[row] else ""
            case _ if column == REWARD:
                return figure(float(table.reward[row]), ".4g")
            case _ if column == AGE:
                return f"{int(table.age[row]):,}"
            case _:
                return quantity_text(self._number(table, row, column))

    def _number(self, table: Transitions, row: int, column: int) -> float:
        values = {
            ACTION: table.action,
            REWARD: table.reward,
            END: table.terminated * 2 + table.truncated * 1,
            PRIORITY: table.priority,
            PROBABILITY: table.probability,
            WEIGHT: table.importance,
            ERROR: table.error_now,
            AGE: table.age,
            SAMPLES: table.draws,
        }
        if column in values:
            return float(values[column][row])
        observation = _observation(table, row, column)
        number = observation_words.state_number(observation)
        return float(observation.ravel()[0]) if number is None else float(number)

    def _picture(self, observation: np.ndarray) -> QIcon | None:
        if not observation_words.is_picture(observation):
            return None
        newest = observation_words.picture(observation)
        pixmap = QPixmap.fromImage(sharply_scaled(newest, QSize(_PICTURE_PX - 4, _PICTURE_PX - 4)))
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # Else it is tinted in the selected row.
        return icon

    def _titles(self) -> tuple[tuple[str, str], ...]:
        return (
            ("s", self.tr("The observation before the step")),
            ("a", self.tr("The action")),
            ("r", self.tr("The reward of this step, as it is learned from")),
            ("s′", self.tr("The observation after the step")),
            (self.tr("End"), self.tr("Whether the step terminated the episode, or a limit truncated it")),
            (self.tr("Priority"), self.tr("As it is stored: |δ| + ε when it was last sampled")),
            ("P", self.tr("The probability with which one sample is this transition")),
            (self.tr("Weight"), self.tr("Importance weight at the present β: (min P / P)^β")),
            (self.tr("|δ| now"), self.tr("|Q(s, a) − target| by the next update, to be held against the priority")),
            (self.tr("Age"), self.tr("Environment steps since it was stored")),
            (self.tr("Samples"), self.tr("How often it has been sampled, as expected: updates since · batch size · P")),
        )


def _observation(table: Transitions, row: int, column: int) -> np.ndarray:
    return (table.observation if column == STATE else table.next_observation)[row]


class TransitionTable(QTableView):
    """Rows can be selected, and sorted by a click on a heading; the newest stands on top at first."""

    row_selected = Signal(int)  # of the report's table, by the user

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transitions = TransitionModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.transitions)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self._restoring = False
        self._slot = -1
        self._longest_action = ""
        self._kind = _Kind.NUMBERS
        self.setModel(self._sorted)
        self.setAccessibleName(self.tr("Transitions"))
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setFont(small_font(self.font()))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # Names differ at their ends.
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setMinimumHeight(150)
        self._fit()

    @property
    def selected_row(self) -> int | None:
        """The row of the report's table that is selected."""
        found = self.selectionModel().selectedRows()
        return self._sorted.mapToSource(found[0]).row() if found else None

    def name_actions(self, actions: tuple[str, ...]) -> None:
        """Takes the names of the actions, in order."""
        self.transitions.name_actions(actions)
        self._longest_action = max(actions, key=len, default="")
        self._fit()

    def show_table(self, table: Transitions | None, *, prioritized: bool) -> None:
        """Shows another table; what was selected stays so where it is still listed."""
        scrolled = self.verticalScrollBar().value()
        self._restoring = True
        try:
            self.transitions.show_table(table)
            for column in _ONLY_PRIORITIZED:
                self.setColumnHidden(column, not prioritized)
            kind = self._kind if table is None or not len(table.slots) else _kind_of(table)
            if kind is not self._kind:
                self._kind = kind
                self._fit()
            slots = [] if table is None else table.slots.tolist()
            if self._slot in slots:
                index = self._sorted.mapFromSource(self.transitions.index(slots.index(self._slot), 0))
                self.selectRow(index.row())
            self.verticalScrollBar().setValue(scrolled)
        finally:
            self._restoring = False

    def let_go(self) -> None:
        """Selects nothing any more."""
        self._slot = -1
        self.clearSelection()

    def mark_first(self) -> None:
        """Selects the report's first row as what is nearest; the user didn't choose it."""
        if self.transitions.rowCount():
            self._restoring = True
            self.selectRow(self._sorted.mapFromSource(self.transitions.index(0, 0)).row())
            self._restoring = False

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        row = self.selected_row
        if self._restoring or row is None:
            return
        self._slot = self.transitions.slot_at(row)
        self.row_selected.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Columns as wide as what stands in them gets, so that nothing moves while they are filled again.

        In little room numbers of states are left out, which stand below the table for the selected row.
        """
        metrics = self.fontMetrics()
        for column, widest in _WIDEST.items():
            title = str(self.transitions.headerData(column, Qt.Orientation.Horizontal))
            needed = max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance(title))
            if column == ACTION:
                most = metrics.horizontalAdvance(_WIDEST_ACTION)
                needed = max(needed, min(metrics.horizontalAdvance(self._longest_action), most))
            self.setColumnWidth(column, needed + 2 * SPACE)
        wide = _PICTURE_PX if self._kind is _Kind.PICTURES else metrics.horizontalAdvance(_WIDEST_STATE[self._kind])
        for column in (STATE, NEXT):
            self.setColumnWidth(column, wide + 2 * SPACE)
            self.setColumnHidden(column, self._kind is _Kind.NUMBERS and self.width() < _STATES_FROM_PX)
        high = _PICTURE_PX if self._kind is _Kind.PICTURES else _ROW_PX
        self.setIconSize(QSize(high - 4, high - 4))
        self.verticalHeader().setDefaultSectionSize(high)


def _kind_of(table: Transitions) -> _Kind:
    if observation_words.is_picture(table.observation[0]):
        return _Kind.PICTURES
    are_states = all(observation_words.state_number(observation) is not None for observation in table.observation)
    return _Kind.STATES if are_states else _Kind.NUMBERS
