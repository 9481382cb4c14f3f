"""The agent at play: the watched environment in real time, with what the network thinks of each action.

The engine sends steps in bursts, a little ahead of time; a `Playback` smooths them, and one timer draws about 60 frames
a second while there is something to see. CartPole is drawn here; other environments send pictures of their own, and
where they have none, the numbers of their observation are shown. Speed, pause and whether pictures are wanted are asked
of the engine by `spectate_requested`.
"""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from dqn_engine.messages.reports import RunStarted, SpectatorSteps
from dqn_engine.play.spectator_step import Pictures
from workbench.look.figures import figure
from workbench.look.icons import IconBook
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.scene.cartpole_drawing import ENVIRONMENTS as DRAWN_HERE
from workbench.scene.cartpole_drawing import CartPoleDrawing
from workbench.scene.numbers_drawing import NumbersDrawing
from workbench.scene.picture_drawing import PictureDrawing
from workbench.scene.playback import Frame, Playback
from workbench.scene.push_drag import CART, POLE
from workbench.scene.view_canvas import ViewCanvas
from workbench.state.environment_words import action_words, observation_words, world_number_words
from workbench.state.event_words import then_words
from workbench.state.hand_keys import actions_by_key, idle_action, waits_for_keys
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.action_values_plot import ActionValues
from workbench.widgets.number_sliders import NumberSliders, SliderNumber

_TICK_MS = 16
# A tick that comes later than this (the window was busy) doesn't make the pole leap.
_LONGEST_TICK_S = 0.1
# Nothing new for so long: the timer rests until steps arrive.
_REST_AFTER_S = 1.0
# Numbers that change faster can't be read.
_NUMBERS_EVERY_S = 0.1
_FRAMES_COUNTED_MS = 500
_SPEEDS = ((0.5, "½×"), (1.0, "1×"), (2.0, "2×"), (4.0, "4×"), (8.0, "8×"))


