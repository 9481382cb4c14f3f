"""Observations as their space says: copied, of its types, and within what can be told apart."""

import functools
from collections.abc import Mapping
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import printable

_SHAPELESS = spaces.Text | spaces.OneOf | spaces.Sequence | spaces.Graph
"""Some of which Gymnasium flattens, to codes of characters or to numbers that mean another thing at every step."""


def check_space(space: Any) -> None:
    """Passes observations that a network can learn from: numbers of a fixed shape, and dictionaries and tuples of them.

    A space of the user's own is one, where Gymnasium was told how to flatten it.

    Raises:
        ValueError: Names the space and, inside of others, where it is; the end of a sentence that begins with the
            environment.
    """
    if not isinstance(space, spaces.Space):
        raise ValueError(no_space("observation_space", space, "Box"))
    found = _untaken(space, "")
    if found is not None:
        part, where = found
        kind = type(part).__name__
        if isinstance(part, spaces.Box):
            raise ValueError(
                Sentence(
                    "observes {space} whose bounds aren't numbers, each low one at most its high one; give them so, or "
                    "-inf and inf",
                    space=Sentence("a Box in {where!r}", where=where) if where else Sentence("a Box"),
                )
            )
        raise ValueError(
            Sentence(
                "observes {space}, but only Box, Discrete, MultiDiscrete and MultiBinary, and Dict and Tuple of these, "
                "can be learned from; give it as numbers of a fixed shape, such as by "
                "gymnasium.wrappers.TransformObservation",
                space=Sentence("{kind} in {where!r}", kind=kind, where=where) if where else kind,
            )
        )


def no_space(name: str, space: Any, example: str) -> str:
    """What to say of an environment whose `observation_space` or `action_space` is none of Gymnasium's.

    Returns:
        The end of a sentence that begins with the environment.
    """
    if space is None:
        return Sentence(
            "has no {name}; set one in its __init__, such as gymnasium.spaces.{example}", name=name, example=example
        )
    kind = type(space)
    given = f"{kind.__module__}.{kind.__qualname__}" if kind.__module__ != "builtins" else kind.__qualname__
    old = Sentence(", the old Gym") if kind.__module__.partition(".")[0] == "gym" else ""
    return Sentence(
        "has an {name} of {given}{old}, which isn't one of Gymnasium's; make it of gymnasium.spaces, "
        "such as gymnasium.spaces.{example}",
        name=name,
        given=printable(given)[:80],
        old=old,
        example=example,
    )


def _untaken(space: Any, where: str) -> tuple[Any, str] | None:
    """The first part that can't be learned from, and the keys that lead to it, such as "arm.name"."""
    match space:
        case spaces.Dict():
            parts = ((key, part) for key, part in space.spaces.items())
        case spaces.Tuple():
            parts = enumerate(space.spaces)
        case spaces.Box():
            return None if _sound_bounds(space) else (space, where)
        case spaces.Discrete() | spaces.MultiDiscrete() | spaces.MultiBinary():
            return None
        case _:
            return None if _flattens(space) else (space, where)
    inner = (_untaken(part, f"{where}.{key}" if where else printable(str(key))) for key, part in parts)
    return next((found for found in inner if found is not None), None)


def _sound_bounds(box: spaces.Box) -> bool:
    """Whether bounds, which may have been set by hand, are what Gymnasium asks for: neither NaN nor turned round."""
    low, high = np.asarray(box.low), np.asarray(box.high)
    numbers = all(np.dtype(kind).kind in "biuf" for kind in (box.dtype, low.dtype, high.dtype))
    return numbers and low.shape == high.shape == box.shape and bool((low <= high).all())


def _flattens(space: Any) -> bool:
    if not isinstance(space, spaces.Space) or isinstance(space, _SHAPELESS) or not space.is_np_flattenable:
        return False
    try:
        return spaces.flatdim(space) >= 0
    except (NotImplementedError, ValueError):
        return False


