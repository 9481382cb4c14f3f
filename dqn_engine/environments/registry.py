"""Which environments there are, and their facts. Gymnasium is loaded only for those not listed here.

An environment's id names one that Gymnasium has registered. Ids of the form `module:Id` would import that module, and
so run whatever a file or a preset names; they are refused.
"""

import difflib
import math
from dataclasses import replace
from pathlib import PurePath

from dqn_engine.environments import acrobot_limits, cartpole_limits, mountain_car_limits
from dqn_engine.environments.compiled.catalogue import registered_factory
from dqn_engine.environments.gymnasiums_own import is_gymnasiums_own
from dqn_engine.environments.info import LONGEST_ID, EnvironmentInfo, KnownRewards
from dqn_engine.environments.options import named, parts_of
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.sentences import Sentence, Sentences
from dqn_engine.system.text import quoted, shell_word

_CARTPOLE = EnvironmentInfo(
    environment="CartPole-v1",
    # Position and angle are bounded by the rules; the speeds' scales are what good play stays within. Of the angle in
    # radians the last bit differs from the rules' own: exported policies have always been written with this one.
    observation_scale=(cartpole_limits.POSITION_LIMIT_M, 3.0, math.radians(cartpole_limits.ANGLE_LIMIT_DEGREES), 3.0),
    observation_labels=("Position", "Velocity", "Angle", "Angular velocity"),
    action_labels=("Left", "Right"),
    step_hz=1.0 / cartpole_limits.STEP_SECONDS,
    episode_limit_steps=cartpole_limits.LIMIT_STEPS["CartPole-v1"],
    return_threshold=475.0,
    reward_per_step=cartpole_limits.REWARD_PER_STEP,
    rewards=KnownRewards(*[cartpole_limits.REWARD_PER_STEP] * 4),
    own_shapings=("notebook-1",),
)
_ACROBOT = EnvironmentInfo(
    environment="Acrobot-v1",
    observation_scale=(1.0, 1.0, 1.0, 1.0, acrobot_limits.FASTEST_1, acrobot_limits.FASTEST_2),
    observation_labels=("cos θ₁", "sin θ₁", "cos θ₂", "sin θ₂", "Angular velocity 1", "Angular velocity 2"),
    action_labels=("Torque −1", "No torque", "Torque +1"),
    step_hz=15.0,
    episode_limit_steps=acrobot_limits.LIMIT_STEPS,
    return_threshold=-100.0,
    reward_per_step=-1.0,
    rewards=KnownRewards(-1.0, -1.0, last_low=0.0, last_high=0.0),
)
_MOUNTAIN_CAR = EnvironmentInfo(
    environment="MountainCar-v0",
    observation_scale=(-mountain_car_limits.LOWEST_POSITION, mountain_car_limits.LARGEST_SPEED),
    observation_labels=("Position", "Velocity"),
    action_labels=("Left", "Coast", "Right"),
    step_hz=30.0,
    episode_limit_steps=mountain_car_limits.LIMIT_STEPS,
    return_threshold=-110.0,
    reward_per_step=-1.0,
    rewards=KnownRewards(-1.0, -1.0, -1.0, -1.0),
)
_LUNAR_LANDER = EnvironmentInfo(
    environment="LunarLander-v3",
    # The space's own bounds allow speeds of 10, which no flight comes near.
    observation_scale=(1.0, 1.5, 1.5, 1.5, 1.0, 2.0, 1.0, 1.0),
    observation_labels=("X", "Y", "X velocity", "Y velocity", "Angle", "Angular velocity", "Left leg", "Right leg"),
    action_labels=("Coast", "Left engine", "Main engine", "Right engine"),
    step_hz=50.0,
    episode_limit_steps=1000,
    return_threshold=200.0,
    # A crash or a landing is worth 100; the way there brings up to about 140, hovering for long costs 300.
    usual_returns=(-400.0, 300.0),
)

_ENVIRONMENTS = {
    info.environment: info
    for info in (
        _CARTPOLE,
        replace(
            _CARTPOLE,
            environment="CartPole-v0",
            episode_limit_steps=cartpole_limits.LIMIT_STEPS["CartPole-v0"],
            return_threshold=195.0,
        ),
        _ACROBOT,
        _MOUNTAIN_CAR,
        _LUNAR_LANDER,
    )
}
_LONGEST_MODULE = 1_000  # A path may be long, and is to be copied whole.
_TOY_TEXT = ("FrozenLake-v1", "FrozenLake8x8-v1", "CliffWalking-v1", "Taxi-v4", "Blackjack-v1")


def environment_names() -> tuple[str, ...]:
    """Environments to choose from; any other that Gymnasium has registered can be trained as well."""
    return (*_ENVIRONMENTS, *_TOY_TEXT)


def environments_with_shaping(shaping: str) -> tuple[str, ...]:
    """The environments, in alphabetical order, that a value of `reward_shaping` is a formula for; empty if for any."""
    return tuple(sorted(name for name, info in _ENVIRONMENTS.items() if shaping in info.own_shapings))


def listed_info(environment: str) -> EnvironmentInfo | None:
    """The facts of an environment that is listed here, with no arguments; None of others, which have to be made.

    Others are also what the user registered in the place of one that is listed.
    """
    return _ENVIRONMENTS.get(environment) if is_gymnasiums_own(environment) else None


