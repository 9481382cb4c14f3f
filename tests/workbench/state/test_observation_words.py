"""Observations in few characters, and as pictures."""

import numpy as np

from workbench.state import observation_words


def test_that_whole_numbers_of_states_are_told_from_observations_that_happen_to_look_like_them():
    assert observation_words.state_number(np.array([321])) == 321
    assert observation_words.state_number(np.array([3.0], np.float32)) is None  # of a space of one number
    assert observation_words.state_number(np.array([0.0, 1.0, 0.0], np.float32)) is None
    assert observation_words.short_text(np.array([4_321])) == "4,321"


def test_that_of_many_numbers_the_first_are_shown():
    assert observation_words.short_text(np.array([-1.0, 0.25, 3.0])) == "−1.00, 0.25, 3.00"
    assert observation_words.short_text(np.arange(6) / 2) == "0.00, 0.50, 1.00, 1.50 …"


def test_that_the_newest_picture_of_a_stack_is_shown_in_grey_or_in_colour():
    grey = np.stack([np.full((3, 5, 1), shade, np.uint8) for shade in (10, 20)])
    assert observation_words.picture(grey).shape == (3, 5, 3)
    assert (observation_words.picture(grey) == 20).all()
    colours = np.zeros((2, 3, 5, 3), np.uint8)
    colours[1, :, :, 1] = 200
    np.testing.assert_array_equal(observation_words.picture(colours), colours[1])
    assert observation_words.short_text(grey) == ""


def test_that_what_is_one_hot_for_the_network_is_read_as_the_number_it_stands_for():
    labels = ("bits[0]", "gear=1", "gear=2", "gear=3", "dial=0", "dial=1", "speed")
    read = list(observation_words.read(labels, np.array([1, 0, 1, 0, 1, 0, -0.5], np.float32)))
    assert read == [("bits[0]", 1.0), ("gear", 2.0), ("dial", 0.0), ("speed", -0.5)]
    between = list(observation_words.read(labels[1:4], [0.5, 0.5, 0.0]))
    assert between == [("gear=1", 0.5), ("gear=2", 0.5), ("gear=3", 0.0)], "no state: told as it is"
    assert list(observation_words.read(labels, [0.25, 0.75])) == [("1", 0.25), ("2", 0.75)]
