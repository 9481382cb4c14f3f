"""A state of an episode as it looks, with ghosts where it can be drawn from its numbers; of others the numbers."""

import html
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedLayout, QWidget

from workbench.look.figures import figure
from workbench.look.theme import SPACE, Theme, small_font
from workbench.scene.cartpole_drawing import ENVIRONMENTS as DRAWN_HERE
from workbench.scene.cartpole_still import CartPoleStill
from workbench.scene.state_drawings import StateDrawing, drawing_of
from workbench.scene.state_still import StateStill
from workbench.state.observation_words import read, state_number

_SIZE = QSize(230, 172)
_MOST_HIGH_PX = 420
_MOST_NUMBERS = 12


class EpisodeScene(QWidget):
    """Shows one state, and others behind it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._drawing: StateDrawing | None = None
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self.cartpole = CartPoleStill(theme, self)
        self.drawn = StateStill(theme, self)
        self.numbers = QLabel(self)
        self.numbers.setFont(small_font(self.font()))
        self.numbers.setTextFormat(Qt.TextFormat.RichText)
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.numbers.setWordWrap(True)
        self.numbers.setMargin(SPACE)
        self.setToolTip(self.tr("The state of this step; ghosts are where other actions would have led by then"))
        for page in (self.cartpole, self.drawn, self.numbers):
            self._pages.addWidget(page)
        self.setMinimumSize(180, 150)
        self.setMaximumHeight(_MOST_HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return _SIZE

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        self.cartpole.restyle(theme)
        self.drawn.restyle(theme)

    def draw_for(self, environment: str, labels: Sequence[str]) -> None:
        """Draws states of that environment from now on; `labels` name the numbers of an observation."""
        self._labels = tuple(labels)
        self._drawing = drawing_of(environment)
        self.drawn.draw_by(self._drawing)
        otherwise = self.numbers if self._drawing is None else self.drawn
        self._pages.setCurrentWidget(self.cartpole if environment in DRAWN_HERE else otherwise)

    def show_state(self, state: np.ndarray, force: int, ghosts: Sequence[tuple[np.ndarray, str]]) -> None:
        """Shows a state [O] with the push that follows it (−1, 0, 1), and others in their colours."""
        if self._pages.currentWidget() is self.cartpole:
            self.cartpole.show_state(state, force, ghosts)
            return
        if self._drawing is not None and len(state) == self._drawing.numbers:
            self._pages.setCurrentWidget(self.drawn)
            self.drawn.show_state(state, [each for each in ghosts if len(each[0]) == len(state)])
            return
        self._pages.setCurrentWidget(self.numbers)
        if not len(state):
            self.numbers.setText(html.escape(self.tr("Pictures of an episode aren't saved; its values are.")))
        elif (number := state_number(state)) is not None:
            self.numbers.setText(html.escape(self.tr("State {number}").format(number=f"{number:,}")))
        else:
            self.numbers.setText(self._table(state))

    def _table(self, state: np.ndarray) -> str:
        numbers = list(read(self._labels, state))
        rows = [
            f'<tr><td>{html.escape(name)}</td><td align="right" width="76">{figure(number, ".3f")}</td></tr>'
            for name, number in numbers[:_MOST_NUMBERS]
        ]
        more = len(numbers) - len(rows)
        if more:
            rest = self.tr("and {count} more").format(count=more)
            rows.append(f"<tr><td>{html.escape(rest)}</td></tr>")
        return f"<table cellspacing='2'>{''.join(rows)}</table>"
