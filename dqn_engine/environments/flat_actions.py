"""Actions as one number each, from 0: those of Discrete, and the combinations of MultiDiscrete and MultiBinary.

A Q-network has one output for every action, so actions of several parts are numbered through: the last part changes
fastest, as in `numpy.unravel_index`.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from gymnasium import spaces

from dqn_engine.system.sentences import Sentence

MOST_ACTIONS = 4096
"""Whose values are worked out at every step; also of combinations of several parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatActions:
    """How a number says which action.

    Attributes:
        sizes: Of each part, how many values it has; one part for Discrete.
        first: Of each part, its smallest value.
        shape: Of the array that the environment takes; None where it takes a single number.
        kind: The type of the numbers, as the space has it.
    """

    sizes: tuple[int, ...]
    first: tuple[int, ...]
    shape: tuple[int, ...] | None = None
    kind: str = "int64"

    @property
    def count(self) -> int:
        """A, how many there are."""
        return math.prod(self.sizes)

    @property
    def strides(self) -> tuple[int, ...]:
        """Of each part, by how much the number grows when the part grows by 1."""
        return tuple(math.prod(self.sizes[part + 1 :]) for part in range(len(self.sizes)))

    def of(self, number: Any) -> np.integer | np.ndarray:
        """The action `number` [] as `action_space.sample()` gives it: a number or an array of the space's type."""
        if self.shape is None:
            if self.kind == "int64":  # What nearly all are.
                return np.int64(number) + self.first[0] if self.first[0] else np.int64(number)
            return np.dtype(self.kind).type(int(number) + self.first[0])
        parts = np.int64(number) // np.array(self.strides) % np.array(self.sizes) + np.array(self.first)
        return parts.astype(self.kind).reshape(self.shape)

    def labels(self) -> tuple[str, ...]:
        """A name for each action of several parts, such as "0·2·1"; empty where an action is a single number."""
        if self.shape is None:
            return ()
        return tuple("·".join(map(str, self.of(number).ravel().tolist())) for number in range(self.count))

    def script(self, number: str) -> str:
        """An expression of NumPy for `of`, with the expression `number` for the number."""
        if self.shape is None:
            action = f"{number} + {self.first[0]}" if self.first[0] else number
            return action if self.kind == "int64" else f"np.{self.kind}({action})"
        parts = f"{number} // np.array({list(self.strides)}) % np.array({list(self.sizes)})"
        if any(self.first):
            parts = f"{parts} + np.array({list(self.first)})"
        return f"({parts}).astype(np.{self.kind}).reshape({self.shape})"

    def joined_mask(self, mask: Any) -> Any:
        """A mask of all combinations [A] where `mask` is one of each part, as MultiDiscrete's `sample` takes it."""
        if self.shape is None or not isinstance(mask, tuple) or len(mask) != len(self.sizes) or len(mask) < 2:
            return mask
        parts = [np.asarray(part) for part in mask]
        if [part.shape for part in parts] != [(size,) for size in self.sizes]:
            return mask
        joined = parts[0]
        for part in parts[1:]:
            joined = np.multiply.outer(joined, part)
        return joined.reshape(-1)


def flat_actions(space: Any) -> FlatActions:
    """The actions of `space` as numbers.

    Raises:
        ValueError: There are too many, or they can't be numbered; the message is the end of a sentence.
    """
    match space:
        case spaces.Discrete():
            return FlatActions(sizes=(int(space.n),), first=(int(space.start),), kind=np.dtype(space.dtype).name)
        case spaces.MultiDiscrete():
            sizes, first, kind = space.nvec, space.start, space.dtype
        case spaces.MultiBinary():
            sizes, kind = np.full(space.shape, 2), space.dtype
            first = np.zeros(space.shape, np.int64)
        case _:
            raise ValueError(
                Sentence(
                    "but only discrete actions can be learned here: Discrete, MultiDiscrete or MultiBinary; number "
                    "them through in the environment, or choose another"
                )
            )
    flat = FlatActions(
        sizes=tuple(np.asarray(sizes).ravel().tolist()),
        first=tuple(np.asarray(first).ravel().tolist()),
        shape=tuple(space.shape),
        kind=np.dtype(kind).name,
    )
    if flat.count > MOST_ACTIONS:
        raise ValueError(
            Sentence(
                "which are {count:,} combinations, but {most:,} are the most that can be learned here; give it fewer "
                "parts, or fewer values to each",
                count=flat.count,
                most=MOST_ACTIONS,
            )
        )
    return flat
