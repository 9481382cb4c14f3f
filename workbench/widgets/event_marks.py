"""Marks of changes along a plot: a thin dashed line at each, with its label in a strip above the data.

Marks that lie close together collapse into one with a count; a label is shortened, cut or left out before it covers its
neighbour, and never without its name's beginning. The newest has the first right to the space. Knows only names and
values, not what they mean.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.theme import Theme, small_font

# Lines nearer than this are one mark.
NEAR_PX = 12.0
_GAP_PX = 4.0
_DASHES = (3, 3)
_FEWEST_LETTERS = 3  # Of a name that is cut.


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMark:
    """Something named changed from `old` to `new` at `x`, which is `env_step` on the plot's axis.

    `note` is its line in the hover text.
    """

    x: float
    env_step: int
    name: str
    old: str
    new: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWords:
    """What marks that are shown as one are called.

    Attributes:
        many: Of several names, with a place for the `count`.
        back: Of a value that is as before them, with places for its `name` and the `value`.
    """

    many: str
    back: str


@dataclass(frozen=True, slots=True)
class MarkGroup:
    """Marks shown as one, at the place of the oldest: from there on something was different."""

    x_px: float
    marks: tuple[EventMark, ...]

    def labels(self, words: LabelWords) -> tuple[str, ...]:
        """What may stand at the mark, longest first."""
        first, last, count = self.marks[0], self.marks[-1], len(self.marks)
        names = list(dict.fromkeys(mark.name for mark in self.marks))
        if len(names) > 1:
            return (f"{', '.join(names)} ({count}×)", words.many.format(count=count))
        arrow = f"{first.name} {first.old} → {last.new}"
        # A value or a count without its name would be anybody's.
        if count == 1:
            return (arrow, f"{first.name} → {last.new}", first.name)
        back = words.back.format(name=first.name, value=last.new)
        return (f"{back if first.old == last.new else arrow} ({count}×)", f"{first.name} ({count}×)", first.name)


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label and where it stands, in pixels of the strip."""

    left_px: float
    width_px: float
    text: str


def collapsed(marks: Sequence[EventMark], xs_px: np.ndarray, near_px: float = NEAR_PX) -> list[MarkGroup]:
    """Joins marks less than `near_px` after the first of their group. `xs_px` [N] are their places, not falling."""
    groups, start = [], 0
    while start < len(marks):
        end = max(int(np.searchsorted(xs_px, xs_px[start] + near_px, "left")), start + 1)
        groups.append(MarkGroup(float(xs_px[start]), tuple(marks[start:end])))
        start = end
    return groups


def placed(
    groups: Sequence[MarkGroup], width_px: float, text_width: Callable[[str], float], words: LabelWords
) -> list[PlacedLabel]:
    """Finds room for labels, newest first: right of the line, else left of it, else for a shorter one, else none."""
    labels: list[PlacedLabel] = []
    free_to = width_px
    for index in range(len(groups) - 1, -1, -1):
        x = groups[index].x_px
        left_limit = groups[index - 1].x_px + _GAP_PX if index else 0.0
        label = _label(groups[index].labels(words), x, left_limit, free_to, text_width)
        if label is not None:
            labels.append(label)
            free_to = min(free_to, label.left_px - _GAP_PX)
        free_to = min(free_to, x - _GAP_PX)
    return labels


def _label(
    texts: Sequence[str], x_px: float, left_limit_px: float, free_to_px: float, text_width: Callable[[str], float]
) -> PlacedLabel | None:
    """The longest of `texts` that has room beside `x_px`, else the beginning of the shortest."""
    from_px, room_px = x_px + _GAP_PX, free_to_px - x_px - _GAP_PX
    to_px = x_px - _GAP_PX
    left_room_px = to_px - left_limit_px if x_px <= free_to_px else 0.0
    for text in texts:
        wide = text_width(text)
        if wide <= room_px:
            return PlacedLabel(from_px, wide, text)
        if wide <= left_room_px:
            return PlacedLabel(to_px - wide, wide, text)
    for kept in range(len(texts[-1]) - 1, _FEWEST_LETTERS - 1, -1):
        text = f"{texts[-1][:kept].rstrip()}…"
        wide = text_width(text)
        if wide <= max(room_px, left_room_px):
            return PlacedLabel(from_px if room_px >= left_room_px else to_px - wide, wide, text)
    return None


