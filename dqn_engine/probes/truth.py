"""The truth layer: what the greedy policy really earns from each state of the value plane, beside what is predicted.

Learning bootstraps where a time limit cuts an episode off, so that Q stands for play without end. So does Qᵖⁱ here:
time limits are left out. Where the dynamics is a table, the policy's values solve a linear equation (Sutton and Barto
2018, section 4.1) and are exact. Elsewhere they are the discounted rewards of rollouts up to a horizon; to those that
are not over by then, where every step is paid the same r, γᵀ · r / (1 − γ) is added, as if they went on for ever.
Rewards are those that are learned from, after `reward_shaping`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dqn_engine.probes.axes import Axis, plane_axes
from dqn_engine.probes.learned_rewards import learned_rewards
from dqn_engine.probes.state_maps import StateMap, map_of
from dqn_engine.probes.states import bounds_of, shown_states, state_of
from dqn_engine.probes.subject import Subject
from dqn_engine.probes.value_plane import plane_of_states
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

if TYPE_CHECKING:
    from dqn_engine.environments.compiled.table import CompiledTable

LEAST_SIZE, LARGEST_SIZE = 2, 128
MOST_STEPS = 10_000
MOST_ROLLOUTS = 256
_SMALLEST_WEIGHT = 1e-3
"""Of γᵀ, that a horizon of its own is chosen for where nothing is known about what comes after it."""
_SAME_STATE = 1e-3
_LARGEST_SOLVED = 2_000
"""States of a table whose equation is solved at once; of larger ones it is iterated."""
_MOST_ITERATIONS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthRequest:
    """Which plane, and how far ahead.

    Attributes:
        x: Label or number of the observation to the right; empty: the environment's usual one.
        y: The same upwards.
        size: Points along each axis.
        state: [O] Where the other axes stand, or the number of a state; as the value plane's.
        steps: The horizon T of rollouts; 0: 500 where every step is paid the same, else where γᵀ is a thousandth.
        rollouts: From each point, of which the mean is taken, where steps are random; else one is enough.
    """

    x: str = ""
    y: str = ""
    size: int = 48
    state: tuple[float, ...] = ()
    steps: int = 0
    rollouts: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of a plane or a map; H and W as there, A actions.

    Attributes:
        x: The axis to the right; None of a map.
        y: The axis upwards; None of a map.
        map: The map of toy text; None of a plane.
        state: [O] float32, where the other axes stand; [1] int64, the state's number, of a map.
        predicted: [A, H, W] float32, Q of the network that plays.
        true: [A, H, W] float64, Qᵖⁱ: of that action and then of the greedy policy. NaN where there is no such state,
            the episode is over there, or a mask forbids the action.
        difference: [A, H, W] float64, predicted − true.
        undecided: [A, H, W] bool, whether play went on at the horizon.
        mean: Of the difference over all points and actions; above 0 the agent overestimates.
        mean_size: Of the difference's size, likewise.
        largest: The difference of the largest size.
        mean_greedy: Of the difference over all points, each with its greedy action alone: what the agent would take.
        mean_size_greedy: Of that difference's size.
        largest_greedy: Of those the difference of the largest size.
        gamma: γ, as it is now.
        horizon: T, steps of a rollout; 0 where the values are exact.
        beyond: What was added to those undecided, γᵀ · r / (1 − γ).
        uncertainty: By how much a value of those undecided can be wrong for what comes after the horizon; NaN where
            nothing is known of the rewards.
        rollouts: From each point; 0 where the values are exact.
        played: All steps of all rollouts.
        counted: How the time limit and the horizon count, in words.
    """

    x: Axis | None
    y: Axis | None
    map: StateMap | None
    state: np.ndarray
    predicted: np.ndarray
    true: np.ndarray
    difference: np.ndarray
    undecided: np.ndarray
    mean: float
    mean_size: float
    largest: float
    mean_greedy: float
    mean_size_greedy: float
    largest_greedy: float
    gamma: float
    horizon: int
    beyond: float
    uncertainty: float
    rollouts: int
    played: int
    counted: str


def truth(subject: Subject, request: TruthRequest) -> Truth:
    """The truth about the plane that is asked for, or of toy text about the map.

    Raises:
        InputError: The environment isn't compiled, Q-values mean something else here, or there is no such plane.
    """
    from dqn_engine.environments.compiled.table import CompiledTable
    from dqn_engine.probes.compiled_play import play_of

    _check(subject, request)
    play = play_of(subject)
    if subject.info.one_hot:
        if not isinstance(play.environment, CompiledTable):
            raise InputError(
                "States of {environment} are numbers, which have no axes, and its compiled environment "
                "is no CompiledTable, which would give their values.",
                environment=subject.info.environment,
            )
        return _of_table(subject, request, play.environment)
    return _of_rollouts(subject, request)


