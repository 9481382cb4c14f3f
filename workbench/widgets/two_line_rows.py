"""Rows of a list with a small heading and a text that may take several lines below it."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.look.theme import ROW_SPACE, SPACE, small_font

HEADING_ROLE = Qt.ItemDataRole.UserRole + 100
"""The data of an item that holds its heading; its text is below."""

_Index = QModelIndex | QPersistentModelIndex
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_TALL_PX = 10_000


class TwoLineModel(QAbstractListModel):
    """The rows: a heading and a text each. They are replaced all at once, and no item of them outlives that."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[tuple[str, str]] = ()

    def set_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Has these rows and no others."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not 0 <= index.row() < len(self._rows):
            return None
        heading, text = self._rows[index.row()]
        words = {
            Qt.ItemDataRole.DisplayRole: text,
            HEADING_ROLE: heading,
            Qt.ItemDataRole.AccessibleTextRole: f"{heading}: {text}",
        }
        return words.get(role)


class TwoLineRows(QStyledItemDelegate):
    """Paints such rows in the view's own colours."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        heading, text = str(index.data(HEADING_ROLE) or ""), option.text
        option.text = ""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        inside = option.rect.adjusted(SPACE, ROW_SPACE, -SPACE, -ROW_SPACE)
        painter.save()
        colours = option.palette
        painter.setPen(colours.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Accent))
        small = small_font(option.font)
        painter.setFont(small)
        painter.drawText(inside, _WRAPPED, heading)
        inside.setTop(inside.top() + QFontMetrics(small).height() + 1)
        painter.setPen(colours.color(QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text))
        painter.setFont(option.font)
        painter.drawText(inside, _WRAPPED, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        self.initStyleOption(option, index)
        view = option.widget
        width = (view.viewport() if isinstance(view, QAbstractItemView) else view).width() - 2 * SPACE
        text = option.fontMetrics.boundingRect(QRect(0, 0, width, _TALL_PX), _WRAPPED, option.text).height()
        return QSize(width, text + QFontMetrics(small_font(option.font)).height() + 1 + 2 * ROW_SPACE)
