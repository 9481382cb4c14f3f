"""One state that nothing draws: a row for each number, where it lies among other states' and ghosts'."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.theme import RIGHT, SPACE, Theme, small_font
from workbench.scene.number_table import ROW_PX, number_text
from workbench.state.observation_words import read_all

_TRACK_PX, _DOT_PX, _TICK_PX = 4.0, 4.5, 13.0
_LEAST_TRACK_PX, _LONGEST_NAME = 40.0, 0.45
_COLUMN_FROM_PX, _GAP_PX = 190.0, 2.0 * SPACE
_WIDEST_NUMBER = "−00.000"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class StateBars(QWidget):
    """Nothing, until a state is shown."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._labels: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._numbers = np.zeros((0, 0))  # of the state, then of each ghost
        self._colours: tuple[str, ...] = ()
        self._span = np.zeros((2, 0))
        self._whole = np.zeros(0, np.bool_)  # whether a number is whole in all of them
        self._spanned: tuple[str, ...] = ()
        self.setFont(small_font(self.font()))

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def name_numbers(self, labels: Sequence[str]) -> None:
        """Draws states [O] whose numbers are called so from now on; those before are forgotten."""
        self._labels, self._names, self._spanned = tuple(labels), (), ()
        self.update()

    def span(self, states: np.ndarray) -> None:
        """Draws each number between the least and the most that it is in `states` [N, O]."""
        if len(states):
            self._spanned, numbers = read_all(self._labels, states)
            self._span = np.array([numbers.min(axis=0), numbers.max(axis=0)])
            self._whole = (numbers == np.round(numbers)).all(axis=0)
            self.update()

    def show_state(self, state: np.ndarray, ghosts: Sequence[tuple[np.ndarray, str]]) -> None:
        """Shows a state [O], and others in their colours."""
        self._names, self._numbers = read_all(self._labels, np.stack([state, *(ghost for ghost, _ in ghosts)]))
        self._colours = tuple(colour for _, colour in ghosts)
        shown = (f"{name} {self._text(index)}" for index, name in enumerate(self._names))
        self.setAccessibleDescription("; ".join(shown))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._names:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count, most_rows = len(self._names), max(int((self.height() - SPACE) // ROW_PX), 1)
        most_columns = max(int((self.width() - SPACE + _GAP_PX) // (_COLUMN_FROM_PX + _GAP_PX)), 1)
        columns = min(max(math.ceil(count / most_rows), 1), most_columns)
        rows = min(math.ceil(count / columns), most_rows)
        shown = count if rows * columns >= count else rows * columns - 1
        wide = (self.width() - SPACE - (columns - 1) * _GAP_PX) / columns
        top = (self.height() - rows * ROW_PX) / 2
        for index in range(min(rows * columns, count)):
            column, row = divmod(index, rows)
            place = QRectF(SPACE / 2 + column * (wide + _GAP_PX), top + row * ROW_PX, wide, ROW_PX)
            if index >= shown:
                painter.setPen(QColor(self._theme.muted))
                words = QCoreApplication.translate("NumberTable", "and {count} more")
                draw_line(painter, place, _LEFT, words.format(count=count - shown))
                return
            self._paint_row(painter, place, index)

    def _paint_row(self, painter: QPainter, place: QRectF, index: int) -> None:
        metrics, theme = QFontMetricsF(painter.font()), self._theme
        longest = max(metrics.horizontalAdvance(name) for name in self._names)
        name_px = min(longest, _LONGEST_NAME * place.width()) + SPACE
        number_px = metrics.horizontalAdvance(_WIDEST_NUMBER) + SPACE
        painter.setPen(QColor(theme.muted))
        name = metrics.elidedText(self._names[index], Qt.TextElideMode.ElideRight, name_px - SPACE)
        draw_line(painter, QRectF(place.left(), place.top(), name_px, place.height()), _LEFT, name)
        painter.setPen(QColor(theme.text))
        draw_line(painter, place, RIGHT, self._text(index))
        track = QRectF(place.left() + name_px, 0.0, place.width() - name_px - number_px, _TRACK_PX)
        track.moveTop(place.center().y() - _TRACK_PX / 2)
        low, high = self._between(index)
        if track.width() < _LEAST_TRACK_PX or not low < high:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(track, _TRACK_PX / 2, _TRACK_PX / 2)
        parts = np.clip((self._numbers[:, index] - low) / (high - low), 0.0, 1.0)
        across = track.left() + parts * track.width()
        for x, colour in zip(across[1:], self._colours, strict=True):
            painter.setPen(QPen(QColor(colour), 2.0))
            painter.drawLine(
                QPointF(x, track.center().y() - _TICK_PX / 2), QPointF(x, track.center().y() + _TICK_PX / 2)
            )
        painter.setPen(QPen(QColor(theme.surface), 1.0))
        painter.setBrush(QColor(theme.accent))
        painter.drawEllipse(QPointF(across[0], track.center().y()), _DOT_PX, _DOT_PX)

    def _text(self, index: int) -> str:
        number = float(self._numbers[0, index])
        whole = self._spanned == self._names and bool(self._whole[index])
        return number_text(number, whole=whole and number == round(number))

    def _between(self, index: int) -> tuple[float, float]:
        """Where the track of that number begins and ends; nowhere where nothing was told of it."""
        if self._spanned != self._names:
            return 0.0, 0.0
        return float(self._span[0, index]), float(self._span[1, index])
