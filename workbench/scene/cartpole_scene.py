"""The CartPole scene: a pose in, a pygame surface out, at any size and pixel density.

numpy and pygame only; no Qt, no clock, no state beyond the size and the colours. Words (limits, step, return) are left
to the canvas that shows the surface, since they need the window's font.
"""

import functools
import itertools
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from dqn_engine.environments.cartpole_limits import ANGLE_LIMIT_RAD, POSITION_LIMIT_M
from workbench.scene.cartpole_geometry import CartPoleGeometry
from workbench.scene.soft_shapes import Colour, Point, draw_line, fill_arc, fill_convex, fill_disc, fill_rounded_box

_GHOSTLY_CART, _GHOSTLY_POLE = 0.25, 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneColours:
    """Red, green and blue, 0 to 255 each."""

    ground: Colour  # behind everything
    rail: Colour
    faint: Colour  # the arc and the marks of the metres
    limit: Colour
    cart: Colour
    pole: Colour
    force: Colour


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """What to draw.

    Attributes:
        position_m, angle_rad: The cart's place and the pole's lean, positive to the right.
        force: −1 pushes left, 1 right, 0 none.
        trail: Earlier (position, angle), oldest first; the tip's way is drawn through them.
        opacity: 1 is fully there, 0 is gone.
    """

    position_m: float
    angle_rad: float
    force: int = 0
    trail: tuple[tuple[float, float], ...] = ()
    opacity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """A pose in one faint colour behind the others."""

    position_m: float
    angle_rad: float
    colour: Colour


