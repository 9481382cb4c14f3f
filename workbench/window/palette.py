"""The command palette (Ctrl+K): every action, preset, environment, hyperparameter and run, by typing."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Slot
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHeaderView, QLabel, QLineEdit, QTreeView, QVBoxLayout, QWidget

from dqn_engine.system.text import printable
from workbench.look.theme import RIGHT, SPACE
from workbench.state.palette_entries import PaletteEntry, found

_WIDEST_PX = 620
_MOST_ROWS = 16
_FROM_TOP_PX = 70
_LONGEST = 90
_NOWHERE = QModelIndex()
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class _Found(QAbstractTableModel):
    """The entries that fit: text, hint and kind of each; without items, which would be made and deleted at each key."""

    def __init__(self, muted: QBrush, parent: QObject) -> None:
        super().__init__(parent)
        self._muted = muted
        self._entries: Sequence[PaletteEntry] = ()

    def show(self, entries: Sequence[PaletteEntry]) -> None:
        """Has these, best first, in place of those before."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else 3

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self._entries[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (printable(entry.text, _LONGEST), entry.hint, entry.kind)[column]
            case Qt.ItemDataRole.AccessibleTextRole if column == 0:
                return f"{entry.kind}: {entry.text}" if entry.ready else f"{entry.kind}: {entry.text}, {entry.hint}"
            case Qt.ItemDataRole.TextAlignmentRole if column == 1:
                return RIGHT
            case Qt.ItemDataRole.ForegroundRole if column > 0 or not entry.ready:
                return self._muted
        return None


class CommandPalette(QDialog):
    """Lists what fits as it is typed; Enter or a click does it, Esc leaves. What can't be done now is muted."""

    def __init__(self, entries: Sequence[PaletteEntry], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Command palette"))
        self.setProperty("role", "card")
        self._entries = entries
        self._shown: Sequence[PaletteEntry] = ()
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("An action, a preset, an environment, a hyperparameter or a run"))
        self.search.setAccessibleName(self.tr("What to look for"))
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self._rows = _Found(self.palette().placeholderText(), self)
        self.list = QTreeView(self)
        self.list.setModel(self._rows)
        self.list.setAccessibleName(self.tr("What fits"))
        self.list.setRootIsDecorated(False)
        self.list.setHeaderHidden(True)
        self.list.setUniformRowHeights(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.list.clicked.connect(self._take)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._nothing = QLabel(self.tr("Nothing fits."), self)
        self._nothing.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        for part in (self.search, self._nothing, self.list):
            column.addWidget(part)
        column.addStretch(1)  # Desktops that tile make it larger than it asks to be.
        room = parent.size()
        self.setFixedWidth(min(_WIDEST_PX, room.width() - 4 * SPACE))
        self.move(parent.mapToGlobal(QPoint((room.width() - self.width()) // 2, _FROM_TOP_PX)))
        self._find("")

    def texts(self) -> list[str]:
        """What is listed, best first."""
        return [entry.text for entry in self._shown]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and self._shown:
                row = min(max(self.list.currentIndex().row() + step, 0), len(self._shown) - 1)
                self.list.setCurrentIndex(self._rows.index(row, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    @Slot(str)
    def _find(self, typed: str) -> None:
        self._shown = found(self._entries, typed)
        self._rows.show(self._shown)
        rows = min(len(self._shown), _MOST_ROWS)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 1) + 2)
        self.adjustSize()
        self.list.setVisible(bool(self._shown))
        self._nothing.setVisible(not self._shown)
        if self._shown:
            best = next((row for row, entry in enumerate(self._shown) if entry.ready), 0)
            self.list.setCurrentIndex(self._rows.index(best, 0))

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        entry = self._shown[index.row()]
        if not entry.ready:
            return
        self.accept()  # First, so that what it does finds the window in front.
        entry.take()
