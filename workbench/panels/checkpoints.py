"""Checkpoints: the moments of the run that are saved, to rewind to or to fork from."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.messages.reports import CheckpointKind, CheckpointSummary
from dqn_engine.system.text import printable
from workbench.look.figures import return_text
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import RIGHT, ROW_SPACE, SPACE, small_font
from workbench.state import run_words
from workbench.state.run_view import RunFolderView

_STEP, _SAVED, _EVALUATION = range(3)
# Of the list and of what is said in its place: a window of 600 pixels with its frame has no more.
_LOWEST_PX = 48
_GENERATION = Qt.ItemDataRole.UserRole
_BY_ROOM = Qt.ItemDataRole.UserRole + 1  # what a line says, and what in ever less room


class _LowList(QTreeWidget):
    """Where there is room for a row or two, these say more than the heads of the columns."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        rows_px = 2 * self.sizeHintForRow(0) if self.topLevelItemCount() else 0
        self.setHeaderHidden(self.height() < self.header().sizeHint().height() + rows_px)
        super().resizeEvent(event)


class CheckpointsPanel(QWidget):
    """A list, newest on top, of one run. `clock` returns seconds since 1970; tests bring their own."""

    rewind_requested = Signal(int)  # the environment step of a checkpoint
    fork_requested = Signal(int)
    show_folder_requested = Signal()

    def __init__(
        self, icons: IconBook, parent: QWidget | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clock = clock
        self._can_branch = False
        self._shown: tuple[CheckpointSummary, ...] = ()
        self._name, self._unsaved = "", False
        self._build(icons)
        self.show_run(RunFolderView())
        self.set_checkpoints(())

    def show_run(self, run: RunFolderView) -> None:
        """Shows which run this is about; without a folder it isn't saved."""
        self._name = printable(run.name)
        self._unsaved = run.there_is_one and not run.folder
        self._empty.setText(
            self.tr("It can't be rewound nor forked. Save runs to disk, in the File menu, saves the next one.")
            if self._unsaved
            else self.tr("What a run can be rewound to appears here: it is saved every minute, on Pause and on Stop.")
        )
        set_tool_tip(self._heading, printable(run.folder))
        self._folder_button.setEnabled(bool(run.folder))
        self._elide()

    def set_checkpoints(self, checkpoints: Sequence[CheckpointSummary]) -> None:
        """Lists these, newest first; the one that is selected stays so."""
        before = {checkpoint.generation: checkpoint for checkpoint in self._shown}
        self._shown = tuple(checkpoints)
        wanted = {checkpoint.generation for checkpoint in self._shown}
        # In place: clearing the list would lose where it is scrolled to at every checkpoint that is saved.
        for place in reversed(range(self.list.topLevelItemCount())):
            item = self.list.topLevelItem(place)
            if item is not None and item.data(_STEP, _GENERATION) not in wanted:
                if item is self.list.currentItem():
                    self.list.setCurrentIndex(QModelIndex())  # Or its neighbour would be the one to rewind to.
                self.list.takeTopLevelItem(place)
        for place, checkpoint in enumerate(self._shown):
            item = self._item_at(place, checkpoint.generation)
            if checkpoint != before.get(checkpoint.generation) or not item.text(_STEP):
                self._fill(item, checkpoint)
            self._show_moment(item, checkpoint)
        self._pages.setCurrentWidget(self.list if self._shown else self._empty)
        self._show_controls()

    def set_can_branch(self, can: bool) -> None:
        """Whether the run can be rewound or forked now."""
        self._can_branch = can
        self._show_controls()

    def _selected(self) -> CheckpointSummary | None:
        item = self.list.currentItem()
        if item is None:
            return None
        return next((shown for shown in self._shown if shown.generation == item.data(_STEP, _GENERATION)), None)

    def _item_at(self, place: int, generation: int) -> QTreeWidgetItem:
        """The line of that checkpoint, at its place in the list; a new one where there is none yet."""
        there = self.list.topLevelItem(place)
        if there is not None and there.data(_STEP, _GENERATION) == generation:
            return there
        lines = (self.list.topLevelItem(line) for line in range(place + 1, self.list.topLevelItemCount()))
        moved = next((line for line in lines if line is not None and line.data(_STEP, _GENERATION) == generation), None)
        if moved is None:
            item = QTreeWidgetItem()
            item.setData(_STEP, _GENERATION, generation)
            self.list.insertTopLevelItem(place, item)
            return item
        is_current = moved is self.list.currentItem()
        self.list.takeTopLevelItem(self.list.indexOfTopLevelItem(moved))
        self.list.insertTopLevelItem(place, moved)
        if is_current:
            self.list.setCurrentItem(moved)
        return moved

    def _show_moment(self, item: QTreeWidgetItem, checkpoint: CheckpointSummary) -> None:
        """When it was saved, as far back as that is by now, and why."""
        at, now = checkpoint.saved_unix_s, self._clock()
        saved, roughly = run_words.moment(at, now), run_words.moment(at, now, brief=True)
        by_hand = self.tr("by hand")
        why = {
            CheckpointKind.SAVED: (by_hand, by_hand, self.tr("Saved by hand: it stays.")),
            CheckpointKind.CHANGE: (
                self.tr("before a change"),
                self.tr("change"),
                self.tr("Saved before hyperparameters changed: it stays while there is room."),
            ),
        }
        words, briefly, tip = why.get(checkpoint.kind, ("", "", ""))
        texts = [f"{saved} · {words}", f"{saved} · {briefly}", f"{roughly} · {briefly}"] if words else [saved, roughly]
        if item.data(_SAVED, _BY_ROOM) != texts:
            item.setData(_SAVED, _BY_ROOM, texts)
            item.setToolTip(_SAVED, f"{saved}. {tip}" if tip else saved)
            self._fit(item)

    def _fit(self, item: QTreeWidgetItem) -> None:
        """Says when it was saved and why, as briefly as the room asks for."""
        for text in item.data(_SAVED, _BY_ROOM):
            item.setText(_SAVED, text)
            needed_px = self.list.sizeHintForIndex(self.list.indexFromItem(item, _SAVED)).width()
            if needed_px <= self.list.columnWidth(_SAVED):
                break

    @Slot()
    def _fit_all(self) -> None:
        for place in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(place)
            if item is not None and item.data(_SAVED, _BY_ROOM):
                self._fit(item)

    def _fill(self, item: QTreeWidgetItem, checkpoint: CheckpointSummary) -> None:
        item.setText(_STEP, f"{checkpoint.env_steps:,}")
        mean = "–" if checkpoint.evaluation_mean is None else return_text(checkpoint.evaluation_mean)
        if not checkpoint.whole:
            mean = self.tr("damaged")
        elif checkpoint.best:
            mean = self.tr("best {mean}").format(mean=mean)
        item.setText(_EVALUATION, mean)
        for column in (_STEP, _SAVED, _EVALUATION):
            item.setTextAlignment(column, RIGHT)
        weight = item.font(_EVALUATION)
        weight.setBold(checkpoint.best)
        item.setFont(_EVALUATION, weight)

    @Slot()
    def _show_controls(self) -> None:
        selected = self._selected()
        can = self._can_branch and selected is not None and selected.whole
        self.rewind_button.setEnabled(can)
        self.fork_button.setEnabled(can)

    @Slot()
    def _rewind(self) -> None:
        selected = self._selected()
        if selected is not None:
            self.rewind_requested.emit(selected.env_steps)

    @Slot()
    def _fork(self) -> None:
        selected = self._selected()
        if selected is not None:
            self.fork_requested.emit(selected.env_steps)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        none = self.tr("This run isn't saved.") if self._unsaved else self.tr("No run is saved.")
        name = self._name or none
        room = max(self.width() - self._folder_button.sizeHint().width() - 4 * SPACE, 40)
        self._heading.setText(self._heading.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room))

    def _build(self, icons: IconBook) -> None:
        self._heading = QLabel(self)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setProperty("role", "muted")
        self._heading.setAccessibleName(self.tr("Name of the run"))
        self._heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._folder_button = QToolButton(self)
        self._folder_button.setProperty("role", "flat")
        self._folder_button.setToolTip(self.tr("Show the run's folder"))
        self._folder_button.setAccessibleName(self._folder_button.toolTip())
        self._folder_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._folder_button.clicked.connect(self.show_folder_requested)
        icons.give(self._folder_button, "open", "muted")
        self.list = _LowList(self)
        self.list.setColumnCount(3)
        self.list.setMinimumHeight(_LOWEST_PX)
        self.list.setHeaderLabels([self.tr("Step"), self.tr("Saved"), self.tr("Evaluation")])
        for column in (_STEP, _SAVED, _EVALUATION):
            self.list.headerItem().setTextAlignment(column, RIGHT)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.tr("Checkpoints"))
        self.list.header().setSectionsMovable(False)
        # With it, Qt gives the last one no less than it had at first, beyond the edge of a narrow list.
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setSectionResizeMode(_SAVED, QHeaderView.ResizeMode.Stretch)  # Why is in its tip, too.
        # Within the signal the header is still at work.
        self._fit_soon = QTimer(self, singleShot=True, interval=0)
        self._fit_soon.timeout.connect(self._fit_all)
        self.list.header().sectionResized.connect(lambda: self._fit_soon.start())
        self.list.currentItemChanged.connect(self._show_controls)
        self._empty = QLabel(self)
        self._empty.setProperty("role", "muted")
        self._empty.setFont(small_font(self.font()))
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(2 * SPACE)
        self._empty.setMinimumHeight(_LOWEST_PX)
        self.rewind_button = QPushButton(self.tr("Rewind"), self)
        set_tool_tip(
            self.rewind_button,
            self.tr(
                "Go back to this checkpoint and the hyperparameters it had. The current state stays saved as a run of "
                "its own."
            ),
        )
        self.rewind_button.clicked.connect(self._rewind)
        icons.give(self.rewind_button, "reset")
        self.fork_button = QPushButton(self.tr("Fork from here"), self)
        set_tool_tip(
            self.fork_button,
            self.tr(
                "Begin a new run at this checkpoint, with the current hyperparameters, plotted over this one. This run "
                "stays as it is."
            ),
        )
        self.fork_button.clicked.connect(self._fork)
        icons.give(self.fork_button, "fork")
        for button in (self.rewind_button, self.fork_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        top, pages, bottom = QHBoxLayout(), QWidget(self), QHBoxLayout()
        top.setContentsMargins(SPACE + 2, 0, ROW_SPACE, 0)
        top.addWidget(self._heading, 1)
        top.addWidget(self._folder_button)
        self._pages = QStackedLayout(pages)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.list)
        bottom.setContentsMargins(SPACE, 0, SPACE, SPACE)
        bottom.addWidget(self.rewind_button)
        bottom.addWidget(self.fork_button)
        bottom.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        column.addLayout(top)
        column.addWidget(pages, 1)
        column.addLayout(bottom)