class MarkLines(pg.GraphicsObject):
    """The dashed lines, drawn over the whole height of the view they are in."""

    def __init__(self) -> None:
        super().__init__()
        self._xs: list[float] = []
        self._pen = QPen()
        self.setZValue(-10)

    def set_colour(self, colour: str) -> None:
        """Takes the colour of the lines."""
        self._pen = QPen(QColor(colour), 1.0)
        self._pen.setCosmetic(True)
        self._pen.setDashPattern(_DASHES)
        self.update()

    def set_xs(self, xs: list[float]) -> None:
        """Draws one line at each of `xs`, in the view's coordinates."""
        if xs != self._xs:
            self._xs = xs
            self.update()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()
        super().viewRangeChanged()

    def boundingRect(self) -> QRectF:
        return self._view_rect()

    def paint(self, painter: QPainter, *_: object) -> None:
        view = self._view_rect()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self._pen)
        seen = [x for x in self._xs if view.left() <= x <= view.right()]
        painter.drawLines([QLineF(x, view.top(), x, view.bottom()) for x in seen])

    def _view_rect(self) -> QRectF:
        """What the view shows; empty while the item is in none."""
        rect = self.viewRect() if self.getViewBox() is not None else None
        return rect if isinstance(rect, QRectF) else QRectF()


class MarkStrip(QWidget):
    """The labels of the marks, above the plot. `set_view` says which stretch of x lies between which pixels."""

    def __init__(self, lines: MarkLines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._marks: list[EventMark] = []
        self._xs = np.empty(0)
        self._groups: list[MarkGroup] = []
        self._labels: list[PlacedLabel] = []
        self._view = (0.0, 1.0, 0.0, 1.0)
        self._colour = QColor()
        self.setFont(small_font(self.font()))
        self.setFixedHeight(self.fontMetrics().height())
        self.setAccessibleName(self.tr("Changes of hyperparameters"))

    @property
    def groups(self) -> Sequence[MarkGroup]:
        """The marks in view, collapsed."""
        return self._groups

    @property
    def labels(self) -> Sequence[PlacedLabel]:
        """The labels shown, newest first."""
        return self._labels

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._colour = QColor(theme.muted)
        self._lines.set_colour(theme.muted)
        self.update()

    def set_marks(self, marks: list[EventMark]) -> None:
        """Shows these, in order of x."""
        self._marks = marks
        self._xs = np.array([mark.x for mark in marks], np.float64)
        self._arrange()

    def set_view(self, x_from: float, x_to: float, left_px: float, right_px: float) -> None:
        """The plot now shows `[x_from, x_to]` between these pixels of the strip."""
        if (x_from, x_to, left_px, right_px) != self._view:
            self._view = (x_from, x_to, left_px, right_px)
            self._arrange()

    def group_near(self, x_px: float, within_px: float = 5.0) -> MarkGroup | None:
        """The marks at a pixel of the strip; None where there are none."""
        near = [group for group in self._groups if abs(group.x_px + self._view[2] - x_px) <= within_px]
        return near[-1] if near else None

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._labels:
            return
        painter = QPainter(self)
        painter.setPen(self._colour)
        for label in self._labels:
            box = QRectF(self._view[2] + label.left_px, 0, label.width_px + 1, self.height())
            draw_line(painter, box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label.text)

    def _arrange(self) -> None:
        x_from, x_to, left_px, right_px = self._view
        begin, end = np.searchsorted(self._xs, x_from, "left"), np.searchsorted(self._xs, x_to, "right")
        per_unit = (right_px - left_px) / max(x_to - x_from, 1e-300)
        self._groups = collapsed(self._marks[begin:end], (self._xs[begin:end] - x_from) * per_unit)
        words = LabelWords(many=self.tr("{count} changes"), back=self.tr("{name} back at {value}"))
        self._labels = placed(self._groups, right_px - left_px, self.fontMetrics().horizontalAdvance, words)
        self._lines.set_xs([group.marks[0].x for group in self._groups])
        self.setAccessibleDescription("; ".join(mark.note for mark in self._marks[-5:]))
        self.update()
