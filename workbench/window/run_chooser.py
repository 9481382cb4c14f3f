"""Open run: the saved runs in a list that can be searched and sorted, and a way to a folder elsewhere.

Each run is summed up in a slice of its own between two turns of the window's loop, so that nothing stands still however
many there are.
"""

import functools
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRegularExpression,
    QSize,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.storage.run.labels import read_labels, write_labels
from dqn_engine.storage.run.summaries import RunSummary, summarise
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable
from workbench.look.sentences import numbered
from workbench.look.theme import SPACE
from workbench.state.engine_words import worded
from workbench.state.trash import Deletion
from workbench.state.undo_step import UndoStep
from workbench.widgets.curve_delegate import CurveDelegate
from workbench.widgets.fitted_columns import AROUND_TEXT_PX, FittedColumns
from workbench.widgets.mnemonics import Mnemonics
from workbench.window.labels_dialog import LabelsDialog
from workbench.window.run_rows import (
    CURVE_COLUMN,
    ENVIRONMENT,
    FOLDER,
    IN_ORDER,
    LONGEST_NAME,
    MISSING_MODULE,
    NAME,
    PARENT,
    PRESET,
    SEARCHED,
    SHORT_STEPS,
    SORTED_BY,
    WHEN,
    RunRows,
    is_clutter,
)

_SIZE = QSize(1120, 540)
_SMALLEST = QSize(640, 420)
_NARROWEST_PX = 48
_NAME_PX, _SHORTENED_PX = 220, 112
"""Names are no narrower, where they are as long, and the words of the next columns are shortened before they are."""
_CURVE_PX = 84


