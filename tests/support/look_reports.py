"""Reports of instruments as a run would send them, made up by tests of the panels that show them."""

import dataclasses
from collections.abc import Iterable
from typing import Any

import numpy as np

from dqn_engine.messages.reports import Look, Looks
from dqn_engine.probes.calibration import Calibration
from dqn_engine.probes.coach import Coach, Finding
from dqn_engine.probes.episodes import Episode, Episodes
from dqn_engine.probes.health import Apart, Dueling, Health, Layer, Rank, Terminal
from dqn_engine.probes.replay import Histogram, Replay, Transitions
from dqn_engine.probes.robustness import Robustness, WorldAxis
from dqn_engine.probes.ruler import INSIDE, Ruler, Verdict
from dqn_engine.probes.toppling import PoleTopples
from dqn_engine.probes.update import UpdateReport
from dqn_engine.probes.what_if import Future, WhatIf
from dqn_engine.system.values import KnobValue


def looks(
    instrument: str, report: object, *, update: int = 100, run_id: int = 1, request: Any = None, refusal: str = ""
) -> Looks:
    """One look through one instrument, after as many environment steps as updates."""
    look = Look(
        instrument=instrument,
        request=request,
        env_step=update,
        update=update,
        seconds=0.01,
        report=report,
        refusal=refusal,
    )
    return Looks(run_id=run_id, sequence=1, looks=(look,))


def finding(code: str = "values-beyond-ruler", remedy: dict[str, KnobValue] | None = None, **numbers: float) -> Finding:
    """One of the coach's, with a remedy unless it is said to have none."""
    seen = numbers or {"lowest": -3.0, "highest": 250.0, "low": 0.0, "high": 100.0}
    tried = {"double": True} if remedy is None else remedy
    return Finding(code=code, numbers=seen, seen="It was seen.", means="It means it.", source="A paper", remedy=tried)


def coach_report(*findings: Finding, silent: Iterable[str] = ("dormant-units", "priorities-alike")) -> Coach:
    """What the coach says."""
    return Coach(findings=findings, silent=tuple(silent))


def health_report(scores: Iterable[Iterable[float]] = ((1.0, 0.0, 2.0, 0.05),), **changes: Any) -> Health:
    """Hidden layers with these scores, over four states."""
    layers = tuple(
        Layer(
            name=f"hidden_{place}",
            scores=np.array([*of_layer], np.float64),
            dormant=float((np.array([*of_layer]) <= 0.025).mean()),
            nearly_dormant=float((np.array([*of_layer]) <= 0.1).mean()),
        )
        for place, of_layer in enumerate(scores, start=1)
    )
    made = Health(
        slots=np.arange(4),
        stored_at=np.arange(4) + 10,
        actions=np.array([0, 1, 0, 1]),
        layers=layers,
        ranks=(Rank(layer=layers[-1].name, singular_values=np.array([8.0, 4.0, 2.0, 0.1]), effective=3),),
        weight_norms={"hidden_1": 3.0, "q": 4.0},
        sigmas={},
        gradient_norm=2.5,
        clipped=0.125,
        target=Apart(drift=0.25, churn=0.5),
        average=Apart(drift=0.75, churn=0.25),
        largest_q=12.5,
        lowest_q=-1.0,
        highest_q=20.0,
        action_gap=1.5,
        dueling=None,
        terminal=None,
    )
    return dataclasses.replace(made, **changes)


def dueling() -> Dueling:
    """Streams of two actions."""
    return Dueling(value_mean=30.0, value_spread=5.0, advantage_size=0.5, advantages=np.array([-0.5, 0.5]))


def terminal() -> Terminal:
    """Steps that ended episodes."""
    return Terminal(count=8, reward=1.0, online=4.0, target=3.0)


