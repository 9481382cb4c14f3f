"""The change of a hyperparameter in the middle of a run."""

from dataclasses import dataclass

from dqn_engine.system.values import KnobValue


@dataclass(frozen=True, slots=True, kw_only=True)
class KnobChange:
    """One hyperparameter's change."""

    name: str
    old: KnobValue
    new: KnobValue
