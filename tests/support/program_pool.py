"""Compiled programs shared between tests: compiling one takes seconds, restarting it takes nothing."""

import dataclasses
from collections.abc import Mapping

import numpy as np

from dqn_engine.config.hyperparameters import KNOBS, LiveClass, validate_knobs
from dqn_engine.config.network import network_of
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.compiled.cartpole import CompiledCartPole
from dqn_engine.environments.compiled.environment import CompiledEnvironment
from dqn_engine.environments.compiled.table import CompiledTable
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.values import KnobValue
from dqn_engine.training.compiled_steps import CompiledSteps
from dqn_engine.training.external_frames import ExternalFrames
from dqn_engine.training.external_steps import ExternalSteps
from dqn_engine.training.image_program import ImageProgram
from dqn_engine.training.program import Program

# `alpha` has a class of its own: the tree is summed again, nothing is compiled.
_REBUILT = (knob.name for knob in KNOBS if knob.live is LiveClass.REBUILD and knob.name != "alpha")
_SHAPING = ("optimizer", "num_envs", "reward_shaping", "trial_episodes", "trial_steps", *_REBUILT)
_OF_ACTING = frozenset({"exploration", "repeat_exponent", "repeat_limit", "trial_episodes"})
"""Those that no program is shaped by which is given its steps from outside: it doesn't act."""

SMALL: Mapping[str, KnobValue] = {
    "hidden_sizes": (16,),
    "batch_size": 8,
    "capacity": 64,
    "learning_starts": 20,
    "evaluate_every": 0,
    "initial_values": "zero",
    "average_updates": 1,
    "trial_episodes": 0,
}
"""A run so small that a thousand steps take milliseconds."""

WAITED_FOR: Mapping[str, KnobValue] = {"stop_evaluations": 100, "stop_return": 1000.0}
"""Evaluations may end the run, so that training waits for each; these never do."""

PLAIN: Mapping[str, KnobValue] = {**SMALL, "prioritized": False, "dueling": False, "double": False}
"""The same without Double, Dueling or priorities."""


def small_knobs(**changes: KnobValue) -> dict[str, KnobValue]:
    """All hyperparameters of a `SMALL` run with `changes`."""
    return validate_knobs({**SMALL, **changes})


def cartpole_spec(knobs: Mapping[str, KnobValue]) -> NetworkSpec:
    """The network of a CartPole run with these hyperparameters."""
    return network_of(RunConfig(knobs=knobs), environment_info("CartPole-v1"))


CARTPOLE = CompiledCartPole()


def compiled_program(
    spec: NetworkSpec, knobs: Mapping[str, KnobValue], seed: int = 0, environment: CompiledEnvironment = CARTPOLE
) -> Program:
    """A program that steps `environment` by itself; its values start around 0."""
    return Program(spec, knobs, seed, CompiledSteps(spec, knobs, environment))


def continued_with(
    program: Program, knobs: Mapping[str, KnobValue], environment: CompiledEnvironment = CARTPOLE
) -> Program:
    """The program that continues from that one with changed hyperparameters."""
    return program.continued_with(knobs, CompiledSteps(program.spec, knobs, environment))


def _dynamics(environment: CompiledEnvironment) -> object:
    """What is equal for two environments that do the same; of tables, which are made anew each time, the numbers."""
    if not isinstance(environment, CompiledTable):
        return environment
    values = (getattr(environment, field.name) for field in dataclasses.fields(environment))
    return tuple(value.tobytes() if isinstance(value, np.ndarray) else value for value in values)


class ProgramPool:
    """Hands out one program per shape, restarted. Only the newest taker of a shape may use it."""

    def __init__(self) -> None:
        self._programs: dict[tuple[object, ...], Program] = {}

    def program(
        self,
        spec: NetworkSpec,
        knobs: Mapping[str, KnobValue],
        seed: int,
        environment: CompiledEnvironment = CARTPOLE,
    ) -> Program:
        """Stands in for `compiled_program(spec, knobs, seed, environment)`."""
        return self.stand_in(spec, knobs, seed, CompiledSteps(spec, knobs, environment))

    def stand_in(
        self,
        spec: NetworkSpec,
        knobs: Mapping[str, KnobValue],
        seed: int,
        source: CompiledSteps | ExternalSteps | ExternalFrames,
        first_value: float = 0.0,
    ) -> Program:
        """Stands in for `Program(spec, knobs, seed, source, first_value)`, of images for `ImageProgram`."""
        acts = isinstance(source, CompiledSteps)
        where = _dynamics(source.environment) if acts else source.most_rows
        shaping = (knobs[name] for name in _SHAPING if acts or name not in _OF_ACTING)
        key = (spec, where, source.masked, *shaping)
        held = self._programs.get(key)
        if held is None:
            program = ImageProgram if spec.image_shape else Program
            held = self._programs[key] = program(spec, knobs, seed, source, first_value)
        else:
            held.restart(seed, first_value)
        return held

    def small(self, knobs: Mapping[str, KnobValue], seed: int = 0) -> Program:
        """The program of a CartPole run with these hyperparameters."""
        return self.program(cartpole_spec(knobs), knobs, seed)
