"""MountainCar's limits as plain numbers, stated once: for the compiled dynamics and its facts."""

LOWEST_POSITION, HIGHEST_POSITION = -1.2, 0.6
LARGEST_SPEED = 0.07
"""Positions per step."""

LIMIT_STEPS = 200
"""After which an episode is truncated."""