def policy_values(table: CompiledTable, rewards: np.ndarray, actions: np.ndarray, gamma: float) -> np.ndarray:
    """Qᵖⁱ [S, A] float64 of the policy that takes `actions` [S] in a table, without time limit.

    Args:
        table: The dynamics.
        rewards: [S, A, K], as they count.
        actions: [S] int.
        gamma: γ < 1.
    """
    chances = np.diff(table.up_to, axis=2, prepend=0.0)
    earned = (chances * rewards).sum(axis=2)  # [S, A]
    going = chances * ~table.terminal  # [S, A, K]
    states = np.arange(len(actions))
    following, staying, paid = table.following[states, actions], going[states, actions], earned[states, actions]
    if len(actions) <= _LARGEST_SOLVED:
        matrix = np.eye(len(actions))
        np.subtract.at(matrix, (states[:, np.newaxis], following), gamma * staying)
        values = np.linalg.solve(matrix, paid)
    else:
        values = np.zeros(len(actions))
        for _ in range(_MOST_ITERATIONS):
            newer = paid + gamma * (staying * values[following]).sum(axis=1)
            settled = np.abs(newer - values).max() <= 1e-9 * max(1.0, np.abs(newer).max()) * (1.0 - gamma)
            values = newer
            if settled:
                break
    return earned + gamma * (going * values[table.following]).sum(axis=2)


def _check(subject: Subject, request: TruthRequest) -> None:
    knobs = subject.knobs
    if knobs["gamma"] >= 1.0:
        raise InputError("gamma is 1, and play without end then has no finite value; the truth needs a gamma below 1.")
    if knobs["munchausen"]:
        raise InputError(
            "munchausen is true, and Q-values then hold the added log-probabilities of actions besides the rewards; "
            "there are no returns to hold them to."
        )
    for name, value, low, high in (
        ("size", request.size, LEAST_SIZE, LARGEST_SIZE),
        ("steps", request.steps, 0, MOST_STEPS),
        ("rollouts", request.rollouts, 1, MOST_ROLLOUTS),
    ):
        if not low <= value <= high:
            raise InputError(
                "{name} is {value}, but must be from {low} to {high:,}.", name=name, value=value, low=low, high=high
            )


def _of_table(subject: Subject, request: TruthRequest, table: CompiledTable) -> Truth:
    from dqn_engine.environments.compiled.table import MaskedTable
    from dqn_engine.networks.allowed_actions import best_allowed

    if request.x or request.y:
        name = subject.info.environment
        raise InputError("States of {name} are numbers, which have no axes; leave x and y out.", name=name)
    state = state_of(subject, request.state)
    found = map_of(subject.info, int(state.argmax()))
    count, gamma = len(state), float(subject.knobs["gamma"])
    q_values = subject.policy().q_values(np.eye(count, dtype=np.float32))
    allowed = np.ones_like(q_values, np.bool_)
    if isinstance(table, MaskedTable) and subject.knobs["action_mask"]:
        allowed = table.masks | ~table.masks.any(axis=1, keepdims=True)
    rewards = learned_rewards(subject, table.rewards)
    if rewards is None:
        raise InputError("reward_shaping is a formula for CartPole's observations, which a table doesn't have.")
    values = policy_values(table, rewards.astype(np.float64), best_allowed(q_values, allowed), gamma)
    values = np.where(allowed, values, np.nan)[found.states]
    values[found.over] = np.nan
    return Truth(
        x=None,
        y=None,
        map=found,
        state=shown_states(subject, state[np.newaxis])[0],
        **_compared(np.moveaxis(q_values[found.states], 2, 0), np.moveaxis(values, 2, 0)),
        undecided=np.zeros((q_values.shape[1], *found.states.shape), np.bool_),
        gamma=gamma,
        horizon=0,
        beyond=0.0,
        uncertainty=0.0,
        rollouts=0,
        played=0,
        counted=Sentence("Exact: the policy's values solve a linear equation, and no time limit ends an episode."),
    )


