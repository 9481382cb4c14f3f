"""Observations of several parts: what their numbers are called, flattened for a network and as the user reads them.

The numbers of a dictionary's parts are called by its keys, `position[0]`, those of a tuple's by their place,
`Observation 1[0]`. What is one-hot for a network, `gear=2`, is one number, `gear`, to be read.
"""

from collections.abc import Iterator
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from dqn_engine.environments.observation_bounds import OffsetObservation


def input_labels(space: gymnasium.Space) -> tuple[str, ...]:
    """Names of the numbers that `space` is flattened to, in their order."""
    if not isinstance(space, spaces.Dict | spaces.Tuple):
        return tuple(f"Observation {index}" for index in range(spaces.flatdim(space)))
    return tuple(_flat_names(space, ""))


def view_labels(space: gymnasium.Space) -> tuple[str, ...]:
    """Names of the numbers that `readable` gives of an observation in `space`.

    Empty where they are numbers of states alone, or the same as `input_labels`.
    """
    if not isinstance(space, spaces.Dict | spaces.Tuple) or _only_states(space):
        return ()
    return tuple(name for name, _ in _read(space, "", None))


def readable(environment: gymnasium.Env, observation: np.ndarray) -> np.ndarray:
    """An observation [O] of `environment` before it was flattened, [M] float64: one-hots as the numbers they stand for.

    Pictures and vectors stay what they are, with the offset that was taken away from them.
    """
    if isinstance(environment, OffsetObservation):
        return readable(environment.env, np.asarray(observation, np.float64) + environment.offsets)
    if not isinstance(environment, gymnasium.wrappers.FlattenObservation):
        return observation
    space = environment.env.observation_space
    if isinstance(space, spaces.Box | spaces.MultiBinary):
        return observation
    parts = spaces.unflatten(space, observation)
    return np.array([number for _, number in _read(space, "", parts)], np.float64)


def _only_states(space: spaces.Dict | spaces.Tuple) -> bool:
    return isinstance(space, spaces.Tuple) and all(isinstance(part, spaces.Discrete) for part in space.spaces)


def _children(space: spaces.Dict | spaces.Tuple, name: str) -> Iterator[tuple[Any, str, gymnasium.Space]]:
    """The key, the name and the space of each part, in the order in which Gymnasium flattens them."""
    if isinstance(space, spaces.Dict):
        for key, part in space.spaces.items():
            yield key, f"{name}.{key}" if name else str(key), part
        return
    for index, part in enumerate(space.spaces):
        yield index, f"{name}.{index}" if name else f"Observation {index}", part


def _places(name: str, shape: tuple[int, ...]) -> Iterator[str]:
    for place in np.ndindex(*shape):
        yield f"{name}[{','.join(map(str, place))}]" if shape else name


def _flat_names(space: gymnasium.Space, name: str) -> Iterator[str]:
    match space:
        case spaces.Dict() | spaces.Tuple():
            for _, inner, part in _children(space, name):
                yield from _flat_names(part, inner)
        case spaces.Discrete():
            for value in range(int(space.n)):
                yield f"{name}={value + int(space.start)}"
        case spaces.MultiDiscrete():
            for place, size, first in zip(
                _places(name, space.shape), space.nvec.ravel(), space.start.ravel(), strict=True
            ):
                for value in range(int(size)):
                    yield f"{place}={value + int(first)}"
        case spaces.Box() | spaces.MultiBinary():
            yield from _places(name, space.shape)
        case _:
            for index in range(spaces.flatdim(space)):
                yield f"{name}[{index}]"


def _read(space: gymnasium.Space, name: str, value: Any) -> Iterator[tuple[str, float]]:
    """Name and number of everything there is to read in `value`, or with None in any observation of `space`."""
    match space:
        case spaces.Dict() | spaces.Tuple():
            for key, inner, part in _children(space, name):
                yield from _read(part, inner, None if value is None else value[key])
        case spaces.Discrete():
            yield name, 0.0 if value is None else float(value)
        case spaces.Box() | spaces.MultiBinary() | spaces.MultiDiscrete():
            numbers = np.zeros(space.shape) if value is None else np.asarray(value, np.float64)
            yield from zip(_places(name, space.shape), numbers.ravel().tolist(), strict=True)
        case _:
            size = spaces.flatdim(space)
            numbers: Any = np.zeros(size) if value is None else spaces.flatten(space, value)
            yield from zip((f"{name}[{index}]" for index in range(size)), np.ravel(numbers).tolist(), strict=True)
