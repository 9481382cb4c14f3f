"""The value plane: what the network that plays thinks of every state of two axes, live, or of a toy text's map.

It wants the instrument `value-plane` while it can be seen, and `truth` once whenever that is asked for. The watched
state moves with the steps that the view gets. A click selects a state, which every instrument then looks at.
"""

import math

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Look, Looks, RunStarted, SpectatorSteps
from dqn_engine.probes.truth import Truth, TruthRequest
from dqn_engine.probes.value_map import ValueMap
from dqn_engine.probes.value_plane import PlaneRequest, ValuePlane
from workbench.look import colour_scales
from workbench.look.figures import figure
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.panels.value_plane import readout
from workbench.panels.value_plane.boundary import boundary
from workbench.panels.value_plane.controls import PlaneControls
from workbench.panels.value_plane.layers import FollowedScale, Layer, choices_of, values_of, words_of
from workbench.panels.value_plane.map_canvas import MapCanvas
from workbench.panels.value_plane.plane_canvas import PlaneCanvas
from workbench.panels.value_plane.watched import WatchedEpisode
from workbench.state.environment_words import action_words, observation_words
from workbench.state.event_words import then_words
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.selection import Selection
from workbench.widgets.colour_bar import ColourBar

_PLANE, _TRUTH = "value-plane", "truth"
_MOST_HZ = 5.0
# Watched steps come in bursts; more pictures a second than this nobody needs.
_WATCHED_MS = 33
# A selection that is dragged is asked about no oftener.
_ASK_MS = 60


