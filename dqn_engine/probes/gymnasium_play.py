"""Greedy play of an agent in Gymnasium's own environment, with everything that was seen, thought and paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dqn_engine.networks.allowed_actions import only_allowed
from dqn_engine.networks.policies import GreedyPolicy
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.giving_way import give_way

if TYPE_CHECKING:
    import gymnasium

TERMINATED, TRUNCATED, STOPPED = "terminated", "truncated", "stopped"
"""Why play ended: by the environment's rules, by its time limit, or because no more steps were asked for."""


class Moment(NamedTuple):
    """Where an episode is: the observation [O] or [K, H, W, C], and the allowed actions [A] bool or None."""

    observation: np.ndarray
    allowed: np.ndarray | None


class Played(NamedTuple):
    """T steps and the T + 1 states that they went through.

    Attributes:
        observations: [T + 1, O]; [T + 1, 0] of pictures, thousands of which would fill the memory.
        raw_values: [T + 1, A] float32, what the network says.
        q_values: [T + 1, A] float32, the same with −∞ for actions that a mask forbids.
        actions: [T] int64.
        rewards: [T] float64, the environment's own.
        ended: `TERMINATED`, `TRUNCATED` or `STOPPED`.
    """

    observations: np.ndarray
    raw_values: np.ndarray
    q_values: np.ndarray
    actions: np.ndarray
    rewards: np.ndarray
    ended: str


@contextmanager
def environment_of(subject: Subject) -> Iterator[gymnasium.Env]:
    """The subject's environment, closed in the end; what it does wrongly within is told as an `InputError`."""
    from dqn_engine.environments.gymnasium_environment import make_environment

    name, knobs = subject.info.environment, subject.knobs
    made = make_environment(name, frame_stack=knobs["frame_stack"], masks=knobs["action_mask"])
    try:
        yield made
    except BrokenEnvironmentError as error:
        raise InputError(str(error)) from error
    finally:
        made.close()


def begun(subject: Subject, made: gymnasium.Env, seed: int, actions: Sequence[int] = ()) -> Moment:
    """An episode reset with `seed`, after `actions`.

    Raises:
        InputError: It is over before they have all been taken.
    """
    from dqn_engine.environments.adapter import allowed_in

    observation, info = made.reset(seed=seed)
    for count, action in enumerate(actions, start=1):
        observation, _, terminated, truncated, info = made.step(action)
        if terminated or truncated:
            raise InputError(
                "The episode of {environment} with seed {seed} is over after {count} of the "
                "{count_2} actions; give fewer.",
                environment=subject.info.environment,
                seed=seed,
                count=count,
                count_2=len(actions),
            )
    return Moment(_checked(subject, made, observation), allowed_in(info))


def play_on(
    subject: Subject,
    policy: GreedyPolicy,
    made: gymnasium.Env,
    moment: Moment,
    *,
    most_steps: int,
    first: int | None = None,
) -> Played:
    """Plays greedily from `moment` for at most `most_steps`; with `first`, after that action."""
    from dqn_engine.environments.adapter import allowed_in

    seen, raw_values = [_kept(subject, moment)], [policy.q_values(moment.observation[np.newaxis])[0]]
    q_values = [_allowed_values(raw_values[0], moment)]
    actions: list[int] = []
    rewards: list[float] = []
    ended = STOPPED
    while len(actions) < most_steps and ended == STOPPED:
        action = int(q_values[-1].argmax()) if first is None or actions else first
        observation, reward, terminated, truncated, info = made.step(action)
        moment = Moment(_checked(subject, made, observation), allowed_in(info))
        seen.append(_kept(subject, moment))
        raw_values.append(policy.q_values(moment.observation[np.newaxis])[0])
        q_values.append(_allowed_values(raw_values[-1], moment))
        actions.append(action)
        rewards.append(float(reward))
        ended = TERMINATED if terminated else TRUNCATED if truncated else STOPPED
        give_way()
    return Played(
        np.array(seen),
        np.array(raw_values),
        np.array(q_values),
        np.array(actions, np.int64),
        np.array(rewards, np.float64),
        ended,
    )


def _kept(subject: Subject, moment: Moment) -> np.ndarray:
    return np.zeros(0, np.float32) if subject.info.image_shape else moment.observation


def _allowed_values(values: np.ndarray, moment: Moment) -> np.ndarray:
    return values if moment.allowed is None else only_allowed(values, moment.allowed)


def _checked(subject: Subject, made: gymnasium.Env, observation: np.ndarray) -> np.ndarray:
    from dqn_engine.environments.vector import checked_observations

    given = np.asarray(observation)[np.newaxis]
    return checked_observations(subject.info.environment, given, made.observation_space.shape or ())[0]
