"""What one plot of learning curves shows, and how, as it is remembered from one time to the next."""

from collections.abc import Iterable
from dataclasses import dataclass

SMOOTHING_STEPS = (100, 1_000, 10_000, 100_000)
"""What a curve can be averaged over, in environment steps."""

_AXES: dict[str, bool | None] = {"": None, "log": True, "linear": False}


@dataclass(frozen=True, slots=True)
class PlotChoice:
    """One plot.

    Attributes:
        keys: Of its quantities; see `panels.curves.quantities`.
        log: Whether its y axis is logarithmic; None: as these quantities are best drawn.
        smoothing_steps: The curves are means over so many environment steps before; 0: of what a pixel shows.
    """

    keys: tuple[str, ...]
    log: bool | None = None
    smoothing_steps: int = 0

    def to_text(self) -> str:
        """Such as `loss+td_error,log,1000`; of the keys alone where the rest wasn't chosen."""
        axis = next(word for word, log in _AXES.items() if log is self.log)
        return ",".join(("+".join(self.keys), axis, str(self.smoothing_steps or ""))).rstrip(",")

    @classmethod
    def from_text(cls, text: str) -> "PlotChoice":
        """What `to_text` said; words that it doesn't say count as not chosen."""
        keys, axis, smoothing, *_ = (*text.split(","), "", "")
        steps = int(smoothing) if smoothing.isascii() and smoothing.isdecimal() else 0
        return cls(tuple(keys.split("+")), _AXES.get(axis), steps if steps in SMOOTHING_STEPS else 0)


def plots_of(shown: Iterable[Iterable[str]]) -> list[PlotChoice]:
    """Plots of these quantities, each drawn as is best."""
    return [PlotChoice(tuple(keys)) for keys in shown]
