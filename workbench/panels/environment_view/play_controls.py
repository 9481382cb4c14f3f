"""How the watched environment runs: held or not, how fast; and what would happen if another action were taken."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, small_font

_SPEEDS = ((0.5, "½×"), (1.0, "1×"), (2.0, "2×"), (4.0, "4×"), (8.0, "8×"))
_WHAT_IF_KEYS = "Ctrl+I"


class PlayControls(QWidget):
    """A row of buttons; that for What if stands elsewhere."""

    changed = Signal(float, bool)  # speed, held
    what_if_pressed = Signal()

    def __init__(self, icons: IconBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self.hold_button = QToolButton(self)
        self.hold_button.setCheckable(True)
        self.hold_button.clicked.connect(self._tell)
        self.what_if_button = QToolButton(self)
        self.what_if_button.setText(self.tr("What if"))
        self.what_if_button.setFont(small_font(self.font()))
        self.what_if_button.setAccessibleName(self.what_if_button.text())
        set_tool_tip(
            self.what_if_button,
            self.tr(
                "Hold the agent here, and see in Episodes what each action would lead to from this state, with greedy "
                "actions after it ({keys})"
            ).format(keys=_WHAT_IF_KEYS),
        )
        self.what_if_button.setShortcut(_WHAT_IF_KEYS)
        self.what_if_button.clicked.connect(self.what_if_pressed)
        self.what_if_button.setEnabled(False)
        self._speeds = QButtonGroup(self)
        self.speed_buttons: dict[float, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(ROW_SPACE)
        row.addWidget(self.hold_button)
        row.addStretch(1)
        for speed, label in _SPEEDS:
            row.addWidget(self._speed_button(speed, label))
        self._show_hold()

    @property
    def held(self) -> bool:
        """Whether the agent is held."""
        return self.hold_button.isChecked()

    @property
    def speed(self) -> float:
        """How many times real time it plays at."""
        return next(speed for speed, button in self.speed_buttons.items() if button.isChecked())

    def hold(self) -> None:
        """Holds the agent."""
        if not self.held:
            self.hold_button.setChecked(True)
            self._tell()

    def release(self) -> None:
        """Lets the agent play on."""
        if self.held:
            self.hold_button.setChecked(False)
            self._tell()

    def _speed_button(self, speed: float, label: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(label)
        button.setCheckable(True)
        button.setChecked(speed == 1.0)
        words = self.tr("Play at {speed} real time").format(speed=label)
        set_tool_tip(button, words)
        button.setAccessibleName(words)
        button.clicked.connect(self._tell)
        self._speeds.addButton(button)
        self.speed_buttons[speed] = button
        return button

    @Slot()
    def _tell(self) -> None:
        self._show_hold()
        self.changed.emit(self.speed, self.held)

    def _show_hold(self) -> None:
        words = self.tr("Let the agent play on") if self.held else self.tr("Hold the agent; training continues")
        set_tool_tip(self.hold_button, words)
        self.hold_button.setAccessibleName(words)
        self._icons.give(self.hold_button, "play" if self.held else "pause", "on_accent" if self.held else "text")
