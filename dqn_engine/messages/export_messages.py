"""The messages about exports: one command down, one report up, as `messages` has them for everything else."""

from dataclasses import dataclass

from dqn_engine.messages.messages import Command, HistoryReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Export(Command):
    """Writes the averaged network to `path` in another `format` (see `export_names`) and proves it.

    Answered when the proof is there, some seconds later; training goes on meanwhile.
    """

    path: str
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported(HistoryReport):
    """The averaged network of `env_step` stands in `path` in another format, loaded back and compared in `states`.

    `greatest_difference` is the greatest |ΔQ|, `equal_actions` the share of equal greedy actions.
    """

    path: str
    format: str
    env_step: int
    states: int
    greatest_difference: float
    equal_actions: float
