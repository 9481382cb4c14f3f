"""A slider over any range of numbers: even or logarithmic, with a dot where the default is.

A part of the range may not be allowed at the moment: the handle stays out of it, and its track is thin.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSlider, QWidget

from workbench.look.theme import ThemeSource
from workbench.widgets.value_scale import ValueScale

_HANDLE_PX = 7.0  # radius
_TRACK_PX, _THIN_PX = 4.0, 1.0


class ValueSlider(QSlider):
    """Emits `value_moved` when the user moves it, never when a value is set. Double-click goes to the default.

    The wheel does nothing unless the slider has the focus, so that scrolling a panel changes nothing on the way.
    """

    value_moved = Signal(float)
    default_wanted = Signal()
    limits_wanted = Signal()  # the user is about to move it: `set_limits` is to be told what is allowed now

    def __init__(self, scale: ValueScale, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._scale = scale
        self._theme_source = theme_source
        self._default_fraction = 0.0
        self._exact_fraction = 0.0
        self._limits = (0.0, 1.0)
        steps = scale.positions()
        self.setRange(0, steps)
        self.setSingleStep(max(1, steps // 100))
        self.setPageStep(max(1, steps // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.valueChanged.connect(self._tell)
        theme_source.changed.connect(self.update)

    def set_number(self, number: float) -> None:
        """Shows `number` without telling anybody."""
        self._exact_fraction = self._scale.fraction(number)
        blocked = self.blockSignals(True)
        self.setValue(round(self._exact_fraction * self.maximum()))
        self.blockSignals(blocked)
        self.update()

    def set_default(self, number: float) -> None:
        """Puts the dot of the default at `number`."""
        self._default_fraction = self._scale.fraction(number)
        self.update()

    def number_at(self, position: int) -> float:
        """The number that a position, from 0 to `maximum()`, stands for."""
        return self._scale.value(position / self.maximum())

    def set_limits(self, first: int, last: int) -> None:
        """From which position to which the handle can be moved."""
        limits = (first / self.maximum(), last / self.maximum())
        if limits != self._limits:
            self._limits = limits
            self.update()

    @Slot(int)
    def _tell(self, position: int) -> None:
        low, high = (round(limit * self.maximum()) for limit in self._limits)
        if not low <= position <= high:
            stopped = min(max(position, low), high)
            if self.number_at(stopped) == self._scale.value(self._exact_fraction):
                self.set_number(self.number_at(stopped))
            else:
                self.setValue(stopped)
            return
        self._exact_fraction = position / self.maximum()
        self.value_moved.emit(self._scale.value(self._exact_fraction))

    # --- Qt -----------------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(120, 20)

    @property
    def handle_px(self) -> float:
        """Where the middle of the handle is, from the left."""
        return self._place(self._exact_fraction)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 20)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.limits_wanted.emit()
        self.setSliderDown(True)
        # A press on the handle itself must not nudge a value that was typed exactly.
        if abs(event.position().x() - self.handle_px) > _HANDLE_PX:
            self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.default_wanted.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.limits_wanted.emit()
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.limits_wanted.emit()
        super().focusInEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            self.limits_wanted.emit()
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.limits_wanted.emit()
        if event.key() == Qt.Key.Key_Delete:
            self.default_wanted.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme_source.theme
        middle = self.height() / 2
        here = self.handle_px
        usable = self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.disabled), 1))
        for fraction in self._scale.decades():
            x = round(self._place(fraction)) + 0.5
            painter.drawLine(QPointF(x, middle + 5), QPointF(x, middle + 8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border))
        # The track reaches to both edges, so that it lines up with what stands above; the handle stays inside it.
        low, high = self._limits
        left = 0.0 if low <= 0 else self._place(low)
        right = float(self.width()) if high >= 1 else self._place(high)
        painter.drawRect(QRectF(0, middle - _THIN_PX / 2, self.width(), _THIN_PX))
        painter.drawRoundedRect(QRectF(left, middle - _TRACK_PX / 2, right - left, _TRACK_PX), 2, 2)
        painter.setBrush(QColor(theme.accent if usable else theme.disabled))
        painter.drawRoundedRect(QRectF(left, middle - _TRACK_PX / 2, max(here - left, 0.0), _TRACK_PX), 2, 2)
        painter.setBrush(QColor(theme.surface))
        painter.setPen(QPen(QColor(theme.text if usable else theme.disabled), 1.2))
        painter.drawEllipse(QPointF(self._place(self._default_fraction), middle), 2.6, 2.6)
        painter.setBrush(QColor(theme.accent if usable else theme.disabled))
        painter.setPen(QPen(QColor(theme.text if self.hasFocus() else theme.surface), 1.6))
        radius = _HANDLE_PX if self.underMouse() or self.isSliderDown() or self.hasFocus() else _HANDLE_PX - 1
        painter.drawEllipse(QPointF(here, middle), radius, radius)
        painter.end()

    def _place(self, fraction: float) -> float:
        return _HANDLE_PX + 1 + fraction * (self.width() - 2 * _HANDLE_PX - 2)

    def _go_to(self, x: float) -> None:
        share = (x - self._place(0)) / max(1.0, self._place(1) - self._place(0))
        self.setValue(round(min(max(share, 0.0), 1.0) * self.maximum()))
