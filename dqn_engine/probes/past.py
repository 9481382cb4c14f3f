"""Watch it learn: one episode of each policy that was evaluated, all from the same beginning."""

from dataclasses import dataclass, replace

import numpy as np

from dqn_engine.probes import gymnasium_play
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError

_MOST_STEPS = 1_000


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
    """The policy that was evaluated after `env_step` steps, and its episode.

    Attributes:
        env_step: Environment steps of training.
        mean_return: Of the evaluation.
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
        InputError: Nothing was evaluated since this program has the run, or observations are pictures.
    """
    if subject.info.image_shape:
        raise InputError(
            "Observations of {environment} are pictures, whose past networks would fill the memory; none is saved.",
            environment=subject.info.environment,
        )
    if not subject.evaluated:
        raise InputError(
            "No evaluation has ended since this run was begun or opened; the policy of each is played here once it has."
        )
    if not 0 <= request.seed < 2**32:
        raise InputError("seed is {seed}, but must be from 0 to {value}.", seed=request.seed, value=2**32 - 1)
    found: list[PastPolicy] = []
    with gymnasium_play.environment_of(subject) as made:
        for evaluated in subject.evaluated:
            then = replace(subject, average=evaluated.weights)
            moment = gymnasium_play.begun(then, made, request.seed)
            played = gymnasium_play.play_on(then, then.policy(), made, moment, most_steps=_MOST_STEPS)
            found.append(
                PastPolicy(
                    env_step=evaluated.env_step,
                    mean_return=evaluated.mean_return,
                    path=gymnasium_play.shown_states(then, played.observations),
                    actions=played.actions,
                    total=float(played.rewards.sum()),
                    ended=played.ended,
                )
            )
    return PastPolicies(policies=tuple(found))
