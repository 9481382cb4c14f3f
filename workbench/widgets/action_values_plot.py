"""The value of each action as a small bar with its number; the chosen one is bold and has an arrow head beside it."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.theme import SPACE, Theme, small_font
from workbench.widgets.follow_axis import nice_step

_ROW_PX = 22
_BAR_PX = 8
_WIDEST = "−0,000.0"
_MOST_ROWS = 6


class ActionValues(QWidget):
    """Rows of label, bar and right-aligned number. The scale grows at once and shrinks only when far too large."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._values: tuple[float, ...] = ()
        self._chosen: int | None = None
        self._reach = 1.0
        self.setFont(small_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def set_actions(self, labels: Sequence[str]) -> None:
        """Begins anew with these actions."""
        self._labels, self._values, self._chosen, self._reach = tuple(labels), (), None, 1.0
        self.updateGeometry()
        self.update()

    def set_values(self, values: Sequence[float], chosen: int) -> None:
        """Shows the actions' values and which was chosen."""
        self._values, self._chosen = tuple(values), chosen
        largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
        if largest > self._reach or largest < 0.25 * self._reach:
            step = nice_step(max(largest, 1e-6) / 4)
            self._reach = math.ceil(largest / step + 1e-9) * step or 1.0
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _ROW_PX * min(max(len(self._labels), 1), _MOST_ROWS))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def text(self) -> str:
        """The values as a sentence, for a screen reader."""
        return "; ".join(
            f"{label}: {value_text(value)}" for label, value in zip(self._labels, self._values, strict=False)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        label_width = max((metrics.horizontalAdvance(label) for label in self._labels), default=0)
        number_width = metrics.horizontalAdvance(_WIDEST)
        bar = QRectF(label_width + 3 * SPACE, 0, self.width() - label_width - number_width - 4 * SPACE, _BAR_PX)
        for row, label in enumerate(self._labels[:_MOST_ROWS]):
            top, chosen = row * _ROW_PX, row == self._chosen
            painter.setFont(bold if chosen else self.font())
            painter.setPen(QColor(self._theme.text if chosen else self._theme.muted))
            words = QRectF(SPACE + 6, top, label_width + 2, _ROW_PX)
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
            value = self._values[row] if row < len(self._values) else math.nan
            numbers = QRectF(0, top, self.width(), _ROW_PX)
            painter.drawText(numbers, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value_text(value))
            self._paint_bar(painter, bar.translated(0, top + (_ROW_PX - _BAR_PX) / 2), value, chosen)

    def _paint_bar(self, painter: QPainter, box: QRectF, value: float, chosen: bool) -> None:
        theme, middle = self._theme, box.center().y()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.grid))
        painter.drawRoundedRect(box, 3, 3)
        if math.isfinite(value):
            filled = QRectF(box)
            filled.setWidth(max(box.width() * min(abs(value) / self._reach, 1.0), 1.0))
            colour = QColor(theme.warning if value < 0 else theme.q_mean)
            colour.setAlphaF(1.0 if chosen else 0.55)
            painter.setBrush(colour)
            painter.drawRoundedRect(filled, 3, 3)
        if chosen:
            painter.setBrush(QColor(theme.evaluation))
            points = (QPointF(0, middle - 5), QPointF(7, middle), QPointF(0, middle + 5))
            painter.drawPolygon(QPolygonF(points))


def value_text(value: float) -> str:
    """A value with steady decimals and a true minus; a dash where there is none."""
    if not math.isfinite(value):
        return "–"
    return (f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}").replace("-", "−")
