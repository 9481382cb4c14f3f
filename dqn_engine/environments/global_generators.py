"""The random generators that Python and NumPy have for the whole process, which some environments draw from.

Such an environment doesn't follow the seed that it is reset with. So the generators are seeded where a run begins, and
what else is played in the same process, evaluations and the watched environment, has numbers of its own.
"""

import contextlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

_State = tuple[Any, Any]
_NEVER_REACHED = 2**62  # environment steps
_STREAM = 2  # What tells these seeds from those that environments are reset with.


def seed_global_generators(seed: int, env_steps: int = 0) -> None:
    """Seeds both for a run of `seed`, or for where it begins new episodes after `env_steps` steps."""
    of_python, of_numpy = np.random.SeedSequence((seed, env_steps, _STREAM)).generate_state(2).tolist()
    random.seed(of_python)
    np.random.seed(of_numpy)  # noqa: NPY002 - it is that very generator that environments may draw from


def global_state() -> _State:
    """The state of both, which can be compared by `drew_since`."""
    return random.getstate(), np.random.get_state()  # noqa: NPY002 - as above


def drew_since(before: _State) -> bool:
    """Whether a number was drawn since `global_state` gave `before`."""
    (of_python, of_numpy), (python_now, numpy_now) = before, global_state()
    words, words_now = (state[1].tobytes() for state in (of_numpy, numpy_now))
    return of_python != python_now or words != words_now or tuple(of_numpy[2:]) != tuple(numpy_now[2:])


class NumbersApart:
    """Numbers of both generators that are apart from those of the run: what draws them doesn't change the run's."""

    def __init__(self, seed: int) -> None:
        """The numbers of `seed`, which are others than the run's of that seed."""
        self._seed = seed
        self._state: _State | None = None

    @contextlib.contextmanager
    def in_use(self) -> Iterator[None]:
        """Has these drawn inside the block, from where the last block ended."""
        outside = global_state()
        if self._state is None:
            seed_global_generators(self._seed, _NEVER_REACHED)
        else:
            _restore(self._state)
        try:
            yield
        finally:
            self._state = global_state()
            _restore(outside)


def _restore(state: _State) -> None:
    of_python, of_numpy = state
    random.setstate(of_python)
    np.random.set_state(of_numpy)  # noqa: NPY002 - as above
