"""The network of a run: its configuration, brought together with what is known of its environment."""

from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.input_scaling import usable_ranges
from dqn_engine.networks.spec import NetworkSpec, network_spec
from dqn_engine.system.values import Knobs


def network_of(config: RunConfig, info: EnvironmentInfo, knobs: Knobs | None = None) -> NetworkSpec:
    """The network that a run of `config` has in the environment of `info`.

    Args:
        config: Of the run, as it began: C51's range stays what it was then.
        info: Of its environment.
        knobs: The hyperparameters as they are now; None: as they were.

    Raises:
        InputError: The hyperparameters don't go with the environment.
    """
    knobs = config.knobs if knobs is None else knobs
    if knobs["value_head"] == "c51":
        low, high = config.values_between(info)
        knobs = {**knobs, "v_min": low, "v_max": high}
    return network_spec(
        knobs,
        observation_scale=info.observation_scale,
        action_count=len(info.action_labels),
        image_shape=info.image_shape,
        observation_ranges=usable_ranges(info, earlier=config.earlier_scaling),
        one_hot=info.one_hot,
        earlier_statistics=config.earlier_scaling,
    )
