"""Greedy episodes to be gone through step by step: what was seen, what the network thought, what came of it."""

from dataclasses import dataclass

import numpy as np

from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.probes import gymnasium_play
from dqn_engine.probes.gymnasium_play import TERMINATED, Played
from dqn_engine.probes.learned_rewards import learned_along
from dqn_engine.probes.states import shown_states
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError

MOST_EPISODES, MOST_STEPS = 16, 2_000
THE_RUNS = -1
"""In place of a seed: that of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodesRequest:
    """How many, and which.

    Attributes:
        count: Episodes.
        seed: Episodes begin as those of an evaluation with this seed; −1: with the run's, as its own evaluations.
        steps: After which an episode is left; 0: at its end, or after 2,000.
    """

    count: int = 4
    seed: int = THE_RUNS
    steps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """T steps, and the T + 1 states that they went through.

    Attributes:
        seed: What the environment was reset with; `what-if` takes it to play the episode again.
        path: [T + 1, O] float32, the observations; [T + 1, 1], the states' numbers, where they are one-hot; [T + 1, 0]
            of pictures.
        q_values: [T + 1, A] float32, −∞ of actions that a mask forbids.
        values: [T + 1] float32, V.
        advantages: [T + 1, A] float32, Q − V, −∞ as above.
        actions: [T] int64.
        runners_up: [T] int64, the action of the second largest Q-value; −1 where only one is allowed.
        rewards: [T] float64, the environment's own.
        td_errors: [T] float64, δ = r + γ · max Q(s′) − Q(s, a), with the reward that is learned from; after a
            termination r − Q(s, a). A positive one is a step that went better than predicted.
        total: The sum of rewards.
        discounted: Σ γᵏ of the rewards that are learned from.
        length: T.
        ended: `terminated` by the environment's rules, `truncated` by its time limit, or `stopped` after `steps`.
    """

    seed: int
    path: np.ndarray
    q_values: np.ndarray
    values: np.ndarray
    advantages: np.ndarray
    actions: np.ndarray
    runners_up: np.ndarray
    rewards: np.ndarray
    td_errors: np.ndarray
    total: float
    discounted: float
    length: int
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Episodes:
    """Episodes of the network that plays.

    Attributes:
        episodes: In the order of an evaluation's.
        value_of: What V is: `dueling`, the network's own value stream, or `greedy`, the largest Q-value. C51's stream
            holds no value but logits, so that with it V is the largest Q-value.
        gamma: γ, as it is now.
    """

    episodes: tuple[Episode, ...]
    value_of: str
    gamma: float


def episodes(subject: Subject, request: EpisodesRequest) -> Episodes:
    """The episodes that are asked for.

    Raises:
        InputError: Too many, or the environment can't go on.
    """
    if not 1 <= request.count <= MOST_EPISODES:
        raise InputError(
            "count is {count}, but must be from 1 to {most_episodes}.", count=request.count, most_episodes=MOST_EPISODES
        )
    if not 0 <= request.steps <= MOST_STEPS:
        raise InputError(
            "steps is {steps}, but must be from 0 to {most_steps:,}.", steps=request.steps, most_steps=MOST_STEPS
        )
    if not THE_RUNS <= request.seed < 2**32:
        raise InputError(
            "seed is {seed}, but must be −1, the run's, or from 0 to {value}.", seed=request.seed, value=2**32 - 1
        )
    from dqn_engine.play.evaluation import episode_seed  # With Gymnasium.

    evaluation = subject.seed if request.seed == THE_RUNS else request.seed
    policy, most = subject.policy(), request.steps or MOST_STEPS
    own_stream = subject.spec.dueling and not isinstance(subject.spec.head, Categorical)
    played: list[Episode] = []
    with gymnasium_play.environment_of(subject) as made:
        for number in range(request.count):
            seed = episode_seed(evaluation, number)
            moment = gymnasium_play.begun(subject, made, seed)
            found = gymnasium_play.play_on(subject, policy, made, moment, most_steps=most)
            played.append(_episode(subject, seed, found, own_stream=own_stream))
    return Episodes(
        episodes=tuple(played),
        value_of="dueling" if own_stream else "greedy",
        gamma=float(subject.knobs["gamma"]),
    )


def _episode(subject: Subject, seed: int, played: Played, *, own_stream: bool) -> Episode:
    gamma, steps = float(subject.knobs["gamma"]), np.arange(len(played.actions))
    learned = learned_along(subject, played.rewards, played.observations)
    best = played.q_values.max(axis=1).astype(np.float64)
    following = best[1:].copy()
    if played.ended == TERMINATED:
        following[-1] = 0.0
    # Q = V + A − mean A, so that the mean of Q over all actions is the stream's V (Wang et al. 2016, eq. 9).
    values = played.raw_values.mean(axis=1) if own_stream else played.q_values.max(axis=1)
    return Episode(
        seed=seed,
        path=shown_states(subject, played.observations),
        q_values=played.q_values,
        values=values,
        advantages=played.q_values - values[:, np.newaxis],
        actions=played.actions,
        runners_up=_runners_up(played.q_values[:-1]),
        rewards=played.rewards,
        td_errors=learned + gamma * following - played.q_values[steps, played.actions],
        total=float(played.rewards.sum()),
        discounted=float((gamma**steps * learned).sum()),
        length=len(steps),
        ended=played.ended,
    )


def _runners_up(q_values: np.ndarray) -> np.ndarray:
    """Of [T, A] the action of the second largest [T]; −1 where none but the largest is allowed."""
    others = q_values.copy()
    others[np.arange(len(others)), q_values.argmax(axis=1)] = -np.inf
    return np.where(np.isneginf(others).all(axis=1), -1, others.argmax(axis=1))
