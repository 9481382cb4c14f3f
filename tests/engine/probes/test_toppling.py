"""The search for the smallest push, on poles of which it is known when they fall. No TensorFlow."""

import numpy as np
import pytest

from dqn_engine.probes.toppling import what_topples


class KnownFalls:
    """Poles that fall where cart and pole together are pushed harder than `strength`, to the left than half of it."""

    limit_steps = 500

    def __init__(self, strength: float) -> None:
        self._strength = strength

    def falls(self, starts: np.ndarray) -> np.ndarray:
        push = starts[:, 1] + starts[:, 3]
        return np.where(push < 0, -push > self._strength / 2, push > self._strength)


@pytest.mark.parametrize("strength", [*np.linspace(0.001, 4.99, 23), 1.0001, 1.0 / 3.0 + 1e-4, 5.0 - 1e-6])
def test_that_the_smallest_push_is_found_to_its_resolution(strength: float) -> None:
    found = what_topples(KnownFalls(float(strength)), 3)
    assert found.resolution == pytest.approx(5.0 / 15 / 17 / 17)
    for pushes in (found.cart, found.pole):
        assert pushes.shape == (2, 3)
        for side, needed in enumerate((strength / 2, strength)):
            assert (pushes[side] > needed).all()
            assert (pushes[side] <= needed + found.resolution + 1e-9).all()


def test_that_what_falls_by_itself_needs_no_push_and_what_never_falls_has_none() -> None:
    class Always(KnownFalls):
        def falls(self, starts: np.ndarray) -> np.ndarray:
            return np.ones(len(starts), np.bool_)

    assert (what_topples(Always(0.0), 2).cart == 0.0).all()
    never = what_topples(KnownFalls(20.0), 1)
    assert np.isinf(never.pole).all()
    assert never.angles.tolist() == [0.0]
