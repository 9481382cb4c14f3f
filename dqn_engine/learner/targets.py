"""What the network is trained towards: pure functions of tensors, each with its paper. No state, no randomness."""

import tensorflow as tf


def next_values(q_t_value: tf.Tensor, q_t_selector: tf.Tensor) -> tf.Tensor:
    """The value of the next state, Q_value(s', argmax_a Q_selector(s', a)).

    DQN passes the target network as both (Mnih et al. 2015). Double DQN lets the online network select and the target
    network evaluate (van Hasselt, Guez and Silver 2016).

    Args:
        q_t_value: [B, A] Q-values that evaluate.
        q_t_selector: [B, A] Q-values that select.

    Returns:
        [B].
    """
    q_t_value.shape.assert_has_rank(2)
    q_t_selector.shape.assert_has_rank(2)
    chosen = tf.one_hot(tf.argmax(q_t_selector, axis=1), q_t_value.shape[1], dtype=q_t_value.dtype)
    return tf.reduce_sum(q_t_value * chosen, axis=1)


def td_targets(return_n: tf.Tensor, bootstrap_discount: tf.Tensor, next_value: tf.Tensor) -> tf.Tensor:
    """n-step targets, R + discount · next value; the discount is 0 where the episode terminated (never at truncation).

    Args:
        return_n: [B] discounted rewards of up to n steps.
        bootstrap_discount: [B] γ^k after k steps without termination, 0 after termination.
        next_value: [B].

    Returns:
        [B], without gradient.
    """
    for tensor in (return_n, bootstrap_discount, next_value):
        tensor.shape.assert_has_rank(1)
    return tf.stop_gradient(return_n + bootstrap_discount * next_value)


def element_losses(td_error: tf.Tensor, huber_delta: tf.Tensor, squared: tf.Tensor) -> tf.Tensor:
    """Loss per transition [B]: ½δ² where |δ| ≤ κ, else κ(|δ| − ½κ) (Huber 1964); with `squared`, ½δ² everywhere.

    Args:
        td_error: [B] prediction − target.
        huber_delta: [] κ.
        squared: [] bool.
    """
    td_error.shape.assert_has_rank(1)
    size = tf.abs(td_error)
    inner = tf.where(squared, size, tf.minimum(size, huber_delta))
    return inner * (size - 0.5 * inner)


def importance_weights(probability: tf.Tensor, beta: tf.Tensor) -> tf.Tensor:
    """w_i = (N·P(i))^−β, divided by the largest in the batch (Schaul et al. 2016, §3.4).

    Args:
        probability: [B] each drawn transition's probability, positive, up to a common factor.
        beta: [].

    Returns:
        [B] in (0, 1].
    """
    probability.shape.assert_has_rank(1)
    # (N·P)^−β / max_j (N·P_j)^−β = (P_i / min_j P_j)^−β: N cancels, and nothing can overflow.
    return tf.pow(tf.reduce_min(probability) / probability, beta)
