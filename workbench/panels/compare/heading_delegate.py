"""The heading of a group in the table of runs, over all columns: as much of it as can be seen, and always the count."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from workbench.look.drawn_lines import draw_line
from workbench.look.theme import ROW_SPACE
from workbench.panels.compare.runs_model import RunsModel


class HeadingDelegate(QStyledItemDelegate):
    """Draws the names of entries as they are, and headings within what is in view, however far it is scrolled.

    Args:
        runs: What is drawn.
        table: Where.
    """

    def __init__(self, runs: RunsModel, table: QTableView) -> None:
        super().__init__(table)
        self._runs, self._table = runs, table

    def shown(self, row: int) -> str:
        """What is seen of the heading in a row."""
        words, count = self._runs.heading(self._runs.line(row))
        metrics = QFontMetrics(self._runs.heading_font())
        room = self._table.viewport().width() - 2 * ROW_SPACE - metrics.horizontalAdvance(count)
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(room, 1)) + count

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if self._runs.line(index.row()).entry is not None:
            super().paint(painter, option, index)
            return
        rect = option.rect.intersected(self._table.viewport().rect())
        painter.save()
        painter.setFont(self._runs.heading_font())
        painter.setPen(option.palette.text().color())
        place = rect.adjusted(ROW_SPACE, 0, -ROW_SPACE, 0)
        draw_line(painter, place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.shown(index.row()))
        painter.restore()
