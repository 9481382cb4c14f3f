"""An axis of a live plot, and how quantities are written on it: 12,400 · 48k · 1.5M, on one unit per axis."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetrics

from workbench.look.figures import figure
from workbench.look.theme import Theme

WIDEST_QUANTITY = "−0,000.0"
"""As wide as `quantity_text` gets."""

_KILO, _MEGA = 1e3, 1e6
_HUGE = 999.95 * _MEGA  # From here on, as where learning diverges, a number is written with its power of ten.
_LARGEST_EXPONENT = 308
# Below this, thousands are written out in full.
_SHORT_FROM = 1e4
# How far a label may stand out beyond the end of its axis.
_OVER_PX = 24
# Labels of an x axis are at least so far apart.
_GAP_PX = 8


def quantity_text(value: float) -> str:
    """A single value in few, steady figures; an en dash where there is none."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    if size >= _HUGE:
        return _power(value, 1)
    if size >= _MEGA:
        return figure(value / _MEGA, ".2f" if size < 100 * _MEGA else ".1f") + "M"
    if size >= _SHORT_FROM * 10:
        return figure(value, ",.0f")
    if size >= 100:
        return figure(value, ",.1f")
    if size >= 1:
        return figure(value, ".2f")
    if size >= 1e-3 or size == 0:
        return figure(value, ".4f")
    return figure(value, ".1e")


def tick_texts(values: Sequence[float], spacing: float) -> list[str]:
    """Labels of ticks `spacing` apart: all in the same unit and with the same number of decimals."""
    largest = max((abs(value) for value in values), default=0.0)
    if largest >= _HUGE:
        step = math.floor(math.log10(spacing))
        is_whole = math.isclose(spacing, round(spacing / 10.0**step) * 10.0**step)
        places = math.floor(math.log10(largest)) - step + (0 if is_whole else 1)
        return ["0" if value == 0 else _power(value, places) for value in values]
    unit, sign = (_MEGA, "M") if largest >= _MEGA else (_KILO, "k") if largest >= _SHORT_FROM else (1.0, "")
    apart = spacing / unit
    decimals = next((places for places in range(9) if math.isclose(apart, round(apart, places), rel_tol=1e-6)), 9)
    return ["0" if value == 0 else figure(value / unit, f",.{decimals}f") + sign for value in values]


def log_tick_texts(exponents: Sequence[float]) -> list[str]:
    """Labels of ticks on a logarithmic axis, given as powers of ten; none where there is no such number.

    An axis that has just become logarithmic is painted once with the range it had: 500 is then a power of ten.
    """
    texts = []
    for exponent in exponents:
        if abs(exponent) > _LARGEST_EXPONENT:
            texts.append("")
            continue
        value = 10.0**exponent
        decimals = max(0, math.ceil(-exponent - 1e-9))
        plain = 1e-4 <= value < _SHORT_FROM
        texts.append(f"{value:,.{decimals}f}" if plain else _power(value, 0))
    return texts


def _power(value: float, places: int) -> str:
    """So many decimals and a power of ten, such as −1.5e12."""
    return figure(value, f".{places}e").replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