def _of_rollouts(subject: Subject, request: TruthRequest) -> Truth:
    from dqn_engine.probes.compiled_play import agent_of, play_of

    x, y = plane_axes(subject, request.x, request.y)
    state = state_of(subject, request.state)
    points, actions = plane_of_states(state, x, y, request.size), subject.spec.action_count
    play, agent = play_of(subject), agent_of(subject)
    gamma = float(subject.knobs["gamma"])
    horizon, always, counted = _horizon(subject, request, gamma)
    everywhere, chosen = np.tile(points, (actions, 1)), np.repeat(np.arange(actions), len(points))
    states, seen, q_values = play.begin(agent, everywhere)
    low, high = bounds_of(subject)
    real = ((low <= everywhere) & (everywhere <= high)).all(axis=1)
    real &= (np.abs(seen - everywhere) <= _SAME_STATE * np.maximum(1.0, np.abs(everywhere))).all(axis=1)
    real &= np.isfinite(q_values[np.arange(len(chosen)), chosen]) & ~play.over(states)
    if not real.any():
        raise InputError(
            "No point of this plane is a state of {environment}; choose other axes, or another state.",
            environment=subject.info.environment,
        )
    rollouts = request.rollouts if play.environment.step_numbers else 1
    numbers = np.random.default_rng(subject.seed)
    total, undecided, taken = np.zeros(len(chosen)), np.zeros(len(chosen), np.bool_), 0
    beyond = 0.0 if always is None else gamma**horizon * always / (1.0 - gamma)
    for _ in range(rollouts):
        uniforms = numbers.random((horizon, play.environment.step_numbers), np.float32)
        rolled = play.roll(agent, states, chosen, horizon=horizon, gamma=gamma, limited=False, uniforms=uniforms)
        total += rolled.returns + beyond * rolled.going
        undecided |= rolled.going
        taken += int(rolled.steps.sum())
    shape = (actions, request.size, request.size)
    predicted = subject.policy().q_values(points).T.reshape(shape)
    return Truth(
        x=x,
        y=y,
        map=None,
        state=state,
        **_compared(predicted, np.where(real, total / rollouts, np.nan).reshape(shape)),
        undecided=(undecided & real).reshape(shape),
        gamma=gamma,
        horizon=horizon,
        beyond=beyond,
        uncertainty=abs(beyond) if always is not None else _uncertainty(subject, gamma, horizon),
        rollouts=rollouts,
        played=taken,
        counted=counted,
    )


def _horizon(subject: Subject, request: TruthRequest, gamma: float) -> tuple[int, float | None, str]:
    """T, what every step is paid if that is always the same, and how that counts in words."""
    per_step = subject.info.reward_per_step
    learned = learned_rewards(subject, np.array(per_step)) if per_step else None
    if learned is not None:
        horizon = request.steps or 500
        always = float(learned)
        return (
            horizon,
            always,
            Sentence(
                "Time limits don't count, since learning bootstraps where they cut an episode off: what isn't over "
                "after {horizon} steps is taken to go on for ever, at {always:g} a step.",
                horizon=horizon,
                always=always,
            ),
        )
    enough = math.ceil(math.log(_SMALLEST_WEIGHT) / math.log(gamma)) if gamma > 0.0 else 1
    horizon = request.steps or min(max(enough, 1), MOST_STEPS)
    return (
        horizon,
        None,
        Sentence(
            "Time limits don't count, since learning bootstraps where they cut an episode off; what comes after "
            "{horizon} steps, of which a reward counts at most {weight:.2g}, is left out.",
            horizon=horizon,
            weight=gamma**horizon,
        ),
    )


def _uncertainty(subject: Subject, gamma: float, horizon: int) -> float:
    """What is left out at most, where the rewards are known."""
    known = subject.info.rewards
    if known is None or (learned := learned_rewards(subject, np.array(known))) is None:
        return math.nan
    return float(gamma**horizon * np.abs(learned).max() / (1.0 - gamma))


def _compared(predicted: np.ndarray, true: np.ndarray) -> dict[str, Any]:
    """The fields of `Truth` that say how both [A, …] differ."""
    difference = predicted.astype(np.float64) - true
    heeded = np.where(np.isfinite(difference), predicted, -math.inf)  # What a mask forbids is never taken.
    greedy = np.take_along_axis(difference, heeded.argmax(axis=0)[np.newaxis], axis=0)
    means = {
        f"{name}{suffix}": value for suffix, of in (("", difference), ("_greedy", greedy)) for name, value in _sizes(of)
    }
    return {"predicted": predicted, "true": true, "difference": difference, **means}


def _sizes(difference: np.ndarray) -> tuple[tuple[str, float], ...]:
    """The mean of what is known of a difference, that of its size, and the one of the largest size."""
    known = difference[np.isfinite(difference)]
    if not len(known):
        known = np.array([math.nan])
    return (
        ("mean", float(known.mean())),
        ("mean_size", float(np.abs(known).mean())),
        ("largest", float(known[np.abs(known).argmax()])),
    )
