"""Which settings a trial gets. A trial's depend on the sweep's seed, the trial's number and, with TPE, on what trials
that came long enough before it have come to: never on how many workers there are or what was interrupted.
"""

import itertools
from collections.abc import Sequence

import numpy as np

from dqn_engine.sweep.definition import MOST_TRIALS, Definition, Settings, Space
from dqn_engine.system.errors import InputError


def grid_size(space: Space) -> int:
    """How many settings the grid of a space has, before those that come to the same are left out.

    Raises:
        InputError: It has no end, or too many.
    """
    size = 1
    for dimension in space:
        if dimension.values is None:
            raise InputError(
                "{name} can be any number in its range, of which a grid can't try all; give it step or points, or its "
                "choices, or sample by --sampler random.",
                name=dimension.name,
            )
        size *= len(dimension.values)
    if size > MOST_TRIALS:
        raise InputError(
            "The grid has {size:,} settings, but {most:,} are the most; take larger steps, or --sampler random.",
            size=size,
            most=MOST_TRIALS,
        )
    return size


def grid(definition: Definition, space: Space) -> list[Settings]:
    """All settings of a space, the last hyperparameter changing first; those that come to the same stand once.

    Raises:
        InputError: There is no end of them, or too many.
    """
    grid_size(space)
    names = [dimension.name for dimension in space]
    found: list[Settings] = []
    seen: set[tuple[object, ...]] = set()
    for values in itertools.product(*(dimension.values or () for dimension in space)):
        settings = definition.settled(dict(zip(names, values, strict=True)))
        if key(settings) not in seen:
            seen.add(key(settings))
            found.append(settings)
    return found


def grid_rest(definition: Definition, space: Space, earlier: Sequence[Settings]) -> list[Settings]:
    """The settings of a grid that earlier trials haven't had."""
    had = {key(settings) for settings in earlier}
    return [settings for settings in grid(definition, space) if key(settings) not in had]


def random_settings(definition: Definition, space: Space, number: int) -> Settings:
    """What the trial of that number gets: evenly spread, by a counter-based generator (Philox) of seed and number."""
    fractions = generator(definition, number).random(len(space))
    return definition.settled(
        {dimension.name: dimension.at(float(fraction)) for dimension, fraction in zip(space, fractions, strict=True)}
    )


def generator(definition: Definition, number: int) -> np.random.Generator:
    """The random numbers of a trial."""
    return np.random.Generator(np.random.Philox(key=np.array([definition.sampler_seed, number], np.uint64)))


def key(settings: Settings) -> tuple[object, ...]:
    """Equal for equal settings."""
    return tuple(sorted((name, repr(value)) for name, value in settings.items()))
