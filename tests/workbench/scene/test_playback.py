"""Playing bursts of steps in real time, with time made up by the test."""

import random

import pytest

from tests.support.plot_reports import picture, spectator_step
from workbench.scene.playback import SKIP_S, Playback

FRAME_S = 1 / 60


def position(playback: Playback) -> float:
    return playback.frame.state[0]


def run(playback: Playback, seconds: float) -> list[float]:
    seen = []
    for _ in range(round(seconds / FRAME_S)):
        playback.advance(FRAME_S)
        seen.append(position(playback))
    return seen


def test_that_there_is_nothing_to_see_before_the_first_step():
    playback = Playback()
    assert not playback.advance(FRAME_S)
    assert playback.frame is None


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0, 8.0])
def test_that_steps_play_at_the_speed_asked_for(speed):
    playback = Playback()
    playback.speed = speed
    wanted = round(0.25 * 50 * speed)
    playback.push(spectator_step(n) for n in range(1, round(0.28 * 50 * speed) + 2))
    for _ in range(10):
        playback.advance(0.02)
    assert position(playback) == pytest.approx(0.2 * 50 * speed * 0.01, rel=0.01)
    assert wanted > 0


def test_that_states_between_two_steps_are_interpolated():
    playback = Playback()
    playback.push(spectator_step(n) for n in range(1, 6))
    playback.advance(0.005)
    assert position(playback) == pytest.approx(0.0025)
    assert playback.frame.fraction == pytest.approx(0.25)


def test_that_irregular_bursts_play_without_a_standstill():
    playback, chance = Playback(), random.Random(5)
    now, next_burst, made, seen = 0.0, 0.0, 0, []
    while now < 6.0:
        if now >= next_burst:
            due = int((now + 0.08) * 50)  # the engine is about four steps ahead
            playback.push(spectator_step(n) for n in range(made + 1, due + 1))
            made, next_burst = max(made, due), now + chance.uniform(0.02, 0.07)
        playback.advance(FRAME_S)
        seen.append(position(playback))
        now += FRAME_S
    moves = [b - a for a, b in zip(seen[30:-1], seen[31:], strict=True)]
    assert min(moves) > 0, "the cart stood still or went back"
    assert max(moves) < 2.5 * (sum(moves) / len(moves))
    assert seen[-1] == pytest.approx(6.0 * 50 * 0.01, abs=0.06)


def test_that_a_late_burst_slows_the_motion_instead_of_stopping_it():
    playback = Playback()
    playback.push(spectator_step(n) for n in range(1, 6))  # a tenth of a second
    seen = run(playback, 0.12)
    moves = [b - a for a, b in zip(seen[:-1], seen[1:], strict=True)]
    assert min(moves) > 0
    assert moves[-1] < 0.7 * moves[0]


def test_that_a_dry_buffer_holds_the_last_pose():
    playback = Playback()
    playback.push([spectator_step(1), spectator_step(2)])
    run(playback, 1.0)
    assert position(playback) == pytest.approx(0.02)
    assert not playback.advance(FRAME_S)
    playback.push([spectator_step(3)])
    assert playback.advance(FRAME_S)


def test_that_a_full_buffer_catches_up_gently():
    playback = Playback()
    playback.push(spectator_step(n) for n in range(1, 51))
    made, levels = 50, []
    for frame in range(240):
        if frame % 6 == 0:
            playback.push(spectator_step(made + n) for n in range(1, 6))
            made += 5
        before = position(playback) if playback.frame else 0.0
        playback.advance(FRAME_S)
        levels.append(playback.buffered_seconds)
        assert position(playback) - before <= 2.6 * FRAME_S * 50 * 0.01
    assert levels[0] > 0.9
    assert levels[-1] < 0.35


def test_that_a_view_left_far_behind_skips_to_the_present():
    playback = Playback()
    playback.push(spectator_step(n) for n in range(1, 2001))
    assert playback.buffered_seconds < SKIP_S
    playback.advance(FRAME_S)
    assert position(playback) > 19.0


def test_that_what_settles_is_the_state_in_which_the_step_begins():
    playback = Playback()
    playback.push(spectator_step(n) for n in range(1, 6))
    playback.advance(0.001)
    playback.advance(0.03)
    assert 0.0 < playback.frame.fraction < 1.0
    shown = playback.frame.step
    playback.settle()
    assert playback.frame.step is shown
    assert playback.frame.state == shown.state


def test_that_time_stands_still_while_held():
    playback = Playback()
    playback.push(spectator_step(n) for n in range(1, 20))
    run(playback, 0.1)
    before = position(playback)
    playback.held = True
    assert not playback.advance(0.5)
    assert position(playback) == before


def test_that_an_episode_ends_calmly_and_the_next_begins_fresh():
    playback = Playback()
    playback.push([spectator_step(1), spectator_step(2, ended=True)])
    playback.push([spectator_step(n, episode=2) for n in range(1, 6)])
    seen = []
    for _ in range(90):
        playback.advance(FRAME_S)
        frame = playback.frame
        seen.append((frame.step.episode, round(frame.opacity, 3), len(frame.trail)))
        if frame.step.episode == 2:
            break
    ending = [opacity for episode, opacity, _ in seen if episode == 1]
    assert min(ending) < 0.3
    assert ending == sorted(ending, reverse=True)
    assert seen[-1][2] == 0, "the trail of the last episode is still there"
    for _ in range(30):
        playback.advance(FRAME_S)
    assert playback.frame.opacity == 1.0


def test_that_many_short_episodes_do_not_pile_up():
    playback, made, levels = Playback(), 0, []
    for frame in range(60 * 8):
        due = int((frame * FRAME_S + 0.08) * 50)
        steps = [spectator_step(n % 10 + 1, episode=n // 10, ended=n % 10 == 9) for n in range(made, due)]
        playback.push(steps)
        made = max(made, due)
        playback.advance(FRAME_S)
        levels.append(playback.buffered_seconds)
    assert max(levels) < 0.8


def test_that_the_trail_is_where_the_tip_has_been():
    playback = Playback()
    playback.push(spectator_step(n) for n in range(1, 40))
    run(playback, 0.3)
    places = [state[0] for state in playback.frame.trail]
    assert places == sorted(places)
    assert 5 < len(places) <= 24
    assert places[-1] <= position(playback)


def test_that_a_restart_forgets_everything():
    playback = Playback()
    playback.push([spectator_step(1, ended=True)])
    run(playback, 0.2)
    playback.restart(50.0)
    assert playback.frame is None
    assert playback.buffered_seconds == 0.0


def test_that_a_picture_stays_until_the_next_one_and_the_end_has_its_own():
    playback = Playback()
    first, last = picture((1, 1, 1)), picture((9, 9, 9))
    playback.push([spectator_step(1, picture=first), spectator_step(2, ended=True, end_picture=last)])
    seen = []
    for _ in range(30):
        playback.advance(FRAME_S)
        seen.append((playback.frame.step.step, playback.frame.picture))
    assert all(shown is first for step, shown in seen if step == 1)
    assert seen[-1][1] is last
    changes = [before is not after for (_, before), (_, after) in zip(seen, seen[1:], strict=False)]
    assert changes.count(True) == 1
    playback.restart(50.0)
    assert playback.frame is None
    playback.push([spectator_step(1)])
    playback.advance(FRAME_S)
    assert playback.frame.picture is None
