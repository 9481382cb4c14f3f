"""The value of each action as a small bar with its number; the chosen one is bold and has an arrow head beside it.

Bars begin at zero, wherever that is: values of an environment that punishes grow to the left. Many actions, and
few where there is little room, stand in two columns of narrower rows; those without room are counted. Actions that the
environment's mask forbids are crossed out, and have no bar.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.figures import figure
from workbench.look.theme import SPACE, Theme, small_font
from workbench.widgets.follow_axis import nice_step
from workbench.widgets.quantity_axis import WIDEST_QUANTITY, quantity_text

_ROW_PX, _NARROW_ROW_PX = 22, 18
_BAR_PX = 8
_UNDERLINE_PX = 2
_MARK_PX = 7  # the arrow head beside the chosen action
# So many have a row with a bar of its own; more stand in two columns, with the bar as an underline.
_MOST_WIDE_ROWS = 6
_MOST_NARROW_ROWS = 9
# So many rows of two columns are always shown, and so many where others need the room.
_LEAST_ROWS, _LEAST_BRIEF_ROWS = 3, 1
# An end of the scale follows down only when all values have fallen below this fraction of it, and by this much each
# time.
_SHRINK_BELOW = 0.5
_SHRINK_TO = 0.94
_SHORTEST_SCALE = 1e-6
_NEARLY_NOTHING = 0.05
# Values below have too few figures with two decimals, as where the only reward is far away.
_SMALL = 0.1
# And those from here on too many for their room: what is cut at the left is another number.
_LARGE = 1e6


class ActionValues(QWidget):
    """Rows of label, bar and right-aligned number. The scale grows at once and shrinks slowly where far too large."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._values: tuple[float, ...] = ()
        self._allowed: tuple[bool, ...] = ()
        self._chosen: int | None = None
        self._low, self._high = 0.0, 1.0
        self._least_rows = _LEAST_ROWS
        self.setFont(small_font(self.font()))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def set_actions(self, labels: Sequence[str]) -> None:
        """Starts again with these actions."""
        self._labels, self._values, self._allowed, self._chosen = tuple(labels), (), (), None
        self._low, self._high = 0.0, 1.0
        self.updateGeometry()
        self.update()

    def set_values(self, values: Sequence[float], chosen: int, allowed: Sequence[bool] = ()) -> None:
        """Shows the actions' values, which was chosen, and which were allowed; nothing said allows all."""
        is_first = not self._values
        self._values, self._chosen, self._allowed = tuple(values), chosen, tuple(allowed)
        finite = [value for index, value in enumerate(values) if math.isfinite(value) and self.is_allowed(index)]
        low, high = -_rounded_up(-min(finite, default=0.0)), _rounded_up(max(finite, default=0.0))
        if is_first:
            self._low, self._high = low, high
        else:
            self._low, self._high = -_followed(-self._low, -low), _followed(self._high, high)
        if self._high - self._low < _SHORTEST_SCALE:
            self._high = self._low + 1.0
        self.update()

    def set_brief(self, brief: bool) -> None:
        """Whether it leaves its room to others, down to one row, where there is little."""
        self._least_rows = _LEAST_BRIEF_ROWS if brief else _LEAST_ROWS
        self.updateGeometry()

    @property
    def scale(self) -> tuple[float, float]:
        """The values at the left and the right end of a bar; zero lies between them."""
        return (self._low, self._high)

    def is_allowed(self, index: int) -> bool:
        """Whether that action could be taken."""
        return index >= len(self._allowed) or self._allowed[index]

    def sizeHint(self) -> QSize:
        if len(self._labels) > _MOST_WIDE_ROWS:
            return QSize(200, min(self._narrow_rows(), _MOST_NARROW_ROWS) * _NARROW_ROW_PX)
        return QSize(200, max(len(self._labels), 1) * _ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, min(self._narrow_rows(), self._least_rows) * _NARROW_ROW_PX)

    def text(self) -> str:
        """The values as a sentence, for a screen reader."""
        words = self.tr("{action}: not allowed")
        return "; ".join(
            f"{label}: {value_text(value)}" if self.is_allowed(index) else words.format(action=label)
            for index, (label, value) in enumerate(zip(self._labels, self._values, strict=False))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._two_columns():
            self._paint_two_columns(painter)
            return
        metrics = QFontMetrics(self._bold())
        most = 0.45 * self.width()
        label_width = min(max((metrics.horizontalAdvance(label) for label in self._labels), default=0), most)
        number_width = metrics.horizontalAdvance(WIDEST_QUANTITY)
        bar = QRectF(label_width + 3 * SPACE, 0, self.width() - label_width - number_width - 4 * SPACE, _BAR_PX)
        row_px = min(self.height() / max(len(self._labels), 1), _ROW_PX)
        for row in range(len(self._labels)):
            box = QRectF(0, row * row_px, self.width(), row_px)
            self._paint_words(painter, row, box, label_width + 2)
            self._paint_bar(painter, bar.translated(0, box.top() + (row_px - _BAR_PX) / 2), row, 3.0)
            self._paint_mark(painter, row, box)

    def _paint_two_columns(self, painter: QPainter) -> None:
        rows, gap = min(self._narrow_rows(), max(1, self.height() // _NARROW_ROW_PX)), 2 * SPACE
        width = (self.width() - gap) / 2
        number_width = self._numbers_width()
        shown = self.shown_in_columns(rows)
        for place, index in enumerate(shown):
            column, row = divmod(place, rows)
            box = QRectF(column * (width + gap), row * _NARROW_ROW_PX, width, _NARROW_ROW_PX)
            self._paint_words(painter, index, box, width - number_width - SPACE - 6)
            line = QRectF(box.left() + SPACE + 6, box.bottom() - _UNDERLINE_PX, width - SPACE - 6, _UNDERLINE_PX)
            self._paint_bar(painter, line, index, 1.0)
            self._paint_mark(painter, index, box)
        if len(shown) < len(self._labels):
            column, row = divmod(len(shown), rows)
            box = QRectF(column * (width + gap) + SPACE + 6, row * _NARROW_ROW_PX, width, _NARROW_ROW_PX)
            painter.setFont(self.font())
            painter.setPen(QColor(self._theme.muted))
            words = self.tr("and {count} more").format(count=len(self._labels) - len(shown))
            draw_line(painter, box, Qt.AlignmentFlag.AlignVCenter, words)

    def shown_in_columns(self, rows: int) -> list[int]:
        """The actions that have a place in two columns of so many rows: the first ones, and always the chosen one."""
        count, places = len(self._labels), 2 * rows
        if count <= places:
            return list(range(count))
        first = list(range(places - 1))
        if self._chosen is not None and first and self._chosen >= len(first):
            first[-1] = self._chosen
        return first

    def _numbers_width(self) -> int:
        """What numbers take of a narrow row: all that they can where names have room beside them, else what they do."""
        metrics = QFontMetrics(self._bold())
        longest = max((metrics.horizontalAdvance(label) for label in self._labels), default=0)
        most = metrics.horizontalAdvance("−8.8e-08")
        if longest + most + SPACE + 6 <= (self.width() - 2 * SPACE) / 2:
            return most
        texts = [value_text(self._value(index)) for index in range(len(self._labels))]
        return max(metrics.horizontalAdvance(text) for text in ("−88.88", *texts))

    def _paint_words(self, painter: QPainter, index: int, box: QRectF, label_width: float) -> None:
        chosen = index == self._chosen
        font = self._bold() if chosen else QFont(self.font())
        font.setStrikeOut(not self.is_allowed(index))
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text if chosen else self._theme.muted))
        # Names often differ at their ends: Torque −1, Torque +1.
        label = QFontMetrics(font).elidedText(self._labels[index], Qt.TextElideMode.ElideMiddle, int(label_width) + 1)
        words = QRectF(box.left() + SPACE + 6, box.top(), label_width, box.height())
        draw_line(painter, words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, label)
        font.setStrikeOut(False)
        painter.setFont(font)
        number = value_text(self._value(index) if self.is_allowed(index) else math.nan)
        draw_line(painter, box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)

    def _paint_bar(self, painter: QPainter, box: QRectF, index: int, radius: float) -> None:
        theme, value = self._theme, self._value(index)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.grid))
        painter.drawRoundedRect(box, radius, radius)
        if math.isfinite(value) and self.is_allowed(index):
            per_unit = box.width() / (self._high - self._low)
            zero = box.left() - self._low * per_unit
            end = min(max(zero + value * per_unit, box.left()), box.right())
            filled = QRectF(min(zero, end), box.top(), max(abs(end - zero), 1.0), box.height())
            colour = QColor(theme.warning if value < 0 else theme.q_mean)
            colour.setAlphaF(1.0 if index == self._chosen else 0.55)
            painter.setBrush(colour)
            painter.drawRoundedRect(filled, radius, radius)
            if self._low < 0 < self._high:
                painter.fillRect(QRectF(zero - 0.5, box.top() - 1, 1, box.height() + 2), QColor(theme.muted))

    def _paint_mark(self, painter: QPainter, index: int, box: QRectF) -> None:
        if index == self._chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.evaluation))
            left, middle = box.left(), box.center().y()
            points = (QPointF(left, middle - 5), QPointF(left + _MARK_PX, middle), QPointF(left, middle + 5))
            painter.drawPolygon(QPolygonF(points))

    def _value(self, index: int) -> float:
        return self._values[index] if index < len(self._values) else math.nan

    def _two_columns(self) -> bool:
        return len(self._labels) > _MOST_WIDE_ROWS or self.height() < len(self._labels) * _NARROW_ROW_PX

    def _narrow_rows(self) -> int:
        """How many rows of two columns all actions take."""
        return max(math.ceil(len(self._labels) / 2), 1)

    def _bold(self) -> QFont:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        return bold


def value_text(value: float) -> str:
    """A value with steady decimals and a true minus; a dash where there is none. Small ones have figures, too,
    and large ones few."""
    if 0.0 < abs(value) < _SMALL or abs(value) >= _LARGE:
        return quantity_text(value)
    return figure(value, ",.2f" if abs(value) < 1000 else ",.0f")


def _rounded_up(size: float) -> float:
    """`size` on a whole step of about a quarter of it; nothing stays nothing."""
    if size <= 0:
        return 0.0
    step = nice_step(max(size, 1e-6) / 4)
    return math.ceil(size / step - 1e-9) * step


def _followed(end: float, needed: float) -> float:
    """Where an end of the scale moves to, both as sizes: out at once, in slowly, and at last to nothing."""
    if needed >= _SHRINK_BELOW * end:
        return max(end, needed)
    smaller = _SHRINK_TO * end
    return smaller if smaller > max(needed, _NEARLY_NOTHING) else needed
