"""The learning curves: return, loss, Q-values, ε and β over environment steps, with a mark at every hyperparameter
change.

The four plots share their x axis. They follow the run until the user zooms or pans; the Follow button returns. Reports
go into the run's history at once; what is new there is drawn no oftener than anybody can see.
"""

import math

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import Curves, EpisodesEnded, EvaluationDone, KnobsChanged, ParentEpisodes, RunStarted
from workbench.look.icons import IconBook
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.panels.curves.plots import (
    RANGE,
    empty_text,
    evaluation_notes,
    make_plots,
    marks_of,
    parent_words,
    threshold_words,
)
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.run_history import RunHistory
from workbench.widgets.follow_axis import follow_x
from workbench.widgets.live_plot import LivePlot
from workbench.widgets.plot_legend import CurveSpec, MarkKind

# The user's own zoom is redrawn this soon.
_AFTER_A_MOVE_MS = 30
# Drawing the curves is the most expensive thing the window does; reports come far more often.
_AFTER_A_REPORT_MS = 110
# Narrower and higher than this, the plots stand in one column.
_TWO_COLUMNS_FROM_PX = 520
_ONE_COLUMN_FROM_HEIGHT_PX = 4 * 160
# Narrower than this, there is no room for the parent's name in the legend.
_NAMED_FROM_PX = 400
# A live refresh draws these in turn: no refresh holds up the window, and each plot still moves several times a second.
_TURNS = ("return", "q", "loss", "exploration")
# Curves in front are wide and smooth, which costs with every point; thin ones are cheap.
_POINTS_PER_PX = 2
_PX_PER_SMOOTH_POINT = 2.5


