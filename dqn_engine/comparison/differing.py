"""Which hyperparameters differ among runs: only these are worth a column."""

from collections.abc import Iterable

from dqn_engine.config.hyperparameters import KNOBS, means_something
from dqn_engine.system.values import Knobs, KnobValue

UNSET = None
"""What a hyperparameter without an effect beside the others counts as."""


def differing(configurations: Iterable[Knobs]) -> tuple[str, ...]:
    """The names of the hyperparameters that aren't the same in all, in the order of their declarations.

    What has no effect beside the others (such as `n_atoms` without C51) doesn't tell two runs apart by itself; where it
    has one in some and none in others, it does. Configurations that aren't known are passed over.
    """
    known = list({id(knobs): knobs for knobs in configurations if knobs}.values())
    if len(known) < 2:
        return ()
    # Most names have one value only, so that meaning need not be asked for them.
    several = [knob.name for knob in KNOBS if any(knobs.get(knob.name) != known[0].get(knob.name) for knobs in known)]
    return tuple(name for name in several if len({effective(knobs, name) for knobs in known}) > 1)


def effective(knobs: Knobs, name: str) -> KnobValue | None:
    """What a hyperparameter is in a configuration; `UNSET` where it has no effect there, or nobody knows."""
    if name not in knobs:
        return UNSET
    return knobs[name] if means_something(name, knobs) else UNSET
