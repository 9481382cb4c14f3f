"""A state as it looks, with ghosts where it can be drawn from its numbers; of others the numbers, between the others'.

All panels that show a state of the past have it drawn here. CartPole's is drawn as it is everywhere; what others look
like is in `state_drawings`.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget

from dqn_engine.messages.reports import RunStarted
from workbench.look.theme import SPACE, Theme, small_font
from workbench.scene.cartpole_drawing import ENVIRONMENTS as DRAWN_HERE
from workbench.scene.cartpole_still import PUSHES, CartPoleStill
from workbench.scene.state_bars import StateBars
from workbench.scene.state_drawing import StateDrawing
from workbench.scene.state_drawings import drawing_of
from workbench.scene.state_still import StateStill
from workbench.state.environment_words import input_words
from workbench.state.observation_words import is_picture, state_number

NO_ACTION = -1
"""In place of an action: none follows, or nobody knows which."""


class StateScene(QWidget):
    """Shows one state, and others behind it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drawing: StateDrawing | None = None
        self._is_cartpole = False
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self.cartpole = CartPoleStill(theme, self)
        self.drawn = StateStill(theme, self)
        self.bars = StateBars(theme, self)
        self.words = QLabel(self)
        self.words.setFont(small_font(self.font()))
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setWordWrap(True)
        self.words.setMargin(SPACE)
        for page in (self.cartpole, self.drawn, self.bars, self.words):
            self._pages.addWidget(page)

    @property
    def draws(self) -> bool:
        """Whether a state is drawn as it looks, and not only its numbers."""
        return self._is_cartpole or self._drawing is not None

    def restyle(self, theme: Theme) -> None:
        """Takes the theme's colours."""
        for page in (self.cartpole, self.drawn, self.bars):
            page.restyle(theme)

    def draw_for(self, run: RunStarted) -> None:
        """Draws states of that run's environment from now on."""
        environment = run.config.environment
        self._is_cartpole = environment in DRAWN_HERE
        self._drawing = drawing_of(environment, run.grid)
        self.drawn.draw_by(self._drawing)
        self.bars.name_numbers(input_words(run))
        otherwise = self.words if self._drawing is None else self.drawn
        self.words.clear()
        self._pages.setCurrentWidget(self.cartpole if self._is_cartpole else otherwise)

    def span(self, states: np.ndarray) -> None:
        """What is shown from now on lies among `states` [N, O]."""
        if not self.draws and states.ndim == 2 and states.shape[1]:
            self.bars.span(states)

    def show_state(
        self, state: np.ndarray, action: int = NO_ACTION, ghosts: Sequence[tuple[np.ndarray, str]] = ()
    ) -> None:
        """Shows a state [O] with the action that follows it, and others in their colours."""
        ghosts = [each for each in ghosts if each[0].shape == state.shape]
        number = None if is_picture(state) else state_number(state)
        if self._is_cartpole:
            force = PUSHES[action] if 0 <= action < len(PUSHES) else 0
            self.cartpole.show_state(state, force, ghosts)
            page: QWidget = self.cartpole
        elif self._drawing is not None and state.shape == (self._drawing.numbers,):
            self.drawn.show_state(state, ghosts)
            page = self.drawn
        elif not state.size or is_picture(state):
            self.words.setText(self.tr("Pictures of an episode aren't saved; its values are."))
            page = self.words
        elif number is not None:
            self.words.setText(self.tr("State {number}").format(number=f"{number:,}"))
            page = self.words
        else:
            self.bars.show_state(state, ghosts)
            page = self.bars
        self._pages.setCurrentWidget(page)
