"""Makes Gymnasium environments the way this program wants them: a flat observation or stacked frames, actions from 0.

Discrete observations become one-hot; tuples and dictionaries of them one after another. Actions of several parts become
numbers. Images become stacks of the newest frames, and Atari games are preprocessed. Training, evaluations and the
watched environment all come from here, so that they are the same environment.
"""

import copy
import threading
import warnings
from typing import Any, NamedTuple

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.envs.registration import EnvSpec
from gymnasium.vector import VectorEnv

from dqn_engine.environments import atari, images
from dqn_engine.environments.adapter import CheckedEnvironment
from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.environments.flat_actions import MOST_ACTIONS, flat_actions
from dqn_engine.environments.info import LAYOUT_REMEDIES, LONGEST_ID
from dqn_engine.environments.observation_bounds import OffsetObservation, offsets_of
from dqn_engine.environments.observations import no_space
from dqn_engine.environments.options import (
    Options,
    check_options,
    constructor_arguments,
    given_words,
    make_swallows,
    missing_arguments,
    needs_render_mode,
    parts_of,
    refused_arguments,
)
from dqn_engine.system.errors import InputError
from dqn_engine.system.foreign_code import closed, under_way
from dqn_engine.system.process_kept import process_kept
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words, one_line, plain_words

LONGEST_EPISODE_STEPS = 1000
"""Time limit of environments that have none, where a greedy policy could walk in circles for ever."""

_LARGEST_VECTOR = 10_000
_LIMIT_NAMES = ("max_episode_steps", "_max_episode_steps", "max_steps", "_max_steps")
"""Attributes in which environments keep a limit of their own."""


class EpisodeLimit(NamedTuple):
    """After how many steps an episode is truncated, and by whom.

    Attributes:
        steps: How many.
        ours: Whether this program chose them, since the environment says nothing.
        attribute: Where the environment keeps them, if it may leave it to others to do it; else empty.
    """

    steps: int
    ours: bool
    attribute: str = ""

    @property
    def from_outside(self) -> bool:
        """Whether `gymnasium.make` gives an environment that isn't truncated, or mayn't be."""
        return self.ours or bool(self.attribute)


def make_environment(
    environment: str, render_mode: str | None = None, frame_stack: int | None = None, masks: bool = True
) -> gymnasium.Env:
    """One environment, with the time limit that is registered for it, its own, or else LONGEST_EPISODE_STEPS.

    Args:
        environment: Its id, with the options of its constructor behind it; see `options`.
        render_mode: As for `gymnasium.make`.
        frame_stack: How many frames an image observation is made of; None leaves single frames.
        masks: Whether action masks are read, and handed on in `info`.

    Raises:
        InputError: It needs something that is not installed, is too old for Gymnasium, or can't be trained here.
    """
    made = _take_spare(environment) if render_mode is None and masks else None
    if made is None:
        made = _made(environment, render_mode, masks)
    if frame_stack is not None and images.frame_shape(made.observation_space):
        return images.with_stacked_frames(made, frame_stack)
    return made


def keep_for_next(environment: str, made: gymnasium.Env) -> None:
    """Keeps what `make_environment` made, with masks, single frames and not reset, for its next call on this thread.

    Some environments take long to make or hold a lot of memory. One is kept at most; it replaces the one before.
    """
    global _spare
    if _spare is not None:
        _spare.made.close()
    _spare = _Spare(environment, gymnasium.spec(parts_of(environment)[0]), threading.get_ident(), made)


class _Spare(NamedTuple):
    environment: str
    spec: EnvSpec
    thread: int
    made: gymnasium.Env


_spare: _Spare | None = None


def _take_spare(environment: str) -> gymnasium.Env | None:
    global _spare
    spare = _spare
    if spare is None or (spare.environment, spare.thread) != (environment, threading.get_ident()):
        return None
    if gymnasium.registry.get(parts_of(environment)[0]) is not spare.spec:
        return None
    _spare = None
    return spare.made


