"""The Q-network as a handful of NumPy calls: what the spectator and evaluations act with.

A compiled program is quick per chunk but costs up to a millisecond per call; one observation through small matrices
costs some microseconds here. It computes the same function as `networks.build_model`, rearranged: the division by the
observation scale and the dueling mean are linear, so both are folded into the neighbouring kernels beforehand.
"""

from collections.abc import Mapping

import numpy as np

from dqn_engine.networks.numpy_normalisation import normaliser
from dqn_engine.networks.spec import NetworkSpec

_ZERO = np.float32(0)


class NumpyPolicy:
    """A frozen copy of a network; later changes of `weights` don't reach it. Not to be shared between threads.

    A noisy network acts without its noise.
    """

    def __init__(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> None:
        """Copies the weights, float32, named and shaped as `spec.weight_shapes`.

        Raises:
            ValueError: They are not those of `spec`.
        """
        found = {name: np.shape(weight) for name, weight in weights.items()}
        if found != spec.weight_shapes:
            raise ValueError(f"The weights have shapes {found}, but the network has {spec.weight_shapes}.")
        layers = [
            (_exact(weights[f"hidden_{i}/kernel"]), _exact(weights[f"hidden_{i}/bias"]))
            for i in range(1, len(spec.hidden_sizes) + 1)
        ]
        layers.append(_head(spec, weights))
        first_kernel, first_bias = layers[0]
        layers[0] = (first_kernel / np.asarray(spec.observation_scale, np.float64)[:, None], first_bias)
        *hidden, (head_kernel, head_bias) = [
            (np.ascontiguousarray(kernel, np.float32), np.ascontiguousarray(bias, np.float32))
            for kernel, bias in layers
        ]
        self._hidden, self._head_kernel, self._head_bias = hidden, head_kernel, head_bias
        self._support = np.array(spec.support, np.float32) if spec.value_head == "c51" else None
        self._normalised = normaliser(spec, weights)
        self._tanh = spec.activation == "tanh"
        self._observation_size = spec.observation_size
        self._buffers: list[np.ndarray] = []
        self._buffer_rows = -1

    def q_values(self, observations: np.ndarray) -> np.ndarray:
        """Raw observations [B, O] → Q-values [B, A], a new float32 array.

        Raises:
            ValueError: `observations` has another shape.
        """
        if observations.ndim != 2 or observations.shape[1] != self._observation_size:
            raise ValueError(
                f"Observations have shape {observations.shape}, but must be [B, {self._observation_size}]."
            )
        rows = len(observations)
        if rows != self._buffer_rows:
            self._buffers = [np.empty((rows, len(bias)), np.float32) for _, bias in self._hidden]
            self._buffer_rows = rows
        # Cut to a range, and so not linear: the one thing that can't be folded.
        features = self._normalised(observations.astype(np.float32, copy=False))
        for (kernel, bias), out in zip(self._hidden, self._buffers, strict=True):
            np.matmul(features, kernel, out=out)
            out += bias
            if self._tanh:
                np.tanh(out, out=out)
            else:
                np.maximum(out, _ZERO, out=out)
            features = out
        outputs = features @ self._head_kernel + self._head_bias
        return outputs if self._support is None else _expectations(outputs, self._support)

    def greedy_actions(self, observations: np.ndarray) -> np.ndarray:
        """Raw observations [B, O] → the action of the largest Q-value, the first of equals: [B] int64."""
        return self.q_values(observations).argmax(axis=1)


def _expectations(logits: np.ndarray, support: np.ndarray) -> np.ndarray:
    """[B, A] of the logits [B, A·K] of as many values as `support` [K] has."""
    logits = logits.reshape(len(logits), logits.shape[1] // len(support), len(support))
    weights = np.exp(logits - logits.max(axis=2, keepdims=True))
    return (weights @ support) / weights.sum(axis=2)


def _head(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Kernel [H, A] and bias [A] that give Q from the last hidden layer at once; for C51, [H, A·K] and [A·K] of logits.

    Both Q = V + A − mean A and the mean of quantiles are linear, and so folded.
    """
    of_head = [
        # A bias is a kernel's row of its own: [H + 1, A or 1, K].
        np.vstack([_exact(weights[f"{name}/kernel"]), _exact(weights[f"{name}/bias"])]).reshape(
            spec.hidden_sizes[-1] + 1, -1, spec.atoms
        )
        for name in spec.head_names
    ]
    if spec.dueling:
        value, advantage = of_head
        head = value + advantage - advantage.mean(axis=1, keepdims=True)
    else:
        (head,) = of_head
    if spec.value_head == "qr-dqn":
        head = head.mean(axis=2, keepdims=True)
    head = head.reshape(len(head), -1)
    return head[:-1], head[-1]


def _exact(weight: np.ndarray) -> np.ndarray:
    """In float64, so that folding rounds once only."""
    return np.asarray(weight, np.float64)
