"""What plays is replaced only by what has been tried: policy checkpoints (Fujimoto et al. 2023, TD7, section 4.2).

Learning by bootstrapping forgets and overestimates for a while: the averaged network can be much worse than a thousand
steps before. So a fraction of the training steps are trials. In a trial the averaged network as it was when the episode
began plays the whole episode greedily, while learning goes on; if its return is at least the one to reach, it becomes
what plays, is evaluated and saved. Its steps are training steps like any other: stored, learned from and counted.
Before the first of them has ended the averaged network itself plays.

TD7 compares the worst of up to twenty episodes in which nothing is learned, and lowers the best result once. Here one
episode decides, and the return to reach comes down a little with every trial that fails, so that a lucky return doesn't
stand for ever.
"""

from typing import NamedTuple

import tensorflow as tf

COMES_DOWN = 0.1
"""How much of what a failed trial lacked the next one need not reach."""


class Trials(NamedTuple):
    """What plays, what is on trial, and what it has to reach."""

    playing_weights: tuple[tf.Tensor, ...]  # what plays, is evaluated and saved
    tried_weights: tuple[tf.Tensor, ...]  # what the trial in progress is played with
    running: tf.Tensor  # [] bool, whether the episode in progress is a trial
    to_reach: tf.Tensor  # [] float32, the return at which a trial succeeds; the first does with any
    successes: tf.Tensor  # [] int32; while there is none, the averaged network plays
    steps: tf.Tensor  # [] int32, of all trials so far


def first_trials(weights: tuple[tf.Tensor, ...]) -> Trials:
    """Before the first trial."""
    return Trials(weights, weights, tf.constant(False), tf.constant(0.0), tf.constant(0), tf.constant(0))


def after_step(
    trials: Trials,
    average_weights: tuple[tf.Tensor, ...],
    *,
    ended: tf.Tensor,
    episode_return: tf.Tensor,
    steps_since_start: tf.Tensor,
    fraction: tf.Tensor,
) -> Trials:
    """What is known after an environment step.

    Args:
        trials: What was known before it.
        average_weights: What the next trial would be of.
        ended: [] bool, whether the episode ended with the step.
        episode_return: [] float32, if so its return.
        steps_since_start: [] float32, environment steps since trials may begin, this one included; before, negative.
        fraction: [] float32 in [0, 1], how many of them may be steps of trials.
    """
    steps = trials.steps + tf.cast(trials.running, tf.int32)
    judged, to_reach = trials.running & ended, trials.to_reach
    succeeded = judged & ((episode_return >= to_reach) | (trials.successes == 0))
    lowered = tf.where(judged, to_reach + COMES_DOWN * (episode_return - to_reach), to_reach)
    begins = ended & (tf.cast(steps, tf.float32) <= fraction * steps_since_start)

    def exchange(index, playing, tried):
        playing = tuple(tf.where(succeeded, new, old) for new, old in zip(tried, playing, strict=True))
        tried = tuple(tf.where(begins, new, old) for new, old in zip(average_weights, tried, strict=True))
        return index + 1, playing, tried

    # A loop of one pass or none, since a condition would copy both networks at every step.
    passes = tf.cast(succeeded | begins, tf.int32)
    _, playing, tried = tf.while_loop(
        lambda index, *_: index < passes, exchange, (0, trials.playing_weights, trials.tried_weights)
    )
    return Trials(
        playing_weights=playing,
        tried_weights=tried,
        running=tf.where(ended, begins, trials.running),
        to_reach=tf.where(succeeded, episode_return, lowered),
        successes=trials.successes + tf.cast(succeeded, tf.int32),
        steps=steps,
    )
