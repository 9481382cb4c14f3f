"""A hyperparameter that is to vary: from where to where, or which values."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from workbench.look.icons import IconBook
from workbench.look.theme import ROW_SPACE, small_font
from workbench.state import run_cells
from workbench.state.new_sweep import Range, is_ranged

_FIELD_PX = 84


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
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(ROW_SPACE)
        grid.setVerticalSpacing(0)
        title = QLabel(label, self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        grid.addWidget(title, 0, 0)
        grid.setColumnStretch(0, 1)
        self.fields: list[QLineEdit] = []
        if is_ranged(KNOB_BY_NAME[name]):
            self._field(said.low, self.tr("{knob} from").format(knob=label), grid, 1)
            grid.addWidget(QLabel("–", self), 0, 2)
            self._field(said.high, self.tr("{knob} to").format(knob=label), grid, 3)
        else:
            self._field(said.choices, self.tr("Values of {knob}, with ; between").format(knob=label), grid, 1, 3)
        self.drop = QToolButton(self)
        self.drop.setProperty("role", "flat")
        self.drop.setAccessibleName(self.tr("Don't vary {knob}").format(knob=label))
        self.drop.setToolTip(self.drop.accessibleName())
        icons.give(self.drop, "close")
        self.drop.clicked.connect(lambda: self.dropped.emit(self._name))
        grid.addWidget(self.drop, 0, 4)
        self.refusal = QLabel(self)
        self.refusal.setProperty("role", "refused")
        self.refusal.setWordWrap(True)
        self.refusal.setFont(small_font(self.font()))
        self.refusal.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.refusal.hide()
        grid.addWidget(self.refusal, 1, 0, 1, 5)

    def show_range(self, said: Range, refusal: str) -> None:
        """Shows what is typed, and why it isn't allowed."""
        texts = (said.low, said.high) if len(self.fields) == 2 else (said.choices,)
        for field, text in zip(self.fields, texts, strict=True):
            if field.text() != text and not field.hasFocus():
                field.setText(text)
        self.refusal.setText(refusal)
        self.refusal.setVisible(bool(refusal))

    def _field(self, text: str, name: str, grid: QGridLayout, column: int, span: int = 1) -> None:
        field = QLineEdit(text, self)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setMaxLength(200)
        if span == 1:
            field.setFixedWidth(_FIELD_PX)
        else:
            field.setMinimumWidth(2 * _FIELD_PX + 12)
        field.textEdited.connect(self._tell)
        grid.addWidget(field, 0, column, 1, span)
        self.fields.append(field)

    @Slot()
    def _tell(self) -> None:
        texts = [field.text() for field in self.fields]
        said = Range(low=texts[0], high=texts[1]) if len(texts) == 2 else Range(choices=texts[0])
        self.edited.emit(self._name, said)
