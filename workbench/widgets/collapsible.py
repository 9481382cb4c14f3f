"""A heading that opens and closes what stands under it."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from workbench.look.icons import IconBook
from workbench.look.theme import ROW_SPACE


class Collapsible(QWidget):
    """A section with a heading; `body` is the layout for its rows."""

    toggled = Signal(bool)

    def __init__(self, heading: str, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._revealed = False
        self._button = QToolButton(self)
        self._button.setProperty("role", "section")
        self._button.setText(heading)
        self._button.setAccessibleName(heading)
        self._button.setCheckable(True)
        self._button.setChecked(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.toggled.connect(self._show)
        self._rows = QWidget(self)
        self.body = QVBoxLayout(self._rows)
        self.body.setContentsMargins(0, 0, 0, ROW_SPACE)
        self.body.setSpacing(ROW_SPACE)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(ROW_SPACE)
        outer.addWidget(self._button)
        outer.addWidget(self._rows)
        icons.give(self._button, "chevron-down", "muted")

    def set_heading(self, heading: str) -> None:
        """Changes the words of the heading."""
        self._button.setText(heading)
        self._button.setAccessibleName(heading)

    def is_open(self) -> bool:
        """Whether the rows are shown."""
        return self._button.isChecked()

    def shows_rows(self) -> bool:
        """Whether the rows are shown, be it that the section is open or that they are revealed."""
        return not self._rows.isHidden()

    def set_open(self, is_open: bool) -> None:
        """Shows or hides the rows."""
        self._button.setChecked(is_open)

    def reveal(self, revealed: bool) -> None:
        """Shows the rows although the section is closed, as while something is searched for; or no longer."""
        self._revealed = revealed
        self._rows.setVisible(revealed or self.is_open())

    @Slot(bool)
    def _show(self, is_open: bool) -> None:
        self._rows.setVisible(is_open or self._revealed)
        self._icons.give(self._button, "chevron-down" if is_open else "chevron-right", "muted")
        self.toggled.emit(is_open)
