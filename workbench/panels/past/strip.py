"""Small scenes beside each other, one for each policy, played in step."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dqn_engine.messages.reports import RunStarted
from dqn_engine.system.giving_way import WINDOW
from workbench.look.drawn_lines import draw_line
from workbench.look.theme import SPACE, Theme, small_font
from workbench.scene.cartpole_drawing import ENVIRONMENTS as DRAWN_HERE
from workbench.scene.cartpole_drawing import scene_colours
from workbench.scene.cartpole_scene import CartPoleScene, Pose
from workbench.scene.state_drawing import StateDrawing
from workbench.scene.state_drawings import drawing_of

# The least of a cell, without its words; it grows with the room, up to a pole that looks right beside its cart.
_CELL = QSize(118, 108)
_LONG_POLE_PX = 110
_OVER = 0.35  # how much of a pole is left to see once its episode is over


class PolicyStrip(QWidget):
    """A cell for each path, in as many rows as they need; words below each."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._paths: list[np.ndarray] = []
        self._words: list[str] = []
        self._step = 0
        self._scene: CartPoleScene | None = None
        self._drawing: StateDrawing | None = None  # None: CartPole's
        self.setFont(small_font(self.font()))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def longest(self) -> int:
        """The steps of the longest episode."""
        return max((len(path) - 1 for path in self._paths), default=0)

    @property
    def step(self) -> int:
        """The step that is shown."""
        return self._step

    def is_over(self, index: int) -> bool:
        """Whether that policy's episode has ended by now."""
        return self._step >= len(self._paths[index]) - 1

    def draw_for(self, run: RunStarted) -> bool:
        """Draws states of that run's environment from now on; false: it can't."""
        environment = run.config.environment
        self._drawing = drawing_of(environment, run.grid)
        return self._drawing is not None or environment in DRAWN_HERE

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self._theme, self._scene = theme, None
        self.update()

    def show_paths(self, paths: Sequence[np.ndarray], words: Sequence[str], *, goes_on: bool = False) -> None:
        """Shows episodes [T + 1, O] from their beginning, or from the step that is shown, with words below each."""
        self._paths, self._words = list(paths), list(words)
        self._step = min(self._step, self.longest) if goes_on else 0
        self.setAccessibleDescription("; ".join(words))
        self.updateGeometry()
        self.update()

    def show_step(self, step: int) -> None:
        """Shows this step of all of them."""
        self._step = step
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(-(-len(self._paths) // self._columns(width)), 1) * self._high()

    def sizeHint(self) -> QSize:
        return QSize(2 * _CELL.width(), self.heightForWidth(max(self.width(), 2 * _CELL.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(_CELL.width(), self._high())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        with WINDOW.taken():
            self._paint()

    def _paint(self) -> None:
        painter = QPainter(self)
        columns = self._columns(self.width())
        wide = self.width() // columns
        rows = max(-(-len(self._paths) // columns), 1)
        words_high = self._high() - _CELL.height()
        room = self.height() // rows - words_high
        high = max(_CELL.height(), min(room, wide + _LONG_POLE_PX))
        for index, (path, words) in enumerate(zip(self._paths, self._words, strict=True)):
            row, column = divmod(index, columns)
            x, y = column * wide, row * (high + words_high)
            opacity = _OVER if self.is_over(index) and self._step else 1.0
            self._paint_state(painter, QRectF(x, y, wide - SPACE, high), path[min(self._step, len(path) - 1)], opacity)
            painter.setPen(QColor(self._theme.muted))
            below = QRectF(x, y + high, wide - SPACE, words_high)
            draw_line(painter, below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)

    def _paint_state(self, painter: QPainter, room: QRectF, state: np.ndarray, opacity: float) -> None:
        if self._drawing is not None:
            self._drawing.paint(painter, room, self._theme, state, opacity=opacity)
            return
        ratio = self.devicePixelRatioF()
        size = (math.ceil(room.width() * ratio), math.ceil(room.height() * ratio))
        if self._scene is None or (self._scene.geometry.width_px, self._scene.geometry.height_px) != size:
            self._scene = CartPoleScene(scene_colours(self._theme), *size, ratio)
        surface = self._scene.draw(
            Pose(position_m=float(state[0]), angle_rad=float(state[2]), opacity=opacity),
        )
        pixels: Any = surface.get_view("0")
        image = QImage(pixels, *surface.get_size(), surface.get_pitch(), QImage.Format.Format_RGB32)
        painter.drawImage(room, image)

    def _columns(self, width: int) -> int:
        return max(1, min(width // _CELL.width(), max(len(self._paths), 1)))

    def _high(self) -> int:
        return _CELL.height() + 2 * self.fontMetrics().height() + SPACE
