"""The CartPole scene, looked at pixel by pixel."""

import numpy as np
import pygame
import pytest

from workbench.scene.cartpole_geometry import CartPoleGeometry
from workbench.scene.cartpole_scene import CartPoleScene, Pose, SceneColours

COLOURS = SceneColours(
    ground=(255, 255, 255),
    rail=(100, 100, 100),
    faint=(200, 200, 200),
    limit=(128, 0, 0),
    cart=(0, 0, 255),
    pole=(0, 160, 0),
    force=(255, 0, 255),
)


def pixels(pose: Pose | None, width: int = 300, height: int = 280, ratio: float = 1.0) -> np.ndarray:
    """The picture, [x, y, rgb]."""
    return pygame.surfarray.array3d(CartPoleScene(COLOURS, width, height, ratio).draw(pose)).astype(int)


def where(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """The places, [N, 2], of pixels of exactly this colour."""
    return np.argwhere((picture == np.array(colour)).all(axis=2))


@pytest.mark.parametrize(("angle", "side"), [(0.15, 1), (-0.15, -1)])
def test_that_the_pole_leans_to_the_side_of_its_angle(angle, side):
    pole = where(pixels(Pose(position_m=0.0, angle_rad=angle)), COLOURS.pole)
    high, low = pole[pole[:, 1] < 100, 0].mean(), pole[pole[:, 1] > 200, 0].mean()
    assert side * (high - low) > 10


@pytest.mark.parametrize(("position", "side"), [(1.5, 1), (-1.5, -1)])
def test_that_the_cart_stands_to_the_side_of_its_position(position, side):
    cart = where(pixels(Pose(position_m=position, angle_rad=0.0)), COLOURS.cart)
    assert side * (cart[:, 0].mean() - 149.5) > 40


@pytest.mark.parametrize("force", [1, -1])
def test_that_the_arrow_points_with_the_force(force):
    picture = pixels(Pose(position_m=0.0, angle_rad=0.0, force=force))
    arrow, cart = where(picture, COLOURS.force), where(picture, COLOURS.cart)
    assert force * (arrow[:, 0].mean() - cart[:, 0].mean()) > 20
    heights = [np.ptp(arrow[arrow[:, 0] == x, 1]) for x in np.unique(arrow[:, 0])]
    half = len(heights) // 2
    assert force * (max(heights[half:]) - max(heights[:half])) > 0, "the head is not at the far end"


def test_that_no_force_draws_no_arrow():
    assert len(where(pixels(Pose(position_m=0.0, angle_rad=0.0)), COLOURS.force)) == 0


@pytest.mark.parametrize(("width", "ratio"), [(300, 1.0), (301, 1.0), (600, 2.0), (375, 1.25)])
def test_that_mirrored_states_give_mirrored_pictures(width, ratio):
    trail = ((0.6, 0.02), (0.65, 0.05))
    right = Pose(position_m=0.7, angle_rad=0.11, force=1, trail=trail)
    left = Pose(position_m=-0.7, angle_rad=-0.11, force=-1, trail=tuple((-x, -a) for x, a in trail))
    one, other = pixels(right, width, 280, ratio), pixels(left, width, 280, ratio)[::-1]
    different = np.abs(one - other).max(axis=2) > 24
    # Lines of the trail and the arc's ends are pygame's own and may differ by a pixel's rounding.
    assert different.sum() < 120
    solid = np.abs(one - other)[:, int(0.4 * 280) :]
    assert (solid.max(axis=2) > 24).sum() == 0


def test_that_edges_are_smooth():
    picture = pixels(Pose(position_m=0.0, angle_rad=0.1))
    row = picture[:, 150]
    between = [c for c in row[:, 0] if 10 < c < 245]
    assert between, "a leaning pole has no partly covered pixel"


def test_that_moving_by_a_fraction_of_a_pixel_changes_the_picture():
    geometry = CartPoleGeometry(width_px=300, height_px=280, device_pixel_ratio=1.0)
    quarter = 0.25 / geometry.pixels_per_metre
    assert (pixels(Pose(position_m=0.0, angle_rad=0.0)) != pixels(Pose(position_m=quarter, angle_rad=0.0))).any()


def test_that_the_scene_grows_with_the_pixel_density():
    pose = Pose(position_m=0.3, angle_rad=0.05)
    small, large = pixels(pose), pixels(pose, 600, 560, 2.0)
    assert large.shape == (600, 560, 3)
    halved = large.reshape(300, 2, 280, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - small).mean() < 3


def test_that_the_limits_are_marked_and_a_cart_at_a_limit_is_whole():
    limits = where(pixels(None), COLOURS.limit)
    geometry = CartPoleGeometry(width_px=300, height_px=280, device_pixel_ratio=1.0)
    for side in (-1, 1):
        near = np.abs(limits[:, 0] + 0.5 - geometry.x_px(side * 2.4)) <= 2
        assert near.any()
        cart = where(pixels(Pose(position_m=side * 2.4, angle_rad=0.0)), COLOURS.cart)
        assert cart[:, 0].min() > 1
        assert cart[:, 0].max() < 298


def test_that_the_arc_shows_when_the_pole_has_fallen():
    def reddish_above_the_cart(angle: float) -> int:
        above = pixels(Pose(position_m=0.0, angle_rad=angle))[:, :200]
        return int((above[..., 0] - above[..., 1] > 40).sum())

    assert reddish_above_the_cart(0.2) == 0
    assert reddish_above_the_cart(0.23) > 40


def test_that_the_trail_follows_the_tip():
    trail = tuple((-1.0 + 0.1 * i, 0.0) for i in range(10))
    without, with_trail = (pixels(Pose(position_m=0.0, angle_rad=0.0, trail=passed)) for passed in ((), trail))
    changed = np.argwhere((with_trail != without).any(axis=2))
    geometry = CartPoleGeometry(width_px=300, height_px=280, device_pixel_ratio=1.0)
    assert len(changed) > 20
    assert changed[:, 0].max() < 150
    assert np.abs(changed[:, 1] - geometry.tip_px(0.0, 0.0)[1]).max() < 4


def test_that_fading_ends_in_the_empty_rail():
    pose = {"position_m": 0.4, "angle_rad": 0.2}
    empty = pixels(None)
    np.testing.assert_array_equal(pixels(Pose(**pose, opacity=0.0)), empty)
    far = [np.abs(pixels(Pose(**pose, opacity=share)) - empty).sum() for share in (0.25, 0.5, 1.0)]
    assert far == sorted(far)
    assert far[0] > 0


@pytest.mark.parametrize("size", [(1, 1), (40, 20), (3000, 60)])
def test_that_any_size_can_be_drawn(size):
    pose = Pose(position_m=9.0, angle_rad=1.2, force=1, trail=((9.0, 1.0),))
    assert pixels(pose, *size).shape == (*size, 3)
