"""Acrobot's limits as plain numbers, stated once: for the compiled dynamics and its facts."""

import math

FASTEST_1, FASTEST_2 = 4.0 * math.pi, 9.0 * math.pi
"""Rad/s that the rates of the two angles are cut at."""

LIMIT_STEPS = 500
"""After which an episode is truncated."""
