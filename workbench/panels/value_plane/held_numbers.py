"""Where the other numbers of a plane's state stand: a slider for each, which moves the selected state there."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from dqn_engine.probes.axes import Axis
from workbench.look.figures import figure
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, ThemeSource, small_font
from workbench.widgets.figure_label import FigureLabel
from workbench.widgets.value_scale import ValueScale
from workbench.widgets.value_slider import ValueSlider

MOST = 6
"""Sliders there is room for; of states of more numbers only the plane's two can be chosen."""

# Ranges that come from the buffer creep; a slider takes another once it differs by this part.
_FOLLOWS_FROM = 0.2


class HeldNumbers(QWidget):
    """A row for each of the others: title, slider, value."""

    moved = Signal(int, float)  # the number's place in the observation, and what it is to be
    let_go = Signal(int)  # a slider was double-clicked: back to where the watched state is

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_source = theme_source
        self._axes: tuple[Axis, ...] = ()
        self._labels: tuple[str, ...] = ()
        self.sliders: dict[int, ValueSlider] = {}
        self._figures: dict[int, FigureLabel] = {}
        self._parts: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(ROW_SPACE)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def offer(
        self, axes: Sequence[Axis], labels: Sequence[str], state: Sequence[float], watched: Sequence[float]
    ) -> None:
        """Offers the numbers of `axes`, called as `labels` [O] says, where `state` [O] has them.

        A dot marks where `watched` [O] is, to which a double-click goes back.
        """
        found = tuple(axes) if len(axes) <= MOST else ()
        if self._differs(found, tuple(labels)):
            self._axes, self._labels = found, tuple(labels)
            self._rebuild()
        for axis in found:
            if not self.sliders[axis.index].isSliderDown():
                self.sliders[axis.index].set_number(float(state[axis.index]))
            self.sliders[axis.index].set_default(float(watched[axis.index]))
            self._figures[axis.index].show_figure(figure(float(state[axis.index]), ".3f"))
        self.setVisible(bool(found))

    def _differs(self, axes: tuple[Axis, ...], labels: tuple[str, ...]) -> bool:
        """Whether others are offered, or ranges that come from the buffer have become much wider or narrower."""
        if labels != self._labels or [axis.index for axis in axes] != [axis.index for axis in self._axes]:
            return True
        if any(slider.isSliderDown() for slider in self.sliders.values()):
            return False
        return any(
            max(abs(new.low - old.low), abs(new.high - old.high)) > _FOLLOWS_FROM * (old.high - old.low)
            for new, old in zip(axes, self._axes, strict=True)
        )

    def _rebuild(self) -> None:
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.sliders, self._figures = [], {}, {}
        for row, axis in enumerate(self._axes):
            self._add(row, axis)

    def _add(self, row: int, axis: Axis) -> None:
        name = self._labels[axis.index] if axis.index < len(self._labels) else axis.label
        title = QLabel(name, self)
        title.setProperty("role", "muted")
        title.setFont(small_font(self.font()))
        slider = ValueSlider(ValueScale(low=axis.low, high=axis.high, log=False, whole=False), self._theme_source, self)
        slider.setAccessibleName(name)
        slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tip = self.tr(
            "{name}, where the plane is cut: from {low} to {high}; double-click goes back to the watched state"
        )
        tip = tip.format(name=name, low=figure(axis.low, ".3g"), high=figure(axis.high, ".3g"))
        slider.value_moved.connect(lambda value, index=axis.index: self.moved.emit(index, value))
        slider.default_wanted.connect(lambda index=axis.index: self.let_go.emit(index))
        shown = FigureLabel("−00.000", name, self)
        for column, part in enumerate((title, slider, shown)):
            set_tool_tip(part, tip)
            self._grid.addWidget(part, row, column)
            self._parts.append(part)
        self.sliders[axis.index], self._figures[axis.index] = slider, shown
