"""The shape of a Q-network in plain numbers: what files, policies and the compiled program agree on. No TensorFlow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs

CONVOLUTIONS: Mapping[str, tuple[tuple[int, int, int], ...]] = {
    "nature": ((32, 8, 4), (64, 4, 2), (64, 3, 1)),
    "small": ((16, 3, 1), (32, 4, 2)),
}
"""Filters, their side and their stride (which divides it), first layer to last. "nature" is of Mnih et al. 2015."""

_BRIGHTEST = 255.0
STATISTICS_LAYER = "normalisation"
"""The layer of a network with `normalised` that isn't trained: `normalisation/mean`, `/deviation` and `/count`."""

LARGEST_INPUT = 10.0
"""In deviations: what a network with `normalised` cuts its inputs at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """A Q-network: scaled observation → features → hidden layers → Q-values [B, A].

    Of a vector [B, O] the features are the numbers themselves. Of an image [B, K, H, W, C], K frames of C colours,
    they are what `convolutions` without padding make of [B, H, W, K·C], flattened.

    With `dueling`, Q = V + A − mean A from two linear heads (Wang et al. 2016): of a vector on the last hidden layer,
    of an image each on hidden layers of its own.

    With `noisy`, every weight but those of convolutions has a σ beside it (Fortunato et al. 2018); Q-values without
    noise are those of the rest.

    With a distributional `value_head` each action has `atoms` outputs: "c51" gives the logits of as many fixed values
    from `v_min` to `v_max` (Bellemare et al. 2017), "qr-dqn" as many equally likely values (Dabney et al. 2018).

    With `normalised`, raw observations are scaled by the mean and deviation of those seen, which go with the weights.

    Attributes:
        observation_scale: [O], or one number for every pixel; the network divides raw observations by it.
        hidden_sizes: Of an image with `dueling`, those of each stream.
        sigma_zero: σ₀, which a noisy network's σ begin at.
        image_shape: K, H, W, C of an image; empty of a vector.
        convolutions: As a value of `CONVOLUTIONS`; empty for a vector.
    """

    observation_scale: tuple[float, ...]
    action_count: int
    hidden_sizes: tuple[int, ...]
    activation: str
    dueling: bool
    noisy: bool = False
    sigma_zero: float = 0.5
    value_head: str = "expected"
    atoms: int = 1
    v_min: float = 0.0
    v_max: float = 0.0
    image_shape: tuple[int, ...] = ()
    convolutions: tuple[tuple[int, int, int], ...] = ()
    normalised: bool = False

    @property
    def observation_size(self) -> int:
        return math.prod(self.image_shape) if self.image_shape else len(self.observation_scale)

    @property
    def support(self) -> tuple[float, ...]:
        """The values of C51's atoms."""
        step = (self.v_max - self.v_min) / (self.atoms - 1)
        return tuple(self.v_min + step * index for index in range(self.atoms))

    @property
    def head_names(self) -> tuple[str, ...]:
        return ("value", "advantage") if self.dueling else ("q",)

    @property
    def feature_shape(self) -> tuple[int, ...]:
        """What the first hidden layer is given, before flattening: [O], or [H', W', filters] after convolutions."""
        if not self.image_shape:
            return (self.observation_size,)
        frames, height, width, colours = self.image_shape
        shape = (height, width, frames * colours)
        for filters, side, stride in self.convolutions:
            shape = ((shape[0] - side) // stride + 1, (shape[1] - side) // stride + 1, filters)
        return shape

    @property
    def convolution_shapes(self) -> dict[str, tuple[int, int, int, int]]:
        """Name → kernel's shape [side, side, in, out] of every convolution, first to last."""
        shapes, inputs = {}, self.image_shape[0] * self.image_shape[3] if self.image_shape else 0
        for index, (filters, side, _) in enumerate(self.convolutions, start=1):
            shapes[f"conv_{index}"] = (side, side, inputs, filters)
            inputs = filters
        return shapes

    @property
    def streams(self) -> dict[str, tuple[str, ...]]:
        """Head → the hidden layers before it, first to last; of a vector the heads share them."""
        own = self.dueling and bool(self.image_shape)
        return {
            head: tuple(f"{head}_hidden_{i}" if own else f"hidden_{i}" for i in range(1, len(self.hidden_sizes) + 1))
            for head in self.head_names
        }

    @property
    def layer_sizes(self) -> dict[str, tuple[int, int]]:
        """Name → inputs and outputs of every dense layer: the hidden ones first, then the heads."""
        hidden: dict[str, tuple[int, int]] = {}
        inputs = math.prod(self.feature_shape)
        for depth, units in enumerate(self.hidden_sizes):
            hidden |= {names[depth]: (inputs, units) for names in self.streams.values()}
            inputs = units
        units_of = {"value": 1, "advantage": self.action_count, "q": self.action_count}
        heads = {name: (self.hidden_sizes[-1], units_of[name] * self.atoms) for name in self.head_names}
        return {**hidden, **heads}

    @property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """Name → shape of everything a file holds, in the order used everywhere: first what isn't trained."""
        size = self.observation_size
        scaling = {"mean": (size,), "deviation": (size,), "count": (1,)} if self.normalised else {}
        return {**{f"{STATISTICS_LAYER}/{name}": shape for name, shape in scaling.items()}, **self.trained_shapes}

    @property
    def trained_shapes(self) -> dict[str, tuple[int, ...]]:
        """Name → shape of every weight that is trained.

        `conv_1/kernel` [side, side, in, out], `conv_1/bias` …, `hidden_1/kernel` [in, out], `hidden_1/bias` …, and in a
        noisy network `hidden_1/sigma_kernel`, `hidden_1/sigma_bias` after each dense layer's.
        """
        shapes: dict[str, tuple[int, ...]] = {}
        for name, shape in self.convolution_shapes.items():
            shapes[f"{name}/kernel"], shapes[f"{name}/bias"] = shape, shape[-1:]
        for name, (inputs, units) in self.layer_sizes.items():
            for prefix in ("", "sigma_") if self.noisy else ("",):
                shapes[f"{name}/{prefix}kernel"], shapes[f"{name}/{prefix}bias"] = (inputs, units), (units,)
        return shapes


def network_spec(
    knobs: Knobs,
    *,
    observation_scale: tuple[float, ...],
    action_count: int,
    image_shape: tuple[int, ...] = (),
) -> NetworkSpec:
    """The network that `knobs` describe for an environment whose observations are typically ±`observation_scale`.

    Args:
        knobs: All of them.
        observation_scale: [O]; not asked for where there are images.
        action_count: A.
        image_shape: Height, width and colours of a frame where observations are images.

    Raises:
        InputError: The knob `convolutions` doesn't go with these observations.
    """
    head = knobs["value_head"]
    categorical = head == "c51"
    bounds = knobs["observation_scaling"] == "bounds"
    scale = (_BRIGHTEST,) if image_shape else observation_scale
    return NetworkSpec(
        observation_scale=scale if bounds else (1.0,) * len(scale),
        action_count=action_count,
        hidden_sizes=knobs["hidden_sizes"],
        activation=knobs["activation"],
        dueling=knobs["dueling"],
        noisy=knobs["noisy"],
        sigma_zero=knobs["sigma_zero"] if knobs["noisy"] else 0.5,
        value_head=head,
        atoms={"expected": 1, "c51": knobs["num_atoms"], "qr-dqn": knobs["num_quantiles"]}[head],
        v_min=knobs["v_min"] if categorical else 0.0,
        v_max=knobs["v_max"] if categorical else 0.0,
        image_shape=(knobs["frame_stack"], *image_shape) if image_shape else (),
        convolutions=convolutions_for(knobs["convolutions"], image_shape),
        normalised=knobs["observation_scaling"] == "running",
    )


def convolutions_for(choice: str, image_shape: tuple[int, ...]) -> tuple[tuple[int, int, int], ...]:
    """What the value `choice` of the knob `convolutions` means for frames of that height, width and colours.

    Raises:
        InputError: The observations are no images, or images too small.
    """
    if not image_shape:
        if choice == "auto":
            return ()
        raise InputError(
            f"convolutions is {choice}, but this environment's observations are no images; set convolutions to auto."
        )
    height, width, _ = image_shape
    shortest = min(height, width)
    if choice == "auto":
        choice = "nature" if shortest >= _least_side(CONVOLUTIONS["nature"]) else "small"
    needed = _least_side(CONVOLUTIONS[choice])
    if shortest < needed:
        remedy = "set convolutions to auto" if choice == "nature" else "choose another environment"
        raise InputError(
            f"convolutions is {choice}, which needs images of at least {needed} by {needed} pixels, but this "
            f"environment's have {height} by {width}; {remedy}."
        )
    return CONVOLUTIONS[choice]


def _least_side(convolutions: tuple[tuple[int, int, int], ...]) -> int:
    """The side of an image of which the convolutions leave one pixel."""
    pixels = 1
    for _, side, stride in reversed(convolutions):
        pixels = (pixels - 1) * stride + side
    return pixels
