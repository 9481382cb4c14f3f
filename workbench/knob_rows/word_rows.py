"""Rows without numbers: a switch, and a choice of words."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyledItemDelegate, QWidget

from dqn_engine.config.hyperparameters import Knob
from workbench.knob_rows.row import EDITOR, EDITOR_WIDTH, KnobRow
from workbench.look.icons import IconBook
from workbench.state import knob_words
from workbench.widgets.wheel_guard import WheelGuard


class SwitchRow(KnobRow):
    """On or off."""

    def __init__(self, knob: Knob, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(knob, icons, parent)
        self._name = self.name_label()
        self.box = QCheckBox(self)
        self.box.setAccessibleName(knob_words.label(knob))
        self.box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.box.toggled.connect(self._take_toggled)
        self.box.setFixedWidth(EDITOR_WIDTH)
        self.box.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._name.setBuddy(self.box)
        self.grid.addWidget(self.box, 0, EDITOR)

    def show_value(self) -> None:
        blocked = self.box.blockSignals(True)
        self.box.setChecked(bool(self.value()))
        self.box.blockSignals(blocked)

    def marked(self) -> QWidget:
        return self._name

    def editor(self) -> QWidget:
        return self.box

    @Slot(bool)
    def _take_toggled(self, on: bool) -> None:
        self.take(on)


class ChoiceRow(KnobRow):
    """One of a few words."""

    def __init__(self, knob: Knob, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(knob, icons, parent)
        self._name = self.name_label()
        self.list = QComboBox(self)
        self.list.setAccessibleName(knob_words.label(knob))
        # Its own delegate knows nothing of the style sheet's rows.
        self.list.setItemDelegate(QStyledItemDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for choice in knob.choices:
            self.list.addItem(knob_words.choice(choice), choice)
        self.list.setFixedWidth(max(EDITOR_WIDTH, self.list.sizeHint().width()))
        self.list.installEventFilter(WheelGuard(self.list))
        self.list.currentIndexChanged.connect(self._take_chosen)
        self._name.setBuddy(self.list)
        self.grid.addWidget(self.list, 0, EDITOR)

    def show_value(self) -> None:
        blocked = self.list.blockSignals(True)
        self.list.setCurrentIndex(self.knob.choices.index(self.value()))
        self.list.blockSignals(blocked)

    def marked(self) -> QWidget:
        return self._name

    def editor(self) -> QWidget:
        return self.list

    @Slot(int)
    def _take_chosen(self, index: int) -> None:
        self.take(self.knob.choices[index])
