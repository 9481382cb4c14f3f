"""Predicted against realised: what the network said an action was worth, and what came of it.

The greedy policy plays some episodes. At each step Q(s, a) is held against the discounted sum of the rewards that
followed, as they are learned from; where the episode was cut off, what would have come after is taken from the network
itself. A mean above 0 is over-estimation (van Hasselt, Guez and Silver 2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dqn_engine.probes import gymnasium_play
from dqn_engine.probes.gymnasium_play import TERMINATED
from dqn_engine.probes.learned_rewards import learned_along
from dqn_engine.probes.ruler import Ruler, Verdict, ruler_of, verdict_on
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError

MOST_EPISODES, MOST_STEPS = 16, 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRequest:
    """Which episodes.

    Attributes:
        episodes: How many.
        steps: After which one is cut off, if the environment doesn't end it before.
        seed: They begin as those of an evaluation with this seed; negative: with the run's.
    """

    episodes: int = 4
    steps: int = 1_000
    seed: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was predicted at T steps of all episodes together, and what came.

    Attributes:
        predicted: [T] float64, Q(s, a).
        realised: [T] float64, Σ γᵏ · reward, and γᴷ · V(s_K) where the episode was cut off.
        episode: [T] int64, which episode, from 0.
        step: [T] int64, which step of it, from 0.
        ended: Of each episode, `terminated`, `truncated` by its time limit or `stopped` after `steps`.
        bias: Mean of predicted − realised.
        bias_low: Its 10th percentile.
        bias_high: Its 90th percentile.
        correlation: Between the two; 0 where one of them is always the same.
        gamma: γ, as it is now.
        munchausen: Whether values hold Munchausen's bonus, which no reward realises; then they aren't comparable.
        ruler: What values can be.
        taken: How `predicted`, Q(s, a) of the actions that were taken, lies beside it.
        verdict: How Q(s, ·) of all actions does, in the episodes' states and the buffer's.
    """

    predicted: np.ndarray
    realised: np.ndarray
    episode: np.ndarray
    step: np.ndarray
    ended: tuple[str, ...]
    bias: float
    bias_low: float
    bias_high: float
    correlation: float
    gamma: float
    munchausen: bool
    ruler: Ruler
    taken: Verdict
    verdict: Verdict


def calibration(subject: Subject, request: CalibrationRequest) -> Calibration:
    """Plays the episodes asked for.

    Raises:
        InputError: There are to be too few or too many, or the environment broke.
    """
    for name, most in (("episodes", MOST_EPISODES), ("steps", MOST_STEPS)):
        if not 1 <= getattr(request, name) <= most:
            raise InputError(
                "{name} is {request}, but must be from 1 to {most:,}.",
                name=name,
                request=getattr(request, name),
                most=most,
            )
    from dqn_engine.play.evaluation import episode_seed  # With Gymnasium, which reports don't need.

    gamma, policy = float(subject.knobs["gamma"]), subject.policy()
    seed = subject.seed if request.seed < 0 else request.seed
    predicted: list[np.ndarray] = []
    realised: list[np.ndarray] = []
    values: list[np.ndarray] = []
    ended: list[str] = []
    with gymnasium_play.environment_of(subject) as made:
        for number in range(request.episodes):
            moment = gymnasium_play.begun(subject, made, episode_seed(seed, number))
            played = gymnasium_play.play_on(subject, policy, made, moment, most_steps=request.steps)
            rewards = learned_along(subject, played.rewards, played.observations)
            after = 0.0 if played.ended == TERMINATED else float(played.q_values[-1].max())
            predicted.append(played.q_values[np.arange(len(rewards)), played.actions].astype(np.float64))
            realised.append(discounted_sums(rewards, gamma, after))
            values.append(played.raw_values[: len(rewards)].ravel())
            ended.append(played.ended)
    if len(subject.observations):
        values.append(policy.q_values(subject.observations).ravel())
    said, came = np.concatenate(predicted), np.concatenate(realised)
    low, high = np.percentile(said - came, [10.0, 90.0])
    ruler = ruler_of(subject.knobs, subject.info)
    return Calibration(
        predicted=said,
        realised=came,
        episode=np.repeat(np.arange(len(predicted)), [len(part) for part in predicted]),
        step=np.concatenate([np.arange(len(part)) for part in predicted]),
        ended=tuple(ended),
        bias=float((said - came).mean()),
        bias_low=float(low),
        bias_high=float(high),
        correlation=float(np.corrcoef(said, came)[0, 1]) if said.std() > 0.0 < came.std() else 0.0,
        gamma=gamma,
        munchausen=bool(subject.knobs["munchausen"]),
        ruler=ruler,
        taken=verdict_on(ruler, said),
        verdict=verdict_on(ruler, np.concatenate(values)),
    )


def discounted_sums(rewards: np.ndarray, gamma: float, after: float) -> np.ndarray:
    """From each of the steps [T] on, Σ γᵏ · reward and at the end γᴷ · `after`: [T] float64."""
    found, total = np.zeros(len(rewards)), after
    for place in range(len(rewards) - 1, -1, -1):
        total = float(rewards[place]) + gamma * total
        found[place] = total
    return found
