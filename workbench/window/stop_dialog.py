"""Stop by itself: the criteria that end a run, in one small dialog. They are the hyperparameters of that group."""

import math
from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dqn_engine.networks.known_returns import AUTO
from dqn_engine.system.values import KnobValue
from workbench.knob_rows import words
from workbench.knob_rows.row import KnobRow
from workbench.knob_rows.typed_field import TypedField
from workbench.look.theme import SPACE
from workbench.state import knob_words

_NAMES = ("stop_steps", "stop_minutes", "stop_evaluations", "stop_return")
_FIELD_PX = 110


class StopDialog(QDialog):
    """Changes what the rows of the hyperparameters change; what is typed is taken at once, also during a run.

    Args:
        rows: The rows of the hyperparameters panel.
        threshold: The return from which the environment counts as solved; NaN where nobody says.
    """

    def __init__(self, rows: Mapping[str, KnobRow], threshold: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Stop by itself"))
        self._rows, self._threshold = rows, threshold
        self.fields: dict[str, TypedField] = {}
        self._units: dict[str, QLabel] = {}
        column, grid = QVBoxLayout(self), QGridLayout()
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        heading = QLabel(self.tr("The run ends, saved, at whichever comes first. 0: not by that."), self)
        heading.setProperty("role", "muted")
        column.addWidget(heading)
        column.addLayout(grid)
        grid.setHorizontalSpacing(SPACE)
        grid.setColumnStretch(0, 1)
        for line, name in enumerate(_NAMES):
            self._add(grid, line, name)
        self._say_goal()
        self._note = QLabel(self)
        self._note.setProperty("role", "refused")
        self._note.setWordWrap(True)
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setAccessibleName(self.tr("Why a value isn't allowed"))
        self._note.hide()
        column.addWidget(self._note)
        done = QPushButton(self.tr("Done"), self)
        done.setDefault(True)
        done.clicked.connect(self._finish)
        column.addWidget(done, 0, Qt.AlignmentFlag.AlignRight)
        self.fields[_NAMES[0]].selectAll()  # It has the keyboard first: what is typed there replaces what stands there.

    def _add(self, grid: QGridLayout, line: int, name: str) -> None:
        knob = self._rows[name].knob
        label, unit = QLabel(knob_words.label(knob), self), QLabel(words.unit(knob), self)
        field = TypedField(knob, knob_words.label(knob), self)
        field.setFixedWidth(_FIELD_PX)
        field.setToolTip(words.tooltip(knob, self._rows[name].baseline()))
        field.setObjectName(name)
        field.show_value(self._rows[name].value())
        field.typed.connect(self._take)
        field.refused.connect(self._refuse)
        field.given_up.connect(self._give_up)
        label.setBuddy(field)
        unit.setProperty("role", "muted")
        for place, widget in enumerate((label, field, unit)):
            grid.addWidget(widget, line, place)
        self.fields[name], self._units[name] = field, unit

    @Slot(object)
    def _take(self, value: KnobValue) -> None:
        field: QObject = self.sender()
        name = field.objectName()
        self._note.hide()
        in_a_row = self._rows["stop_evaluations"]
        if name == "stop_return" and not in_a_row.value():
            in_a_row.take(1)  # A return that ends nothing would be a change of no effect.
        self._rows[name].take(value)
        for shown, other in self.fields.items():
            other.show_value(self._rows[shown].value())
        self._say_goal()

    def _say_goal(self) -> None:
        """Beside the return to reach: what it is where the program decides it."""
        row = self._rows["stop_return"]
        is_auto = row.value() == AUTO and math.isfinite(self._threshold)
        value = knob_words.shown(row.knob, self._threshold) if is_auto else ""
        self._units[row.knob.name].setText(self.tr("here {value}").format(value=value) if is_auto else "")

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._note.setText(sentence)
        self._note.show()

    @Slot()
    def _give_up(self) -> None:
        """Esc: what is only typed goes first, and then the dialog."""
        field: QObject = self.sender()
        if not isinstance(field, TypedField):
            return
        typed = field.text()
        field.show_value(self._rows[field.objectName()].value())
        self._note.hide()
        if field.text() == typed:
            self.reject()

    @Slot()
    def _finish(self) -> None:
        for field in self.fields.values():
            field.settle()
        if not any(field.is_refused() for field in self.fields.values()):
            self.accept()
