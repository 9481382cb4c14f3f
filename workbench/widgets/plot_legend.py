"""The legend inside a plot: what each line or mark is, and its value now or under the pointer."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.theme import ROW_SPACE, Theme, small_font
from workbench.widgets.quantity_axis import WIDEST_QUANTITY, quantity_text

_SWATCH_PX = 16
_GAP_PX = 5
_BETWEEN_PX = 14
DOTS = (1.0, 1.5)
"""The lengths of a dotted line's points and gaps, in its width."""


class MarkKind(Enum):
    """How a curve is drawn, in the plot and in its legend."""

    RAW = "thin and faint, behind"
    SLIM = "solid, thinner than what leads"
    LINE = "solid, in front"
    DASHED = "dashed, in front"
    DOTTED = "dotted, in front"
    DIAMOND = "diamonds"


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveSpec:
    """A curve of a plot: its key, its name in the legend, the theme's colour field and how it is drawn.

    A curve without a name stays out of the legend. One that `leads` stands first in it. Where the name has no room,
    the first of `shorter` stands there that has, or what fits of the last.
    """

    key: str
    name: str
    colour: str
    kind: MarkKind
    leads: bool = False
    shorter: tuple[str, ...] = ()


class PlotLegend(QWidget):
    """Entries in a row, wrapped to a second one where the plot is narrow. Lets the mouse through."""

    def __init__(self, curves: Sequence[CurveSpec], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = list(curves)
        self._values: dict[str, float] = {}
        self._offered_px = 0
        self._theme = theme
        self.setFont(small_font(self.font()))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def _curves(self) -> list[CurveSpec]:
        return sorted((curve for curve in self._all if curve.name), key=lambda curve: not curve.leads)

    def name_curve(self, key: str, name: str, *shorter: str) -> None:
        """Calls a curve `name` from now on; without a name it stays out."""
        self._all = [replace(curve, name=name, shorter=shorter) if curve.key == key else curve for curve in self._all]
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def set_values(self, values: Mapping[str, float]) -> None:
        """Shows these values, by curve; NaN shows as a dash."""
        texts = {key: quantity_text(value) for key, value in values.items()}
        if texts != {key: quantity_text(value) for key, value in self._values.items()}:
            self._values = dict(values)
            self.update()

    def text(self) -> str:
        """The entries as a sentence, for a screen reader."""
        return "; ".join(
            f"{curve.name}: {quantity_text(self._values.get(curve.key, math.nan))}" for curve in self._curves
        )

    def fit(self, width_px: int) -> int:
        """Takes the room it needs within `width_px`; returns its height."""
        self._offered_px = width_px  # What is written is chosen by this, not by what it came to take.
        places, size = self._flow(width_px)
        if size != self.size() and places:
            self.resize(size)
        return size.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        back = QColor(self._theme.surface)
        back.setAlphaF(0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(back)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        places, _ = self._flow(self._offered_px)
        for curve, (left, top) in zip(self._curves, places, strict=True):
            self._draw_entry(painter, curve, self._shown_name(curve, self._offered_px), left, top)

    def _draw_entry(self, painter: QPainter, curve: CurveSpec, name: str, left: float, top: float) -> None:
        metrics, row = self.fontMetrics(), self._row_height()
        _draw_swatch(painter, curve, QColor(getattr(self._theme, curve.colour)), left, top + row / 2)
        left += _SWATCH_PX + _GAP_PX
        name_width = metrics.horizontalAdvance(name)
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(self._theme.muted))
        draw_line(painter, QRectF(left, top, name_width + 1, row), upright | Qt.AlignmentFlag.AlignLeft, name)
        left += name_width + _GAP_PX
        painter.setPen(QColor(self._theme.text))
        value = quantity_text(self._values.get(curve.key, math.nan))
        draw_line(painter, QRectF(left, top, self._value_width(), row), upright | Qt.AlignmentFlag.AlignLeft, value)

    def _flow(self, width_px: int) -> tuple[list[tuple[float, float]], QSize]:
        places, left, top, widest = [], float(ROW_SPACE), 0.0, 0.0
        for curve in self._curves:
            name = self._shown_name(curve, width_px)
            wide = _SWATCH_PX + 2 * _GAP_PX + self.fontMetrics().horizontalAdvance(name) + self._value_width()
            if left > ROW_SPACE and left + wide > width_px:
                left, top = float(ROW_SPACE), top + self._row_height()
            places.append((left, top))
            left += wide + _BETWEEN_PX
            widest = max(widest, left - _BETWEEN_PX)
        return places, QSize(math.ceil(widest), math.ceil(top + self._row_height()))

    def _shown_name(self, curve: CurveSpec, width_px: int) -> str:
        """Its name; a shorter one, or what fits of that, where a row alone has no room for it and its value."""
        room = width_px - ROW_SPACE - _SWATCH_PX - 2 * _GAP_PX - self._value_width()
        names, metrics = (curve.name, *curve.shorter), self.fontMetrics()
        whole = next((name for name in names if metrics.horizontalAdvance(name) <= room), "")
        return whole or metrics.elidedText(names[-1], Qt.TextElideMode.ElideRight, max(room, 0))

    def _value_width(self) -> int:
        return self.fontMetrics().horizontalAdvance(WIDEST_QUANTITY)

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 2


def raw_colour(colour: QColor, theme: Theme) -> QColor:
    """The faint companion of a colour, opaque so that crossing lines don't add up."""
    share = 0.45 if theme.dark else 0.38
    ground = QColor(theme.surface)
    red, green, blue = (
        share * of + (1 - share) * under
        for of, under in (
            (colour.redF(), ground.redF()),
            (colour.greenF(), ground.greenF()),
            (colour.blueF(), ground.blueF()),
        )
    )
    return QColor.fromRgbF(red, green, blue)


def _draw_swatch(painter: QPainter, curve: CurveSpec, colour: QColor, left: float, middle: float) -> None:
    if curve.kind is MarkKind.DIAMOND:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        x, r = left + _SWATCH_PX / 2, 5.0
        points = (QPointF(x, middle - r), QPointF(x + r, middle), QPointF(x, middle + r), QPointF(x - r, middle))
        painter.drawPolygon(QPolygonF(points))
        painter.fillRect(QRectF(left, middle - 1, _SWATCH_PX, 2), colour)
        return
    pen = QPen(colour, {MarkKind.RAW: 1.0, MarkKind.SLIM: 1.5}.get(curve.kind, 2.5))
    if curve.kind is MarkKind.DASHED:
        pen.setDashPattern((2, 1.5))
    elif curve.kind is MarkKind.DOTTED:
        pen.setDashPattern(DOTS)
    if curve.kind is MarkKind.RAW:
        colour = QColor(colour)
        colour.setAlphaF(0.6)
        pen.setColor(colour)
    painter.setPen(pen)
    painter.drawLine(QPointF(left, middle), QPointF(left + _SWATCH_PX, middle))
