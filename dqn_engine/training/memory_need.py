"""Refuses a run that this machine has no memory for, before anything of it is made.

The system gives out more memory than there is and kills the program that then uses it, and the compiler aborts where
it is given none: neither can be caught.
"""

import math

from dqn_engine.networks.spec import NetworkSpec
from dqn_engine.system.errors import InputError
from dqn_engine.system.memory import free_bytes
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs
from dqn_engine.training.buffers import buffer_bytes

_BUFFERS = 2
"""The buffer itself, and the copy that is taken when a checkpoint is saved."""

_NETWORKS = 12
"""Online, target, average, playing, tried, gradient, two moments, and what is on the way between them or is saved."""

_ACTIVATIONS = 4
"""Three passes over a batch, and its way back."""

_COMPILER_BYTES = 2**28


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
    need, free = buffer + learning + _COMPILER_BYTES, free_bytes()
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


def _learning_bytes(spec: NetworkSpec, knobs: Knobs) -> int:
    weights = sum(map(math.prod, spec.weight_shapes.values()))
    return 4 * (_NETWORKS * weights + _ACTIVATIONS * knobs["batch_size"] * spec.numbers_per_transition)
