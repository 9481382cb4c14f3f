"""Rewards as they are learned from, outside of the compiled program: after the hyperparameter `reward_shaping`."""

import numpy as np

from dqn_engine.probes.subject import Subject


def learned_rewards(subject: Subject, rewards: np.ndarray) -> np.ndarray | None:
    """Rewards of any shape as they are learned from; None where that is a formula for observations."""
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


def learned_along(subject: Subject, rewards: np.ndarray, observations: np.ndarray) -> np.ndarray:
    """The rewards [T] float64 of an episode with `observations` [T + 1, …] as they are learned from."""
    found = learned_rewards(subject, rewards)
    if found is not None:
        return found
    import tensorflow as tf

    from dqn_engine.environments.shaping import shaped

    # A formula reads single numbers of an observation; here each of them is a number for every step.
    formula, after = subject.knobs["reward_shaping"], tf.constant(observations[1:].T)
    unused = tf.constant(1.0)
    learned = shaped(formula, tf.constant(rewards, tf.float32), after, scale=unused, clip=unused)
    return learned.numpy().astype(np.float64)
