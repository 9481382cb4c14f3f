"""Which environments can live inside the compiled program, and how each is made.

TensorFlow is loaded when one is made; which there are can be asked without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dqn_engine.environments.info import EnvironmentInfo

if TYPE_CHECKING:
    from dqn_engine.environments.compiled.environment import CompiledEnvironment


def _cartpole(info: EnvironmentInfo) -> CompiledEnvironment:
    from dqn_engine.environments.compiled.cartpole import CompiledCartPole

    return CompiledCartPole(limit_steps=info.episode_limit_steps)


_FACTORY: Mapping[str, Callable[[EnvironmentInfo], CompiledEnvironment]] = {
    "CartPole-v1": _cartpole,
    "CartPole-v0": _cartpole,
}


def is_compiled(environment: str) -> bool:
    """Whether the environment of that name can be stepped inside the compiled program."""
    return environment in _FACTORY


def compiled_environment(info: EnvironmentInfo) -> CompiledEnvironment:
    """The environment as tensors.

    Raises:
        KeyError: It is none of those; see `is_compiled`.
    """
    return _FACTORY[info.environment](info)
