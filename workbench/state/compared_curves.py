"""What the plot of compared curves shows: bands over seeds and single curves, as frozen values."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dqn_engine.comparison.curves import Axis, Band, Centre, Quantity

MOST_LINES = 256
"""Single curves that are drawn; more would be one surface."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvesAsked:
    """How curves are to be drawn."""

    axis: Axis = Axis.STEPS
    quantity: Quantity = Quantity.EVALUATION
    centre: Centre = Centre.MEDIAN
    front: tuple[str, str] = ("", "")  # an entry's key and a part of it, whose curves are drawn in front


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What is to be drawn of the selection: an entry, in its group.

    Attributes:
        key: Of the entry.
        label: Its name.
        group: Those of one are drawn as one.
        group_label: What that is called.
        colour: Its place among the colours.
        mark: Another one once it was written.
        being_written: Whether it goes on.
    """

    key: str
    label: str
    group: str
    group_label: str
    colour: int
    mark: str
    being_written: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Line:
    """A single curve: x [N], y [N].

    Attributes:
        alone: No band stands for it.
        reported: Its seed is one of a sweep's report seeds; drawn in a style of its own, and in no band.
        group: What the legend calls it together with others like it; empty: by its own label.
        chosen: The user chose its trial, which is told from the sweep's best by the colour of what is chosen.
    """

    key: str
    label: str
    x: np.ndarray
    y: np.ndarray
    colour: int
    alone: bool
    reported: bool = False
    group: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupBand:
    """A group's centre and interval."""

    label: str
    colour: int
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurvesView:
    """What is drawn.

    Attributes:
        asked: How.
        lines: Single curves.
        bands: Of groups of several.
        left_out: The names of entries that have no such curve.
        trouble: A sentence about one that can't be read; else empty.
        selected: How many entries are selected.
        awaited: Whether what has no curve yet is being trained.
    """

    asked: CurvesAsked
    lines: tuple[Line, ...] = ()
    bands: tuple[GroupBand, ...] = ()
    left_out: tuple[str, ...] = ()
    trouble: str = ""
    selected: int = 0
    awaited: bool = False


def groups_of(members: Sequence[Member]) -> dict[str, list[Member]]:
    """The members of each group, in order."""
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(member.group, []).append(member)
    return found
