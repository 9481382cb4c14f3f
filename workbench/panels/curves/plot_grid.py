"""Where the plots stand: in one column or two, the first row highest; what has no room there is scrolled to."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from workbench.look.theme import SPACE
from workbench.widgets.live_plot import LivePlot

# The first row, with the return, is no lower than this where there is room, so that its data have 200; and no other row
# than that. Where there is less room than for the first row, it takes all of it, so that it is seen whole.
_FIRST_ROW_PX, _ROW_PX = 262, 140
# Narrower than this, the plots stand in one column.
_TWO_COLUMNS_FROM_PX = 520


class PlotGrid(QScrollArea):
    """Whole rows fill it; where there are more than fit, they are reached by scrolling.

    Signals:
        scrolled: Other plots are in view.
    """

    scrolled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plots: tuple[LivePlot, ...] = ()
        self._axis = ""
        self._arranged: tuple[object, ...] = ()
        self._inside = _Inside()
        self._inside.setProperty("role", "panel")
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(self._inside)
        self.viewport().installEventFilter(self)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)

    def show_plots(self, plots: Sequence[LivePlot], axis: str) -> None:
        """Has these plots and no others; the lowest say that along x is counted what `axis` says."""
        for gone in set(self._plots) - set(plots):
            self._grid.removeWidget(gone)
        self._plots, self._axis, self._arranged = tuple(plots), axis, ()
        self._arrange()

    def in_view(self) -> list[LivePlot]:
        """The plots of which something is seen."""
        seen = self.viewport().rect().translated(0, self.verticalScrollBar().value())
        return [plot for plot in self._plots if plot.geometry().intersects(seen)] or list(self._plots[:1])

    def bring_into_view(self, plot: LivePlot) -> None:
        """Scrolls to a plot that was just added."""
        self._inside.layout_now()
        self.ensureWidgetVisible(plot, 0, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.viewport() and event.type() == QEvent.Type.Resize:
            self._arrange()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        """As many rows as there is room for share it; those below are as high."""
        room = self.viewport().height()
        columns = 1 if self.width() < _TWO_COLUMNS_FROM_PX else 2
        rows = -(-len(self._plots) // columns)
        least_px = max(_ROW_PX, min(_FIRST_ROW_PX, room))
        fitting = max(1, min(rows, 1 + max(0, room - least_px) // (_ROW_PX + SPACE)))
        left_px = max(0, room - least_px - (fitting - 1) * (_ROW_PX + SPACE)) // fitting
        first_px, row_px = least_px + left_px, _ROW_PX + left_px
        arranged = (columns, rows, fitting, first_px, row_px)
        if not self._plots or arranged == self._arranged:
            return
        self._arranged = arranged
        for index, plot in enumerate(self._plots):
            row, column = divmod(index, columns)
            alone = columns == 2 and index == len(self._plots) - 1 and not column
            self._grid.addWidget(plot, row, column, 1, 2 if alone else 1)
            plot.show()
            # The lowest of each column, of those that are seen at first and of all, says what is counted.
            lowest = row == fitting - 1 or index + columns >= len(self._plots)
            plot.set_axis_title(self._axis if lowest else "")
        for line in range(max(self._grid.rowCount(), self._grid.columnCount())):
            self._grid.setColumnStretch(line, 1 if line < columns else 0)
            self._grid.setRowStretch(line, 1 if line < rows else 0)
            self._grid.setRowMinimumHeight(line, 0 if line >= rows else row_px if line else first_px)
        self._inside.set_height(first_px + (rows - 1) * (row_px + SPACE))


class _Inside(QWidget):
    """So high as its rows are to be, and as narrow as it has to be: no plot pushes the window wide."""

    def __init__(self) -> None:
        super().__init__()
        self._height_px = 1

    def set_height(self, height_px: int) -> None:
        self._height_px = height_px
        self.setMinimumHeight(height_px)
        self.updateGeometry()

    def layout_now(self) -> None:
        """Gives every plot its place, without waiting for the next turn."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self._height_px)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()
