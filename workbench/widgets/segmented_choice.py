"""One of a few things, chosen by buttons side by side."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QToolButton, QWidget

from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import Theme, small_font

_ROUND_PX = 5


class SegmentedChoice(QWidget):
    """Buttons of which one is pressed.

    Args:
        segments: Of each what it is called here, its text, and what it is.
    """

    chosen = Signal(str)

    def __init__(self, name: str, segments: Iterable[tuple[str, str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._keys: dict[QAbstractButton, str] = {}
        self._choice = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for key, text, about in segments:
            button = QToolButton(self)
            button.setText(text)
            button.setCheckable(True)
            button.setChecked(not self._keys)
            self._choice = self._choice or key
            button.setFont(small_font(self.font()))
            set_tool_tip(button, about)
            button.setAccessibleName(f"{name}: {text}")
            self._group.addButton(button)
            self._keys[button] = key
            row.addWidget(button)
        self._group.buttonClicked.connect(self._take)

    @property
    def choice(self) -> str:
        """What is chosen."""
        return self._choice

    def choose(self, key: str) -> None:
        """Chooses as the user would."""
        self.button(key).click()

    def button(self, key: str) -> QAbstractButton:
        """The button of that choice."""
        return next(button for button, found in self._keys.items() if found == key)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours; the buttons touch, and are round at the ends alone."""
        t, last = theme, len(self._keys) - 1
        for index, button in enumerate(self._keys):
            left, right = _ROUND_PX if index == 0 else 0, _ROUND_PX if index == last else 0
            button.setStyleSheet(
                f"QToolButton {{ padding: 0 6px; min-height: 24px; border-radius: 0;"
                f" border-top-left-radius: {left}px; border-bottom-left-radius: {left}px;"
                f" border-top-right-radius: {right}px; border-bottom-right-radius: {right}px;"
                f" {'border-left: none;' if index else ''} }}"
                f"QToolButton:checked {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}"
                f"QToolButton:focus {{ border: 1px solid {t.text}; }}"
            )

    @Slot(QAbstractButton)
    def _take(self, button: QAbstractButton) -> None:
        self._choice = self._keys[button]
        self.chosen.emit(self._choice)
