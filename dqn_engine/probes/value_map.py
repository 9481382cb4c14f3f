"""The value plane of toy text: the map itself, with what the network that plays thinks of each cell."""

from dataclasses import dataclass

import numpy as np

from dqn_engine.networks.allowed_actions import only_allowed
from dqn_engine.probes.state_maps import StateMap, map_of
from dqn_engine.probes.states import one_hot
from dqn_engine.probes.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMap:
    """A map; the first index of the fields is the row, from the top.

    Attributes:
        map: Its cells, their states, and what stands in them.
        state: [1] int64, the number of the state that chose the map, as of a Taxi with its passenger and destination.
        q_values: [A] float32, of that state; −∞ of actions that a mask forbids there.
        largest_q: [H, W] float32, the largest Q-value of the actions allowed there, V.
        gap: [H, W] float32, the largest less the second largest; 0 where one action is allowed.
        action: [H, W] int64, the greedy one; `map.moves` tells where its arrow points.
        density: [H, W] int64, how many of the sampled observations of the buffer are that state.
        watched_path: [T, 2] int64, the watched episode so far on this map, by row and column.
        watched: [2] int64, row and column of the watched state; empty where none is watched on this map.
    """

    map: StateMap
    state: np.ndarray
    q_values: np.ndarray
    largest_q: np.ndarray
    gap: np.ndarray
    action: np.ndarray
    density: np.ndarray
    watched_path: np.ndarray
    watched: np.ndarray


def value_map(subject: Subject, state: np.ndarray) -> ValueMap:
    """The map that `state` [S], one-hot, is on.

    Raises:
        InputError: The environment has none.
    """
    number, count = int(state.argmax()), len(state)
    found = map_of(subject.info, number)
    q_values = subject.policy().q_values(np.stack([one_hot(cell, count) for cell in found.states.ravel()]))
    allowed = heeded(subject, found).reshape(q_values.shape)
    heeding = only_allowed(q_values, allowed)
    ordered = np.sort(heeding, axis=1)
    best, second = ordered[:, -1], ordered[:, -2] if ordered.shape[1] > 1 else ordered[:, -1]
    seen = subject.observations.argmax(axis=1) if len(subject.observations) else np.zeros(0, np.int64)
    watched = subject.watched[np.newaxis] if subject.watched is not None else np.zeros((0, count))
    shape = found.states.shape
    return ValueMap(
        map=found,
        state=np.array([number]),
        q_values=heeding[int(np.flatnonzero(found.states.ravel() == number)[0])],
        largest_q=best.reshape(shape),
        gap=np.where(allowed.sum(axis=1) > 1, best - np.where(np.isfinite(second), second, best), 0.0).reshape(shape),
        action=heeding.argmax(axis=1).reshape(shape),
        density=np.bincount(seen, minlength=count)[found.states],
        watched_path=_cells(found, subject.path),
        watched=_cells(found, watched).ravel(),
    )


def heeded(subject: Subject, found: StateMap) -> np.ndarray:
    """[H, W, A] bool, the actions that the agent chooses from; all where it heeds no masks, or a mask allows none."""
    if not subject.knobs["action_mask"]:
        return np.ones_like(found.allowed)
    return found.allowed | ~found.allowed.any(axis=2, keepdims=True)


def _cells(found: StateMap, states: np.ndarray) -> np.ndarray:
    """Rows and columns [N, 2] of those of one-hot `states` [T, S] that are on the map."""
    numbers = states.argmax(axis=1) if states.size else np.zeros(0, np.int64)
    places = {int(state): place for place, state in np.ndenumerate(found.states)}
    return np.array([places[int(number)] for number in numbers if int(number) in places], np.int64).reshape(-1, 2)
