"""What of a configuration shapes its compiled program: runs that are alike in it can share one, one after the other."""

from collections.abc import Hashable

from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.knob import Knob, LiveClass
from dqn_engine.config.run_config import RunConfig

_SUMMED_AGAIN = "alpha"
"""Of class rebuild, since the tree is summed again; but nothing is compiled for it."""


def shapes_program(knob: Knob) -> bool:
    """Whether the compiled program depends on it; the values of others are its inputs."""
    return knob.live is not LiveClass.LIVE and knob.name != _SUMMED_AGAIN


def program_parts(config: RunConfig) -> Hashable:
    """Equal for two configurations where one compiled program can do both, but for their seeds."""
    shaping = tuple(config.knobs[knob.name] for knob in KNOBS if shapes_program(knob))
    return (
        config.environment,
        config.environment_module,
        config.compiled_by,
        config.device,
        config.value_range,
        config.earlier_scaling,
        shaping,
    )
