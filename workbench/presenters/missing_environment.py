"""That something was refused because its environment isn't registered here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingEnvironment:
    """What was refused.

    Attributes:
        sentence: Why, for the user.
        module: What to import, as far as a file says; empty where nobody knows.
        again: Tries what was refused once more; None where that can't be.
    """

    sentence: str
    module: str
    again: Callable[[], None] | None = None
