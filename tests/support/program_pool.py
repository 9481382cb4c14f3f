"""Compiled programs shared between tests: compiling one takes seconds, restarting it takes nothing."""

from collections.abc import Mapping

from dqn_engine.environments.compiled_cartpole import COMPILED
from dqn_engine.environments.compiled_environment import CompiledEnvironment
from dqn_engine.environments.registry import environment_info
from dqn_engine.knobs import KNOBS, KnobValue, LiveClass, validate_knobs
from dqn_engine.learner.network_spec import NetworkSpec, network_spec
from dqn_engine.learner.program import Program

# `alpha` has a class of its own: the tree is summed again, nothing is compiled.
_SHAPING = (
    "optimizer",
    "reward_shaping",
    *(knob.name for knob in KNOBS if knob.live is LiveClass.REBUILD and knob.name != "alpha"),
)

SMALL: Mapping[str, KnobValue] = {
    "hidden_sizes": (16,),
    "batch_size": 8,
    "capacity": 64,
    "learning_starts": 20,
    "evaluate_every": 0,
    "initial_values": "zero",
    "average_updates": 1,
}
"""A run so small that a thousand steps take milliseconds."""

PLAIN: Mapping[str, KnobValue] = {**SMALL, "prioritized": False, "dueling": False, "double": False}
"""The same without Double, Dueling or priorities."""


def small_knobs(**changes: KnobValue) -> dict[str, KnobValue]:
    """All knobs of a `SMALL` run with `changes`."""
    return validate_knobs({**SMALL, **changes})


def cartpole_spec(knobs: Mapping[str, KnobValue]) -> NetworkSpec:
    """The network of a CartPole run with these knobs."""
    return network_spec(knobs, observation_scale=environment_info("CartPole-v1").observation_scale, action_count=2)


class ProgramPool:
    """Hands out one program per shape, restarted. Only the newest taker of a shape may use it."""

    def __init__(self) -> None:
        self._programs: dict[tuple[object, ...], Program] = {}

    def program(
        self,
        spec: NetworkSpec,
        knobs: Mapping[str, KnobValue],
        seed: int,
        environment: CompiledEnvironment = COMPILED["CartPole-v1"],
    ) -> Program:
        """Stands in for `Program(spec, knobs, seed, environment)`."""
        key = (spec, environment, *(knobs[name] for name in _SHAPING))
        held = self._programs.get(key)
        if held is None:
            held = self._programs[key] = Program(spec, knobs, seed, environment)
        else:
            held.restart(seed)
        return held

    def small(self, knobs: Mapping[str, KnobValue], seed: int = 0) -> Program:
        """The program of a CartPole run with these knobs."""
        return self.program(cartpole_spec(knobs), knobs, seed)
