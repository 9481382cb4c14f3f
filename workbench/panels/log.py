"""Changes and events: what was changed, measured, saved and what failed, each with its environment step.

What the log says of which report is in one table.
"""

import html
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QStackedLayout,
    QStyle,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    CheckpointKind,
    CheckpointSaved,
    EngineReady,
    EpisodesForgotten,
    EvaluationDone,
    Exported,
    Failure,
    KnobsChanged,
    NoticeGiven,
    PastNote,
    PicturesFailed,
    Progress,
    RunEnded,
    RunMoved,
    RunStarted,
    SavingTrouble,
    Stalled,
    WeightsLoaded,
    WeightsSaved,
)
from dqn_engine.system.text import printable
from workbench.look.sentences import as_said, figures_whole, long_words_broken
from workbench.look.theme import ROW_SPACE, SPACE, small_font
from workbench.state import event_words, knob_words
from workbench.state.report_dispatcher import ReportDispatcher

_MOST_ENTRIES = 1000
_MERGE_SECONDS = 1.5
_MERGE_STEPS = 2000  # in a run's past, where the ledger knows no seconds
_LONGEST_LINE = 500
_HIGHEST_PX = 10_000
_AFTER_A_RESIZE_MS = 60
_STEP_COLUMN, _TEXT_COLUMN = 0, 1
_AT, _KIND = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1  # of a line: its environment step, and what it is
_QUIET, _CHANGE = "quiet", "change"
_SHORTEST_STEPS = "100,000"

