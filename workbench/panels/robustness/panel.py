"""The robustness map: the mean return over a grid of two numbers of the world, made when it is asked for."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Look, RunStarted
from workbench.look import colour_scales
from workbench.look.plain_text import set_same_tool_tip, set_tool_tip
from workbench.look.theme import ROW_SPACE, Theme, ThemeSource, small_font
from workbench.panels.robustness import words
from workbench.panels.robustness.map_canvas import RobustnessCanvas
from workbench.panels.robustness.pushes import PushPlot
from workbench.state.environment_words import world_number_words
from workbench.widgets.colour_bar import ColourBar
from workbench.widgets.instrument_panel import InstrumentPanel
from workbench.widgets.patient_button import PatientButton
from workbench.widgets.wheel_guard import WheelGuard

if TYPE_CHECKING:  # With it come the environments, which are slow to import.
    from dqn_engine.probes.robustness import Robustness, RobustnessRequest

_HZ = 1.0
# What changes first of CartPole, whose other numbers matter less to a policy: the engine's own choice.
_FIRST: Mapping[str, Sequence[str]] = {"CartPole-v1": ("length", "gravity"), "CartPole-v0": ("length", "gravity")}
# Narrower than this, the numbers to choose stand below each other.
_CHOSEN_BESIDE_FROM_PX = 390
# From here on the pushes stand beside the map.
_SIDE_BY_SIDE_FROM_PX = 560


class RobustnessPanel(InstrumentPanel):
    """Two numbers to choose, a button, and the map."""

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        promise = self.tr("Once a run has begun, what its policy earns in other worlds can be mapped here.")
        super().__init__("robustness", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("Robustness map"))
        self._asked: RobustnessRequest | None = None
        self._report: Robustness | None = None
        self._mapped_step, self._environment = 0, ""

    def wanted(self) -> tuple[Wanted, ...]:
        if self._asked is None:
            return ()
        return (Wanted(instrument="robustness", request=self._asked, most_hz=_HZ),)

    def name_things(self, report: RunStarted) -> None:
        self._environment = report.config.environment
        self._offer([number.name for number in report.world], _FIRST.get(report.config.environment, ()))
        self._show_asking()
        if report.world:
            self.show_body()
        else:
            words = self.tr("The constructor of {environment} takes no numbers, so there are no other worlds to map.")
            self.say(words.format(environment=report.config.environment))

    def forget(self) -> None:
        self._asked = self._report = None
        for box in (self.across, self.up):
            box.clear()
        self.told.setText(self._promise_words())
        self._map.hide()

    def take_refusal(self, look: Look) -> None:
        self._answered(look)
        self.told.setText(look.refusal)

    def show_look(self, look: Look) -> None:
        if look.request != self._asked:
            return
        self._answered(look)
        report: Robustness = look.report
        self._report, self._mapped_step = report, look.env_step
        self._offer(report.names, [report.x.name, "" if report.y is None else report.y.name])
        self._map.show()
        self.canvas.set_axis_title(
            world_number_words(self._environment, report.x.name), self.theme, small_font(self.font())
        )
        up = "" if report.y is None else world_number_words(self._environment, report.y.name)
        self.canvas.set_y_title(up, self.theme, small_font(self.font()))
        self.told.setText(words.summary(report, self._environment, look.env_step))
        self.note.setText(words.mark_words(report))
        self._pushes.setVisible(report.topples is not None)
        if report.topples is not None:
            self.pushes.show_topples(report.topples)
        self._draw()

    def restyle(self, theme: Theme) -> None:
        font = small_font(self.font())
        self.bar.restyle(theme)
        self.canvas.restyle(theme, font)
        self.pushes.restyle(theme, font)
        self._title_pushes()
        self._draw()

    def _answered(self, look: Look) -> None:
        if look.request == self._asked:
            self._asked = None
            self._show_asking()
            self.wanted_changed.emit()

    def _offer(self, names: Sequence[str], chosen: Sequence[str]) -> None:
        """The numbers that can be changed, and which of them are chosen: the first ones unless it is said."""
        numbers = [(world_number_words(self._environment, each), each) for each in names]
        for at, box in enumerate((self.across, self.up)):
            if [(box.itemText(index), box.itemData(index)) for index in range(box.count())] != numbers:
                box.clear()
                for number in numbers:
                    box.addItem(*number)
            first = at if at < len(names) else -1
            box.setCurrentIndex(box.findData(chosen[at]) if at < len(chosen) else first)
            box.setEnabled(len(names) > at)

    def _draw(self) -> None:
        report = self._report
        if report is None:
            return
        shades = colour_scales.sequential(self.theme)
        low, high = float(report.mean_return.min()), float(max(report.mean_return.max(), report.trained_return))
        high = high if high > low else low + 1.0
        self.bar.show_scale(self.tr("Mean return"), shades, low, high)
        self.canvas.show_report(report, self._environment, shades, low, high)

    @Slot()
    def _ask(self) -> None:
        from dqn_engine.probes.robustness import RobustnessRequest

        across, up = (box.currentData() or "" for box in (self.across, self.up))
        self._asked = RobustnessRequest(x=across, y=up if up != across else "")
        self._show_asking()
        self.wanted_changed.emit()

    def _promise_words(self) -> str:
        return self.tr(
            "The current policy plays in worlds that differ in these two numbers: the map shows what it earns in "
            "each, and where it was trained."
        )

    def _show_asking(self) -> None:
        asked = self._asked is not None
        self.ask.setEnabled(not asked and self._run is not None)
        self.ask.setText(self.tr("Mapping…") if asked else self.tr("Map it"))

    @Slot(object)
    def _hover(self, place: tuple[float, float] | None) -> None:
        report = self._report
        cell = self.canvas.cell_at(*place) if place is not None else None
        self.bar.point_at(float(report.mean_return[cell]) if report is not None and cell is not None else None)

    # --- building -----------------------------------------------------------------------------------------------------

    def build(self) -> None:
        self.across, self.up = self._choice(self.tr("Horizontal axis")), self._choice(self.tr("Vertical axis"))
        self.ask = PatientButton(self.tr("Map it"), self)
        set_tool_tip(
            self.ask,
            self.tr(
                "Play the current policy, some episodes each, over a grid of two numbers of the world. It isn't told "
                "in which it is, and the run is not changed (CARL, Benjamins et al. 2023)."
            ),
        )
        self.ask.clicked.connect(self._ask)
        self.told = self.small_label()
        self.told.setText(self._promise_words())
        set_tool_tip(
            self.told,
            self.tr(
                "Mean returns, sums of the environment's own rewards: in the world of the training, over all "
                "worlds of the map, and in the one where it is lowest."
            ),
        )
        self.bar = ColourBar(self.theme, self)
        self.bar.setToolTip(self.tr("The mean return of each world, in the environment's own rewards"))
        self.canvas = RobustnessCanvas()
        self.canvas.setAccessibleName(self.tr("Mean return by two numbers of the world"))
        set_same_tool_tip(self.canvas, self.bar)
        self.canvas.hovered.connect(self._hover)
        self.pushes = PushPlot(self.tr("Angle of the pole, degrees"))
        self.pushes.setAccessibleName(self.tr("The smallest push that fells the pole, by its angle"))
        self._lay_out()
        self._show_asking()
        self._map.hide()

    def _lay_out(self) -> None:
        above = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        above.setSpacing(ROW_SPACE)
        for sign, box in (("x", self.across), ("y", self.up)):
            label = QLabel(sign, self)
            set_same_tool_tip(label, box)
            label.setProperty("role", "muted")
            label.setBuddy(box)
            pair = QHBoxLayout()
            pair.setSpacing(ROW_SPACE)
            pair.addWidget(label)
            pair.addWidget(box, 1)
            above.addLayout(pair, 1)
        above.addWidget(self.ask)
        self.turn(above, beside_from_px=_CHOSEN_BESIDE_FROM_PX)
        self._map = QWidget(self)
        left = QVBoxLayout()
        left.setSpacing(ROW_SPACE)
        self.note = self.small_label()
        self.note.setToolTip(self.tr("The world with the numbers that the agent is trained with"))
        for part in (self.bar, self.canvas, self.note):
            left.addWidget(part, 1 if part is self.canvas else 0)
        self._pushes = QWidget(self)
        right = QVBoxLayout(self._pushes)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(ROW_SPACE)
        self._push_title = QLabel(self)
        self._push_title.setTextFormat(Qt.TextFormat.RichText)
        self._push_title.setFont(small_font(self.font()))
        self._push_title.setWordWrap(True)
        set_tool_tip(
            self._push_title,
            self.tr(
                "The cart stands in the middle and the pole leans at rest when a push changes one speed at once: "
                "of the cart in m/s, of the pole in rad/s. A gap: the largest push tried doesn't fell it."
            ),
        )
        set_same_tool_tip(self.pushes, self._push_title)
        right.addWidget(self._push_title)
        right.addWidget(self.pushes, 1)
        columns = self.two_columns(left, self._pushes, beside_from_px=_SIDE_BY_SIDE_FROM_PX)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setStretch(0, 3)
        columns.setStretch(1, 2)
        self._map.setLayout(columns)
        self.body.addLayout(above)
        self.body.addWidget(self.told)
        self.body.addWidget(self._map, 1)
        self.body.addStretch(0)

    def _title_pushes(self) -> None:
        theme = self.theme
        chips = ((theme.evaluation, self.tr("cart, m/s")), (theme.accent, self.tr("pole, rad/s")))
        parts = [
            html.escape(self.tr("Smallest push that fells the pole:")),
            *(f'<span style="color: {colour}">■</span>&nbsp;{_unbroken(name)}' for colour, name in chips),
            _unbroken(self.tr("(dashed: to the left)")),
        ]
        self._push_title.setText("&nbsp; ".join(parts))

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(self.tr("{axis}: which number of the world changes").format(axis=name))
        box.setPlaceholderText("–")
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.installEventFilter(WheelGuard(box))
        return box


def _unbroken(text: str) -> str:
    """In one line."""
    return html.escape(text).replace(" ", "&nbsp;")
