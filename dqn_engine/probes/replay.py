"""The replay explorer: how what is learned from is spread, and the transitions behind a part of a histogram.

How often a transition was sampled isn't counted. A counter would be one more array of the compiled program that every
update scatters into, and part of every checkpoint, for a number that only this instrument shows. So it is expected
instead: at each of the updates since it was stored, a transition is sampled `batch_size` · P(i) times on average. With
uniform replay that is exact for the hyperparameters as they are. With priorities P(i) is the present one, and what it
was before isn't known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dqn_engine.probes.states import distances, shown_states, state_of
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

if TYPE_CHECKING:
    from dqn_engine.replay.replay_buffer import Contents

MOST_ROWS = 100
"""Transitions of a table."""

BINS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRequest:
    """Which transitions are listed, the newest first; of several conditions all must hold. Without any, none are.

    Attributes:
        priority: Lowest and highest stored priority; empty: any, and of uniform replay nothing else.
        age: Lowest and highest age in environment steps; empty: any.
        draws: Lowest and highest expected number of draws; empty: any.
        slots: Places in the buffer; empty: any.
        near: [O] A state, or its number: listed are those whose s is nearest to it, the nearest first; of toy text
            those of that state. Empty: any.
        keep: A place that is listed too, last, where it isn't among the listed ones; so that who looks at a transition
            still has it when there are newer ones. Empty: none.
    """

    priority: tuple[float, ...] = ()
    age: tuple[float, ...] = ()
    draws: tuple[float, ...] = ()
    slots: tuple[float, ...] = ()
    near: tuple[float, ...] = ()
    keep: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """`counts` [N] int64 of what lies between neighbours of `edges` [N + 1] float64; both empty of nothing.

    What isn't finite, as where a run diverged, is in no part.
    """

    edges: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitions:
    """A table of at most MOST_ROWS transitions [N], the newest first, or those that are nearest to a state.

    Attributes:
        matching: How many there are in the buffer that were asked for.
        slots: int64, where each is.
        observation: [N, …] s, as the environment gave it; [N, 1] int64, the states' numbers, where they are one-hot.
        action: int64.
        reward: float32, as it is learned from, of this one step.
        next_observation: [N, …] s' of this one step.
        terminated: bool.
        truncated: bool, cut off by a limit.
        priority: float32, as stored; 1 with uniform replay.
        probability: float64, P(i).
        importance: float64, (min P / P(i))^β: what it would count if the least likely of the buffer were in its batch.
        error_now: float32, |δ| by the objective of the next update.
        surprise_now: float32, what a priority would be made of now: |δ|, or the loss of a distribution.
        age: int64, as in `Replay`.
        draws: float64, as in `Replay`.
        distance: float64, of s from the state that was asked for, each number in the buffer's standard deviations; [0]
            where none was.
    """

    matching: int
    slots: np.ndarray
    observation: np.ndarray
    action: np.ndarray
    reward: np.ndarray
    next_observation: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray
    priority: np.ndarray
    probability: np.ndarray
    importance: np.ndarray
    error_now: np.ndarray
    surprise_now: np.ndarray
    age: np.ndarray
    draws: np.ndarray
    distance: np.ndarray


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The buffer as it is.

    Attributes:
        stored: N, transitions that can be sampled.
        capacity: C, rows.
        prioritized: Whether priorities decide what is sampled.
        effective_sample_size: (Σ p)² / Σ p² of the probabilities p: N where all are alike.
        entropy: − Σ p ln p, in nats.
        evenness: The entropy as a part of ln N, the largest; 1 where all are alike or there is one.
        mean_age: Environment steps since a transition was stored, on average.
        age: Its histogram.
        priority: Histogram of the stored priorities; empty with uniform replay.
        mean_draws: How often a transition has been sampled, expected as the module says.
        draws: Its histogram.
        share_never_drawn: Part of the transitions that no update is expected to have sampled.
        share_terminated: Part whose step terminated the episode.
        share_truncated: Part whose step was cut off by a limit.
        terminated_of_older: The same as `share_terminated`, of the older half.
        terminated_of_newer: And of the newer half.
        terminated_a_batch: Expected number of them in a batch.
        updates_a_step: Updates for each environment step.
        expected_reuse: `batch_size` times that: how often each transition is sampled in its life, on average.
        beta: The strength of the importance weights at the present step.
        table: What was asked for.
    """

    stored: int
    capacity: int
    prioritized: bool
    effective_sample_size: float
    entropy: float
    evenness: float
    mean_age: float
    age: Histogram
    priority: Histogram
    mean_draws: float
    draws: Histogram
    share_never_drawn: float
    share_terminated: float
    share_truncated: float
    terminated_of_older: float
    terminated_of_newer: float
    terminated_a_batch: float
    updates_a_step: float
    expected_reuse: float
    beta: float
    table: Transitions


