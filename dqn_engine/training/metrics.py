"""What the program reports of every environment step, and in which column. Plain names, no TensorFlow."""

from typing import Any, NamedTuple


class StepMetrics(NamedTuple):
    """One row per environment step, all [] float32. Learning's numbers are 0 on steps without an update."""

    ended: Any  # 0, 1 terminated, 2 truncated
    episode_return: Any  # so far, this step included
    episode_length: Any
    epsilon: Any
    beta: Any
    updates: Any  # made at this step
    loss: Any  # learning's numbers are those of the step's last update
    td_error: Any  # mean |δ| of the batch
    q_mean: Any  # mean Q(s, a) of the batch
    q_max: Any  # largest Q(s, ·) of the batch
    gradient_norm: Any  # before clipping


COLUMN = StepMetrics(*range(len(StepMetrics._fields)))
"""The column of each metric."""
