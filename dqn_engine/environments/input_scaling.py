"""How a network's inputs are brought to one size: what the hyperparameter `observation_scaling` means somewhere.

`auto` is decided here, from what is known of the environment alone, so that it means the same whenever it is asked:
typical sizes where they are known, bounds of whole numbers where they are narrow, running statistics for all else:
bounds of numbers with a fraction may be right and yet so loose that a network couldn't tell apart what is seen. No
TensorFlow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from dqn_engine.environments.info import EnvironmentInfo

Ranges = tuple[tuple[float, float] | None, ...]
"""[O] Middle and half width of each observation; None where running statistics find them out."""

SMALLEST_DEVIATION = 1e-37
"""By which running statistics divide at least: float32 hardly holds less. What varies by less looks to a network as if
it never changed."""

_MOST_NAMED = 3


class ScalingKind(StrEnum):
    """What inputs are scaled by."""

    NOTHING = "nothing"
    PICTURES = "pictures"  # the brightness of a pixel
    TYPICAL = "typical"  # what is known of the environment
    SIZES = "sizes"  # the largest size that bounds allow; 0 stays 0
    BOUNDS = "bounds"  # middle and width of the bounds
    RUNNING = "running"  # mean and deviation so far
    MIXED = "mixed"  # bounds, and running statistics where they say nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class InputScaling:
    """The decision. `ranges` is empty unless there are middles or statistics; `running` names what those are of."""

    kind: ScalingKind
    ranges: Ranges = ()
    running: tuple[str, ...] = ()
    count: int = 0

    @property
    def sentence(self) -> str:
        """It in words, with the reason."""
        match self.kind:
            case ScalingKind.NOTHING:
                return "The network gets observations as they are."
            case ScalingKind.PICTURES:
                return "Pixels are divided by their greatest brightness, 255."
            case ScalingKind.TYPICAL:
                return "Each observation is divided by the size that is typical of it in this environment."
            case ScalingKind.SIZES:
                return "Each observation is divided by the largest size that its bounds allow."
            case ScalingKind.BOUNDS:
                return "Each observation is scaled by the middle and the width of its bounds."
            case ScalingKind.RUNNING if not self.running:
                return "Each observation is scaled by the mean and deviation of all so far."
            case ScalingKind.RUNNING:
                return (
                    "The bounds don't say what sizes will be seen, so each observation is scaled by the mean and "
                    "deviation of all so far."
                )
            case ScalingKind.MIXED:
                return (
                    f"Of {self.count} observations {len(self.running)} have bounds that don't say what sizes will be "
                    f"seen, and are scaled by the mean and deviation of all so far ({self.shown}), the others by their "
                    "bounds."
                )

    @property
    def shown(self) -> str:
        """The names of `running`, at most a few."""
        more = len(self.running) - _MOST_NAMED
        return ", ".join(self.running[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def input_scaling(choice: str, info: EnvironmentInfo, *, earlier: bool = False) -> InputScaling:
    """What the value `choice` of `observation_scaling` means in an environment.

    `earlier`: what it meant to runs of version 0.2.0; see `usable_ranges`.
    """
    if choice == "none":
        return InputScaling(kind=ScalingKind.NOTHING)
    if info.image_shape:
        return InputScaling(kind=ScalingKind.PICTURES)
    if choice == "running":
        return InputScaling(kind=ScalingKind.RUNNING)
    if not info.observation_ranges:
        return InputScaling(kind=ScalingKind.TYPICAL)
    ranges = decided_ranges(usable_ranges(info, earlier=earlier))
    if choice == "bounds" or not ranges:
        return InputScaling(kind=ScalingKind.SIZES)
    running = tuple(label for label, found in zip(info.observation_labels, ranges, strict=True) if found is None)
    kinds = {0: ScalingKind.BOUNDS, len(ranges): ScalingKind.RUNNING}
    kind = kinds.get(len(running), ScalingKind.MIXED)
    return InputScaling(kind=kind, ranges=ranges, running=running, count=len(ranges))


def usable_ranges(info: EnvironmentInfo, *, earlier: bool = False) -> Ranges:
    """[O] The ranges by which `auto` scales, None where running statistics do; empty where typical sizes are known.

    Runs of version 0.2.0 (`earlier`) also used those of numbers with a fraction, and still do.
    """
    if earlier or not info.observation_loose:
        return info.observation_ranges
    pairs = zip(info.observation_ranges, info.observation_loose, strict=True)
    return tuple(None if loose else found for found, loose in pairs)


def decided_ranges(ranges: Sequence[tuple[float, float] | None]) -> Ranges:
    """`ranges` where `auto` has to use them; empty where dividing by a size does the same, which is simpler."""
    if all(found is not None and found[0] == 0.0 for found in ranges):
        return ()
    return tuple(ranges)
