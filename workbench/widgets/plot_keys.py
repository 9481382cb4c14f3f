"""What keys do in a plot that has the focus: a hairline goes along the data, and the view is moved and zoomed."""

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent

from workbench.widgets.canvas_plot import CanvasPlot

_STEP, _LEAP, _MOVE = 0.01, 0.1, 0.25  # of what is seen
_ZOOM = 0.8
_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ENDS = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: 1.0}
_ZOOMS = {Qt.Key.Key_Plus: _ZOOM, Qt.Key.Key_Equal: _ZOOM, Qt.Key.Key_Minus: 1 / _ZOOM}
_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PlotKeys(QObject):
    """Does by keys in `canvas` what the pointer and the wheel do there, and says so by the canvas's own signals.

    Left and Right take the hairline along, ten times as far with Shift; Home and End take it to the ends of what is
    seen. With Ctrl, Left and Right move what is seen; + and - zoom around the hairline. Enter is a double click there,
    Escape takes it away.
    """

    def __init__(self, canvas: CanvasPlot) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._at: float | None = None
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas and event.type() == QEvent.Type.FocusOut:
            self._leave()
        if watched is self._canvas and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take(Qt.Key(event.key()), event.modifiers())
        return super().eventFilter(watched, event)

    def _take(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Returns whether the key was one of these."""
        x_from, x_to = self._canvas.x_range()
        wide = x_to - x_from
        side = _SIDES.get(key, 0)
        if side and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._show(x_from + side * _MOVE * wide, x_to + side * _MOVE * wide)
        elif side:
            step = _LEAP if modifiers & Qt.KeyboardModifier.ShiftModifier else _STEP
            here = (x_to if side < 0 else x_from) if self._at is None else self._at
            self._point(here + side * step * wide)
        elif key in _ENDS:
            self._point(x_from + _ENDS[key] * wide)
        elif key in _ZOOMS:
            fixed = (x_from + x_to) / 2 if self._at is None else self._at
            self._show(*(fixed + (x - fixed) * _ZOOMS[key] for x in (x_from, x_to)))
        elif key in _ENTERS and self._at is not None:
            self._canvas.double_clicked.emit(self._place(self._at))
        elif key == Qt.Key.Key_Escape and self._at is not None:
            self._leave()
        else:
            return False
        return True

    def _show(self, x_from: float, x_to: float) -> None:
        self._canvas.show_x(x_from, x_to)
        self._canvas.moved_by_hand.emit()
        if self._at is not None:
            self._point(self._at)

    def _point(self, x: float) -> None:
        x_from, x_to = self._canvas.x_range()
        self._at = min(max(x, x_from), x_to)
        self._canvas.pointed.emit(self._place(self._at), self._at)

    def _place(self, x: float) -> QPointF:
        """Where that is, in pixels of the canvas, half way up."""
        rect, (x_from, x_to) = self._canvas.data_rect(), self._canvas.x_range()
        return QPointF(rect.left() + (x - x_from) / max(x_to - x_from, 1e-300) * rect.width(), rect.center().y())

    def _leave(self) -> None:
        if self._at is not None:
            self._at = None
            self._canvas.left.emit()
