"""The environment's own pictures: as large as fits, with sharp edges, and its observation below where there is room."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from workbench.scene.drawing import TOP_SPACE_PX
from workbench.scene.number_rows import paint_rows, rows_height
from workbench.scene.playback import Frame
from workbench.theme import SPACE, Theme


class PictureDrawing:
    """Draws the newest picture, letterboxed."""

    moves_between_steps = False

    def __init__(self, theme: Theme, observation_labels: Sequence[str]) -> None:
        self._theme = theme
        self._labels = tuple(observation_labels)
        self._numbers: tuple[float, ...] = ()
        self._picture: np.ndarray | None = None
        self._scaled = QImage()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme

    def show_numbers(self, numbers: tuple[float, ...]) -> None:
        """Takes an observation to be shown below the picture."""
        self._numbers = numbers

    def paint(self, painter: QPainter, size: QSize, device_pixel_ratio: float, frame: Frame | None) -> None:
        """Paints the picture and, where they fit below it, the numbers."""
        painter.fillRect(0, 0, size.width(), size.height(), QColor(self._theme.surface))
        if frame is None or frame.picture is None:
            return
        area = QRectF(SPACE, TOP_SPACE_PX, size.width() - 2 * SPACE, size.height() - TOP_SPACE_PX - SPACE)
        high, wide = frame.picture.shape[:2]
        factor = min(area.width() / wide, area.height() / high)
        pixels = QSize(*(max(round(side * factor * device_pixel_ratio), 1) for side in (wide, high)))
        image = self._image(frame.picture, pixels)
        shown = QRectF(0, 0, pixels.width() / device_pixel_ratio, pixels.height() / device_pixel_ratio)
        numbers_px = rows_height(len(self._numbers), area.width(), area.height() - shown.height() - SPACE)
        below = numbers_px + SPACE if numbers_px else 0.0
        # On whole device pixels, or the picture would be resampled once more.
        left, top = (
            math.floor((start + (room - taken) / 2) * device_pixel_ratio) / device_pixel_ratio
            for start, room, taken in (
                (area.left(), area.width(), shown.width()),
                (area.top(), area.height(), shown.height() + below),
            )
        )
        shown.moveTo(left, top)
        painter.setOpacity(frame.opacity)
        painter.drawImage(shown, image)
        painter.setPen(QPen(QColor(self._theme.border), 1.0))
        painter.drawRect(shown)
        painter.setOpacity(1.0)
        if numbers_px:
            box = QRectF(area.left(), shown.bottom() + SPACE, area.width(), numbers_px)
            paint_rows(painter, box, self._labels, self._numbers, self._theme)

    def _image(self, picture: np.ndarray, pixels: QSize) -> QImage:
        """The picture at this size in pixels, made once."""
        if picture is not self._picture or self._scaled.size() != pixels:
            self._picture, self._scaled = picture, sharply_scaled(picture, pixels)
        return self._scaled


def sharply_scaled(picture: np.ndarray, pixels: QSize) -> QImage:
    """`picture` [H, W, 3] uint8 at another size; its pixels keep their edges when they grow, and none is left out."""
    high, wide = picture.shape[:2]
    image = QImage(picture.data, wide, high, picture.strides[0], QImage.Format.Format_RGB888)
    if (wide, high) == (pixels.width(), pixels.height()):
        return image.convertToFormat(QImage.Format.Format_RGB32)
    # Smooth enlarging blurs, and plain enlarging makes some pixels wider than others. Enlarged plainly by a whole
    # factor and then reduced smoothly, only the pixels at edges are mixed.
    whole = max(math.ceil(pixels.width() / wide - 1e-9), math.ceil(pixels.height() / high - 1e-9))
    if whole > 1:
        plain = Qt.TransformationMode.FastTransformation
        image = image.scaled(wide * whole, high * whole, Qt.AspectRatioMode.IgnoreAspectRatio, plain)
    smooth = Qt.TransformationMode.SmoothTransformation
    scaled = image.scaled(pixels, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    return scaled.convertToFormat(QImage.Format.Format_RGB32)