def calibration_report(**changes: Any) -> Calibration:
    """Five steps of two episodes, over-estimated by two on average, and a ruler from 0 to 100."""
    made = Calibration(
        predicted=np.array([12.0, 11.0, 10.0, 30.0, 29.0]),
        realised=np.array([10.0, 9.0, 8.0, 28.0, 27.0]),
        episode=np.array([0, 0, 0, 1, 1]),
        step=np.array([0, 1, 2, 0, 1]),
        ended=("terminated", "truncated"),
        bias=2.0,
        bias_low=-0.5,
        bias_high=4.25,
        correlation=0.5,
        gamma=0.99,
        munchausen=False,
        ruler=Ruler(known=True, low=0.0, high=100.0, low_to_limit=0.0, high_to_limit=99.0),
        taken=Verdict(code=INSIDE, lowest=10.0, highest=30.0, share_outside=0.0),
        verdict=Verdict(code=INSIDE, lowest=1.0, highest=30.0, share_outside=0.0),
    )
    return dataclasses.replace(made, **changes)


def transitions(
    slots: Iterable[int] = (7, 3), observation: np.ndarray | None = None, matching: int | None = None
) -> Transitions:
    """Rows of a table; the first one terminated its episode, the others were not ended."""
    at = np.array([*slots], np.int64)
    count = len(at)
    states = np.arange(count * 4, dtype=np.float32).reshape(count, 4) if observation is None else observation
    first = np.arange(count) == 0
    return Transitions(
        matching=count if matching is None else matching,
        slots=at,
        observation=states,
        action=np.arange(count) % 2,
        reward=np.ones(count, np.float32),
        next_observation=states + 1 if states.dtype != np.uint8 else states,
        terminated=first,
        truncated=np.zeros(count, bool),
        priority=np.linspace(2.0, 1.0, count, dtype=np.float32),
        probability=np.linspace(0.002, 0.001, count),
        importance=np.linspace(0.5, 1.0, count),
        error_now=np.linspace(0.25, 4.0, count, dtype=np.float32),
        surprise_now=np.linspace(0.25, 4.0, count, dtype=np.float32),
        age=np.arange(count) * 10,
        draws=np.linspace(3.0, 5.0, count),
        distance=np.linspace(0.25, 1.0, count),
    )


def bars(counts: Iterable[int], end: float) -> Histogram:
    """Bars from 0 to `end`."""
    found = np.array([*counts], np.int64)
    return Histogram(edges=np.linspace(0.0, end, len(found) + 1), counts=found)


def replay_report(table: Transitions | None = None, **changes: Any) -> Replay:
    """A buffer of 1,000 with priorities, and four bars in each histogram."""
    made = Replay(
        stored=1_000,
        capacity=4_000,
        prioritized=True,
        effective_sample_size=800.0,
        entropy=6.5,
        evenness=0.941,
        mean_age=499.5,
        age=bars([250, 250, 250, 250], 1_000.0),
        priority=bars([900, 60, 0, 40], 4.0),
        mean_draws=12.5,
        draws=bars([10, 500, 400, 90], 40.0),
        share_never_drawn=0.03,
        share_terminated=0.02,
        share_truncated=0.001,
        terminated_of_older=0.03,
        terminated_of_newer=0.01,
        terminated_a_batch=1.28,
        updates_a_step=1.0,
        expected_reuse=64.0,
        beta=0.5,
        table=transitions(()) if table is None else table,
    )
    return dataclasses.replace(made, **changes)


def uniform_replay_report(table: Transitions | None = None) -> Replay:
    """The same without priorities."""
    nothing = Histogram(edges=np.zeros(0), counts=np.zeros(0, np.int64))
    return replay_report(table, prioritized=False, priority=nothing, effective_sample_size=1_000.0, beta=0.0)


