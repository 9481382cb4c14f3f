"""What if: the futures that follow from one moment when one or another action is taken there, then greedy ones.

All of them meet with the same random numbers. Where the environment is compiled, they begin in any state; elsewhere in
a moment of an episode that Gymnasium can play again: its seed, and the actions since.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dqn_engine.probes import gymnasium_play
from dqn_engine.probes.gymnasium_play import STOPPED, TERMINATED, TRUNCATED, Played
from dqn_engine.probes.learned_rewards import learned_along
from dqn_engine.probes.state_maps import StateMap, map_of
from dqn_engine.probes.states import shown_states, state_of
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError

EACH = -1
"""In place of an action: every one that is allowed."""
UNKNOWN = -1
"""In place of how many steps were taken."""
MOST_STEPS = 10_000
_MOST_FUTURES = 64
_MOST_NUMBERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfRequest:
    """From where, and what first.

    Attributes:
        state: [O] Where it begins, or the number of a state; empty: the watched state, or one in the buffer's middle.
        action: What is taken first, a number from 0; −1: each, a future for every action.
        taken: Steps of the episode before that state, which its time limit counts; −1: as many as the watched episode
            has, where it begins there, and else none. With `replay` they are the `actions`.
        steps: How far to look; 0: up to the environment's time limit.
        seed: Of the random numbers of steps, where a step is partly random; with `replay`, what the episode was reset
            with.
        replay: Begin in a moment of an episode of Gymnasium's, after `actions`, in place of a state.
        actions: [K] The episode's actions up to that moment.
    """

    state: tuple[float, ...] = ()
    action: int = EACH
    taken: int = UNKNOWN
    steps: int = 0
    seed: int = 0
    replay: bool = False
    actions: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Future:
    """What follows one action: T steps and the T + 1 states that they go through.

    Attributes:
        action: The first action.
        path: [T + 1, O] float32, the observations, the first included; [T + 1, 1] int64, the states' numbers, where
            observations are one-hot; [T + 1, 0] of pictures.
        actions: [T] int64.
        rewards: [T] float64, the environment's own.
        q_values: [T + 1, A] float32 of the network that plays; −∞ of actions that a mask forbids.
        td_errors: [T] float64, δ of each step, as episodes have it.
        total: The sum of rewards.
        discounted: Σ γᵏ of the rewards as they are learned from, which Q(s, a) predicts but for what comes after the
            last step.
        ended: `terminated` by the environment's rules, `truncated` by its time limit, or `stopped` after `steps`.
    """

    action: int
    path: np.ndarray
    actions: np.ndarray
    rewards: np.ndarray
    q_values: np.ndarray
    td_errors: np.ndarray
    total: float
    discounted: float
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The futures, in the order of their actions.

    Attributes:
        state: [O] float32, where they begin; [1] the state's number where observations are one-hot; [0] of pictures.
        taken: Steps of the episode before it.
        left: Steps from there to the time limit.
        greedy: The action that the agent itself would take.
        futures: One for each first action.
        played_by: `compiled`, or `gymnasium` where an episode was played again.
    """

    state: np.ndarray
    taken: int
    left: int
    greedy: int
    futures: tuple[Future, ...]
    played_by: str


def what_if(subject: Subject, request: WhatIfRequest) -> WhatIf:
    """The futures that are asked for.

    Raises:
        InputError: There is no such state, action or moment, or the environment can't be put there.
    """
    _check(subject, request)
    if request.replay:
        return _replayed(subject, request)
    if request.actions:
        raise InputError("actions are those of an episode that is played again; set replay to true, and its seed.")
    try:
        from dqn_engine.probes.compiled_play import play_of

        play_of(subject)
    except InputError as error:
        raise InputError(
            "{error} An episode can be played again instead: replay=true with its seed and its actions, as the "
            "instrument episodes tells them.",
            error=error,
        ) from error
    return _compiled(subject, request)


