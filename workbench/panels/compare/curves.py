"""The curves of what is selected in the table of runs, over each other."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QToolButton, QWidget

from dqn_engine.comparison.curves import Axis, Centre, Quantity
from workbench.look.icons import IconBook
from workbench.look.theme import SPACE, Theme, ThemeSource
from workbench.panels.compare.curves_canvas import CurvesCanvas
from workbench.state.compared_curves import CurvesAsked, CurvesView
from workbench.state.engine_words import worded
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.late_panel import LatePanel
from workbench.widgets.segmented_choice import SegmentedChoice

_BESIDE_FROM_PX = 760
"""So wide, the choices stand beside the heading; else below it."""


class ComparedCurvesPanel(LatePanel):
    """Draws a `CurvesView`, and says how it is to be.

    Signals:
        axis_chosen: Along what.
        quantity_chosen: What is drawn.
        centre_chosen: What stands for several seeds.
        opened: The key of an entry whose curve was double-clicked.
    """

    axis_chosen = Signal(str)
    quantity_chosen = Signal(str)
    centre_chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(theme_source, parent)
        self.setAccessibleName(self.tr("Compared curves"))
        self._icons = icons
        self._view = CurvesView(asked=CurvesAsked())

    def show_view(self, view: CurvesView) -> None:
        """Draws another view."""
        self._view = view
        if self.is_built:
            self.refresh()

    def refresh(self) -> None:
        view = self._view
        empty = self._why_empty(view)
        self._empty.setText(empty)
        self._pages.setCurrentIndex(1 if empty else 0)
        left_out = self.tr("{count} not drawn").format(count=f"{len(view.left_out):,}")
        self._note.show_text("" if empty else self._left_out(view), short="" if view.trouble else left_out)
        self.canvas.show_view(view, self._x_title(view.asked.axis))

    def restyle(self, theme: Theme) -> None:
        self.canvas.restyle(theme)
        for choice in (self.axis, self.quantity, self.centre):
            choice.restyle(theme)

    def build(self) -> None:
        heading = QLabel(self.tr("Compared curves"), self)
        heading.setProperty("role", "heading")
        self.quantity = SegmentedChoice(
            self.tr("What is drawn"),
            (
                (Quantity.EVALUATION, self.tr("Evaluations"), self.tr("The mean return of each evaluation")),
                (Quantity.RETURN, self.tr("Episodes"), self.tr("The return of training's own episodes, averaged")),
            ),
            self,
        )
        self.axis = SegmentedChoice(
            self.tr("Along"),
            (
                (Axis.STEPS, self.tr("Steps"), self.tr("Along environment steps")),
                (Axis.EPISODES, self.tr("Episodes"), self.tr("Along episodes; studies and sweeps don't count them")),
                (Axis.TIME, self.tr("Time"), self.tr("Along the seconds that it trained")),
            ),
            self,
        )
        self.centre = SegmentedChoice(
            self.tr("Over seeds"),
            (
                (Centre.MEDIAN, self.tr("Median"), self.tr("The median over seeds, with its 95 % bootstrap interval")),
                (Centre.IQM, self.tr("IQM"), self.tr("The mean of the middle half of the seeds, with its interval")),
            ),
            self,
        )
        self.quantity.chosen.connect(self.quantity_chosen)
        self.axis.chosen.connect(self.axis_chosen)
        self.centre.chosen.connect(self.centre_chosen)
        self._note = ElidedLabel(self)
        self._note.setProperty("role", "muted")
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.fit = QToolButton(self)
        self.fit.setProperty("role", "flat")
        self.fit.setAccessibleName(self.tr("Show all of the curves"))
        self.fit.setToolTip(self.tr("Show all of the curves, and follow them"))
        self._icons.give(self.fit, "fit")
        self.fit.hide()
        title, choices = QHBoxLayout(), QHBoxLayout()
        self._title, self._choices = title, choices
        for widget in (heading, self._note, self.fit):
            title.addWidget(widget, 1 if widget is self._note else 0)
        for widget in (self.quantity, self.axis, self.centre):
            choices.addWidget(widget)
        choices.addStretch(1)
        self._top = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for layout in (title, choices, row):
            layout.setSpacing(SPACE)
        row.addLayout(title, 1)
        row.addLayout(choices)
        self.canvas = CurvesCanvas(self.theme, self)
        self.canvas.canvas.setAccessibleName(self.tr("Compared curves"))
        self.canvas.opened.connect(self.opened)
        self.canvas.moved_by_hand.connect(self.fit.show)
        self.fit.clicked.connect(self.canvas.follow)
        self.fit.clicked.connect(self.fit.hide)
        self._empty = QLabel(self)
        self._empty.setProperty("role", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.canvas)
        self._pages.addWidget(self._empty)
        self.body.addLayout(row)
        self.body.addWidget(self._pages, 1)
        self._turn_top()  # It may have been resized before anything was in it.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_built:
            self._turn_top()

    def _turn_top(self) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._top.setDirection(across if self.width() >= _BESIDE_FROM_PX else down)

    def minimumSizeHint(self) -> QSize:
        """As it is with the choices below the heading, which they come to stand once it is so narrow."""
        least = super().minimumSizeHint()
        if self.is_built and self._top.direction() is QBoxLayout.Direction.LeftToRight:
            beside = self._title.minimumSize().width() + self._top.spacing()
            least.setWidth(max(least.width() - beside, self._choices.minimumSize().width()))
        return least

    def _x_title(self, axis: Axis) -> str:
        return {
            Axis.STEPS: self.tr("Environment steps"),
            Axis.EPISODES: self.tr("Episodes"),
            Axis.TIME: self.tr("Time trained (s)"),
        }[axis]

    def _why_empty(self, view: CurvesView) -> str:
        if view.lines:
            return ""
        if not view.selected:
            return self.tr(
                "Select runs in the table to draw their curves over each other; Ctrl or Shift selects several. Group "
                "by Settings draws the seeds of the same settings as one band."
            )
        if view.trouble:
            return worded(view.trouble)
        if view.awaited:
            return self.tr("What is selected has only just begun: its curve appears here as soon as there is a point.")
        return self.tr("What is selected has no such curve. Choose other curves or another axis above.")

    def _left_out(self, view: CurvesView) -> str:
        if view.trouble:
            return worded(view.trouble)
        if not view.left_out:
            return ""
        return self.tr("Without such a curve: {names}").format(names=", ".join(view.left_out))
