"""The plot of compared curves: single ones faint or in front, bands over seeds, the one under the pointer or walked.

The arrow keys walk along it: left and right from point to point, up and down from curve to curve; what is there is
shown and announced. Enter opens the run of the curve, Esc ends the walk.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QKeyEvent, QPen
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget

from workbench.look.figures import return_text
from workbench.look.theme import ROW_SPACE, Theme, small_font
from workbench.panels.compare.curves_walk import CurvesWalk, place_text
from workbench.state.compared_curves import CurvesView, GroupBand, Line
from workbench.state.curve_words import MOST_NAMED
from workbench.state.run_colours import COLOURS, colour, colour_field
from workbench.state.run_words import cut_in_the_middle
from workbench.widgets.canvas_plot import CanvasPlot
from workbench.widgets.follow_axis import follow_x, follow_y, with_room
from workbench.widgets.message_bar import KEPT_CLEAR_BELOW
from workbench.widgets.plot_legend import DOTS, CurveSpec, MarkKind, PlotLegend, raw_colour

_NEAR_PX = 10.0
_FRONT_PX, _HOVERED_PX = 1.8, 2.6
_DOT_PX, _FAINT_DOT_PX = 7, 4
"""Of a curve that has one point only, which no line shows."""
_BAND_ALPHA = 48
_LEAST_SPAN = 0.1
"""Of the returns' size, at least, on the axis: a curve that stays at 500 is no matter of tenths."""
_LONGEST_NAME, _LONGEST_OF_FEW, _FEW = 36, 60, 3
"""Characters of a name in the legend; the second where no more than so few curves are named."""


