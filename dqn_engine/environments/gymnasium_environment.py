"""Makes Gymnasium environments the way this program wants them: a flat observation or stacked frames, actions from 0.

Discrete observations become one-hot; tuples and dictionaries of them one after another. Images become stacks of the
newest frames, and Atari games are preprocessed. Training, evaluations and the watched environment all come from here,
so that they are the same environment.
"""

import warnings
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, SyncVectorEnv, VectorEnv

from dqn_engine.environments import atari, images
from dqn_engine.environments.info import LONGEST_ID
from dqn_engine.system.errors import InputError

LONGEST_EPISODE_STEPS = 1000
"""Time limit of environments registered without one, where a greedy policy could walk in circles for ever."""

_LARGEST_VECTOR = 10_000


def make_environment(environment: str, render_mode: str | None = None, frame_stack: int | None = None) -> gymnasium.Env:
    """One environment, with the time limit that is registered for it or else LONGEST_EPISODE_STEPS.

    Args:
        environment: Its id.
        render_mode: As for `gymnasium.make`.
        frame_stack: How many frames an image observation is made of; None leaves single frames.

    Raises:
        InputError: It needs something that is not installed, is too old for Gymnasium, or can't be trained here.
    """
    shown = repr(environment[:LONGEST_ID])
    arguments: dict[str, Any] = (
        {} if render_mode is None else {"render_mode": render_mode}
    )  # Not all know the argument.
    with warnings.catch_warnings():
        # Gymnasium warns of older versions, such as CartPole-v0, that are chosen here on purpose.
        warnings.simplefilter("ignore")
        try:
            make = atari.make_atari if atari.is_atari(environment) else gymnasium.make
            made = make(environment, disable_env_checker=True, **arguments)
        except InputError:
            raise
        except gymnasium.error.Error as error:
            raise InputError(f"The environment {shown} can't be made: {_one_line(error)}") from error
        except Exception as error:
            raise InputError(
                f"The environment {shown} can't be made: {type(error).__name__}: {_one_line(error)}"
            ) from error
    return _adapted(made, shown, frame_stack)


def make_environments(environment: str, count: int, frame_stack: int | None = None) -> SyncVectorEnv:
    """`count` environments stepped together; where an episode ends, the next begins in the same step.

    Observations [count, …]; the true last observation of an episode is in `infos["final_obs"]`.

    Raises:
        InputError: As `make_environment`.
    """

    def make() -> gymnasium.Env:
        return make_environment(environment, frame_stack=frame_stack)

    return SyncVectorEnv([make] * count, autoreset_mode=AutoresetMode.SAME_STEP)


def make_own_vector_environment(environment: str, count: int) -> VectorEnv:
    """`count` environments as the vectorised one that Gymnasium has of this kind, such as CartPole's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # As in `make_environment`.
        return gymnasium.make_vec(environment, num_envs=count, vectorization_mode="vector_entry_point")


def readable(environment: gymnasium.Env, observation: np.ndarray) -> np.ndarray:
    """An observation of `environment` before it became one-hot: the numbers of its states, [1] or one for each part.

    Observations that aren't made of states alone stay what they are.
    """
    if not isinstance(environment, gymnasium.wrappers.FlattenObservation):
        return observation
    space = environment.env.observation_space
    parts = space.spaces if isinstance(space, spaces.Tuple) else (space,)
    if not all(isinstance(part, spaces.Discrete) for part in parts):
        return observation
    return np.atleast_1d(np.asarray(spaces.unflatten(space, observation)))


def _adapted(made: gymnasium.Env, shown: str, frame_stack: int | None) -> gymnasium.Env:
    actions, observations = made.action_space, made.observation_space
    if not isinstance(actions, spaces.Discrete):
        made.close()
        raise InputError(
            f"The environment {shown} has actions {_one_line(actions)}, but only discrete actions can be learned here; "
            "choose another environment."
        )
    if not (isinstance(observations, spaces.Space) and observations.is_np_flattenable):
        made.close()
        raise InputError(
            f"The environment {shown} has observations {_one_line(observations)}, but they must be numbers of a fixed "
            "shape; choose another environment."
        )
    size = 0 if images.frame_shape(observations) else spaces.flatdim(observations)
    if size > _LARGEST_VECTOR:
        made.close()
        raise InputError(
            f"The environment {shown} has observations of {size:,} numbers, but {_LARGEST_VECTOR:,} are the most, "
            "unless they are pictures, uint8 of height, width and 1 or 3 colours; choose another environment."
        )
    spec = made.spec
    if spec is None or (spec.max_episode_steps is None and not atari.is_atari(spec.id)):  # Games have one of their own.
        made = gymnasium.wrappers.TimeLimit(made, LONGEST_EPISODE_STEPS)
    if actions.start != 0:
        first = int(actions.start)
        made = gymnasium.wrappers.TransformAction(
            made, lambda action: int(action) + first, spaces.Discrete(int(actions.n))
        )
    if images.frame_shape(observations):
        return made if frame_stack is None else images.with_stacked_frames(made, frame_stack)
    if not (isinstance(observations, spaces.Box) and len(observations.shape) == 1):
        made = gymnasium.wrappers.FlattenObservation(made)
    return made


def _one_line(value: object) -> str:
    return " ".join(str(value).split())[:300]
