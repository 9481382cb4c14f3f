"""Whether an environment is really Gymnasium's own: what this program knows by name is only true of those.

Anyone can register another environment under an id of Gymnasium's, or put a wrapper around one. Nothing is loaded for
the answer: as long as Gymnasium isn't, nobody has registered anything with it.
"""

import sys
from typing import Any, NamedTuple

_ENVS = "gymnasium.envs."


class _Registered(NamedTuple):
    """How Gymnasium registers it."""

    entry_point: str
    limit_steps: int | None
    arguments: dict[str, Any] = {}


_LAKE = f"{_ENVS}toy_text.frozen_lake:FrozenLakeEnv"
_CLIFF = f"{_ENVS}toy_text.cliffwalking:CliffWalkingEnv"
_CARTPOLE = f"{_ENVS}classic_control.cartpole:CartPoleEnv"

_AS_REGISTERED = {
    "CartPole-v0": _Registered(_CARTPOLE, 200),
    "CartPole-v1": _Registered(_CARTPOLE, 500),
    "Acrobot-v1": _Registered(f"{_ENVS}classic_control.acrobot:AcrobotEnv", 500),
    "MountainCar-v0": _Registered(f"{_ENVS}classic_control.mountain_car:MountainCarEnv", 200),
    "LunarLander-v3": _Registered(f"{_ENVS}box2d.lunar_lander:LunarLander", 1000),
    "FrozenLake-v1": _Registered(_LAKE, 100, {"map_name": "4x4"}),
    "FrozenLake8x8-v1": _Registered(_LAKE, 200, {"map_name": "8x8"}),
    "CliffWalking-v1": _Registered(_CLIFF, None),
    "CliffWalkingSlippery-v1": _Registered(_CLIFF, None, {"is_slippery": True}),
    "Taxi-v4": _Registered(f"{_ENVS}toy_text.taxi:TaxiEnv", 200),
}
_BY_CLASS = {"FrozenLakeEnv", "CliffWalkingEnv", "TaxiEnv", "BlackjackEnv"}

_LEAVE_REWARDS_AND_ACTIONS = {
    "OrderEnforcing", "PassiveEnvChecker", "TimeLimit", "RecordEpisodeStatistics", "RecordVideo", "HumanRendering",
    "RenderCollection", "AddRenderObservation", "TransformObservation", "FilterObservation", "FlattenObservation",
    "GrayscaleObservation", "ResizeObservation", "ReshapeObservation", "RescaleObservation", "DtypeObservation",
    "NormalizeObservation", "DelayObservation", "TimeAwareObservation", "FrameStackObservation",
    "DiscretizeObservation",
}  # fmt: skip


def is_gymnasiums_own(base: str) -> bool:
    """Whether the id `base` is one that this program knows by name, and stands for what Gymnasium registered there."""
    known = _AS_REGISTERED.get(base)
    if known is None:
        return False
    spec = getattr(sys.modules.get("gymnasium.envs.registration"), "registry", {}).get(base)
    if spec is None:  # Not loaded, or not that far.
        return True
    return (spec.entry_point, spec.max_episode_steps, spec.kwargs) == known and not spec.additional_wrappers


def leaves_rewards(wrapper: object) -> bool:
    """Whether a wrapper is one of Gymnasium's that changes neither rewards nor what actions mean."""
    kind = type(wrapper)
    return kind.__module__.startswith("gymnasium.wrappers") and kind.__name__ in _LEAVE_REWARDS_AND_ACTIONS


def own_class(environment: object) -> str:
    """The name of the class of a bare environment, if it is one of Gymnasium's toy texts and no subclass; else ""."""
    kind = type(environment)
    return kind.__name__ if kind.__module__.startswith(f"{_ENVS}toy_text.") and kind.__name__ in _BY_CLASS else ""
