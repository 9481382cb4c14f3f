"""Churn: how many greedy actions of the same states changed between two looks at a network's health."""

from typing import NamedTuple

import numpy as np

from dqn_engine.probes.health import Health


class Churn(NamedTuple):
    """Between two looks.

    Attributes:
        share: Part of the states whose greedy action is another.
        states: How many states were the same in both.
    """

    share: float
    states: int


def churn_between(before: Health, now: Health) -> Churn | None:
    """The churn over the states that stood in the same slots at both looks; None where there are none.

    Schaul et al. 2022, The phenomenon of policy churn.
    """
    places = np.intersect1d(before.slots, now.slots, return_indices=True)
    former, present = places[1], places[2]
    same = before.stored_at[former] == now.stored_at[present]
    count = int(same.sum())
    if not count:
        return None
    changed = before.actions[former][same] != now.actions[present][same]
    return Churn(share=float(changed.mean()), states=count)
