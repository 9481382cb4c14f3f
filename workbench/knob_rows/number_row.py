"""Rows with a field: a number with its slider, and a list of layer sizes."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from dqn_engine.config.hyperparameters import Knob, KnobKind, Scale
from dqn_engine.system.values import KnobValue
from workbench.knob_rows import words
from workbench.knob_rows.row import EDITOR, EDITOR_WIDTH, NAME, KnobRow
from workbench.knob_rows.typed_field import TypedField
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource, small_font
from workbench.state import knob_words
from workbench.widgets.value_scale import ValueScale
from workbench.widgets.value_slider import ValueSlider


class SizesRow(KnobRow):
    """Layer sizes as text, such as `64,64`."""

    def __init__(self, knob: Knob, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(knob, icons, parent)
        self._name = self.name_label()
        self.field = TypedField(knob, knob_words.label(knob), self)
        self.field.setFixedWidth(EDITOR_WIDTH)
        self.field.typed.connect(self._take_typed)
        self.field.refused.connect(self._show_refusal)
        self.field.given_up.connect(self._give_up)
        self._name.setBuddy(self.field)
        self.grid.addWidget(self.field, 0, EDITOR)

    def show_value(self) -> None:
        self.field.show_value(self.value())

    def settle(self) -> bool:
        self.field.settle()
        return not self.field.is_refused()

    def marked(self) -> QWidget:
        return self._name

    def editor(self) -> QWidget:
        return self.field

    @Slot(object)
    def _take_typed(self, value: KnobValue) -> None:
        self.take(value)

    @Slot(str)
    def _show_refusal(self, sentence: str) -> None:
        self.set_refusal(sentence)

    @Slot()
    def _give_up(self) -> None:
        self.set_value(self.value())


class NumberRow(SizesRow):
    """A number: the field for exact values, the slider for feeling one's way, the unit beside the slider."""

    def __init__(self, knob: Knob, icons: IconBook, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(knob, icons, parent)
        whole = knob.kind is KnobKind.INT
        doubling = knob.scale is Scale.DOUBLING
        log = doubling or knob.scale is Scale.LOG
        scale = ValueScale(low=knob.low, high=knob.high, log=log, whole=whole, doubling=doubling)
        self.slider = ValueSlider(scale, theme_source, self)
        self.slider.setAccessibleName(self.tr("{knob} slider").format(knob=knob_words.label(knob)))
        self.slider.value_moved.connect(self._take_moved)
        self.slider.default_wanted.connect(self.reset)
        self.slider.limits_wanted.connect(self._limit_slider)
        self.slider.sliderReleased.connect(self._show_exactly)
        self._unit = unit = QLabel(words.unit(knob), self)
        unit.setProperty("role", "muted")
        unit.setTextFormat(Qt.TextFormat.PlainText)
        unit.setFont(small_font(self.font()))
        unit.setFixedWidth(EDITOR_WIDTH)
        unit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        unit.setIndent(7)
        self.grid.addWidget(self.slider, 1, NAME, 1, EDITOR - NAME)
        self.grid.addWidget(unit, 1, EDITOR)

    def show_value(self) -> None:
        super().show_value()
        # Under a dragging hand the handle stays where the hand is, not where the neat value would put it.
        if not self.slider.isSliderDown():
            self.slider.set_number(self._number(self.value()))
        self.slider.setAccessibleDescription(knob_words.shown(self.knob, self.value()))

    def show_baseline(self) -> None:
        self.slider.set_default(self._number(self.baseline()))

    def show_acting(self, text: str, explanation: str) -> None:
        """Says beside the slider what acts now where that isn't the value itself; an empty text: it is."""
        self._unit.setText(text or words.unit(self.knob))
        self._unit.setToolTip(explanation)
        self._unit.setAccessibleName(explanation)

    @Slot(float)
    def _take_moved(self, number: float) -> None:
        self.take(self._value_of(number))

    @Slot()
    def _limit_slider(self) -> None:
        """Keeps the handle out of what would be refused beside the other hyperparameters as they are now."""
        here, last = self.slider.value(), self.slider.maximum()
        ends = (0, last)
        if self._is_offered(here):
            ends = (_furthest(here, 0, self._is_offered), _furthest(here, last, self._is_offered))
        self.slider.set_limits(*ends)

    def _is_offered(self, position: int) -> bool:
        return self.allows(self._value_of(self.slider.number_at(position)))

    def _value_of(self, number: float) -> KnobValue:
        return self.knob.validate(int(number) if self.knob.kind is KnobKind.INT else number)

    @Slot()
    def _show_exactly(self) -> None:
        self.slider.set_number(self._number(self.value()))

    def _number(self, value: KnobValue) -> float:
        """Where the slider stands for a value; for a word, such as auto, at 0.

        Raises:
            TypeError: It is of another kind, which has no slider.
        """
        if value in self.knob.words:
            return min(max(0.0, self.knob.low), self.knob.high)
        if isinstance(value, str | tuple):
            raise TypeError(f"A slider needs a number. Received: {value!r}")
        return value


def _furthest(allowed: int, end: int, is_offered: Callable[[int], bool]) -> int:
    """How far from an allowed position towards `end` positions are offered, found by halving what is between."""
    if is_offered(end):
        return end
    refused = end
    while abs(refused - allowed) > 1:
        middle = (allowed + refused) // 2
        allowed, refused = (middle, refused) if is_offered(middle) else (allowed, middle)
    return allowed
