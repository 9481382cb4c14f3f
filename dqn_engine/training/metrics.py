"""What the program reports of every environment step, and in which column. Plain names, no TensorFlow."""

from typing import NamedTuple


class StepMetrics(NamedTuple):
    """One row per environment step, all [] float32. Learning's numbers are 0 on steps without an update."""

    ended: object  # 0, 1 terminated, 2 truncated
    episode_return: object  # so far, this step included
    episode_length: object
    epsilon: object
    beta: object
    updates: object  # made at this step
    loss: object  # learning's numbers are those of the step's last update
    td_error: object  # mean |δ| of the batch
    q_mean: object  # mean Q(s, a) of the batch
    q_max: object  # largest Q(s, ·) of the batch
    gradient_norm: object  # before clipping


COLUMN = StepMetrics(*range(len(StepMetrics._fields)))
"""The column of each metric."""