class CartPoleScene:
    """Draws poses onto one surface that is used again and again."""

    def __init__(
        self, colours: SceneColours, width_px: int = 320, height_px: int = 320, device_pixel_ratio: float = 1.0
    ) -> None:
        self.colours = colours
        self.geometry = CartPoleGeometry(
            width_px=max(width_px, 1), height_px=max(height_px, 1), device_pixel_ratio=device_pixel_ratio
        )
        size = (self.geometry.width_px, self.geometry.height_px)
        self._surface = pygame.Surface(size, 0, 32)
        self._background = pygame.Surface(size, 0, 32)
        self._draw_background()

    def draw(self, pose: Pose | None, ghosts: Sequence[Ghost] = ()) -> pygame.Surface:
        """Draws a pose, or the empty rail for None, and ghosts behind it.

        The surface is the scene's own: the next call draws over it.
        """
        self._surface.blit(self._background, (0, 0))
        for ghost in ghosts:
            self._draw_ghost(ghost)
        if pose is not None and pose.opacity > 0:
            self._draw_arc(pose)
            self._draw_trail(pose)
            self._draw_cart(pose)
            self._draw_pole(pose)
            if pose.force:
                self._draw_force(pose)
            if pose.opacity < 1:
                self._background.set_alpha(round(255 * (1 - pose.opacity)))
                self._surface.blit(self._background, (0, 0))
                self._background.set_alpha(None)
        return self._surface

    def _draw_background(self) -> None:
        at, unit = self.geometry, self.geometry.unit
        self._background.fill(self.colours.ground)
        for metres in range(-2, 3):
            x = at.x_px(metres)
            tick = (x - unit / 2, at.ground_y, x + unit / 2, at.ground_y + 5 * unit)
            fill_rounded_box(self._background, self.colours.faint, tick, 0)
        rail = (4 * unit, at.ground_y - unit, at.width_px - 4 * unit, at.ground_y + unit)
        fill_rounded_box(self._background, self.colours.rail, rail, unit)
        for side in (-1, 1):
            x = at.x_px(side * POSITION_LIMIT_M)
            post = (x - 1.5 * unit, at.ground_y - 12 * unit, x + 1.5 * unit, at.ground_y + 6 * unit)
            fill_rounded_box(self._background, self.colours.limit, post, 1.5 * unit)

    def _draw_arc(self, pose: Pose) -> None:
        at, unit = self.geometry, self.geometry.unit
        colour = self.colours.limit if abs(pose.angle_rad) > ANGLE_LIMIT_RAD else self.colours.faint
        pivot = (at.x_px(pose.position_m), at.pivot_y)
        fill_arc(self._surface, colour, pivot, at.pole_length + 10 * unit, unit, ANGLE_LIMIT_RAD)
        width = max(1, round(unit))
        for angle in (-ANGLE_LIMIT_RAD, ANGLE_LIMIT_RAD):
            inner, outer = (at.tip_px(pose.position_m, angle, reach * unit) for reach in (4, 16))
            draw_line(self._surface, colour, inner, outer, width)

    def _draw_trail(self, pose: Pose) -> None:
        points = [self.geometry.tip_px(*place) for place in (*pose.trail, (pose.position_m, pose.angle_rad))]
        width = max(1, round(2 * self.geometry.unit))
        for index, (start, end) in enumerate(itertools.pairwise(points)):
            share = 0.7 * (index + 1) / len(points)
            draw_line(self._surface, mixed(self.colours.pole, self.colours.ground, share), start, end, width)

    def _draw_cart(self, pose: Pose) -> None:
        at = self.geometry
        x, half = at.x_px(pose.position_m), at.cart_width / 2
        body = (x - half, at.cart_top, x + half, at.cart_top + at.cart_height)
        fill_rounded_box(self._surface, self.colours.cart, body, 0.16 * at.cart_width)
        for side in (-1, 1):
            wheel = (x + side * 0.56 * half, at.ground_y - at.unit - at.wheel_radius)
            fill_disc(self._surface, self.colours.ground, wheel, at.wheel_radius + 1.5 * at.unit)
            fill_disc(self._surface, self.colours.cart, wheel, at.wheel_radius)

    def _draw_pole(self, pose: Pose) -> None:
        at = self.geometry
        base = (at.x_px(pose.position_m), at.pivot_y)
        tip = at.tip_px(pose.position_m, pose.angle_rad)
        across = (math.cos(pose.angle_rad), math.sin(pose.angle_rad))
        wide, narrow = 0.5 * at.pole_width, 0.38 * at.pole_width
        corners = (
            _beside(base, across, -wide),
            _beside(tip, across, -narrow),
            _beside(tip, across, narrow),
            _beside(base, across, wide),
        )
        fill_convex(self._surface, self.colours.pole, corners)
        fill_disc(self._surface, self.colours.pole, tip, narrow)
        fill_disc(self._surface, self.colours.pole, base, 0.95 * wide + at.unit)
        fill_disc(self._surface, self.colours.ground, base, 0.42 * wide)

    def _draw_ghost(self, ghost: Ghost) -> None:
        whole, pose = self.colours, Pose(position_m=ghost.position_m, angle_rad=ghost.angle_rad)
        self.colours = replace(
            whole,
            cart=mixed(ghost.colour, whole.ground, _GHOSTLY_CART),
            pole=mixed(ghost.colour, whole.ground, _GHOSTLY_POLE),
        )
        self._draw_cart(pose)
        self._draw_pole(pose)
        self.colours = whole

    def _draw_force(self, pose: Pose) -> None:
        at, unit, side = self.geometry, self.geometry.unit, 1 if pose.force > 0 else -1
        begin = at.x_px(pose.position_m) + side * (at.cart_width / 2 + 6 * unit)
        end = begin + side * (0.4 * at.cart_width + 8 * unit)
        y = at.cart_top + at.cart_height / 2
        neck = end - side * 10 * unit
        fill_rounded_box(
            self._surface,
            self.colours.force,
            (min(begin, neck), y - 2 * unit, max(begin, neck), y + 2 * unit),
            unit,
        )
        head = ((neck, y - 8 * unit), (end, y), (neck, y + 8 * unit))
        fill_convex(self._surface, self.colours.force, head if side > 0 else head[::-1])


@functools.lru_cache(maxsize=1024)
def mixed(colour: Colour, under: Colour, share: float) -> Colour:
    """A colour over another, blended by `share`."""
    red, green, blue = (round(share * a + (1 - share) * b) for a, b in zip(colour, under, strict=True))
    return (red, green, blue)


def _beside(point: Point, across: Point, by: float) -> Point:
    return (point[0] + across[0] * by, point[1] + across[1] * by)
