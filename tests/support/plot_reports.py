"""Reports as a run would send them, made up by tests of the plots."""

import dataclasses
from collections.abc import Iterable

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EvaluationDone,
    KnobsChanged,
    ParentEpisodes,
    PriorityHistogram,
    RunStarted,
    SpectatorSteps,
)
from dqn_engine.play.spectator_step import Pictures, SpectatorStep
from dqn_engine.system.values import KnobValue


def run_started(run_id: int = 1, environment: str = "CartPole-v1", **changes: object) -> RunStarted:
    fields = {
        "action_labels": ("Left", "Right"),
        "observation_labels": ("Position", "Velocity", "Angle", "Angular velocity"),
        "step_hz": 50.0,
        "episode_limit_steps": 500,
        "return_threshold": 475.0,
    }
    config = RunConfig(environment=environment)
    return RunStarted(run_id=run_id, sequence=0, config=config, **{**fields, **changes})


def curves(steps: Iterable[float], run_id: int = 1, **values: float) -> Curves:
    """Every curve at 0.5 unless `values` says otherwise; a value may be an array."""
    at = np.asarray(list(steps), np.float64)
    names = ("loss", "td_error", "q_mean", "q_max", "gradient_norm", "epsilon", "beta")
    filled = {name: np.broadcast_to(np.asarray(values.get(name, 0.5), np.float64), at.shape) for name in names}
    return Curves(run_id=run_id, sequence=1, env_step=at, **filled)


def episodes(steps: Iterable[int], returns: Iterable[float], run_id: int = 1) -> EpisodesEnded:
    scores = np.asarray(list(returns), np.float64)
    lengths = np.ones(len(scores), np.int64)
    return EpisodesEnded(
        run_id=run_id,
        sequence=1,
        env_step=np.asarray(list(steps), np.int64),
        episode_return=scores,
        length_steps=lengths,
        truncated=lengths == 0,
        seconds=lengths * 0.01,
        epsilon=lengths * 0.1,
    )


def parent_episodes(steps: Iterable[int], returns: Iterable[float], run_id: int = 1) -> ParentEpisodes:
    """The episodes of a parent by the name that runs get by themselves."""
    arrays = {"env_step": np.array([*steps], np.int64), "episode_return": np.array([*returns], np.float64)}
    return ParentEpisodes(run_id=run_id, sequence=1, name="2030-01-31-120000-CartPole-v1-seed-0", **arrays)


def evaluation(step: int, mean: float = 200.0, run_id: int = 1) -> EvaluationDone:
    return EvaluationDone(run_id=run_id, sequence=1, env_step=step, mean=mean, minimum=9, maximum=500, episodes=10)


def knobs_changed(
    step: int, name: str = "gamma", old: KnobValue = 0.99, new: KnobValue = 0.9, run_id: int = 1
) -> KnobsChanged:
    change = KnobChange(name=name, old=old, new=new)
    return KnobsChanged(run_id=run_id, sequence=1, env_step=step, update=step, changes=(change,))


def histogram(
    counts: Iterable[int], low: float = 1e-3, high: float = 10.0, *, effective: float = 0.0
) -> PriorityHistogram:
    bars = np.asarray(list(counts))
    return PriorityHistogram(
        run_id=1,
        sequence=1,
        prioritized=True,
        bin_edges=np.geomspace(low, high, len(bars) + 1),
        counts=bars,
        count=int(bars.sum()),
        largest=3.25,
        effective_sample_size=effective or float(bars.sum()),
    )


def uniform_replay() -> PriorityHistogram:
    nothing = np.empty(0)
    return PriorityHistogram(
        run_id=1,
        sequence=1,
        prioritized=False,
        bin_edges=nothing,
        counts=nothing,
        count=500,
        largest=0.0,
        effective_sample_size=500.0,
    )


def spectator_step(
    step: int, *, episode: int = 1, ended: bool = False, action: int = 1, **changes: object
) -> SpectatorStep:
    """A cart that moves 0.01 m to the right at every step."""
    made = SpectatorStep(
        episode=episode,
        step=step,
        state=((step - 1) * 0.01, 0.5, 0.02, 0.1),
        next_state=(step * 0.01, 0.5, 0.02, 0.1),
        action=action,
        q_values=(61.25, 63.5),
        episode_return=float(step),
        ended=ended,
        truncated=False,
    )
    return dataclasses.replace(made, **changes)


def spectator_steps(
    steps: Iterable[SpectatorStep], run_id: int = 1, pictures: Pictures = Pictures.OFF
) -> SpectatorSteps:
    return SpectatorSteps(run_id=run_id, sequence=1, steps=tuple(steps), speed=1.0, held=False, pictures=pictures)


def picture(colour: tuple[int, int, int], high: int = 40, wide: int = 60) -> np.ndarray:
    """A picture of one colour, [H, W, 3]."""
    return np.full((high, wide, 3), colour, np.uint8)