class QuantityAxis(pg.AxisItem):
    """A frameless axis with a faint grid. The y axis has a fixed width, so that plots above each other line up."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._last_tick = math.inf
        self._metrics: QFontMetrics | None = None
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=0, tickTextOffset=6, autoExpandTextSpace=False, autoReduceTextSpace=False)
        self.setStyle(maxTickLevel=0)

    def set_log(self, log: bool) -> None:
        """Labels powers of ten instead of quantities, or the reverse."""
        axis: Any = self  # pyqtgraph's method takes more than its annotations say
        axis.setLogMode(log)

    def set_title(self, title: str, colour: str, size_px: int) -> None:
        """Names what is counted along the axis."""
        axis: Any = self  # pyqtgraph passes further arguments on to its label's style
        axis.setLabel(title, color=colour, **{"font-size": f"{size_px}px"})

    def restyle(self, theme: Theme, font: QFont, extent_px: int) -> None:
        """Takes colours and font; `extent_px` is the width of a y axis or the height of an x axis."""
        self.setPen(None)
        self.setTickPen(theme.grid)
        self.setTextPen(theme.muted)
        self.setTickFont(font)
        self._metrics = QFontMetrics(font)
        self.setGrid(255)
        if self.orientation in ("left", "right"):
            self.setWidth(extent_px)
        else:
            self.setHeight(extent_px)

    def set_last_tick(self, value: float) -> None:
        """Labels nothing above `value`, for quantities that can't be larger."""
        self._last_tick = value

    def boundingRect(self) -> QRectF:
        # Labels at the very ends reach beyond the axis; without this they are left out.
        # Above a y axis there is no room; the label there would be cut in half.
        across, below = (_OVER_PX, 0) if self.orientation in ("top", "bottom") else (0, _OVER_PX / 2)
        return super().boundingRect().adjusted(-across, 0, across, below)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return log_tick_texts(values)
        return tick_texts([value * scale for value in values], spacing * scale)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float | None, list[float]]]:
        if not self.logMode:
            levels = self._apart(super().tickValues(minVal, maxVal, size), size / max(maxVal - minVal, 1e-300))
            return [(spacing, [v for v in values if v <= self._last_tick + 1e-9]) for spacing, values in levels]
        ticks = log_ticks(minVal, maxVal)
        if self._metrics is not None and len(ticks) > 1:
            ticks = self._with_room(ticks, size / max(maxVal - minVal, 1e-300))
        return [(None, ticks)]

    def _with_room(self, ticks: list[float], px_per_decade: float) -> list[float]:
        """Of the ticks of a logarithmic axis all, or those of every decade, second … that have room for labels."""
        metrics = self._metrics
        if metrics is None:
            return ticks
        for every in (0, *range(1, 20)):
            shown = [tick for tick in ticks if not every or (float(tick).is_integer() and tick % every == 0)]
            wide = [metrics.horizontalAdvance(text) for text in log_tick_texts(shown)]
            apart = [(after - before) * px_per_decade for before, after in itertools.pairwise(shown)]
            needed = [(left + right) / 2 + _GAP_PX for left, right in itertools.pairwise(wide)]
            if self.orientation in ("left", "right"):  # There labels lie above each other.
                needed = [metrics.height()] * len(apart)
            if all(px >= least for px, least in zip(apart, needed, strict=True)):
                return shown
        return ticks[:1]

    def _apart(self, levels: list[tuple[float, list[float]]], px_per_unit: float) -> list[tuple[float, list[float]]]:
        """Of the labelled ticks of an x axis only every second, fifth … where their labels would touch."""
        if self.orientation != "bottom" or self._metrics is None or not levels or not levels[0][1]:
            return levels
        spacing, values = levels[0]
        needed_px = max(map(self._metrics.horizontalAdvance, tick_texts(values, spacing))) + _GAP_PX
        every = next((every for every in (1, 2, 5, 10, 20) if every * spacing * px_per_unit >= needed_px), 50)
        kept = [value for value in values if round(value / spacing) % every == 0]
        return [(spacing * every, kept), *levels[1:]]


def log_ticks(low: float, high: float) -> list[float]:
    """Exponents of the ticks between the exponents `low` and `high`: every decade or every few where there are many,
    with 2 and 5 between them where there are few."""
    decades = range(math.floor(low), math.ceil(high) + 1)
    step = max(1, math.ceil((high - low) / 5))
    between = (0.0, math.log10(2), math.log10(5)) if high - low < 2.5 else (0.0,)
    ticks = [decade + part for decade in decades if decade % step == 0 for part in between]
    return [tick for tick in ticks if low <= tick <= high]
