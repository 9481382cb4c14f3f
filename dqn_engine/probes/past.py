"""Watch it learn: one episode of what a run began with and of each policy evaluated since, from the same beginning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dqn_engine.probes import gymnasium_play
from dqn_engine.probes.states import shown_states
from dqn_engine.probes.subject import EvaluatedPolicy, Subject
from dqn_engine.system.errors import InputError

if TYPE_CHECKING:
    import gymnasium

_MOST_STEPS = 1_000
_MOST_EPISODES = 32

_EPISODES: dict[tuple[int, int], tuple[EvaluatedPolicy, PastPolicy]] = {}
"""What was played, by the policy's identity and the seed, oldest first: each new evaluation adds one policy alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRequest:
    """Which episode.

    Attributes:
        seed: What the environment is reset with.
        evaluations: How many evaluations the caller knows of; another number asks for another look.
    """

    seed: int = 0
    evaluations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPolicy:
    """The policy that was there after `env_step` steps, and its episode.

    Attributes:
        env_step: Environment steps of training.
        mean_return: Of its evaluation; NaN of what the run began with, which wasn't evaluated.
        path: [T + 1, O] float32, the observations; [T + 1, 1], the states' numbers, where they are one-hot.
        actions: [T] int64.
        total: The sum of rewards.
        ended: `terminated`, `truncated` by the time limit, or `stopped` after 1,000 steps.
    """

    env_step: int
    mean_return: float
    path: np.ndarray
    actions: np.ndarray
    total: float
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPolicies:
    """The policies, oldest first."""

    policies: tuple[PastPolicy, ...]


def past(subject: Subject, request: PastRequest) -> PastPolicies:
    """The episodes.

    Raises:
        InputError: This program has no policy of the run's past, or observations are pictures.
    """
    if subject.info.image_shape:
        raise InputError(
            "Observations of {environment} are pictures, whose past networks would fill the memory; none is saved.",
            environment=subject.info.environment,
        )
    if not subject.evaluated:
        raise InputError(
            "Policies of the past are known while a run is trained and looked at in the window; none is saved with it."
        )
    if not 0 <= request.seed < 2**32:
        raise InputError("seed is {seed}, but must be from 0 to {value}.", seed=request.seed, value=2**32 - 1)
    unknown = [each for each in subject.evaluated if _known(each, request.seed) is None]
    if unknown:
        with gymnasium_play.environment_of(subject) as made:
            for evaluated in unknown:
                _keep(evaluated, request.seed, _played(subject, evaluated, made, request.seed))
    found = (_known(evaluated, request.seed) for evaluated in subject.evaluated)
    return PastPolicies(policies=tuple(policy for policy in found if policy is not None))


def _played(subject: Subject, evaluated: EvaluatedPolicy, made: gymnasium.Env, seed: int) -> PastPolicy:
    then = replace(subject, playing=evaluated.weights)
    moment = gymnasium_play.begun(then, made, seed)
    played = gymnasium_play.play_on(then, then.policy(), made, moment, most_steps=_MOST_STEPS)
    return PastPolicy(
        env_step=evaluated.env_step,
        mean_return=evaluated.mean_return,
        path=shown_states(then, played.observations),
        actions=played.actions,
        total=float(played.rewards.sum()),
        ended=played.ended,
    )


def _known(evaluated: EvaluatedPolicy, seed: int) -> PastPolicy | None:
    """What this very policy did before in that episode: it and the episode stay as they are."""
    kept = _EPISODES.get((id(evaluated), seed))
    return kept[1] if kept is not None and kept[0] is evaluated else None


def _keep(evaluated: EvaluatedPolicy, seed: int, played: PastPolicy) -> None:
    _EPISODES[id(evaluated), seed] = (evaluated, played)
    while len(_EPISODES) > _MOST_EPISODES:
        del _EPISODES[next(iter(_EPISODES))]
