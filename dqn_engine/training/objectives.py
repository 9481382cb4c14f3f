"""What an update brings the network towards, and how far off it is: one class per kind of value head.

Each has a `target`, computed without gradient, and a `fit`, whose losses are differentiated. Weights come in packed and
ready for use, with their noise already in them where a network is noisy.
"""

from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.networks import compiled_network
from dqn_engine.networks.compiled_network import Packed
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.ring import NStepBatch
from dqn_engine.training import distributions, targets
from dqn_engine.training.live_inputs import RunKnobs


class Fit(NamedTuple):
    """How a batch fits its targets."""

    losses: tf.Tensor  # [B]
    surprise: tf.Tensor  # [B] ≥ 0, what priorities are made of
    td_error: tf.Tensor  # [B] Q(s, a) − the target's value
    q_chosen: tf.Tensor  # [B] Q(s, a)
    q_values: tf.Tensor  # [B, A]


class ExpectedValues:
    """The network gives Q-values; the surprise is |δ|. Munchausen or (Double) DQN."""

    def __init__(self, spec: NetworkSpec, munchausen: bool) -> None:
        self._spec, self._munchausen = spec, munchausen

    def target(self, evaluator: Packed, selector: Packed, batch: NStepBatch, knobs: RunKnobs) -> tf.Tensor:
        """What Q(s, a) of each transition should be: [B].

        Args:
            evaluator: The target network.
            selector: The online network, which selects with Double DQN.
            batch: What was drawn.
            knobs: As they are now.
        """
        q_t_value = compiled_network.q_values(self._spec, evaluator, batch.next_observation)
        if self._munchausen:
            return targets.munchausen_targets(
                batch.return_n,
                batch.bootstrap_discount,
                compiled_network.q_values(self._spec, evaluator, batch.observation),
                q_t_value,
                batch.action,
                alpha=knobs.munchausen_alpha,
                temperature=knobs.munchausen_temperature,
                lowest=knobs.munchausen_clip,
            )
        q_t_selector = _selecting_values(self._spec, selector, batch, knobs, q_t_value)
        return targets.td_targets(
            batch.return_n, batch.bootstrap_discount, targets.next_values(q_t_value, q_t_selector)
        )

    def fit(self, weights: Packed, batch: NStepBatch, target: tf.Tensor, knobs: RunKnobs) -> Fit:
        """How `weights` fit `target`; Huber or squared loss."""
        q_values = compiled_network.q_values(self._spec, weights, batch.observation)
        q_chosen = tf.reduce_sum(q_values * tf.one_hot(batch.action, self._spec.action_count), axis=1)
        td_error = q_chosen - target
        losses = targets.element_losses(td_error, knobs.huber_delta, knobs.squared_loss > 0.5)
        return Fit(losses, tf.abs(td_error), td_error, q_chosen, q_values)


class Categorical:
    """C51: the network gives the logits of a distribution over fixed atoms; the surprise is the divergence."""

    def __init__(self, spec: NetworkSpec) -> None:
        self._spec = spec

    def target(self, evaluator: Packed, selector: Packed, batch: NStepBatch, knobs: RunKnobs) -> tf.Tensor:
        """What the probabilities of Z(s, a)'s atoms should be: [B, K]. Arguments as in `ExpectedValues`."""
        logits = _next_distribution(self._spec, evaluator, selector, batch, knobs)
        return distributions.categorical_projection(
            tf.nn.softmax(logits), batch.return_n, batch.bootstrap_discount, self._spec.support
        )

    def fit(self, weights: Packed, batch: NStepBatch, target: tf.Tensor, knobs: RunKnobs) -> Fit:
        """How `weights` fit `target`."""
        del knobs
        outputs = compiled_network.outputs(self._spec, weights, batch.observation)
        losses = distributions.divergences(distributions.chosen(outputs, batch.action), target)
        q_values = compiled_network.expectations(self._spec, outputs)
        q_chosen = tf.reduce_sum(q_values * tf.one_hot(batch.action, self._spec.action_count), axis=1)
        target_value = tf.reduce_sum(target * np.array(self._spec.support, np.float32), axis=1)
        return Fit(losses, losses, q_chosen - target_value, q_chosen, q_values)


class Quantiles:
    """QR-DQN: the network gives equally likely values of the return; the surprise is the quantile Huber loss."""

    def __init__(self, spec: NetworkSpec) -> None:
        self._spec = spec

    def target(self, evaluator: Packed, selector: Packed, batch: NStepBatch, knobs: RunKnobs) -> tf.Tensor:
        """Equally likely values that Z(s, a) should have: [B, K]. Arguments as in `ExpectedValues`."""
        following = _next_distribution(self._spec, evaluator, selector, batch, knobs)
        return tf.stop_gradient(batch.return_n[:, tf.newaxis] + batch.bootstrap_discount[:, tf.newaxis] * following)

    def fit(self, weights: Packed, batch: NStepBatch, target: tf.Tensor, knobs: RunKnobs) -> Fit:
        """How `weights` fit `target`."""
        outputs = compiled_network.outputs(self._spec, weights, batch.observation)
        quantiles = distributions.chosen(outputs, batch.action)
        losses = distributions.quantile_losses(quantiles, target, knobs.huber_delta)
        q_chosen = tf.reduce_mean(quantiles, axis=1)
        td_error = q_chosen - tf.reduce_mean(target, axis=1)
        return Fit(losses, losses, td_error, q_chosen, compiled_network.expectations(self._spec, outputs))


def _next_distribution(
    spec: NetworkSpec, evaluator: Packed, selector: Packed, batch: NStepBatch, knobs: RunKnobs
) -> tf.Tensor:
    """The target network's outputs [B, K] for the action of the largest expectation, by Double DQN or without."""
    outputs = compiled_network.outputs(spec, evaluator, batch.next_observation)
    q_t_selector = _selecting_values(spec, selector, batch, knobs, compiled_network.expectations(spec, outputs))
    return distributions.chosen(outputs, tf.argmax(q_t_selector, axis=1))


def _selecting_values(
    spec: NetworkSpec, selector: Packed, batch: NStepBatch, knobs: RunKnobs, q_t_value: tf.Tensor
) -> tf.Tensor:
    """The values [B, A] that choose the next action: the selector's with Double DQN, without it the evaluator's own.

    Convolutions are worth a branch of the program; a small network's pass costs less than that.
    """

    def online() -> tf.Tensor:
        return compiled_network.q_values(spec, selector, batch.next_observation)

    if spec.image_shape:
        return tf.cond(knobs.double > 0.5, online, lambda: q_t_value)
    return tf.where(knobs.double > 0.5, online(), q_t_value)


def objective_of(spec: NetworkSpec, *, munchausen: bool) -> ExpectedValues | Categorical | Quantiles:
    """The objective that belongs to the network's value head; `munchausen` goes with expected values only."""
    match spec.value_head:
        case "c51":
            return Categorical(spec)
        case "qr-dqn":
            return Quantiles(spec)
        case _:
            return ExpectedValues(spec, munchausen)
