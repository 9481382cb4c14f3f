"""Changes and events: what was changed, measured, saved and what failed, each with its environment step."""

import html
import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QStackedLayout, QTreeWidget, QTreeWidgetItem, QWidget

from dqn_engine.system.text import printable
from workbench.look.theme import SPACE, small_font

_MOST_ENTRIES = 5000
_MERGE_SECONDS = 1.5
_MERGE_STEPS = 2000  # in a run's past, where the ledger knows no seconds
_LONGEST_LINE = 500
_STEP_COLUMN, _TEXT_COLUMN = 0, 1
_SHORTEST_STEPS = "100,000"


class LogPanel(QWidget):
    """A list, newest at the bottom. Plain text only. `clock` returns seconds; tests bring their own."""

    def __init__(self, parent: QWidget | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clock = clock
        self._last_change: tuple[str, str, float] | None = None  # knob, old value, when
        self._quiet_line = False
        self._list = QTreeWidget(self)
        self._list.setColumnCount(2)
        self._list.setHeaderLabels([self.tr("Step"), self.tr("Event")])
        self._list.setHeaderHidden(True)
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setSelectionMode(QTreeWidget.SelectionMode.SingleSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(self.tr("Changes and events"))
        self._list.header().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._list.header().setStretchLastSection(True)
        self._widen_steps(_SHORTEST_STEPS)
        self._empty = QLabel(self)
        self._empty.setText(self.tr("Changes of knobs, evaluations, files saved and loaded, and failures appear here."))
        self._empty.setProperty("role", "muted")
        self._empty.setFont(small_font(self.font()))
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(2 * SPACE)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._list)

    def add_event(self, env_step: int | None, text: str) -> None:
        """Adds one line; `env_step` is `None` where no run was going on."""
        self._last_change = None
        self._add(env_step, text)

    def add_quietly(self, env_step: int, text: str) -> None:
        """Adds what happens by itself again and again: its line takes the place of such a one right before."""
        self._last_change = None
        if self._quiet_line:
            self._fill(self._last_line(), env_step, text)
        else:
            self._add(env_step, text)
        self._quiet_line = True

    def add_change(self, env_step: int, knob: str, old: str, new: str, *, past: bool = False) -> None:
        """Adds a knob's change. While one knob is being dragged its line is updated, from first value to last.

        Of a run's `past`, changes that are few steps apart count as one drag.
        """
        now, most = (env_step, _MERGE_STEPS) if past else (self._clock(), _MERGE_SECONDS)
        if self._last_change is not None and self._last_change[0] == knob and now - self._last_change[2] < most:
            first = self._last_change[1]
            self._fill(self._last_line(), env_step, f"{knob}: {first} → {new}")
            self._last_change = (knob, first, now)
            return
        self._add(env_step, f"{knob}: {old} → {new}")
        self._last_change = (knob, old, now)

    def entries(self) -> list[tuple[str, str]]:
        """The lines as shown: step and text."""
        items = [self._list.topLevelItem(i) for i in range(self._list.topLevelItemCount())]
        return [(item.text(_STEP_COLUMN), item.text(_TEXT_COLUMN)) for item in items]

    def _last_line(self) -> QTreeWidgetItem:
        return self._list.topLevelItem(self._list.topLevelItemCount() - 1)

    def _add(self, env_step: int | None, text: str) -> None:
        self._quiet_line = False
        bar = self._list.verticalScrollBar()
        following = bar.value() >= bar.maximum() - 2
        item = QTreeWidgetItem()
        item.setTextAlignment(_STEP_COLUMN, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fill(item, env_step, text)
        self._list.addTopLevelItem(item)
        if self._list.topLevelItemCount() > _MOST_ENTRIES:
            self._list.takeTopLevelItem(0)
        self._pages.setCurrentWidget(self._list)
        # Whoever scrolled up to read is left in peace.
        if following:
            self._list.scrollToBottom()

    def _fill(self, item: QTreeWidgetItem, env_step: int | None, text: str) -> None:
        line = printable(" ".join(text.split()), _LONGEST_LINE)
        step = "" if env_step is None else f"{env_step:,}"
        item.setText(_STEP_COLUMN, step)
        self._widen_steps(step)
        item.setText(_TEXT_COLUMN, line)
        # A tooltip that looks like HTML would be shown as such, so the text goes in escaped.
        item.setToolTip(_TEXT_COLUMN, f"<p>{html.escape(line)}</p>")

    def _widen_steps(self, text: str) -> None:
        """The steps get what they need; the events, which are long, get the rest."""
        # The number, the style sheet's padding on both sides, and the focus frame's.
        header, needed = self._list.header(), self._list.fontMetrics().horizontalAdvance(text) + 2 * SPACE
        if header.sectionSize(_STEP_COLUMN) < needed or text == _SHORTEST_STEPS:
            header.resizeSection(_STEP_COLUMN, needed)
