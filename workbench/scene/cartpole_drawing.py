"""CartPole, drawn by ourselves between its steps: paints the pygame surface at its real pixel size, without a copy."""

import math
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from dqn_engine.environments.cartpole_limits import ANGLE_LIMIT_RAD, POSITION_LIMIT_M
from workbench.look.drawn_lines import draw_line
from workbench.look.theme import Theme
from workbench.scene.cartpole_scene import CartPoleScene, Ghost, Pose, SceneColours, mixed
from workbench.scene.playback import Frame
from workbench.scene.push_drag import CART, POLE
from workbench.scene.soft_shapes import Colour

ENVIRONMENTS = frozenset({"CartPole-v0", "CartPole-v1"})
"""What this draws; every other environment draws its own pictures."""

_NEAR_PX = 12

# How pygame lays out 32-bit pixels on little-endian machines, and there are wheels of Qt and pygame for no others.
_PIXELS = QImage.Format.Format_RGB32


class CartPoleDrawing:
    """Draws the cart, its pole and the limits with their labels; without a frame, the empty rail."""

    moves_between_steps = True

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._scene: CartPoleScene | None = None

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._scene = None

    def show_numbers(self, numbers: tuple[float, ...]) -> None:
        """The scene itself shows all four."""

    def part_at(self, place: QPointF, size: QSize, ratio: float, frame: Frame) -> str:
        """Which part of the scene is at a place in pixels: `CART`, `POLE` or nothing."""
        at, x, y = self._scene_for(size, ratio).geometry, place.x() * ratio, place.y() * ratio
        position, angle = frame.state[0], frame.state[2]
        if abs(x - at.x_px(position)) <= at.cart_width / 2 and at.cart_top <= y <= at.ground_y:
            return CART
        # How far beside the pole, and how far up along it.
        right, up = x - at.x_px(position), at.pivot_y - y
        beside = right * math.cos(angle) - up * math.sin(angle)
        along = right * math.sin(angle) + up * math.cos(angle)
        near = max(at.pole_width, _NEAR_PX * at.unit)
        return POLE if abs(beside) <= near and 0 <= along <= at.pole_length + near else ""

    def paint(self, painter: QPainter, size: QSize, device_pixel_ratio: float, frame: Frame | None) -> None:
        """Paints the scene and its labels."""
        scene = self._scene_for(size, device_pixel_ratio)
        surface = scene.draw(_pose(frame) if frame is not None else None, self._ghosts(frame))
        pixels: Any = surface.get_view("0")  # locks the surface until it is dropped; Qt takes it as a buffer
        image = QImage(pixels, *surface.get_size(), surface.get_pitch(), _PIXELS)
        image.setDevicePixelRatio(device_pixel_ratio)
        painter.drawImage(0, 0, image)
        self._paint_labels(painter, scene, frame)

    def _ghosts(self, frame: Frame | None) -> list[Ghost]:
        """The agent in the same episode, where the user plays."""
        rival = frame.step.rival_state if frame is not None else ()
        if len(rival) != 4:
            return []
        return [Ghost(position_m=rival[0], angle_rad=rival[2], colour=_rgb(self._theme.evaluation))]

    def _paint_labels(self, painter: QPainter, scene: CartPoleScene, frame: Frame | None) -> None:
        at, line_px = scene.geometry, painter.fontMetrics().height()
        painter.setPen(QColor(self._theme.muted))
        ground = at.ground_y / at.device_pixel_ratio
        for metres, words in ((-POSITION_LIMIT_M, "−2.4 m"), (0.0, "0"), (POSITION_LIMIT_M, "+2.4 m")):
            x = at.x_px(metres) / at.device_pixel_ratio
            below = QRectF(x - 40, ground + 6, 80, line_px)
            draw_line(painter, below, Qt.AlignmentFlag.AlignHCenter, words)
        if frame is not None and frame.opacity == 1.0:
            beyond = at.tip_px(frame.state[0], ANGLE_LIMIT_RAD, 10 * at.unit)
            x, y = beyond[0] / at.device_pixel_ratio + 7, beyond[1] / at.device_pixel_ratio
            beside = QRectF(x, y - 10, 40, 20)
            draw_line(painter, beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "12°")

    def _scene_for(self, size: QSize, ratio: float) -> CartPoleScene:
        pixels = (max(math.ceil(size.width() * ratio), 1), max(math.ceil(size.height() * ratio), 1))
        if self._scene is not None:
            at = self._scene.geometry
            if (at.width_px, at.height_px, at.device_pixel_ratio) == (*pixels, ratio):
                return self._scene
        self._scene = CartPoleScene(scene_colours(self._theme), *pixels, ratio)
        return self._scene


def scene_colours(theme: Theme) -> SceneColours:
    """The scene's colours in a theme; the arrow has the colour of evaluations, since both show the greedy policy."""
    ground, text, muted = (_rgb(colour) for colour in (theme.surface, theme.text, theme.muted))
    return SceneColours(
        ground=ground,
        rail=muted,
        faint=mixed(muted, ground, 0.5),
        limit=_rgb(theme.danger),
        cart=mixed(text, ground, 0.82),
        pole=_rgb(theme.accent),
        force=_rgb(theme.evaluation),
    )


def _rgb(colour: str) -> Colour:
    made = QColor(colour)
    return (made.red(), made.green(), made.blue())


def _pose(frame: Frame) -> Pose:
    return Pose(
        position_m=frame.state[0],
        angle_rad=frame.state[2],
        force=(1 if frame.step.action == 1 else -1) if frame.opacity == 1.0 else 0,
        trail=tuple((state[0], state[2]) for state in frame.trail),
        opacity=frame.opacity,
    )
