"""Where the parts of the CartPole scene are, for a given size in pixels."""

import math
from dataclasses import dataclass
from functools import cached_property

from dqn_engine.environments.cartpole_limits import POSITION_LIMIT_M


@dataclass(frozen=True, kw_only=True)  # without slots, which leave nothing to cache in
class CartPoleGeometry:
    """Lengths and places in device pixels, y downwards.

    Positions are to scale. The pole is as long as there is room for rather than to scale, since its lean is what the
    eye looks for; its angle is true.
    """

    width_px: int
    height_px: int
    device_pixel_ratio: float

    @cached_property
    def unit(self) -> float:
        """One device-independent pixel."""
        return self.device_pixel_ratio

    @cached_property
    def cart_width(self) -> float:
        """How wide the cart is."""
        return min(max(0.17 * self.width_px, 36 * self.unit), 84 * self.unit)

    @cached_property
    def cart_height(self) -> float:
        """How high it is, without its wheels."""
        return 0.42 * self.cart_width

    @cached_property
    def wheel_radius(self) -> float:
        """Of each of its wheels."""
        return 0.13 * self.cart_width

    @cached_property
    def ground_y(self) -> float:
        """The rail; below it is room for the limits' labels."""
        return self.height_px - 26 * self.unit

    @cached_property
    def cart_top(self) -> float:
        """Its upper edge."""
        return self.ground_y - 1.6 * self.wheel_radius - self.cart_height

    @cached_property
    def pivot_y(self) -> float:
        """Where the pole turns."""
        return self.cart_top + 0.3 * self.cart_height

    @cached_property
    def pole_length(self) -> float:
        """As long as the height allows below the captions, and no longer than looks right beside the cart."""
        return max(min(self.pivot_y - 44 * self.unit, 0.95 * self.width_px), 20 * self.unit)

    @cached_property
    def pole_width(self) -> float:
        """How wide the pole is at its foot."""
        return max(0.19 * self.cart_width, 6 * self.unit)

    @cached_property
    def pixels_per_metre(self) -> float:
        """A cart at a limit is still in the picture, with its pole and the arrow of its force."""
        return (self.width_px / 2 - self.cart_width / 2 - 22 * self.unit) / POSITION_LIMIT_M

    def x_px(self, position_m: float) -> float:
        """Where a position on the rail is."""
        return self.width_px / 2 + position_m * self.pixels_per_metre

    def tip_px(self, position_m: float, angle_rad: float, beyond_px: float = 0.0) -> tuple[float, float]:
        """Where the pole's end is, or a point `beyond_px` further out; a positive angle leans to the right."""
        reach = self.pole_length + beyond_px
        return (
            self.x_px(position_m) + reach * math.sin(angle_rad),
            self.pivot_y - reach * math.cos(angle_rad),
        )
