"""Where most states of the buffer lie on a plane: the outlines around half and around nine tenths of them."""

import numpy as np

from workbench.panels.value_plane.boundary import boundary

SHARES = (0.5, 0.9)
"""Of the states on the plane, that the outlines are drawn around; within them they are densest."""

# Of the bell that each state is spread to, as a part of the plane: 1,024 states leave gaps between narrower ones.
_SPREAD = 0.03
_FEWEST = 8  # states; so few have no shape


def outlines(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lines around the densest areas that hold SHARES of all states.

    Args:
        counts: [H, W] int, states in the cell around each point.

    Returns:
        Ends [2 · N] of N lines in columns and in rows, as `boundary` has them; none where there are too few states.
    """
    if counts.sum() < _FEWEST:
        return np.zeros(0), np.zeros(0)
    crowd = smoothed(counts)
    columns, rows = zip(*(_line_at(crowd, share) for share in SHARES), strict=True)
    return np.concatenate(columns), np.concatenate(rows)


def smoothed(counts: np.ndarray) -> np.ndarray:
    """`counts` [H, W], each spread to a bell; the sum stays, but for what leaves at the edges."""
    return _bells(counts.shape[0]) @ counts @ _bells(counts.shape[1])


def _bells(size: int) -> np.ndarray:
    """[size, size] float64, a bell around each place, in its row."""
    away = np.subtract.outer(np.arange(size), np.arange(size)) / (_SPREAD * size)
    bells = np.exp(-0.5 * np.square(away))
    return bells / bells.sum(axis=1, keepdims=True)


def _line_at(crowd: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Around the densest points that together hold `share` of the whole."""
    densest = np.sort(crowd.ravel())[::-1]
    held = np.cumsum(densest)
    level = densest[min(int(np.searchsorted(held, share * held[-1])), len(densest) - 1)]
    return boundary((crowd > level).astype(np.int64), np.abs(crowd - level))
