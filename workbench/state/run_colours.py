"""Which colour stands for which run: the same one wherever it is shown, for as long as the window is open."""

import zlib
from collections.abc import Iterable, Mapping

from workbench.look.theme import Theme

_FIELDS = ("episode_return", "evaluation", "q_mean", "loss", "epsilon", "beta", "length", "learning_rate")

COLOURS = len(_FIELDS)
"""As many can be told apart; of more runs some share one, and are told apart by how their line is drawn."""


class RunColours:
    """Gives a run its place among the colours when it is first asked for, and never another one."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def places(self, keys: Iterable[str]) -> Mapping[str, int]:
        """The place of each of the runs that are shown together, of which as few as can be share a colour."""
        wanted = list(keys)
        taken = [self._places[key] for key in wanted if key in self._places]
        for key in wanted:
            if key not in self._places:
                begun = zlib.crc32(key.encode("utf-8", "replace")) % COLOURS
                nearest = [(begun + step) % COLOURS for step in range(COLOURS)]
                ever = list(self._places.values())
                self._places[key] = min(nearest, key=lambda place: (taken.count(place), ever.count(place)))
                taken.append(self._places[key])
        return {key: self._places[key] for key in wanted}


def colour_field(place: int) -> str:
    """The theme's field of a place's colour."""
    return _FIELDS[place % COLOURS]


def colour(theme: Theme, place: int) -> str:
    """A place's colour, as `#rrggbb`."""
    return getattr(theme, colour_field(place))
