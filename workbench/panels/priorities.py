"""How the priorities in the replay buffer are spread: log-spaced bars, with how many, the largest, and how many count.

The axes move in whole steps only (decades across, 1–2–5 steps up) and never back in small ones, so that live bars grow
and shrink without the picture jumping.
"""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from dqn_engine.messages.reports import PriorityHistogram, RunStarted
from workbench.look.figures import percent
from workbench.look.plain_text import set_same_tool_tip, set_tool_tip
from workbench.look.sentences import one_after_another
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.state.event_words import Awaited, then_words
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.canvas_plot import CanvasPlot
from workbench.widgets.figure_label import FigureLabel
from workbench.widgets.follow_axis import nice_step
from workbench.widgets.quantity_axis import quantity_text

_BAR_SHARE = 0.86  # of a bin's width; the rest is the gap between bars
_HEADROOM = 1.08
# The y axis follows down only when the bars have fallen below this fraction of it.
_SHRINK_BELOW = 0.4
_NARROWEST_PX = 252


class PrioritiesPanel(QWidget):
    """Shows the newest histogram the engine reports, or says why there is none."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Priorities in the replay buffer"))
        self._begun, self._awaited = False, Awaited.START
        self._x_decades = (math.inf, -math.inf)
        self._y_to = 0.0
        self.canvas = CanvasPlot(self.tr("Transitions by priority |δ| + ε"), log_x=True)
        self.bars = pg.BarGraphItem(x0=[], x1=[], height=[])
        self.canvas.add(self.bars)
        self.count = FigureLabel("4,194,304", self.tr("Transitions"), self)
        self.largest = FigureLabel("0.00e-00", self.tr("Largest priority"), self)
        self.effective = FigureLabel("4,194,304 (100 %)", self.tr("Effective size"), self)
        self._explain()
        self._figures = [(self._name(label), label) for label in (self.count, self.largest, self.effective)]
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(2 * SPACE)
        self._lay_out()
        self._restyle(theme_source.theme)
        theme_source.changed.connect(self._restyle)
        self.clear()

    @property
    def text(self) -> str:
        """The sentence shown instead of the histogram; empty while there is one."""
        return self._words.text() if self._pages.currentIndex() == 0 else ""

    def clear(self) -> None:
        """Forgets the histogram: before a run."""
        self._x_decades, self._y_to = (math.inf, -math.inf), 0.0
        self._begun = False
        words = self.tr("The spread of the priorities in the replay buffer appears here.")
        self._say(one_after_another(words, then_words(self._awaited)))

    def set_awaited(self, awaited: Awaited) -> None:
        """What is awaited before a run."""
        self._awaited = awaited
        if not self._begun:
            self.clear()

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Shows what the engine reports."""
        reports.subscribe(RunStarted, self.begin_run)
        reports.subscribe(PriorityHistogram, self.set_histogram)

    def begin_run(self, report: RunStarted) -> None:
        """Forgets the histogram: a run began, and its first steps fill the buffer."""
        self.clear()
        self._begun = True
        self._say_why_there_is_none(prioritized=(report.knobs_now or report.config.knobs)["prioritized"])

    def set_histogram(self, report: PriorityHistogram) -> None:
        """Shows a histogram, or says why there is none."""
        if not report.prioritized or report.count == 0 or len(report.counts) == 0:
            self._say_why_there_is_none(prioritized=report.prioritized)
            return
        share = report.effective_sample_size / report.count
        self.count.show_figure(f"{report.count:,}")
        self.largest.show_figure(quantity_text(report.largest))
        self.effective.show_figure(f"{report.effective_sample_size:,.0f} ({percent(share)})")
        self._draw(np.log10(np.asarray(report.bin_edges, np.float64)), np.asarray(report.counts, np.float64))
        self._pages.setCurrentIndex(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where there is no room for them in a row, the figures stand below each other.
        self._arrange(self.width() >= self._row_px())

    def minimumSizeHint(self) -> QSize:
        """What the figures below each other need: those in a row make room for themselves."""
        return QSize(_NARROWEST_PX, super().minimumSizeHint().height())

    def _row_px(self) -> int:
        parts = [part.sizeHint().width() for pair in self._figures for part in pair]
        return sum(parts) + (3 * len(self._figures) + 1) * SPACE

    def _draw(self, edges: np.ndarray, counts: np.ndarray) -> None:
        """`edges` [K+1] as powers of ten, `counts` [K]."""
        gap = np.diff(edges) * (1 - _BAR_SHARE) / 2
        self.bars.setOpts(x0=edges[:-1] + gap, x1=edges[1:] - gap, height=counts)
        filled = np.flatnonzero(counts)
        if len(filled):
            low, high = self._x_decades
            self._x_decades = (
                min(low, math.floor(edges[filled[0]] + 1e-9)),
                max(high, math.ceil(edges[filled[-1] + 1] - 1e-9)),
            )
            self.canvas.show_x(*self._x_decades)
        needed = max(float(counts.max()) * _HEADROOM, 1.0)
        if needed > self._y_to or needed < self._y_to * _SHRINK_BELOW:
            step = nice_step(needed / 4)
            self._y_to = math.ceil(needed / step) * step
        self.canvas.show_y(0.0, self._y_to)

    def _say_why_there_is_none(self, *, prioritized: bool) -> None:
        empty = self.tr("The replay buffer is empty; its priorities appear with the first steps.")
        uniform = self.tr(
            "Replay is uniform: every transition is as likely to be sampled, so there are no priorities. "
            "With Prioritized replay on, their spread appears here."
        )
        self._say(empty if prioritized else uniform)

    def _say(self, sentence: str) -> None:
        self._words.setText(sentence)
        self._pages.setCurrentIndex(0)

    def _name(self, label: FigureLabel) -> QLabel:
        name = QLabel(label.accessibleName(), self)
        name.setProperty("role", "muted")
        name.setFont(small_font(self.font()))
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setBuddy(label)
        set_same_tool_tip(name, label)
        return name

    def _explain(self) -> None:
        self.count.setToolTip(self.tr("How many transitions of the replay buffer can be sampled"))
        set_tool_tip(
            self.largest, self.tr("The largest |δ| + ε that is stored: what surprised most when it was last sampled")
        )
        set_tool_tip(
            self.effective,
            self.tr(
                "(Σ p)² / Σ p² of the probabilities: how many transitions the samples are worth; all when each is as "
                "likely, fewer when a few lead"
            ),
        )
        set_tool_tip(
            self.canvas,
            self.tr(
                "Each bar: how many transitions have a priority |δ| + ε within its ends. They are sampled in "
                "proportion to its power α (Schaul et al. 2016)."
            ),
        )

    def _lay_out(self) -> None:
        shown = QWidget(self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(0)
        column = QVBoxLayout(shown)
        column.setContentsMargins(SPACE, ROW_SPACE, SPACE, ROW_SPACE)
        column.setSpacing(ROW_SPACE)
        column.addLayout(self._grid)
        column.addWidget(self.canvas, 1)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._words)
        self._pages.addWidget(shown)
        self._in_a_row: bool | None = None
        self._arrange(False)

    def _arrange(self, in_a_row: bool) -> None:
        if in_a_row == self._in_a_row:
            return
        self._in_a_row = in_a_row
        for index, (name, figure) in enumerate(self._figures):
            row, column = (0, 3 * index) if in_a_row else (index, 0)
            self._grid.addWidget(name, row, column)
            self._grid.addWidget(figure, row, column + 1)
        for column in range(9):
            between = column % 3 == 2 and in_a_row and column < 8
            self._grid.setColumnStretch(column, 1 if between or (column == 0 and not in_a_row) else 0)

    @Slot(object)
    def _restyle(self, theme: Theme) -> None:
        self.canvas.restyle(theme, small_font(self.font()))
        self.bars.setOpts(pen=None, brush=theme.accent)
