"""What an update brings the network towards, and how far off it is, whatever its value head.

The target is computed without gradient, the losses of a fit are differentiated. What is common to all heads is here:
which action comes next (Double DQN or not), n-step bootstrapping, Munchausen. What a head adds is its own. Weights come
in packed and ready for use, with their noise already in them where a network is noisy.
"""

from typing import NamedTuple

import tensorflow as tf

from dqn_engine.networks import compiled_network
from dqn_engine.networks.allowed_actions import only_allowed_tensor
from dqn_engine.networks.compiled_network import Packed
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.ring import NStepBatch
from dqn_engine.training import targets
from dqn_engine.training.live_inputs import RunKnobs
from dqn_engine.training.targets import MunchausenTerms


class Target(NamedTuple):
    """What a batch is brought towards, and what that was made of."""

    learned: tf.Tensor  # [B] or [B, K], what the head should say of each transition's action
    q_values: tf.Tensor  # [B, A] Q(s', ·) of the target network, which values
    q_selecting: tf.Tensor  # [B, A] those by which the next action is chosen
    next_action: tf.Tensor  # [B] int64, that action; with Munchausen the target network's best
    following: tf.Tensor  # [B] or [B, K], what the target network says of it; with Munchausen the soft value
    munchausen: MunchausenTerms | tuple[()] = ()  # empty without


class Fit(NamedTuple):
    """How a batch fits its targets."""

    losses: tf.Tensor  # [B]
    surprise: tf.Tensor  # [B] ≥ 0, what priorities are made of
    td_error: tf.Tensor  # [B] Q(s, a) − the target's value
    q_chosen: tf.Tensor  # [B] Q(s, a)
    q_values: tf.Tensor  # [B, A], −∞ of actions that weren't allowed
    predicted: tf.Tensor  # [B] or [B, K], what the head says of each transition's action


class Objective:
    """What the network of `spec` learns, by (Double) DQN or, with expected values, by Munchausen DQN."""

    def __init__(self, spec: NetworkSpec, *, munchausen: bool) -> None:
        self._spec, self._munchausen = spec, munchausen

    def target(
        self,
        evaluator: Packed,
        selector: Packed,
        batch: NStepBatch,
        knobs: RunKnobs,
        fractions: tf.Tensor | None = None,
    ) -> tf.Tensor:
        """What the head should say of each transition's action: [B] or [B, K]. Arguments as of `target_in_parts`."""
        return self.target_in_parts(evaluator, selector, batch, knobs, fractions).learned

    def target_in_parts(
        self,
        evaluator: Packed,
        selector: Packed,
        batch: NStepBatch,
        knobs: RunKnobs,
        fractions: tf.Tensor | None = None,
    ) -> Target:
        """What the head should say of each transition's action, and what that was made of.

        Args:
            evaluator: The target network.
            selector: The online network, which selects with Double DQN.
            batch: What was sampled.
            knobs: As they are now.
            fractions: [B, N'] random quantile fractions, for a head that samples them.
        """
        head = self._spec.head
        outputs = compiled_network.outputs(self._spec, evaluator, batch.next_observation, fractions)
        allowed_t = batch.masks.after if batch.masks else None
        if self._munchausen:
            terms = targets.munchausen_terms(
                compiled_network.q_values(self._spec, evaluator, batch.observation),
                outputs,
                batch.action,
                alpha=knobs.munchausen_alpha,
                temperature=knobs.munchausen_temperature,
                lowest=knobs.munchausen_clip,
                allowed_tm1=batch.masks.before if batch.masks else None,
                allowed_t=allowed_t,
            )
            learned = targets.munchausen_targets(batch.return_n, batch.bootstrap_discount, terms)
            best = targets.next_actions(outputs, allowed_t)
            return Target(learned, outputs, outputs, best, terms.next_value, terms)
        if fractions is None:
            q_t_value = head.expectations(outputs)
        else:  # Actions are chosen by the head's own fractions, as in play.
            q_t_value = compiled_network.q_values(self._spec, evaluator, batch.next_observation)
        selecting = self._selecting_values(selector, batch, knobs, q_t_value)
        following = targets.next_outputs(outputs, selecting, allowed_t)
        moved = targets.td_targets(batch.return_n, batch.bootstrap_discount, head.possible_returns(following))
        best = targets.next_actions(selecting, allowed_t)
        return Target(head.target(moved, following), q_t_value, selecting, best, following)

    def fit(
        self, weights: Packed, batch: NStepBatch, target: tf.Tensor, knobs: RunKnobs, fractions: tf.Tensor | None = None
    ) -> Fit:
        """How `weights` fit `target`; `fractions` are [B, N]."""
        head = self._spec.head
        outputs = compiled_network.outputs(self._spec, weights, batch.observation, fractions)
        q_values = head.expectations(outputs)
        q_chosen = targets.chosen(q_values, batch.action)
        td_error = q_chosen - head.target_values(target)
        predicted = targets.chosen(outputs, batch.action)
        losses = self._losses(predicted, target, knobs, fractions)
        if batch.masks:
            q_values = only_allowed_tensor(q_values, batch.masks.before)
        return Fit(losses, head.surprises(losses, td_error), td_error, q_chosen, q_values, predicted)

    def slopes(
        self, predicted: tf.Tensor, target: tf.Tensor, knobs: RunKnobs, fractions: tf.Tensor | None = None
    ) -> tf.Tensor:
        """How each loss changes with what the head says: ∂ loss / ∂ predicted, of its shape [B] or [B, K]."""
        with tf.GradientTape() as tape:
            tape.watch(predicted)
            losses = self._losses(predicted, target, knobs, fractions)
        return tape.gradient(losses, predicted)

    def _losses(
        self, predicted: tf.Tensor, target: tf.Tensor, knobs: RunKnobs, fractions: tf.Tensor | None
    ) -> tf.Tensor:
        return self._spec.head.losses(
            predicted,
            target,
            fractions=fractions,
            huber_delta=knobs.huber_delta,
            squared=knobs.squared_loss > 0.5,
        )

    def _selecting_values(
        self, selector: Packed, batch: NStepBatch, knobs: RunKnobs, q_t_value: tf.Tensor
    ) -> tf.Tensor:
        """The values [B, A] that choose the next action: the selector's with Double DQN, else the evaluator's own.

        Convolutions are worth a branch of the program; a small network's pass costs less than that.
        """

        def online() -> tf.Tensor:
            return compiled_network.q_values(self._spec, selector, batch.next_observation)

        if self._spec.image_shape:
            return tf.cond(knobs.double > 0.5, online, lambda: q_t_value)
        return tf.where(knobs.double > 0.5, online(), q_t_value)
