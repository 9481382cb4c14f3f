"""Agents to be looked at by instruments: untrained ones, and a hand-made one that balances CartPole's pole."""

import dataclasses
from collections.abc import Mapping

import numpy as np

from dqn_engine.config.run_config import run_config
from dqn_engine.probes.subject import Subject, subject_of
from dqn_engine.system.values import KnobValue
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL

LEANING = (0.05, 0.1, 1.0, 0.25)
"""By which a sum over position, velocity, angle and angular velocity a pole is balanced: right where it is above 0."""


def untrained_agent(environment: str = "CartPole-v1", **changes: KnobValue) -> Subject:
    """A small agent before its first step, of whom nothing is compiled."""
    knobs: Mapping[str, KnobValue] = {**SMALL, **changes}
    run = Run(run_config(environment=environment, seed=4, changes=knobs))
    try:
        subject = subject_of(run)
    finally:
        run.close()
    if run.info.image_shape:
        return subject
    return dataclasses.replace(subject, observations=np.zeros((0, run.spec.observation_size), np.float32))


def balancing_agent(**changes: KnobValue) -> Subject:
    """One of CartPole whose averaged network goes right where `LEANING` says so; Q-values of both are ± that sum."""
    subject = untrained_agent("CartPole-v1", dueling=False, **changes)
    weights = {name: np.zeros_like(weight) for name, weight in subject.playing.items()}
    direction = np.array(LEANING) * np.array(subject.spec.observation_scale)
    weights["hidden_1/kernel"][:, 0], weights["hidden_1/kernel"][:, 1] = direction, -direction
    weights["q/kernel"][:2] = [[-1.0, 1.0], [1.0, -1.0]]
    return dataclasses.replace(subject, playing=weights)
