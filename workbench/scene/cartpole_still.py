"""One moment of CartPole as it is drawn everywhere, in a widget of its own, with others behind it as ghosts."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.look.theme import Theme
from workbench.scene.cartpole_drawing import scene_colours
from workbench.scene.cartpole_scene import CartPoleScene, Ghost, Pose
from workbench.scene.soft_shapes import Colour

PUSHES = (-1, 1)
"""CartPole's actions as forces."""


class CartPoleStill(QWidget):
    """The empty rail until a state is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scene: CartPoleScene | None = None
        self._pose: Pose | None = None
        self._ghosts: list[Ghost] = []
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def ghosts(self) -> list[Ghost]:
        """What is drawn behind the pose."""
        return list(self._ghosts)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme, self._scene = theme, None
        self.update()

    def show_state(self, state: np.ndarray, force: int, ghosts: Sequence[tuple[np.ndarray, str]]) -> None:
        """Shows a state [4] with the push that follows it (−1, 0, 1), and others in their colours."""
        self._pose = Pose(position_m=float(state[0]), angle_rad=float(state[2]), force=force)
        self._ghosts = [
            Ghost(position_m=float(other[0]), angle_rad=float(other[2]), colour=_rgb(colour))
            for other, colour in ghosts
        ]
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        ratio = self.devicePixelRatioF()
        size = (max(math.ceil(self.width() * ratio), 1), max(math.ceil(self.height() * ratio), 1))
        if self._scene is None or (self._scene.geometry.width_px, self._scene.geometry.height_px) != size:
            self._scene = CartPoleScene(scene_colours(self._theme), *size, ratio)
        surface = self._scene.draw(self._pose, self._ghosts)
        pixels: Any = surface.get_view("0")
        image = QImage(pixels, *surface.get_size(), surface.get_pitch(), QImage.Format.Format_RGB32)
        painter = QPainter(self)
        painter.drawImage(QRectF(self.rect()), image)


def _rgb(colour: str) -> Colour:
    made = QColor(colour)
    return (made.red(), made.green(), made.blue())
