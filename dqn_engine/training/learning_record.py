"""How learning went in the course of a run, in at most a few hundred numbers, however long it is."""

from typing import NamedTuple

import numpy as np

from dqn_engine.training.metrics import COLUMN

MOST_PARTS = 256


class Past(NamedTuple):
    """Stretches of a run, oldest first; all [N] float64."""

    updates: np.ndarray  # in each stretch
    loss: np.ndarray  # mean
    gradient_norm: np.ndarray  # mean, before clipping
    clipped: np.ndarray  # part of the updates whose gradient was clipped
    mean_return: np.ndarray  # of the last 100 episodes at the stretch's end; NaN before the first has ended


class LearningRecord:
    """Takes every chunk's metrics; where there are too many stretches, neighbours become one.

    Of a step with several updates only the last counts, since the others aren't in the metrics.
    """

    def __init__(self) -> None:
        self._rows: list[np.ndarray] = []  # of updates, and the sums of the rest; the return at the end

    def note(self, metrics: np.ndarray, gradient_clip: float, mean_return: float) -> None:
        """Takes the metrics [T, M] of the steps that come next."""
        learned = metrics[metrics[:, COLUMN.updates] > 0]
        if not len(learned):
            return
        norms = learned[:, COLUMN.gradient_norm].astype(np.float64)
        clipped = float((norms > gradient_clip).sum()) if gradient_clip > 0.0 else 0.0
        loss = float(learned[:, COLUMN.loss].sum(dtype=np.float64))
        self._rows.append(np.array([len(learned), loss, norms.sum(), clipped, mean_return]))
        if len(self._rows) >= 2 * MOST_PARTS:
            joined = [first + second for first, second in zip(self._rows[::2], self._rows[1::2], strict=True)]
            for both, second in zip(joined, self._rows[1::2], strict=True):
                both[-1] = second[-1]
            self._rows = joined

    def past(self) -> Past:
        """What was taken so far."""
        rows = np.array(self._rows).reshape(-1, len(Past._fields))
        updates = rows[:, 0]
        loss, norm, clipped = (rows[:, column] / updates for column in (1, 2, 3))
        return Past(updates, loss, norm, clipped, rows[:, 4])
