"""One transition, close by: its two states as they are drawn, or as two pictures, and number by number."""

import html

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dqn_engine.messages.reports import RunStarted
from workbench.look.figures import figure
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import ROW_SPACE, SPACE, Theme, small_font
from workbench.scene.picture_drawing import sharply_scaled
from workbench.scene.state_scene import StateScene
from workbench.state import observation_words
from workbench.state.environment_words import input_words

_MOST_NUMBERS = 12
_LARGEST_PICTURE_PX = 120
_SCENE_PX = 132
# Wider, the rail would be drawn at a scale at which the pole is higher than its place.
_SCENE_WIDEST_PX = 320
_BESIDE_FROM_PX = 560


class TransitionDetail(QWidget):
    """Hidden until a transition is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._states: tuple[np.ndarray, np.ndarray] | None = None
        self._action = 0
        self.scene = StateScene(theme, self)
        self.scene.setFixedHeight(_SCENE_PX)
        self.scene.setMaximumWidth(_SCENE_WIDEST_PX)
        self.scene.setToolTip(self.tr("The state before the step; the ghost is the state after it"))
        self.scene.hide()
        self.numbers = QLabel(self)
        self.numbers.setTextFormat(Qt.TextFormat.RichText)
        self.numbers.setFont(small_font(self.font()))
        self.numbers.setAccessibleName(self.tr("The selected transition"))
        self.pictures = (QLabel(self), QLabel(self))
        line, column = QHBoxLayout(), QVBoxLayout(self)
        line.setSpacing(SPACE)
        names = (self.tr("The observation before the step"), self.tr("The observation after the step"))
        for picture, name in zip(self.pictures, names, strict=True):
            picture.setAccessibleName(name)
            set_tool_tip(picture, name)
            line.addWidget(picture)
        line.addStretch(1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(ROW_SPACE)
        column.addLayout(line)
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._both.setSpacing(ROW_SPACE)
        self._both.addWidget(self.scene, 1)
        self._both.addWidget(self.numbers, 1)
        column.addLayout(self._both)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._both.setDirection(across if self.width() >= _BESIDE_FROM_PX else down)

    def draw_for(self, run: RunStarted) -> None:
        """Draws states of that run's environment from now on."""
        self._labels = input_words(run)
        self.scene.draw_for(run)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.scene.restyle(theme)
        self._tell()

    def show_states(self, states: tuple[np.ndarray, np.ndarray] | None, action: int = 0) -> None:
        """Shows s and s′, and the action between them; None: nothing."""
        self._states, self._action = states, action
        self._tell()
        self.setVisible(states is not None)

    def _tell(self) -> None:
        if self._states is None:
            return
        are_pictures = observation_words.is_picture(self._states[0])
        self.numbers.setVisible(not are_pictures)
        for label, state in zip(self.pictures, self._states, strict=True):
            label.setVisible(are_pictures)
            if are_pictures:
                label.setPixmap(self._pixmap(state))
        if not are_pictures:
            self.numbers.setText(self._rows(*self._states))
        self.scene.setVisible(self.scene.draws and not are_pictures)
        if not self.scene.isHidden():
            before, after = self._states
            self.scene.show_state(before, self._action, [(after, self._theme.muted)])

    def _rows(self, before: np.ndarray, after: np.ndarray) -> str:
        numbers = [observation_words.state_number(state) for state in (before, after)]
        both: list[tuple[tuple[str, float], tuple[str, float]]] = []
        if None not in numbers:
            rows = [(self.tr("State"), *(f"{number:,}" for number in numbers))]
        else:
            both = list(zip(*(observation_words.read(self._labels, state) for state in (before, after)), strict=False))
            rows = [(name, *(figure(at, ".4f") for at in (was, now))) for (name, was), (_, now) in both[:_MOST_NUMBERS]]
        head = '<td></td><td align="right">s</td><td align="right">s′</td>'
        muted = f'style="color: {self._theme.muted}"'
        lines = [f"<tr {muted}>{head}</tr>"]
        for name, *values in rows:
            cells = "".join(f'<td align="right" width="76">{value}</td>' for value in values)
            lines.append(f"<tr><td {muted}>{html.escape(name)}</td>{cells}</tr>")
        more = len(both) - len(rows)
        if more > 0:
            rest = self.tr("and {count} more").format(count=more)
            lines.append(f"<tr><td {muted}>{rest}</td></tr>")
        return f"<table cellspacing='2'>{''.join(lines)}</table>"

    def _pixmap(self, state: np.ndarray) -> QPixmap:
        newest = observation_words.picture(state)
        high, wide = newest.shape[:2]
        factor = _LARGEST_PICTURE_PX / max(high, wide)
        return QPixmap.fromImage(sharply_scaled(newest, QSize(round(wide * factor), round(high * factor))))
