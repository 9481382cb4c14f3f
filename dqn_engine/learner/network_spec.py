"""The shape of a Q-network in plain numbers: what files, policies and the compiled program agree on. No TensorFlow."""

from collections.abc import Mapping
from dataclasses import dataclass

from dqn_engine.knobs import KnobValue

STATISTICS_LAYER = "normalisation"
"""The layer of a network with `normalised` that isn't trained: `normalisation/mean`, `/deviation` and `/count`."""

LARGEST_INPUT = 10.0
"""In deviations: what a network with `normalised` cuts its inputs at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """A fully connected Q-network: scaled observation [B, O] → hidden layers → Q-values [B, A].

    With `dueling`, Q = V + A − mean A from two linear heads on the last hidden layer (Wang et al. 2016).

    With `noisy`, every weight has a σ beside it (Fortunato et al. 2018); Q-values without noise are those of the rest.

    With a distributional `value_head` each action has `atoms` outputs: "c51" gives the logits of as many fixed values
    from `v_min` to `v_max` (Bellemare et al. 2017), "qr-dqn" as many equally likely values (Dabney et al. 2018).

    With `normalised`, raw observations are scaled by the mean and deviation of those seen, which go with the weights.

    Attributes:
        observation_scale: [O]; the network divides raw observations by it.
        sigma_zero: σ₀, which a noisy network's σ begin at.
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
    normalised: bool = False

    @property
    def observation_size(self) -> int:
        return len(self.observation_scale)

    @property
    def support(self) -> tuple[float, ...]:
        """The values of C51's atoms."""
        step = (self.v_max - self.v_min) / (self.atoms - 1)
        return tuple(self.v_min + step * index for index in range(self.atoms))

    @property
    def head_names(self) -> tuple[str, ...]:
        return ("value", "advantage") if self.dueling else ("q",)

    @property
    def layer_sizes(self) -> dict[str, tuple[int, int]]:
        """Name → inputs and outputs of every layer, first to last; the heads share their inputs."""
        heads = {"value": 1, "advantage": self.action_count} if self.dueling else {"q": self.action_count}
        sizes: dict[str, tuple[int, int]] = {}
        inputs = self.observation_size
        for index, units in enumerate(self.hidden_sizes, start=1):
            sizes[f"hidden_{index}"] = (inputs, units)
            inputs = units
        return {**sizes, **{name: (inputs, units * self.atoms) for name, units in heads.items()}}

    @property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """Name → shape of everything a file holds, in the order used everywhere: first what isn't trained."""
        size = self.observation_size
        scaling = {"mean": (size,), "deviation": (size,), "count": (1,)} if self.normalised else {}
        return {**{f"{STATISTICS_LAYER}/{name}": shape for name, shape in scaling.items()}, **self.trained_shapes}

    @property
    def trained_shapes(self) -> dict[str, tuple[int, ...]]:
        """Name → shape of every weight that is trained.

        `hidden_1/kernel` [in, out], `hidden_1/bias` …, and in a noisy network `hidden_1/sigma_kernel`,
        `hidden_1/sigma_bias` after each layer's.
        """
        shapes: dict[str, tuple[int, ...]] = {}
        for name, (inputs, units) in self.layer_sizes.items():
            for prefix in ("", "sigma_") if self.noisy else ("",):
                shapes[f"{name}/{prefix}kernel"], shapes[f"{name}/{prefix}bias"] = (inputs, units), (units,)
        return shapes


def network_spec(
    knobs: Mapping[str, KnobValue], *, observation_scale: tuple[float, ...], action_count: int
) -> NetworkSpec:
    """The network that `knobs` describe for an environment whose observations are typically ±`observation_scale`."""
    head = knobs["value_head"]
    categorical = head == "c51"
    bounds = knobs["observation_scaling"] == "bounds"
    return NetworkSpec(
        observation_scale=observation_scale if bounds else (1.0,) * len(observation_scale),
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
        normalised=knobs["observation_scaling"] == "running",
    )
