"""A hyperparameter that is to vary: from where to where, or which values."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, small_font
from workbench.state import run_cells
from workbench.state.new_sweep import Range, is_ranged
from workbench.widgets.elided_label import ElidedLabel

_FIELD_PX, _AROUND_PX = 60, 20  # of a field at least, and what it has around its text
_WIDEST = "0.0005"
_NEVER_PX = 100_000
_LEAST_PX, _TYPED_PX = 190, 240  # of all that is typed: at least, and where it has room


class RangeRow(QWidget):
    """Signals:
    edited: The hyperparameter's name and the `Range` that is typed.
    dropped: Its name: it isn't to vary any more.
    """

    edited = Signal(str, object)
    dropped = Signal(str)

    def __init__(self, name: str, said: Range, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, label = name, run_cells.knob_label(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(ROW_SPACE)
        title = ElidedLabel(self)
        title.show_text(label)
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._wanted_px = title.fontMetrics().horizontalAdvance(label)
        self._line.addWidget(title, 1)
        typed = QHBoxLayout()
        typed.setSpacing(ROW_SPACE)
        self.fields: list[QLineEdit] = []
        if is_ranged(KNOB_BY_NAME[name]):
            self._field(said.low, self.tr("{knob} from").format(knob=label), typed)
            typed.addWidget(QLabel("–", self))
            self._field(said.high, self.tr("{knob} to").format(knob=label), typed)
        else:
            self._field(said.choices, self.tr("Values of {knob}, with ; between").format(knob=label), typed)
            self._wanted_px = _NEVER_PX  # Values take a line of their own.
        self.drop = QToolButton(self)
        self.drop.setProperty("role", "flat")
        self.drop.setAccessibleName(self.tr("Don't vary {knob}").format(knob=label))
        set_tool_tip(self.drop, self.drop.accessibleName())
        icons.give(self.drop, "close")
        self.drop.clicked.connect(lambda: self.dropped.emit(self._name))
        typed.addWidget(self.drop)
        self._line.addLayout(typed, 1)
        column.addLayout(self._line)
        self.refusal = QLabel(self)
        self.refusal.setProperty("role", "refused")
        self.refusal.setWordWrap(True)
        self.refusal.setFont(small_font(self.font()))
        self.refusal.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.refusal.hide()
        column.addWidget(self.refusal)

    def show_range(self, said: Range, refusal: str) -> None:
        """Shows what is typed, and why it isn't allowed."""
        texts = (said.low, said.high) if len(self.fields) == 2 else (said.choices,)
        for field, text in zip(self.fields, texts, strict=True):
            if field.text() != text and not field.hasFocus():
                field.setText(text)
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The name stands before what is typed where both have room, else above it."""
        super().resizeEvent(event)
        beside = self.width() >= self._wanted_px + _TYPED_PX
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._line.setDirection(across if beside else down)

    def minimumSizeHint(self) -> QSize:
        """As narrow as what is typed, below the name."""
        return QSize(_LEAST_PX, super().minimumSizeHint().height())

    def _field(self, text: str, name: str, row: QHBoxLayout) -> None:
        field = QLineEdit(text, self)
        if is_ranged(KNOB_BY_NAME[self._name]):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setCursorPosition(0)
        field.setAccessibleName(name)
        set_tool_tip(field, name)
        field.setMaxLength(200)
        margins = field.textMargins()
        inside = field.fontMetrics().horizontalAdvance(_WIDEST) + margins.left() + margins.right() + _AROUND_PX
        field.setMinimumWidth(inside if is_ranged(KNOB_BY_NAME[self._name]) else _FIELD_PX)
        field.textEdited.connect(self._tell)
        row.addWidget(field, 1)
        self.fields.append(field)

    @Slot()
    def _tell(self) -> None:
        texts = [field.text() for field in self.fields]
        said = Range(low=texts[0], high=texts[1]) if len(texts) == 2 else Range(choices=texts[0])
        self.edited.emit(self._name, said)
