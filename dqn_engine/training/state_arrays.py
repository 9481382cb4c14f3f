"""The program's state as plain arrays with stable dotted names, to be saved and restored to the bit.

A name is the way to the tensor in the tree of named tuples: `learner.weights.0`, `replay.rows`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from dqn_engine.system.static_shape import static_shape
from dqn_engine.system.variable_values import value_of


def named_leaves(tree: Any, prefix: str = "") -> Iterator[tuple[str, tf.Variable]]:
    """Every variable of a tree of (named) tuples with its dotted name, in the tree's order."""
    if not isinstance(tree, tuple):
        yield prefix, tree
        return
    names = getattr(tree, "_fields", range(len(tree)))
    for name, branch in zip(names, tree, strict=True):
        yield from named_leaves(branch, f"{prefix}.{name}" if prefix else str(name))


def state_arrays(tree: object) -> dict[str, np.ndarray]:
    """A copy of every tensor, by its dotted name, of its shape and type."""
    return {name: value_of(variable) for name, variable in named_leaves(tree)}


def state_shapes(tree: object) -> dict[str, tuple[tuple[int, ...], str]]:
    """Shape and NumPy type of every tensor."""
    return {name: (static_shape(leaf), leaf.dtype.name) for name, leaf in named_leaves(tree)}


def refuse_others(expected: Mapping[str, tuple[tuple[int, ...], str]], arrays: Mapping[str, np.ndarray]) -> None:
    """Refuses arrays that aren't as `expected`, which is as of `state_shapes`.

    Raises:
        ValueError: They aren't.
    """
    found = {name: (np.shape(array), array.dtype.name) for name, array in arrays.items()}
    if found != expected:
        raise ValueError(f"The state has {expected}, but the arrays are {found}.")


def set_state_arrays(tree: object, arrays: Mapping[str, np.ndarray]) -> None:
    """Assigns every tensor, or none.

    Raises:
        ValueError: The arrays aren't those that `state_shapes` describes.
    """
    refuse_others(state_shapes(tree), arrays)
    for name, variable in named_leaves(tree):
        variable.assign(arrays[name])
