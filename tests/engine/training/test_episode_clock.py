"""How long an episode took, of steps whose times are known by the chunk."""

import numpy as np

from dqn_engine.training.episode_clock import EpisodeClock


def test_that_an_episode_s_time_is_the_sum_over_the_chunks_that_it_lies_in() -> None:
    clock = EpisodeClock(1)
    assert clock.after_chunk(1, 10, 1.0, np.array([4])).tolist() == [0.4]
    assert clock.after_chunk(11, 4, 2.0, np.array([], np.int64)).tolist() == []
    np.testing.assert_allclose(clock.after_chunk(15, 5, 1.0, np.array([16, 17])), [0.6 + 2.0 + 0.4, 0.2])


def test_that_environments_that_take_turns_have_times_of_their_own() -> None:
    clock = EpisodeClock(2)
    np.testing.assert_allclose(clock.after_chunk(1, 8, 8.0, np.array([3, 6, 7])), [3.0, 6.0, 4.0])
    np.testing.assert_allclose(clock.after_chunk(9, 2, 1.0, np.array([10])), [3.0])


def test_that_new_episodes_begin_now() -> None:
    clock = EpisodeClock(1)
    clock.after_chunk(1, 10, 5.0, np.array([], np.int64))
    clock.begin_again()
    assert clock.after_chunk(11, 1, 0.5, np.array([11])).tolist() == [0.5]
