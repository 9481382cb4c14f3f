"""Begins a study or a sweep from the window, and shows those that were begun: how far they are, and how to end them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from dqn_engine.config.hyperparameters import KNOBS
from workbench.look.icons import IconBook
from workbench.look.sentences import numbered
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource
from workbench.panels.compare.job_row import JobRow
from workbench.panels.compare.range_row import RangeRow
from workbench.state import run_cells
from workbench.state.jobs import JobView
from workbench.state.new_sweep import MOST_RUNS, SAMPLERS, NewSweepView, can_vary
from workbench.widgets.late_panel import LatePanel
from workbench.widgets.named_list import name_list
from workbench.widgets.wheel_guard import WheelGuard

_LARGEST_SEED = 1_000_000
_LARGEST_STEPS = 100_000_000
_NUMBER_PX = 96


class NewSweepPanel(LatePanel):
    """Draws a `NewSweepView` and `JobView`s.

    Signals:
        ticked: A hyperparameter, and whether it is to vary.
        range_edited: A hyperparameter and its `Range`.
        field_edited: A field of `NewSweep` and its value.
        start_wanted: It is to be begun.
        choose_wanted: The hyperparameters are to be shown, to be ticked there.
        job_cancelled: A job's number.
        job_continued: A job's number.
        job_chosen: The folder of a job.
    """

    ticked = Signal(str, bool)
    range_edited = Signal(str, object)
    field_edited = Signal(str, object)
    start_wanted = Signal()
    choose_wanted = Signal()
    job_cancelled = Signal(int)
    job_continued = Signal(int)
    job_chosen = Signal(str)

    def __init__(self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.setAccessibleName(self.tr("Study or sweep"))
        self._icons = icons
        self._view = NewSweepView()
        self._ranges: dict[str, RangeRow] = {}
        self._jobs: dict[int, JobView] = {}
        self._job_rows: dict[int, JobRow] = {}
        self._counts: Mapping[str, tuple[int, int]] = {}

    def show_view(self, view: NewSweepView) -> None:
        """Shows what was chosen."""
        self._view = view
        if self.is_built:
            self._show_new()

    def show_job(self, view: JobView) -> None:
        """Shows a job as it is now; those of a study or a sweep alone."""
        if view.kind in ("study", "sweep"):
            self._jobs[view.number] = view
            if self.is_built:
                self._show_jobs()

    def show_counts(self, counts: Mapping[str, tuple[int, int]]) -> None:
        """Takes how many seeds are finished and planned, by the folder."""
        self._counts = counts
        if self.is_built and self._jobs:
            self._show_jobs()

    def refresh(self) -> None:
        self._show_new()
        self._show_jobs()

    def build(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "panel")
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(0, 0, ROW_SPACE, 0)
        self._inside.setSpacing(SPACE)
        self._about = self.small_label()
        self._inside.addWidget(self._about)
        self._inside.addLayout(self._build_adding())
        self._rows = QVBoxLayout()
        self._rows.setSpacing(ROW_SPACE)
        self._inside.addLayout(self._rows)
        self._inside.addLayout(self._build_form())
        self._inside.addLayout(self._build_start())
        self._listed = QVBoxLayout()
        self._listed.setSpacing(0)
        self._inside.addLayout(self._listed)
        self._inside.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)

    def _build_adding(self) -> QHBoxLayout:
        self.add = QComboBox(self)
        name_list(self.add, self.tr("Vary a hyperparameter"))
        self.add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add.addItem(self.tr("Vary a hyperparameter…"), "")
        for knob in KNOBS:
            if can_vary(knob):
                self.add.addItem(run_cells.knob_label(knob.name), knob.name)
        self.add.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.add.setMinimumContentsLength(8)
        self.add.activated.connect(self._add)
        self.choose = QPushButton(self.tr("Tick in the list"), self)
        self.choose.setToolTip(self.tr("Show the hyperparameters, each with a box to tick"))
        self.choose.clicked.connect(self.choose_wanted)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.add, 1)
        row.addWidget(self.choose)
        return row

    def _build_form(self) -> QFormLayout:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(ROW_SPACE)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.sampler = QComboBox(self)
        names = {
            "random": self.tr("Random"),
            "grid": self.tr("Grid"),
            "tpe": self.tr("TPE (learns from trials)"),
        }
        for sampler in SAMPLERS:
            self.sampler.addItem(names[sampler], sampler)
        self.sampler.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.sampler.setMinimumContentsLength(8)
        self.sampler.activated.connect(lambda place: self.field_edited.emit("sampler", self.sampler.itemData(place)))
        self.trials = self._spin("trials", 1, MOST_RUNS)
        self.seeds = self._spin("seeds", 1, MOST_RUNS)
        self.first_seed = self._spin("first_seed", 0, _LARGEST_SEED)
        self.steps = self._spin("steps", 100, _LARGEST_STEPS, 1_000)
        self.processes = self._spin("processes", 1, MOST_RUNS)
        self._form = form
        for words, field in (
            (self.tr("Settings chosen by"), self.sampler),
            (self.tr("Settings to try"), self.trials),
            (self.tr("Seeds for each"), self.seeds),
            (self.tr("First seed"), self.first_seed),
            (self.tr("Steps of each run"), self.steps),
            (self.tr("Runs at a time"), self.processes),
        ):
            field.setAccessibleName(words)
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.installEventFilter(WheelGuard(field))
            form.addRow(words, field)
        return form

    def _build_start(self) -> QHBoxLayout:
        self.start = QPushButton(self.tr("Start"), self)
        self.start.clicked.connect(self.start_wanted)
        self._total = QLabel(self)
        self._total.setWordWrap(True)
        self._total.setAccessibleName(self.tr("How many runs that makes"))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._total, 1)
        row.addWidget(self.start)
        return row

    def _spin(self, field: str, low: int, high: int, step: int = 1) -> QSpinBox:
        spin = QSpinBox(self)
        spin.setRange(low, high)
        spin.setSingleStep(step)
        spin.setGroupSeparatorShown(True)
        spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        spin.setMinimumWidth(_NUMBER_PX)
        spin.valueChanged.connect(lambda value: self.field_edited.emit(field, value))
        return spin

    def _show_new(self) -> None:
        view = self._view
        new = view.new
        self._about.setText(
            self.tr(
                "Trains {environment} with the hyperparameters of the next run. Those that vary are tried at several "
                "values; without any it is a study of one setting."
            ).format(environment=view.environment)
        )
        for name in [name for name in self._ranges if name not in new.ranges]:
            row = self._ranges.pop(name)
            self._rows.removeWidget(row)
            row.deleteLater()
        for name, said in new.ranges.items():
            if name not in self._ranges:
                row = self._ranges[name] = RangeRow(name, said, self._icons, self)
                row.edited.connect(self.range_edited)
                row.dropped.connect(self._drop)
                self._rows.addWidget(row)
            self._ranges[name].show_range(said, view.refusals.get(name, ""))
        for spin, value in (
            (self.trials, new.trials),
            (self.seeds, new.seeds),
            (self.first_seed, new.first_seed),
            (self.steps, new.steps),
            (self.processes, new.processes),
        ):
            if spin.value() != value:
                spin.blockSignals(True)
                spin.setValue(value)
                spin.blockSignals(False)
        self.sampler.setCurrentIndex(self.sampler.findData(new.sampler))
        for field in (self.sampler, self.trials):
            self._form.setRowVisible(field, bool(new.ranges))
        words = self.tr("{runs} [run|runs]")
        counts = (new.runs,)
        if new.ranges:
            words = self.tr("{trials} [setting|settings] × {seeds} [seed|seeds]: {runs} [run|runs]")
            counts = (new.trials, new.seeds, new.runs)
        text = numbered(words, *counts).format(trials=f"{new.trials:,}", seeds=f"{new.seeds:,}", runs=f"{new.runs:,}")
        self._total.setText(view.trouble or text)
        self._total.setProperty("role", "refused" if view.trouble else "muted")
        self._total.style().unpolish(self._total)
        self._total.style().polish(self._total)
        self.start.setText(self.tr("Start the sweep") if new.ranges else self.tr("Start the study"))
        self.start.setEnabled(not view.trouble)

    def _show_jobs(self) -> None:
        for number, view in self._jobs.items():
            if number not in self._job_rows:
                row = self._job_rows[number] = JobRow(self)
                row.cancelled.connect(self.job_cancelled)
                row.continued.connect(self.job_continued)
                row.chosen.connect(self.job_chosen)
                self._listed.insertWidget(0, row)
            self._job_rows[number].show_job(view, *self._counts.get(view.out, (0, 0)))

    @Slot(int)
    def _add(self, place: int) -> None:
        name = self.add.itemData(place)
        self.add.setCurrentIndex(0)
        if name:
            self.ticked.emit(name, True)

    @Slot(str)
    def _drop(self, name: str) -> None:
        self.ticked.emit(name, False)
