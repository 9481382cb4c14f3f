"""How the time for looking is divided among the instruments that are open.

Each gets what its rate takes, where there is enough for all. Else the time is divided evenly, and what one doesn't need
goes to the others (max-min fairness): a cheap instrument keeps its rate however expensive the others are, and these
look less often. One that comes first takes its part before that.
"""

from collections.abc import Hashable, Mapping
from typing import NamedTuple, TypeVar

Name = TypeVar("Name", bound=Hashable)

FIRST_PART = 0.7
"""Of the time for looking, that all which come first may take together."""


class Need(NamedTuple):
    """What part of the time an instrument would take at its full rate, and whether it comes first."""

    share: float
    first: bool = False


def shares_of(needs: Mapping[Name, Need], total: float) -> dict[Name, float]:
    """The part of the time that each may take.

    All together stay within `total` where none takes more than it needs; for a moment, as when it is asked something
    else, one that needs little may take as much as the others.
    """
    urgent, taken = _divided({name: need.share for name, need in needs.items() if need.first}, FIRST_PART * total)
    others, _ = _divided({name: need.share for name, need in needs.items() if not need.first}, total - taken)
    return {**urgent, **others}


def _divided(needs: Mapping[Name, float], total: float) -> tuple[dict[Name, float], float]:
    """What each may take, and what all of them do."""
    shares: dict[Name, float] = {}
    left = total
    modest_first = sorted(needs, key=lambda name: needs[name])
    for done, name in enumerate(modest_first):
        shares[name] = left / (len(modest_first) - done)
        left -= min(needs[name], shares[name])
    return shares, total - left
