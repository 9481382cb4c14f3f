"""Refuses a run that this machine has no memory for, before anything of it is made.

The system gives out more memory than there is and kills the program that then uses it, and the compiler aborts where
it is given none: neither can be caught.
"""

import math

from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.replay.row_widths import frame_row_width, row_width
from dqn_engine.system.errors import InputError
from dqn_engine.system.memory import free_bytes
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs

_BUFFERS = 2
"""The buffer itself, and the copy that is taken when a checkpoint is saved."""

_NETWORKS = 12
"""Online, target, average, playing, tried, gradient, two moments, and what is on the way between them or is saved."""

_ACTIVATIONS = 4
"""Three passes over a batch, and its way back."""

_COMPILER_BYTES = 2**28

_TREE_BYTES = 9
"""What a sum tree takes for each row: two numbers in its leaves, and the levels above."""


def refuse_beyond_memory(spec: NetworkSpec, knobs: Knobs, *, masked: bool = False) -> None:
    """Checks that the buffer, the network and a batch on its way through it fit the memory that is free.

    Args:
        spec: The network.
        knobs: All hyperparameters.
        masked: Whether the buffer holds action masks.

    Raises:
        InputError: They don't fit.
    """
    buffer, learning = _BUFFERS * buffer_bytes(spec, knobs, masked=masked), _learning_bytes(spec, knobs)
    need, free = run_bytes(spec, knobs, masked=masked), free_bytes()
    if free is None or need <= free:
        return
    what = Sentence("capacity is {capacity:,}", capacity=knobs["capacity"])
    lower = Sentence("lower capacity")
    if learning > buffer:
        layers = ",".join(str(units) for units in knobs["hidden_sizes"])
        what = Sentence(
            "batch_size is {batch_size:,} and hidden_sizes {layers}", batch_size=knobs["batch_size"], layers=layers
        )
        lower = Sentence("lower batch_size or hidden_sizes")
    raise InputError(
        "{what}, for which this run needs {need:,.1f} GiB of memory to learn and save, but "
        "{free:,.1f} GiB are free; {lower}, or close other programs.",
        what=what,
        need=need / 2**30,
        free=free / 2**30,
        lower=lower,
    )


def run_bytes(spec: NetworkSpec, knobs: Knobs, *, masked: bool = False) -> int:
    """What a run takes at most to learn and save, beside the process that it is in."""
    buffer = _BUFFERS * buffer_bytes(spec, knobs, masked=masked)
    return buffer + _learning_bytes(spec, knobs) + _COMPILER_BYTES


def buffer_bytes(spec: NetworkSpec, knobs: Knobs, *, masked: bool = False) -> int:
    """What the buffer takes once it is full: the rows and the tree."""
    masked_actions = spec.action_count if masked else 0
    if spec.image_shape:
        _, *frame = spec.image_shape
        row = math.prod(frame) + 4 * frame_row_width(masked_actions)
    else:
        row = 4 * row_width(spec.kept_size, masked_actions)
    return knobs["capacity"] * (row + _TREE_BYTES)


def _learning_bytes(spec: NetworkSpec, knobs: Knobs) -> int:
    weights = sum(map(math.prod, spec.weight_shapes.values()))
    return 4 * (_NETWORKS * weights + _ACTIVATIONS * knobs["batch_size"] * spec.numbers_per_transition)
