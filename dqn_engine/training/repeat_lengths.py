"""For how many steps a random action is repeated under εz-greedy exploration (Dabney, Ostrovski and Barreto 2021)."""

import numpy as np


def shares_up_to(exponent: float, limit: int) -> np.ndarray:
    """How likely a repeat is to last at most 1, 2, … limit − 1 steps: [limit − 1] float32.

    Lengths of 1 to `limit` steps follow a zeta distribution cut off there, P(n) ∝ n^(−exponent): most are short, and
    there are long ones of every size. The length of a uniform number is 1 + how many of the shares it reaches.
    """
    weights = np.arange(1, limit + 1) ** -float(exponent)
    return (weights.cumsum() / weights.sum())[:-1].astype(np.float32)
