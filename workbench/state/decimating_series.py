"""A curve of any length in bounded memory: points fall into buckets, and a full table of buckets halves itself.

Each bucket keeps the smallest, largest, mean and last value of the points it stands for, so that a peak is never lost
however long the run. Adding costs time in proportion to the new points alone. Values that are not finite count as
missing. This module knows no widgets; a plot asks for the buckets of its visible stretch.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Along = Callable[[ArrayLike], Floats]
"""Where x [N] stand on another axis, not falling; NaN for what has no place there."""

# The rows of the table of buckets.
_X_FIRST, _X_LAST, _MINIMUM, _MAXIMUM, _TOTAL, _FINITE, _FIRST, _LAST = range(8)
_ROWS = 8
# Of a schedule's height: what is so little beside a straight line is the rounding of its numbers.
_STRAIGHT = 2e-7


@dataclass(frozen=True, slots=True)
class Buckets:
    """A stretch of a curve; arrays of equal length [N], in order of x.

    Attributes:
        x_first, x_last: The x of the first and the last point of each bucket.
        minimum, maximum, mean, first, last: Over the bucket's finite values; NaN where it has none.
        points_each: How many points a bucket stands for (the newest may still be filling); of buckets evenly apart on
            another axis, on the average.
    """

    x_first: Floats
    x_last: Floats
    minimum: Floats
    maximum: Floats
    mean: Floats
    first: Floats
    last: Floats
    points_each: int

    def moved(self, along: Along | None) -> "Buckets":
        """The same with x on another axis, so that what lies between is right there too; without what has no place."""
        if along is None:
            return self
        first, last = along(self.x_first), along(self.x_last)
        there = np.isfinite(first) & np.isfinite(last)
        names = ("minimum", "maximum", "mean", "first", "last")
        values = {name: getattr(self, name)[there] for name in names}
        return replace(self, x_first=first[there], x_last=last[there], **values)

    def line(self) -> tuple[Floats, Floats]:
        """The mean of each bucket at its middle; buckets without a finite value are left out."""
        there = np.isfinite(self.mean)
        return self._middle()[there], self.mean[there]

    def band(self) -> tuple[Floats, Floats]:
        """The outline of the band between the smallest and the largest values: there along the top, back along the
        bottom, [2N] points."""
        there = np.isfinite(self.mean)
        x = self._middle()[there]
        return np.append(x, x[::-1]), np.append(self.maximum[there], self.minimum[there][::-1])

    def dots(self) -> tuple[Floats, Floats]:
        """The smallest value of each bucket at its middle, and the largest where it is another."""
        there = np.isfinite(self.mean)
        x, low, high = self._middle()[there], self.minimum[there], self.maximum[there]
        more = high > low
        return np.append(x, x[more]), np.append(low, high[more])

    def path(self) -> tuple[Floats, Floats]:
        """Through the first value of each bucket, its smallest and largest, and its last: where the curve really was.

        What a bucket's ends say already isn't said twice, so that a schedule takes two points a bucket.
        """
        there = np.isfinite(self.mean)
        first, last, low, high = self.first[there], self.last[there], self.minimum[there], self.maximum[there]
        rising = last >= first
        middle = self._middle()[there]
        x = np.stack((self.x_first[there], middle, middle, self.x_last[there]), axis=1)
        y = np.stack((first, np.where(rising, low, high), np.where(rising, high, low), last), axis=1)
        ends_low, ends_high = np.minimum(first, last), np.maximum(first, last)
        dips, peaks = low < ends_low, high > ends_high
        wanted = np.stack((np.ones_like(dips), np.where(rising, dips, peaks), np.where(rising, peaks, dips),
                           x[:, 3] > x[:, 0]), axis=1)  # fmt: skip
        return x[wanted], y[wanted]

    def schedule(self) -> tuple[Floats, Floats]:
        """The `path` without points that lie on the line between their neighbours: of a schedule its corners."""
        x, y = self.path()
        if len(x) < 3:
            return x, y
        before, after = slice(None, -2), slice(2, None)
        bend = (y[after] - y[1:-1]) * (x[1:-1] - x[before]) - (y[1:-1] - y[before]) * (x[after] - x[1:-1])
        straight = _STRAIGHT * max(float(np.ptp(y)), 1e-12) * (x[after] - x[before])
        kept = np.concatenate(([True], np.abs(bend) > straight, [True]))
        return x[kept], y[kept]

    def _middle(self) -> Floats:
        return self.x_first + (self.x_last - self.x_first) / 2


class DecimatingSeries:
    """Points (x, y) with x never falling, stored in at most `capacity` buckets.

    Args:
        capacity: The most buckets stored; an even number of at least 2.

    Raises:
        ValueError: The capacity is odd or too small.
    """

    def __init__(self, capacity: int = 4096) -> None:
        if capacity < 2 or capacity % 2:
            raise ValueError(f"capacity must be an even number of at least 2. Received: {capacity}")
        self._capacity = capacity
        self._table = np.empty((_ROWS, capacity))
        self._points = 0
        self._width = 1
        self._latest = math.nan

    def __len__(self) -> int:
        """How many buckets are in use."""
        return (self._points + self._width - 1) // self._width

    @property
    def points(self) -> int:
        """How many points were ever added, missing values included."""
        return self._points

    @property
    def points_per_bucket(self) -> int:
        """1 while every point is stored; then 2, 4, 8 …"""
        return self._width

    @property
    def newest_x(self) -> float:
        """Where the newest point is; NaN where there is none."""
        return float(self._table[_X_LAST, len(self) - 1]) if self._points else math.nan

    @property
    def latest(self) -> float:
        """The newest finite value; NaN where there is none."""
        return self._latest

    def extend(self, x: ArrayLike, y: ArrayLike) -> None:
        """Adds points.

        Args:
            x: [K], not falling, and not before the points already there.
            y: [K]; values that are not finite count as missing.

        Raises:
            ValueError: The shapes differ or are not one-dimensional.
        """
        xs, ys = np.asarray(x, np.float64), np.asarray(y, np.float64)
        if xs.ndim != 1 or xs.shape != ys.shape:
            raise ValueError(f"x and y must be one-dimensional and equally long. Received: {xs.shape}, {ys.shape}")
        done = 0
        while done < len(xs):
            if self._points == self._capacity * self._width:
                self._halve()
            piece = slice(done, done + self._capacity * self._width - self._points)
            self._append(_columns(xs[piece], ys[piece]))
            done = min(piece.stop, len(xs))
        finite = ys[np.isfinite(ys)]
        if len(finite):
            self._latest = float(finite[-1])

    def buckets(
        self,
        x_from: float = -math.inf,
        x_to: float = math.inf,
        at_most: int | None = None,
        along: Along | None = None,
    ) -> Buckets:
        """The buckets that touch a stretch and one neighbour on each side, so that a line reaches the edges.

        Args:
            x_from: Where the stretch begins.
            x_to: Where it ends.
            at_most: Join neighbours by powers of two until about this many are left. Groups start at fixed places
                of the whole series, so they don't shimmer while it grows.
            along: Join instead what lies together on that axis, on which as many buckets are as wide. x stays: see
                `Buckets.moved`.
        """
        n = len(self)
        begin = max(int(np.searchsorted(self._table[_X_LAST, :n], x_from, "left")) - 1, 0)
        end = min(int(np.searchsorted(self._table[_X_FIRST, :n], x_to, "right")) + 1, n)
        if along is not None and at_most is not None and end - begin > at_most:
            table = self._table[:, begin:end]
            starts = _evenly(along(table[_X_LAST]), at_most)
            return self._as_buckets(_grouped(table, starts), max(1, round(self._width * (end - begin) / len(starts))))
        joined = 1
        while at_most is not None and (end - begin) > max(at_most, 1) * joined:
            joined *= 2
        begin -= begin % joined
        table = self._table[:, begin:end]
        table = _grouped(table, np.arange(0, end - begin, joined)) if joined > 1 else table.copy()
        return self._as_buckets(table, self._width * joined)

    def _as_buckets(self, table: Floats, points_each: int) -> Buckets:
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(table[_FINITE] > 0, table[_TOTAL] / table[_FINITE], np.nan)
        return Buckets(
            x_first=table[_X_FIRST],
            x_last=table[_X_LAST],
            minimum=table[_MINIMUM],
            maximum=table[_MAXIMUM],
            # The rounding of a sum must not push a mean outside of its own bucket.
            mean=np.clip(mean, table[_MINIMUM], table[_MAXIMUM]),
            first=table[_FIRST],
            last=table[_LAST],
            points_each=points_each,
        )

    def mean_near(self, x: float) -> float:
        """The mean of the bucket that `x` falls into, or of the last one before it; NaN before the first."""
        index = int(np.searchsorted(self._table[_X_FIRST, : len(self)], x, "right")) - 1
        if index < 0 or not self._table[_FINITE, index]:
            return math.nan
        return float(self._table[_TOTAL, index] / self._table[_FINITE, index])

    def trailing_means(self, x: ArrayLike, span: float) -> Floats:
        """At each of `x` [K], the mean of the points of the last `span` before it; NaN where there is none.

        Buckets count whole: those that end within, and the one that `x` falls into.
        """
        n, at = len(self), np.asarray(x, np.float64)
        ends = np.searchsorted(self._table[_X_FIRST, :n], at, "right")
        begins = np.searchsorted(self._table[_X_LAST, :n], at - span, "right")
        begins = np.minimum(begins, np.maximum(ends - 1, 0))
        # Each sum by itself: of a running sum little would be left behind one huge value.
        bounds = np.stack((begins, ends), axis=1).ravel()
        total, finite = (np.append(self._table[row, :n], 0.0) for row in (_TOTAL, _FINITE))
        total, finite = (np.add.reduceat(row, bounds)[::2] for row in (total, finite))
        there = (ends > 0) & (finite > 0)
        return np.divide(total, finite, out=np.full(at.shape, np.nan), where=there)

    def _append(self, columns: Floats) -> None:
        full, filled = divmod(self._points, self._width)
        new = columns.shape[1]
        if filled:  # the newest bucket has room: it becomes the first column of the first group
            columns = np.concatenate((self._table[:, full : full + 1], columns), axis=1)
            later = np.arange(1 + self._width - filled, columns.shape[1], self._width, dtype=np.intp)
            starts: NDArray[np.intp] = np.concatenate((np.zeros(1, np.intp), later))
        else:
            starts = np.arange(0, new, self._width, dtype=np.intp)
        grouped = _grouped(columns, starts) if self._width > 1 else columns
        self._table[:, full : full + grouped.shape[1]] = grouped
        self._points += new

    def _halve(self) -> None:
        self._table[:, : self._capacity // 2] = _grouped(self._table, np.arange(0, self._capacity, 2))
        self._width *= 2


def _evenly(places: Floats, at_most: int) -> NDArray[np.intp]:
    """Where groups begin that are as wide as each other, and at fixed places, so that they don't shimmer."""
    there = places[np.isfinite(places)]
    span = float(np.ptp(there)) if len(there) else 0.0
    wide = 2.0 ** math.ceil(math.log2(span / max(at_most, 1))) if span > 0 else 1.0
    groups = np.floor(np.where(np.isfinite(places), places, -wide) / wide)
    return np.append(0, np.flatnonzero(np.diff(groups)) + 1)