class RunChooser(QDialog):
    """Emits `chosen` with a run's folder, or `elsewhere_wanted`.

    Args:
        folders: Of the runs, newest last.
        parent: What it lies over.
        clock: Returns seconds since 1970.
        columns: How wide the columns were left, as `columns_left` told; None: as wide as what is in them.

    F2 names the selected run, Delete moves it to the trash; actions of undo and redo that are added to it work in it
    too. Runs so short that nobody misses them are left out until
    they are asked for.
    """

    chosen = Signal(str)
    elsewhere_wanted = Signal()
    columns_left = Signal(QByteArray)  # how wide the columns are, when the list is closed
    renamed = Signal()
    stepped = Signal(object)  # an `UndoStep`: a run went to the trash

    def __init__(
        self,
        folders: Iterable[Path],
        parent: QWidget,
        *,
        clock: Callable[[], float] = time.time,
        columns: QByteArray | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Open run"))
        self._waiting = list(folders)
        self._found = len(self._waiting)
        self._short: list[RunSummary] = []
        self._deleted: dict[Path, str] = {}  # while the list is open, with what they are called
        self._rows = RunRows(self, clock=clock)
        self._build()
        self._dress_columns(columns)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._read_one)
        self._slices.start()
        self._count()

    def is_reading(self) -> bool:
        """Whether there are runs that haven't been read yet."""
        return self._slices.isActive()

    @Slot()
    def _read_one(self) -> None:
        if self._waiting:
            summary = summarise(self._waiting.pop())
            if is_clutter(summary):
                self._short.append(summary)
            else:
                self._add(summary)
        else:
            self._slices.stop()
            self._select_first()
        self._count()

    def _add(self, summary: RunSummary) -> None:
        self._rows.add(summary)
        self._measure(self._rows.rowCount() - 1)
        if summary.parent:
            self._columns.offer(PARENT)
        self._columns.fit()

    # --- naming and deleting ------------------------------------------------------------------------------------------

    @Slot()
    def _label(self) -> None:
        folder = self._selected()
        if folder is None:
            return
        dialog = LabelsDialog(folder.name, read_labels(folder), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(functools.partial(self._take_labels, folder, dialog))
        dialog.open()

    def _take_labels(self, folder: Path, dialog: LabelsDialog) -> None:
        try:
            write_labels(folder, dialog.labels())
        except InputError as error:
            self.say(worded(str(error)))
            return
        self._replace(folder)
        self.renamed.emit()

    @Slot()
    def _delete(self) -> None:
        folder = self._selected()
        if folder is None:
            return
        deletion = Deletion(folder)
        try:
            deletion.do()
        except InputError as error:
            self.say(worded(str(error)))
            return
        self._deleted[folder] = deletion.name
        self.follow_undo()
        self.stepped.emit(
            UndoStep(
                text=self.tr("deleting the run {name}").format(name=deletion.name),
                undo=deletion.undo,
                redo=deletion.do,
                outlives_run=True,
                undone=self.tr("{name} is back among the runs.").format(name=deletion.name),
                redone=self.tr("{name} is in the trash; Ctrl+Z brings it back.").format(name=deletion.name),
            )
        )

    @Slot()
    def follow_undo(self) -> None:
        """Lists what is back from the trash, and leaves out what is in it again."""
        for folder, name in self._deleted.items():
            is_there = folder.exists()
            if is_there and not self._rows.has(folder):
                self._add(summarise(folder))
                self._found += 1
                self._select(folder)
                self.say("")
            elif not is_there and self._rows.remove(folder):
                self._found -= 1
                self.say(self.tr("{name} is in the trash; Ctrl+Z brings it back.").format(name=name))
        self._count()

    def _selected(self) -> Path | None:
        index = self.list.currentIndex()
        return Path(index.data(FOLDER)) if index.isValid() else None

    def _select(self, folder: Path) -> None:
        self.list.setCurrentIndex(self._shown.mapFromSource(self._rows.index(self._rows.place_of(folder), NAME)))

    def _replace(self, folder: Path) -> None:
        """Reads a run again."""
        if self._rows.remove(folder):
            self._add(summarise(folder))
            self._select(folder)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Has a sentence stand under the list, until another does; none where it is empty."""
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))

    @Slot(bool)
    def _show_short(self, shown: bool) -> None:
        for summary in self._short:
            if not shown:
                self._rows.remove(summary.path)
            elif not self._rows.has(summary.path) and summary.path.exists():
                self._add(summary)
        self._select_first()
        self._count()

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.label_action, self.delete_action])
        Mnemonics((menu,), menu)
        menu.popup(self.list.viewport().mapToGlobal(at))

    # --- choosing -----------------------------------------------------------------------------------------------------

    @Slot(str)
    def _search(self, text: str) -> None:
        words = (f"(?=.*{QRegularExpression.escape(word)})" for word in text.split())
        options = QRegularExpression.PatternOption
        pattern = QRegularExpression(
            "^" + "".join(words), options.CaseInsensitiveOption | options.DotMatchesEverythingOption
        )
        self._shown.setFilterRegularExpression(pattern)
        self._select_first()
        self._count()

    def _select_first(self) -> None:
        if not self.list.currentIndex().isValid() and self._shown.rowCount():
            self.list.setCurrentIndex(self._shown.index(0, 0))

    @Slot()
    def _show_chosen(self) -> None:
        index = self.list.currentIndex()
        folder = index.data(FOLDER) if index.isValid() else ""
        self._place.setText(printable(folder))
        module = index.data(MISSING_MODULE) if index.isValid() else ""
        words = self.tr("Its environment needs the module {module}, which isn't added here; opening it asks for that.")
        self._note.setText(words.format(module=printable(module, LONGEST_NAME)) if module else "")
        self._note.setVisible(bool(module))
        self.open_button.setEnabled(bool(folder))

    @Slot()
    def _open(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            folder = index.data(FOLDER)
            self.accept()
            self.chosen.emit(folder)

    @Slot(QModelIndex)
    def _open_row(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._open()

    @Slot()
    def _go_elsewhere(self) -> None:
        self.reject()
        self.elsewhere_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # While typing, the arrows move in the list, and the field keeps the focus.
        if watched is self.search and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                undoes = event.matches(QKeySequence.StandardKey.Undo) and not self.search.isUndoAvailable()
                if undoes or (event.matches(QKeySequence.StandardKey.Redo) and not self.search.isRedoAvailable()):
                    event.ignore()  # They are the window's.
                    return True
            elif event.type() == QEvent.Type.KeyPress:
                if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
                    self.list.keyPressEvent(event)
                    return True
                if not self.search.text() and event.matches(QKeySequence.StandardKey.Delete):
                    self.delete_action.trigger()
                    return True
        return super().eventFilter(watched, event)

    def _dress_columns(self, left: QByteArray | None) -> None:
        header = self.list.header()
        header.setMinimumSectionSize(_NARROWEST_PX)
        for place, column in enumerate(IN_ORDER):
            header.moveSection(header.visualIndex(column), place)
        texts = (ENVIRONMENT, PRESET, PARENT)
        self._columns = FittedColumns(self.list, NAME, least_px=_NAME_PX, yielding=texts, floor_px=_SHORTENED_PX)
        self._columns.need(CURVE_COLUMN, _CURVE_PX)
        if left is not None and header.restoreState(left):
            self._columns.take_wishes()
        header.setSectionHidden(PARENT, True)  # Until there is one that has a parent.

    def _measure(self, row: int) -> None:
        """Makes room for what stands in a row."""
        metrics = self.list.fontMetrics()
        for column in range(self._rows.columnCount()):
            text_px = metrics.horizontalAdvance(self._rows.index(row, column).data())
            self._columns.need(column, text_px + AROUND_TEXT_PX)

    def done(self, result: int) -> None:
        self._columns.leave()
        self.columns_left.emit(self.list.header().saveState())
        super().done(result)

    def _count(self) -> None:
        if self._waiting:
            read = self._found - len(self._waiting)
            text = self.tr("Reading {count} of {all}").format(count=f"{read:,}", all=f"{self._found:,}")
        elif not self._found:
            text = self.tr("No runs are saved yet. Every run that you start is saved.")
        elif not self._shown.rowCount() and self.search.text().strip():
            words = self.tr("[The run doesn't have|None of {all} runs has] all these words")
            text = numbered(words, self._found).format(all=f"{self._found:,}")
        else:
            text = numbered(self.tr("{count} of {all} [run|runs]"), self._found).format(
                count=f"{self._shown.rowCount():,}", all=f"{self._found:,}"
            )
        self._counted.setText(text)
        self.short_box.setVisible(bool(self._short))
        self.short_box.setText(
            numbered(self.tr("{count} short [one|ones] too"), len(self._short)).format(count=f"{len(self._short):,}")
        )

    def _build(self) -> None:
        parent = self.parentWidget()
        room = _SIZE if parent is None else parent.size() - QSize(4 * SPACE, 4 * SPACE)
        self.resize(_SIZE.boundedTo(room).expandedTo(_SMALLEST))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(self.tr("Search by name, tag, note, environment or preset"))
        self.search.setAccessibleName(self.tr("Search runs"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(self._rows)
        self._shown.setSortRole(SORTED_BY)
        self._shown.setFilterKeyColumn(NAME)
        self._shown.setFilterRole(SEARCHED)
        self.list = QTreeView(self)
        self.list.setModel(self._shown)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName(self.tr("Saved runs"))
        self.list.setProperty("role", "choices")
        self.list.setSortingEnabled(True)
        self.list.sortByColumn(WHEN, Qt.SortOrder.DescendingOrder)
        self.list.setItemDelegateForColumn(CURVE_COLUMN, CurveDelegate(self.list))
        self.list.selectionModel().currentChanged.connect(self._show_chosen)
        self.list.doubleClicked.connect(self._open_row)
        self._counted, self._place = QLabel(self), QLabel(self)
        for label in (self._counted, self._place):
            label.setProperty("role", "muted")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._note = QLabel(self)
        self._note.setProperty("role", "note")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setWordWrap(True)
        self._note.setAccessibleName(self.tr("What the run needs"))
        self._note.hide()
        self._place.setAccessibleName(self.tr("Where the run is saved"))
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.short_box = QCheckBox(self)
        self.short_box.setAccessibleName(self.tr("Show runs of under {steps} steps too").format(steps=SHORT_STEPS))
        self.short_box.setToolTip(
            self.tr("Runs of under {steps} steps that were never saved by hand").format(steps=SHORT_STEPS)
        )
        self.short_box.toggled.connect(self._show_short)
        self.label_action = QAction(self.tr("Name, note and tags…"), self)
        self.label_action.setShortcut(QKeySequence(Qt.Key.Key_F2))
        self.label_action.triggered.connect(self._label)
        self.delete_action = QAction(self.tr("Move to trash"), self)
        self.delete_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.delete_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.delete_action.triggered.connect(self._delete)
        self.addAction(self.label_action)
        self.list.addAction(self.delete_action)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        elsewhere = QPushButton(self.tr("Other folder…"), self)
        elsewhere.setAutoDefault(False)
        elsewhere.clicked.connect(self._go_elsewhere)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.open_button = QPushButton(self.tr("Open"), self)
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(self._open)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(elsewhere)
        buttons.addWidget(self._counted)
        buttons.addWidget(self.short_box)
        buttons.addStretch(1)
        ends = QDialogButtonBox(self)  # In the order of the desktop, as in all dialogs.
        ends.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        ends.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addWidget(ends)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self._place)
        column.addWidget(self._note)
        column.addLayout(buttons)
