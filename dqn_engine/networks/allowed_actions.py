"""Which action is the best where an action mask forbids some: once in NumPy and once as tensors.

Masks are bool, True where an action is allowed. A forbidden action's value is −∞ and an allowed one's at least
`LOWEST`, so that no forbidden action is ever the best, whatever the network says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dqn_engine.system.late_import import LateModule

if TYPE_CHECKING:
    import tensorflow as tf
else:
    tf = LateModule("tensorflow")

LOWEST = -3e38
"""Stands for the value of an allowed action that is lower, −∞ or no number.

Above float32's lowest number, which some implementations of argmax begin their search with.
"""


def best_allowed(q_values: np.ndarray, allowed: np.ndarray | None) -> np.ndarray:
    """The action of the largest of `q_values` [B, A] that `allowed` [B, A] allows, the first of equals: [B] int64.

    With None every action is allowed.
    """
    return q_values.argmax(axis=1) if allowed is None else only_allowed(q_values, allowed).argmax(axis=1)


def only_allowed(q_values: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    """`q_values` […, A], −∞ where `allowed` […, A] forbids."""
    return np.where(allowed, np.where(q_values > LOWEST, q_values, np.float32(LOWEST)), np.float32(-np.inf))


def only_allowed_tensor(q_values: tf.Tensor, allowed: tf.Tensor) -> tf.Tensor:
    """`q_values` […, A] float32, −∞ where `allowed` […, A] bool forbids, as tensors."""
    return tf.where(allowed, tf.where(q_values > LOWEST, q_values, LOWEST), -np.inf)