def fitted(space: gymnasium.Space, observation: Any, name: str = Sentence("an observation")) -> Any:
    """A copy of `observation` that fits `space`, with no array that the environment still holds.

    Numbers of another type than the space's are taken where they are equal in it, such as whole numbers of 64 bits for
    pixels of 8. Another shape isn't, since numbers would be repeated, or stand in another order, once it is flattened.

    Raises:
        ValueError: It doesn't fit; the end of a sentence that begins with the environment.
    """
    # Matrices and masked arrays are arrays too, but not to be handed on.
    if (
        type(space) is spaces.Box
        and type(observation) is np.ndarray
        and observation.dtype == space.dtype
        and observation.shape == space.shape
    ):
        return observation.copy()  # What nearly all environments give: 0.6 µs instead of 2.9.
    match space:
        case spaces.Dict():
            if not isinstance(observation, Mapping):
                raise ValueError(
                    Sentence(
                        "gave {part} that is of type {kind}, but its space is a dictionary",
                        part=name,
                        kind=_kind_of(observation),
                    )
                )
            missing = next((key for key in space.spaces if key not in observation), None)
            if missing is not None:
                raise ValueError(
                    Sentence("gave {part} without the {missing!r} that its space has", part=name, missing=missing)
                )
            return {key: fitted(part, observation[key], f"{key!r}") for key, part in space.spaces.items()}
        case spaces.Tuple():
            if not isinstance(observation, tuple | list) or len(observation) != len(space.spaces):
                raise ValueError(
                    Sentence(
                        "gave {part} that is of type {kind}, but its space has {count} parts",
                        part=name,
                        kind=_kind_of(observation),
                        count=len(space.spaces),
                    )
                )
            parts = zip(space.spaces, observation, strict=True)
            return tuple(fitted(part, value, _part(index)) for index, (part, value) in enumerate(parts))
        case spaces.Discrete():
            state = _numbers(observation, name).reshape(-1)
            whole = state.size == 1 and bool(np.isfinite(state[0])) and int(state[0]) == state[0]
            if not (whole and 0 <= int(state[0]) - int(space.start) < space.n):
                raise _outside(name, state, space)
            return np.int64(state[0])
        case spaces.Box() | spaces.MultiBinary() | spaces.MultiDiscrete():
            array = _numbers(observation, name)
            if array.shape != space.shape:
                raise ValueError(
                    Sentence(
                        "gave {part} of shape {shape}, but its space is of shape {wanted}",
                        part=name,
                        shape=array.shape,
                        wanted=space.shape,
                    )
                )
            return _of_type(space, array, name)
        case _:
            return observation.copy() if isinstance(observation, np.ndarray) else observation


def is_masked(value: Any) -> bool:
    """Whether something is masked as `numpy.ma` does it: what is below the mask means nothing."""
    return isinstance(value, np.ma.MaskedArray) and bool(np.ma.getmaskarray(value).any())


def _numbers(observation: Any, name: str) -> np.ndarray:
    if is_masked(observation):
        raise ValueError(
            Sentence("gave {part} with masked numbers (numpy.ma), which stand for nothing; fill them", part=name)
        )
    try:
        array = np.array(observation)
    except Exception as error:
        raise ValueError(
            Sentence("gave {part} that can't be read as numbers, of type {kind}", part=name, kind=_kind_of(observation))
        ) from error
    if array.dtype.kind not in "biuf":
        parts = array.ravel().tolist() if array.dtype.kind == "O" else ()
        if parts and all(hasattr(type(part), "__float__") for part in parts):
            kinds = ", ".join(sorted({type(part).__name__ for part in parts})[:3])
            raise ValueError(
                Sentence(
                    "gave {part} of NumPy's type object, which can hold anything (here {kinds}); give it a type of "
                    "numbers, such as by np.asarray(observation, np.float32)",
                    part=name,
                    kinds=kinds,
                )
            )
        raise ValueError(
            Sentence("gave {part} that holds other things than numbers, of type {dtype}", part=name, dtype=array.dtype)
        )
    return array


def _of_type(space: spaces.Box | spaces.MultiBinary | spaces.MultiDiscrete, array: np.ndarray, name: str) -> np.ndarray:
    # Of whole numbers those of the same kind may still be too large.
    if not np.can_cast(array.dtype, space.dtype, "same_kind" if space.dtype.kind == "f" else "safe"):
        with np.errstate(invalid="ignore"):
            cast = array.astype(space.dtype)
        if not np.array_equal(cast, array):
            raise ValueError(
                Sentence(
                    "gave {part} of {dtype} with numbers that its space, of {wanted}, doesn't hold; give it the "
                    "space's type",
                    part=name,
                    dtype=array.dtype,
                    wanted=space.dtype,
                )
            )
        array = cast
    if isinstance(space, spaces.MultiDiscrete):
        states = array - space.start
        if not ((states >= 0) & (states < space.nvec)).all():
            raise _outside(name, array, space)
    if isinstance(space, spaces.MultiBinary) and not ((array == 0) | (array == 1)).all():
        raise _outside(name, array, space)
    return array


@functools.cache  # Asked at every step.
def _part(index: int) -> str:
    return Sentence("part {index}", index=index)


def _outside(name: str, states: np.ndarray, space: gymnasium.Space) -> ValueError:
    return ValueError(
        Sentence(
            "gave {part} of {states}, which isn't in its space, {space}", part=name, states=states.tolist(), space=space
        )
    )


def _kind_of(value: Any) -> str:
    return type(value).__name__
