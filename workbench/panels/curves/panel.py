"""The learning curves over environment steps, with a mark at every hyperparameter change.

At first they are return, Q-values, loss, and ε with β; the user chooses what each plot shows and how many there are.
The plots share their x axis. They follow the run until the user zooms or pans; the Follow button returns. Reports
go into the run's history at once; what is new there is drawn no oftener than anybody can see.
"""

import functools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EvaluationDone,
    KnobsChanged,
    ParentEpisodes,
    Progress,
    RunStarted,
)
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.panels.curves import plot_menu
from workbench.panels.curves.plot_drawing import PlotDrawing
from workbench.panels.curves.plot_grid import PlotGrid
from workbench.panels.curves.plots import axis_words, cursor_words, empty_text, make_plot
from workbench.panels.curves.quantities import FIRST_PLOTS, MOST_PLOTS, RETURN, Quantity, quantities
from workbench.state.event_words import Awaited
from workbench.state.plot_choice import PlotChoice, plots_of
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.run_history import RunHistory
from workbench.state.window_turn import TurnUntilIdle
from workbench.state.x_scale import LEAST, SHORTEST, XUnit
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.follow_axis import follow_x
from workbench.widgets.live_plot import LivePlot
from workbench.widgets.named_list import name_list
from workbench.widgets.wheel_guard import WheelGuard

# The user's own zoom is redrawn this soon.
_AFTER_A_MOVE_MS = 30
# Drawing the curves is the most expensive thing the window does; reports come far more often.
_AFTER_A_REPORT_MS = 110
_NARROWEST_PX = 252
# Narrower than this, the button that follows has no room for its name.
_FOLLOW_FROM_PX = 290


