"""Which environments can live inside the compiled program, and how each is made.

TensorFlow is loaded when one is made; which there are can be asked without it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from dqn_engine.environments.info import LONGEST_ID, EnvironmentInfo
from dqn_engine.environments.options import parts_of
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.text import printable

if TYPE_CHECKING:
    from dqn_engine.environments.compiled.environment import CompiledEnvironment

CompiledFactory = Callable[[EnvironmentInfo], "CompiledEnvironment"]


class _Row(NamedTuple):
    make: CompiledFactory
    options: frozenset[str] = frozenset()  # arguments of the constructor that `make` heeds
    built_in: bool = True


def _cartpole(info: EnvironmentInfo) -> CompiledEnvironment:
    from dqn_engine.environments.compiled.cartpole import CompiledCartPole

    return CompiledCartPole(limit_steps=info.episode_limit_steps)


def _acrobot(info: EnvironmentInfo) -> CompiledEnvironment:
    from dqn_engine.environments.compiled.acrobot import CompiledAcrobot

    return CompiledAcrobot(limit_steps=info.episode_limit_steps)


def _mountain_car(info: EnvironmentInfo) -> CompiledEnvironment:
    from dqn_engine.environments.compiled.mountain_car import CompiledMountainCar

    return CompiledMountainCar(limit_steps=info.episode_limit_steps)


def _table(info: EnvironmentInfo) -> CompiledEnvironment:
    """From the table that the environment itself carries, whatever arguments it was made with."""
    from dqn_engine.environments.compiled.table import table_of
    from dqn_engine.environments.gymnasium_environment import keep_for_next, make_environment

    made = make_environment(info.environment)
    table = table_of(made, info.episode_limit_steps)
    keep_for_next(info.environment, made)
    return table


_FROZEN_LAKE = _Row(_table, frozenset({"desc", "map_name", "is_slippery", "success_rate", "reward_schedule"}))
_CLIFF_WALKING = _Row(_table, frozenset({"is_slippery"}))

_FACTORY: dict[str, _Row] = {
    "CartPole-v1": _Row(_cartpole),
    "CartPole-v0": _Row(_cartpole),
    "Acrobot-v1": _Row(_acrobot),
    "MountainCar-v0": _Row(_mountain_car),
    "FrozenLake-v1": _FROZEN_LAKE,
    "FrozenLake8x8-v1": _FROZEN_LAKE,
    "CliffWalking-v1": _CLIFF_WALKING,
    "CliffWalkingSlippery-v1": _CLIFF_WALKING,
    # Whether a passenger changes its mind isn't in the table.
    "Taxi-v4": _Row(_table, frozenset({"is_rainy", "rainy_probability"})),
}

IN_PROGRAM_FROM_THE_FIRST = frozenset({"CartPole-v1", "CartPole-v0"})
"""Those that version 0.1.0 stepped inside the compiled program; it stepped all others by Gymnasium."""


def is_compiled(environment: str) -> bool:
    """Whether the environment of that name, with the options in it, can be stepped inside the compiled program.

    Raises:
        InputError: The name can't be read.
    """
    base, options = parts_of(environment)
    row = _FACTORY.get(base)
    return row is not None and row.options >= set(options)


def compiled_environment(info: EnvironmentInfo, *, masks: bool = True) -> CompiledEnvironment:
    """The environment as tensors.

    Args:
        info: Its facts.
        masks: Whether action masks are heeded; then one of the user's must have them if the one in Gymnasium has.

    Raises:
        KeyError: It is none of those; see `is_compiled`.
        InputError: What the user registered can't be made, observes other numbers than the environment, or has no
            masks where that has some.
    """
    if not is_compiled(info.environment):
        raise KeyError(info.environment)
    row, shown = _FACTORY[parts_of(info.environment)[0]], printable(info.environment)[:LONGEST_ID]
    if row.built_in:
        return row.make(info)
    from dqn_engine.environments.compiled.contract import breach_of

    try:
        made = row.make(info)
        size, given = len(info.observation_scale), made.observation_size
        breach = breach_of(made) if size == given else ""
    except Exception as error:
        raise InputError(
            f"The compiled environment of {shown!r} can't be made: "
            f"{printable(f'{type(error).__name__}: {error}')[:300].rstrip('.')}; mend it, or set stepping to gymnasium."
        ) from error
    if not breach and masks and not hasattr(made, "allowed") and _gives_masks(info.environment):
        breach = "has no method `allowed`, but the environment in Gymnasium gives action masks"
    if size != given:
        breach = f"observes {given} numbers, but the environment in Gymnasium has {size or 'pictures'}"
    if breach:
        raise InputError(f"The compiled environment of {shown!r} {breach}; mend it, or set stepping to gymnasium.")
    return made


def _gives_masks(environment: str) -> bool:
    """Whether the environment in Gymnasium gives an action mask where an episode begins; one that fails gives none."""
    from dqn_engine.environments.adapter import allowed_in
    from dqn_engine.environments.gymnasium_environment import make_environment

    made = make_environment(environment)
    try:
        return allowed_in(made.reset(seed=0)[1]) is not None
    except BrokenEnvironmentError:
        return False
    finally:
        made.close()


def compiled_by(module: str) -> set[str]:
    """The ids of the user's environments that functions of a module, or of the package of that name, compile."""
    return {
        environment
        for environment, row in _FACTORY.items()
        if not row.built_in and f"{getattr(row.make, '__module__', '')}.".startswith(f"{module}.")
    }


def register_compiled(environment: str, factory: CompiledFactory, options: Collection[str] = ()) -> None:
    """Has an environment of the user's own stepped inside the compiled program from now on.

    To be called by the module that registers it with Gymnasium, which goes on playing its evaluations and its view.
    Calling it again replaces what was registered before.

    Args:
        environment: Its id, without options.
        factory: Makes the `CompiledEnvironment` from the environment's facts, whose `episode_limit_steps` it keeps to.
            It is called when a run begins; import TensorFlow in it, and not with the module, which the window imports
            as well.
        options: Arguments of the environment's constructor that `factory` heeds, which `parts_of(info.environment)`
            tells. With any other the environment is stepped by Gymnasium.

    Raises:
        InputError: It is one that this program compiles itself.
    """
    known = _FACTORY.get(environment)
    if known is not None and known.built_in:
        raise InputError(f"The environment {environment!r} is compiled by this program; register one of your own.")
    _FACTORY[environment] = _Row(factory, frozenset(options), built_in=False)
