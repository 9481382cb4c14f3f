"""What learning is paid for a step, where that isn't the environment's own reward.

Applied to a transition as it is stored; the returns shown, and evaluations, stay in the environment's own rewards.
"""

import tensorflow as tf

from dqn_engine.environments.cartpole_limits import ANGLE_LIMIT_RAD, POSITION_LIMIT_M


def shaped(
    shaping: str, reward: tf.Tensor, next_observation: tf.Tensor, *, scale: tf.Tensor, clip: tf.Tensor
) -> tf.Tensor:
    """The reward [] float32 that is learned from.

    Args:
        shaping: The hyperparameter `reward_shaping`.
        reward: [] float32, the environment's own.
        next_observation: [O] float32, raw, that the step led to.
        scale: [] of `scale`.
        clip: [] > 0 of `clip`.
    """
    match shaping:
        case "notebook-1":
            return _upright_in_the_middle(next_observation)
        case "scale":
            return reward * scale
        case "clip":
            return tf.clip_by_value(reward, -clip, clip)
        case _:
            return reward


def _upright_in_the_middle(observation: tf.Tensor) -> tf.Tensor:
    """CartPole as the first notebook pays it: by how far position x and angle θ are from their limits.

    (x_max − |x|) / x_max − 0.8 + (θ_max − |θ|) / θ_max − 0.5, which is 0.7 upright in the middle and below −0.3 where
    the pole has fallen; θ is measured from upright.
    """
    position, angle = tf.abs(observation[0]), tf.abs(observation[2])
    return (POSITION_LIMIT_M - position) / POSITION_LIMIT_M - 0.8 + (ANGLE_LIMIT_RAD - angle) / ANGLE_LIMIT_RAD - 0.5
