"""The shape of a Q-network in plain numbers: what files, policies and the compiled program agree on. No TensorFlow."""

from collections.abc import Mapping
from dataclasses import dataclass

from dqn_engine.knobs import KnobValue


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """A fully connected Q-network: scaled observation [B, O] → hidden layers → Q-values [B, A].

    With `dueling`, Q = V + A − mean A from two linear heads on the last hidden layer (Wang et al. 2016).

    Attributes:
        observation_scale: [O]; the network divides raw observations by it.
    """

    observation_scale: tuple[float, ...]
    action_count: int
    hidden_sizes: tuple[int, ...]
    activation: str
    dueling: bool

    @property
    def observation_size(self) -> int:
        return len(self.observation_scale)

    @property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """Name → shape of every weight, in the order used everywhere: `hidden_1/kernel` [in, out], `hidden_1/bias` …"""
        heads = {"value": 1, "advantage": self.action_count} if self.dueling else {"q": self.action_count}
        layers = {f"hidden_{i}": size for i, size in enumerate(self.hidden_sizes, start=1)}
        shapes: dict[str, tuple[int, ...]] = {}
        inputs = self.observation_size
        for name, size in layers.items():
            shapes[f"{name}/kernel"], shapes[f"{name}/bias"] = (inputs, size), (size,)
            inputs = size
        for name, size in heads.items():
            shapes[f"{name}/kernel"], shapes[f"{name}/bias"] = (inputs, size), (size,)
        return shapes


def network_spec(
    knobs: Mapping[str, KnobValue], *, observation_scale: tuple[float, ...], action_count: int
) -> NetworkSpec:
    """The network that `knobs` describe for an environment whose observations are typically ±`observation_scale`."""
    raw = knobs["observation_scaling"] == "none"
    return NetworkSpec(
        observation_scale=(1.0,) * len(observation_scale) if raw else observation_scale,
        action_count=action_count,
        hidden_sizes=knobs["hidden_sizes"],
        activation=knobs["activation"],
        dueling=knobs["dueling"],
    )
