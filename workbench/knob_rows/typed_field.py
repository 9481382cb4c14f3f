"""A field to type a hyperparameter's value into; what isn't allowed stays visible and is refused with the reason."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from dqn_engine.config.hyperparameters import Knob, KnobKind
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue
from workbench.state import knob_words
from workbench.state.engine_words import worded

_AROUND_PX = 18  # of a field around its text: padding, frame, and the cursor
_SMALLEST_PX = 10


class TypedField(QLineEdit):
    """Emits `typed` for an allowed value and `refused` for anything else. Escape brings the old value back."""

    typed = Signal(object)  # KnobValue
    refused = Signal(str)
    given_up = Signal()

    def __init__(self, knob: Knob, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._knob = knob
        self._shown = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleName(name)
        self.setMaxLength(80)
        self._whole_font = self.font()
        self.textChanged.connect(self._fit_letters)
        self.editingFinished.connect(self.settle)
        self.textEdited.connect(self._forget_refusal)

    def show_value(self, value: KnobValue) -> None:
        """Shows `value`."""
        self._shown = knob_words.typed(self._knob, value)
        self.setText(self._shown)
        self.setCursorPosition(0)
        self._set_refused(False)

    def is_refused(self) -> bool:
        """Whether the text isn't allowed."""
        return bool(self.property("refused"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_letters()

    @Slot()
    def _fit_letters(self) -> None:
        """A number with many digits, as a sweep finds them, is written in smaller letters rather than cut."""
        room, wanted = self.rect().width() - _AROUND_PX, QFont(self._whole_font)
        size = QFontInfo(wanted).pixelSize()
        while size > _SMALLEST_PX and QFontMetrics(wanted).horizontalAdvance(self.text()) > room:
            size -= 1
            wanted.setPixelSize(size)
        if self.font() != wanted:
            self.setFont(wanted)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Selects a whole number; for Qt a point or a comma in it parts words."""
        super().mouseDoubleClickEvent(event)  # From here on Qt takes another click for the third, which selects all.
        if self._knob.kind in (KnobKind.INT, KnobKind.FLOAT):
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def settle(self) -> None:
        """Takes what is typed, as Enter does."""
        if self.text() == self._shown or self.is_refused():
            return
        try:
            value = knob_words.read(self._knob, self.text())
        except InputError as error:
            self._set_refused(True)
            self.refused.emit(worded(str(error)))
        else:
            self.typed.emit(value)

    @Slot()
    def _forget_refusal(self) -> None:
        self._set_refused(False)

    def _set_refused(self, refused: bool) -> None:
        if self.is_refused() != refused:
            self.setProperty("refused", refused)
            self.style().unpolish(self)
            self.style().polish(self)
