"""One state as its drawing has it, in a widget of its own, with others behind it as ghosts."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.look.theme import SPACE, Theme
from workbench.scene.state_drawing import StateDrawing


class StateStill(QWidget):
    """What stands still alone, until a state is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._drawing: StateDrawing | None = None
        self._state: np.ndarray | None = None
        self._ghosts: Sequence[tuple[np.ndarray, str]] = ()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def draw_by(self, drawing: StateDrawing | None) -> None:
        """Draws states so from now on; those of another environment are forgotten."""
        self._drawing, self._state, self._ghosts = drawing, None, ()
        self.update()

    def show_state(self, state: np.ndarray, ghosts: Sequence[tuple[np.ndarray, str]]) -> None:
        """Shows a state [O], and others in their colours."""
        self._state, self._ghosts = state, ghosts
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._drawing is None:
            return
        room = QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)
        painter = QPainter(self)
        self._drawing.paint(painter, room, self._theme, self._state, self._ghosts)
