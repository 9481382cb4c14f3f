"""Finds out, while C51 trains, whether returns go beyond its range: then probability piles up at an edge.

Only where nothing is known of the rewards, or a range that is too narrow was set on purpose; a range that holds all
returns may well have much of the probability at its edge, as that of a pole that never falls.

Nothing of the run is changed: rewards are read off the metrics, and the averaged network is asked now and then.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.networks import compiled_network, observation_statistics, state_numbers
from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.known_returns import known_returns
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.values import Knobs
from dqn_engine.training.metrics import COLUMN
from dqn_engine.training.program import Program

EVERY_STEPS = 2000
"""Environment steps from one look at the network to the next."""

MUCH = 0.25
"""Probability at an edge, on average, that is worth a word."""

_STATES = 64
_TOLERANCE = 1e-3
"""Of the range's width: returns that go so little beyond it."""


class RangeEdge(NamedTuple):
    """Where probability piles up: `edge` is the hyperparameter, `value` its number."""

    edge: str
    value: float
    probability: float


class RangeWatch:
    """Watches a run whose value head is `head`; give it every chunk's metrics."""

    def __init__(self, head: Categorical, knobs: Knobs, info: EnvironmentInfo) -> None:
        self._head, self._environments = head, knobs["num_envs"]
        known = known_returns(knobs, info)
        # Which edges can't be passed, where that is known.
        self._passed: dict[str, bool] | None = None
        as_declared = info.rewards_declared and knobs["reward_shaping"] in ("none", "scale")
        if known is not None and not as_declared:  # What is only declared may be exceeded.
            self._passed = {"v_min": known.low < head.v_min, "v_max": known.high > head.v_max}
        self._lowest: dict[bool, float] = {}
        self._highest: dict[bool, float] = {}
        self._told: set[str] = set()
        self._looked_step = 0
        # A run that is resumed may be in the middle of an episode, whose return so far isn't known.
        self._returns, self._next = [math.nan] * self._environments, 0

    def begin_episodes(self) -> None:
        """New episodes begin in all environments."""
        self._returns, self._next = [0.0] * self._environments, 0

    def observe(self, metrics: np.ndarray, knobs: Knobs) -> None:
        """Takes the metrics [T, M] of the steps that come next."""
        if self._passed is not None:
            return
        for total, ended in zip(metrics[:, COLUMN.episode_return].tolist(), metrics[:, COLUMN.ended], strict=True):
            before, self._returns[self._next] = self._returns[self._next], 0.0 if ended else total
            self._next = (self._next + 1) % self._environments
            if math.isnan(before):
                continue
            reward, last = _learned(total - before, knobs), bool(ended == 1.0)
            self._lowest[last] = min(reward, self._lowest.get(last, reward))
            self._highest[last] = max(reward, self._highest.get(last, reward))

    def look(self, program: Program, env_steps: int, gamma: float) -> RangeEdge | None:
        """An edge with much probability that returns go beyond, each once; looks every few steps only."""
        if env_steps - self._looked_step < EVERY_STEPS:
            return None
        self._looked_step = env_steps
        possible = [edge for edge in ("v_min", "v_max") if edge not in self._told and self._goes_beyond(edge, gamma)]
        if not possible:
            return None
        found = edge_probabilities(program.spec, program.policy_weights(), program.stored_observations(_STATES))
        for edge in possible:
            if found[edge] > MUCH:
                self._told.add(edge)
                return RangeEdge(edge, getattr(self._head, edge), found[edge])
        return None

    def _goes_beyond(self, edge: str, gamma: float) -> bool:
        """Whether the return of some step, of a reward and a value inside the range, lies outside of it."""
        if self._passed is not None:
            return self._passed[edge]
        margin = _TOLERANCE * (self._head.v_max - self._head.v_min)
        value = getattr(self._head, edge)
        if edge == "v_max":
            going, last = self._highest.get(False, 0.0), self._highest.get(True, 0.0)
            return max(going + gamma * value, last) > value + margin
        going, last = self._lowest.get(False, 0.0), self._lowest.get(True, 0.0)
        return min(going + gamma * value, last) < value - margin


def edge_probabilities(
    spec: NetworkSpec, weights: Mapping[str, np.ndarray], observations: np.ndarray
) -> dict[str, float]:
    """What the network of C51 gives its first and last value in raw observations [N, …], for the greedy actions."""
    weights_packed = tuple(tf.constant(array) for array in compiled_network.pack(spec, weights))
    statistics = observation_statistics.from_weights(spec, weights)
    kept = tf.constant(state_numbers.kept_array(spec, observations))
    inputs = observation_statistics.normalised(spec, statistics, kept)
    outputs = compiled_network.outputs(spec, compiled_network.parts(spec, weights_packed)[0], inputs)
    greedy = tf.argmax(spec.head.expectations(outputs), axis=1)
    probabilities = tf.reduce_mean(tf.nn.softmax(tf.gather(outputs, greedy, axis=1, batch_dims=1)), axis=0).numpy()
    return {"v_min": float(probabilities[0]), "v_max": float(probabilities[-1])}


def _learned(reward: float, knobs: Knobs) -> float:
    """A reward of the environment as it is learned from; one that is made of observations is always known."""
    match knobs["reward_shaping"]:
        case "scale":
            return reward * knobs["reward_scale"]
        case "clip":
            return min(max(reward, -knobs["reward_clip"]), knobs["reward_clip"])
        case _:
            return reward