# What the log says of a report that is one event.
_EVENT_WORDS: dict[type[Report], Callable[[Any], str]] = {
    EngineReady: event_words.ready,
    RunStarted: event_words.run_began,
    EvaluationDone: event_words.evaluation,
    WeightsSaved: event_words.saved,
    WeightsLoaded: event_words.loaded,
    Exported: event_words.exported,
    RunEnded: event_words.run_ended,
    Failure: event_words.failure,
    PicturesFailed: event_words.pictures_failed,
    SavingTrouble: event_words.saving_trouble,
    Stalled: event_words.stalled,
    RunMoved: event_words.run_moved,
    EpisodesForgotten: event_words.episodes_forgotten,
    PastNote: event_words.noted,
    NoticeGiven: event_words.noticed,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A line of a hyperparameter that is being dragged: from which step and value, and when it was last moved."""

    knob: str
    env_step: int
    old: str
    when: float
    line: QTreeWidgetItem


class LogPanel(QWidget):
    """A list, newest at the bottom. Plain text only. `clock` returns seconds; tests bring their own."""

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clock = clock
        self._last_change: _Change | None = None
        self._recounting = False
        self._env_step: int | None = None  # of the run, as far as it is known
        self._run_id = 0
        self._heading: QTreeWidgetItem | None = None  # the line that this run begins with
        self._following = True
        self._list = QTreeWidget(self)
        self._lines: deque[QTreeWidgetItem] = deque()
        self._list.setColumnCount(2)
        self._list.setHeaderLabels([self.tr("Step"), self.tr("Event")])
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        # Sentences are shown whole, over as many rows as they take.
        self._list.setUniformRowHeights(False)
        self._list.setWordWrap(True)
        self._resized = QTimer(self, singleShot=True, interval=_AFTER_A_RESIZE_MS)
        self._resized.timeout.connect(self._give_heights)
        self._list.header().sectionResized.connect(self._resized.start)
        self._list.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        bar = self._list.verticalScrollBar()
        bar.actionTriggered.connect(self._heed_scrolling)
        bar.sliderReleased.connect(self._heed_scrolling)
        bar.rangeChanged.connect(self._follow)
        self._list.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(self.tr("Changes and events"))
        self._list.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._list.header().setStretchLastSection(True)
        self._widen_steps(_SHORTEST_STEPS)
        self._empty = QLabel(self)
        self._empty.setText(
            self.tr("Changes of hyperparameters, evaluations, files saved and loaded, and failures appear here.")
        )
        self._empty.setProperty("role", "muted")
        self._empty.setFont(small_font(self.font()))
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(2 * SPACE)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Logs what the engine reports."""
        reports.subscribe(Progress, self._take_progress)
        for kind in _EVENT_WORDS:
            reports.subscribe(kind, self._take_event)
        reports.subscribe(CheckpointSaved, self._take_checkpoint)
        reports.subscribe(KnobsChanged, self._take_changes)

    def set_recounting(self, recounting: bool) -> None:
        """Whether the reports that come are of an opened run's past."""
        self._recounting = recounting

    def add_event(self, env_step: int | None, text: str) -> None:
        """Adds one line; `env_step` is `None` where there was no run."""
        self._last_change = None
        self._add(env_step, text)

    def add_quietly(self, env_step: int, text: str, *, before_changes: bool = False, run_id: int = 0) -> None:
        """Adds what happens by itself again and again: its line takes the place of such a one right before.

        It stands where it belongs by its step, since it is heard of late; `before_changes` of that step too.
        """
        place = len(self._lines)
        if 0 < run_id < self._run_id and self._heading is not None:
            place = self._lines.index(self._heading)
        while place and self._is_later(self._lines[place - 1], env_step, before_changes=before_changes):
            place -= 1
        if place and self._lines[place - 1].data(_STEP_COLUMN, _KIND) == _QUIET:
            self._fill(self._lines[place - 1], env_step, text)
        else:
            self._add(env_step, text, place, kind=_QUIET)

    def _is_later(self, line: QTreeWidgetItem, env_step: int, *, before_changes: bool) -> bool:
        at = line.data(_STEP_COLUMN, _AT)
        if line is self._heading or at is None:
            return False
        return at > env_step or (before_changes and at == env_step and line.data(_STEP_COLUMN, _KIND) == _CHANGE)

    def add_change(self, env_step: int, knob: str, old: str, new: str, *, past: bool = False) -> None:
        """Adds a hyperparameter's change. While one is being dragged its line is updated, from first value to last.

        It keeps the step at which the drag began to act, as its mark in the plots does. Of a run's `past`, changes that
        are few steps apart count as one drag.
        """
        now, most = (env_step, _MERGE_STEPS) if past else (self._clock(), _MERGE_SECONDS)
        last = self._last_change
        if last is not None and last.knob == knob and now - last.when < most:
            self._fill(last.line, last.env_step, self._changed(knob, last.old, new))
            self._last_change = replace(last, when=now)
            return
        self._add(env_step, self._changed(knob, old, new), kind=_CHANGE)
        self._last_change = _Change(knob=knob, env_step=env_step, old=old, when=now, line=self._lines[-1])

    def _changed(self, knob: str, old: str, new: str) -> str:
        if old == new:
            return self.tr("{name}: back at {value}").format(name=knob, value=new)
        return self.tr("{name}: {old} → {new}").format(name=knob, old=old, new=new)

    def entries(self) -> list[tuple[str, str]]:
        """The lines as shown: step and text."""
        return [(item.text(_STEP_COLUMN), as_said(item.text(_TEXT_COLUMN))) for item in self._lines]

    def _take_progress(self, report: Progress) -> None:
        self._env_step = report.env_steps

    def _take_event(self, report: Report) -> None:
        match report:
            case RunStarted():
                self._env_step = env_step = report.env_step
                self._run_id = report.run_id
                self._begin_run(env_step, _EVENT_WORDS[RunStarted](report))
                return
            case Failure() | PicturesFailed():
                env_step = self._env_step
            case RunEnded():
                env_step = report.env_steps
            case _:
                env_step = getattr(report, "env_step", None)
        if 0 < report.run_id < self._run_id and self._heading is not None:
            # What is only heard now of the run before stands with that one.
            self._add(env_step, _EVENT_WORDS[type(report)](report), self._lines.index(self._heading))
            return
        self.add_event(env_step, _EVENT_WORDS[type(report)](report))

    def _begin_run(self, env_step: int, text: str) -> None:
        """The line that sets a run's events off from those before."""
        self.add_event(env_step, text)
        self._heading = self._lines[-1]
        bold = self._list.font()
        bold.setWeight(QFont.Weight.DemiBold)
        for column in (_STEP_COLUMN, _TEXT_COLUMN):
            self._heading.setFont(column, bold)
        self._give_height(self._heading)

    @Slot()
    def _heed_scrolling(self) -> None:
        """A user who scrolls up to read is left in peace; one who returns to the end follows again."""
        bar = self._list.verticalScrollBar()
        self._following = bar.sliderPosition() >= bar.maximum() - 2

    @Slot()
    def _follow(self) -> None:
        if self._following:
            self._list.verticalScrollBar().setValue(self._list.verticalScrollBar().maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._resized.start()  # Sentences take another number of rows.

    @Slot()
    def _give_heights(self) -> None:
        for item in self._lines:
            self._give_height(item)
        self._follow()

    def _give_height(self, item: QTreeWidgetItem) -> None:
        """Gives a line the height that its sentence takes in the width of its column."""
        # What the style sheet and Qt leave free beside it; a pixel more would end some sentences with an empty row.
        beside_px = ROW_SPACE + self._list.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        room = QRect(0, 0, self._list.columnWidth(_TEXT_COLUMN) - 2 * beside_px, _HIGHEST_PX)
        metrics = QFontMetrics(item.font(_TEXT_COLUMN))
        high = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, item.text(_TEXT_COLUMN)).height()
        item.setSizeHint(_TEXT_COLUMN, QSize(0, high + ROW_SPACE))

    def _take_checkpoint(self, report: CheckpointSaved) -> None:
        kinds = {checkpoint.generation: checkpoint.kind for checkpoint in report.checkpoints}
        self.add_quietly(
            report.env_step,
            event_words.checkpoint_saved(report),
            before_changes=kinds.get(report.generation) is CheckpointKind.CHANGE,
            run_id=report.run_id,
        )

    def _take_changes(self, report: KnobsChanged) -> None:
        if len(report.changes) > 1:
            self._last_change = None  # What changes several at once is no drag.
        for change in report.changes:
            knob = KNOB_BY_NAME[change.name]
            old, new = knob_words.shown(knob, change.old), knob_words.shown(knob, change.new)
            self.add_change(report.env_step, knob_words.label(knob), old, new, past=self._recounting)
        if len(report.changes) > 1:
            self._last_change = None

    def _add(self, env_step: int | None, text: str, place: int | None = None, *, kind: str = "") -> None:
        item = QTreeWidgetItem()
        item.setData(_STEP_COLUMN, _KIND, kind)
        top = Qt.AlignmentFlag.AlignTop
        item.setTextAlignment(_STEP_COLUMN, Qt.AlignmentFlag.AlignRight | top)
        item.setTextAlignment(_TEXT_COLUMN, Qt.AlignmentFlag.AlignLeft | top)
        self._fill(item, env_step, text)
        place = len(self._lines) if place is None else place
        self._list.insertTopLevelItem(place, item)
        self._lines.insert(place, item)
        if len(self._lines) > _MOST_ENTRIES:
            if self._lines.popleft() is self._heading:
                self._heading = None
            self._list.takeTopLevelItem(0)
        self._pages.setCurrentWidget(self._list)

    def _fill(self, item: QTreeWidgetItem, env_step: int | None, text: str) -> None:
        line = printable(" ".join(text.split()), _LONGEST_LINE)
        step = "" if env_step is None else f"{env_step:,}"
        item.setText(_STEP_COLUMN, step)
        item.setData(_STEP_COLUMN, _AT, env_step)
        self._widen_steps(step)
        item.setText(_TEXT_COLUMN, long_words_broken(figures_whole(line)))
        self._give_height(item)
        # A tooltip that looks like HTML would be shown as such, so the text goes in escaped.
        item.setToolTip(_TEXT_COLUMN, f"<p>{html.escape(line)}</p>")

    def _widen_steps(self, text: str) -> None:
        """The steps get what they need; the events, which are long, get the rest."""
        # The number, the style sheet's padding on both sides, and the focus frame's.
        header, needed = self._list.header(), self._list.fontMetrics().horizontalAdvance(text) + 2 * SPACE
        if header.sectionSize(_STEP_COLUMN) < needed or text == _SHORTEST_STEPS:
            header.resizeSection(_STEP_COLUMN, needed)
