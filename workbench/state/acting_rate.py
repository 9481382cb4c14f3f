"""The learning rate that acts now: the one that is set, times what its schedule has left of it.

The same arithmetic as `dqn_engine.training.schedules.learning_rate`, on plain numbers; a test holds the two together.
"""

import math

from dqn_engine.system.values import Knobs


def scheduled_fraction(knobs: Knobs, updates: int) -> float:
    """What the schedule leaves of the learning rate at the update after `updates` others."""
    if knobs["learning_rate_schedule"] == "constant":
        return 1.0
    end, done = knobs["learning_rate_end"], min(updates / knobs["learning_rate_steps"], 1.0)
    if knobs["learning_rate_schedule"] == "linear":
        return 1.0 + (end - 1.0) * done
    return end + (1.0 - end) * 0.5 * (1.0 + math.cos(math.pi * done))