class CurvesPanel(QWidget):
    """Linked plots of a `RunHistory`: at first `plots["return"]`, `["q"]`, `["loss"]` and `["exploration"]`."""

    step_chosen = Signal(int)  # the environment step of a mark that was double-clicked
    plots_changed = Signal(list)  # what `show_plots` takes
    over_changed = Signal(XUnit)  # what `show_over` takes
    save_wanted = Signal(str, str)  # the name of a plot, and one of `plot_menu.SAVED_AS`
    copied = Signal(str)  # what is on the clipboard now, in a sentence

    def __init__(self, history: RunHistory, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Learning curves"))
        self._history = history
        self._run_id: int | None = None
        self._seen: dict[str, int] = {}  # the revision that each plot was drawn at
        self._turn = 0
        self._stale = True
        self._following = True
        self._awaited = Awaited.START
        self._joined: dict[str, int] = {}
        self._cursor: float | None = None  # a place along x
        self._unit = XUnit.STEPS
        self._drawing = PlotDrawing(history)
        self._frame = TurnUntilIdle(self)
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_A_MOVE_MS)
        self._later = QTimer(self, singleShot=True, interval=_AFTER_A_REPORT_MS)
        for timer in (self._soon, self._later):
            timer.timeout.connect(self._frame.begin)
            timer.timeout.connect(self.refresh)
        self._theme_source = theme_source
        self._quantities = quantities()
        self._choices: dict[str, PlotChoice] = {}
        self._log_boxes: dict[str, QCheckBox] = {}
        self.plots: dict[str, LivePlot] = {}
        self._lay_out(theme_source)
        self.show_first_plots()
        theme_source.changed.connect(self._restyle)

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Takes what the engine reports into the history, and draws it soon."""
        reports.subscribe(RunStarted, self._history.begin_run)
        reports.subscribe(Curves, self._history.add_curves)
        reports.subscribe(EpisodesEnded, self._history.add_episodes)
        reports.subscribe(ParentEpisodes, self._history.add_parent)
        reports.subscribe(EvaluationDone, self._history.add_evaluation)
        reports.subscribe(KnobsChanged, self._history.add_knob_changes)
        reports.subscribe(Progress, self._history.add_progress)
        for kind in (RunStarted, Curves, EpisodesEnded, ParentEpisodes, EvaluationDone, KnobsChanged):
            reports.subscribe(kind, self._refresh_later)

    def show_plots(self, shown: Sequence[PlotChoice]) -> None:
        """Has these plots, of known quantities, and no others; the first ones where none is left."""
        known = [replace(plot, keys=tuple(key for key in self._quantities if key in plot.keys)) for plot in shown]
        wanted = [plot for plot in known if plot.keys][:MOST_PLOTS] or plots_of(FIRST_PLOTS.values())
        if wanted == list(self._choices.values()):
            return  # Making them takes a fifth of the time until the window is whole.
        for name in list(self.plots):
            self._drop_plot(name)
        for plot in wanted:
            self._add_plot(plot)
        self._rearrange()

    def show_over(self, unit: XUnit) -> None:
        """Draws the curves over that."""
        if unit is self._unit:
            return
        self.unit_list.setCurrentIndex(self.unit_list.findData(str(unit)))
        self._draw_over(unit)

    @Slot()
    def show_first_plots(self) -> None:
        """Has the plots that there are at first."""
        self.show_plots(())

    def set_awaited(self, awaited: Awaited) -> None:
        """What is awaited before a run."""
        self._awaited = awaited
        self._redraw_soon()

    @property
    def following(self) -> bool:
        """Whether the plots follow the run."""
        return self._following

    @Slot()
    def follow(self) -> None:
        """Shows the whole run again and follows it."""
        for plot in self.plots.values():
            plot.set_following(True)
        self._following = True
        self.follow_button.setEnabled(False)
        self._redraw_soon()

    @Slot()
    def refresh(self) -> None:
        """Draws what is new; returns at once where nothing is, or while the panel is hidden."""
        revision = self._history.revision
        seen = self._seen_plots()
        if not self.isVisible() or (not self._stale and {self._seen[name] for name in seen} == {revision}):
            return
        if self._history.run is not None and self._history.run.run_id != self._run_id:
            self._run_id = self._history.run.run_id
            self._drawing.forget()
            self.follow()
        # A live refresh moves and draws one plot: none holds up the window, and each still moves twice a second.
        self._turn = (self._turn + 1) % len(seen)
        turns = seen if self._stale else [seen[self._turn]]
        self._stale = False
        shown, drawing = self._shown(), self._drawing
        drawing.say_of_returns(shown, self._cursor)
        drawing.look()
        x_from, x_to = self.plots[seen[0]].x_range()
        whole = follow_x(drawing.newest_place(), SHORTEST[self._unit])
        x_from, x_to = (0.0, whole) if self._following else _within(x_from, x_to, whole)
        drawing.show_ruler(shown)
        drawing.draw_marks(shown)
        for name in turns:
            self._seen[name], plot = revision, self.plots[name]
            plot.show_x(x_from, x_to)
            quantities_ = self._quantities_of(name)
            plot.set_empty(empty_text(quantities_, self._history, self._awaited))
            self._joined[name] = drawing.draw_curves(plot, x_from, x_to, self._choices[name].smoothing_steps)
            plot.fit_y()
            self._say_values(name)
        joined = max(self._joined[name] for name in seen)
        note = self.tr("1 of every {count} points shown; every peak is kept").format(count=f"{joined:,}")
        self._note.show_text(note if joined > 1 and self._cursor is None else "")
        if min(self._seen[name] for name in seen) < revision:
            self._later.start()  # the plots whose turn it wasn't

    def _shown(self) -> dict[LivePlot, tuple[str, ...]]:
        """Which quantities each plot shows."""
        return {plot: self._choices[name].keys for name, plot in self.plots.items()}

    def _seen_plots(self) -> list[str]:
        """The names of the plots that aren't scrolled away."""
        in_view = self._grid.in_view()
        return [name for name, plot in self.plots.items() if plot in in_view]

    def _say_values(self, name: str) -> None:
        curves, smoothing_steps = self.plots[name].curves, self._choices[name].smoothing_steps
        self.plots[name].set_values(self._drawing.values(curves, self._cursor, smoothing_steps))

    def _quantities_of(self, name: str) -> list[Quantity]:
        return [self._quantities[key] for key in self._choices[name].keys]

    def _refresh_later(self, _report: Report) -> None:
        if not self._later.isActive():
            self._later.start()

    def minimumSizeHint(self) -> QSize:
        """Room for one plot: what doesn't fit is scrolled to, and doesn't push the window wide or high."""
        return QSize(_NARROWEST_PX, 120)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw_soon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_in()
        self._redraw_soon()

    def _fit_in(self) -> None:
        # What x counts is never cut; the sign alone says what the button does, with its tip.
        self.follow_button.setText(self.tr("Follow") if self.width() >= _FOLLOW_FROM_PX else "")

    def _on_moved(self) -> None:
        """Keeps the x axes linked and stops following."""
        moved = self.sender()
        if not isinstance(moved, LivePlot):
            return
        x_range = moved.x_range()
        self._following = False
        self.follow_button.setEnabled(True)
        for plot in self.plots.values():
            plot.set_following(False)
            plot.show_x(*x_range)
        self._redraw_soon()

    def _on_hovered(self, x: float | None) -> None:
        if x == self._cursor:
            return
        if (x is None) != (self._cursor is None):
            self._redraw_soon()  # For the note, whose place the step takes.
        self._cursor = x
        self._drawing.say_of_returns(self._shown(), x)
        for name, plot in self.plots.items():
            plot.set_cursor(x)
            self._say_values(name)
        self._cursor_note.setText("" if x is None else cursor_words(self._unit, x, self._drawing.scale.step(x)))
        if x is not None:
            self._note.show_text("")

    def save_plot(self, name: str, path: str) -> None:
        """Writes a plot as the ending of `path` says.

        Raises:
            InputError: It can't be written.
        """
        plot_menu.save(self.plots[name], self._history, self._unit, Path(path))

    def _open_menu(self, name: str, at: QPoint) -> None:
        self._on_hovered(None)  # The pointer goes to the menu, and no picture has a hairline.
        plot = self.plots[name]
        menu = plot_menu.plot_menu(
            plot,
            self._choices[name],
            self._quantities.values(),
            log=self._is_log(name) if self._can_log(name) else None,
            plots=len(self.plots),
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.triggered.connect(functools.partial(self._do, name))
        menu.popup(at)

    def _do(self, name: str, action: QAction) -> None:
        what = str(action.data())
        if what.startswith(plot_menu.CURVE):
            self._toggle(name, what.removeprefix(plot_menu.CURVE))
        elif what.startswith(plot_menu.SMOOTHING):
            steps = int(what.removeprefix(plot_menu.SMOOTHING))
            self._make_again(name, replace(self._choices[name], smoothing_steps=steps))
        elif what == "log":
            self._set_log(name, not self._is_log(name))
        elif what == "add":
            there = {key for plot in self._choices.values() for key in plot.keys}
            added = self._add_plot(PlotChoice((next((key for key in self._quantities if key not in there), RETURN),)))
            self._rearrange()
            self._grid.bring_into_view(added)
        elif what == "remove":
            self._drop_plot(name)
            self._rearrange()
        elif what in plot_menu.SAVED_AS:
            self.save_wanted.emit(name, what)
        else:
            self.copied.emit(plot_menu.copy(self.plots[name], self._history, self._unit, what))

    @Slot(int)
    def _choose_unit(self, index: int) -> None:
        unit = XUnit(self.unit_list.itemData(index))
        self._draw_over(unit)
        self.over_changed.emit(unit)

    def _draw_over(self, unit: XUnit) -> None:
        self._unit = unit
        self._drawing.set_unit(unit)
        for plot in self.plots.values():
            plot.set_least_x(LEAST[unit])
        self._grid.show_plots(list(self.plots.values()), axis_words(self._unit))
        self.follow()

    def _can_log(self, name: str) -> bool:
        return all(quantity.positive for quantity in self._quantities_of(name))

    def _is_log(self, name: str) -> bool:
        chosen = self._choices[name].log
        return self._can_log(name) and (self._begins_with_log(name) if chosen is None else chosen)

    def _set_log(self, name: str, log: bool) -> None:
        if log == self._is_log(name):
            return
        self._choices[name] = replace(self._choices[name], log=None if log == self._begins_with_log(name) else log)
        self.plots_changed.emit(list(self._choices.values()))
        self.plots[name].set_log(log)
        if name in self._log_boxes:
            self._log_boxes[name].setChecked(log)
        self._redraw_soon()

    def _toggle(self, name: str, key: str) -> None:
        """Shows a quantity in a plot, or takes it out; the plot stays where it is."""
        choice = self._choices[name]
        wanted = set(choice.keys) ^ {key}
        keys = tuple(known for known in self._quantities if known in wanted)
        self._make_again(name, replace(choice, keys=keys, log=None))

    def _make_again(self, name: str, choice: PlotChoice) -> None:
        """Has another plot in its place."""
        order = list(self.plots)
        self._drop_plot(name)
        self._add_plot(choice, name)
        self.plots = {one: self.plots[one] for one in order}
        self._choices = {one: self._choices[one] for one in order}
        self._rearrange()

    def _add_plot(self, choice: PlotChoice, name: str = "") -> LivePlot:
        taken = [known for known, first in FIRST_PLOTS.items() if first == choice.keys and known not in self.plots]
        numbered = (f"plot-{number}" for number in range(1, MOST_PLOTS + 1))
        name = name or next(known for known in (*taken, *numbered) if known not in self.plots)
        self._choices[name] = choice
        shown = self._quantities_of(name)
        plot = self.plots[name] = make_plot(shown, choice.smoothing_steps, self._theme_source.theme, self)
        plot.moved_by_hand.connect(self._on_moved)
        plot.hovered.connect(self._on_hovered)
        plot.mark_chosen.connect(self.step_chosen)
        plot.menu_wanted.connect(functools.partial(self._open_menu, name))
        plot.set_following(self._following)
        plot.set_least_x(LEAST[self._unit])
        plot.set_log(self._is_log(name))
        if self._can_log(name):
            box = self._log_boxes[name] = QCheckBox(self.tr("log"), plot)
            box.setToolTip(self.tr("Logarithmic axis: shows small values beside large ones"))
            box.setAccessibleName(self.tr("Logarithmic axis of {plot}").format(plot=plot.accessibleName()))
            box.setFont(small_font(self.font()))
            box.setChecked(self._is_log(name))
            box.toggled.connect(functools.partial(self._set_log, name))
            plot.header.addWidget(box)
        more = QToolButton(plot)
        more.setText("⋯")
        more.setProperty("role", "flat")
        more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tool_tip(more, self.tr("Curves, axis, pictures and data; a right click on the plot opens this too"))
        more.setAccessibleName(self.tr("Menu of {plot}").format(plot=plot.accessibleName()))
        more.clicked.connect(lambda: plot.menu_wanted.emit(more.mapToGlobal(more.rect().bottomLeft())))
        plot.header.addWidget(more)
        self._seen[name], self._joined[name] = -1, 1
        # At once: axes without curves would say that there is something.
        plot.set_empty(empty_text(shown, self._history, self._awaited))
        return plot

    def _begins_with_log(self, name: str) -> bool:
        return self._can_log(name) and any(quantity.log for quantity in self._quantities_of(name))

    def _drop_plot(self, name: str) -> None:
        plot = self.plots.pop(name)
        for known in (self._choices, self._log_boxes, self._seen, self._joined):
            known.pop(name, None)
        plot.hide()
        plot.deleteLater()

    def _rearrange(self) -> None:
        """After plots were added or removed."""
        self.plots_changed.emit(list(self._choices.values()))
        self._drawing.forget()
        self._grid.show_plots(list(self.plots.values()), axis_words(self._unit))
        self._redraw_soon()

    def _restyle(self, theme: Theme) -> None:
        for plot in self.plots.values():
            plot.restyle(theme)
        self._redraw_soon()

    @Slot()
    def _redraw_soon(self) -> None:
        self._stale = True
        self._soon.start()

    def _lay_out(self, theme_source: ThemeSource) -> None:
        small = small_font(self.font())
        self._note, self._cursor_note = ElidedLabel(self, clauses=True), QLabel(self)
        for label in (self._note, self._cursor_note):
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
        self._grid = PlotGrid(self)
        self._grid.scrolled.connect(self._redraw_soon)
        self.unit_list = QComboBox(self)
        name_list(self.unit_list, self.tr("What the curves are drawn over"))
        self.unit_list.setToolTip(self.tr("What the curves are drawn over; minutes are of training alone"))
        self.unit_list.setItemDelegate(QStyledItemDelegate(self.unit_list))
        self.unit_list.installEventFilter(WheelGuard(self.unit_list))
        for unit in XUnit:
            self.unit_list.addItem(axis_words(unit), str(unit))
        self.unit_list.activated.connect(self._choose_unit)
        self._cursor_note.setMinimumWidth(1)
        bar = QHBoxLayout()
        bar.addWidget(self.unit_list)
        bar.addWidget(self._note)
        bar.addStretch(1)
        bar.addWidget(self._cursor_note)
        bar.addWidget(self.follow_button)
        column = QVBoxLayout(self)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(ROW_SPACE)
        column.addWidget(self._grid, 1)
        column.addLayout(bar)


def _within(x_from: float, x_to: float, whole: float) -> tuple[float, float]:
    """A stretch of x as near to the wanted one as there is anything to see."""
    wide = min(x_to - x_from, whole)
    begin = min(max(x_from, 0.0), whole - wide)
    return begin, begin + wide
