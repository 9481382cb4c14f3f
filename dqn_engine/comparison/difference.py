"""How two runs or checkpoints differ: what they were told, what was changed, who saved them, weights, behaviour.

Weights say little by themselves: hidden units may have changed places and nothing be otherwise. So that behaviour is
compared as well, in states that both know: what each does in all of them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dqn_engine.comparison.sides import Side, changes_of
from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import plain_knobs
from dqn_engine.environments.global_generators import NumbersApart
from dqn_engine.play.evaluation import Evaluator, Policy
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import percent

STATES = 1_000
RANDOM_ACTIONS = 0.1
"""The fraction of actions that are random while states are collected, so that they aren't all of one path."""

_EPISODES, _MOST_MET, _SEED = 32, 20_000, 2**31
_CLEAR = 1e-6
"""Two values closer than this fraction of their size are taken as a tie: either action is greedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerDistance:
    """How far apart two arrays of numbers are.

    Attributes:
        distance: The Euclidean norm of their difference.
        relative: That as a fraction of the norm of the first; NaN where that is zero.
        largest: The largest difference of a number.
    """

    distance: float
    relative: float
    largest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightsDistance:
    """How far apart two networks' weights are: as a whole, and by layers."""

    whole: LayerDistance
    layers: Mapping[str, LayerDistance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What two agents do in the same states.

    Attributes:
        states: How many.
        equal_actions: The fraction of them in which the greedy actions are the same.
        ties: In how many of them one of the two hasn't a single best action.
        mean_difference: Of the Q-values, over states and actions, without sign.
        largest_difference: The largest of them.
    """

    states: int
    equal_actions: float
    ties: int
    mean_difference: float
    largest_difference: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedStates:
    """States that are shown to all agents that are compared.

    Attributes:
        observations: [N, …], as the environment gives them.
        allowed: [N, A] bool, the actions that may be taken; None where all may.
    """

    observations: np.ndarray
    allowed: np.ndarray | None


def differing_knobs(sides: Sequence[Side]) -> dict[str, list[object]]:
    """The hyperparameters that they began with, where not all are equal: a value for each side."""
    plain = [plain_knobs(side.config.knobs) for side in sides]
    values = {knob.name: [one[knob.name] for one in plain] for knob in KNOBS}
    return {name: found for name, found in values.items() if any(value != found[0] for value in found)}


def differing_versions(sides: Sequence[Side]) -> dict[str, list[str | None]]:
    """The versions that saved them, where not all are equal: one for each side, None where nothing says so."""
    names = sorted({name for side in sides for name in side.versions})
    values = {name: [side.versions.get(name) for side in sides] for name in names}
    return {name: found for name, found in values.items() if any(value != found[0] for value in found)}


def weights_distance(a: Side, b: Side) -> WeightsDistance | Sentence:
    """How far apart the weights are; a sentence that says why that can't be said."""
    here, there = a.saved.weights, b.saved.weights
    for name in [*here, *(name for name in there if name not in here)]:
        if name not in here or name not in there:
            return Sentence("The networks can't be subtracted: only one of them has {layer}.", layer=name)
        if here[name].shape != there[name].shape:
            return Sentence(
                "The networks can't be subtracted: {layer} is {here} in the first and {there} in the second.",
                layer=name,
                here=_shape(here[name]),
                there=_shape(there[name]),
            )
    layers = {name: _distance(here[name].ravel(), there[name].ravel()) for name in here}
    whole = _distance(*(np.concatenate([weights[name].ravel() for name in here]) for weights in (here, there)))
    return WeightsDistance(whole=whole, layers=layers)


def trouble_beside(first: Side, other: Side) -> Sentence | None:
    """Why two can't be shown the same states; None where they can."""
    if any(
        getattr(other.config, what) != getattr(first.config, what) for what in ("environment", "environment_module")
    ):
        return Sentence(
            "Behaviour can't be compared: one plays {first}, another {other}.",
            first=first.config.environment,
            other=other.config.environment,
        )
    for name in ("frame_stack", "action_mask"):
        if other.config.knobs[name] != first.config.knobs[name]:
            return Sentence(
                "Behaviour can't be compared: {name} is {first} in one and {other} in another, so that they aren't "
                "shown the same.",
                name=name,
                first=first.config.knobs[name],
                other=other.config.knobs[name],
            )
    return None


def shared_states(sides: Sequence[Side]) -> SharedStates:
    """States for all of these, each of which can be shown the same as the first.

    They are met by each of them in turn, playing greedily with `RANDOM_ACTIONS` of random actions on the real
    environment from starts that no training has; as many by each, evenly spread over what it met.
    """
    counts = [STATES // len(sides) + (place < STATES % len(sides)) for place in range(len(sides))]
    met = [_states_met(side, count) for side, count in zip(sides, counts, strict=True)]
    masks = [states.allowed for states in met if states.allowed is not None]
    return SharedStates(
        observations=np.concatenate([states.observations for states in met]),
        allowed=np.concatenate(masks) if len(masks) == len(met) else None,
    )


def states_are() -> Sentence:
    """Which states behaviour is compared in."""
    return Sentence(
        "{states:,} states, as many met by each agent as by the others while it plays greedily with {random} "
        "random actions, from starts that no training has.",
        states=STATES,
        random=percent(RANDOM_ACTIONS),
    )


def behaviour(a: Policy, b: Policy, states: SharedStates) -> Behaviour:
    """What two agents do in the same states. Both have `q_values`."""
    of_a, of_b = (_values(policy, states) for policy in (a, b))
    best_a, best_b = (_greedy(values, states) for values in (of_a, of_b))
    apart = np.abs(of_a - of_b)
    tied = _ties(of_a, states) | _ties(of_b, states)
    return Behaviour(
        states=len(apart),
        equal_actions=float((best_a == best_b).mean()),
        ties=int(tied.sum()),
        mean_difference=float(apart.mean()),
        largest_difference=float(apart.max()),
    )


def difference(sides: Sequence[Side]) -> dict[str, Any]:
    """All of it as plain values: `sides`, what differs among all, and `pairs`, each of the others beside the first."""
    troubles = [trouble_beside(sides[0], side) for side in sides]
    together = [side for side, trouble in zip(sides, troubles, strict=True) if trouble is None]
    states = shared_states(together) if len(together) > 1 else None
    first = sides[0].policy() if states is not None else None
    pairs: list[dict[str, Any]] = []
    for place, other in enumerate(sides[1:], start=1):
        distance = weights_distance(sides[0], other)
        pairs.append(
            {
                "first": 0,
                "second": place,
                "weights": None if isinstance(distance, Sentence) else _weights_fields(distance),
                "weights_trouble": distance if isinstance(distance, Sentence) else None,
                "behaviour": None
                if states is None or first is None or troubles[place] is not None
                else _fields(behaviour(first, other.policy(), states)),
                "behaviour_trouble": troubles[place],
            }
        )
    return {
        "sides": [_side_fields(side) for side in sides],
        "hyperparameters": differing_knobs(sides),
        "versions": differing_versions(sides),
        "same_environment": all(side.config.environment == sides[0].config.environment for side in sides),
        "same_seed": all(side.config.seed == sides[0].config.seed for side in sides),
        "same_changes": all(changes_of(side.ledger) == changes_of(sides[0].ledger) for side in sides),
        "same_weights": all(side.weights_sha256 == sides[0].weights_sha256 for side in sides),
        "states": states_are(),
        "pairs": pairs,
    }


class _Meeting:
    """Plays as another does, now and then at random, and notes what it is shown."""

    def __init__(self, policy: Policy, actions: int) -> None:
        self._policy, self._actions = policy, actions
        self._random = np.random.Generator(np.random.Philox(key=_SEED))
        self.observations: list[np.ndarray] = []
        self.allowed: list[np.ndarray] = []
        self.met = 0

    def greedy_actions(self, observations: np.ndarray, allowed: np.ndarray | None = None) -> np.ndarray:
        self.observations.append(observations.copy())
        if allowed is not None:
            self.allowed.append(allowed.copy())
        self.met += len(observations)
        chosen = np.asarray(self._policy.greedy_actions(observations, allowed)).copy()
        may = np.ones((len(observations), self._actions), bool) if allowed is None else allowed
        scores = self._random.random(may.shape)
        random = self._random.random(len(observations)) < RANDOM_ACTIONS
        chosen[random] = np.where(may, scores, -1.0).argmax(axis=1)[random]
        return chosen


def _states_met(side: Side, count: int) -> SharedStates:
    knobs = side.config.knobs
    evaluator = Evaluator(side.config.environment, knobs["frame_stack"], knobs["action_mask"])
    meeting = _Meeting(side.policy(), side.saved.spec.action_count)
    try:
        with NumbersApart(_SEED).in_use():
            for _ in evaluator.step_by_step(meeting, _EPISODES, _SEED):
                if meeting.met >= _MOST_MET:
                    break
    finally:
        evaluator.close()
    observations = np.concatenate(meeting.observations)
    chosen = np.linspace(0, len(observations) - 1, count).round().astype(np.int64)
    return SharedStates(
        observations=observations[chosen],
        allowed=np.concatenate(meeting.allowed)[chosen] if meeting.allowed else None,
    )


def _values(policy: Any, states: SharedStates) -> np.ndarray:
    return np.asarray(policy.q_values(states.observations), np.float64)


def _greedy(values: np.ndarray, states: SharedStates) -> np.ndarray:
    return (values if states.allowed is None else np.where(states.allowed, values, -np.inf)).argmax(axis=1)


def _ties(values: np.ndarray, states: SharedStates) -> np.ndarray:
    """[N] bool: whether the two best are as good as equal."""
    if values.shape[1] < 2:
        return np.zeros(len(values), bool)
    may = values if states.allowed is None else np.where(states.allowed, values, -np.inf)
    second, best = np.sort(may, axis=1)[:, -2:].T
    return best - second <= _CLEAR * np.abs(best)


def _distance(here: np.ndarray, there: np.ndarray) -> LayerDistance:
    apart = here.astype(np.float64) - there.astype(np.float64)
    norm = float(np.linalg.norm(here.astype(np.float64)))
    distance = float(np.linalg.norm(apart))
    return LayerDistance(
        distance=distance,
        relative=distance / norm if norm else math.nan,
        largest=float(np.abs(apart).max(initial=0.0)),
    )


def _shape(array: np.ndarray) -> str:
    return " × ".join(map(str, array.shape)) or Sentence("a single number")


def _side_fields(side: Side) -> dict[str, Any]:
    return {
        "path": str(side.path),
        "kind": side.kind,
        "environment": side.config.environment,
        "seed": side.config.seed,
        "env_steps": side.env_steps,
        "weights": str(side.saved.path),
        "weights_sha256": side.weights_sha256,
        "versions": dict(side.versions),
        "changes": changes_of(side.ledger),
    }


def _weights_fields(apart: WeightsDistance) -> dict[str, Any]:
    layers = {name: _fields(layer) for name, layer in apart.layers.items()}
    return {**_fields(apart.whole), "layers": layers}


def _fields(values: LayerDistance | Behaviour) -> dict[str, Any]:
    return {name: getattr(values, name) for name in type(values).__slots__}
