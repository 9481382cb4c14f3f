"""Which format to export the network in: each with what it is for."""

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QDialog, QDialogButtonBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from dqn_engine.storage.export.export_names import EXPORT_NAMES
from workbench.look.theme import ROW_SPACE, SPACE, small_font

_INDENT_PX = 29  # as far as the names: beside a circle and a frame


class ExportDialog(QDialog):
    """Lists the formats; where to is asked next.

    Args:
        chosen: The format that is marked at first, one of `EXPORT_NAMES`.
    """

    format_chosen = Signal(str)

    def __init__(self, chosen: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export the network"))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(ROW_SPACE)
        said = QLabel(self.tr("It is written with a program that plays it, loaded back, and compared."), self)
        said.setProperty("role", "muted")
        column.addWidget(said)
        self._choices = QButtonGroup(self)
        self.formats: dict[str, QRadioButton] = {}
        for name, made in EXPORT_NAMES.items():
            kind = made.ending or self.tr("a folder")
            choice = QRadioButton(f"{made.title} ({kind})", self)
            choice.setChecked(name == chosen)
            purpose = QLabel(QCoreApplication.translate("Exports", made.purpose), self)
            purpose.setProperty("role", "muted")
            purpose.setFont(small_font(self.font()))
            purpose.setContentsMargins(_INDENT_PX, 0, 0, ROW_SPACE)
            purpose.setBuddy(choice)
            choice.setAccessibleDescription(purpose.text())
            column.addWidget(choice)
            column.addWidget(purpose)
            self._choices.addButton(choice)
            self.formats[name] = choice
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Cancel, self)
        for button in buttons.buttons():
            button.setIcon(QIcon())
        buttons.button(kinds.Save).setText(self.tr("Save as…"))
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        column.addSpacing(SPACE)
        column.addWidget(buttons)
        self.formats[chosen].setFocus()

    @Slot()
    def _choose(self) -> None:
        name = next(name for name, choice in self.formats.items() if choice.isChecked())
        self.accept()
        self.format_chosen.emit(name)
