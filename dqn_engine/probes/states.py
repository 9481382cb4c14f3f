"""The state that an instrument is asked about: read, and held to the environment's own space of observations."""

import functools

import numpy as np

from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError


def state_of(subject: Subject, given: tuple[float, ...]) -> np.ndarray:
    """The state [O] float32 that is `given`; else the watched one, one in the buffer's middle, or all zeros.

    In the middle is the observation nearest to the median, which itself needn't be a state. Where observations are
    one-hot states, the number of a state may be given instead, and the most frequent state of the buffer, or state 0,
    stands in for it.

    Raises:
        InputError: It has another length, or lies outside of the environment's space.
    """
    info, size = subject.info, subject.spec.observation_size
    if given:
        if info.image_shape:
            raise InputError(
                "Observations of {environment} are pictures, and a state can't be given as numbers.",
                environment=info.environment,
            )
        if info.one_hot and len(given) == 1:
            return one_hot(_number(subject, given[0]), size)
        if len(given) != size:
            raise InputError(
                "state has {count} numbers, but observations of {environment} have {size}.",
                count=len(given),
                environment=info.environment,
                size=size,
            )
        with np.errstate(over="ignore"):  # What is too large for float32 is infinite, and outside.
            state = np.array(given, np.float32)
        _refuse_outside(subject, state)
        return state
    if subject.watched is not None:
        return subject.watched.astype(np.float32)
    if info.one_hot:
        seen = subject.observations.argmax(axis=1) if len(subject.observations) else np.zeros(1, np.int64)
        return one_hot(int(np.bincount(seen).argmax()), size)
    seen = subject.observations
    if not len(seen):
        return np.zeros(size, np.float32)
    return seen[distances(seen, np.median(seen, axis=0)).argmin()].astype(np.float32)


def distances(observations: np.ndarray, state: np.ndarray) -> np.ndarray:
    """How far each of `observations` [N, O] is from `state` [O]: Euclidean, each number in its standard deviations."""
    spread = np.maximum(observations.std(axis=0), 1e-6)
    return np.sqrt(np.square((observations - state) / spread).sum(axis=1))


def one_hot(number: int, size: int) -> np.ndarray:
    """State `number` of `size` as [size] float32."""
    state = np.zeros(size, np.float32)
    state[number] = 1.0
    return state


def shown_states(subject: Subject, observations: np.ndarray) -> np.ndarray:
    """Observations [T, …] as reports have them: one-hot states by the environment's own numbers, [T, 1] int64."""
    if subject.info.one_hot:
        return observations.argmax(axis=1)[:, np.newaxis].astype(np.int64)
    return observations


def bounds_of(subject: Subject) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and the highest of each number of an observation, [O] float32; ±∞ where nothing bounds it."""
    return _bounds(subject.info.environment)


@functools.lru_cache(maxsize=16)
def _bounds(environment: str) -> tuple[np.ndarray, np.ndarray]:
    from dqn_engine.environments.gymnasium_environment import make_environment  # With Gymnasium.

    made = make_environment(environment)
    try:
        space = made.observation_space
        low, high = (np.asarray(getattr(space, name), np.float32) for name in ("low", "high"))
    finally:
        made.close()
    for part in (low, high):
        part.flags.writeable = False
    return low, high


def _number(subject: Subject, given: float) -> int:
    size = subject.spec.observation_size
    if not (given == int(given) and 0 <= given < size):
        raise InputError(
            "state is {given:g}, but the states of {environment} are whole numbers from 0 to {size}.",
            given=given,
            environment=subject.info.environment,
            size=size - 1,
        )
    return int(given)


def _one_hot_parts(labels: tuple[str, ...]) -> dict[str, list[int]]:
    """The places of each one-hot number among others, by what it is called: `gear=2` is one of `gear`."""
    parts: dict[str, list[int]] = {}
    for place, label in enumerate(labels):
        if "=" in label:
            parts.setdefault(label.rpartition("=")[0], []).append(place)
    return parts


def _refuse_outside(subject: Subject, state: np.ndarray) -> None:
    info = subject.info
    low, high = bounds_of(subject)
    outside = np.flatnonzero(~((low <= state) & (state <= high)))
    if len(outside):
        index = int(outside[0])
        raise InputError(
            "state has {state:g} for {observation_labels}, but in {environment} that is from {low:g} to {high:g}.",
            state=state[index],
            observation_labels=info.observation_labels[index],
            environment=info.environment,
            low=low[index],
            high=high[index],
        )
    for name, places in _one_hot_parts(info.observation_labels).items():
        if not info.one_hot and (np.count_nonzero(state[places]) != 1 or state[places].max() != 1.0):
            raise InputError(
                "state isn't one-hot for {name} of {environment}: one of {first} to {last} is 1, the others 0.",
                name=name,
                environment=info.environment,
                first=info.observation_labels[places[0]],
                last=info.observation_labels[places[-1]],
            )
    if info.one_hot and (np.count_nonzero(state) != 1 or state.max() != 1.0):
        raise InputError(
            "state isn't one-hot, but observations of {environment} are: one number is 1, the others 0; the "
            "number of the state alone will do.",
            environment=info.environment,
        )
