"""One plot that fills while something runs: a heading, marks of changes, a legend with values, and an empty state.

What to draw is set (`set_curve`, `set_points`, `set_marks`, `show_x`, `fit_y`) and it emits what the user does
(`moved_by_hand`, `hovered`). It knows nothing of what the numbers mean. Curves must already be thinned to a few points
per pixel: thin lines are drawn one device pixel wide and without antialiasing, which is what keeps them cheap; only the
short curves in front are wide and smooth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen, QRegion
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from workbench.look.theme import ROW_SPACE, SPACE, Theme, small_font
from workbench.widgets.bounds_shade import BoundsShade
from workbench.widgets.canvas_plot import CanvasPlot
from workbench.widgets.elided_label import ElidedLabel
from workbench.widgets.event_marks import EventMark, MarkLines, MarkStrip
from workbench.widgets.follow_axis import crossing, follow_y, with_room
from workbench.widgets.level_line import LevelLine
from workbench.widgets.plot_keys import PlotKeys
from workbench.widgets.plot_legend import CurveSpec, MarkKind, PlotLegend, raw_colour

_LINE_WIDTH_PX, _SLIM_WIDTH_PX = 1.8, 1.2
_DIAMOND_PX = 11
_DOT_PX = 4
_SHORTEST_HEADING_PX = 60
_NEAR_POINT_PX = 9.0
_MOST_NOTES = 12
# No curve's key.
_LEVEL = ""


class LivePlot(QWidget):
    """A plot of several curves over one x axis.

    Args:
        title: What is plotted; `unit` says in what.
        curves: Its curves, the ones behind first.
        axis_title: The title of the x axis; empty for none.
        from_zero: Whether 0 is always in view while the y axis follows.
        fixed_y: The range the y axis follows instead of the data.
    """

    moved_by_hand = Signal()  # the user zoomed or panned
    hovered = Signal(object)  # x under the pointer, None when it leaves
    mark_chosen = Signal(int)  # the environment step of the first of the marks that were double-clicked
    menu_wanted = Signal(QPoint)  # where on the screen

    def __init__(
        self,
        title: str,
        unit: str,
        curves: Sequence[CurveSpec],
        theme: Theme,
        *,
        axis_title: str = "",
        from_zero: bool = True,
        fixed_y: tuple[float, float] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._curves = {curve.key: curve for curve in curves}
        self._from_zero, self._fixed_y = from_zero, fixed_y
        self._log = False
        self._following = True
        self._theme = theme
        self._notes: list[str] = []
        self._points = (np.empty(0), np.empty(0))
        self._drawn: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._dots: dict[str, pg.ScatterPlotItem] = {}
        self._reach: dict[str, float] = {}  # the last x of each curve
        self.setAccessibleName(title)

        self.header = QHBoxLayout()
        self._build_header(title, unit)
        self.canvas = CanvasPlot(axis_title)
        self._lines = MarkLines()
        self.level = LevelLine()
        self.bounds = BoundsShade()
        for item in (self._lines, self.level, *self.bounds.items):
            self.canvas.add(item)
        self._items = {curve.key: self._item(curve) for curve in curves}
        self.strip = MarkStrip(self._lines, self)
        self.legend = PlotLegend(curves, theme, self.canvas.viewport())
        self._empty = QLabel(self.canvas.viewport())
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("role", "muted")
        self._empty.setAutoFillBackground(True)
        self._empty.hide()
        self._empty.setMargin(SPACE)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.header)
        column.addWidget(self.strip)
        column.addWidget(self.canvas, 1)
        self.canvas.moved_by_hand.connect(self._tell_moved)
        self.canvas.pointed.connect(self._point)
        self.canvas.left.connect(self._leave)
        self.canvas.menu_wanted.connect(self.menu_wanted)
        self.canvas.double_clicked.connect(self._choose_mark)
        self.canvas.resized.connect(self._place)
        self._keys = PlotKeys(self.canvas)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.canvas.setAccessibleName(title)
        if fixed_y is not None:
            self.canvas.set_last_y_tick(fixed_y[1])
        self.restyle(theme)

    @property
    def curves(self) -> Sequence[CurveSpec]:
        """The plot's curves, the ones behind first."""
        return tuple(self._curves.values())

    @property
    def empty_text(self) -> str:
        """What is said instead of showing a plot; empty while there is one."""
        return self._empty.text()

    def drawn(self, key: str) -> tuple[np.ndarray, np.ndarray]:
        """What is drawn of a curve: x and y, [N] each; y as powers of ten on a logarithmic axis."""
        x, y = (self._dots if key in self.dotted else self._items)[key].getData()
        return (np.empty(0), np.empty(0)) if x is None or y is None else (x, y)

    @property
    def dotted(self) -> set[str]:
        """The curves that are drawn as dots at the moment."""
        return {key for key, dots in self._dots.items() if len(dots.getData()[0])}

    def notes_at(self, at: QPointF) -> list[str]:
        """What hovering says at a pixel of the canvas, of the point that is there; empty where there is none."""
        xs, ys = self._points
        if not len(xs):
            return []
        x_px, y_px = self.canvas.to_pixels(xs, ys)
        far = np.hypot(x_px - at.x(), y_px - at.y())
        nearest = int(far.argmin())
        return self._notes[nearest].split("\n") if far[nearest] <= _NEAR_POINT_PX else []

    def set_following(self, following: bool) -> None:
        """Whether the whole run is shown, with 0 and the level in view; else y fits what is seen alone."""
        self._following = following

    def set_least_x(self, span: float) -> None:
        """Nothing shorter than `span` is zoomed to along x."""
        self.canvas.set_least_x(span)

    def set_unit(self, unit: str) -> None:
        """Says beside the title in what is plotted, and of what."""
        self._unit.show_text(unit)

    def set_axis_title(self, title: str) -> None:
        """Names what is counted along the x axis."""
        self.canvas.set_axis_title(title, self._theme, small_font(self.font()))

    def name_curve(self, key: str, name: str, *shorter: str) -> None:
        """Calls a curve `name` from now on, `shorter` where that has no room; without a name the legend leaves it out.

        Of several shorter names, the longest first, the first that has room.
        """
        if self._curves[key].name != name:
            self._curves[key] = replace(self._curves[key], name=name, shorter=shorter)
            self.legend.name_curve(key, name, *shorter)
            self._place()

    def set_log(self, log: bool) -> None:
        """Draws on a logarithmic y axis from the next `set_curve` on; values that are not positive are left out."""
        self._log = log
        self.canvas.set_log(log)

    def set_dots(self, key: str, x: np.ndarray, y: np.ndarray) -> None:
        """Draws dots of finite values instead of the curve, [N] each."""
        self.set_curve(key, np.empty(0), np.empty(0))
        if key not in self._dots:
            self._dots[key] = pg.ScatterPlotItem(symbol="o", size=_DOT_PX, pxMode=True, antialias=False, pen=None)
            self._dots[key].setZValue(-1)
            self.canvas.add(self._dots[key])
            self.restyle(self._theme)
        self._drawn[key] = (x, y)
        self._dots[key].setData(x=x, y=y)

    def set_curve(self, key: str, x: np.ndarray, y: np.ndarray, *, filled: bool = False) -> None:
        """Draws a curve of finite values, [N] each; `filled` where it is the closed outline of a band."""
        if key in self._dots:
            self._dots[key].setData(x=np.empty(0), y=np.empty(0))
        if self._log:
            there = y > 0
            x, y = x[there], np.log10(y[there])
        reach, self._reach[key] = self._reach.get(key, -np.inf), float(x.max()) if len(x) else -np.inf
        if self._reach[key] < reach:
            # Where a curve was and is no more, pyqtgraph repaints nothing: it forgets the old bounds too early.
            self.canvas.viewport().update()
        self._drawn[key] = (x, y)
        self._items[key].setData(x, y, skipFiniteCheck=True, fillLevel="enclosed" if filled else None)

    def set_points(self, key: str, x: np.ndarray, y: np.ndarray, notes: list[str]) -> None:
        """Draws marks at `x` [K], `y` [K], each with the text of `notes` that hovering shows."""
        self._notes, self._points = notes, (x, y)
        self._drawn[key] = (x, y)
        self._items[key].setData(x=x, y=y)

    def set_marks(self, marks: list[EventMark]) -> None:
        """Marks these changes, in order of x."""
        self.strip.set_marks(marks)

    def set_level(self, level: float | None, words: str = "") -> None:
        """Keeps a level in view, with a line called `words`; None takes it away."""
        self.level.show_level(level, words)
        self._drawn.pop(_LEVEL, None)
        if level is not None:
            self._drawn[_LEVEL] = (np.empty(0), np.array([level]))

    def set_values(self, values: Mapping[str, float]) -> None:
        """Shows the curves' values in the legend."""
        self.legend.set_values(values)
        if self.legend.text() != self.accessibleDescription():
            for part in (self, self.canvas):
                part.setAccessibleDescription(self.legend.text())

    def set_cursor(self, x: float | None) -> None:
        """Shows a hairline at `x`, or none."""
        self.canvas.set_cursor(x)

    def picture_size(self) -> QSize:
        """How large `draw_picture` draws: a little room is around the plot."""
        return self.size() + QSize(2 * SPACE, 2 * SPACE)

    def draw_picture(self, painter: QPainter) -> None:
        """Draws the plot as it is, without what is there to be pressed."""
        painter.fillRect(QRect(QPoint(), self.picture_size()), QColor(self._theme.surface))
        margin, items = QPoint(SPACE, SPACE), [*self._items.values(), *self._dots.values()]
        for item in items:
            item.setExportMode(True)  # Smooth lines, and marks as shapes instead of copies of the window's pixels.
        try:
            self.canvas.draw_picture(painter, self.canvas.pos() + margin)
        finally:
            for item in items:
                item.setExportMode(False)
        for part in (self._heading, self._unit, self.strip, self.legend, self._empty):
            if not part.isHidden():
                at = part.mapTo(self, QPoint()) + margin
                part.render(painter, at, QRegion(), QWidget.RenderFlag.DrawChildren)

    def set_empty(self, text: str) -> None:
        """Says `text` instead of showing an empty plot; an empty text shows the plot."""
        if text == self._empty.text():
            return
        self._empty.setText(text)
        self._empty.setVisible(bool(text))
        self.legend.setVisible(not text)
        self.canvas.set_labelled(not text)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus if text else Qt.FocusPolicy.TabFocus)
        self._place()

    def x_range(self) -> tuple[float, float]:
        """The stretch of x in view."""
        return self.canvas.x_range()

    def show_x(self, x_from: float, x_to: float) -> None:
        """Brings this stretch of x into view."""
        self.canvas.show_x(x_from, x_to)
        self._view_changed()

    def fit_y(self) -> None:
        """Brings all that is seen into view, clear of the legend."""
        low, high = self._fixed_y or follow_y(
            self._seen(), log=self._log, from_zero=self._from_zero and self._following
        )
        top_px = self.legend.height() + 2 * ROW_SPACE
        seen = with_room(low, high, self.canvas.data_rect().height(), top_px)
        self.canvas.show_y(*seen)
        self.bounds.fit(*seen)

    def _seen(self) -> list[np.ndarray]:
        """The values of the stretch of x in view, of every curve; while following, all of them.

        Also where lines come in and go out: between two points, nothing else is seen of them.
        """
        if self._following:
            return [y for _, y in self._drawn.values()]
        x_from, x_to = self.x_range()
        seen: list[np.ndarray] = []
        for key, (x, y) in self._drawn.items():
            if key != _LEVEL:
                seen.append(y[(x >= x_from) & (x <= x_to)])
                if self._is_joined(key):
                    seen += [crossing(x, y, edge) for edge in (x_from, x_to)]
        return seen

    def _is_joined(self, key: str) -> bool:
        """Whether a line is drawn through the points of a curve."""
        return isinstance(self._items[key], pg.PlotCurveItem) and key not in self.dotted

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme = theme
        self.canvas.restyle(theme, small_font(self.font()))
        self.bounds.restyle(theme)
        self.level.restyle(theme, small_font(self.font()))
        self.strip.restyle(theme)
        self.legend.restyle(theme)
        ground = self._empty.palette()
        ground.setColor(self._empty.backgroundRole(), QColor(theme.surface))
        self._empty.setPalette(ground)
        for key, curve in self._curves.items():
            colour = QColor(getattr(theme, curve.colour))
            if curve.kind is MarkKind.DIAMOND:
                self._items[key].setBrush(colour)
                self._items[key].setPen(pg.mkPen(theme.surface, width=1))
            else:
                self._items[key].setPen(_pen(curve.kind, colour, theme))
                self._items[key].setBrush(raw_colour(colour, theme))
            if key in self._dots:
                self._dots[key].setBrush(raw_colour(colour, theme))

    def _build_header(self, title: str, unit: str) -> None:
        self._heading = heading = QLabel(title, self)
        small = ElidedLabel(self, clauses=True)
        small.show_text(unit)
        heading.setProperty("role", "heading")
        small.setProperty("role", "muted")
        small.setFont(small_font(self.font()))
        self._unit = small
        heading.setMinimumWidth(min(_SHORTEST_HEADING_PX, heading.sizeHint().width()))
        small.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        for label in (heading, small):
            self.header.addWidget(label, 1 if label is small else 0)
        self.header.setSpacing(SPACE)

    def _item(self, curve: CurveSpec) -> pg.PlotCurveItem | pg.ScatterPlotItem:
        if curve.kind is MarkKind.DIAMOND:
            item = pg.ScatterPlotItem(symbol="d", size=_DIAMOND_PX, pxMode=True, antialias=True)
        else:
            item = pg.PlotCurveItem(antialias=curve.kind is not MarkKind.RAW, skipFiniteCheck=True)
        self.canvas.add(item)
        return item

    def _tell_moved(self) -> None:
        self._following = False
        self._view_changed()
        self.moved_by_hand.emit()

    def _view_changed(self) -> None:
        box = self.canvas.data_rect()
        self.strip.set_view(*self.canvas.x_range(), box.left(), box.right())

    def _place(self) -> None:
        box = self.canvas.data_rect()
        self.legend.fit(int(box.width()) - 2 * ROW_SPACE)
        self.legend.move(int(box.left()) + ROW_SPACE, int(box.top()) + 2)
        # The sentence has the room of the axis beside the data too, and of the names of marks above: neither is shown.
        self._empty.setGeometry(0, 0, self.canvas.viewport().width(), int(box.bottom()) + 1)
        self._view_changed()
        self.fit_y()

    def _point(self, at: QPointF, x: float) -> None:
        if self.empty_text:
            self._leave()
            return
        lines = self.notes_at(at)
        group = None if lines else self.strip.group_near(at.x())
        if group is not None:
            lines = [mark.note for mark in group.marks]
        if len(lines) > _MOST_NOTES:
            more = self.tr("… and {count} earlier").format(count=len(lines) - _MOST_NOTES)
            lines = [more, *lines[-_MOST_NOTES:]]
        if group is not None:
            back = self.tr("A double click goes back to before step {step}")
            lines.append(back.format(step=f"{group.marks[0].env_step:,}"))
        if lines:
            QToolTip.showText(self.canvas.mapToGlobal(at.toPoint()), "\n".join(lines), self.canvas)
        elif QToolTip.isVisible():
            QToolTip.hideText()
        self.hovered.emit(x)

    def _choose_mark(self, at: QPointF) -> None:
        group = self.strip.group_near(at.x())
        if group is not None:
            self.mark_chosen.emit(group.marks[0].env_step)

    def _leave(self) -> None:
        self.hovered.emit(None)


def _pen(kind: MarkKind, colour: QColor, theme: Theme) -> QPen:
    raw = kind is MarkKind.RAW
    width_px = 1.0 if raw else _SLIM_WIDTH_PX if kind is MarkKind.SLIM else _LINE_WIDTH_PX
    pen = QPen(raw_colour(colour, theme) if raw else colour, width_px)
    pen.setCosmetic(True)
    if kind is MarkKind.DASHED:
        pen.setDashPattern((3, 2))
    return pen
