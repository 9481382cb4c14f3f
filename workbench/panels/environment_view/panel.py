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
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dqn_engine.messages.reports import HeldMoment, RunStarted, SpectatorSteps
from dqn_engine.play.spectator_step import Pictures
from workbench.look.figures import figure
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import one_after_another
from workbench.look.theme import ROW_SPACE, SPACE, Theme, ThemeSource, small_font
from workbench.panels.environment_view.play_controls import PlayControls
from workbench.panels.environment_view.world_controls import WorldControls
from workbench.scene.cartpole_drawing import ENVIRONMENTS as DRAWN_HERE
from workbench.scene.cartpole_drawing import CartPoleDrawing
from workbench.scene.numbers_drawing import NumbersDrawing
from workbench.scene.picture_drawing import PictureDrawing
from workbench.scene.playback import Frame, Playback
from workbench.scene.push_drag import CART, POLE
from workbench.scene.view_canvas import ViewCanvas
from workbench.state.environment_words import action_words, observation_words
from workbench.state.event_words import Awaited, then_words
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.selection import Selection
from workbench.state.watched_moment import WatchedActions, WatchedMoment
from workbench.state.window_turn import TurnUntilIdle
from workbench.widgets.action_values_plot import ActionValues

_TICK_MS = 16
# A tick that comes later than this (the window was busy) doesn't make the pole leap.
_LONGEST_TICK_S = 0.1
# Nothing new for so long: the timer rests until steps arrive.
_REST_AFTER_S = 1.0
# Numbers that change faster can't be read.
_NUMBERS_EVERY_S = 0.1
_FRAMES_COUNTED_MS = 500


