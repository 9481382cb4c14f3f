"""The Q-network as a handful of NumPy calls: what the spectator and evaluations act with.

A compiled program is quick per chunk but costs up to a millisecond per call; one observation through small matrices
costs some microseconds here. It computes the same function as `networks.build_model`, rearranged: the division by the
observation scale and the dueling mean are linear, so both are folded into the neighbouring kernels beforehand.
"""

from collections.abc import Mapping

import numpy as np

from dqn_engine.networks.allowed_actions import best_allowed
from dqn_engine.networks.numpy_normalisation import normaliser
from dqn_engine.networks.spec import NetworkSpec

_BLOCK_ROWS = 1024
"""Observations at a time: what lies between two layers of 128 then stays in a core's cache."""


class NumpyPolicy:
    """A frozen copy of a network; later changes of `weights` don't reach it. Not to be shared between threads.

    A noisy network acts without its noise.
    """

    def __init__(self, spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> None:
        """Copies the weights, float32, named and shaped as `spec.weight_shapes`.

        Raises:
            ValueError: They are not those of `spec`.
        """
        spec.refuse_other_weights(weights)
        (names, *_) = spec.streams.values()
        layers = [(_exact(weights[f"{name}/kernel"]), _exact(weights[f"{name}/bias"])) for name in names]
        layers.append(_last(spec, weights))
        first_kernel, first_bias = layers[0]
        layers[0] = (first_kernel / np.asarray(spec.observation_scale, np.float64)[:, None], first_bias)
        *hidden, (head_kernel, head_bias) = [
            (np.ascontiguousarray(kernel, np.float32), np.ascontiguousarray(bias, np.float32))
            for kernel, bias in layers
        ]
        self._hidden, self._head_kernel, self._head_bias = hidden, head_kernel, head_bias
        self._finishers = [spec.hidden.numpy_finisher(name, weights) for name in names]
        self._values = spec.head.values_of_folded
        self._normalised = normaliser(spec, weights)
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
        if rows > _BLOCK_ROWS:
            blocks = range(0, rows, _BLOCK_ROWS)
            return np.concatenate([self.q_values(observations[first : first + _BLOCK_ROWS]) for first in blocks])
        if rows != self._buffer_rows:
            self._buffers = [np.empty((rows, len(bias)), np.float32) for _, bias in self._hidden]
            self._buffer_rows = rows
        # Cut to a range, and so not linear: the one thing that can't be folded.
        features = self._normalised(observations.astype(np.float32, copy=False))
        for (kernel, bias), finish, out in zip(self._hidden, self._finishers, self._buffers, strict=True):
            np.matmul(features, kernel, out=out)
            out += bias
            finish(out)
            features = out
        return self._values(features @ self._head_kernel + self._head_bias)

    def greedy_actions(self, observations: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
        """Raw observations [B, O] → the action of the largest Q-value, the first of equals: [B] int64.

        `allowed` [B, A] bool says which actions there are to choose from; None: all.
        """
        return best_allowed(self.q_values(observations), allowed)


def _last(spec: NetworkSpec, weights: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The last layers as one, with all of the head in it that is linear, as Q = V + A − mean A is: kernel and bias."""
    of_head = [
        # A bias is a kernel's row of its own: [H + 1, A or 1, K].
        np.vstack([_exact(weights[f"{name}/kernel"]), _exact(weights[f"{name}/bias"])]).reshape(
            spec.hidden.sizes[-1] + 1, -1, spec.head.outputs_per_action
        )
        for name in spec.head_names
    ]
    if spec.dueling:
        value, advantage = of_head
        last = value + advantage - advantage.mean(axis=1, keepdims=True)
    else:
        (last,) = of_head
    last = spec.head.folded(last, weights)
    return last[:-1], last[-1]


def _exact(weight: np.ndarray) -> np.ndarray:
    """In float64, so that folding rounds once only."""
    return np.asarray(weight, np.float64)
