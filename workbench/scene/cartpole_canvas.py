"""The CartPole scene on the screen: a widget that paints the pygame surface at its real pixel size, without a copy."""

import math
from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.scene.cartpole_geometry import ANGLE_LIMIT_RAD, POSITION_LIMIT_M
from workbench.scene.cartpole_scene import CartPoleScene, Pose, SceneColours, mixed
from workbench.scene.frame_clock import FrameClock
from workbench.scene.playback import Frame
from workbench.scene.soft_shapes import Colour
from workbench.theme import SPACE, Theme, small_font

# How pygame lays out 32-bit pixels on little-endian machines, and there are wheels of Qt and pygame for no others.
_PIXELS = QImage.Format.Format_RGB32


class CartPoleCanvas(QWidget):
    """Shows frames, with the step and the return above and the limits' labels below; a sentence before the first."""

    def __init__(self, theme: Theme, clock: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frames = FrameClock(clock)
        self._theme = theme
        self._scene: CartPoleScene | None = None
        self._frame: Frame | None = None
        self._is_new = False
        self._captions = ("", "")
        self._sentence = ""
        self.setFont(small_font(self.font()))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(180, 140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self._scene = None
        self.update()

    def show_sentence(self, sentence: str) -> None:
        """Says this over the empty rail."""
        self._frame, self._sentence = None, sentence
        self.update()

    def show_frame(self, frame: Frame, left: str, right: str) -> None:
        """Shows a frame with these captions in the upper corners."""
        self._frame, self._captions, self._sentence = frame, (left, right), ""
        self._is_new = True
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scene = None

    def paintEvent(self, event: QPaintEvent) -> None:
        scene = self._scene_at_this_size()
        surface = scene.draw(_pose(self._frame) if self._frame is not None else None)
        pixels = surface.get_view("0")  # locks the surface until it is dropped
        image = QImage(pixels, *surface.get_size(), surface.get_pitch(), _PIXELS)
        image.setDevicePixelRatio(scene.geometry.device_pixel_ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, image)
        self._paint_words(painter, scene)
        painter.end()
        if self._is_new:
            self._is_new = False
            self.frames.painted()

    def _paint_words(self, painter: QPainter, scene: CartPoleScene) -> None:
        at = scene.geometry
        top = QRectF(SPACE, 4, self.width() - 2 * SPACE, self.fontMetrics().height())
        painter.setPen(QColor(self._theme.text))
        if self._frame is not None:
            painter.drawText(top, Qt.AlignmentFlag.AlignLeft, self._captions[0])
            painter.drawText(top, Qt.AlignmentFlag.AlignRight, self._captions[1])
        painter.setPen(QColor(self._theme.muted))
        if self._sentence:
            above = QRectF(self.rect().adjusted(2 * SPACE, SPACE, -2 * SPACE, -30))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)
        ground = at.ground_y / at.device_pixel_ratio
        for metres, words in ((-POSITION_LIMIT_M, "−2.4 m"), (0.0, "0"), (POSITION_LIMIT_M, "+2.4 m")):
            x = at.x_px(metres) / at.device_pixel_ratio
            below = QRectF(x - 40, ground + 6, 80, self.fontMetrics().height())
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, words)
        if self._frame is not None and self._frame.opacity == 1.0:
            beyond = at.tip_px(self._frame.state[0], ANGLE_LIMIT_RAD, 10 * at.unit)
            x, y = beyond[0] / at.device_pixel_ratio + 7, beyond[1] / at.device_pixel_ratio
            beside = QRectF(x, y - 10, 40, 20)
            painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "12°")

    def _scene_at_this_size(self) -> CartPoleScene:
        ratio = self.devicePixelRatioF()
        width, height = math.ceil(self.width() * ratio), math.ceil(self.height() * ratio)
        scene = self._scene
        if scene is None or scene.geometry.device_pixel_ratio != ratio:
            scene = self._scene = CartPoleScene(scene_colours(self._theme), width, height, ratio)
        return scene


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
