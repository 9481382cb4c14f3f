"""ε, the probability of a random action, as it changes over a run: inside the compiled program and outside of it."""

import tensorflow as tf

from dqn_engine.system.values import Knobs
from dqn_engine.training import schedules
from dqn_engine.training.live_inputs import RunKnobs


def epsilon(live: RunKnobs, env_step: tf.Tensor, updates: tf.Tensor, *, noisy: bool) -> tf.Tensor:
    """ε of the environment step after `env_step` [] int32 others and `updates` [] int32.

    It is the schedule's, or set by hand. A `noisy` network explores by itself: there the schedule is at 0.
    """
    scheduled = tf.constant(0.0) if noisy else _scheduled(live, env_step, updates)
    return tf.where(live.epsilon_manual > 0.5, live.epsilon_value, scheduled)


def _scheduled(live: RunKnobs, env_step: tf.Tensor, updates: tf.Tensor) -> tf.Tensor:
    start, end = live.epsilon_start, live.epsilon_end
    falling_evenly = schedules.linear(start, end, tf.cast(env_step, tf.float32), live.epsilon_decay_steps)
    decayed = schedules.multiplicative(start, end, live.epsilon_decay_rate, tf.cast(updates, tf.float32))
    falling = tf.where(live.schedule_multiplicative > 0.5, decayed, start)
    return tf.where(live.schedule_linear > 0.5, falling_evenly, falling)


def epsilon_outside(knobs: Knobs, env_step: int, updates: int) -> float:
    """The same in plain numbers."""
    if knobs["epsilon_manual"]:
        return knobs["epsilon_value"]
    if knobs["noisy"]:
        return 0.0
    start, end = knobs["epsilon_start"], knobs["epsilon_end"]
    match knobs["epsilon_schedule"]:
        case "linear":
            return start + (end - start) * min(env_step / knobs["epsilon_decay_steps"], 1.0)
        case "multiplicative":
            return max(min(start, end), start * knobs["epsilon_decay_rate"] ** updates)
        case _:
            return start
