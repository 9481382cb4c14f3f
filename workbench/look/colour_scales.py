"""Colours for fields of numbers: even steps of the number are even steps to the eye, in the light theme and the dark.

Shades between the named ones are mixed in Oklab (Ottosson 2020), where distance is about what is seen.
"""

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor

from workbench.look.theme import Theme

SHADES = 256
_STRENGTH = 0.65  # of the colours of areas
_LINE_CONTRAST = 2.2  # of a thin line to its ground, at least

# Viridis (van der Walt and Smith 2015): lightness rises evenly, and it reads without red and green too.
_SEQUENTIAL = (
    "#440154",
    "#482878",
    "#3e4989",
    "#31688e",
    "#26828e",
    "#1f9e89",
    "#35b779",
    "#6ece58",
    "#b5de2b",
    "#fde725",
)
# Nothing in the middle has the colour of nothing; both ends are as far from it.
_DIVERGING_LIGHT = ("#084a80", "#4a93c9", "#f1f2f4", "#e0813f", "#8a3300")
_DIVERGING_DARK = ("#8fd0f5", "#2f7fb8", "#2a2f38", "#c05a12", "#ffb27a")


def sequential(_theme: Theme) -> np.ndarray:
    """Low to high: [256, 3] uint8, red, green and blue."""
    return _shades(_SEQUENTIAL)


def diverging(theme: Theme) -> np.ndarray:
    """Below nothing, nothing, above: [256, 3] uint8."""
    return _shades(_DIVERGING_DARK if theme.dark else _DIVERGING_LIGHT)


def categories(theme: Theme) -> tuple[str, ...]:
    """Colours of areas without an order, as `#rrggbb`: apart to the colour-blind too, and calm, so that lines show."""
    t = theme
    ground = rgb(t.surface)
    full = (t.episode_return, t.epsilon, t.q_mean, t.loss, t.beta, t.muted)
    mixed = [np.rint(_STRENGTH * rgb(colour) + (1 - _STRENGTH) * ground).astype(int) for colour in full]
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in mixed)


def rgb(colour: str) -> np.ndarray:
    """`#rrggbb` as [3] uint8."""
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.uint8)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def standing_out(shade: QColor, ground: QColor, ink: QColor) -> QColor:
    """The colour, with as much of the ink in it as a thin line of it needs to be seen on the ground."""
    for part in (step / 20 for step in range(21)):
        mixed = QColor.fromRgbF(
            *((1 - part) * of + part * to for of, to in zip(_parts(shade), _parts(ink), strict=True))
        )
        if contrast(mixed, ground) >= _LINE_CONTRAST:
            return mixed
    return QColor(ink)


def _parts(colour: QColor) -> tuple[float, float, float]:
    return colour.redF(), colour.greenF(), colour.blueF()


def _luminance(colour: QColor) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def coloured(values: np.ndarray, low: float, high: float, shades: np.ndarray) -> np.ndarray:
    """`values` [H, W] from `low` to `high` as pictures are: [H, W, 4] uint8; transparent where they aren't finite."""
    known = np.isfinite(values)
    place = np.where(known, (values - low) / max(high - low, 1e-12), 0.0)
    found = shades[np.clip(np.rint(place * (len(shades) - 1)), 0, len(shades) - 1).astype(np.intp)]
    return np.dstack([found, np.where(known, 255, 0).astype(np.uint8)])


@lru_cache(maxsize=16)
def _shades(anchors: tuple[str, ...]) -> np.ndarray:
    lab = _to_oklab(np.stack([rgb(colour) for colour in anchors]))
    # As far apart on the scale as they are to the eye.
    apart = np.linalg.norm(np.diff(lab, axis=0), axis=1)
    half = len(anchors) // 2
    if len(anchors) % 2:  # The middle stays in the middle.
        apart[:half] /= apart[:half].sum()
        apart[half:] /= apart[half:].sum()
    places = np.concatenate([[0.0], np.cumsum(apart)])
    at = np.linspace(0.0, places[-1], SHADES)
    made = _from_oklab(np.stack([np.interp(at, places, lab[:, part]) for part in range(3)], axis=1))
    made.flags.writeable = False
    return made


_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _to_oklab(colours: np.ndarray) -> np.ndarray:
    part = colours / 255.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T


def _from_oklab(lab: np.ndarray) -> np.ndarray:
    linear = ((lab @ np.linalg.inv(_TO_LAB).T) ** 3) @ np.linalg.inv(_TO_CONES).T
    linear = np.clip(linear, 0.0, 1.0)
    part = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(np.clip(part, 0.0, 1.0) * 255).astype(np.uint8)
