"""Where the greedy action changes, as lines between the points of a plane."""

import numpy as np

from workbench.panels.value_plane.boundary import boundary


def test_that_two_halves_are_parted_by_one_straight_line_where_the_gaps_meet() -> None:
    action = np.array([[0, 0, 1], [0, 0, 1]])
    gap = np.array([[9.0, 1.0, 3.0], [9.0, 1.0, 3.0]])
    x, y = boundary(action, gap)
    assert x.tolist() == [1.25, 1.25]
    assert sorted(y.tolist()) == [0.0, 1.0]


def test_that_one_action_everywhere_has_no_line() -> None:
    assert all(len(part) == 0 for part in boundary(np.zeros((4, 5), int), np.ones((4, 5))))
    assert all(len(part) == 0 for part in boundary(np.zeros((1, 5), int), np.ones((1, 5))))


def test_that_three_areas_meet_in_one_point() -> None:
    action = np.array([[0, 1], [2, 1]])
    x, y = boundary(action, np.ones((2, 2)))
    ends = list(zip(x.tolist(), y.tolist(), strict=True))
    assert len(ends) == 6, "three lines"
    middles = {end for end in ends if ends.count(end) == 3}
    assert len(middles) == 1


def test_that_a_slope_is_followed_between_the_points() -> None:
    right, up = np.meshgrid(np.arange(20.0), np.arange(20.0))
    lead = right + 0.5 * up - 12.3
    x, y = boundary((lead > 0).astype(int), np.abs(lead))
    np.testing.assert_allclose(x + 0.5 * y, 12.3, atol=1e-9)