def update_report(**changes: Any) -> UpdateReport:
    """The next update: Double DQN, three steps, Huber's loss beyond κ, by an online network of two actions."""
    made = UpdateReport(
        exact=True,
        env_steps=104,
        slot=17,
        in_batch=True,
        batch_slots=np.arange(4) + 17,
        batch_observations=np.zeros((4, 4), np.float32),
        observation=np.array([0.5, -1.0, 0.25, 2.0], np.float32),
        action=1,
        next_observation=np.zeros(4, np.float32),
        rewards=np.ones(3, np.float32),
        discounts=np.array([1.0, 0.5, 0.25], np.float32),
        n_step=3,
        return_n=1.75,
        terminated=False,
        cut=False,
        bootstrap_discount=0.125,
        double=True,
        q_selecting=np.array([3.0, 9.0], np.float32),
        q_valuing=np.array([3.0, 8.0], np.float32),
        next_action=1,
        next_value=8.0,
        munchausen=None,
        target_value=2.75,
        target=np.array([2.75], np.float32),
        predicted=np.array([5.0], np.float32),
        positions=np.zeros(0, np.float32),
        head="expected",
        q_values=np.array([4.0, 5.0], np.float32),
        q_chosen=5.0,
        td_error=-2.25,
        loss=1.75,
        loss_kind="huber-linear",
        huber_delta=1.0,
        slope=np.array([1.0], np.float32),
        importance=0.5,
        beta=0.4,
        batch_loss=0.75,
        learning_rate=0.001,
        gradient_norm=12.0,
        gradient_clip=10.0,
        clipped=True,
        q_before=np.array([4.0, 5.0], np.float32),
        q_after=np.array([4.0, 4.5], np.float32),
        formula="",
    )
    return dataclasses.replace(made, **changes)


def episode(length: int = 4, size: int = 4, ended: str = "terminated") -> Episode:
    """One of two actions; the angle, the third number, grows by 0.01 a step, and right is taken in odd ones."""
    path = np.zeros((length + 1, size), np.float32)
    path[:, min(2, size - 1) :] = np.arange(length + 1, dtype=np.float32)[:, np.newaxis] / 100 if size else 0
    q_values = np.stack([np.full(length + 1, 5.0), np.arange(length + 1) + 3.0], axis=1).astype(np.float32)
    values = q_values.max(axis=1)
    actions = np.arange(length) % 2
    return Episode(
        seed=77,
        path=path,
        q_values=q_values,
        values=values,
        advantages=q_values - values[:, np.newaxis],
        actions=actions,
        runners_up=1 - actions,
        rewards=np.ones(length),
        td_errors=np.linspace(-0.5, 0.5, length),
        total=float(length),
        discounted=float(length),
        length=length,
        ended=ended,
    )


def episodes_report(*played: Episode) -> Episodes:
    """Two episodes unless others are given."""
    return Episodes(episodes=played or (episode(), episode(9, ended="truncated")), value_of="greedy", gamma=0.99)


def what_if_report(lengths: Iterable[int] = (3, 1)) -> WhatIf:
    """A future for each action; the first is the greedy one, and lasts up to the limit."""
    futures = tuple(
        Future(
            action=action,
            path=episode(length).path + np.float32(0.1 * (action + 1)),
            actions=np.zeros(length, np.int64),
            rewards=np.ones(length),
            q_values=episode(length).q_values,
            td_errors=episode(length).td_errors,
            total=float(length),
            discounted=float(length),
            ended="truncated" if action == 0 else "terminated",
        )
        for action, length in enumerate(lengths)
    )
    return WhatIf(state=np.zeros(4, np.float32), taken=0, left=500, greedy=0, futures=futures, played_by="gymnasium")


def robustness_report(**changes: Any) -> Robustness:
    """Three lengths by two gravities, trained at a length of 0.5 and a gravity of 9.8; half of the worlds are hard."""
    made = Robustness(
        x=WorldAxis(name="length", values=np.array([0.25, 0.5, 0.75]), trained=0.5),
        y=WorldAxis(name="gravity", values=np.array([9.8, 19.6]), trained=9.8),
        mean_return=np.array([[100.0, 500.0, 500.0], [10.0, 20.0, 30.0]]),
        lowest_return=np.array([[50.0, 500.0, 500.0], [9.0, 19.0, 29.0]]),
        highest_return=np.array([[200.0, 500.0, 500.0], [11.0, 21.0, 31.0]]),
        trained_return=500.0,
        episodes=8,
        limit_steps=500,
        played=9_000,
        starts=np.zeros((8, 4)),
        topples=PoleTopples(
            angles=np.radians([-5.0, 0.0, 5.0]),
            cart=np.array([[1.0, 0.5, 0.0], [0.25, 0.5, np.inf]]),
            pole=np.array([[1.0, 0.75, 0.5], [0.5, 0.75, 1.0]]),
            largest=5.0,
            resolution=0.01,
            within_steps=500,
        ),
        names=("gravity", "length", "force_mag"),
    )
    return dataclasses.replace(made, **changes)
