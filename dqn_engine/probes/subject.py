"""What instruments look at: an agent as it is between two chunks of training.

Its numbers are copies, so an instrument can be slow, or run beside the training, and never changes a run. What reads
more of the program (the whole buffer, an update) does so between two chunks, and only reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.networks.policies import GreedyPolicy, greedy_policy
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.values import Knobs

if TYPE_CHECKING:  # They load TensorFlow, and reports cross to a window that has none.
    from dqn_engine.training.learning_record import Past
    from dqn_engine.training.program import Program
    from dqn_engine.training.run import Run

Weights = Mapping[str, np.ndarray]
"""A network's, by name and of the shapes of `NetworkSpec.weight_shapes`, float32."""

MOST_OBSERVATIONS = 1_024
"""Observations of the buffer that a subject has, evenly spread over it."""


def _nowhere() -> np.ndarray:
    return np.zeros((0, 0), np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedPolicy:
    """A network that was evaluated after `env_step` steps, with the mean return it had, as it was then.

    That of what a run begins with, before any evaluation, is NaN.
    """

    env_step: int
    mean_return: float
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An agent, and where it is.

    Attributes:
        spec: The network.
        info: The environment's facts.
        knobs: The hyperparameters as they are now.
        seed: The run's.
        env_steps: Environment steps so far.
        updates: Updates so far.
        playing: What plays and is saved: the averaged network or, with trials, what came to play last.
        observations: [N, O] float32, or [N, K, H, W, C] uint8: a sample of the buffer; empty before the first step.
        watched: [O] float32, the observation that the view shows; None where nothing is watched.
        path: [T, O] float32, the watched episode so far.
        returns: [≤ 100] Of the last episodes, oldest first.
        past: How learning went since this program has the run; None: unknown.
        evaluated: What this program began or opened the run with, and networks that were evaluated since, a few, oldest
            first.
        program: The run's, only to be read, and only on the thread that trains.
    """

    spec: NetworkSpec
    info: EnvironmentInfo
    knobs: Knobs
    seed: int
    env_steps: int
    updates: int
    playing: Weights
    observations: np.ndarray
    program: Program
    watched: np.ndarray | None = None
    path: np.ndarray = field(default_factory=_nowhere)
    returns: tuple[float, ...] = ()
    past: Past | None = None
    evaluated: tuple[EvaluatedPolicy, ...] = ()

    @property
    def online(self) -> Weights:
        """The network that learns, as it is now: read from the program, since few instruments need it."""
        return self.program.weights()

    @property
    def target(self) -> Weights:
        """The network that its targets come from, as it is now, read likewise."""
        return self.program.target_weights()

    @property
    def average(self) -> Weights:
        """The averaged network as it is now, whether or not it plays, read likewise."""
        return self.program.average_weights()

    def policy(self) -> GreedyPolicy:
        """What plays, without noise."""
        return greedy_policy(self.spec, self.playing)

    def seen_at(self, watched: np.ndarray | None, path: np.ndarray) -> Subject:
        """The same agent where the view shows `watched` [O] after `path` [T, O]."""
        return replace(self, watched=watched, path=path)

    def having(self, evaluated: tuple[EvaluatedPolicy, ...]) -> Subject:
        """The same agent with what was evaluated before."""
        return replace(self, evaluated=evaluated)


def subject_of(run: Run) -> Subject:
    """The agent of `run` as it is now; to be called between two chunks, on the thread that trains."""
    return Subject(
        spec=run.spec,
        info=run.info,
        knobs=dict(run.knobs),
        seed=run.config.seed,
        env_steps=run.env_steps,
        updates=run.updates,
        playing=run.policy_weights(),
        observations=run.program.stored_observations(MOST_OBSERVATIONS),
        program=run.program,
        returns=run.recent_returns,
        past=run.learned_so_far,
    )
