"""Which numbers read from files can be figures of a run: returns, and times."""

from typing import cast

_LARGEST = 1e100


def is_figure(value: object) -> bool:
    """Whether it is a number of which sums and squares are numbers as well: neither infinite nor not a number."""
    return type(value) in (int, float) and abs(cast("float", value)) <= _LARGEST