def _made(environment: str, render_mode: str | None, masks: bool) -> gymnasium.Env:
    base, options = parts_of(environment)
    if atari.is_atari(base):
        atari.register_atari(base)  # What it takes can be asked only then.
    check_options(base, options)
    with under_way(environment[:LONGEST_ID], "its constructor"), process_kept():
        return _constructed(environment, base, options, render_mode, masks)


def _constructed(environment: str, base: str, options: Options, render_mode: str | None, masks: bool) -> gymnasium.Env:
    shown = repr(environment[:LONGEST_ID])
    arguments = constructor_arguments(base, options)
    if render_mode is not None:  # Not all know the argument.
        arguments["render_mode"] = render_mode
    elif not atari.is_atari(base) and needs_render_mode(base):
        arguments["render_mode"] = None
    with warnings.catch_warnings():
        # Gymnasium warns of older versions, such as CartPole-v0, that are chosen here on purpose.
        warnings.simplefilter("ignore")
        try:
            if atari.is_atari(base):
                made, limit = atari.make_atari(base, disable_env_checker=True, **arguments), None
            else:
                # The time limit goes around the checks, which must be the first to see what the environment returns.
                spec: str | EnvSpec = base
                if make_swallows(options):
                    spec = copy.copy(gymnasium.spec(base))
                    spec.kwargs, arguments = {**spec.kwargs, **arguments}, {}
                made = gymnasium.make(spec, max_episode_steps=-1, disable_env_checker=True, **arguments)
                limit = episode_limit(base, made).steps
            return _adapted(made, environment, limit, masks, exact=is_compiled(environment))
        except InputError:
            raise
        except gymnasium.error.Error as error:
            raise InputError(
                "The environment {shown} can't be made: {reason}.",
                shown=shown,
                reason=_brief(plain_words(error)).rstrip("."),
            ) from error
        except BaseException as error:
            if is_the_users(error):
                raise
            missing = missing_arguments(base, options) if isinstance(error, TypeError) else ()
            if missing:
                values = ", ".join(f"{name}=…" for name in missing)
                raise InputError(
                    "The environment {shown} can't be made without {missing}, which its constructor "
                    "needs; give it by --env-set, or in its name: {base}({values}).",
                    shown=shown,
                    missing=" and ".join(missing),
                    base=base,
                    values=values,
                ) from error
            refused = refused_arguments(base, error, options)
            if refused:
                raise InputError(
                    "The environment {shown} can't be made: its constructor takes any argument, but what it hands "
                    "them on to doesn't take {refused}; check the name, or leave it out.",
                    shown=shown,
                    refused=" or ".join(refused),
                ) from error
            if options:
                raise InputError(
                    "The environment {shown} can't be made: {error}. Check what its constructor was given: {given}.",
                    shown=shown,
                    error=_own_words(error),
                    given=given_words(options),
                ) from error
            raise InputError(
                "The environment {shown} can't be made: {error}.", shown=shown, error=_own_words(error)
            ) from error


def episode_limit(base: str, made: gymnasium.Env) -> EpisodeLimit:
    """The time limit of an environment with the id `base`, which isn't a game: that which is registered comes first.

    Then its own comes, a `TimeLimit` that it is wrapped in already or a number that it keeps. Whether it truncates
    there by itself can't be known, so that it is done here as well, in the same step.
    """
    registered = gymnasium.spec(base).max_episode_steps
    if registered:
        return EpisodeLimit(registered, ours=False)
    inner: Any = made
    while isinstance(inner, gymnasium.Wrapper):
        steps = getattr(inner, "_max_episode_steps", None)
        # The limit that is put on here is the outer one, around the adapter.
        if isinstance(inner, gymnasium.wrappers.TimeLimit) and not isinstance(inner.env, CheckedEnvironment):
            return EpisodeLimit(int(steps or LONGEST_EPISODE_STEPS), ours=False)
        inner = inner.env
    for name in _LIMIT_NAMES:
        number = getattr(inner, name, None)
        if isinstance(number, float | np.floating) and np.isfinite(number) and number == int(number):
            number = int(number)
        if isinstance(number, int | np.integer) and not isinstance(number, bool) and 0 < number < 2**31 - 1:
            return EpisodeLimit(int(number), ours=False, attribute=name)
    return EpisodeLimit(LONGEST_EPISODE_STEPS, ours=True)


