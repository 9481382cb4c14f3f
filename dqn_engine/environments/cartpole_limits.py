"""CartPole's rules as plain numbers, stated once: for the compiled dynamics, its facts, its reward formula, the window.

The model is that of Barto, Sutton and Anderson (1983) as Gymnasium has it.
"""

import math
from collections.abc import Mapping

from dqn_engine.environments.compiled.physics import GRAVITY

POSITION_LIMIT_M = 2.4
"""An episode terminates where the cart is farther from the middle."""

ANGLE_LIMIT_DEGREES = 12
ANGLE_LIMIT_RAD = ANGLE_LIMIT_DEGREES * 2 * math.pi / 360
"""An episode terminates where the pole leans farther. Worked out in Gymnasium's order, so that no bit differs."""

STEP_SECONDS = 0.02
REWARD_PER_STEP = 1.0

LIMIT_STEPS = {"CartPole-v1": 500, "CartPole-v0": 200}
"""After how many steps each version truncates an episode."""

PHYSICS: Mapping[str, float] = {"gravity": GRAVITY, "masscart": 1.0, "masspole": 0.1, "length": 0.5, "force_mag": 10.0}
"""By Gymnasium's names: m/s², kg, kg, half of the pole's length in m, and the N that an action pushes with."""
