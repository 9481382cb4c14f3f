"""What plays is replaced only by what has been tried: policy checkpoints (Fujimoto et al. 2023, TD7, section 4.2).

Learning by bootstrapping forgets and overestimates for a while: the averaged network can be much worse than a thousand
steps before. So while training goes on, a copy of the averaged network plays a few whole episodes greedily in
environments of its own, a step or two of each for every training step: a trial. A copy whose mean return is at least
that of what plays becomes what plays, is evaluated and saved; then the next copy is tried. These steps are neither
stored nor learned from: with trials and without the same is learned.

One trial is a sample, and the best of many samples is a lucky one. So a copy is tried again until it is clearly better
than what plays or has had as many trials as that, at most `MOST_EPISODES` in all; it falls out with the first after
which its mean is too low. And after each copy that falls out what plays is tried once more, which corrects its own
mean. So one trial or two decide while copies become better quickly, and what has played well for long is replaced only
by what did as well for as long. (TD7 compares the worst of up to twenty episodes in which nothing is learned, and
lowers the best result once.)
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

from dqn_engine.environments.compiled.environment import CompiledEnvironment
from dqn_engine.networks import compiled_network, observation_statistics, state_numbers
from dqn_engine.networks.allowed_actions import only_allowed_tensor
from dqn_engine.networks.observation_statistics import Statistics
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.random_numbers import TRIAL_STREAM, uniforms

MOST_EPISODES = 256
"""So many in all its trials are enough for a copy; of what plays, the last so many or so count."""

CLEARLY_STANDARD_ERRORS = 2.0
"""A copy whose mean is higher by more than this, as the returns of what plays are spread, needs no further trial."""

_Weights = tuple[tf.Tensor, ...]


class Tried(NamedTuple):
    """A network, and what its trials came to."""

    weights: _Weights
    mean: tf.Tensor  # [] float32, the mean return of their episodes
    variance: tf.Tensor  # [] float32, of these returns
    trials: tf.Tensor  # [] int32, how many; at most those of `MOST_EPISODES`


class Trials(NamedTuple):
    """What plays, what is on trial, and how the trial in progress stands."""

    playing: Tried  # what plays, is evaluated and saved; while it had no trial, the averaged network is
    tried: Tried  # what the trial in progress is played with, and what its trials before came to
    again: tf.Tensor  # [] bool, whether that is what plays, once more
    environments: Any  # their states, of the environment's own kind, every tensor with E in front
    running: tf.Tensor  # [E] bool, whether the episode goes on
    returns: tf.Tensor  # [E] float32, so far


class TrialPlayer:
    """Plays trials of `episodes` episodes at once in `environment`.

    Args:
        spec: The network.
        environment: What is stepped.
        episodes: E, how many episodes a trial has.
        steps: How many steps each takes per training step.
        allowed: The actions allowed in a state of the environment, [A] bool; None: all.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        environment: CompiledEnvironment,
        episodes: int,
        steps: int,
        allowed: Callable[[Any], tf.Tensor | None] | None,
    ) -> None:
        self._spec, self._environment, self._allowed = spec, environment, allowed
        self._episodes, self._steps = episodes, steps
        self._most_trials = MOST_EPISODES // episodes

    def first(self, weights: _Weights, seed: tf.Tensor) -> Trials:
        """At the beginning of the first trial, which is of `weights`."""
        return Trials(
            playing=_untried(weights),
            tried=_untried(weights),
            again=tf.constant(False),
            environments=self._first_beginnings(seed),
            running=tf.fill([self._episodes], True),
            returns=tf.zeros([self._episodes]),
        )

    def after_step(
        self, trials: Trials, statistics: Statistics, env_step: tf.Tensor, seed: tf.Tensor, tried: _Weights
    ) -> Trials:
        """The steps that every episode that goes on takes at a training step.

        Args:
            trials: As they stand.
            statistics: Of the observations so far.
            env_step: [] int32, training steps so far, the newest included.
            seed: [] int32.
            tried: The weights on trial, as a pass takes them.
        """
        for index in range(self._steps):
            count = env_step * self._steps + index
            environments, rewards, ended = self._stepped(trials.environments, statistics, count, seed, tried)
            returns = trials.returns + tf.where(trials.running, rewards, 0.0)
            trials = trials._replace(environments=environments, returns=returns, running=trials.running & ~ended)
        return trials

    def judged(self, trials: Trials, average_weights: _Weights, env_step: tf.Tensor, seed: tf.Tensor) -> Trials:
        """Judges a trial whose episodes have all ended and begins the next; else nothing changes.

        The next is of the same copy, of what plays, or of `average_weights`, which are shaped like those of `trials`;
        `env_step` [] int32 are the training steps so far.
        """
        over = ~tf.reduce_any(trials.running)
        playing, tried = trials.playing, self._after_trial(trials.tried, trials.returns)
        falls_out = ~trials.again & (playing.trials > 0) & (tried.mean < playing.mean)
        enough = trials.again | (tried.trials >= playing.trials) | self._clearly_better(tried, playing)
        comes_to_play, again = over & enough & ~falls_out, over & falls_out
        goes_on = _where(over, tried, trials.tried)
        return Trials(
            playing=_where(comes_to_play, tried, playing),
            tried=_where(again, playing, _where(comes_to_play, _untried(average_weights), goes_on)),
            again=tf.where(over, again, trials.again),
            environments=_where(over, self._beginnings(seed, env_step), trials.environments),
            running=trials.running | over,
            returns=tf.where(over, 0.0, trials.returns),
        )

    def _after_trial(self, tried: Tried, returns: tf.Tensor) -> Tried:
        """The same after one more trial, of `returns` [E] float32."""
        trials = tf.minimum(tried.trials + 1, self._most_trials)
        share = 1.0 / tf.cast(trials, tf.float32)  # That of the newest trial.
        mean = tf.reduce_mean(returns)
        apart, newest = mean - tried.mean, tf.reduce_mean(tf.square(returns - mean))
        variance = (1.0 - share) * (tried.variance + share * tf.square(apart)) + share * newest
        return tried._replace(mean=tried.mean + share * apart, variance=variance, trials=trials)

    def _clearly_better(self, tried: Tried, playing: Tried) -> tf.Tensor:
        tried_episodes, playing_episodes = (
            tf.cast(self._episodes * tf.maximum(one.trials, 1), tf.float32) for one in (tried, playing)
        )
        standard_error = tf.sqrt(playing.variance * (1.0 / tried_episodes + 1.0 / playing_episodes))
        return tried.mean - playing.mean > CLEARLY_STANDARD_ERRORS * standard_error

    def _stepped(
        self, states: Any, statistics: Statistics, count: tf.Tensor, seed: tf.Tensor, tried: _Weights
    ) -> tuple[Any, tf.Tensor, tf.Tensor]:
        """The environments after greedy step `count` [] int32, its rewards [E], and whether each episode ended [E]."""
        observations = state_numbers.kept(self._spec, tf.vectorized_map(self._environment.observe, states))
        inputs = observation_statistics.normalised(self._spec, statistics, observations)
        q_values = compiled_network.q_values(self._spec, tried, inputs)
        if self._allowed is not None:
            q_values = only_allowed_tensor(q_values, tf.vectorized_map(self._allowed, states))
        actions = tf.argmax(q_values, axis=1, output_type=tf.int32)
        numbers = self._numbers(seed, count, self._environment.step_numbers)

        def stepped(given: tuple[Any, tf.Tensor, tf.Tensor]) -> tuple[Any, tf.Tensor, tf.Tensor]:
            after = self._environment.step(*given)
            return after.state, after.reward, after.terminated | after.truncated

        return tf.vectorized_map(stepped, (states, actions, numbers))

    def _first_beginnings(self, seed: tf.Tensor) -> Any:
        """`_beginnings` at step 0, one by one: called outside of a program, where every map is compiled again."""
        numbers = self._numbers(seed, tf.constant(-1), self._environment.reset_numbers)
        states = [self._environment.reset(row) for row in tf.unstack(numbers)]
        return tf.nest.map_structure(lambda *alike: tf.stack(alike), *states)

    def _beginnings(self, seed: tf.Tensor, env_step: tf.Tensor) -> Any:
        """New episodes; their numbers are of their own, since those of `_stepped` begin at 1."""
        numbers = self._numbers(seed, -1 - env_step, self._environment.reset_numbers)
        return tf.vectorized_map(self._environment.reset, numbers)

    def _numbers(self, seed: tf.Tensor, count: tf.Tensor, size: int) -> tf.Tensor:
        """Random numbers [E, size]."""
        if not size:
            return tf.zeros([self._episodes, 0])
        return tf.reshape(uniforms(seed, TRIAL_STREAM, count, size * self._episodes), [self._episodes, size])


def _untried(weights: _Weights) -> Tried:
    return Tried(weights, mean=tf.constant(0.0), variance=tf.constant(0.0), trials=tf.constant(0))


def _where(condition: tf.Tensor, new: Any, old: Any) -> Any:
    """The tree `new` where the condition [] bool holds, else `old`."""
    return tf.nest.map_structure(lambda one, other: tf.where(condition, one, other), new, old)
