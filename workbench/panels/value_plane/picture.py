"""What is drawn of a plane or a map: its layer's colours with their bar, and above them what is chosen to be shown."""

import numpy as np
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QStackedLayout, QWidget

from dqn_engine.probes.truth import Truth
from dqn_engine.probes.value_map import ValueMap
from dqn_engine.probes.value_plane import ValuePlane
from workbench.look import colour_scales
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import Theme
from workbench.panels.value_plane.boundary import boundary
from workbench.panels.value_plane.controls import PlaneControls
from workbench.panels.value_plane.crowd import outlines
from workbench.panels.value_plane.layers import FollowedScale, Layer, choices_of, values_of, words_of
from workbench.panels.value_plane.map_canvas import MapCanvas
from workbench.panels.value_plane.plane_canvas import PlaneCanvas
from workbench.panels.value_plane.watched import WatchedEpisode
from workbench.state.environment_words import observation_words
from workbench.widgets.colour_bar import ColourBar

Shown = ValuePlane | ValueMap


class PlanePicture(QWidget):
    """The two canvases, one of which is seen; `bar` stands elsewhere and belongs to their colours."""

    def __init__(self, controls: PlaneControls, bar: ColourBar, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controls, self._bar, self._theme = controls, bar, theme
        self._small = QFont()
        self._titles: tuple[str, ...] = ()
        self._actions: tuple[str, ...] = ()
        self._layer, self._scale = Layer.LARGEST_Q, FollowedScale()
        self._field: np.ndarray = np.zeros((0, 0))
        self._shown: Shown | None = None
        self._truth: Truth | None = None
        self.plane, self.map = PlaneCanvas(), MapCanvas(theme, self)
        self._canvases = QStackedLayout(self)
        for canvas in (self.plane, self.map):
            self._canvases.addWidget(canvas)
            canvas.hovered.connect(self._hover)

    def begin_run(self, actions: tuple[str, ...]) -> None:
        """Forgets the run before, and calls its actions so from now on."""
        self._actions, self._shown, self._truth = actions, None, None
        self._scale.reset()

    def choose_layer(self, layer: Layer) -> None:
        """Takes what is coloured from the next drawing on."""
        self._layer = layer
        self._scale.reset()

    def begin_scale(self) -> None:
        """Finds the ends of the colours again with the next drawing."""
        self._scale.reset()

    def restyle(self, theme: Theme, font: QFont) -> None:
        """Takes the theme's colours."""
        self._theme, self._small, self._titles = theme, font, ()
        self.plane.restyle(theme, font)
        self.map.restyle(theme)

    def draw(self, shown: Shown, truth: Truth | None, batch: np.ndarray) -> None:
        """Draws a plane or a map, and above it the states [B, O] of a batch, of a map the numbers [B, 1]."""
        self._shown, self._truth = shown, truth
        self._field = values_of(self._layer, shown, truth)
        colours = self._coloured()
        if isinstance(shown, ValueMap):
            self._canvases.setCurrentWidget(self.map)
            self._draw_map(shown, colours, batch)
        else:
            self._canvases.setCurrentWidget(self.plane)
            self._draw_plane(shown, colours, batch)

    def draw_watched(self, shown: Shown, watched: WatchedEpisode) -> None:
        """Draws the episode that is watched, where that is chosen."""
        if isinstance(shown, ValueMap):
            self._draw_watched_cells(shown, watched)
            return
        states = watched.states(len(shown.state))
        if not self._controls.path.isChecked():
            path = np.zeros((0, 2))
        elif states is not None:
            path = states[:, [shown.x.index, shown.y.index]]
        else:
            path = shown.watched_path
        self.plane.show_path(path[:, 0], path[:, 1])

    def draw_selected(self, shown: Shown | None, state: tuple[float, ...]) -> None:
        """Marks the selected state; an empty one isn't marked."""
        if isinstance(shown, ValueMap):
            self.map.show_selected(cell_of(shown, int(state[0])) if len(state) == 1 else None)
        elif shown is not None:
            fits = len(state) == len(shown.state)
            self.plane.show_selected((state[shown.x.index], state[shown.y.index]) if fits else None)

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
        self._bar.point_at(value)

    def _coloured(self) -> np.ndarray:
        """The layer's colours [H, W, 4], and with them what the bar says."""
        field, title = self._field, words_of(self._layer).title
        set_tool_tip(self._bar, words_of(self._layer).about)
        if self._layer is Layer.ACTION:
            palette = colour_scales.categories(self._theme)
            names = [(palette[index % len(palette)], name) for index, name in enumerate(self._actions)]
            self._bar.show_key(title, names)
            colours = np.stack([colour_scales.rgb(colour) for colour in palette])
            found = np.take(colours, (field % len(palette)).astype(np.intp), axis=0)
            return np.dstack([found, np.full(field.shape, 255, np.uint8)])
        if self._layer is Layer.TRUTH and self._truth is None:
            self._bar.show_nothing(title)
            return np.zeros((*field.shape, 4), np.uint8)
        truth = self._layer is Layer.TRUTH
        shades = colour_scales.diverging(self._theme) if truth else colour_scales.sequential(self._theme)
        low, high = self._scale.follow(self._layer, field)
        self._bar.show_scale(title, shades, low, high)
        return colour_scales.coloured(field, low, high, shades)

    def _draw_plane(self, shown: ValuePlane, colours: np.ndarray, batch: np.ndarray) -> None:
        canvas, controls = self.plane, self._controls
        truth = self._truth if self._layer is Layer.TRUTH else None
        x, y = (truth.x, truth.y) if truth is not None and truth.x and truth.y else (shown.x, shown.y)
        canvas.show_axes(x, y)
        self._title_axes(x.label, y.label)
        canvas.show_field(colours, smooth=self._layer in (Layer.LARGEST_Q, Layer.GAP))
        action, gap = choices_of(shown if truth is None else truth)
        lines = boundary(action, gap) if controls.boundary.isChecked() else (np.zeros(0), np.zeros(0))
        canvas.show_boundary(*lines, action.shape)
        counts = shown.density if controls.density.isChecked() else np.zeros_like(shown.density)
        canvas.show_density(counts)
        canvas.show_outlines(*outlines(counts), counts.shape)
        fits = controls.batch.isChecked() and batch.shape[1:] == shown.state.shape
        there = batch[:, [x.index, y.index]] if fits else np.zeros((0, 2))
        canvas.show_batch(there[:, 0], there[:, 1])

    def _title_axes(self, *labels: str) -> None:
        words = observation_words(labels)
        if words != self._titles:
            self._titles = words
            self.plane.set_axis_title(words[0], self._theme, self._small)
            self.plane.set_y_title(words[1], self._theme, self._small)

    def _draw_map(self, shown: ValueMap, colours: np.ndarray, batch: np.ndarray) -> None:
        if colours.shape[:2] != shown.action.shape:  # no truth yet
            colours = np.zeros((*shown.action.shape, 4), np.uint8)
        numbers = self._field if self._layer is not Layer.ACTION and self._field.shape == shown.action.shape else None
        self.map.show_field(shown.map, colours, numbers, shown.action, self._actions)
        self.map.show_density(shown.density if self._controls.density.isChecked() else None)
        sampled = None
        if self._controls.batch.isChecked() and batch.ndim == 2 and batch.shape[1] == 1 and len(batch):
            counts = np.bincount(batch[:, 0].astype(np.int64), minlength=int(shown.map.states.max()) + 1)
            sampled = counts[shown.map.states]
        self.map.show_batch(sampled)

    def _draw_watched_cells(self, shown: ValueMap, watched: WatchedEpisode) -> None:
        if not self._controls.path.isChecked():
            self.map.show_path(np.zeros((0, 2), np.int64), None)
            return
        states = watched.states(1)
        if states is None:
            now = (int(shown.watched[0]), int(shown.watched[1])) if len(shown.watched) else None
            self.map.show_path(shown.watched_path, now)
            return
        cells = [cell_of(shown, int(state)) for state in states[:, 0]]
        there = [cell for cell in cells if cell is not None]
        self.map.show_path(np.array(there, np.int64).reshape(-1, 2), cells[-1])


def cell_of(shown: ValueMap, state: int) -> tuple[int, int] | None:
    """Row and column of the state of that number; None where it isn't on the map."""
    places = np.argwhere(shown.map.states == state)
    return (int(places[0][0]), int(places[0][1])) if len(places) else None
