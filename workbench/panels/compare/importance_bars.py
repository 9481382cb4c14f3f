"""What mattered in a sweep: a bar for each hyperparameter."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.look.drawn_lines import draw_line
from workbench.look.figures import percent
from workbench.look.theme import ROW_HEIGHT, SPACE, Theme
from workbench.state import run_cells

_BAR_PX = 10


class ImportanceBars(QWidget):
    """Bars from the left, of parts of all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._values: tuple[tuple[str, float], ...] = ()
        self.setAccessibleName(self.tr("Importance"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, values: tuple[tuple[str, float], ...]) -> None:
        """Shows these parts."""
        self._values = values
        self.setAccessibleDescription("; ".join(f"{run_cells.knob_label(name)}: {value:.0%}" for name, value in values))
        self.updateGeometry()
        self.update()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, ROW_HEIGHT * len(self._values))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, ROW_HEIGHT * len(self._values))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, metrics = QPainter(self), QFontMetrics(self.font())
        names = [run_cells.knob_label(name) for name, _ in self._values]
        left = min(max(map(metrics.horizontalAdvance, names), default=0) + SPACE, self.width() * 0.5)
        figures = metrics.horizontalAdvance("100 %") + SPACE
        for row, (name, (_, value)) in enumerate(zip(names, self._values, strict=True)):
            top = row * ROW_HEIGHT
            painter.setPen(QColor(self._theme.text))
            rect = QRectF(0, top, left - SPACE, ROW_HEIGHT)
            upright = Qt.AlignmentFlag.AlignVCenter
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(rect.width()))
            draw_line(painter, rect, upright | Qt.AlignmentFlag.AlignLeft, elided)
            bar = QRectF(left, top + (ROW_HEIGHT - _BAR_PX) / 2, max(self.width() - left - figures, 1), _BAR_PX)
            painter.fillRect(bar, QColor(self._theme.grid))
            painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * value, _BAR_PX), QColor(self._theme.accent))
            text = percent(value)
            draw_line(painter, QRectF(0, top, self.width(), ROW_HEIGHT), upright | Qt.AlignmentFlag.AlignRight, text)