def space_before_adapting(made: gymnasium.Env) -> spaces.Space:
    """The observations that an environment made here has by itself."""
    while isinstance(made, gymnasium.Wrapper) and not isinstance(made, CheckedEnvironment):
        made = made.env
    return made.observation_space


def make_own_vector_environment(environment: str, count: int) -> VectorEnv:
    """`count` environments as the vectorised one that Gymnasium has of this kind, such as CartPole's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # As in `make_environment`.
        return gymnasium.make_vec(environment, num_envs=count, vectorization_mode="vector_entry_point")


def _adapted(
    bare: gymnasium.Env, environment: str, limit_steps: int | None, masks: bool, *, exact: bool
) -> gymnasium.Env:
    """With everything around it that this program needs; `exact`: observations stay those of its compiled twin."""
    shown = repr(environment[:LONGEST_ID])
    if not isinstance(bare.action_space, spaces.Space):
        closed(shown, bare.close)
        raise InputError(
            "The environment {shown} {action_space}.",
            shown=shown,
            action_space=no_space("action_space", bare.action_space, "Discrete"),
        )
    try:
        actions = flat_actions(bare.action_space)
    except ValueError as error:
        closed(shown, bare.close)
        raise InputError(
            "The environment {shown} has actions {action_space}, {error}.",
            shown=shown,
            action_space=_brief(bare.action_space),
            error=error,
        ) from error
    if actions.count > MOST_ACTIONS:
        closed(shown, bare.close)
        raise InputError(
            "The environment {shown} has {count:,} actions, but {most_actions:,} are the most, since every "
            "one's value is worked out at every step; choose another environment.",
            shown=shown,
            count=actions.count,
            most_actions=MOST_ACTIONS,
        )
    try:
        made = CheckedEnvironment(bare, environment[:LONGEST_ID], actions, masks=masks)
    except ValueError as error:
        closed(shown, bare.close)
        raise InputError("The environment {shown} {error}.", shown=shown, error=error) from error
    observations = made.observation_space
    size = 1 if images.frame_shape(observations) else spaces.flatdim(observations)
    if size == 0:
        made.close()
        raise InputError(
            "The environment {shown} observes nothing: {observations}; choose another.",
            shown=shown,
            observations=_brief(observations),
        )
    if size > _LARGEST_VECTOR:
        layout = images.odd_layout(observations)
        remedy = LAYOUT_REMEDIES[layout] if layout else Sentence("choose another environment")
        made.close()
        raise InputError(
            "The environment {shown} has observations of {size:,} numbers, but {largest_vector:,} are the most, "
            "unless they are pictures, uint8 of height, width and 1 or 3 colours; "
            "{remedy}.",
            shown=shown,
            size=size,
            largest_vector=_LARGEST_VECTOR,
            remedy=remedy,
        )
    if limit_steps is not None:  # Games have one of their own.
        made = gymnasium.wrappers.TimeLimit(made, limit_steps)
    if images.frame_shape(observations):
        return made
    if not (isinstance(observations, spaces.Box) and len(observations.shape) == 1):
        made = gymnasium.wrappers.FlattenObservation(made)
    flat = made.observation_space
    if not exact and isinstance(flat, spaces.Box) and (offsets := offsets_of(flat)).any():
        made = OffsetObservation(made, flat, offsets)
    return made


def _own_words(error: BaseException) -> str:
    """What a constructor raised, without what Gymnasium adds to it."""
    return error_words(error).partition(" was raised from the environment creator for ")[0].rstrip(".: ")


def _brief(value: object) -> str:
    return one_line(value)[:300]
