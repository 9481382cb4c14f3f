"""What the network is trained towards: pure functions of tensors, each with its paper. No state, no randomness.

Where an environment gives action masks, the next action is one of those allowed in the next state (Huang and Ontañón
2022 on invalid action masking; for values it means that a maximum or a softmax is over the allowed actions alone).
"""

from typing import NamedTuple

import tensorflow as tf

from dqn_engine.networks.allowed_actions import only_allowed_tensor


def chosen(outputs: tf.Tensor, action: tf.Tensor) -> tf.Tensor:
    """What `outputs` [B, A] or [B, A, K] say of one action each, `action` [B] int: [B] or [B, K]."""
    action.shape.assert_has_rank(1)
    outputs.shape.with_rank_at_least(2)
    mask = tf.one_hot(action, outputs.shape[1], dtype=outputs.dtype)
    if outputs.shape.rank == 3:
        mask = mask[:, :, tf.newaxis]
    return tf.reduce_sum(outputs * mask, axis=1)


def next_outputs(outputs_t: tf.Tensor, q_t_selector: tf.Tensor, allowed_t: tf.Tensor | None = None) -> tf.Tensor:
    """What the evaluating network says of the next state's action: of Q-values Q_value(s', argmax_a Q_selector(s', a)).

    DQN passes the target network as both (Mnih et al. 2015). Double DQN lets the online network select and the target
    network evaluate (van Hasselt, Guez and Silver 2016).

    Args:
        outputs_t: [B, A] Q-values that evaluate, or [B, A, K] of a distributional head.
        q_t_selector: [B, A] Q-values that select.
        allowed_t: [B, A] bool, the actions to choose from; None: all.

    Returns:
        [B] or [B, K].
    """
    return chosen(outputs_t, next_actions(q_t_selector, allowed_t))


def next_actions(q_t_selector: tf.Tensor, allowed_t: tf.Tensor | None = None) -> tf.Tensor:
    """The best [B] int64 of the actions in the next state, by Q-values [B, A], of those `allowed_t` or of all."""
    q_t_selector.shape.assert_has_rank(2)
    if allowed_t is not None:
        q_t_selector = only_allowed_tensor(q_t_selector, allowed_t)
    return tf.argmax(q_t_selector, axis=1)


def td_targets(return_n: tf.Tensor, bootstrap_discount: tf.Tensor, next_value: tf.Tensor) -> tf.Tensor:
    """n-step targets, R + discount · next value; the discount is 0 where the episode terminated (never at truncation).

    Args:
        return_n: [B] discounted rewards of up to n steps.
        bootstrap_discount: [B] γ^k after k steps without termination, 0 after termination.
        next_value: [B]; or [B, K] or [1, K] values that the next return may have.

    Returns:
        [B] or [B, K], without gradient.
    """
    for tensor in (return_n, bootstrap_discount):
        tensor.shape.assert_has_rank(1)
    if next_value.shape.rank == 2:
        return_n, bootstrap_discount = return_n[:, tf.newaxis], bootstrap_discount[:, tf.newaxis]
    else:
        next_value.shape.assert_has_rank(1)
    return tf.stop_gradient(return_n + bootstrap_discount * next_value)


class MunchausenTerms(NamedTuple):
    """What a target of Munchausen DQN has beside the rewards."""

    log_probability: tf.Tensor  # [B] τ log π(a|s), before it is clipped
    bonus: tf.Tensor  # [B] α times that, clipped
    next_value: tf.Tensor  # [B] soft value of the state after n steps


def munchausen_targets(return_n: tf.Tensor, bootstrap_discount: tf.Tensor, terms: MunchausenTerms) -> tf.Tensor:
    """Targets of Munchausen DQN (Vieillard, Pietquin and Geist 2020, eq. 1) of their terms, [B] each: [B]."""
    return td_targets(return_n + terms.bonus, bootstrap_discount, terms.next_value)


def munchausen_terms(
    q_tm1_target: tf.Tensor,
    q_t_target: tf.Tensor,
    action: tf.Tensor,
    *,
    alpha: tf.Tensor,
    temperature: tf.Tensor,
    lowest: tf.Tensor,
    allowed_tm1: tf.Tensor | None = None,
    allowed_t: tf.Tensor | None = None,
) -> MunchausenTerms:
    """The terms of Munchausen DQN's targets, from the target network alone.

    With π = softmax(Q / τ): R + α · τ log π(a|s) + discount · Σ π(a'|s') (Q(s', a') − τ log π(a'|s')), where the
    first log-probability is clipped to [l0, 0]. Since τ log π = Q − V and the sum is V, with V = τ log Σ exp(Q / τ),
    two soft values are all it takes. With n-step returns the log-probability is that of the first step.

    Args:
        q_tm1_target: [B, A] of the state acted in.
        q_t_target: [B, A] of the state after n steps.
        action: [B] int32.
        alpha: [] weight of the log-probability.
        temperature: [] τ.
        lowest: [] l0 ≤ 0.
        allowed_tm1: [B, A] bool, the actions that π chose from in the state acted in; None: all.
        allowed_t: [B, A] bool, and those that it chooses from after n steps.
    """
    action.shape.assert_has_rank(1)
    for tensor in (q_tm1_target, q_t_target):
        tensor.shape.assert_has_rank(2)
    log_probability = chosen(q_tm1_target, action) - soft_values(q_tm1_target, temperature, allowed_tm1)
    bonus = alpha * tf.clip_by_value(log_probability, lowest, 0.0)
    return MunchausenTerms(log_probability, bonus, soft_values(q_t_target, temperature, allowed_t))


def soft_values(q_values: tf.Tensor, temperature: tf.Tensor, allowed: tf.Tensor | None = None) -> tf.Tensor:
    """τ log Σ exp(Q / τ) of Q-values [B, A]: [B], over `allowed` [B, A] or all. It is the largest as τ goes to 0."""
    if allowed is not None:
        q_values = only_allowed_tensor(q_values, allowed)  # exp(−∞) is 0.
    largest = tf.reduce_max(q_values, axis=1, keepdims=True)
    return largest[:, 0] + temperature * tf.math.log(tf.reduce_sum(tf.exp((q_values - largest) / temperature), axis=1))