class CurvesPanel(QWidget):
    """Four linked plots of a `RunHistory`: `plots["return"]`, `["q"]`, `["loss"]` and `["exploration"]`."""

    def __init__(self, history: RunHistory, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Learning curves"))
        self._history = history
        self._run_id: int | None = None
        self._seen = [-1] * len(_TURNS)  # the revision each turn has drawn
        self._turn = 0
        self._stale = True
        self._following = True
        self._changes = self._evaluations = 0
        self._joined = dict.fromkeys(_TURNS, 1)
        self._cursor: float | None = None
        self._columns = 0
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_A_MOVE_MS)
        self._soon.timeout.connect(self.refresh)
        self._later = QTimer(self, singleShot=True, interval=_AFTER_A_REPORT_MS)
        self._later.timeout.connect(self.refresh)
        self.plots = make_plots(theme_source.theme, self)
        for plot in self.plots.values():
            plot.moved_by_hand.connect(self._on_moved)
            plot.hovered.connect(self._on_hovered)
        self._lay_out(theme_source)
        theme_source.changed.connect(self._restyle)

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Takes what the engine reports into the history, and draws it soon."""
        reports.subscribe(RunStarted, self._history.begin_run)
        reports.subscribe(Curves, self._history.add_curves)
        reports.subscribe(EpisodesEnded, self._history.add_episodes)
        reports.subscribe(ParentEpisodes, self._history.add_parent)
        reports.subscribe(EvaluationDone, self._history.add_evaluation)
        reports.subscribe(KnobsChanged, self._history.add_knob_changes)
        for kind in (RunStarted, Curves, EpisodesEnded, ParentEpisodes, EvaluationDone, KnobsChanged):
            reports.subscribe(kind, self._refresh_later)

    @property
    def following(self) -> bool:
        """Whether the plots follow the run."""
        return self._following

    @Slot()
    def follow(self) -> None:
        """Shows the whole run again and follows it."""
        for plot in self.plots.values():
            plot.release_y()
        self._following = True
        self.follow_button.setEnabled(False)
        self._redraw_soon()

    @Slot()
    def refresh(self) -> None:
        """Draws what is new; returns at once where nothing is, or while the panel is hidden."""
        revision = self._history.revision
        if not self.isVisible() or (not self._stale and self._seen == [revision] * len(_TURNS)):
            return
        if self._history.run is not None and self._history.run.run_id != self._run_id:
            self._run_id, self._changes, self._evaluations = self._history.run.run_id, -1, -1
            self._show_threshold(self._history.run.return_threshold)
            self.follow()
        self._turn = (self._turn + 1) % len(_TURNS)
        turns = range(len(_TURNS)) if self._stale else (self._turn,)
        self._stale = False
        narrow = self.plots["return"].width() < _NAMED_FROM_PX
        self.plots["return"].name_curve("parent_return", parent_words(self._history.parent_name, brief=narrow))
        x_from, x_to = self.plots["return"].x_range()
        if self._following:
            x_from, x_to = 0.0, follow_x(self._history.last_step)
        self._draw_marks()
        for plot in self.plots.values():
            plot.show_x(x_from, x_to)
        for turn in turns:
            self._seen[turn] = revision
            name, plot = _TURNS[turn], self.plots[_TURNS[turn]]
            plot.set_empty(empty_text(name, self._history))
            self._joined[name] = self._draw_curves(plot, x_from, x_to)
            plot.fit_y()
            plot.set_values(self._values(plot))
        joined = max(self._joined.values())
        note = self.tr("1 of every {count} points shown; every peak is kept").format(count=f"{joined:,}")
        self._note.setText("" if joined == 1 else note)
        if min(self._seen) < revision:
            self._later.start()  # the plots whose turn it wasn't

    def _refresh_later(self, _report: Report) -> None:
        if not self._later.isActive():
            self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        high = self.height() >= _ONE_COLUMN_FROM_HEIGHT_PX
        self._arrange(1 if high and self.width() < _TWO_COLUMNS_FROM_PX else 2)
        self._redraw_soon()

    def _draw_curves(self, plot: LivePlot, x_from: float, x_to: float) -> int:
        """Draws the visible stretch of each curve; returns how many points the coarsest one joins."""
        factor, width_px = 1, max(plot.canvas.data_rect().width(), 50.0)
        for curve in plot.curves:
            if curve.kind is MarkKind.DIAMOND:
                continue
            series = getattr(self._history, curve.key.removesuffix(RANGE))
            if curve.kind is MarkKind.RAW:
                thin = series.buckets(x_from, x_to, int(_POINTS_PER_PX * width_px))
                joined = thin.points_each > 1
                plot.set_curve(curve.key, *(thin.band() if joined else thin.line()), filled=joined)
                factor = max(factor, thin.points_each)
            else:
                plot.set_curve(curve.key, *series.buckets(x_from, x_to, int(width_px / _PX_PER_SMOOTH_POINT)).line())
        return factor

    def _draw_marks(self) -> None:
        changes, evaluations = self._history.knob_changes, self._history.evaluations
        if len(changes) != self._changes:
            self._changes = len(changes)
            marks = marks_of(changes)
            for plot in self.plots.values():
                plot.set_marks(marks)
        if len(evaluations) != self._evaluations:
            self._evaluations = len(evaluations)
            steps = np.array([done.env_step for done in evaluations], np.float64)
            means = np.array([done.mean for done in evaluations], np.float64)
            self.plots["return"].set_points("evaluation", steps, means, evaluation_notes(evaluations))

    def _show_threshold(self, threshold: float) -> None:
        known = math.isfinite(threshold)
        self.plots["return"].set_level(threshold if known else None, threshold_words(threshold) if known else "")

    def _values(self, plot: LivePlot) -> dict[str, float]:
        return {curve.key: self._value(curve) for curve in plot.curves if curve.name}

    def _value(self, curve: CurveSpec) -> float:
        if curve.kind is MarkKind.DIAMOND:
            done = [e for e in self._history.evaluations if self._cursor is None or e.env_step <= self._cursor]
            return done[-1].mean if done else float("nan")
        series = getattr(self._history, curve.key)
        return series.latest if self._cursor is None else series.mean_near(self._cursor)

    def _on_moved(self) -> None:
        """Keeps the x axes linked and stops following."""
        moved = self.sender()
        if not isinstance(moved, LivePlot):
            return
        x_range = moved.x_range()
        self._following = False
        self.follow_button.setEnabled(True)
        for plot in self.plots.values():
            plot.show_x(*x_range)
        self._redraw_soon()

    def _on_hovered(self, x: float | None) -> None:
        if x == self._cursor:
            return
        self._cursor = x
        for plot in self.plots.values():
            plot.set_cursor(x)
            plot.set_values(self._values(plot))
        words = self.tr("At environment step {step}")
        self._cursor_note.setText("" if x is None else words.format(step=f"{max(x, 0):,.0f}"))

    def _on_log(self, log: bool) -> None:
        self.plots["loss"].set_log(log)
        self._redraw_soon()

    def _restyle(self, theme: Theme) -> None:
        for plot in self.plots.values():
            plot.restyle(theme)
        self._redraw_soon()

    def _redraw_soon(self) -> None:
        self._stale = True
        self._soon.start()

    def _lay_out(self, theme_source: ThemeSource) -> None:
        small = small_font(self.font())
        self._log = QCheckBox(self.tr("log"), self)
        self._log.setToolTip(self.tr("Logarithmic axis: shows small losses beside large ones"))
        self._log.setAccessibleName(self.tr("Logarithmic loss axis"))
        self._log.toggled.connect(self._on_log)
        self._log.setChecked(True)
        self.plots["loss"].header.addWidget(self._log)
        self._note, self._cursor_note = QLabel(self), QLabel(self)
        for label in (self._log, self._note, self._cursor_note):
            label.setFont(small)
        for label in (self._note, self._cursor_note):
            label.setProperty("role", "muted")
        self._icons = IconBook(theme_source, self)
        self.follow_button = QPushButton(self.tr("Follow"), self)
        self.follow_button.setToolTip(self.tr("Show the whole run again and follow it"))
        self.follow_button.setAccessibleName(self.tr("Follow the run"))
        self.follow_button.setEnabled(False)
        self.follow_button.clicked.connect(self.follow)
        self._icons.give(self.follow_button, "fit")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        bar = QHBoxLayout()
        bar.addWidget(self._note)
        bar.addStretch(1)
        bar.addWidget(self._cursor_note)
        bar.addWidget(self.follow_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(ROW_SPACE)
        column.addLayout(self._grid, 1)
        column.addLayout(bar)
        self._arrange(2)

    def _arrange(self, columns: int) -> None:
        if columns != self._columns:
            self._columns = columns
            for index, plot in enumerate(self.plots.values()):
                self._grid.addWidget(plot, index // columns, index % columns)
            for column in range(2):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)
