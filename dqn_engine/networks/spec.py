"""The shape of a Q-network in plain numbers: what files, policies and the compiled program agree on. No TensorFlow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from dqn_engine.environments.input_scaling import Ranges, decided_ranges
from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.networks.heads.registry import head_of
from dqn_engine.networks.hidden_layers import HiddenLayers
from dqn_engine.system.errors import InputError
from dqn_engine.system.late_import import LateModule
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:
    import numpy as np
else:
    np = LateModule("numpy")

CONVOLUTIONS: Mapping[str, tuple[tuple[int, int, int], ...]] = {
    "nature": ((32, 8, 4), (64, 4, 2), (64, 3, 1)),
    "data-efficient": ((32, 5, 5), (64, 5, 5)),
    "small": ((16, 3, 1), (32, 4, 2)),
}
"""Filters, their side and their stride (which divides it), first layer to last.

"nature" is of Mnih et al. 2015, "data-efficient" of van Hasselt, Hessel and Aslanides 2019.
"""

_BRIGHTEST = 255.0
STATISTICS_LAYER = "normalisation"
"""The layer of a network with `normalised` that isn't trained: `normalisation/mean`, `/deviation` and `/count`."""

LARGEST_INPUT = 10.0
"""In deviations: what a network with `normalised` cuts its inputs at."""


