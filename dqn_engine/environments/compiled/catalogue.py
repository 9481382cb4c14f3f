"""Which environments can be stepped inside the compiled program, by name; `factory` makes them.

It knows no environment and loads nothing, so that everything may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from dqn_engine.environments.gymnasiums_own import is_gymnasiums_own
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.options import parts_of
from dqn_engine.system.errors import InputError

if TYPE_CHECKING:
    from dqn_engine.environments.compiled.environment import CompiledEnvironment

CompiledFactory = Callable[[EnvironmentInfo], "CompiledEnvironment"]

_FROZEN_LAKE = frozenset({"desc", "map_name", "is_slippery", "success_rate", "reward_schedule"})
_CLIFF_WALKING = frozenset({"is_slippery"})

BUILT_IN: dict[str, frozenset[str]] = {
    "CartPole-v1": frozenset(),
    "CartPole-v0": frozenset(),
    "Acrobot-v1": frozenset(),
    "MountainCar-v0": frozenset(),
    "FrozenLake-v1": _FROZEN_LAKE,
    "FrozenLake8x8-v1": _FROZEN_LAKE,
    "CliffWalking-v1": _CLIFF_WALKING,
    "CliffWalkingSlippery-v1": _CLIFF_WALKING,
    # Whether a passenger changes its mind isn't in the table.
    "Taxi-v4": frozenset({"is_rainy", "rainy_probability"}),
}
"""Those of this program, with the arguments of the constructor that are heeded; as Gymnasium registers them."""

IN_PROGRAM_FROM_THE_FIRST = frozenset({"CartPole-v1", "CartPole-v0"})
"""Those that version 0.1.0 stepped inside the compiled program; it stepped all others by Gymnasium."""

_registered: dict[str, tuple[CompiledFactory, frozenset[str]]] = {}  # the user's own


def is_compiled(environment: str) -> bool:
    """Whether the environment of that name, with the options in it, can be stepped inside the compiled program.

    Raises:
        InputError: The name can't be read.
    """
    base, options = parts_of(environment)
    heeded = BUILT_IN[base] if is_built_in(base) else _registered.get(base, (None, None))[1]
    return heeded is not None and heeded >= set(options)


def is_built_in(base: str) -> bool:
    """Whether this program compiles the environment of that id: not where the user registered another in its place."""
    return base in BUILT_IN and is_gymnasiums_own(base)


def registered_factory(base: str) -> CompiledFactory | None:
    """What the user registered for an environment's id; None where nothing is, or this program compiles it."""
    row = None if is_built_in(base) else _registered.get(base)
    return None if row is None else row[0]


def compiled_by(module: str) -> set[str]:
    """The ids of the user's environments that functions of a module, or of the package of that name, compile."""
    return {
        environment
        for environment, (make, _) in _registered.items()
        if f"{getattr(make, '__module__', '')}.".startswith(f"{module}.")
    }


def registered_factories() -> dict[str, CompiledFactory]:
    """What the user registered, by the environment's id."""
    return {environment: make for environment, (make, _) in _registered.items()}


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
    if is_built_in(environment):
        raise InputError(
            "The environment {environment!r} is compiled by this program; register one of your own. (In its place: "
            "register yours with Gymnasium first.)",
            environment=environment,
        )
    _registered[environment] = factory, frozenset(options)
