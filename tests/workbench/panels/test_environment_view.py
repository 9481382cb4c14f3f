"""The agent-at-play panel with a scripted stream and a clock of the test's own."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel

from dqn_engine.messages.reports import HeldMoment
from dqn_engine.play.spectator_step import Pictures, SpectatorStep
from tests.support.plot_reports import picture, run_started, spectator_step, spectator_steps
from workbench.panels.environment_view.panel import EnvironmentViewPanel
from workbench.scene.numbers_drawing import NumbersDrawing
from workbench.scene.picture_drawing import PictureDrawing
from workbench.scene.playback import Playback
from workbench.state.selection import Selection
from workbench.state.watched_moment import WatchedMoment


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


class StillTimer(QTimer):
    """Knows whether it was started, but leaves the ticking to the test."""

    def __init__(self) -> None:
        super().__init__()
        self.started = False

    def start(self) -> None:
        self.started = True

    def stop(self) -> None:
        self.started = False

    def isActive(self) -> bool:
        return self.started


@pytest.fixture
def timer() -> StillTimer:
    return StillTimer()


@pytest.fixture
def playback() -> Playback:
    return Playback()


@pytest.fixture
def panel(qtbot, theme_source, clock, playback, timer) -> EnvironmentViewPanel:
    made = EnvironmentViewPanel(theme_source, clock=clock, playback=playback, timer=timer)
    qtbot.addWidget(made)
    made.resize(300, 420)
    made.show()
    qtbot.waitExposed(made)
    timer.stop()  # being shown started it
    return made


def tick(panel: EnvironmentViewPanel, clock: Clock, frames: int, seconds: float = 1 / 60) -> None:
    """Lets time pass and paints each frame at once."""
    for _ in range(frames):
        clock.now += seconds
        panel.tick()
        panel.canvas.repaint()


def begin(panel: EnvironmentViewPanel, clock: Clock, steps: int = 60) -> None:
    panel.begin_run(run_started())
    panel.add_steps(spectator_steps(spectator_step(n) for n in range(1, steps + 1)))
    tick(panel, clock, 1)


def test_that_it_plays_in_real_time(panel, clock, playback):
    begin(panel, clock, steps=20)
    tick(panel, clock, 15)
    assert playback.frame.state[0] == pytest.approx(0.25 * 50 * 0.01, rel=0.05)


def test_that_sixty_ticks_a_second_paint_sixty_frames(panel, clock):
    begin(panel, clock, steps=14)
    panel.reset_frame_times()
    for frame in range(120):
        if frame % 6 == 0:
            first = 15 + frame // 6 * 5
            panel.add_steps(spectator_steps(spectator_step(n) for n in range(first, first + 5)))
        tick(panel, clock, 1)
    assert panel.frames_per_second >= 59
    times = panel.frame_times_ms()
    assert len(times) >= 118
    assert max(times) == pytest.approx(1000 / 60, rel=0.01)


def test_that_a_still_picture_counts_no_frames(panel, clock):
    begin(panel, clock, steps=2)
    tick(panel, clock, 60)
    panel.reset_frame_times()
    tick(panel, clock, 60)
    assert panel.frame_times_ms() == []
    clock.now += 2
    assert panel.frames_per_second == 0.0


def test_that_what_comes_to_rest_is_seen_to_stand_until_it_goes_on(qtbot, panel, clock):
    begin(panel, clock, steps=2)
    with qtbot.waitSignal(panel.step_seen, check_params_cb=lambda _, stands: stands) as seen:
        tick(panel, clock, 90)
    assert seen.args[0].step == 2
    assert labels(panel)[0] == "Q-values when it was played"
    with qtbot.waitSignal(panel.step_seen) as seen:
        panel.add_steps(spectator_steps(spectator_step(n) for n in range(3, 20)))
        tick(panel, clock, 12)
    assert not seen.args[1]
    assert labels(panel)[0] == "Q-value of each action"


def test_that_holding_stops_the_picture_and_asks_the_engine(qtbot, panel, clock, playback):
    begin(panel, clock)
    tick(panel, clock, 10)
    with qtbot.waitSignal(panel.spectate_requested) as asked:
        qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    held = playback.frame.step
    assert asked.args == [1.0, True, False, held.episode, held.step]
    before = playback.frame.state
    tick(panel, clock, 30)
    assert playback.frame.state == before
    with qtbot.waitSignal(panel.spectate_requested) as asked:
        qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    assert asked.args == [1.0, False, False, 0, 0]
    tick(panel, clock, 10)
    assert playback.frame.state != before


def test_that_a_held_view_shows_one_state_and_the_numbers_of_it(qtbot, panel, clock, playback):
    panel.begin_run(run_started())
    panel.add_steps(spectator_steps(spectator_step(n, q_values=(float(n), 0.0)) for n in range(1, 61)))
    tick(panel, clock, 14)  # a tenth of a second after the numbers were shown last, they are of other steps
    with qtbot.waitSignal(panel.step_seen) as seen:
        qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    step = playback.frame.step
    assert step.step > 1
    assert playback.frame.state == step.state
    assert panel.values.text() == f"Left: {step.step}.00; Right: 0.00"
    assert seen.args == [step, True]


def test_that_a_new_run_plays_though_the_one_before_was_held(qtbot, panel, clock, playback):
    begin(panel, clock)
    tick(panel, clock, 10)
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    panel.take_held(held_moment(replace(playback.frame.step, q_values=(9.0, 1.0)), 12_345))
    assert labels(panel)[0] == "Q-values at step 12,345"
    with qtbot.waitSignal(panel.spectate_requested) as asked:
        panel.begin_run(run_started(run_id=2))
    assert labels(panel)[0] == "Q-value of each action", "that was of the run before"
    assert asked.args == [1.0, False, False, 0, 0]
    assert not panel.hold_button.isChecked()
    panel.add_steps(spectator_steps([spectator_step(n) for n in range(1, 61)], run_id=2))
    tick(panel, clock, 10)
    assert playback.frame is not None


def test_that_what_if_goes_back_to_what_is_watched_from_a_state_selected_elsewhere(qtbot, panel, clock, playback):
    selection = Selection()
    panel.share_selection(selection)
    begin(panel, clock)
    tick(panel, clock, 10)
    selection.select((0.5, 0.0, 0.1, 0.0), 7)
    with qtbot.waitSignal(panel.what_if_wanted) as asked:
        qtbot.mouseClick(panel.what_if_button, Qt.MouseButton.LeftButton)
    assert selection.state == (), "all look at the state that is asked about"
    assert asked.args[0].state == playback.frame.step.state


def test_that_who_plays_isnt_held_and_is_told_where_the_keyboard_is(qtbot, panel, clock, playback):
    begin(panel, clock)
    tick(panel, clock, 10)
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    qtbot.mouseClick(panel.world.hand_button, Qt.MouseButton.LeftButton)
    assert not playback.held
    assert not panel.hold_button.isChecked()
    qtbot.waitUntil(panel.canvas.hasFocus)
    assert panel.world.hand_words.text().startswith("Arrow keys play")
    panel.play.hold_button.setFocus()
    assert panel.world.hand_words.text().startswith("The keyboard is elsewhere; a click on the picture")
    qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton)
    assert panel.world.hand_words.text().startswith("Arrow keys play")


def held_moment(step: SpectatorStep, env_step: int, **changes: bool) -> HeldMoment:
    return HeldMoment(run_id=1, sequence=9, step=step, env_step=env_step, **changes)


def test_that_what_is_held_has_the_values_of_the_network_of_now_and_says_so(qtbot, panel, clock, playback):
    begin(panel, clock)
    tick(panel, clock, 10)
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    assert labels(panel)[0] == "Q-value of each action"
    shown = playback.frame.step
    before, state = panel.canvas.grab().toImage(), playback.frame.state
    with qtbot.waitSignal(panel.step_seen) as seen:
        panel.take_held(held_moment(replace(shown, action=0, q_values=(9.0, 1.0)), 12_345))
    assert panel.values.text() == "Left: 9.00; Right: 1.00"
    assert labels(panel)[0] == "Q-values at step 12,345"
    assert seen.args == [playback.frame.step, True]
    assert (playback.frame.state, playback.frame.step.action) == (state, 0)
    assert panel.canvas.grab().toImage() != before, "the arrow turned"
    panel.take_held(held_moment(replace(shown, step=shown.step + 3, q_values=(0.0, 0.0)), 12_346))
    assert panel.values.text() == "Left: 9.00; Right: 1.00", "that is of another step"
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    tick(panel, clock, 10)
    assert labels(panel)[0] == "Q-value of each action"
    panel.take_held(held_moment(replace(playback.frame.step, q_values=(0.0, 0.0)), 12_347))
    assert panel.values.text() == "Left: 61.25; Right: 63.50", "it isn't held"


def test_that_a_push_of_what_is_held_is_seen_at_once_selected_and_asked_about(qtbot, panel, clock, playback):
    selection = Selection()
    panel.share_selection(selection)
    panel.state_chosen.connect(selection.select)
    begin(panel, clock)
    tick(panel, clock, 10)
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    shown = playback.frame.step
    state = (0.05, 0.5, 0.02, 2.1)
    pushed = replace(shown, state=state, next_state=state, q_values=(3.0, 4.0))
    panel.take_held(held_moment(pushed, 800, branched=True))
    assert (playback.frame.state, panel.values.text()) == (state, "Left: 3.00; Right: 4.00")
    assert (selection.state, selection.taken) == (state, shown.step - 1)
    with qtbot.waitSignal(panel.what_if_wanted) as asked:
        qtbot.mouseClick(panel.what_if_button, Qt.MouseButton.LeftButton)
    (moment,) = asked.args
    assert (moment.state, moment.step, moment.actions) == (state, shown.step - 1, None)
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    assert selection.state == (), "it plays on, and is watched again"
    panel.add_steps(spectator_steps([replace(pushed, next_state=(0.06, 0.5, 0.06, 2.2))]))
    tick(panel, clock, 8)
    assert playback.frame.state == pytest.approx((0.06, 0.5, 0.06, 2.2)), "steps that were told before don't come"


def test_that_where_an_episode_is_over_nothing_can_be_pushed_and_what_if_says_so(qtbot, panel, clock, playback):
    panel.begin_run(run_started())
    panel.add_steps(spectator_steps([spectator_step(1, ended=True, next_state=(0.0, 0.0, 0.0, 0.0))]))
    tick(panel, clock, 6)
    qtbot.mouseClick(panel.hold_button, Qt.MouseButton.LeftButton)
    assert playback.frame.is_over
    panel.take_held(held_moment(replace(playback.frame.step, q_values=(0.0, 0.0)), 800))
    assert labels(panel)[0] == "Q before the end, at step 800"
    canvas = panel.canvas
    with qtbot.assertNotEmitted(canvas.pushed):
        begun = QPoint(canvas.width() // 2, round(canvas.height() * 0.6))
        for above in range(0, 40, 4):
            qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=begun + QPoint(0, above))
            qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=begun + QPoint(60, above))
    with qtbot.waitSignal(panel.what_if_wanted) as asked:
        qtbot.mouseClick(panel.what_if_button, Qt.MouseButton.LeftButton)
    (moment,) = asked.args
    assert (moment.over, moment.state) == (True, (0.0, 0.0, 0.0, 0.0))


def labels(panel: EnvironmentViewPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.text().startswith("Q")]


def test_that_whoever_follows_hears_that_nothing_is_seen_any_more_and_what_is_again(qtbot, panel, clock, playback):
    begin(panel, clock)
    tick(panel, clock, 5)
    with qtbot.waitSignal(panel.step_seen) as seen:
        panel.hide()
    assert seen.args == [None, False]
    with qtbot.assertNotEmitted(panel.step_seen):
        panel.play.hold()
    with qtbot.waitSignal(panel.step_seen) as seen:
        panel.show()
    assert seen.args == [playback.frame.step, True]


def test_that_a_held_view_has_no_slow_frame(qtbot, panel, clock):
    begin(panel, clock)
    tick(panel, clock, 5)
    panel.hold_button.click()
    clock.now += 30
    panel.hold_button.click()
    tick(panel, clock, 5)
    assert max(panel.frame_times_ms()) < 20


@pytest.mark.parametrize("speed", [0.5, 2.0, 4.0, 8.0])
def test_that_a_speed_button_plays_at_that_speed_and_asks_the_engine(qtbot, panel, clock, speed, playback):
    panel.begin_run(run_started())
    with qtbot.waitSignal(panel.spectate_requested) as asked:
        qtbot.mouseClick(panel.speed_buttons[speed], Qt.MouseButton.LeftButton)
    assert asked.args == [speed, False, False, 0, 0]
    assert [button.isChecked() for button in panel.speed_buttons.values()].count(True) == 1
    panel.add_steps(spectator_steps(spectator_step(n) for n in range(1, round(0.3 * 50 * speed) + 1)))
    tick(panel, clock, 13)
    assert playback.frame.state[0] == pytest.approx(0.2 * 50 * speed * 0.01, rel=0.05)


def test_that_step_return_and_values_are_reported(panel, clock):
    begin(panel, clock, steps=12)
    tick(panel, clock, 60)
    assert panel.canvas.accessibleDescription() == "Step 12 of 500; Return 12"
    assert panel.values.text() == "Left: 61.25; Right: 63.50"


def test_that_steps_of_another_run_are_ignored(panel, clock, playback):
    begin(panel, clock, steps=3)
    level = playback.buffered_seconds
    panel.add_steps(spectator_steps([spectator_step(4)], run_id=7))
    panel.add_steps(spectator_steps([]))
    assert playback.buffered_seconds == level


def test_that_steps_before_any_run_are_ignored(panel, clock, playback):
    panel.add_steps(spectator_steps((spectator_step(n) for n in range(1, 5)), run_id=0))
    tick(panel, clock, 30)
    assert playback.frame is None


def test_that_a_new_run_and_clear_forget_the_old_picture(panel, clock, playback):
    begin(panel, clock)
    panel.begin_run(run_started(2))
    assert playback.frame is None
    begin(panel, clock)
    panel.clear("CartPole-v1")
    assert playback.frame is None


def test_that_the_timer_runs_only_while_there_is_something_to_see(qtbot, panel, clock, timer):
    panel.begin_run(run_started())
    assert not timer.started
    panel.add_steps(spectator_steps([spectator_step(1)]))
    assert timer.started
    panel.hide()
    assert not timer.started
    panel.show()
    assert timer.started
    for _ in range(200):
        clock.now += 1 / 60
        panel.tick()
    assert not timer.started


def test_that_what_is_painted_is_the_scene(panel, clock, theme_source):
    panel.begin_run(run_started())
    empty = panel.canvas.grab().toImage()
    begin(panel, clock)
    tick(panel, clock, 20)
    picture = panel.canvas.grab().toImage()
    assert picture != empty
    ground = picture.pixelColor(3, picture.height() // 2).name()
    assert ground == theme_source.theme.surface


def test_that_every_control_has_a_name(panel):
    for button in (panel.hold_button, *panel.speed_buttons.values()):
        assert button.accessibleName()
        assert button.toolTip()


LANDER = {"environment": "LunarLander-v3", "step_hz": 4.0, "episode_limit_steps": 0}
RED, BLUE = (200, 0, 0), (0, 0, 200)


def middle(panel: EnvironmentViewPanel) -> tuple[int, int, int]:
    """The colour in the middle of the canvas."""
    image = panel.canvas.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).getRgb()[:3]


def play_pictures(panel: EnvironmentViewPanel, clock: Clock, **run: object) -> None:
    """Two steps, the first with a red picture, which ends in a blue one."""
    panel.begin_run(run_started(**{**LANDER, **run}))
    steps = [
        spectator_step(1, picture=picture(RED), episode_return=-1.5),
        spectator_step(2, ended=True, end_picture=picture(BLUE), episode_return=-1234.25),
    ]
    panel.add_steps(spectator_steps(steps, pictures=Pictures.ON))


def test_that_pictures_are_asked_for_only_where_needed_and_while_the_view_is_seen(qtbot, panel):
    asked: list[tuple[float, bool, bool, int, int]] = []
    panel.spectate_requested.connect(lambda *wanted: asked.append(wanted))
    panel.begin_run(run_started())
    assert asked == []
    panel.begin_run(run_started(2, "LunarLander-v3"))
    panel.hide()
    panel.show()
    panel.begin_run(run_started(3))
    assert [pictures for _, _, pictures, *_ in asked] == [True, False, True, False]


def test_that_a_picture_stays_until_the_next_and_the_end_is_seen(panel, clock, playback):
    play_pictures(panel, clock)
    tick(panel, clock, 10)
    assert middle(panel) == RED
    tick(panel, clock, 8)  # in the second step, which has no picture of its own
    assert playback.frame.step.step == 2
    assert middle(panel) == RED
    tick(panel, clock, 18)
    faded = middle(panel)
    assert faded[2] > 150 > 120 > faded[0] or faded == BLUE


def test_that_a_picture_that_stands_still_isnt_painted_again(panel, clock):
    play_pictures(panel, clock)
    tick(panel, clock, 12)
    panel.reset_frame_times()
    tick(panel, clock, 2)
    assert panel.frame_times_ms() == []


def test_that_without_pictures_the_observation_is_shown_as_numbers(panel, clock, playback):
    panel.begin_run(run_started(**LANDER))
    assert isinstance(panel.canvas.drawing, PictureDrawing)
    panel.add_steps(spectator_steps([spectator_step(1)], pictures=Pictures.OFF))
    assert playback.buffered_seconds == 0.0, "the pictures asked for are on their way"
    panel.add_steps(spectator_steps([spectator_step(1)], pictures=Pictures.NONE))
    assert isinstance(panel.canvas.drawing, NumbersDrawing)
    before = panel.canvas.grab().toImage()
    tick(panel, clock, 10)
    assert panel.canvas.grab().toImage() != before


def test_that_fractions_and_losses_are_reported(panel, clock):
    play_pictures(panel, clock)
    tick(panel, clock, 60)
    assert panel.canvas.accessibleDescription() == "Step 2; Return −1,234.2"


@pytest.mark.parametrize("state", [(), (3.0,), tuple(range(40))])
def test_that_any_observation_can_be_shown(panel, clock, state, playback):
    for pictures in (Pictures.ON, Pictures.NONE):
        panel.begin_run(run_started(**LANDER))
        step = spectator_step(1, state=state, next_state=state, picture=picture(RED, 3, 200))
        panel.add_steps(spectator_steps([step], pictures=pictures))
        tick(panel, clock, 10)
        assert playback.frame.state == pytest.approx(state)


def test_that_forbidden_actions_are_shown_as_such(panel, clock):
    panel.begin_run(run_started())
    panel.add_steps(spectator_steps(spectator_step(n, allowed=(False, True)) for n in range(1, 12)))
    tick(panel, clock, 10)
    assert panel.values.text() == "Left: not allowed; Right: 63.50"
    assert panel.values.accessibleDescription() == panel.values.text()


@pytest.mark.parametrize("by_key", [False, True])
def test_that_what_if_holds_the_agent_and_hands_on_the_state_that_is_seen(panel, clock, playback, qtbot, by_key):
    assert not panel.what_if_button.isEnabled(), "nothing plays yet"
    panel.begin_run(run_started())
    panel.add_steps(spectator_steps(spectator_step(n, action=n % 2, seed=77) for n in range(1, 21)))
    tick(panel, clock, 20)
    seen = playback.frame.step
    assert seen.step > 3
    told: list[tuple[float, bool, bool, int, int]] = []
    panel.spectate_requested.connect(lambda *how: told.append(how))
    with qtbot.waitSignal(panel.what_if_wanted) as asked:
        if by_key:
            panel.activateWindow()
            qtbot.waitUntil(panel.isActiveWindow)
            qtbot.keyClick(panel, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
        else:
            qtbot.mouseClick(panel.what_if_button, Qt.MouseButton.LeftButton)
    (moment,) = asked.args
    assert moment == WatchedMoment(
        environment="CartPole-v1",
        step=seen.step - 1,
        state=seen.state,
        seed=77,
        actions=tuple(n % 2 for n in range(1, seen.step)),
    )
    assert playback.held
    assert told == [(1.0, True, False, 1, seen.step)]
    assert panel.hold_button.isChecked()
    panel.clear("CartPole-v1")
    assert not panel.what_if_button.isEnabled()
