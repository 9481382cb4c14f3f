"""What of the hyperparameters is looked for."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from dqn_engine.config.hyperparameters import Knob
from workbench.knob_rows import words
from workbench.look.theme import SPACE


class Search(QHBoxLayout):
    """A field for words, and a box for those that were changed.

    Attributes:
        field: Of the words.
        changed_only: The box.
    """

    changed = Signal()
    entered = Signal()  # Enter or Down: to the first that was found

    def __init__(self, parent: QWidget) -> None:
        super().__init__()
        self.field = QLineEdit(parent)
        self.field.setPlaceholderText(self.tr("Search"))
        self.field.setAccessibleName(self.tr("Search hyperparameters"))
        self.field.setToolTip(self.tr("By name, group or choice (Ctrl+F); Esc shows all again"))
        self.field.setClearButtonEnabled(True)
        for button in self.field.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear the search"))
        self.field.textChanged.connect(self.changed)
        self.field.installEventFilter(self)
        self.changed_only = QCheckBox(self.tr("changed only"), parent)
        self.changed_only.setAccessibleName(self.tr("Show changed hyperparameters only"))
        self.changed_only.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.changed_only.toggled.connect(self.changed)
        self.setContentsMargins(SPACE + 2, 0, SPACE, 0)
        self.setSpacing(SPACE)
        self.addWidget(self.field, 1)
        self.addWidget(self.changed_only)

    def is_looking(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.field.text().strip()) or self.changed_only.isChecked()

    def finds(self, knob: Knob, *, changed: bool) -> bool:
        """Whether a hyperparameter is looked for, which was `changed` or wasn't."""
        if self.changed_only.isChecked() and not changed:
            return False
        said = words.found_by(knob).casefold()
        return all(part in said for part in self.field.text().casefold().split())

    def nothing_found(self) -> str:
        """What is said where nothing is left."""
        if not self.changed_only.isChecked():
            return self.tr("No hyperparameter fits.")
        if not self.field.text().strip():
            return self.tr("Nothing is changed.")
        return self.tr("No changed hyperparameter fits; Esc shows all that are changed.")

    def begin(self) -> None:
        """Puts the cursor into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def look_for_all(self) -> None:
        """Leaves nothing out."""
        self.changed_only.setChecked(False)
        self.field.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.field.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.entered.emit()
                return True
        return super().eventFilter(watched, event)
