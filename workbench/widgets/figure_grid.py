"""Names with their figures, in as many columns as there is room for; hovering tells what each is and how it is made."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import SPACE, small_font
from workbench.widgets.figure_label import FigureLabel

_PAIR_PX = 220
"""In less than this a name and its figure are cramped."""

_MOST_PAIRS = 4


class FigureGrid(QWidget):
    """Rows of muted names and right-aligned figures of fixed width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[QLabel, FigureLabel]] = []
        self._hidden: set[FigureLabel] = set()
        self._pairs = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(2)

    def add(self, name: str, widest: str, explanation: str) -> FigureLabel:
        """Adds a figure that is never wider than `widest`; it shows an en dash until it is known."""
        figure = FigureLabel(widest, name, self)
        figure.show_figure("–")
        label = QLabel(name, self)
        label.setProperty("role", "muted")
        label.setFont(small_font(self.font()))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        # All names get the same room, however long they are: so the columns of several grids stand below each other.
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        label.setBuddy(figure)
        for part in (label, figure):
            set_tool_tip(part, explanation)
        self._rows.append((label, figure))
        self._arrange(self._pairs or 1)
        return figure

    def set_shown(self, figure: FigureLabel, shown: bool) -> None:
        """Shows or leaves out a figure with its name: where there is no such thing, as σ without noise."""
        if shown != (figure in self._hidden):
            return
        (self._hidden.discard if shown else self._hidden.add)(figure)
        self._arrange(self._pairs)

    def is_left_out(self, figure: FigureLabel) -> bool:
        """Whether that figure is left out."""
        return figure in self._hidden

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        pairs = max(1, min(_MOST_PAIRS, self.width() // _PAIR_PX))
        if pairs != self._pairs:
            self._arrange(pairs)

    def _arrange(self, pairs: int) -> None:
        self._pairs = pairs
        place = 0
        for label, figure in self._rows:
            self._grid.removeWidget(label)
            self._grid.removeWidget(figure)
            left_out = figure in self._hidden
            label.setVisible(not left_out)
            figure.setVisible(not left_out)
            if left_out:
                continue
            row, column = divmod(place, pairs)
            self._grid.addWidget(label, row, 3 * column)
            self._grid.addWidget(figure, row, 3 * column + 1)
            place += 1
        for column in range(3 * _MOST_PAIRS):
            within = column < 3 * pairs
            self._grid.setColumnStretch(column, 1 if within and column % 3 == 0 else 0)
            between = within and column % 3 == 2 and column < 3 * pairs - 1
            self._grid.setColumnMinimumWidth(column, 2 * SPACE if between else 0)
