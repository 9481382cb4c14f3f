"""How a state is drawn from its numbers: what stands still, and what moves, in a world of its own."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from workbench.look.theme import Theme

_GHOST_OPACITY = 0.5


def _nothing(_painter: QPainter, _theme: Theme, _state: np.ndarray) -> None:
    pass


class StateDrawing(NamedTuple):
    """How the states of an environment are drawn.

    Attributes:
        numbers: Of a state, O.
        world: What is seen, in the world's units, y upwards: left, bottom, width, height.
        still: Draws what never moves.
        moving: Draws a state [O] in a colour.
        beside: Draws what else there is in a state, of which ghosts show nothing.
        apart: How far ghosts are moved to the right, each from the one before it, so that those in the same place are
            all seen; 0: they lie where they are.
    """

    numbers: int
    world: QRectF
    still: Callable[[QPainter, Theme], None]
    moving: Callable[[QPainter, QColor, np.ndarray], None]
    beside: Callable[[QPainter, Theme, np.ndarray], None] = _nothing
    apart: float = 0.0

    def placed_in(self, room: QRectF) -> QTransform:
        """From the world to pixels: as large as fits, in the middle, y upwards."""
        scale = min(room.width() / self.world.width(), room.height() / self.world.height())
        middle, centre = room.center(), self.world.center()
        return QTransform(
            scale, 0.0, 0.0, -scale, middle.x() - scale * centre.x(), middle.y() + scale * centre.y()
        )  # fmt: skip

    def paint(
        self,
        painter: QPainter,
        room: QRectF,
        theme: Theme,
        state: np.ndarray | None,
        ghosts: Sequence[tuple[np.ndarray, str]] = (),
        *,
        opacity: float = 1.0,
    ) -> None:
        """Paints a state [O], if any, so much of it to be seen, and others in their colours behind it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(self.placed_in(room), combine=True)
        self.still(painter, theme)
        if state is not None:
            self.beside(painter, theme, state)
        painter.setOpacity(_GHOST_OPACITY)
        for place, (ghost, colour) in enumerate(ghosts):
            painter.save()
            painter.translate(self.apart * (place - (len(ghosts) - 1) / 2), 0.0)
            self.moving(painter, QColor(colour), ghost)
            painter.restore()
        painter.setOpacity(opacity)
        if state is not None:
            self.moving(painter, QColor(theme.accent), state)
        painter.restore()


def round_pen(colour: QColor | str, width_px: float) -> QPen:
    """A pen of so many pixels, whatever the world's units."""
    pen = QPen(QColor(colour), width_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    pen.setCosmetic(True)
    return pen