class EnvironmentViewPanel(QWidget):
    """Plays what the engine reports. Tests bring a `clock` of seconds and a `timer` of their own, and call `tick`."""

    spectate_requested = Signal(float, bool, bool, int, int)  # speed, held, pictures wanted, episode and step held at
    push_wanted = Signal(float, float)  # m/s of the cart, rad/s of the pole
    world_wanted = Signal(dict)  # the numbers of the world that aren't as trained
    hand_wanted = Signal(bool)  # whether the user plays
    act_wanted = Signal(int, bool)  # the user's action, and whether for one step alone
    what_if_wanted = Signal(object)  # the `WatchedMoment` whose futures are to be seen
    state_chosen = Signal(tuple, int)  # where a push led, where the agent is held; and the steps before it
    step_seen = Signal(object, bool)  # the `SpectatorStep` whose numbers are shown, or None; whether it stands still
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
        self._awaited = Awaited.START
        self._pictures_asked = False
        self._has_fractions = False
        self._last_tick: float | None = None
        self._last_new = self._last_numbers = clock()
        self.canvas = ViewCanvas(CartPoleDrawing(theme_source.theme), theme_source.theme, clock, self)
        self.values = ActionValues(theme_source.theme, self)
        self.values.setAccessibleName(self.tr("Q-value of each action"))
        self.play = PlayControls(IconBook(theme_source, self), self)
        self.hold_button, self.speed_buttons = self.play.hold_button, self.play.speed_buttons
        self.what_if_button = self.play.what_if_button
        self.world = WorldControls(theme_source, self)
        self.hand_button, self.world_button = self.world.hand_button, self.world.world_button
        self.hand_words, self.sliders = self.world.hand_words, self.world.sliders
        self._actions = WatchedActions()
        self._selection = Selection(self)
        self._pushed_to: tuple[float, ...] = ()  # what a push selected
        self._held_by: int | None = None  # of what step the network is, whose values of what is held are shown
        self._lay_out()
        self.canvas.pushed.connect(self._take_push)
        self.canvas.key_changed.connect(self.world.take_key)
        self.canvas.keys_reach.connect(self.world.show_keys_reach)
        self.play.changed.connect(self._on_controls)
        self.play.what_if_pressed.connect(self._ask_what_if)
        self.world.world_wanted.connect(self.world_wanted)
        self.world.hand_wanted.connect(self._take_hand)
        self.world.act_wanted.connect(self.act_wanted)
        self.world.opened.connect(self.values.set_brief)
        self.world.opened.connect(self.canvas.set_claims_room)
        self._timer = timer or QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._frame = TurnUntilIdle(self)
        self._timer.timeout.connect(self._frame.begin)
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
        reports.subscribe(HeldMoment, self.take_held)

    def share_selection(self, selection: Selection) -> None:
        """Takes the window's selection, which a push changes while the agent is held, and until it plays on."""
        self._selection = selection

    def await_environment(self, environment: str) -> None:
        """Before a run: it will be of `environment`. An empty one says that there has been a run."""
        if environment:
            self.clear(environment)

    def clear(self, environment: str) -> None:
        """Forgets what was played: before a run, which will be of `environment`."""
        self._run = None
        self._playback.restart(50.0)
        self.values.set_actions(())
        self._forget_played(None)
        self._draw_for(environment, ())
        self._say_what_is_awaited()

    def set_awaited(self, awaited: Awaited) -> None:
        """What is awaited before a run."""
        self._awaited = awaited
        if self._run is None:
            self._say_what_is_awaited()

    def _say_what_is_awaited(self) -> None:
        words = self.tr("The newest policy plays here in real time, also while it learns.")
        self.canvas.show_sentence(one_after_another(words, then_words(self._awaited)))

    def begin_run(self, report: RunStarted) -> None:
        """Takes the steps of this run from now on."""
        self._run = report
        self._has_fractions = False
        self._playback.restart(report.step_hz)
        self.play.release()  # What was held is no moment of this run, and nothing of it would come to be seen.
        self.values.set_actions(action_words(report.action_labels))
        self._forget_played(report)
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
        self._actions.add(report.steps)
        self._has_fractions |= any(not step.episode_return.is_integer() for step in report.steps)
        self._playback.push(report.steps)
        if self.isVisible() and not self._playback.held and not self._timer.isActive():
            self._wake()

    def take_held(self, report: HeldMoment) -> None:
        """Shows what is held as the present network sees it, or where a push led."""
        frame, step = self._playback.frame, report.step
        if self._run is None or report.run_id != self._run.run_id or frame is None or not self._playback.held:
            return
        shown = frame.step
        if report.branched:
            self._actions.branch(step)
            self._playback.branch(step)
        elif (shown.episode, shown.step) == (step.episode, step.step):
            self._playback.revalue(step)
        else:
            return
        self._held_by = report.env_step
        if report.branched or step.action != shown.action:
            self._show_frame()
        self._show_numbers(self._clock())
        if report.branched and step.state:
            self._pushed_to = step.state
            self.state_chosen.emit(step.state, step.step - 1)

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
            if self._playback.frame is not None:  # Such as an episode by hand that is over: the next waits for a key.
                self._heading.setText(self.tr("Q-values when it was played"))  # The network learns on meanwhile.
                self.step_seen.emit(self._playback.frame.step, True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._wake()
        self._show_numbers(self._clock())  # What is held tells of itself by nothing else.
        self._ask_for_pictures()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._rest()
        self.step_seen.emit(None, False)
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
            self.what_if_button.setEnabled(self._run is not None)
            self.values.set_values(frame.step.q_values, frame.step.action, frame.step.allowed)
            self.values.setAccessibleDescription(self.values.text())
            step = frame.step
            self._name_values(frame)
            self.canvas.show_numbers(step.next_state if frame.is_over else step.state)
            self.canvas.setAccessibleDescription("; ".join(self._captions(frame)))
            if self.isVisible():
                self.step_seen.emit(step, self._playback.held)

    def _name_values(self, frame: Frame) -> None:
        """Says whose values the bars are, and of when."""
        words = self._usual_heading()
        if self._playback.held and self._held_by is not None:
            told = self.tr("Q before the end, at step {step}") if frame.is_over else self.tr("Q-values at step {step}")
            words = told.format(step=f"{self._held_by:,}")
        if words != self._heading.text():
            self._heading.setText(words)

    def _usual_heading(self) -> str:
        return self.tr("Q-value of each action")

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
        frame, held = self._playback.frame, self._playback.held
        at = (frame.step.episode, frame.step.step) if held and frame is not None else (0, 0)
        self.spectate_requested.emit(self._playback.speed, held, self._pictures_asked, *at)

    def _wake(self) -> None:
        self._last_tick, self._last_new = None, self._clock()
        self.canvas.frames.interrupt()
        if not self._playback.held:
            self._timer.start()

    def _rest(self) -> None:
        self._timer.stop()
        self.canvas.frames.interrupt()

    @Slot(float, bool)
    def _on_controls(self, speed: float, held: bool) -> None:
        self._playback.speed, self._playback.held = speed, held
        if not held:
            self._held_by = None
            if self._pushed_to and self._selection.state == self._pushed_to:
                self._selection.clear()
            self._pushed_to = ()
        if held:
            self._playback.settle()
            self._show_frame()
            self._show_numbers(self._clock())  # Else those of up to a tenth of a second ago would stay.
            self._rest()
        elif self.isVisible():
            self._wake()
        self._tell()

    def _forget_played(self, report: RunStarted | None) -> None:
        """Another run began; None: before a run."""
        self.world.offer(report)
        self._actions.reset()
        self._pushed_to, self._held_by = (), None
        self._heading.setText(self._usual_heading())
        self.step_seen.emit(None, False)
        self.what_if_button.setEnabled(False)
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @Slot()
    def _ask_what_if(self) -> None:
        """Holds the agent where it is seen, and hands on that state."""
        frame = self._playback.frame
        if frame is None or self._run is None:
            return
        self.play.hold()
        state = frame.step.next_state if frame.is_over else frame.step.state
        if self._selection.state != state:
            self._selection.clear()  # What is asked about is watched, and looked at everywhere.
        moment = WatchedMoment(
            environment=self._run.config.environment,
            step=frame.step.step - 1,
            state=state,
            seed=frame.step.seed,
            actions=self._actions.before(frame.step),
            changed=self.world.changed,
            over=frame.is_over,
        )
        self.what_if_wanted.emit(moment)

    @Slot(str, float)
    def _take_push(self, part: str, size: float) -> None:
        self.push_wanted.emit(size if part == CART else 0.0, size if part == POLE else 0.0)

    @Slot(bool)
    def _take_hand(self, by_hand: bool) -> None:
        self.canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus if by_hand else Qt.FocusPolicy.NoFocus)
        if by_hand:
            self.play.release()  # Held, no key would begin anything.
            self.canvas.setFocus()
        self.hand_wanted.emit(by_hand)

    def _lay_out(self) -> None:
        heading = self._heading = QLabel(self._usual_heading(), self)
        heading.setProperty("role", "muted")
        heading.setFont(small_font(self.font()))
        about = self.tr(
            "Q(s, a), a discounted return: what the network that plays expects from the state above on when it "
            "takes that action first. It takes the one with the largest. While it is held, the network of the "
            "training step that is named above: it learns on."
        )
        set_tool_tip(heading, about)
        set_tool_tip(self.values, about)
        below = QVBoxLayout()
        below.setContentsMargins(SPACE, ROW_SPACE, SPACE, SPACE)
        below.setSpacing(ROW_SPACE)
        above = QHBoxLayout()
        above.addWidget(heading, 1)
        above.addWidget(self.what_if_button)
        below.addLayout(above)
        for part in (self.values, self.play, self.world):
            below.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas)  # Without a stretch, which would leave it the least where others want more.
        column.addLayout(below)

    @Slot(object)
    def _restyle(self, theme: Theme) -> None:
        self.setStyleSheet(
            f"QToolButton {{ padding: 0 4px; min-width: 26px; }}"
            f"QToolButton:checked {{ background: {theme.accent}; color: {theme.on_accent};"
            f" border-color: {theme.accent}; font-weight: 600; }}"
            f"QToolButton[wide=true]:checked {{ font-weight: 400; }}"
            f"QToolButton:checked:focus {{ border-color: {theme.text}; }}"
        )
        self._theme = theme
        self.canvas.restyle(theme)
        self.values.restyle(theme)