def environment_info(environment: str) -> EnvironmentInfo:
    """The facts of an environment.

    Raises:
        InputError: Gymnasium has registered none of that name, or it can't be trained here.
    """
    found = listed_info(environment)
    if found is not None:
        return found
    base, options = parts_of(environment)
    inspected = _inspected(named(base, options))
    known = listed_info(base)
    if known is None or len(known.observation_scale) != len(inspected.observation_scale):
        return inspected
    # With other arguments its rewards and terminations are its own, but its numbers mean the same.
    return replace(
        inspected,
        observation_scale=known.observation_scale,
        observation_ranges=(),
        observation_loose=(),
        observation_labels=known.observation_labels,
        action_labels=known.action_labels,
        return_threshold=math.nan,
    )


def is_registered(environment: str) -> bool:
    """Whether an environment of that name is known, or becomes known by what is installed. Nothing else is imported."""
    try:
        refuse_unregistered(environment)
    except InputError:
        return False
    return True


def refuse_unregistered(environment: str, module: str = "") -> None:
    """Passes where an environment of that name is known, or becomes known by what is installed; imports nothing else.

    Args:
        environment: Its name, with the arguments of its constructor or without.
        module: What a file says has to be imported for it; empty where nothing is said.

    Raises:
        UnknownEnvironmentError: There is none of that name, so far.
        InputError: The name can't be used at all.
    """
    if listed_info(environment) is not None and not module:
        return
    shown = repr(environment[:LONGEST_ID])
    base = parts_of(environment)[0]
    if ":" in base:
        raise InputError(
            "The environment {shown} names a module to import, which is not allowed; name one that Gymnasium has "
            "registered, such as CartPole-v1, and import the module of your own by --import MODULE.",
            shown=shown,
        )
    # Only now: the window validates before it needs Gymnasium.
    import gymnasium

    from dqn_engine.environments import atari
    from dqn_engine.environments.imports import find_installed, module_of

    if atari.is_atari(base):
        atari.register_atari(base)
    troubles = () if base in gymnasium.registry else find_installed()
    another = module and not module_of(base) and is_gymnasiums_own(base)  # than the module's under the same id
    if base in gymnasium.registry and not another:
        return
    if module:
        raise UnknownEnvironmentError(
            "The environment {shown} comes from the module {module_name}, which isn't imported; import it, "
            "if you trust it, by --import {module_name_2}.",
            shown=shown,
            module_name=quoted(module),
            module_name_2=shell_word(module[:_LONGEST_MODULE]),
            module=module,
        )
    # First among those that can be trained; many of Gymnasium's have no discrete actions.
    near = difflib.get_close_matches(base, environment_names(), n=1)
    near = near or difflib.get_close_matches(base, gymnasium.registry, n=1)
    hint = (
        Sentence("Did you mean {near}?", near=near[0])
        if near
        else Sentence("Some that exist: {environment_names}.", environment_names=", ".join(environment_names()))
    )
    remedy = Sentence("One of your own is known once its module is imported (command line: --import).")
    raise UnknownEnvironmentError(
        Sentences(Sentence("There is no environment {shown}.", shown=shown), hint, remedy, *troubles)
    )


def environment_module(environment: str) -> str:
    """What the user imports for an environment; empty for one of Gymnasium's own."""
    if listed_info(environment) is not None:
        return ""
    from dqn_engine.environments.imports import module_of

    return module_of(parts_of(environment)[0])


def compiling_module(environment: str) -> str:
    """What the user imports that compiles an environment; empty where this program does, or nothing."""
    base = parts_of(environment)[0]
    if registered_factory(base) is None:
        return ""
    from dqn_engine.environments.imports import compiler_of

    return compiler_of(base)


def another_module(environment: str, recorded: str) -> str:
    """A sentence where the environment of that name comes from another module than `recorded`; empty where it doesn't.

    A module may be given by its name or by its path, which are the same if both end alike.
    """
    here = environment_module(environment)
    if not recorded or not here or _last_name(here) == _last_name(recorded):
        return ""
    return Sentence(
        "The run began with the environment {environment!r} of the module {recorded!r}; the "
        "one of that name here is of {here!r}, and may be another.",
        environment=environment[:LONGEST_ID],
        recorded=recorded[:LONGEST_ID],
        here=here[:LONGEST_ID],
    )


def _last_name(module: str) -> str:
    return PurePath(module).stem if module.endswith(".py") else module.rpartition(".")[2]


_inspections: dict[str, tuple[object, EnvironmentInfo]] = {}  # with what was registered then
_MOST_INSPECTIONS = 64


def _inspected(environment: str) -> EnvironmentInfo:
    refuse_unregistered(environment)
    import gymnasium

    from dqn_engine.environments.facts import facts_of  # With Gymnasium.

    spec = gymnasium.registry[parts_of(environment)[0]]
    then, info = _inspections.get(environment, (None, None))
    if info is None or then is not spec:  # Another may have been registered in its place.
        info = facts_of(environment)
        _inspections.pop(environment, None)
        _inspections[environment] = spec, info
        if len(_inspections) > _MOST_INSPECTIONS:
            del _inspections[next(iter(_inspections))]
    return info