def _check(subject: Subject, request: WhatIfRequest) -> None:
    labels, count = subject.info.action_labels, subject.spec.action_count
    if not EACH <= request.action < count:
        shown = ", ".join(f"{index} {label}" for index, label in enumerate(labels[:8]))
        raise InputError(
            "action is {action}, but must be −1, each, or from 0 to {count}: {shown}.",
            action=request.action,
            count=count - 1,
            shown=shown,
        )
    if not 0 <= request.steps <= MOST_STEPS:
        raise InputError(
            "steps is {steps}, but must be from 0, the time limit, to {most_steps:,}.",
            steps=request.steps,
            most_steps=MOST_STEPS,
        )
    limit = subject.info.episode_limit_steps
    if not UNKNOWN <= request.taken < limit:
        raise InputError(
            "{taken} steps were taken, but the time limit ends an episode of {environment} after {limit}, and nothing "
            "follows; taken must be from 0 to {most}, or −1, unknown.",
            taken=request.taken,
            environment=subject.info.environment,
            limit=limit,
            most=limit - 1,
        )
    if request.replay and request.taken != UNKNOWN:
        raise InputError("taken was given and replay is true, where it is the number of actions; leave one out.")
    if not 0 <= request.seed < 2**32:
        raise InputError("seed is {seed}, but must be from 0 to {value}.", seed=request.seed, value=2**32 - 1)
    if request.replay and request.state:
        raise InputError("state was given and replay is true; choose one of the two to begin from.")
    wrong = [action for action in request.actions if not (action == int(action) and 0 <= action < count)]
    if wrong:
        raise InputError(
            "actions has {wrong:g}, but actions are whole numbers from 0 to {count}.", wrong=wrong[0], count=count - 1
        )


def _first_actions(subject: Subject, request: WhatIfRequest, q_values: np.ndarray) -> np.ndarray:
    """Those asked for of the ones allowed where Q-values are `q_values` [A]."""
    allowed = np.flatnonzero(~np.isneginf(q_values))
    if request.action == EACH:
        return allowed[np.argsort(-q_values[allowed], kind="stable")[:_MOST_FUTURES]]
    if request.action not in allowed:
        label = subject.info.action_labels[request.action]
        raise InputError(
            "Action {action}, {label}, is forbidden there by the environment's mask.",
            action=request.action,
            label=label,
        )
    return np.array([request.action])


def _taken(subject: Subject, request: WhatIfRequest) -> int:
    """Steps of the episode before the state that a compiled environment is put into."""
    if request.taken != UNKNOWN:
        return request.taken
    watched = 0 if request.state else max(len(subject.path) - 1, 0)
    return min(watched, subject.info.episode_limit_steps - 1)


def _most_steps(request: WhatIfRequest, left: int) -> tuple[int, str]:
    """How many steps there are at most, and why no more."""
    wanted = min(request.steps or left, MOST_STEPS)
    return (left, TRUNCATED) if wanted >= left else (wanted, STOPPED)


def _compiled(subject: Subject, request: WhatIfRequest) -> WhatIf:
    import tensorflow as tf

    from dqn_engine.probes.compiled_play import agent_of, play_of

    play, agent = play_of(subject), agent_of(subject)
    state = state_of(subject, request.state)
    taken = _taken(subject, request)
    left = subject.info.episode_limit_steps - taken
    most, why = _most_steps(request, left)
    begun, seen, q_values = play.begin(agent, state[np.newaxis])
    if _is_never_there(subject, state):
        raise InputError(
            "No episode of {environment} is ever in {state}, so that nothing follows; choose another state.",
            state=_named(subject, state),
            environment=subject.info.environment,
        )
    if play.over(begun)[0] or _is_over_on_map(subject, state):
        raise InputError(
            "An episode of {environment} is over in {state}, so that nothing follows; choose another state.",
            state=_named(subject, state),
            environment=subject.info.environment,
        )
    first = _first_actions(subject, request, q_values[0])
    count = len(first)
    states = tf.nest.map_structure(lambda part: tf.repeat(part, count, axis=0), begun)
    numbers = np.random.default_rng(request.seed)
    observations, values = [np.repeat(seen, count, axis=0)], [np.repeat(q_values, count, axis=0)]
    actions: list[np.ndarray] = []
    rewards: list[np.ndarray] = []
    learned: list[np.ndarray] = []
    lengths, ended = np.full(count, most), [why] * count
    going = np.ones(count, np.bool_)
    while len(actions) < most and going.any():
        chosen = values[-1].argmax(axis=1) if actions else first
        after = play.step(agent, states, chosen, numbers.random(play.environment.step_numbers, np.float32))
        states = after.states
        observations.append(after.observations.numpy())
        values.append(after.q_values.numpy())
        actions.append(chosen)
        rewards.append(after.rewards.numpy())
        learned.append(after.learned.numpy())
        for which in np.flatnonzero(going & (after.terminated.numpy() | after.truncated.numpy())):
            lengths[which], going[which] = len(actions), False
            ended[which] = TERMINATED if after.terminated.numpy()[which] else TRUNCATED
    return WhatIf(
        state=shown_states(subject, seen)[0],
        taken=taken,
        left=left,
        greedy=int(q_values[0].argmax()),
        futures=tuple(
            _future(
                subject,
                Played(
                    np.array([row[which] for row in observations[: length + 1]]),
                    np.array([row[which] for row in values[: length + 1]]),
                    np.array([row[which] for row in values[: length + 1]]),
                    np.array([row[which] for row in actions[:length]], np.int64),
                    np.array([row[which] for row in rewards[:length]], np.float64),
                    ended[which],
                ),
                np.array([row[which] for row in learned[:length]], np.float64),
            )
            for which, length in enumerate(lengths.tolist())
        ),
        played_by="compiled",
    )


