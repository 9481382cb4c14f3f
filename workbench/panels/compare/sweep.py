"""A sweep: the field over two hyperparameters, parallel coordinates, what mattered, and its trials."""

import functools

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.comparison.sweep_state import SeedState
from workbench.look.colour_scales import sequential
from workbench.look.figures import return_text
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import numbered
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource
from workbench.panels.compare.field_canvas import FieldCanvas
from workbench.panels.compare.importance_bars import ImportanceBars
from workbench.panels.compare.parallel_canvas import ParallelCanvas
from workbench.panels.compare.trial_canvas import outcome_words, trial_words
from workbench.panels.compare.trials_table import TrialsTable
from workbench.state import run_cells, sweep_view
from workbench.state.engine_words import worded
from workbench.state.sweep_view import SweepView
from workbench.state.time_left import range_left_text
from workbench.widgets.colour_bar import ColourBar
from workbench.widgets.late_panel import LatePanel
from workbench.widgets.named_list import name_list
from workbench.widgets.segmented_choice import SegmentedChoice

FIELD, PARALLEL, IMPORTANCE, TRIALS = "field", "parallel", "importance", "trials"


class SweepPanel(LatePanel):
    """Draws a `SweepView`.

    Signals:
        importance_seen: Whether importance is looked at.
        trial_chosen: A trial's number.
        run_wanted: The folder of a run that a seed left: it is to be opened.
        go_on_wanted: A trial's number: its training is to be continued here.
        pause_wanted: The sweep that is shown is to begin no more seeds.
        resume_wanted: It is to go on.
        end_wanted: What does it is to end, and keeps what is finished.
    """

    importance_seen = Signal(bool)
    trial_chosen = Signal(int)
    run_wanted = Signal(str)
    go_on_wanted = Signal(int)
    pause_wanted = Signal()
    resume_wanted = Signal()
    end_wanted = Signal()

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.setAccessibleName(self.tr("Sweep"))
        self._view = SweepView()
        self._choice: int | None = None
        self._left: tuple[SeedState, ...] = ()

    def show_view(self, view: SweepView) -> None:
        """Draws another view; the trial that was chosen stays so."""
        if view.folder != self._view.folder:
            self._choice = None
        self._view = view
        if self.is_built:
            self.refresh()

    def refresh(self) -> None:
        view = self._view
        empty = self._why_empty(view)
        self._empty.setText(empty)
        self._pages.setCurrentIndex(0 if empty else 1)
        self._fill_axes(view)
        self.field.set_axes(self.across.currentData() or "", self.upwards.currentData() or "")
        for drawn in (self.field, self.parallel, self.trials):
            drawn.show_view(view, self._choice)
        self.upwards.setVisible(len(view.names) > 1)
        self.scale.setVisible(len(view.names) > 1)  # Over one, the scores have an axis of their own.
        if view.has_scores:
            self.scale.show_scale(self.tr("Score: mean return"), sequential(self.theme), *view.scores())
        else:
            self.scale.show_nothing(self.tr("No scores yet"))
        self.bars.show_values(view.importance)
        self._method.setText(view.importance_words or self.tr("Working it out…"))
        self._summary.setText("" if empty else self._summed_up(view))
        state = view.state
        self.work.setVisible(state is not None and (state.being_done or not state.finished))
        self.pause_action.setEnabled(state is not None and state.being_done and not state.paused)
        self.resume_action.setEnabled(state is not None and (state.paused or not state.being_done))
        self.end_action.setEnabled(state is not None and state.being_done)
        self._show_choice()

    def restyle(self, theme: Theme) -> None:
        for drawn in (self.field, self.parallel, self.bars, self.scale, self.view_choice):
            drawn.restyle(theme)

    def build(self) -> None:
        self.view_choice = SegmentedChoice(
            self.tr("View of the sweep"),
            (
                (FIELD, self.tr("Field"), self.tr("Scores over two hyperparameters")),
                (PARALLEL, self.tr("Parallel"), self.tr("A line for each trial through all that varied")),
                (IMPORTANCE, self.tr("Importance"), self.tr("How much each hyperparameter mattered")),
                (TRIALS, self.tr("Trials"), self.tr("All trials, the best first, with their intervals")),
            ),
            self,
        )
        self.view_choice.chosen.connect(self._turn)
        self._summary = self.small_label()
        self._stack = QStackedWidget(self)
        self.field = FieldCanvas(self.theme, self)
        self.field.setAccessibleName(self.tr("Field of scores"))
        self.parallel = ParallelCanvas(self.theme, self)
        self.parallel.setAccessibleName(self.tr("Parallel coordinates"))
        self.trials = TrialsTable(self)
        for drawn in (self.field, self.parallel, self.trials):
            drawn.chosen.connect(self._choose)
            drawn.opened.connect(self._open_first)
        for page in (self._build_field(), self.parallel, self._build_importance(), self.trials):
            self._stack.addWidget(page)
        shown = QWidget(self)
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        column.addWidget(self.view_choice, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._summary)
        column.addWidget(self._stack, 1)
        column.addLayout(self._build_choice())
        self._empty = QLabel(self)
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(shown)
        self.body.addWidget(self._pages, 1)

    def _build_field(self) -> QWidget:
        self.across, self.upwards = (self._axis(name) for name in (self.tr("Across"), self.tr("Upwards")))
        page = QWidget(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.upwards, 1)
        row.addWidget(self.across, 1)
        self.scale = ColourBar(self.theme, page)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        column.addLayout(row)
        column.addWidget(self.field, 1)
        column.addWidget(self.scale)
        return page

    def _build_importance(self) -> QWidget:
        page = QWidget(self)
        self.bars = ImportanceBars(self.theme, page)
        self._method = self.small_label()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.addWidget(self.bars)
        column.addWidget(self._method)
        column.addStretch(1)
        return page

    def _build_choice(self) -> QVBoxLayout:
        self._chosen_words = self.small_label(muted=False)
        self._chosen_words.setAccessibleName(self.tr("The chosen trial"))
        self.seeds = QToolButton(self)
        self.seeds.setText(self.tr("Open a seed"))
        self.seeds.setToolTip(self.tr("Show the run that a seed of this trial left, in every perspective"))
        self.seeds.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.seeds_menu = QMenu(self.seeds)
        self.seeds.setMenu(self.seeds_menu)
        self.go_on = QPushButton(self.tr("Continue with this one"), self)
        self.go_on.clicked.connect(lambda: self._choice is not None and self.go_on_wanted.emit(self._choice))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._build_work())
        row.addStretch(1)
        row.addWidget(self.seeds)
        row.addWidget(self.go_on)
        column = QVBoxLayout()
        column.setSpacing(ROW_SPACE)
        column.addWidget(self._chosen_words)
        column.addLayout(row)
        return column

    def _build_work(self) -> QToolButton:
        """What can be done to a sweep that is not finished."""
        self.work = QToolButton(self)
        self.work.setText(self.tr("This sweep"))
        self.work.setToolTip(self.tr("Pause, continue or end it, also one that was begun elsewhere"))
        self.work.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.work)
        self.pause_action = menu.addAction(self.tr("Pause: begin no more seeds"))
        self.resume_action = menu.addAction(self.tr("Continue it"))
        self.end_action = menu.addAction(self.tr("Cancel: keep what is finished"))
        self.pause_action.triggered.connect(self.pause_wanted)
        self.resume_action.triggered.connect(self.resume_wanted)
        self.end_action.triggered.connect(self.end_wanted)
        self.work.setMenu(menu)
        return self.work

    def _axis(self, name: str) -> QComboBox:
        combo = QComboBox(self)
        name_list(combo, name)
        set_tool_tip(combo, name)
        combo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        combo.activated.connect(self._take_axes)
        return combo

    def _fill_axes(self, view: SweepView) -> None:
        if [self.across.itemData(place) for place in range(self.across.count())] == list(view.names):
            return
        for combo, first in zip((self.across, self.upwards), sweep_view.first_axes(view.names), strict=True):
            combo.clear()
            for name in view.names:
                combo.addItem(run_cells.knob_label(name), name)
            combo.setCurrentIndex(combo.findData(first))

    @Slot()
    def _take_axes(self) -> None:
        self.field.set_axes(self.across.currentData(), self.upwards.currentData())

    @Slot(str)
    def _turn(self, view: str) -> None:
        self._stack.setCurrentIndex((FIELD, PARALLEL, IMPORTANCE, TRIALS).index(view))
        self.importance_seen.emit(view == IMPORTANCE)

    @Slot(int)
    def _choose(self, number: int) -> None:
        self._choice = number
        for drawn in (self.field, self.parallel, self.trials):
            drawn.show_view(self._view, number)
        self._show_choice()
        self.trial_chosen.emit(number)

    def _show_choice(self) -> None:
        trial = None if self._choice is None else self._view.trial(self._choice)
        self.go_on.setEnabled(trial is not None)
        self._chosen_words.setText(
            self.tr("Click a trial to see what it sets.")
            if trial is None
            else self.tr("Trial {trial}").format(trial=trial_words(trial))
        )
        left = () if trial is None else tuple(seed for seed in trial.finished if seed.run is not None)
        self.seeds.setEnabled(bool(left))
        set_tool_tip(
            self.go_on,
            self.tr("Train on where the first of its seeds ended, in a fork of its run")
            if left
            else self.tr("Train a run with these settings and the first of its seeds here"),
        )
        if left != self._left:
            self._left = left
            self.seeds_menu.clear()
            for seed in left:
                tuned = self._view.state is None or seed.seed in self._view.state.seeds
                words = self.tr("Seed {seed}: {score}") if tuned else self.tr("Report seed {seed}: {score}")
                action = self.seeds_menu.addAction(words.format(seed=seed.seed, score=return_text(seed.score)))
                action.triggered.connect(functools.partial(self._open_run, str(seed.run)))

    def _open_run(self, folder: str, *_checked: bool) -> None:
        self.run_wanted.emit(folder)

    @Slot(int)
    def _open_first(self, number: int) -> None:
        """Opens the run of a trial's first seed that left one; where none did, its settings are trained here."""
        trial = self._view.trial(number)
        runs = [] if trial is None else [seed.run for seed in trial.finished if seed.run is not None]
        if runs:
            self.run_wanted.emit(str(runs[0]))
        else:
            self.go_on_wanted.emit(number)

    def _why_empty(self, view: SweepView) -> str:
        if view.trouble:
            return worded(view.trouble)
        if view.state is None:
            return self.tr("Select a sweep in the table to see its field, or begin one under New.")
        if not view.state.trials:
            return self.tr("The sweep has no trials yet; they appear as soon as they begin.")
        return ""

    def _summed_up(self, view: SweepView) -> str:
        state = view.state
        if state is None:
            return ""
        done = sum(str(trial.state) in ("complete", "pruned") for trial in state.trials)
        words = numbered(self.tr("{name}: {done} of {total} [trial|trials]"), state.total)
        parts = [words.format(name=view.name, done=done, total=state.total)]
        if state.paused:
            parts.append(self.tr("paused"))
        elif state.being_done:
            running = sum(str(trial.state) == "running" for trial in state.trials)
            parts.append(self.tr("{count} running").format(count=running) if running else self.tr("running"))
        elif not state.finished:
            parts.append(self.tr("interrupted"))
        pruned = sum(str(trial.state) == "pruned" for trial in state.trials)
        if pruned:
            parts.append(self.tr("{count} pruned").format(count=pruned))
        best = None if state.best is None else view.trial(state.best)
        if best is not None and best.score is not None:
            parts.append(self.tr("best trial {trial}").format(trial=outcome_words(best)))
        if state.report is not None:
            report = numbered(self.tr("on {count} other [seed|seeds] {score}"), state.report[1])
            parts.append(report.format(count=state.report[1], score=return_text(state.report[0])))
        if left := range_left_text(state.seconds_left):
            parts.append(left)
        return " · ".join(parts)
