"""Where the greedy action changes: lines between the points of a plane, as pairs of ends."""

import numpy as np


def boundary(action: np.ndarray, gap: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The lines between areas of one greedy action.

    Between two neighbours of different actions the line passes where their gaps, taken as changing evenly, meet at 0.
    In each square of four neighbours the passages are joined: two by a line, more each with their middle.

    Args:
        action: [H, W] int, the greedy action of each point; below 0 where there is none, and no line either.
        gap: [H, W], how far it leads; at least 0.

    Returns:
        Ends [2 · N] of N lines each by its two, in columns, and the same in rows; points are whole numbers.
    """
    rows, columns = action.shape
    if rows < 2 or columns < 2:
        return np.zeros(0), np.zeros(0)
    across = _differ(action[:, :-1], action[:, 1:])  # [H, W-1] passages to the right of a point
    upwards = _differ(action[:-1], action[1:])  # [H-1, W]
    x_across = np.arange(columns - 1) + _meeting(gap[:, :-1], gap[:, 1:])
    y_upwards = np.arange(rows - 1)[:, np.newaxis] + _meeting(gap[:-1], gap[1:])
    low_y, left_x = np.indices((rows - 1, columns - 1)).astype(np.float64)
    # Of each square the passages below, above, left and right: [H-1, W-1, 4].
    passed = np.stack([across[:-1], across[1:], upwards[:, :-1], upwards[:, 1:]], axis=-1)
    x = np.stack([x_across[:-1], x_across[1:], left_x, left_x + 1], axis=-1)
    y = np.stack([low_y, low_y + 1, y_upwards[:, :-1], y_upwards[:, 1:]], axis=-1)
    count = passed.sum(axis=-1)
    two, more = count == 2, count > 2
    lines_x, lines_y = x[two][passed[two]], y[two][passed[two]]
    if more.any():
        chosen = passed[more]
        each_x, each_y = x[more], y[more]
        middle_x = (each_x * chosen).sum(axis=1) / chosen.sum(axis=1)
        middle_y = (each_y * chosen).sum(axis=1) / chosen.sum(axis=1)
        square = np.nonzero(chosen)[0]
        lines_x = np.concatenate([lines_x, np.stack([each_x[chosen], middle_x[square]], axis=1).ravel()])
        lines_y = np.concatenate([lines_y, np.stack([each_y[chosen], middle_y[square]], axis=1).ravel()])
    return lines_x, lines_y


def _differ(near: np.ndarray, far: np.ndarray) -> np.ndarray:
    return (near != far) & (near >= 0) & (far >= 0)


def _meeting(near: np.ndarray, far: np.ndarray) -> np.ndarray:
    """Which part of the way from one point to the next the line is."""
    total = near + far
    return np.where(total > 0.0, near / np.maximum(total, 1e-12), 0.5)
