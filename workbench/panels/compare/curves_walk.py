"""A walk along compared curves by keys: from point to point, from curve to curve, each told in words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt

from workbench.look.figures import return_text
from workbench.state.compared_curves import GroupBand, Line
from workbench.widgets.quantity_axis import quantity_text


def _tr(text: str) -> str:
    return QCoreApplication.translate("Compare", text)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Walked:
    """What can be walked along: x [N] and y [N], perhaps with the ends of an interval [N], NaN where there is none.

    Attributes:
        label: What it is called.
        key: Of the entry that it is of; empty for a band.
        line: The place of the line among the lines; None for a band.
    """

    label: str
    key: str
    line: int | None
    x: np.ndarray
    y: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


class CurvesWalk:
    """Where the walk is. Bands come first, then lines.

    Attributes:
        curves: What can be walked along.
    """

    def __init__(self) -> None:
        self.curves: tuple[Walked, ...] = ()
        self._curve: int | None = None
        self._point = 0

    def show(self, bands: Sequence[GroupBand], lines: Sequence[Line]) -> None:
        """Takes other curves; the walk stays at its curve and about its place, where that is still there."""
        was, x = self.current, self.x
        walked = [_of_band(band) for band in bands]
        walked += [
            Walked(label=line.label, key=line.key, line=place, x=line.x, y=line.y) for place, line in enumerate(lines)
        ]
        self.curves = tuple(one for one in walked if len(one.x))
        self._curve = None
        if was is not None and x is not None:
            labels = [(one.label, one.key) for one in self.curves]
            if (was.label, was.key) in labels:
                self._curve = labels.index((was.label, was.key))
                self._point = self._nearest(x)

    @property
    def current(self) -> Walked | None:
        """The curve it is at; None before it has begun."""
        return None if self._curve is None else self.curves[self._curve]

    @property
    def x(self) -> float | None:
        """Where it is along the curve."""
        return None if self.current is None else float(self.current.x[self._point])

    @property
    def y(self) -> float | None:
        """The curve's value there."""
        return None if self.current is None else float(self.current.y[self._point])

    def leave(self) -> None:
        """Ends the walk."""
        self._curve = None

    def step(self, key: int) -> bool:
        """Goes where a key leads; returns whether it leads anywhere."""
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
        turns = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        pressed = Qt.Key(key)
        if not self.curves or pressed not in {*ways, *turns, Qt.Key.Key_Home, Qt.Key.Key_End}:
            return False
        curve = self.current
        if curve is None:
            self._curve = 0
            self._point = 0 if pressed is Qt.Key.Key_Home else len(self.curves[0].x) - 1
        elif pressed in turns:
            x = float(curve.x[self._point])
            self._curve = ((self._curve or 0) + turns[pressed]) % len(self.curves)
            self._point = self._nearest(x)
        elif pressed in ways:
            self._point = min(max(self._point + ways[pressed], 0), len(curve.x) - 1)
        else:
            self._point = 0 if pressed is Qt.Key.Key_Home else len(curve.x) - 1
        return True

    def words(self, x_title: str) -> str:
        """What is there: the curve, the place, the value, and its interval."""
        curve, x, y = self.current, self.x, self.y
        if curve is None or x is None or y is None:
            return ""
        said = {"curve": curve.label, "axis": x_title, "x": place_text(x), "y": return_text(y)}
        low, high = (float("nan") if ends is None else float(ends[self._point]) for ends in (curve.low, curve.high))
        if np.isfinite(low) and np.isfinite(high):
            words = _tr("{curve}: {axis} {x}, {y}, interval from {low} to {high}")
            return words.format(**said, low=return_text(low), high=return_text(high))
        return _tr("{curve}: {axis} {x}, {y}").format(**said)

    def _nearest(self, x: float) -> int:
        curve = self.current
        return 0 if curve is None else int(np.argmin(np.abs(curve.x - x)))


def place_text(x: float) -> str:
    """A place along the axis: whole where it is."""
    return f"{x:,.0f}" if x == round(x) else quantity_text(x)


def _of_band(group: GroupBand) -> Walked:
    band = group.band
    known = np.isfinite(band.centre)
    return Walked(
        label=group.label,
        key="",
        line=None,
        x=band.x[known],
        y=band.centre[known],
        low=band.low[known],
        high=band.high[known],
    )
