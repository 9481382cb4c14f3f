"""An observation as rows of a label and a number, in as many columns as it takes."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from workbench.figures import figure
from workbench.theme import SPACE, Theme

ROW_PX = 18
# Narrower columns would cut the labels.
_NARROWEST_COLUMN_PX = 120
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def rows_height(count: int, width_px: float, most_px: float) -> float:
    """The height that so many numbers take in this width; 0 where they don't fit into `most_px`."""
    columns = _columns(count, width_px, most_px)
    return math.ceil(count / columns) * ROW_PX if columns else 0.0


def paint_rows(painter: QPainter, box: QRectF, labels: Sequence[str], numbers: Sequence[float], theme: Theme) -> None:
    """Paints the numbers into `box`, reading downwards; those that don't fit are counted in the last row.

    `labels` are the environment's. Where they aren't as many, the numbers are those of states, and whole.
    """
    whole = len(labels) != len(numbers)
    names = labels_for(labels, len(numbers))
    fits = max(int(box.height() // ROW_PX), 1) * max(int(box.width() // _NARROWEST_COLUMN_PX), 1)
    shown = len(numbers) if len(numbers) <= fits else fits - 1
    columns = _columns(len(numbers), box.width(), box.height()) or max(int(box.width() // _NARROWEST_COLUMN_PX), 1)
    rows = math.ceil(min(len(numbers), fits) / columns)
    column_px = (box.width() - (columns - 1) * 2 * SPACE) / columns
    metrics = painter.fontMetrics()
    for index in range(min(len(numbers), fits)):
        column, row = divmod(index, rows)
        place = QRectF(box.left() + column * (column_px + 2 * SPACE), box.top() + row * ROW_PX, column_px, ROW_PX)
        painter.setPen(QColor(theme.muted))
        if index >= shown:
            words = QCoreApplication.translate("NumberRows", "and {count} more").format(count=len(numbers) - shown)
            painter.drawText(place, _LEFT, words)
            continue
        text = number_text(numbers[index], whole=whole)
        room = column_px - metrics.horizontalAdvance(text) - SPACE
        painter.drawText(place, _LEFT, metrics.elidedText(names[index], Qt.TextElideMode.ElideRight, int(room)))
        painter.setPen(QColor(theme.text))
        painter.drawText(place, _RIGHT, text)


def labels_for(labels: Sequence[str], count: int) -> tuple[str, ...]:
    """The labels of `count` numbers: the environment's own where they are as many, else numbered ones."""
    if len(labels) == count:
        return tuple(labels)
    if count == 1:
        return (QCoreApplication.translate("NumberRows", "State"),)
    words = QCoreApplication.translate("NumberRows", "Observation {number}")
    return tuple(words.format(number=number) for number in range(1, count + 1))


def number_text(number: float, *, whole: bool = False) -> str:
    """One number of an observation, with steady decimals unless it is `whole`."""
    if whole:
        return figure(number, ",.0f")
    return figure(number, ",.3f" if abs(number) < 100 else ",.1f")


def _columns(count: int, width_px: float, most_px: float) -> int:
    """As few columns as fit all numbers into the height; 0 where none do."""
    rows = int(most_px // ROW_PX)
    if count == 0 or rows == 0:
        return 0
    columns = math.ceil(count / rows)
    return columns if columns == 1 or columns * _NARROWEST_COLUMN_PX <= width_px else 0