def replay(subject: Subject, request: ReplayRequest) -> Replay:
    """The buffer, and the transitions asked for.

    Raises:
        InputError: The buffer is empty, or what is asked for isn't a range or not in the buffer.
    """
    contents = subject.program.contents()
    if not len(contents.slots):
        raise InputError("The replay buffer is empty; train some steps first.")
    knobs, count = subject.knobs, len(contents.slots)
    scaled = contents.scaled_priority.astype(np.float64)
    probability = scaled / scaled.sum()
    possible = probability[probability > 0]  # A priority may be too small for a float32 to hold its power.
    entropy = float(-(possible * np.log(possible)).sum())
    per_update, updates_since = _chances(subject, contents, probability)
    draws = per_update * updates_since
    newest_first = np.argsort(contents.age, kind="stable")
    newer = contents.terminated[newest_first[: (count + 1) // 2]]
    older = contents.terminated[newest_first[(count + 1) // 2 :]]
    updates_a_step = knobs["updates_per_training"] / knobs["train_interval"]
    beta = beta_now(subject)
    if request.priority and not knobs["prioritized"]:
        raise InputError(
            "Uniform replay has no priorities: every transition is as likely as any other. Ask for age, draws or slots."
        )
    listed, distance = _listed(subject, request, contents, newest_first[_asked(request, contents, draws)[newest_first]])
    return Replay(
        stored=count,
        capacity=int(knobs["capacity"]),
        prioritized=bool(knobs["prioritized"]),
        effective_sample_size=float(1.0 / np.square(probability).sum()),
        entropy=entropy,
        evenness=entropy / float(np.log(count)) if count > 1 else 1.0,
        mean_age=float(contents.age.mean()),
        age=_histogram(contents.age),
        priority=_histogram_of_priorities(contents.priority) if knobs["prioritized"] else _nothing(),
        mean_draws=float(draws.mean()),
        draws=_histogram(draws),
        share_never_drawn=float(((1.0 - np.minimum(per_update, 1.0)) ** updates_since).mean()),
        share_terminated=float(contents.terminated.mean()),
        share_truncated=float((contents.ended & ~contents.terminated).mean()),
        terminated_of_older=float(older.mean()) if len(older) else 0.0,
        terminated_of_newer=float(newer.mean()),
        terminated_a_batch=float(knobs["batch_size"] * probability[contents.terminated].sum()),
        updates_a_step=updates_a_step,
        expected_reuse=float(knobs["batch_size"] * updates_a_step),
        beta=beta,
        table=_table(subject, contents, listed, _kept(request, contents, listed), probability, draws, beta, distance),
    )


def beta_now(subject: Subject) -> float:
    """β of the update after the newest step; 0, where nothing is weighted, with uniform replay."""
    knobs = subject.knobs
    if not knobs["prioritized"]:
        return 0.0
    done = min(max((subject.env_steps - 1) / knobs["beta_steps"], 0.0), 1.0)
    return float(knobs["beta_start"] + (knobs["beta_end"] - knobs["beta_start"]) * done)


def _chances(subject: Subject, contents: Contents, probability: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How often an update samples each transition [N], on average over its life, and updates [N] since it was stored.

    With uniform replay and a buffer that isn't full yet, N grew, and 1 / N with it is the mean over those updates.
    """
    knobs, steps, batch = subject.knobs, subject.env_steps, float(subject.knobs["batch_size"])
    oldest = max(steps - int(contents.age.max()), 0)
    counts = np.arange(oldest, steps + 1)  # of steps stored
    interval, first = int(knobs["train_interval"]), max(int(knobs["learning_starts"]), 1)
    due = np.where((counts >= first) & (counts % interval == 0), float(knobs["updates_per_training"]), 0.0)
    since = np.clip(steps - contents.age, oldest, steps) - oldest  # the first count that had each transition in it
    updates = np.minimum(_sums_from(due)[since], subject.updates)
    if knobs["prioritized"]:
        return batch * probability, updates
    expected = _sums_from(due / np.clip(counts, 1, knobs["capacity"]))[since]
    return batch * np.divide(expected, updates, out=probability.copy(), where=updates > 0), updates


def _sums_from(values: np.ndarray) -> np.ndarray:
    """For each of `values` [N] the sum from it to the last."""
    return np.cumsum(values[::-1])[::-1]


def _whole(number: float) -> str:
    """A number as it was asked for: without a fraction where it has none."""
    return str(int(number)) if float(number).is_integer() else str(number)


def _asked(request: ReplayRequest, contents: Contents, draws: np.ndarray) -> np.ndarray:
    """Which transitions [N] bool are listed."""
    ranges = {
        "priority": (request.priority, contents.priority),
        "age": (request.age, contents.age),
        "draws": (request.draws, draws),
    }
    if not request.slots and not request.near and not any(asked for asked, _ in ranges.values()):
        return np.zeros(len(contents.slots), bool)
    found = np.ones(len(contents.slots), bool)
    for name, (asked, values) in ranges.items():
        if not asked:
            continue
        if len(asked) != 2 or asked[0] > asked[1]:
            shown = ",".join(f"{number:g}" for number in asked)
            raise InputError(
                "{name} is {shown}, but must be a lowest and a highest value, such as {name}=0,1.",
                name=name,
                shown=shown,
            )
        found &= (values >= asked[0]) & (values <= asked[1])
    if request.slots:
        if len(request.slots) > MOST_ROWS:
            raise InputError(
                "{count} slots were asked for, but at most {most_rows} can be listed.",
                count=len(request.slots),
                most_rows=MOST_ROWS,
            )
        wanted = set(request.slots)
        if missing := wanted - set(contents.slots.tolist()):
            raise InputError(
                "Slot {slot} holds no transition that can be sampled; {contents}.",
                slot=_whole(min(missing)),
                contents=_range_of(contents),
            )
        found &= np.isin(contents.slots, [int(slot) for slot in wanted])
    return found


def _listed(
    subject: Subject, request: ReplayRequest, contents: Contents, matching: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Of `matching` [N] places in `contents` those that are near, in that order; and how far each is away, or [0]."""
    if not request.near:
        return matching, np.zeros(0)
    state = state_of(subject, request.near)
    seen = subject.program.kept_observations_at(contents.slots)
    if subject.info.one_hot:
        there = matching[seen[matching, 0] == state.argmax()]
        return there, np.zeros(len(there))
    away = distances(seen, state)[matching]
    nearest = np.argsort(away, kind="stable")
    return matching[nearest], away[nearest].astype(np.float64)


def _kept(request: ReplayRequest, contents: Contents, listed: np.ndarray) -> np.ndarray:
    """The places in `contents` of what is listed in any case and wouldn't be else."""
    places = np.flatnonzero(np.isin(contents.slots, request.keep))
    return places[~np.isin(places, listed[:MOST_ROWS])]


def _range_of(contents: Contents) -> str:
    lowest, highest = contents.slots.min(), contents.slots.max()
    return Sentence("slots are whole numbers from {lowest} to {highest}", lowest=int(lowest), highest=int(highest))


def _table(
    subject: Subject,
    contents: Contents,
    matching: np.ndarray,
    kept: np.ndarray,
    probability: np.ndarray,
    draws: np.ndarray,
    beta: float,
    distance: np.ndarray,
) -> Transitions:
    matching_listed = matching[: MOST_ROWS - len(kept)]
    at = np.concatenate([matching_listed, kept])
    chance = probability[at]
    least = probability.min(where=probability > 0, initial=np.inf)
    # A transition whose priority is too small for a float32 to hold its power is never sampled, and has no weight.
    least_share = np.divide(least, chance, out=np.full_like(chance, np.nan), where=chance > 0)
    slots, nothing = contents.slots[at], np.zeros(0, np.float32)
    before, after, errors, surprises = nothing, nothing, nothing, nothing
    if len(at):
        from dqn_engine.training.live_inputs import pack

        before, after = subject.program.observations_at(slots)
        errors, surprises = subject.program.errors_at(slots, pack(subject.knobs))
    return Transitions(
        matching=len(matching),
        slots=slots,
        observation=shown_states(subject, before) if len(at) else nothing,
        action=contents.action[at],
        reward=contents.reward[at],
        next_observation=shown_states(subject, after) if len(at) else nothing,
        terminated=contents.terminated[at],
        truncated=(contents.ended & ~contents.terminated)[at],
        priority=contents.priority[at],
        probability=chance,
        importance=least_share**beta,
        error_now=np.abs(errors),
        surprise_now=surprises,
        age=contents.age[at],
        draws=draws[at],
        distance=np.append(distance[: len(matching_listed)], np.full(len(kept), np.nan)) if len(distance) else distance,
    )


def _histogram(values: np.ndarray) -> Histogram:
    finite = values[np.isfinite(values)]
    if not len(finite):
        return _nothing()
    counts, edges = np.histogram(finite, bins=BINS)
    return Histogram(edges=edges, counts=counts.astype(np.int64))


def _histogram_of_priorities(values: np.ndarray) -> Histogram:
    """Bars that are as many times wider as they are further to the right: a few priorities lead by orders of magnitude.

    Where some are 0, as without ε, the first bar begins there.
    """
    finite = values[np.isfinite(values)].astype(np.float64)
    above = finite[finite > 0.0]
    if not len(above):
        return _histogram(values)
    low, high = float(above.min()), float(above.max())
    if low == high:
        low, high = low / 2, high * 2
    edges = np.geomspace(low, high, BINS + 1)
    if len(above) < len(finite):
        edges[0] = 0.0
    counts, _ = np.histogram(finite, bins=edges)
    return Histogram(edges=edges, counts=counts.astype(np.int64))


def _nothing() -> Histogram:
    return Histogram(edges=np.zeros(0), counts=np.zeros(0, np.int64))
