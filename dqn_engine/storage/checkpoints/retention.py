"""Which checkpoints of a run go when a newer one is safe: a rule over what is there, without files."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeVar

from dqn_engine.messages.reports import CheckpointKind
from dqn_engine.system.values import Knobs

MOST_CHANGES = 100
"""Checkpoints before changes that stay at most; each one that is there costs every later save a look."""


def most_bytes_of(knobs: Knobs) -> int:
    """What the checkpoints of a run with these hyperparameters may take on the disk; 0: no bound."""
    return int(knobs["checkpoint_megabytes"]) * 1_000_000


class Numbered(Protocol):
    """What the rule needs to know of a checkpoint."""

    @property
    def number(self) -> int: ...

    @property
    def kind(self) -> CheckpointKind: ...


AnyNumbered = TypeVar("AnyNumbered", bound=Numbered)


def outdated(
    saved: Sequence[AnyNumbered],
    *,
    keep: int,
    spared: Collection[int],
    most_bytes: int,
    size_of: Callable[[AnyNumbered], int],
) -> list[AnyNumbered]:
    """What is to be removed of `saved`, oldest first.

    The newest stays, what was saved by hand, and the numbers in `spared`. Of those by themselves the newest `keep`
    stay; those before changes stay besides. Where all take more than `most_bytes` (0: no bound), the oldest go first.
    """
    newest = saved[-1].number if saved else 0
    fixed = {newest, *spared, *(one.number for one in saved if one.kind is CheckpointKind.SAVED)}
    by_kind = {kind: [one.number for one in saved if one.kind is kind] for kind in CheckpointKind}
    going = {*by_kind[CheckpointKind.AUTOMATIC][:-keep], *by_kind[CheckpointKind.CHANGE][:-MOST_CHANGES]} - fixed
    if most_bytes:
        sizes = {one.number: size_of(one) for one in saved if one.number not in going}
        total = sum(sizes.values())
        for number in sorted(set(sizes) - fixed):
            if total <= most_bytes:
                break
            going.add(number)
            total -= sizes[number]
    return [one for one in saved if one.number in going]