class EnvironmentViewPanel(QWidget):
    """Plays what the engine reports. Tests bring a `clock` of seconds and a `timer` of their own, and call `tick`."""

    spectate_requested = Signal(float, bool, bool)  # speed, held, pictures wanted
    push_wanted = Signal(float, float)  # m/s of the cart, rad/s of the pole
    world_wanted = Signal(dict)  # the numbers of the world that aren't as trained
    hand_wanted = Signal(bool)  # whether the user plays
    act_wanted = Signal(int, bool)  # the user's action, and whether for one step alone
    frames_counted = Signal(float)  # frames painted within the last second, twice a second

    def __init__(
        self,
        theme_source: ThemeSource,
        parent: QWidget | None = None,
        *,
        clock: Callable[[], float] = time.perf_counter,
        playback: Playback | None = None,
        timer: QTimer | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("The agent at play"))
        self._clock = clock
        self._theme = theme_source.theme
        self._playback = playback or Playback()
        self._run: RunStarted | None = None
        self._starts_once_loaded = False
        self._pictures_asked = False
        self._has_fractions = False
        self._last_tick: float | None = None
        self._last_new = self._last_numbers = clock()
        self.canvas = ViewCanvas(CartPoleDrawing(theme_source.theme), theme_source.theme, clock, self)
        self.values = ActionValues(theme_source.theme, self)
        self.values.setAccessibleName(self.tr("Q-value of each action"))
        self._icons = IconBook(theme_source, self)
        self.sliders = NumberSliders(theme_source, self)
        self._keys: dict[int, int] = {}
        self._idle: int | None = None
        self._lay_out()
        self.canvas.pushed.connect(self._take_push)
        self.canvas.key_changed.connect(self._take_key)
        self.sliders.changed.connect(self.world_wanted)
        self._timer = timer or QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        count = QTimer(self, interval=_FRAMES_COUNTED_MS)
        count.timeout.connect(self._tell_frames)
        count.start()
        self._restyle(theme_source.theme)
        theme_source.changed.connect(self._restyle)
        self.clear("CartPole-v1")

    @property
    def frames_per_second(self) -> float:
        """Frames painted within the last second."""
        return self.canvas.frames.frames_per_second

    def frame_times_ms(self) -> list[float]:
        """Milliseconds between painted frames since the last reset; gaps on purpose (held, hidden) are left out."""
        return self.canvas.frames.intervals_ms()

    def reset_frame_times(self) -> None:
        """Begins a measurement."""
        self.canvas.frames.reset()

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Plays what the engine reports."""
        reports.subscribe(RunStarted, self.begin_run)
        reports.subscribe(SpectatorSteps, self.add_steps)

    def await_environment(self, environment: str) -> None:
        """Before a run: it will be of `environment`. An empty one says that there has been a run."""
        if environment:
            self.clear(environment)

    def clear(self, environment: str) -> None:
        """Forgets what was played: before a run, which will be of `environment`."""
        self._run = None
        self._playback.restart(50.0)
        self.values.set_actions(())
        self._offer_world(None)
        self._draw_for(environment, ())
        self._say_what_is_awaited()

    def set_starts_once_loaded(self, starts: bool) -> None:
        """Whether Start was pressed, and waits for the engine."""
        self._starts_once_loaded = starts
        if self._run is None:
            self._say_what_is_awaited()

    def _say_what_is_awaited(self) -> None:
        words = self.tr("The newest policy plays here in real time, also while it learns.")
        self.canvas.show_sentence(f"{words} {then_words(self._starts_once_loaded)}")

    def begin_run(self, report: RunStarted) -> None:
        """Takes the steps of this run from now on."""
        self._run = report
        self._has_fractions = False
        self._playback.restart(report.step_hz)
        self.values.set_actions(action_words(report.action_labels))
        self._offer_world(report)
        self._draw_for(report.config.environment, observation_words(report.observation_labels))
        self.canvas.show_sentence(self.tr("Waiting for the first policy to play."))
        self._ask_for_pictures()

    def add_steps(self, report: SpectatorSteps) -> None:
        """Takes the next steps to play; those of another run are ignored."""
        if self._run is None or report.run_id != self._run.run_id or len(report.steps) == 0:
            return
        if self._wants_pictures():
            if report.pictures is Pictures.OFF:
                return  # they have been asked for; without them there is nothing to see
            if report.pictures is Pictures.NONE and not isinstance(self.canvas.drawing, NumbersDrawing):
                labels = observation_words(self._run.observation_labels)
                self.canvas.set_drawing(NumbersDrawing(self._theme, labels))
        self._has_fractions |= any(not step.episode_return.is_integer() for step in report.steps)
        self._playback.push(report.steps)
        if self.isVisible() and not self._playback.held and not self._timer.isActive():
            self._wake()

    @Slot()
    def tick(self) -> None:
        """Lets the time since the last tick pass, and shows what is new."""
        now = self._clock()
        passed = min(now - self._last_tick, _LONGEST_TICK_S) if self._last_tick is not None else 0.0
        self._last_tick = now
        if self._playback.advance(passed):
            self._last_new = now
            self._show_frame()
            if now - self._last_numbers >= _NUMBERS_EVERY_S:
                self._show_numbers(now)
        elif self._last_numbers < self._last_new:
            self._show_numbers(now)  # the last ones stay to be read
        elif now - self._last_new > _REST_AFTER_S:
            self._rest()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wake()
        self._ask_for_pictures()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._rest()
        self._ask_for_pictures()

    @Slot()
    def _tell_frames(self) -> None:
        self.frames_counted.emit(self.frames_per_second)

    def _show_frame(self) -> None:
        frame = self._playback.frame
        if frame is not None:
            self.canvas.show_frame(frame, *self._captions(frame))

    def _show_numbers(self, now: float) -> None:
        self._last_numbers = now
        frame = self._playback.frame
        if frame is not None:
            self.values.set_values(frame.step.q_values, frame.step.action, frame.step.allowed)
            self.values.setAccessibleDescription(self.values.text())
            step = frame.step
            self.canvas.show_numbers(step.next_state if step.ended and frame.fraction == 1.0 else step.state)
            self.canvas.setAccessibleDescription("; ".join(self._captions(frame)))

    def _captions(self, frame: Frame) -> tuple[str, str]:
        limit = self._run.episode_limit_steps if self._run is not None else 0
        step = self.tr("Step {step}").format(step=f"{frame.step.step:,}")
        if limit:
            words = self.tr("Step {step} of {limit}")
            step = words.format(step=f"{frame.step.step:,}", limit=f"{limit:,}")
        text = figure(frame.step.episode_return, ",.1f" if self._has_fractions else ",.0f")
        if frame.step.by_hand:
            agent = figure(frame.step.rival_return, ",.1f" if self._has_fractions else ",.0f")
            return (step, self.tr("You {score} · agent {agent}").format(score=text, agent=agent))
        return (step, self.tr("Return {score}").format(score=text))

    def _draw_for(self, environment: str, labels: Sequence[str]) -> None:
        drawn_here = environment in DRAWN_HERE
        self.canvas.set_drawing(CartPoleDrawing(self._theme) if drawn_here else PictureDrawing(self._theme, labels))

    def _wants_pictures(self) -> bool:
        return self._run is not None and self._run.config.environment not in DRAWN_HERE and self.isVisible()

    def _ask_for_pictures(self) -> None:
        """Pictures cost time of training: they are made only for who looks."""
        if self._wants_pictures() != self._pictures_asked:
            self._pictures_asked = not self._pictures_asked
            self._tell()

    def _tell(self) -> None:
        self.spectate_requested.emit(self._playback.speed, self._playback.held, self._pictures_asked)

    def _wake(self) -> None:
        self._last_tick, self._last_new = None, self._clock()
        self.canvas.frames.interrupt()
        if not self._playback.held:
            self._timer.start()

    def _rest(self) -> None:
        self._timer.stop()
        self.canvas.frames.interrupt()

    @Slot()
    def _on_controls(self) -> None:
        held = self.hold_button.isChecked()
        self._playback.speed = next(speed for speed, button in self.speed_buttons.items() if button.isChecked())
        self._playback.held = held
        self._show_hold(held)
        if held:
            self._rest()
        elif self.isVisible():
            self._wake()
        self._tell()

    def _offer_world(self, report: RunStarted | None) -> None:
        """What can be changed and played in this run's environment; None: nothing before a run."""
        world = report.world if report is not None else ()
        self.sliders.show_numbers(
            [
                SliderNumber(
                    name=number.name,
                    title=world_number_words(number.name),
                    low=number.low,
                    high=number.high,
                    usual=number.trained,
                    whole=number.whole,
                )
                for number in world
            ]
        )
        labels = report.action_labels if report is not None else ()
        self._keys, self._idle = actions_by_key(labels), idle_action(labels)
        self.hand_button.setChecked(False)
        self.hand_button.setEnabled(report is not None)
        self.world_button.setEnabled(bool(world))
        self.world_button.setChecked(False)
        self._show_hand()

    @Slot(str, float)
    def _take_push(self, part: str, size: float) -> None:
        self.push_wanted.emit(size if part == CART else 0.0, size if part == POLE else 0.0)

    @Slot()
    def _take_hand(self) -> None:
        self._show_hand()
        self.hand_wanted.emit(self.hand_button.isChecked())

    def _show_hand(self) -> None:
        by_hand = self.hand_button.isChecked()
        self.hand_words.setVisible(by_hand)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus if by_hand else Qt.FocusPolicy.NoFocus)
        if by_hand:
            self.canvas.setFocus()

    @Slot(int, bool)
    def _take_key(self, key: int, down: bool) -> None:
        if self._run is None or not self.hand_button.isChecked() or key not in self._keys:
            return
        once = waits_for_keys(self._run.step_hz)
        if down:
            self.act_wanted.emit(self._keys[key], once)
        elif self._idle is not None and not once:
            self.act_wanted.emit(self._idle, False)

    def _show_hold(self, held: bool) -> None:
        words = self.tr("Let the agent play on") if held else self.tr("Hold the agent; training continues")
        self.hold_button.setToolTip(words)
        self.hold_button.setAccessibleName(words)
        self._icons.give(self.hold_button, "play" if held else "pause", "on_accent" if held else "text")

    def _lay_out(self) -> None:
        self.hold_button = QToolButton(self)
        self.hold_button.setCheckable(True)
        self.hold_button.clicked.connect(self._on_controls)
        self._speed_group = QButtonGroup(self)
        self.speed_buttons: dict[float, QToolButton] = {}
        controls = QHBoxLayout()
        controls.setSpacing(ROW_SPACE)
        controls.addWidget(self.hold_button)
        controls.addStretch(1)
        for speed, label in _SPEEDS:
            button = QToolButton(self)
            button.setText(label)
            button.setCheckable(True)
            button.setChecked(speed == 1.0)
            words = self.tr("Play at {speed} real time").format(speed=label)
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(self._on_controls)
            self._speed_group.addButton(button)
            self.speed_buttons[speed] = button
            controls.addWidget(button)
        self._show_hold(False)
        heading = QLabel(self.tr("Q-value of each action"), self)
        heading.setProperty("role", "muted")
        heading.setFont(small_font(self.font()))
        below = QVBoxLayout()
        below.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        below.setSpacing(ROW_SPACE)
        below.addWidget(heading)
        below.addWidget(self.values)
        below.addLayout(controls)
        below.addLayout(self._world_row())
        below.addWidget(self.hand_words)
        below.addWidget(self.sliders)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addLayout(below)

    def _world_row(self) -> QHBoxLayout:
        self.hand_button, self.world_button = QToolButton(self), QToolButton(self)
        self.hand_button.setText(self.tr("Play it yourself"))
        self.hand_button.setToolTip(
            self.tr("Play with the arrow keys, beside the agent in the same episodes; training feels nothing of it")
        )
        self.world_button.setText(self.tr("Change the world"))
        self.world_button.setToolTip(
            self.tr(
                "Change the world that is watched; the agent is trained in its own. CartPole can also be pushed: drag "
                "its cart or its pole"
            )
        )
        self.hand_words = QLabel(
            self.tr("Arrow keys play, or digits: 1 is the first action. It begins with the first key."), self
        )
        self.hand_words.setProperty("role", "muted")
        self.hand_words.setFont(small_font(self.font()))
        self.hand_words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(ROW_SPACE)
        for button in (self.hand_button, self.world_button):
            button.setCheckable(True)
            button.setFont(small_font(self.font()))
            button.setAccessibleName(button.text())
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button, 1)
        self.hand_button.clicked.connect(self._take_hand)
        self.world_button.toggled.connect(self.sliders.setVisible)
        self.sliders.hide()
        return row

    @Slot(object)
    def _restyle(self, theme: Theme) -> None:
        self.setStyleSheet(
            f"QToolButton {{ padding: 0 4px; min-width: 26px; }}"
            f"QToolButton:checked {{ background: {theme.accent}; color: {theme.on_accent};"
            f" border-color: {theme.accent}; font-weight: 600; }}"
        )
        self._theme = theme
        self.canvas.restyle(theme)
        self.values.restyle(theme)