def _replayed(subject: Subject, request: WhatIfRequest) -> WhatIf:
    policy, actions = subject.policy(), [int(action) for action in request.actions]
    left = max(subject.info.episode_limit_steps - len(actions), 1)
    most, _ = _most_steps(request, left)
    with gymnasium_play.environment_of(subject) as made:
        moment = gymnasium_play.begun(subject, made, request.seed, actions)
        standing = gymnasium_play.play_on(subject, policy, made, moment, most_steps=0)
        futures: list[Future] = []
        for first in _first_actions(subject, request, standing.q_values[0]).tolist():
            again = gymnasium_play.begun(subject, made, request.seed, actions)
            if not np.array_equal(again.observation, moment.observation):
                raise InputError(
                    "{environment} isn't in the same state again with the same seed and actions, so that "
                    "two futures can't be compared; give its randomness to self.np_random, which the seed sets.",
                    environment=subject.info.environment,
                )
            played = gymnasium_play.play_on(subject, policy, made, again, most_steps=most, first=first)
            futures.append(_future(subject, played, learned_along(subject, played.rewards, played.observations)))
    return WhatIf(
        state=shown_states(subject, standing.observations)[0],
        taken=len(actions),
        left=left,
        greedy=int(standing.q_values[0].argmax()),
        futures=tuple(futures),
        played_by="gymnasium",
    )


def _is_never_there(subject: Subject, state: np.ndarray) -> bool:
    """Whether it is in CliffWalking's cliff: a step into it leads to the start at once."""
    found = _map_with(subject, state)
    if found is None:
        return False
    return any(found.letters[row][column] == "C" for row, column in np.argwhere(found.states == state.argmax()))


def _is_over_on_map(subject: Subject, state: np.ndarray) -> bool:
    """Whether toy text's map says so, as of a Taxi whose passenger is where it wants to be."""
    found = _map_with(subject, state)
    return found is not None and bool(found.over[found.states == state.argmax()].any())


def _map_with(subject: Subject, state: np.ndarray) -> StateMap | None:
    """Toy text's map that a state is on; None where there is none."""
    if not subject.info.one_hot:
        return None
    try:
        return map_of(subject.info, int(state.argmax()))
    except InputError:
        return None


def _named(subject: Subject, state: np.ndarray) -> str:
    """The state in few words."""
    numbers = shown_states(subject, state[np.newaxis])[0]
    shown = ", ".join(f"{number:.4g}" for number in numbers[:_MOST_NUMBERS].tolist())
    return f"state {shown}" if len(numbers) == 1 else f"({shown}{', …' if len(numbers) > _MOST_NUMBERS else ''})"


def _future(subject: Subject, played: Played, learned: np.ndarray) -> Future:
    gamma = float(subject.knobs["gamma"])
    weights = gamma ** np.arange(len(played.rewards))
    following = played.q_values[1:].max(axis=1).astype(np.float64)
    if played.ended == TERMINATED:
        following[-1] = 0.0
    chosen = played.q_values[np.arange(len(played.actions)), played.actions]
    return Future(
        action=int(played.actions[0]),
        path=shown_states(subject, played.observations),
        actions=played.actions,
        rewards=played.rewards,
        q_values=played.q_values,
        td_errors=learned + gamma * following - chosen,
        total=float(played.rewards.sum()),
        discounted=float((weights * learned).sum()),
        ended=played.ended,
    )
