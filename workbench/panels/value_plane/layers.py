"""What a value plane can be coloured by: each layer with its words, its numbers, and the scale of its colours."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from PySide6.QtCore import QCoreApplication

from dqn_engine.probes.truth import Truth
from dqn_engine.probes.value_map import ValueMap
from dqn_engine.probes.value_plane import ValuePlane
from workbench.widgets.follow_axis import nice_step

# The scale follows in only once the values fill less than this part of it.
_SHRINK_BELOW = 0.6


class Layer(StrEnum):
    """What is coloured."""

    LARGEST_Q = "largest-q"
    GAP = "gap"
    ACTION = "action"
    TRUTH = "truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerWords:
    """How a layer is called, what its scale is titled, and what it is."""

    name: str
    title: str
    about: str


def words_of(layer: Layer) -> LayerWords:
    """In the user's language."""
    translate = QCoreApplication.translate
    return {
        Layer.LARGEST_Q: LayerWords(
            name=translate("ValuePlane", "Largest Q"),
            title=translate("ValuePlane", "Largest Q-value, a discounted return"),
            about=translate(
                "ValuePlane",
                "V(s) = maxₐ Q(s, a): the discounted return that the network which plays expects from each state on.",
            ),
        ),
        Layer.GAP: LayerWords(
            name=translate("ValuePlane", "Gap"),
            title=translate("ValuePlane", "Action gap, of discounted returns"),
            about=translate(
                "ValuePlane",
                "Q(s, a₁) − Q(s, a₂), the largest Q-value less the second largest: how clear the choice of the action "
                "is. It is 0 on the line where the greedy action changes.",
            ),
        ),
        Layer.ACTION: LayerWords(
            name=translate("ValuePlane", "Action"),
            title=translate("ValuePlane", "Greedy action"),
            about=translate("ValuePlane", "argmaxₐ Q(s, a): what the agent does in each state."),
        ),
        Layer.TRUTH: LayerWords(
            name=translate("ValuePlane", "Truth"),
            title=translate("ValuePlane", "Q − Qᵖⁱ of the greedy action: above 0 it overestimates"),
            about=translate(
                "ValuePlane",
                "Q(s, a) − Qᵖⁱ(s, a) for the greedy a: what the network predicts less what its policy really earns "
                "from there. Found by playing from every point, which takes seconds: press Look once.",
            ),
        ),
    }[layer]


def values_of(layer: Layer, shown: ValuePlane | ValueMap | None, truth: Truth | None) -> np.ndarray:
    """The layer's numbers [H, W]; NaN where there are none. The truth's own size may be another."""
    if layer is not Layer.TRUTH and shown is not None:
        return {Layer.ACTION: shown.action, Layer.GAP: shown.gap, Layer.LARGEST_Q: shown.largest_q}[layer]
    if truth is None:
        return np.full((2, 2), math.nan)
    greedy = choices_of(truth)[0][np.newaxis]
    return np.take_along_axis(truth.difference, greedy, axis=0)[0]


def choices_of(shown: ValuePlane | Truth) -> tuple[np.ndarray, np.ndarray]:
    """The greedy action of each point [H, W], -1 where nothing is known; and how far it leads [H, W]."""
    if isinstance(shown, ValuePlane):
        return shown.action, shown.gap
    known = np.where(np.isfinite(shown.difference), shown.predicted, -math.inf)
    ordered = np.sort(known, axis=0)
    best, second = ordered[-1], ordered[max(len(ordered) - 2, 0)]
    lead = np.zeros_like(best)
    np.subtract(best, second, out=lead, where=np.isfinite(best) & np.isfinite(second))
    return np.where(np.isfinite(best), known.argmax(axis=0), -1), lead


class FollowedScale:
    """The ends of a scale of colours: they move out at once, in whole steps, and in only where far too wide."""

    def __init__(self) -> None:
        self._ends: tuple[float, float] | None = None

    def reset(self) -> None:
        """Begins again."""
        self._ends = None

    def follow(self, layer: Layer, values: np.ndarray) -> tuple[float, float]:
        """The ends for these values; the truth's are as far from 0 on both sides, a gap's scale begins there."""
        known = values[np.isfinite(values)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        if layer is Layer.TRUTH:
            high = max(abs(low), abs(high), 1e-6)
            low = -high
        elif layer is Layer.GAP:
            low = 0.0
        if high - low < 1e-9:
            high = low + max(1e-6, abs(low) * 1e-3, 1e-3)
        if self._ends is not None:
            wide = self._ends[1] - self._ends[0]
            if self._ends[0] <= low and high <= self._ends[1] and high - low >= _SHRINK_BELOW * wide:
                return self._ends
        step = nice_step((high - low) / 8)
        self._ends = (math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step)
        return self._ends
