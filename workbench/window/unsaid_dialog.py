"""What another program's weights file doesn't say is asked for, and nothing is assumed: a wrong guess plays, badly."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from workbench.look.theme import SPACE
from workbench.presenters.unsaid_weights import UnsaidWeights
from workbench.state import knob_words

_WIDTH_PX = 440
_LONGEST_NAME = 80
_NEVER_ANOTHERS = ("running",)  # Its statistics are in this program's own files only.


class UnsaidDialog(QDialog):
    """Asks for the hyperparameters that `weights` doesn't say; each has to be chosen.

    Attributes:
        lists: The choices by hyperparameter.
        load_button: What loads; it can't be pressed before everything is chosen.
    """

    answered = Signal(str, dict)  # the file, and its hyperparameters

    def __init__(self, weights: UnsaidWeights, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Weights of another program"))
        self._path = weights.path
        self.lists: dict[str, QComboBox] = {}
        column, form = QVBoxLayout(self), QFormLayout()
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        name = Path(weights.path).name[:_LONGEST_NAME]
        column.addWidget(
            self._text(
                self.tr("{name} doesn't say what follows, and it changes what its numbers mean.").format(name=name)
            )
        )
        column.addLayout(form)
        for knob_name in weights.unsaid:
            form.addRow(knob_words.label(KNOB_BY_NAME[knob_name]), self._list_of(knob_name))
        column.addWidget(self._text(self._what_follows(weights.environment), role="muted"))
        buttons = QDialogButtonBox(self)
        self.load_button = buttons.addButton(self.tr("Load"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.load_button.setEnabled(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(self._answer)
        column.addWidget(buttons)
        self.setFixedWidth(_WIDTH_PX)

    def _what_follows(self, environment: str) -> str:
        if environment:
            return self.tr("A run of {environment} is made for them, paused.").format(environment=environment)
        return self.tr("They are loaded into this run, if its network is as you say.")

    def _list_of(self, name: str) -> QComboBox:
        knob, choices = KNOB_BY_NAME[name], QComboBox(self)
        choices.setAccessibleName(knob_words.label(knob))
        choices.addItem(self.tr("Choose…"), "")
        for choice in knob.choices:
            if choice not in _NEVER_ANOTHERS:
                choices.addItem(knob_words.choice(choice), choice)
        choices.currentIndexChanged.connect(self._look)
        self.lists[name] = choices
        return choices

    def _text(self, sentence: str, role: str = "") -> QLabel:
        label = QLabel(sentence, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if role:
            label.setProperty("role", role)
        return label

    @Slot()
    def _look(self) -> None:
        self.load_button.setEnabled(all(choices.currentData() for choices in self.lists.values()))

    @Slot()
    def _answer(self) -> None:
        self.answered.emit(self._path, {name: choices.currentData() for name, choices in self.lists.items()})
