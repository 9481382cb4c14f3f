"""A performance profile as few rows, for who reads it: of the thresholds that are saved every so many."""

from collections.abc import Mapping, Sequence
from typing import Any

_EVERY = 4


def profile_rows(profile: Mapping[str, Any] | None) -> Sequence[tuple[float, float, float]]:
    """Thresholds, and what parts of A's and of B's seeds score above each; none where nothing is known.

    The last threshold is the highest score, above which there is none: it is left out. So is all where every score is
    the same.
    """
    profile = profile or {}
    thresholds, a, b = (profile.get(key, ()) for key in ("thresholds", "a", "b"))
    if thresholds and thresholds[0] == thresholds[-1]:
        return []
    return list(zip(thresholds, a, b, strict=True))[:-1:_EVERY]
