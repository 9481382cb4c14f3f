"""One state as `state_drawings` draws it, in a widget of its own, with others behind it as ghosts."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.look.theme import SPACE, Theme
from workbench.scene.state_drawings import StateDrawing

_GHOST_OPACITY = 0.5


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
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(
            self._drawing.placed_in(QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)), combine=True
        )
        self._drawing.still(painter, self._theme)
        painter.setOpacity(_GHOST_OPACITY)
        for ghost, colour in self._ghosts:
            self._drawing.moving(painter, QColor(colour), ghost)
        painter.setOpacity(1.0)
        if self._state is not None:
            self._drawing.moving(painter, QColor(self._theme.accent), self._state)