@dataclass(frozen=True, kw_only=True)  # Without slots: what follows from the fields is worked out once.
class NetworkSpec:
    """A Q-network: scaled observation → features → hidden layers → Q-values [B, A].

    Of a vector [B, O] the features are the numbers themselves. Of an image [B, K, H, W, C], K frames of C colours,
    they are what `convolutions` without padding make of [B, H, W, K·C], flattened.

    With `dueling`, Q = V + A − mean A from two linear heads (Wang et al. 2016): of a vector on the last hidden layer,
    of an image each on hidden layers of its own.

    With `noisy`, every weight but those of convolutions has a σ beside it (Fortunato et al. 2018); Q-values without
    noise are those of the rest.

    The value head says what the last layers give, and what comes before them besides the hidden layers.

    With `normalised`, raw observations are scaled by the mean and deviation of those seen, which go with the weights.
    Those that have a range in `input_ranges` have its middle and half width for mean and deviation, whatever is seen.

    Attributes:
        observation_scale: [O], or one number for every pixel; the network divides raw observations by it.
        hidden: Of an image with `dueling`, those of each stream.
        sigma_zero: σ₀, which a noisy network's σ begin at.
        image_shape: K, H, W, C of an image; empty of a vector.
        convolutions: As a value of `CONVOLUTIONS`; empty for a vector.
        input_ranges: [O] Middle and half width, or None; empty: none has a range, and statistics are cut off as they
            were in earlier versions.
        one_hot: Whether observations are one-hot states, which nothing scales.
    """

    observation_scale: tuple[float, ...]
    action_count: int
    hidden: HiddenLayers
    head: ValueHead
    dueling: bool
    noisy: bool = False
    sigma_zero: float = 0.5
    image_shape: tuple[int, ...] = ()
    convolutions: tuple[tuple[int, int, int], ...] = ()
    normalised: bool = False
    input_ranges: Ranges = ()
    one_hot: bool = False

    def refuse_other_weights(self, weights: Mapping[str, np.ndarray]) -> None:
        """Passes for weights with the names and shapes of `weight_shapes`, in that order or another.

        Raises:
            ValueError: They are of another network.
        """
        found = {name: np.shape(weight) for name, weight in weights.items()}
        if found != self.weight_shapes:
            raise ValueError(f"The weights have shapes {found}, but the network has {self.weight_shapes}.")

    @cached_property
    def observation_size(self) -> int:
        """O, the numbers of a raw observation, pixels included."""
        return math.prod(self.image_shape) if self.image_shape else len(self.observation_scale)

    @property
    def kept_size(self) -> int:
        """The numbers of an observation that the compiled program keeps; see `state_numbers`."""
        return 1 if self.one_hot else self.observation_size

    @cached_property
    def head_names(self) -> tuple[str, ...]:
        """The linear layers that give the outputs, in the order used everywhere."""
        return ("value", "advantage") if self.dueling else ("q",)

    @cached_property
    def feature_shape(self) -> tuple[int, ...]:
        """The shape of the first hidden layer's input, not flattened: [O], or [H', W', filters] after convolutions."""
        if not self.image_shape:
            return (self.observation_size,)
        frames, height, width, colours = self.image_shape
        shape = (height, width, frames * colours)
        for filters, side, stride in self.convolutions:
            shape = ((shape[0] - side) // stride + 1, (shape[1] - side) // stride + 1, filters)
        return shape

    @cached_property
    def convolution_shapes(self) -> Mapping[str, tuple[int, int, int, int]]:
        """Name → kernel's shape [side, side, in, out] of every convolution, first to last."""
        shapes: dict[str, tuple[int, int, int, int]] = {}
        inputs = self.image_shape[0] * self.image_shape[3] if self.image_shape else 0
        for index, (filters, side, _) in enumerate(self.convolutions, start=1):
            shapes[f"conv_{index}"] = (side, side, inputs, filters)
            inputs = filters
        return shapes

    @cached_property
    def streams(self) -> Mapping[str, tuple[str, ...]]:
        """Head → the hidden layers before it, first to last; of a vector the heads share them."""
        own = self.dueling and bool(self.image_shape)
        return {
            head: tuple(f"{head}_hidden_{i}" if own else f"hidden_{i}" for i in range(1, len(self.hidden.sizes) + 1))
            for head in self.head_names
        }

    @cached_property
    def layer_sizes(self) -> Mapping[str, tuple[int, int]]:
        """Name → inputs and outputs of every dense layer: the hidden ones first, then the head's own, then the last."""
        hidden: dict[str, tuple[int, int]] = {}
        inputs = math.prod(self.feature_shape)
        for names, units in zip(self._depths, self.hidden.sizes, strict=True):
            hidden |= dict.fromkeys(names, (inputs, units))
            inputs = units
        units_of = {"value": 1, "advantage": self.action_count, "q": self.action_count}
        last = {name: (inputs, units_of[name] * self.head.outputs_per_action) for name in self.head_names}
        return {**hidden, **self.head.layers(inputs), **last}

    @property
    def numbers_per_transition(self) -> int:
        """How many numbers a transition on its way through the network takes, from the observation to the outputs."""
        sizes = self.layer_sizes
        hidden = sum(sizes[name][1] for names in self._depths for name in names)
        of_head = self.head.numbers_per_transition(
            self.hidden.sizes[-1], sum(sizes[name][1] for name in self.head_names)
        )
        return self.observation_size + math.prod(self.feature_shape) + hidden + of_head

    @cached_property
    def weight_shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Name → shape of everything a file holds, in the order used everywhere: first what isn't trained."""
        size = self.observation_size
        scaling = {"mean": (size,), "deviation": (size,), "count": (1,)} if self.normalised else {}
        return {**{f"{STATISTICS_LAYER}/{name}": shape for name, shape in scaling.items()}, **self.trained_shapes}

    @cached_property
    def trained_shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Name → shape of every weight that is trained.

        `conv_1/kernel` [side, side, in, out], `conv_1/bias` …, `hidden_1/kernel` [in, out], `hidden_1/bias` …, and in a
        noisy network `hidden_1/sigma_kernel`, `hidden_1/sigma_bias` after each dense layer's.
        """
        shapes: dict[str, tuple[int, ...]] = {}
        for name, shape in self.convolution_shapes.items():
            shapes[f"{name}/kernel"], shapes[f"{name}/bias"] = shape, shape[-1:]
        for names in self._depths:
            for name in names:
                shapes |= self._dense_shapes(name)
            for name in names:
                shapes |= self.hidden.shapes_after(name, self.layer_sizes[name][1])
        for name in list(self.layer_sizes)[sum(map(len, self._depths)) :]:
            shapes |= self._dense_shapes(name)
        return shapes

    @cached_property
    def _depths(self) -> list[tuple[str, ...]]:
        """The hidden layers beside each other, first to last."""
        return [tuple(dict.fromkeys(names)) for names in zip(*self.streams.values(), strict=True)]

    def _dense_shapes(self, name: str) -> dict[str, tuple[int, ...]]:
        inputs, units = self.layer_sizes[name]
        shapes: dict[str, tuple[int, ...]] = {}
        for prefix in ("", "sigma_") if self.noisy else ("",):
            shapes[f"{name}/{prefix}kernel"], shapes[f"{name}/{prefix}bias"] = (inputs, units), (units,)
        return shapes


def network_spec(
    knobs: Knobs,
    *,
    observation_scale: tuple[float, ...],
    action_count: int,
    image_shape: tuple[int, ...] = (),
    observation_ranges: Ranges = (),
    one_hot: bool = False,
    earlier_statistics: bool = False,
) -> NetworkSpec:
    """The network that `knobs` describe for an environment whose observations are typically ±`observation_scale`.

    Args:
        knobs: All of them; C51's range in numbers.
        observation_scale: [O]; not asked for where there are images.
        action_count: A.
        image_shape: Height, width and colours of a frame where observations are images.
        observation_ranges: [O] See `usable_ranges`; empty where `observation_scale` is known to be typical.
        one_hot: Whether observations are one-hot states.
        earlier_statistics: Whether the value `running` is that of version 0.2.0 and before.

    Raises:
        InputError: The hyperparameter `convolutions` doesn't go with these observations.
    """
    choice = knobs["observation_scaling"]
    ranges = decided_ranges(observation_ranges) if choice == "auto" and not image_shape else ()
    bounds = choice in ("auto", "bounds") and not ranges
    scale = (_BRIGHTEST,) if image_shape else observation_scale
    normalised = choice == "running" or bool(ranges)
    if choice == "running" and not earlier_statistics:
        ranges = (None,) * len(scale)
    return NetworkSpec(
        observation_scale=scale if bounds else (1.0,) * len(scale),
        action_count=action_count,
        hidden=HiddenLayers.from_hyperparameters(knobs),
        head=head_of(knobs),
        dueling=knobs["dueling"],
        noisy=knobs["noisy"],
        sigma_zero=knobs["sigma_zero"] if knobs["noisy"] else 0.5,
        image_shape=(knobs["frame_stack"], *image_shape) if image_shape else (),
        convolutions=convolutions_for(knobs["convolutions"], image_shape),
        normalised=normalised,
        input_ranges=ranges,
        one_hot=one_hot and not normalised,
    )


def convolutions_for(choice: str, image_shape: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
    """What the value `choice` of the hyperparameter `convolutions` means for frames of that height, width and colours.

    Raises:
        InputError: The observations are no images, or images too small.
    """
    if not image_shape:
        if choice == "auto":
            return ()
        raise InputError(
            "convolutions is {choice}, but this environment's observations are no images; set convolutions to auto.",
            choice=choice,
        )
    height, width, _ = image_shape
    shortest = min(height, width)
    if choice == "auto":
        choice = "nature" if shortest >= _least_side(CONVOLUTIONS["nature"]) else "small"
    needed = _least_side(CONVOLUTIONS[choice])
    if shortest < needed:
        remedy = Sentence("set convolutions to auto")
        if choice != "nature":
            remedy = Sentence("choose another environment")
        raise InputError(
            "convolutions is {choice}, which needs images of at least {needed} by {needed} pixels, but this "
            "environment's have {height} by {width}; {remedy}.",
            choice=choice,
            needed=needed,
            height=height,
            width=width,
            remedy=remedy,
        )
    return CONVOLUTIONS[choice]


def _least_side(convolutions: tuple[tuple[int, int, int], ...]) -> int:
    """The side of an image of which the convolutions leave one pixel."""
    pixels = 1
    for _, side, stride in reversed(convolutions):
        pixels = (pixels - 1) * stride + side
    return pixels
