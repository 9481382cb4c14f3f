"""The environment's own pictures: as large as fits, with sharp edges, and its observation below where there is room."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from workbench.look.theme import SPACE, Theme
from workbench.scene.drawing import TOP_SPACE_PX
from workbench.scene.number_table import NumberTable, table_of
from workbench.scene.playback import Frame

# The picture makes room for the numbers, but keeps at least this fraction of its size.
_LEAST_PICTURE_SHARE = 0.8


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
        """Paints the picture and, where there is room for all of them, the numbers below it."""
        painter.fillRect(0, 0, size.width(), size.height(), QColor(self._theme.surface))
        if frame is None or frame.picture is None:
            return
        area = QRectF(SPACE, TOP_SPACE_PX, size.width() - 2 * SPACE, size.height() - TOP_SPACE_PX - SPACE)
        table = table_of(self._labels, self._numbers)
        columns = self._columns(table, QFontMetricsF(painter.font()), area, _fitted(frame.picture, area).height())
        below = table.height_px(columns) + SPACE if columns else 0.0
        shown = _fitted(frame.picture, area.adjusted(0, 0, 0, -below))
        pixels = QSize(*(max(round(side * device_pixel_ratio), 1) for side in (shown.width(), shown.height())))
        image = self._image(frame.picture, pixels)
        # On whole device pixels, or the picture would be resampled once more.
        left = area.left() + (area.width() - shown.width()) / 2
        top = area.top() + (area.height() - shown.height() - below) / 2
        place = QRectF(
            *(math.floor(start * device_pixel_ratio) / device_pixel_ratio for start in (left, top)),
            *(side / device_pixel_ratio for side in (pixels.width(), pixels.height())),
        )
        painter.setOpacity(frame.opacity)
        painter.drawImage(place, image)
        painter.setPen(QPen(QColor(self._theme.border), 1.0))
        painter.drawRect(place)
        painter.setOpacity(1.0)
        if columns:
            box = QRectF(area.left(), place.bottom() + SPACE, area.width(), below - SPACE)
            table.paint(painter, box, columns, self._theme)

    def _columns(self, table: NumberTable, metrics: QFontMetricsF, area: QRectF, picture_px: float) -> int:
        """In how many columns the numbers stand; 0 where they would cost the picture too much."""
        if not table.numbers:
            return 0
        most = table.most_columns(metrics, area.width())
        free = table.fewest_columns(most, area.height() - picture_px - SPACE)
        if free is not None:
            return free
        left_px = area.height() - table.height_px(most) - SPACE
        return most if left_px >= _LEAST_PICTURE_SHARE * picture_px else 0

    def _image(self, picture: np.ndarray, pixels: QSize) -> QImage:
        """The picture at this size in pixels, made once."""
        if picture is not self._picture or self._scaled.size() != pixels:
            self._picture, self._scaled = picture, sharply_scaled(picture, pixels)
        return self._scaled


def _fitted(picture: np.ndarray, area: QRectF) -> QSizeF:
    """The size of the picture where it is as large as `area` allows."""
    high, wide = picture.shape[:2]
    factor = min(area.width() / wide, area.height() / high)
    return QSizeF(wide * factor, high * factor)


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
