"""The value plane: what the network that plays thinks of every state of two axes, the others held where they are.

Where observations are numbers of states, there are no axes between them: there it is the map of `value_map`.
"""

from dataclasses import dataclass

import numpy as np

from dqn_engine.probes.axes import Axis, other_axes, plane_axes
from dqn_engine.probes.states import state_of
from dqn_engine.probes.subject import Subject
from dqn_engine.probes.value_map import ValueMap, value_map
from dqn_engine.system.errors import InputError

LEAST_SIZE, LARGEST_SIZE = 2, 256


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneRequest:
    """Which plane.

    Attributes:
        x: Label or number of the observation to the right; empty: the environment's usual one.
        y: The same upwards.
        size: Points along each axis.
        state: [O] Where the other axes stand; empty: at the watched state, or else in the middle of the buffer. Of toy
            text the number of a state, which chooses the map.
    """

    x: str = ""
    y: str = ""
    size: int = 96
    state: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePlane:
    """A plane; the first index of the fields is that of y, from low to high.

    Attributes:
        x: The axis to the right.
        y: The axis upwards.
        others: The other numbers of an observation that aren't places of a one-hot one; none where they are many.
        state: [O] float32, where the other axes stand.
        q_values: [A] float32, of that state.
        largest_q: [H, W] float32, max over actions of Q.
        gap: [H, W] float32, the largest Q less the second largest; 0 where there is one action.
        action: [H, W] int64, the greedy one.
        density: [H, W] int64, how many of the sampled observations of the buffer lie in the cell around each point.
        watched_path: [T, 2] float32, the watched episode so far, by x and y.
        watched: [2] float32, the watched state; empty where nothing is watched.
    """

    x: Axis
    y: Axis
    others: tuple[Axis, ...]
    state: np.ndarray
    q_values: np.ndarray
    largest_q: np.ndarray
    gap: np.ndarray
    action: np.ndarray
    density: np.ndarray
    watched_path: np.ndarray
    watched: np.ndarray


def value_plane(subject: Subject, request: PlaneRequest) -> ValuePlane | ValueMap:
    """The plane that is asked for, or of toy text the map.

    Raises:
        InputError: There are no such axes, or no such state.
    """
    if subject.info.one_hot:
        if request.x or request.y:
            raise InputError(
                "States of {environment} are numbers, which have no axes; leave x and y out.",
                environment=subject.info.environment,
            )
        return value_map(subject, state_of(subject, request.state))
    x, y = plane_axes(subject, request.x, request.y)
    if not LEAST_SIZE <= request.size <= LARGEST_SIZE:
        raise InputError(
            "size is {size}, but must be from {least_size} to {largest_size}.",
            size=request.size,
            least_size=LEAST_SIZE,
            largest_size=LARGEST_SIZE,
        )
    state = state_of(subject, request.state)
    q_values = subject.policy().q_values(plane_of_states(state, x, y, request.size))
    grid = (request.size, request.size)
    best = np.sort(q_values, axis=1)
    second_best = best[:, -2] if best.shape[1] > 1 else best[:, -1]
    pair = [x.index, y.index]
    return ValuePlane(
        x=x,
        y=y,
        others=other_axes(subject, x, y),
        state=state,
        q_values=subject.policy().q_values(state[np.newaxis])[0],
        largest_q=best[:, -1].reshape(grid),
        gap=(best[:, -1] - second_best).reshape(grid),
        action=q_values.argmax(axis=1).reshape(grid),
        density=_density(subject.observations, x, y, request.size),
        watched_path=subject.path[:, pair] if len(subject.path) else np.zeros((0, 2), np.float32),
        watched=np.zeros(0, np.float32) if subject.watched is None else subject.watched[pair],
    )


def plane_of_states(state: np.ndarray, x: Axis, y: Axis, size: int) -> np.ndarray:
    """Every state of the plane through `state` [O]: [size · size, O] float32, x running fastest."""
    states = np.tile(state.astype(np.float32), (size * size, 1))
    up, right = np.meshgrid(y.values(size), x.values(size), indexing="ij")
    states[:, x.index], states[:, y.index] = right.ravel(), up.ravel()
    return states


def _density(observations: np.ndarray, x: Axis, y: Axis, size: int) -> np.ndarray:
    if not len(observations):
        return np.zeros((size, size), np.int64)
    edges = [_edges(axis, size) for axis in (y, x)]
    counts, *_ = np.histogram2d(observations[:, y.index], observations[:, x.index], bins=edges)
    return counts.astype(np.int64)


def _edges(axis: Axis, size: int) -> np.ndarray:
    """Of cells around each of `size` values; what lies beyond the axis is in none."""
    half = (axis.high - axis.low) / (size - 1) / 2
    return np.linspace(axis.low - half, axis.high + half, size + 1)
