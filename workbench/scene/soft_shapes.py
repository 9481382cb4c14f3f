"""Filled shapes with smooth edges at any sub-pixel place, blended onto a pygame surface.

pygame fills shapes on whole pixels only; a slowly moving cart would jump and a leaning pole show stairs. Here a shape
is its signed distance in pixels, which gives the fraction of each pixel it covers. Only the pixels around it are
computed.
"""

import functools
import math
from collections.abc import Callable, Sequence

import numpy as np
import pygame

Colour = tuple[int, int, int]
Point = tuple[float, float]
Distance = Callable[[np.ndarray, np.ndarray], np.ndarray]


def draw_line(surface: pygame.Surface, colour: Colour, start: Point, end: Point, width_px: int) -> None:
    """Draws a smooth line, quickly; its ends are less exact than those of the filled shapes."""
    # pygame's pixels have their middle at whole numbers, those of the filled shapes at halves.
    (x0, y0), (x1, y1) = start, end
    pygame.draw.aaline(surface, colour, (x0 - 0.5, y0 - 0.5), (x1 - 0.5, y1 - 0.5), width_px)


def fill_disc(surface: pygame.Surface, colour: Colour, centre: Point, radius: float) -> None:
    """Fills a disc."""
    x, y = centre
    box = (x - radius, y - radius, x + radius, y + radius)
    _fill(surface, colour, box, lambda xs, ys: np.hypot(xs - x, ys - y) - radius)


def fill_arc(
    surface: pygame.Surface, colour: Colour, centre: Point, radius: float, width: float, half_angle: float
) -> None:
    """Fills a thin arc `half_angle` radians (less than a quarter turn) to both sides of straight up."""
    x, y = centre
    sine, cosine = math.sin(half_angle), math.cos(half_angle)
    reach = radius + width

    def distance(xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
        ring = np.abs(np.hypot(xs - x, ys - y) - radius) - width / 2
        return np.maximum(ring, np.abs(xs - x) * cosine + (ys - y) * sine)

    _fill(surface, colour, (x - reach * sine, y - reach, x + reach * sine, y - (radius - width) * cosine), distance)


def fill_rounded_box(
    surface: pygame.Surface, colour: Colour, box: tuple[float, float, float, float], radius: float
) -> None:
    """Fills an upright box, `(left, top, right, bottom)`, with round corners."""
    left, top, right, bottom = box
    x, y, half_width, half_height = (left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2

    def distance(xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
        across, along = np.abs(xs - x) - half_width + radius, np.abs(ys - y) - half_height + radius
        outside = np.hypot(np.maximum(across, 0), np.maximum(along, 0))
        return outside + np.minimum(np.maximum(across, along), 0) - radius

    _fill(surface, colour, box, distance)


def fill_convex(surface: pygame.Surface, colour: Colour, corners: Sequence[Point]) -> None:
    """Fills a convex polygon whose corners go round clockwise as seen on the screen (y down)."""
    xs_all, ys_all = [x for x, _ in corners], [y for _, y in corners]

    def distance(xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
        def beyond(begin: Point, end: Point) -> np.ndarray:
            """How far outside of the edge between two corners."""
            (x0, y0), (x1, y1) = begin, end
            length = math.hypot(x1 - x0, y1 - y0)
            return (xs - x0) * ((y1 - y0) / length) + (ys - y0) * ((x0 - x1) / length)

        return functools.reduce(np.maximum, map(beyond, corners, [*corners[1:], corners[0]]))

    _fill(surface, colour, (min(xs_all), min(ys_all), max(xs_all), max(ys_all)), distance)


def _fill(surface: pygame.Surface, colour: Colour, box: tuple[float, float, float, float], distance: Distance) -> None:
    width, height = surface.get_size()
    left, top = max(math.floor(box[0]) - 1, 0), max(math.floor(box[1]) - 1, 0)
    right, bottom = min(math.ceil(box[2]) + 1, width), min(math.ceil(box[3]) + 1, height)
    if right <= left or bottom <= top:
        return
    # pygame's arrays are [x, y]; a pixel's middle is half a pixel from its corner.
    xs = np.arange(left, right, dtype=np.float32)[:, None] + np.float32(0.5)
    ys = np.arange(top, bottom, dtype=np.float32)[None, :] + np.float32(0.5)
    covered = np.clip(0.5 - distance(xs, ys), 0.0, 1.0) * 255.0
    stamp = pygame.Surface((right - left, bottom - top), pygame.SRCALPHA, 32)
    stamp.fill(colour)
    alpha = pygame.surfarray.pixels_alpha(stamp)
    alpha[...] = covered + 0.5
    del alpha  # unlocks the stamp
    surface.blit(stamp, (left, top))
