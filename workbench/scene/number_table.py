"""An observation as rows of a label and a number, in as many columns as it takes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from workbench.look.drawn_lines import draw_line
from workbench.look.figures import figure
from workbench.look.theme import RIGHT, SPACE, Theme

ROW_PX = 18
_GAP_PX = 2 * SPACE
_WIDEST_NUMBER = "−00.000"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class NumberTable:
    """Numbers with their names.

    Attributes:
        names: One for each number.
        numbers: The observation.
        whole: Whether the numbers are those of states.
    """

    names: tuple[str, ...]
    numbers: tuple[float, ...]
    whole: bool

    def most_columns(self, metrics: QFontMetricsF, width_px: float) -> int:
        """How many columns of use stand side by side without cutting a name, at least one."""
        name_px = max((metrics.horizontalAdvance(name) for name in self.names), default=0.0)
        column_px = name_px + SPACE + metrics.horizontalAdvance(_WIDEST_NUMBER)
        fit = min(int((width_px + _GAP_PX) // (column_px + _GAP_PX)), len(self.numbers))
        return max(fit, 1)

    def height_px(self, columns: int) -> float:
        """The height in so many columns."""
        return math.ceil(len(self.numbers) / columns) * ROW_PX

    def fewest_columns(self, most: int, height_px: float) -> int | None:
        """The fewest columns, up to `most`, that fit into a height; None where none do."""
        return next((columns for columns in range(1, most + 1) if self.height_px(columns) <= height_px), None)

    def paint(self, painter: QPainter, box: QRectF, columns: int, theme: Theme) -> None:
        """Paints the numbers into `box`, reading downwards; those that don't fit are counted in the last row."""
        count = len(self.numbers)
        rows = min(math.ceil(count / columns), max(int(box.height() // ROW_PX), 1))
        places = min(rows * columns, count)
        shown = count if places == count else places - 1
        column_px = (box.width() - (columns - 1) * _GAP_PX) / columns
        metrics = QFontMetricsF(painter.font())
        for index in range(places):
            column, row = divmod(index, rows)
            left, top = box.left() + column * (column_px + _GAP_PX), box.top() + row * ROW_PX
            place = QRectF(left, top, column_px, ROW_PX)
            painter.setPen(QColor(theme.muted))
            if index >= shown:
                words = QCoreApplication.translate("NumberTable", "and {count} more")
                draw_line(painter, place, _LEFT, words.format(count=count - shown))
                return
            text = number_text(self.numbers[index], whole=self.whole)
            room = column_px - metrics.horizontalAdvance(text) - SPACE
            name = metrics.elidedText(self.names[index], Qt.TextElideMode.ElideRight, room)
            draw_line(painter, place, _LEFT, name)
            painter.setPen(QColor(theme.text))
            draw_line(painter, place, RIGHT, text)


def table_of(labels: Sequence[str], numbers: tuple[float, ...]) -> NumberTable:
    """An observation with the environment's labels; where they aren't as many, it is made of states."""
    if len(labels) == len(numbers):
        return NumberTable(tuple(labels), numbers, whole=False)
    if len(numbers) == 1:
        return NumberTable((QCoreApplication.translate("NumberTable", "State"),), numbers, whole=True)
    words = QCoreApplication.translate("NumberTable", "State {number}")
    return NumberTable(tuple(words.format(number=n) for n in range(1, len(numbers) + 1)), numbers, whole=True)


def number_text(number: float, *, whole: bool = False) -> str:
    """One number of an observation, with steady decimals unless it is `whole`."""
    if whole:
        return figure(number, ",.0f")
    return figure(number, ",.3f" if abs(number) < 100 else ",.1f")