def _columns(x: Floats, y: Floats) -> Floats:
    """Each point as a bucket of its own, [8, K]."""
    finite = np.isfinite(y)
    value = np.where(finite, y, np.nan)
    return np.stack((x, x, value, value, np.where(finite, y, 0.0), finite.astype(np.float64), value, value))


def _grouped(table: Floats, starts: NDArray[np.intp]) -> Floats:
    """Joins the columns from each start to the next into one bucket; [8, N] → [8, len(starts)]."""
    joined = np.empty((_ROWS, len(starts)))
    ends = np.append(starts[1:], table.shape[1]) - 1
    joined[_X_FIRST] = table[_X_FIRST, starts]
    joined[_X_LAST] = table[_X_LAST, ends]
    with np.errstate(invalid="ignore"):
        joined[_MINIMUM] = np.fmin.reduceat(table[_MINIMUM], starts)
        joined[_MAXIMUM] = np.fmax.reduceat(table[_MAXIMUM], starts)
    joined[_TOTAL] = np.add.reduceat(table[_TOTAL], starts)
    joined[_FINITE] = np.add.reduceat(table[_FINITE], starts)
    places = np.arange(table.shape[1], dtype=np.intp)
    with_value: NDArray[np.intp] = np.where(table[_FINITE] > 0, places, np.intp(-1))
    newest: NDArray[np.intp] = np.maximum.reduceat(with_value, starts)
    none = np.intp(table.shape[1])
    oldest: NDArray[np.intp] = np.minimum.reduceat(np.where(table[_FINITE] > 0, places, none), starts)
    joined[_FIRST] = np.where(oldest < none, table[_FIRST, np.minimum(oldest, none - 1)], np.nan)
    joined[_LAST] = np.where(newest >= 0, table[_LAST, newest], np.nan)
    return joined
