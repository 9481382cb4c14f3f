"""An environment that draws no pictures: its observation as labelled numbers."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from workbench.look.theme import SPACE, Theme
from workbench.scene.drawing import TOP_SPACE_PX
from workbench.scene.number_table import table_of
from workbench.scene.playback import Frame


class NumbersDrawing:
    """Draws the numbers of the newest observation it was given."""

    moves_between_steps = False

    def __init__(self, theme: Theme, observation_labels: Sequence[str]) -> None:
        self._theme = theme
        self._labels = tuple(observation_labels)
        self._numbers: tuple[float, ...] = ()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme

    def show_numbers(self, numbers: tuple[float, ...]) -> None:
        """Takes the observation to be shown."""
        self._numbers = numbers

    def paint(self, painter: QPainter, size: QSize, device_pixel_ratio: float, frame: Frame | None) -> None:
        """Paints the numbers, below a sentence that says why there is no picture."""
        painter.fillRect(0, 0, size.width(), size.height(), QColor(self._theme.surface))
        if frame is None:
            return
        words = QCoreApplication.translate("NumbersDrawing", "No pictures of this environment; its observation:")
        if not self._numbers:
            words = QCoreApplication.translate(
                "NumbersDrawing", "No pictures of this environment, and its observation is too large to be shown."
            )
        area = QRectF(SPACE, TOP_SPACE_PX + SPACE, size.width() - 2 * SPACE, size.height() - TOP_SPACE_PX - 2 * SPACE)
        painter.setPen(QColor(self._theme.muted))
        wrapped = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        said = painter.drawText(area, wrapped, words)
        area.setTop(said.bottom() + SPACE)
        if self._numbers:
            table = table_of(self._labels, self._numbers)
            most = table.most_columns(QFontMetricsF(painter.font()), area.width())
            table.paint(painter, area, table.fewest_columns(most, area.height()) or most, self._theme)
