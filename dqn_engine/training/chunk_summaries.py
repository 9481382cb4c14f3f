"""Turns a chunk's metrics, a row per environment step, into what the reports hold."""

from collections.abc import Callable
from typing import Any

import numpy as np

from dqn_engine.training.metrics import COLUMN

STEPS_PER_POINT = 500
"""Steps that a curve point averages over, at most; a chunk makes at least two. A window can't draw every step."""


def episodes_of(metrics: np.ndarray, first_step: int) -> dict[str, np.ndarray]:
    """All of `EpisodesEnded` but `seconds`, from metrics [T, M] whose first row is step `first_step` (from 1)."""
    ended = metrics[:, COLUMN.ended]
    rows = np.flatnonzero(ended)
    return {
        "env_step": (first_step + rows).astype(np.int64),
        "episode_return": metrics[rows, COLUMN.episode_return].astype(np.float64),
        "length_steps": metrics[rows, COLUMN.episode_length].astype(np.int64),
        "truncated": ended[rows] == 2.0,
        "epsilon": metrics[rows, COLUMN.epsilon].astype(np.float64),
    }


def curves_of(metrics: np.ndarray, first_step: int) -> dict[str, np.ndarray]:
    """The fields of `Curves` from metrics [T, M], averaged over stretches of at most STEPS_PER_POINT steps."""
    points = min(max(2, -(-len(metrics) // STEPS_PER_POINT)), len(metrics))
    parts = np.array_split(np.arange(len(metrics)), points)
    learned = metrics[:, COLUMN.updates] > 0

    def over_updates(column: int, reduce: Callable[[np.ndarray], Any]) -> np.ndarray:
        return np.array([reduce(metrics[p[learned[p]], column]) if learned[p].any() else np.nan for p in parts], float)

    return {
        "env_step": np.array([first_step + part[-1] for part in parts], float),
        "loss": over_updates(COLUMN.loss, np.mean),
        "td_error": over_updates(COLUMN.td_error, np.mean),
        "q_mean": over_updates(COLUMN.q_mean, np.mean),
        "q_max": over_updates(COLUMN.q_max, np.max),
        "gradient_norm": over_updates(COLUMN.gradient_norm, np.mean),
        "epsilon": np.array([metrics[part[-1], COLUMN.epsilon] for part in parts], float),
        "beta": np.array([metrics[part[-1], COLUMN.beta] for part in parts], float),
    }


def not_finite_at(metrics: np.ndarray) -> int | None:
    """The first row of metrics [T, M] float32 with an update whose loss or gradient is not finite, if any."""
    learned = metrics[:, COLUMN.updates] > 0
    finite = np.isfinite(metrics[:, [COLUMN.loss, COLUMN.gradient_norm]]).all(axis=1)
    rows = np.flatnonzero(learned & ~finite)
    return int(rows[0]) if rows.size else None


def histogram_of(priorities: np.ndarray, alpha: float, bins: int = 48) -> dict[str, object]:
    """The fields of `PriorityHistogram` from raw priorities [N], all positive, N ≥ 1."""
    exponents = np.log10(priorities)
    low, high = np.floor(exponents.min()), np.ceil(exponents.max())
    counts, edges = np.histogram(exponents, bins=bins, range=(low, max(high, low + 1)))
    scaled = priorities.astype(np.float64) ** alpha
    return {
        "bin_edges": 10.0**edges,
        "counts": counts.astype(np.int64),
        "count": len(priorities),
        "largest": float(priorities.max()),
        "effective_sample_size": float(scaled.sum() ** 2 / np.square(scaled).sum()),
    }


NO_HISTOGRAM: dict[str, object] = {
    "bin_edges": np.zeros(0),
    "counts": np.zeros(0, np.int64),
    "count": 0,
    "largest": 0.0,
    "effective_sample_size": 0.0,
}
"""The fields of `PriorityHistogram` where there are no priorities."""
