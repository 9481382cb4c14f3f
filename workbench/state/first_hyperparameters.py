"""Which hyperparameters stand first in their panel: the few that matter most as things are."""

from collections.abc import Callable

MOST = 8

_IN_ORDER = (
    "learning_rate",
    "gamma",
    "frame_stack",
    "convolutions",
    "hidden_sizes",
    "batch_size",
    "n_step",
    # How it explores: each belongs to a way of exploring of its own.
    "epsilon_decay_steps",
    "epsilon_decay_rate",
    "temperature",
    "sigma_zero",
    # How the target network follows: likewise.
    "tau",
    "target_interval",
    "capacity",
    "train_interval",
    "learning_starts",
    "evaluate_every",
)
"""What people turn first, as they stand in the tables of papers."""


def first_hyperparameters(applies: Callable[[str], bool]) -> tuple[str, ...]:
    """The names of the first `MOST` that have an effect, as `applies` says, in the order in which they stand."""
    return tuple(name for name in _IN_ORDER if applies(name))[:MOST]
