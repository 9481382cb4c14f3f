"""What observations hold, what scaling makes of them, and whether float32 tells them apart."""

from collections.abc import Iterator

import gymnasium
import numpy as np
from gymnasium import spaces

from dqn_engine.environments.adapter import ACTION_MASK
from dqn_engine.environments.examination.findings import EnvironmentFinding, fine, note
from dqn_engine.environments.info import PRECISION_REMEDY, EnvironmentInfo, layout_sentence
from dqn_engine.environments.input_scaling import SMALLEST_DEVIATION, input_scaling
from dqn_engine.environments.precision import PrecisionWatch, lost_digits

_FAR_SCALED = 10.0
"""What scaled observations should stay within: beyond it, a network learns badly."""
_NARROW = 0.05
"""How much of its own size an observation should vary by."""
_TINY = 2e-3
"""How much scaled observations should vary by, at least."""


def layout(info: EnvironmentInfo) -> Iterator[EnvironmentFinding]:
    """Pictures that aren't taken for pictures, and action masks that aren't for masks."""
    if info.layout is not None:
        yield note("pictures", layout_sentence(info.layout))
    if any(f".{ACTION_MASK}" in label for label in info.observation_labels):
        yield note(
            "action masks",
            f"An {ACTION_MASK} deeper in its observation is learned as numbers and forbids nothing; give it in info, "
            "or in the outermost Dict.",
        )


def findings_of_observations(
    info: EnvironmentInfo, space: gymnasium.Space, seen: np.ndarray, watch: PrecisionWatch
) -> Iterator[EnvironmentFinding]:
    """What an observation holds, and what scaling makes of it.

    Args:
        info: The environment's.
        space: Of its observations, before they are flattened.
        seen: [N, O] float64, observations as training gets them; of pictures the least and the largest number.
        watch: What was seen before it was rounded to float32.
    """
    if info.image_shape:
        height, width, colours = info.image_shape
        size = height * width * colours
        yield fine("observations", f"Pictures of {height} × {width} × {colours}: {size:,} bytes each before packing.")
        return
    size = len(info.observation_scale)
    if info.one_hot:
        yield fine(
            "observations",
            f"The number of one of {size:,} states, stored as such: 4 bytes each, twice in every stored transition. "
            "The network sees it one-hot.",
        )
    else:
        yield fine("observations", f"{size:,} numbers: {4 * size:,} bytes each, twice in every stored transition.")
    if isinstance(space, spaces.Box):
        outside = np.any((seen < space.low - 1e-6) | (seen > space.high + 1e-6), axis=0, keepdims=True)[0]
        if outside.any():
            named = _named(info, outside)
            yield note("observations", f"{named} left the bounds of the observation space; they are used all the same.")
    yield from _precision(info, seen, watch)
    scaling = input_scaling("auto", info)
    # What running statistics scale is of the right size whatever it is, unless it is hardly a number.
    by_statistics = np.array([part is None for part in scaling.ranges] or [False] * size)
    lost = by_statistics & (np.ptp(seen, axis=0) > 0) & (seen.std(axis=0) < SMALLEST_DEVIATION)
    if lost.any():
        index = int(np.flatnonzero(lost)[0])
        yield note(
            "scale",
            f"{_named(info, lost)} stayed between {seen[:, index].min():g} and {seen[:, index].max():g}, which running "
            "statistics don't tell apart, since float32 hardly holds less; multiply it in the environment.",
        )
    ranges = [part or (0.0, np.inf) for part in scaling.ranges or [(0.0, size) for size in info.observation_scale]]
    middles, halves = np.array(ranges).T
    scaled = (seen - middles) / halves
    far = np.abs(scaled).max(axis=0) > _FAR_SCALED
    middle, spread = np.abs(scaled.mean(axis=0)), np.ptp(scaled, axis=0)
    narrow = ~far & (spread > 0) & (middle > 0.5) & (spread < _NARROW * middle)
    tiny = ~narrow & (spread > 0) & (spread < _TINY)
    remedy = "set observation_scaling to running, which scales by what was seen"
    if far.any():
        index = int(np.argmax(np.abs(scaled).max(axis=0)))
        yield note(
            "scale",
            f"{_named(info, far)} went up to {np.abs(seen[:, index]).max():g}, which the bounds scale to "
            f"{np.abs(scaled[:, index]).max():g} where about 1 learns well; {remedy}.",
        )
    kept = "nearly the same number once the bounds scale it"
    little = "of which the bounds leave a spread of {:.1g} where about 1 learns well"
    for chosen, why in ((narrow, kept), (tiny, little)):
        if chosen.any():
            index = int(np.flatnonzero(chosen)[0])
            low, high = seen[:, index].min(), seen[:, index].max()
            yield note(
                "scale",
                f"{_named(info, chosen)} stayed between {low:g} and {high:g}, {why.format(spread[index])}; {remedy}.",
            )
    if not (lost.any() or far.any() or narrow.any() or tiny.any()):
        yield fine("scale", f"{scaling.sentence} All stays within what a network learns well from.")
    elif scaling.running:
        yield fine("scale", scaling.sentence)


def _precision(info: EnvironmentInfo, seen: np.ndarray, watch: PrecisionWatch) -> Iterator[EnvironmentFinding]:
    """Whether float32, in which observations are stored, tells them apart."""
    wide = np.isfinite(watch.low)  # Seen before anything was rounded.
    low, high = np.where(wide, watch.low, seen.min(axis=0)), np.where(wide, watch.high, seen.max(axis=0))
    lost = lost_digits(low, high, watch.differs)
    if lost.any():
        index = int(np.flatnonzero(lost)[0])
        also = f" (and likewise {_named(info, lost, after=index)})" if lost.sum() > 1 else ""
        yield note(
            "precision",
            f"{info.observation_labels[index]} stayed between {low[index]:.15g} and {high[index]:.15g}{also}, which "
            f"float32, in which observations are stored, hardly tells apart. {PRECISION_REMEDY}",
        )


def _named(info: EnvironmentInfo, chosen: np.ndarray, after: int = -1) -> str:
    """The names of those that are chosen, at most three, from behind the one in the place `after` on."""
    names = [info.observation_labels[index] for index in np.flatnonzero(chosen) if index > after]
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
