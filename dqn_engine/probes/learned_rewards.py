"""Rewards as they are learned from, as far as that needs nothing but the rewards."""

import numpy as np

from dqn_engine.probes.subject import Subject


def learned_rewards(subject: Subject, rewards: np.ndarray) -> np.ndarray | None:
    """Rewards of any shape after `reward_shaping`; None where that is a formula for observations."""
    knobs = subject.knobs
    match knobs["reward_shaping"]:
        case "none":
            return rewards
        case "scale":
            return rewards * knobs["reward_scale"]
        case "clip":
            return np.clip(rewards, -knobs["reward_clip"], knobs["reward_clip"])
        case _:
            return None
