"""How each environment of the `catalogue` is made that lives inside the compiled program. Loads TensorFlow then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dqn_engine.environments.adapter import allowed_in
from dqn_engine.environments.compiled.catalogue import BUILT_IN, CompiledFactory, is_compiled, registered_factory
from dqn_engine.environments.gymnasium_environment import keep_for_next, make_environment
from dqn_engine.environments.info import LONGEST_ID, EnvironmentInfo
from dqn_engine.environments.options import parts_of
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.foreign_code import under_way
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words, printable

if TYPE_CHECKING:
    from dqn_engine.environments.compiled.environment import CompiledEnvironment


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

    made = make_environment(info.environment)
    table = table_of(made, info.episode_limit_steps)
    keep_for_next(info.environment, made)
    return table


_MAKERS: dict[str, CompiledFactory] = {
    "CartPole-v1": _cartpole,
    "CartPole-v0": _cartpole,
    "Acrobot-v1": _acrobot,
    "MountainCar-v0": _mountain_car,
    **dict.fromkeys(set(BUILT_IN) - {"CartPole-v1", "CartPole-v0", "Acrobot-v1", "MountainCar-v0"}, _table),
}


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
    base = parts_of(info.environment)[0]
    make = registered_factory(base)
    if make is None:
        return _MAKERS[base](info)
    shown = printable(info.environment)[:LONGEST_ID]
    from dqn_engine.environments.compiled.contract import breach_of
    from dqn_engine.environments.compiled.guarded import guarded

    try:
        with under_way(shown, "the function that compiles it"):
            made = make(info)
            size, given = len(info.observation_scale), made.observation_size
            breach = breach_of(made, len(info.action_labels)) if size == given else ""
            made = made if breach or size != given else guarded(made, shown)
    except BaseException as error:
        if is_the_users(error):
            raise
        raise InputError(
            "The compiled environment of {shown!r} can't be made: {error}; mend it, or set stepping to gymnasium.",
            shown=shown,
            error=error_words(error),
        ) from error
    if not breach and masks and not hasattr(made, "allowed") and _gives_masks(info.environment):
        breach = Sentence("has no method `allowed`, but the environment in Gymnasium gives action masks")
    if size != given:
        breach = Sentence(
            "observes {given} numbers, but the environment in Gymnasium has {size}",
            given=given,
            size=size or "pictures",
        )
    if breach:
        raise InputError(
            "The compiled environment of {shown!r} {breach}; mend it, or set stepping to gymnasium.",
            shown=shown,
            breach=breach,
        )
    return made


def _gives_masks(environment: str) -> bool:
    """Whether the environment in Gymnasium gives an action mask where an episode begins; one that fails gives none."""
    made = make_environment(environment)
    try:
        return allowed_in(made.reset(seed=0)[1]) is not None
    except BrokenEnvironmentError:
        return False
    finally:
        made.close()