class CurvesCanvas(QWidget):
    """Draws a `CurvesView`.

    Signals:
        moved_by_hand: The user zoomed or panned.
        opened: The key of the entry whose curve was double-clicked.
    """

    moved_by_hand = Signal()
    opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lines: Sequence[Line] = ()
        self._bands: Sequence[GroupBand] = ()
        self._line_items: list[pg.PlotCurveItem] = []
        self._band_items: list[tuple[pg.PlotCurveItem, pg.PlotCurveItem]] = []
        self._dots = pg.ScatterPlotItem(pxMode=True, pen=None, symbol="o", antialias=True)
        self._dots.setZValue(25)
        self._hovered: int | None = None
        self._following = True
        self._walk, self._x_title = CurvesWalk(), ""
        self.canvas = CanvasPlot(" ")
        self.canvas.add(self._dots)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.canvas.installEventFilter(self)
        self.legend = PlotLegend((), theme, self.canvas.viewport())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.canvas.pointed.connect(self._point)
        self.canvas.left.connect(self._leave)
        self.canvas.moved_by_hand.connect(self._stop_following)
        self.canvas.double_clicked.connect(self._open)
        self.canvas.resized.connect(self._place)
        self.restyle(theme)

    @property
    def hovered(self) -> str:
        """What the curve under the pointer is called; empty where there is none."""
        return "" if self._hovered is None else self._lines[self._hovered].label

    def show_view(self, view: CurvesView, x_title: str) -> None:
        """Draws what is to be seen."""
        self._lines, self._bands = view.lines, view.bands
        self._hovered, self._x_title = None, x_title
        self._walk.show(view.bands, view.lines)
        self._set_off_walked()
        self.canvas.set_axis_title(x_title, self._theme, small_font(self.font()))
        self._provide(len(view.lines), len(view.bands))
        for item, line in zip(self._line_items, view.lines, strict=False):
            item.setData(line.x, line.y, skipFiniteCheck=True)
        for (area, centre), group in zip(self._band_items, view.bands, strict=False):
            self._draw_band(area, centre, group)
        self._style()
        self._name()
        if self._following:
            self.follow()

    def follow(self) -> None:
        """Shows all of it, and goes on so."""
        self._following = True
        xs = [line.x for line in self._lines]
        end = max((float(x[-1]) for x in xs), default=1.0)
        self.canvas.show_x(0.0, follow_x(end, min(max(end, 1e-6), 1000.0)))
        self._fit_y()

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.canvas.restyle(theme, small_font(self.font()))
        self.legend.restyle(theme)
        self._style()

    def point_at(self, key: str) -> None:
        """Sets off the first curve of an entry, as pointing at it does; of an empty key none."""
        found = next((place for place, line in enumerate(self._lines) if key and line.key == key), None)
        self._set_hovered(found)

    @property
    def walked(self) -> str:
        """What the walk by keys is at, in words; empty where there is none."""
        return self._walk.words(self._x_title)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.canvas and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        if watched is self.canvas and event.type() == QEvent.Type.FocusOut:
            self._end_walk()
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        current = self._walk.current
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current is not None and current.key:
            self.opened.emit(current.key)
            return True
        if event.key() == Qt.Key.Key_Escape and current is not None:
            self._end_walk()
            return True
        if not self._walk.step(event.key()):
            return False
        self._set_off_walked()
        self._style()
        self._tell_walked()
        return True

    def _set_off_walked(self) -> None:
        current = self._walk.current
        self.canvas.set_cursor(self._walk.x)
        if current is not None:
            self._hovered = current.line

    def _tell_walked(self) -> None:
        words, x, y = self.walked, self._walk.x, self._walk.y
        self._describe()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.canvas, words))
        if x is not None and y is not None:
            across, down = self.canvas.to_pixels(np.array([x]), np.array([y]))
            at = QPoint(round(float(across[0])), round(float(down[0])))
            QToolTip.showText(self.canvas.mapToGlobal(at), words, self.canvas)

    def _end_walk(self) -> None:
        if self._walk.current is not None:
            self._walk.leave()
            self.canvas.set_cursor(None)
            self._set_hovered(None)
            QToolTip.hideText()
            self._describe()

    def _describe(self) -> None:
        """What a screen reader says: where the walk is, or else each curve with its last value."""
        self.canvas.setAccessibleDescription(self.walked or self.legend.text())

    def _provide(self, lines: int, bands: int) -> None:
        """As many items as there are curves; those that aren't needed are emptied."""
        while len(self._line_items) < lines:
            item = pg.PlotCurveItem(skipFiniteCheck=True)
            self.canvas.add(item)
            self._line_items.append(item)
        while len(self._band_items) < bands:
            area, centre = (
                pg.PlotCurveItem(skipFiniteCheck=True),
                pg.PlotCurveItem(antialias=True, skipFiniteCheck=True),
            )
            for item in (area, centre):
                self.canvas.add(item)
            self._band_items.append((area, centre))
        empty = np.empty(0)
        for item in self._line_items[lines:]:
            item.setData(empty, empty)
        for pair in self._band_items[bands:]:
            for item in pair:
                item.setData(empty, empty, fillLevel=None)
        self.canvas.viewport().update()

    def _draw_band(self, area: pg.PlotCurveItem, centre: pg.PlotCurveItem, group: GroupBand) -> None:
        band = group.band
        known = np.isfinite(band.centre)
        centre.setData(band.x[known], band.centre[known], skipFiniteCheck=True)
        inside = np.isfinite(band.low) & np.isfinite(band.high)
        x = np.concatenate([band.x[inside], band.x[inside][::-1]])
        y = np.concatenate([band.low[inside], band.high[inside][::-1]])
        area.setData(x, y, skipFiniteCheck=True, fillLevel="enclosed" if len(x) > 2 else None)

    def _show_dots(self) -> None:
        """What has one point only, of bands their centre."""
        dots: list[tuple[float, float, QColor, int]] = []
        for place, line in enumerate(self._lines):
            if len(line.x) == 1:
                shade = QColor(getattr(self._theme, _field(line)))
                front = line.alone or place == self._hovered
                seen = shade if front else raw_colour(shade, self._theme)
                dots.append((float(line.x[0]), float(line.y[0]), seen, _DOT_PX if front else _FAINT_DOT_PX))
        for group in self._bands:
            known = np.flatnonzero(np.isfinite(group.band.centre))
            if len(known) == 1:
                at = known[0]
                shade = QColor(colour(self._theme, group.colour))
                dots.append((float(group.band.x[at]), float(group.band.centre[at]), shade, _DOT_PX))
        xs, ys, shades, sizes = ([dot[part] for dot in dots] for part in range(4))
        self._dots.setData(x=xs, y=ys, brush=shades, size=sizes)

    def _style(self) -> None:
        self._show_dots()
        for place, (item, line) in enumerate(zip(self._line_items, self._lines, strict=False)):
            shade = QColor(getattr(self._theme, _field(line)))
            hovered = place == self._hovered
            front = line.alone or hovered
            pen = _pen(shade if front else raw_colour(shade, self._theme), line.colour,
                       _HOVERED_PX if hovered else _FRONT_PX if line.alone else 1.0)  # fmt: skip
            if line.reported:
                pen.setDashPattern(DOTS)
            item.setPen(pen)
            item.opts["antialias"] = front
            item.setZValue(30 if hovered else 10 if line.alone else 0)
        for (area, centre), group in zip(self._band_items, self._bands, strict=False):
            shade = QColor(colour(self._theme, group.colour))
            centre.setPen(_pen(shade, group.colour, _FRONT_PX + 0.4))
            centre.setZValue(20)
            filled = QColor(shade)
            filled.setAlpha(_BAND_ALPHA)
            one = np.count_nonzero(np.isfinite(group.band.low)) == 1  # No area, but an interval.
            area.setPen(_pen(shade, group.colour, _FRONT_PX) if one else pg.mkPen(None))
            area.setBrush(filled)
            area.setZValue(5)

    def _name(self) -> None:
        """The legend: groups first, then what stands alone; a sweep's report seeds together."""
        named = [
            (group.label, colour_field(group.colour), _kind(group.colour), _last(group.band.centre))
            for group in self._bands
        ]
        together: dict[tuple[str, str], list[float]] = {}
        for line in self._lines:
            if line.reported:
                together.setdefault((line.group, _field(line)), []).append(_last(line.y))
            elif line.alone:
                named.append((line.label, _field(line), _kind(line.colour), _last(line.y)))
        for (label, shade), values in together.items():
            named.append((label, shade, MarkKind.DOTTED, float(np.median(values))))
        named = named[:MOST_NAMED]
        longest = _LONGEST_NAME if len(named) > _FEW else _LONGEST_OF_FEW
        specs = [
            CurveSpec(
                key=str(place),
                name=cut_in_the_middle(label, longest),
                colour=shade,
                kind=kind,
            )
            for place, (label, shade, kind, _) in enumerate(named)
        ]
        self.legend.deleteLater()
        self.legend = PlotLegend(specs, self._theme, self.canvas.viewport())
        self.legend.set_values({str(place): value for place, (_, _, _, value) in enumerate(named)})
        self.legend.setVisible(bool(specs))
        self._describe()
        self._place()

    def _place(self) -> None:
        box = self.canvas.data_rect()
        self.canvas.setProperty(KEPT_CLEAR_BELOW, max(0, self.canvas.height() - int(box.bottom())))
        self.legend.fit(max(int(box.width()) - 2 * ROW_SPACE, 1))
        self.legend.move(int(box.left()) + ROW_SPACE, int(box.top()) + 2)
        if self._following:
            self._fit_y()

    def _fit_y(self) -> None:
        low, high = follow_y([line.y for line in self._lines], log=False, from_zero=False, least_span=_LEAST_SPAN)
        top_px = self.legend.height() + 2 * ROW_SPACE if self.legend.isVisible() else 0
        self.canvas.show_y(*with_room(low, high, self.canvas.data_rect().height(), top_px))

    def _stop_following(self) -> None:
        self._following = False
        self.moved_by_hand.emit()

    def _point(self, at: QPointF, _x: float) -> None:
        self._set_hovered(self._nearest(at))
        if self._hovered is None:
            QToolTip.hideText()
            return
        line = self._lines[self._hovered]
        point = int(np.argmin(np.abs(line.x - self.canvas.place_x(at.x()))))
        text = f"{line.label}\n{place_text(float(line.x[point]))}: {return_text(float(line.y[point]))}"
        QToolTip.showText(self.canvas.mapToGlobal(at.toPoint()), text, self.canvas)

    def _leave(self) -> None:
        self._set_hovered(None)

    def _open(self, at: QPointF) -> None:
        place = self._nearest(at)
        if place is not None:
            self.opened.emit(self._lines[place].key)

    def _set_hovered(self, place: int | None) -> None:
        if place != self._hovered:
            self._hovered = place
            self._style()

    def _nearest(self, at: QPointF) -> int | None:
        """The curve whose line passes the place, of those that are near enough."""
        x = self.canvas.place_x(at.x())
        best, nearest = _NEAR_PX, None
        for place, line in enumerate(self._lines):
            if len(line.x) == 1:
                x_px, y_px = self.canvas.to_pixels(line.x, line.y)
                far = float(np.hypot(x_px[0] - at.x(), y_px[0] - at.y()))
                if far < best:
                    best, nearest = far, place
                continue
            if not line.x[0] <= x <= line.x[-1]:
                continue
            y = np.array([np.interp(x, line.x, line.y)])
            _, y_px = self.canvas.to_pixels(np.array([x]), y)
            far = abs(float(y_px[0]) - at.y())
            if far < best:
                best, nearest = far, place
        return nearest


def _field(line: Line) -> str:
    """The theme's field of a line's colour."""
    return "text" if line.chosen else colour_field(line.colour)


def _last(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known[-1]) if len(known) else float("nan")


def _kind(place: int) -> MarkKind:
    return MarkKind.DASHED if place >= COLOURS else MarkKind.LINE


def _pen(shade: QColor, place: int, width_px: float) -> QPen:
    pen = QPen(shade, width_px)
    pen.setCosmetic(True)
    if place >= COLOURS:
        pen.setDashPattern((4, 2))
    return pen
