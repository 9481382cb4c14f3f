"""What follows a stored step: sample → targets → gradient → optimizer → priorities → target network.

Pure functions of the state, traced into the compiled program; where steps come from is not this file's business.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import tensorflow as tf

from dqn_engine.networks import compiled_network, initial_values, joined_weights, noise, observation_statistics
from dqn_engine.networks.keras_model import build_model, named_weights
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.frame_buffer import FrameTransition
from dqn_engine.replay.importance_weights import importance_weights
from dqn_engine.replay.replay_buffer import ReplayBuffer, SampledBatch
from dqn_engine.replay.ring import NStepBatch, Transition
from dqn_engine.system.nested_loop import nested_loop
from dqn_engine.system.random_numbers import FRACTIONS_STREAM, LEARN_NOISE_STREAM, SAMPLE_STREAM, uniforms
from dqn_engine.system.static_shape import static_shape
from dqn_engine.system.values import Knobs
from dqn_engine.training import objectives, optimizers, schedules
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.objectives import Fit, Target
from dqn_engine.training.optimizers import OptimizerState
from dqn_engine.training.state import LearnerState, LearnMetrics
from dqn_engine.training.trials import TrialPlayer, Trials

_Tensors = tuple[tf.Tensor, ...]


class Compared(NamedTuple):
    """A batch beside what it is brought towards: all that an update computes before the gradient."""

    batch: NStepBatch  # with observations as the network takes them
    importance: tf.Tensor  # [B] weights
    target: Target
    online: compiled_network.Packed  # the weights that are learned, with σ where there are any
    perturb: Callable[[compiled_network.Packed], compiled_network.Packed]  # adds the noise that they learn under
    fractions: tf.Tensor | None  # [B, N] of the prediction, where the head samples them
    knobs: RunKnobs  # as they act in this update


class Descent(NamedTuple):
    """How the gradient moves the weights."""

    fit: Fit
    loss: tf.Tensor  # []
    gradient_norm: tf.Tensor  # [] before clipping
    learning_rate: tf.Tensor  # [] that acts; 0 where the update isn't finite


class Learning:
    """How the network of `spec` learns from `buffer`, as far as that is fixed when the program is built.

    Between a program's beginning and its end it works on states whose weights and moments are `joined`.
    """

    def __init__(
        self, spec: NetworkSpec, buffer: ReplayBuffer, knobs: Knobs, trials: TrialPlayer | None = None
    ) -> None:
        self._spec, self._buffer, self._trials = spec, buffer, trials
        self._batch_size: int = knobs["batch_size"]
        self._objective = objectives.Objective(spec, munchausen=knobs["munchausen"])
        self._rate_schedule: str = knobs["learning_rate_schedule"]
        self._optimizer: str = knobs["optimizer"]
        self._shapes = compiled_network.packed_shapes(spec)

    def initial(self, seed: int, first_value: float) -> LearnerState:
        """New networks, all three alike, whose values start around `first_value`."""
        initial = dict(named_weights(self._spec, build_model(self._spec, seed).trainable_variables))
        initial = initial_values.starting_at(self._spec, initial, first_value)
        weights = tuple(tf.constant(array) for array in compiled_network.pack(self._spec, initial))
        return LearnerState(
            weights=weights,
            target_weights=weights,
            average_weights=weights,
            optimizer=optimizers.first_state(self._optimizer, weights),
            updates=tf.constant(0),
            optimizer_updates=tf.constant(0),
            statistics=observation_statistics.none_seen(self._spec),
            episode_ended=tf.constant(False),
            trials=self._trials.first(weights, tf.constant(seed)) if self._trials else (),
        )

    def joined(self, learner: LearnerState) -> LearnerState:
        """With `joined_weights` of whatever is shaped like the weights."""
        return _each_network(joined_weights.join, learner)

    def split(self, learner: LearnerState) -> LearnerState:
        """The inverse of `joined`."""
        return _each_network(self._split, learner)

    def _split(self, joined: joined_weights.Joined) -> compiled_network.Packed:
        return joined_weights.split(joined, self._shapes)

    def noted(self, learner: LearnerState, transition: Transition | FrameTransition, knobs: RunKnobs) -> LearnerState:
        """What learning keeps of a transition beside its row in the buffer."""
        statistics = observation_statistics.updated(learner.statistics, transition.observation)
        ended = transition.ended & (transition.terminated | (knobs.termination_sync < 0.5))
        return learner._replace(statistics=statistics, episode_ended=learner.episode_ended | ended)

    def tried(self, learner: LearnerState, stored_steps: tf.Tensor, seed: tf.Tensor) -> LearnerState:
        """With the trial in progress a step further, at the last of `stored_steps` [] int32."""
        if self._trials is None or not learner.trials:
            return learner
        tried = self._split(learner.trials.tried.weights)
        trials = self._trials.after_step(learner.trials, learner.statistics, stored_steps, seed, tried)
        return learner._replace(trials=trials)

    def trial_judged(self, learner: LearnerState, stored_steps: tf.Tensor, seed: tf.Tensor) -> LearnerState:
        """After a trial: with what it decided, and at the beginning of the next. Else the same."""
        if self._trials is None or not learner.trials:
            return learner
        trials = self._trials.judged(learner.trials, learner.average_weights, stored_steps, seed)
        return learner._replace(trials=trials)

    def learn_if_due(
        self,
        learner: LearnerState,
        replay: Any,
        stored_steps: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
    ) -> tuple[LearnerState, Any, tf.Tensor, LearnMetrics]:
        """Makes the updates due after `stored_steps` [] int32. `learner` is `joined`, and stays so.

        Returns:
            The new states, how many updates there were [] int32, and the metrics of the last (zeros where none was).
        """
        starts, interval = tf.cast(knobs.learning_starts, tf.int32), tf.cast(knobs.train_interval, tf.int32)
        due = schedules.learning_is_due(stored_steps, starts, interval)
        updates = tf.where(due, tf.cast(knobs.updates_per_training, tf.int32), 0)

        def learn(index, learner, replay, metrics):
            learner, replay, metrics = self._learn(learner, replay, stored_steps, seed, knobs)
            return index + 1, learner, replay, metrics

        none = LearnMetrics(*[tf.constant(0.0)] * len(LearnMetrics._fields))
        _, learner, replay, metrics = nested_loop(lambda index, *_: index < updates, learn, (0, learner, replay, none))
        return learner, replay, updates, metrics

    def _learn(
        self,
        learner: LearnerState,
        replay: Any,
        stored_steps: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
    ) -> tuple[LearnerState, Any, LearnMetrics]:
        sampled = self.sample(learner.updates, replay, stored_steps, seed, knobs)
        return self.update(learner, replay, sampled, stored_steps, seed, knobs)

    def sample(
        self, updates: tf.Tensor, replay: Any, stored_steps: tf.Tensor, seed: tf.Tensor, knobs: RunKnobs
    ) -> SampledBatch:
        """The batch of the update that comes after `updates` [] int32 others."""
        size = self._batch_size
        uniform = uniforms(seed, SAMPLE_STREAM, updates, size)
        stratified = (tf.range(size, dtype=tf.float32) + uniform) / size
        return self._buffer.sample(replay, stored_steps, stratified, n_step=knobs.n_step, gamma=knobs.gamma)

    def update(
        self,
        learner: LearnerState,
        replay: Any,
        sampled: SampledBatch,
        stored_steps: tf.Tensor,
        seed: tf.Tensor,
        knobs: RunKnobs,
    ) -> tuple[LearnerState, Any, LearnMetrics]:
        """Learns from what was sampled: the new states, and how it went.

        Args:
            learner: The state, `joined`; it stays so.
            replay: The buffer's.
            sampled: What `sample` gave.
            stored_steps: [] int32, how many steps have been stored so far.
            seed: [] int32.
            knobs: The hyperparameters that can change.
        """
        compared = self.compared(learner, sampled, stored_steps, seed, knobs)
        learner, descent = self.descended(learner, compared)
        fit, knobs = descent.fit, compared.knobs
        replay = self._buffer.reprioritize(replay, sampled, fit.surprise + knobs.priority_epsilon, knobs.alpha)
        metrics = LearnMetrics(
            descent.loss,
            tf.reduce_mean(tf.abs(fit.td_error)),
            tf.reduce_mean(fit.q_chosen),
            tf.reduce_max(fit.q_values),
            descent.gradient_norm,
        )
        return learner, replay, metrics

    def compared(
        self, learner: LearnerState, sampled: SampledBatch, stored_steps: tf.Tensor, seed: tf.Tensor, knobs: RunKnobs
    ) -> Compared:
        """A sampled batch of any size beside its targets. `learner` is `joined`."""
        batch = sampled.batch._replace(
            observation=observation_statistics.normalised(self._spec, learner.statistics, sampled.batch.observation),
            next_observation=observation_statistics.normalised(
                self._spec, learner.statistics, sampled.batch.next_observation
            ),
        )
        # The step that was just taken is the last of those stored.
        weights_is = importance_weights(sampled.scaled_priority, schedules.beta(knobs, stored_steps - 1))

        learning, evaluating, selecting = noise.perturbers(
            self._spec, seed, LEARN_NOISE_STREAM, learner.updates, noise.LEARN_SAMPLES
        )
        online, target_network = self._split(learner.weights), self._split(learner.target_weights)
        of_target, of_online = self._fractions(seed, learner.updates, static_shape(batch.action)[0])
        target = self._objective.target_in_parts(evaluating(target_network), selecting(online), batch, knobs, of_target)
        if self._spec.head.grows_huber_delta:
            knobs = knobs._replace(huber_delta=schedules.huber_delta(knobs, learner.updates))
        return Compared(batch, weights_is, target, online, learning, of_online, knobs)

    def fit(self, compared: Compared) -> Fit:
        """How the online network fits the targets, under the noise that it learns under."""
        weights = compared.perturb(compared.online)
        return self._objective.fit(weights, compared.batch, compared.target.learned, compared.knobs, compared.fractions)

    def slopes(self, compared: Compared, fit: Fit) -> tf.Tensor:
        """∂ loss / ∂ what the head says of each transition's action, of the shape of `fit.predicted`."""
        return self._objective.slopes(fit.predicted, compared.target.learned, compared.knobs, compared.fractions)

    def q_values(self, learner: LearnerState, observations: tf.Tensor) -> tf.Tensor:
        """Q(s, ·) [B, A] of the online network without noise; observations are as the network takes them."""
        weights = compiled_network.parts(self._spec, self._split(learner.weights))[0]
        return compiled_network.q_values(self._spec, weights, observations)

    def descended(self, learner: LearnerState, compared: Compared) -> tuple[LearnerState, Descent]:
        """The state after the gradient's step, and what that was. `learner` is `joined`, and stays so."""
        online, knobs = compared.online, compared.knobs
        with tf.GradientTape() as tape:
            tape.watch(online)
            fit = self.fit(compared)
            loss = tf.reduce_mean(compared.importance * fit.losses)
        gradients = joined_weights.join(tape.gradient(loss, online))
        gradients, norm = optimizers.clip_by_global_norm(gradients, knobs.gradient_clip)
        # An update that isn't finite is not made: the last finite weights stay, whatever happens after.
        finite = tf.math.is_finite(loss + norm)
        rate = tf.where(finite, schedules.learning_rate(self._rate_schedule, knobs, learner.updates), 0.0)
        weights, optimizer = optimizers.OPTIMIZERS[self._optimizer](
            list(learner.weights),
            [tf.where(finite, gradient, 0.0) for gradient in gradients],
            learner.optimizer,
            learner.optimizer_updates,
            rate,
            knobs.optimizer_epsilon,
            knobs.weight_decay,
        )
        updates = learner.updates + 1
        hard_due = updates % tf.cast(knobs.target_interval, tf.int32) == 0
        blend = tf.where(knobs.hard_sync > 0.5, tf.cast(hard_due, tf.float32), knobs.tau)
        blend = tf.where(knobs.episode_sync > 0.5, tf.cast(learner.episode_ended, tf.float32), blend)
        learner = LearnerState(
            weights=tuple(weights),
            target_weights=_blended(learner.target_weights, weights, blend),
            average_weights=_blended(
                learner.average_weights, weights, schedules.average_fraction(knobs, learner.updates)
            ),
            optimizer=optimizer,
            updates=updates,
            optimizer_updates=learner.optimizer_updates + tf.cast(finite, tf.int32),
            statistics=learner.statistics,
            episode_ended=tf.constant(False),
            trials=learner.trials,
        )
        return learner, Descent(fit, loss, norm, rate)

    def _fractions(self, seed: tf.Tensor, updates: tf.Tensor, size: int) -> tuple[tf.Tensor | None, tf.Tensor | None]:
        """Random quantile fractions [B, N'] of the target and [B, N] of the prediction; None of a head without."""
        head = self._spec.head
        counts = (head.target_fractions, head.online_fractions)
        if not any(counts):
            return None, None
        numbers = tf.reshape(uniforms(seed, FRACTIONS_STREAM, updates, size * sum(counts)), [size, sum(counts)])
        return numbers[:, : counts[0]], numbers[:, counts[0] :]


def _each_network(change: Callable[[_Tensors], _Tensors], learner: LearnerState) -> LearnerState:
    """`change` of all three networks and of the optimizer's moments."""
    return learner._replace(
        weights=change(learner.weights),
        target_weights=change(learner.target_weights),
        average_weights=change(learner.average_weights),
        optimizer=OptimizerState(*map(change, learner.optimizer)),
        trials=_each_tried(change, learner.trials),
    )


def _each_tried(change: Callable[[_Tensors], _Tensors], trials: Trials | tuple[()]) -> Trials | tuple[()]:
    if not trials:
        return trials
    playing, tried = (one._replace(weights=change(one.weights)) for one in (trials.playing, trials.tried))
    return trials._replace(playing=playing, tried=tried)


def _blended(old: tuple[tf.Tensor, ...], new: list[tf.Tensor], fraction: tf.Tensor) -> tuple[tf.Tensor, ...]:
    """`fraction` of the new and the rest of the old; exactly the new where the fraction is 1."""
    return tuple((1.0 - fraction) * o + fraction * n for o, n in zip(old, new, strict=True))