class ValuePlanePanel(QWidget):
    """Shows the newest plane or map, or says what will appear, or why there is none."""

    wanted_changed = Signal()

    def __init__(self, theme_source: ThemeSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Value plane"))
        self._theme = theme_source.theme
        self._run: RunStarted | None = None
        self._starts_once_loaded = False
        self._labels: tuple[str, ...] = ()
        self._actions: tuple[str, ...] = ()
        self._axes = ("", "")
        self._layer, self._scale = Layer.LARGEST_Q, FollowedScale()
        self._seen: dict[str, Look] = {}  # the newest look of each instrument, also of an earlier run
        self._shown: ValuePlane | ValueMap | None = None
        self._selected_shown = False
        self._truth: Truth | None = None
        self._truth_step = 0
        self._truth_asked: TruthRequest | None = None
        self._field = np.zeros((0, 0))
        self._watched = WatchedEpisode()
        self._selection = Selection(self)
        self._watched_soon = QTimer(self, singleShot=True, interval=_WATCHED_MS)
        self._watched_soon.timeout.connect(self._draw_watched)
        self._ask_soon = QTimer(self, singleShot=True, interval=_ASK_MS)
        self._ask_soon.timeout.connect(self.wanted_changed)
        self.controls = PlaneControls(self)
        self.bar = ColourBar(self._theme, self)
        self.plane, self.map = PlaneCanvas(), MapCanvas(self._theme, self)
        self._lay_out()
        self._connect()
        self._restyle(self._theme)
        theme_source.changed.connect(self._restyle)
        self._say_what_is_awaited()

    # --- what the window asks and tells -------------------------------------------------------------------------------

    def wanted(self) -> tuple[Wanted, ...]:
        """The plane, several times a second; and the truth, where it was asked for and hasn't come."""
        x, y = self._axes
        request = PlaneRequest(x=x, y=y, state=self._selection.state)
        plane = Wanted(instrument=_PLANE, request=request, most_hz=_MOST_HZ)
        if self._truth_asked is None:
            return (plane,)
        return (plane, Wanted(instrument=_TRUTH, request=self._truth_asked, most_hz=1.0))

    def take_looks(self, looks: Looks) -> None:
        """Shows what is new and was asked for."""
        if self._run is None or looks.run_id != self._run.run_id:
            return
        for look in looks.looks:
            if look.instrument not in (_PLANE, _TRUTH) or self._seen.get(look.instrument) is look:
                continue
            self._seen[look.instrument] = look
            if look.instrument == _TRUTH and look.request == self._truth_asked:
                self._take_truth(look)
            elif look.instrument == _PLANE and (look.request.x, look.request.y) == self._axes:
                self._take_plane(look)

    def share_selection(self, selection: Selection) -> None:
        """Looks at the selected state of the window, and selects there."""
        self._selection.changed.disconnect(self._show_selection)
        self._selection = selection
        selection.changed.connect(self._show_selection)

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Takes what the engine reports of its run and of what is watched."""
        reports.subscribe(RunStarted, self.begin_run)
        reports.subscribe(SpectatorSteps, self.add_steps)

    def set_starts_once_loaded(self, starts: bool) -> None:
        """Whether Start was pressed, and waits for the engine."""
        self._starts_once_loaded = starts
        if self._run is None:
            self._say_what_is_awaited()

    def begin_run(self, report: RunStarted) -> None:
        """Forgets what was shown: a run began."""
        self._run = report
        self._labels = observation_words(report.observation_labels)
        self._actions = action_words(report.action_labels)
        self._axes = ("", "")
        self._shown = self._truth = self._truth_asked = None
        self._scale.reset()
        self._watched.reset()
        self._say(self.tr("The value plane appears with the first steps."))
        self.wanted_changed.emit()

    def add_steps(self, report: SpectatorSteps) -> None:
        """Moves the watched state."""
        if self._run is None or report.run_id != self._run.run_id:
            return
        self._watched.add(report)
        if self.isVisible() and not self._watched_soon.isActive():
            self._watched_soon.start()

    @property
    def text(self) -> str:
        """The sentence shown instead of a picture; empty while there is one."""
        return self._words.text() if self._pages.currentIndex() == 0 else ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    # --- what comes ---------------------------------------------------------------------------------------------------

    def _take_plane(self, look: Look) -> None:
        if look.report is None:
            if self._shown is None:
                self._say(look.refusal)
            else:
                self._state.setText(look.refusal)
            return
        first, self._shown = self._shown is None, look.report
        self._selected_shown = bool(look.request.state)
        if first:
            self._offer_axes(look.report)
            self._pages.setCurrentIndex(1)
            is_map = isinstance(look.report, ValueMap)
            self._canvases.setCurrentWidget(self.map if is_map else self.plane)
            # Numbers that grow longer must not move the picture.
            lines = 1 if is_map or len(look.report.state) <= 2 else 2
            self._state.setMinimumHeight(lines * self._state.fontMetrics().height())
            self._show_selection()
        self._draw()

    def _offer_axes(self, shown: ValuePlane | ValueMap) -> None:
        if isinstance(shown, ValueMap) or len(self._labels) != len(shown.state):
            self.controls.show_axes((), 0, 1)
        else:
            self.controls.show_axes(self._labels, shown.x.index, shown.y.index)

    def _take_truth(self, look: Look) -> None:
        self._truth_asked = None
        self._truth, self._truth_step = look.report, look.env_step
        self._show_truth_words(look.refusal)
        self._scale.reset()
        self._draw()
        self.wanted_changed.emit()

    # --- what the user does -------------------------------------------------------------------------------------------

    @Slot(str)
    def _choose_layer(self, layer: str) -> None:
        self._layer = Layer(layer)
        self._scale.reset()
        self._truth_row.setVisible(self._layer is Layer.TRUTH)
        self._show_truth_words()
        self._draw()

    @Slot(int, int)
    def _choose_axes(self, across: int, up: int) -> None:
        self._axes = (str(across), str(up))
        self._truth = self._truth_asked = None
        self._show_truth_words()
        self.wanted_changed.emit()

    @Slot()
    def _look_once(self) -> None:
        x, y = self._axes
        self._truth_asked = TruthRequest(x=x, y=y, state=self._selection.state)
        self._show_truth_words()
        self.wanted_changed.emit()

    @Slot(float, float)
    def _pick(self, x: float, y: float) -> None:
        shown = self._shown
        if isinstance(shown, ValuePlane):
            state = np.array(self._selection.state or shown.state, np.float32)
            state[[shown.x.index, shown.y.index]] = x, y
            self._selection.select(tuple(state.tolist()))

    @Slot(int, int)
    def _step(self, right: int, up: int) -> None:
        shown = self._shown
        if isinstance(shown, ValuePlane):
            state = self._selection.state or tuple(shown.state.tolist())
            (rows, columns), x, y = shown.gap.shape, shown.x, shown.y
            across, upwards = (x.high - x.low) / (columns - 1), (y.high - y.low) / (rows - 1)
            place = state[x.index] + right * across, state[y.index] + up * upwards
            self._pick(min(max(place[0], x.low), x.high), min(max(place[1], y.low), y.high))

    @Slot(int, int)
    def _pick_cell(self, row: int, column: int) -> None:
        if isinstance(self._shown, ValueMap):
            self._selection.select((float(self._shown.map.states[row, column]),))

    @Slot(int, int)
    def _step_cell(self, down: int, right: int) -> None:
        if isinstance(self._shown, ValueMap):
            row, column = self._cell_of(self._shown, self._shown.state) or (0, 0)
            rows, columns = self._shown.map.states.shape
            self._pick_cell(min(max(row + down, 0), rows - 1), min(max(column + right, 0), columns - 1))

    @Slot()
    def _show_selection(self) -> None:
        """The ring at once; what the network thinks of the state comes with the next look."""
        state = self._selection.state
        self.back.setVisible(bool(state))
        shown = self._shown
        if isinstance(shown, ValueMap):
            self.map.show_selected(self._cell_of(shown, int(state[0])) if len(state) == 1 else None)
        elif shown is not None:
            fits = len(state) == len(shown.state)
            self.plane.show_selected((state[shown.x.index], state[shown.y.index]) if fits else None)
        if not self._ask_soon.isActive():
            self._ask_soon.start()

    @Slot(object)
    def _hover(self, place: tuple[float, float] | None) -> None:
        shown = self._truth if self._layer is Layer.TRUTH else self._shown
        value = None
        if place is not None and shown is not None and self._layer is not Layer.ACTION and self._field.size:
            if isinstance(shown, ValueMap) or shown.x is None or shown.y is None:
                value = float(self._field[int(place[0]), int(place[1])])
            else:
                rows, columns = self._field.shape
                column = round((place[0] - shown.x.low) / (shown.x.high - shown.x.low) * (columns - 1))
                row = round((place[1] - shown.y.low) / (shown.y.high - shown.y.low) * (rows - 1))
                inside = 0 <= row < rows and 0 <= column < columns
                value = float(self._field[row, column]) if inside else None
        self.bar.point_at(value)

    # --- drawing ------------------------------------------------------------------------------------------------------

    @Slot()
    def _draw(self) -> None:
        shown = self._shown
        if shown is None or not self.isVisible():
            return
        self._field = values_of(self._layer, shown, self._truth)
        colours = self._coloured(self._field)
        if isinstance(shown, ValueMap):
            self._draw_map(shown, colours)
        else:
            self._draw_plane(shown, colours)
        watched = isinstance(shown.watched, np.ndarray) and shown.watched.size > 0
        self._heading.setText(readout.heading(selected=self._selected_shown, watched=watched))
        self._state.setText(readout.coordinates(shown, self._labels))
        self._values.setText(readout.values(shown.q_values, self._actions))
        self._about.setText(shown.map.about if isinstance(shown, ValueMap) else "")
        self._about.setVisible(bool(self._about.text()))
        for canvas in (self.plane, self.map):
            canvas.setAccessibleDescription(f"{self._state.text()}; {self._values.text()}")
        self._draw_watched()

    def _coloured(self, field: np.ndarray) -> np.ndarray:
        """The layer's colours [H, W, 4], and with them what the bar says."""
        title = words_of(self._layer).title
        if self._layer is Layer.ACTION:
            palette = colour_scales.categories(self._theme)
            names = [(palette[index % len(palette)], name) for index, name in enumerate(self._actions)]
            self.bar.show_key(title, names)
            found = np.stack([colour_scales.rgb(colour) for colour in palette])[field % len(palette)]
            return np.dstack([found, np.full(field.shape, 255, np.uint8)])
        if self._layer is Layer.TRUTH and self._truth is None:
            self.bar.show_nothing(title)
            return np.zeros((*field.shape, 4), np.uint8)
        truth = self._layer is Layer.TRUTH
        shades = colour_scales.diverging(self._theme) if truth else colour_scales.sequential(self._theme)
        low, high = self._scale.follow(self._layer, field)
        self.bar.show_scale(title, shades, low, high)
        return colour_scales.coloured(field, low, high, shades)

    def _draw_plane(self, shown: ValuePlane, colours: np.ndarray) -> None:
        canvas, controls = self.plane, self.controls
        truth = self._truth if self._layer is Layer.TRUTH else None
        x, y = (truth.x, truth.y) if truth is not None and truth.x and truth.y else (shown.x, shown.y)
        canvas.show_axes(x, y)
        self._title_axes(x.label, y.label)
        canvas.show_field(colours, smooth=self._layer in (Layer.LARGEST_Q, Layer.GAP))
        action, gap = choices_of(shown if truth is None else truth)
        lines = boundary(action, gap) if controls.boundary.isChecked() else (np.zeros(0), np.zeros(0))
        canvas.show_boundary(*lines, action.shape)
        canvas.show_density(shown.density if controls.density.isChecked() else np.zeros_like(shown.density))

    def _title_axes(self, *labels: str) -> None:
        words = observation_words(labels)
        if words != self._titles:
            self._titles, font = words, small_font(self.font())
            self.plane.set_axis_title(words[0], self._theme, font)
            self.plane.set_y_title(words[1], self._theme, font)

    def _draw_map(self, shown: ValueMap, colours: np.ndarray) -> None:
        if colours.shape[:2] != shown.action.shape:  # no truth yet
            colours = np.zeros((*shown.action.shape, 4), np.uint8)
        numbers = self._field if self._layer is not Layer.ACTION and self._field.shape == shown.action.shape else None
        self.map.show_field(shown.map, colours, numbers, shown.action, self._actions)
        self.map.show_density(shown.density if self.controls.density.isChecked() else None)

    @Slot()
    def _draw_watched(self) -> None:
        shown = self._shown
        if shown is None or not self.isVisible():
            return
        if isinstance(shown, ValueMap):
            self._draw_watched_cells(shown)
            return
        states = self._watched.states(len(shown.state))
        if not self.controls.path.isChecked():
            path = np.zeros((0, 2))
        elif states is not None:
            path = states[:, [shown.x.index, shown.y.index]]
        else:
            path = shown.watched_path
        self.plane.show_path(path[:, 0], path[:, 1])

    def _draw_watched_cells(self, shown: ValueMap) -> None:
        if not self.controls.path.isChecked():
            self.map.show_path(np.zeros((0, 2), np.int64), None)
            return
        states = self._watched.states(1)
        if states is None:
            watched = (int(shown.watched[0]), int(shown.watched[1])) if len(shown.watched) else None
            self.map.show_path(shown.watched_path, watched)
            return
        cells = [self._cell_of(shown, int(state)) for state in states[:, 0]]
        there = [cell for cell in cells if cell is not None]
        self.map.show_path(np.array(there, np.int64).reshape(-1, 2), cells[-1])

    @staticmethod
    def _cell_of(shown: ValueMap, state: int) -> tuple[int, int] | None:
        places = np.argwhere(shown.map.states == state)
        return (int(places[0][0]), int(places[0][1])) if len(places) else None

    # --- words --------------------------------------------------------------------------------------------------------

    def _say_what_is_awaited(self) -> None:
        words = self.tr("What the network thinks of every state of two axes appears here while it learns.")
        self._say(f"{words} {then_words(self._starts_once_loaded)}")

    def _say(self, sentence: str) -> None:
        self._words.setText(sentence)
        self._pages.setCurrentIndex(0)

    def _show_truth_words(self, refusal: str = "") -> None:
        asked = self._truth_asked is not None
        self.look_once.setEnabled(not asked)
        self.look_once.setText(self.tr("Looking…") if asked else self.tr("Look once"))
        tip = words_of(Layer.TRUTH).about
        if refusal:
            words = refusal
        elif asked:
            words = self.tr("The policy is played from every point; this takes some seconds.")
        elif self._truth is None:
            words = self.tr("Not looked at yet.")
        else:
            off = values_of(Layer.TRUTH, None, self._truth)
            off = off[np.isfinite(off)]
            words = self.tr("Step {step}: off by {mean} on average, at most by {largest}").format(
                step=f"{self._truth_step:,}",
                mean=_signed(float(off.mean()) if len(off) else math.nan),
                largest=_signed(float(off[np.abs(off).argmax()]) if len(off) else math.nan),
            )
            numbers = self._truth.state.tolist()
            if self._truth.map is None and len(numbers) == len(self._labels):
                axes = [axis.index for axis in (self._truth.x, self._truth.y) if axis is not None]
                others = [index for index in range(len(numbers)) if index not in axes]
                place = readout.numbers(numbers, self._labels, others)
                tip = f"{tip} " + self.tr("The other numbers were: {numbers}.").format(numbers=place) if others else tip
            tip = f"{tip} {self._truth.counted}"
        self._truth_words.setText(words)
        self._truth_words.setToolTip(tip)

    # --- building -----------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        self.controls.layer_chosen.connect(self._choose_layer)
        self.controls.axes_chosen.connect(self._choose_axes)
        self.controls.overlays_changed.connect(self._draw)
        self.look_once.clicked.connect(self._look_once)
        self.back.clicked.connect(self._back_to_watched)
        self.plane.picked.connect(self._pick)
        self.plane.stepped.connect(self._step)
        self.map.picked.connect(self._pick_cell)
        self.map.stepped.connect(self._step_cell)
        for canvas in (self.plane, self.map):
            canvas.hovered.connect(self._hover)
        self._selection.changed.connect(self._show_selection)

    @Slot()
    def _back_to_watched(self) -> None:
        self._selection.clear()

    def _label(self, role: str = "", *, wraps: bool = True) -> QLabel:
        label = QLabel(self)
        label.setProperty("role", role)
        label.setFont(small_font(self.font()))
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(wraps)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        return label

    def _lay_out(self) -> None:
        self._titles: tuple[str, ...] = ()
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(2 * SPACE)
        self.plane.setAccessibleName(self.tr("Value plane"))
        self.map.setAccessibleName(self.tr("Map of values"))
        self._heading, self._state = self._label("heading"), self._label("muted")
        self._values, self._about, self._truth_words = self._label(), self._label("muted"), self._label("muted")
        self.back = QPushButton(self.tr("Back to the watched state"), self)
        self.back.setFont(small_font(self.font()))
        self.back.setToolTip(self.tr("Look again at the state that Agent at play is in"))
        kept = self.back.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(kept)
        self.back.hide()
        self.look_once = QPushButton(self.tr("Look once"), self)
        self.look_once.setFont(small_font(self.font()))
        self.look_once.setToolTip(words_of(Layer.TRUTH).about)
        self._truth_row = QWidget(self)
        row = QHBoxLayout(self._truth_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.look_once)
        row.addWidget(self._truth_words, 1)
        self._truth_row.hide()
        self._show_truth_words()
        canvases = QWidget(self)
        self._canvases = QStackedLayout(canvases)
        self._canvases.addWidget(self.plane)
        self._canvases.addWidget(self.map)
        above = QHBoxLayout()
        above.addWidget(self._heading, 1)
        above.addWidget(self.back)
        shown = QWidget(self)
        column = QVBoxLayout(shown)
        column.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        column.setSpacing(ROW_SPACE)
        for part in (self.controls, self._truth_row, self.bar):
            column.addWidget(part)
        column.addWidget(canvases, 1)
        column.addLayout(above)
        self._state.setAlignment(Qt.AlignmentFlag.AlignTop)
        for part in (self._values, self._state, self._about):
            column.addWidget(part)
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._words)
        self._pages.addWidget(shown)

    @Slot(object)
    def _restyle(self, theme: Theme) -> None:
        self._theme, self._titles = theme, ()
        self.controls.restyle(theme)
        self.bar.restyle(theme)
        self.plane.restyle(theme, small_font(self.font()))
        self.map.restyle(theme)
        self._draw()


def _signed(value: float) -> str:
    return figure(value, "+,.3g")
