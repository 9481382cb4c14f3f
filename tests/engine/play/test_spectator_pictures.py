"""Which steps of the watched environment get a picture, and what counts as one."""

import numpy as np
import pytest

from dqn_engine.play.pictures import MOST_HZ, MOST_PIXELS, TIME_SHARE, PicturePace, picture_of


class Clock:
    """Shows what it is set to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def drawn_steps(
    rate_hz: float, cost_s: float, seconds: float = 20.0, burst: int = 1, episode: int = 10**9
) -> list[int]:
    """Which steps get a picture, where each costs so much and steps come in bursts."""
    clock = Clock()
    pace, drawn = PicturePace(clock), []
    for step in range(int(seconds * rate_hz)):
        clock.now = 1000.0 + step // burst * burst / rate_hz
        if step % episode == 0:
            pace.begin_episode()
        if pace.step_due(rate_hz):
            drawn.append(step)
            pace.took(cost_s)
    return drawn


@pytest.mark.parametrize("rate_hz", [4.0, 30.0, 60.0])
def test_that_every_step_that_can_be_seen_gets_a_cheap_picture(rate_hz) -> None:
    assert drawn_steps(rate_hz, 0.0001) == list(range(int(20 * rate_hz)))


@pytest.mark.parametrize("rate_hz", [61.0, 100.0, 400.0])
def test_that_there_are_no_more_pictures_than_a_screen_shows_and_they_are_evenly_spaced(rate_hz) -> None:
    drawn = drawn_steps(rate_hz, 0.0001)
    assert len(drawn) <= 20 * MOST_HZ + 1
    assert len(set(np.diff(drawn))) == 1


@pytest.mark.parametrize("burst", [1, 5])
@pytest.mark.parametrize(("rate_hz", "cost_s"), [(50.0, 0.006), (50.0, 0.05), (4.0, 0.1), (400.0, 0.003)])
def test_that_pictures_take_no_more_than_their_share_of_time(rate_hz, cost_s, burst) -> None:
    drawn = drawn_steps(rate_hz, cost_s, burst=burst)
    assert cost_s * len(drawn) <= 20 * TIME_SHARE * 1.1 + 2 * cost_s
    # And nearly as much, or the view would be jerky for nothing.
    assert cost_s * len(drawn) >= 20 * TIME_SHARE * 0.4
    late = np.diff(drawn[len(drawn) // 2 :])
    assert late.max() - late.min() <= 1, "uneven"


def test_that_an_episodes_first_step_gets_a_picture_but_no_time_that_isnt_there() -> None:
    assert {0, 25, 50, 75} <= set(drawn_steps(50.0, 0.005, seconds=2.0, episode=25))
    assert 0.1 * len(drawn_steps(50.0, 0.1, seconds=20.0, episode=2)) <= 20 * TIME_SHARE + 0.2


def test_that_a_picture_is_a_private_read_only_copy() -> None:
    rendered = np.arange(24, dtype=np.uint8).reshape(2, 4, 3).transpose(1, 0, 2)
    picture = picture_of(rendered)
    rendered[...] = 0
    assert picture[1, 0].tolist() == [3, 4, 5]
    assert picture.flags.c_contiguous
    assert not picture.flags.writeable


def test_that_a_picture_larger_than_any_screen_is_thinned() -> None:
    picture = picture_of(np.zeros((3000, 2000, 3), np.uint8))
    assert picture.shape == (1000, 667, 3)
    assert picture.shape[0] * picture.shape[1] <= MOST_PIXELS


@pytest.mark.parametrize(
    ("rendered", "words"),
    [
        (None, "NoneType"),
        (np.zeros((4, 4), np.uint8), r"\(4, 4\)"),
        (np.zeros((4, 4, 3)), "float64"),
        (np.zeros((0, 4, 3), np.uint8), r"\(0, 4, 3\)"),
    ],
)
def test_that_what_is_no_picture_is_refused(rendered, words) -> None:
    with pytest.raises(ValueError, match=words):
        picture_of(rendered)
