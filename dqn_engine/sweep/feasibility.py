"""What is checked of a space before anything runs: that its values go together, mean something, and fit the memory.

Looked at are its corners: every choice, and of numbers the lowest and the highest. What hyperparameters ask of each
other (a batch that the buffer can hold, say) is kept in between where it is kept at the corners.
"""

import itertools
from collections.abc import Iterator

from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.registry import environment_info
from dqn_engine.sweep.definition import Definition, Settings, Space, described
from dqn_engine.system.errors import InputError
from dqn_engine.system.memory import free_bytes
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import KnobValue
from dqn_engine.training.memory_need import run_bytes

MOST_CORNERS = 4_096
PROCESS_BYTES = 700 * 2**20
"""What a process takes that has loaded TensorFlow and compiled a small program."""


def corners(space: Space) -> Iterator[Settings]:
    """The corners of a space; of one that has too many those that differ from the first in at most two places."""
    count = 1
    for dimension in space:
        count *= len(dimension.extremes)
    names = [dimension.name for dimension in space]
    if count <= MOST_CORNERS:
        for values in itertools.product(*(dimension.extremes for dimension in space)):
            yield dict(zip(names, values, strict=True))
        return
    first: dict[str, KnobValue] = {dimension.name: dimension.extremes[0] for dimension in space}
    for one, other in itertools.combinations(space, 2):
        for pair in itertools.product(one.extremes, other.extremes):
            yield {**first, one.name: pair[0], other.name: pair[1]}


def check_space(definition: Definition, space: Space) -> int:
    """Checks the corners of a space.

    Returns:
        The bytes that a process takes for the largest of them.

    Raises:
        InputError: Values don't go together, or one of the hyperparameters never has an effect.
    """
    without_effect, largest = {dimension.name for dimension in space}, 0
    for corner in corners(space):
        settings = definition.settled(corner)
        without_effect -= set(settings)
        largest = max(largest, process_bytes(checked_config(definition, settings)))
    if without_effect:
        name = sorted(without_effect)[0]
        raise InputError(
            "{name} has no effect beside any of the other settings, so that all its values would come to the same; "
            "leave it out of [space], or set what it depends on (dqn-engine knobs tells).",
            name=name,
        )
    return largest


def checked_config(definition: Definition, settings: Settings) -> RunConfig:
    """The configuration of settings, where they go together.

    Raises:
        InputError: They don't.
    """
    try:
        return definition.config(settings)
    except InputError as error:
        raise InputError(
            "The space holds settings that don't go together ({settings}): {reason}",
            settings=described(settings)[:300],
            reason=error,
        ) from error


def process_bytes(config: RunConfig) -> int:
    """What a process takes that trains it."""
    info = environment_info(config.environment)
    return PROCESS_BYTES + run_bytes(network_of(config, info), config.knobs)


def check_memory(each_bytes: int, count: int, on: str) -> None:
    """Checks that so many processes, of so many bytes each, fit the memory that is free.

    Raises:
        InputError: They don't; says how many do.
    """
    free = free_bytes()
    if free is None or each_bytes * count <= free:
        return
    fit = free // each_bytes
    raise InputError(
        "{on} trains {count} seeds at a time, which need {need:,.1f} GiB of memory, but {free:,.1f} GiB are free; "
        "{fit}",
        on=on,
        count=count,
        need=each_bytes * count / 2**30,
        free=free / 2**30,
        fit=Sentence("{fit} of them fit, --on local:{fit}.", fit=fit)
        if fit
        else Sentence("not one fits: lower capacity, batch_size or sizes."),
    )
