"""A slider with its value for each of a few numbers, with the usual ones marked, and a way back to those."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from workbench.look.figures import figure
from workbench.look.plain_text import set_same_tool_tip, set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource, small_font
from workbench.widgets.figure_label import FigureLabel
from workbench.widgets.value_scale import ValueScale
from workbench.widgets.value_slider import ValueSlider

_TITLE_PX = 106


@dataclass(frozen=True, slots=True, kw_only=True)
class SliderNumber:
    """One number: what it is called here, its title, its range, what it usually is, and whether it is whole."""

    name: str
    title: str
    low: float
    high: float
    usual: float
    whole: bool = False


class NumberSliders(QWidget):
    """Rows of a title, a slider and a value; tells of all that aren't as usual whenever one is moved."""

    changed = Signal(dict)

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._numbers: dict[str, SliderNumber] = {}
        self._values: dict[str, float] = {}
        self.sliders: dict[str, ValueSlider] = {}
        self._figures: dict[str, FigureLabel] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(ROW_SPACE)
        self.reset = QPushButton(self.tr("As trained"), self)
        self.reset.setFont(small_font(self.font()))
        self.reset.setToolTip(self.tr("Back to the world that the agent was trained in"))
        self.reset.clicked.connect(self._reset)
        self._parts: list[QWidget] = []
        self.show_numbers(())

    @property
    def changes(self) -> Mapping[str, float]:
        """Those that aren't as usual."""
        return {name: value for name, value in self._values.items() if value != self._numbers[name].usual}

    def show_numbers(self, numbers: Sequence[SliderNumber]) -> None:
        """Offers these, each as it usually is."""
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.sliders, self._figures = [], {}, {}
        self._numbers = {number.name: number for number in numbers}
        self._values = {number.name: number.usual for number in numbers}
        self._grid.removeWidget(self.reset)
        for row, number in enumerate(numbers):
            self._add(row, number)
        self._grid.addWidget(self.reset, len(numbers), 0, 1, 3)
        self.reset.setEnabled(False)

    def _add(self, row: int, number: SliderNumber) -> None:
        title = QLabel(number.title, self)
        title.setProperty("role", "muted")
        title.setFont(small_font(self.font()))
        title.setWordWrap(True)  # A long name must not make the panel wider.
        title.setFixedWidth(min(title.fontMetrics().horizontalAdvance(number.title) + 2, _TITLE_PX))
        scale = ValueScale(low=number.low, high=number.high, log=False, whole=number.whole)
        slider = ValueSlider(scale, self._theme_source, self)
        slider.setAccessibleName(number.title)
        tip = self.tr("{title}: from {low} to {high}, {usual} where the agent was trained; double-click goes back")
        set_tool_tip(
            slider,
            tip.format(title=number.title, low=_text(number.low), high=_text(number.high), usual=_text(number.usual)),
        )
        slider.set_default(number.usual)
        slider.value_moved.connect(lambda value, name=number.name: self._take(name, value))
        slider.default_wanted.connect(lambda name=number.name: self._take(name, self._numbers[name].usual))
        shown = FigureLabel("−00.00", number.title, self)
        for part in (title, shown):
            set_same_tool_tip(part, slider)
        for column, part in enumerate((title, slider, shown)):
            self._grid.addWidget(part, row, column)
            self._parts.append(part)
        self.sliders[number.name], self._figures[number.name] = slider, shown
        self._show(number.name)

    def _take(self, name: str, value: float) -> None:
        self._values[name] = value
        self._show(name)
        self.reset.setEnabled(bool(self.changes))
        self.changed.emit(dict(self.changes))

    @Slot()
    def _reset(self) -> None:
        self._values = {name: number.usual for name, number in self._numbers.items()}
        for name in self._numbers:
            self._show(name)
        self.reset.setEnabled(False)
        self.changed.emit({})

    def _show(self, name: str) -> None:
        self.sliders[name].set_number(self._values[name])
        self._figures[name].show_figure(_text(self._values[name]))


def _text(value: float) -> str:
    return figure(value, ".3g")
