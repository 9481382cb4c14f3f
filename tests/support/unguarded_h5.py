"""The reader of HDF5 in the test's own process: where a test has many files, a child for each would take minutes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.weights.h5_child import H5Weights, RefusedError


class _Unguarded:
    def __init__(self, weights: H5Weights) -> None:
        self.arrays, self.metadata = weights.arrays, weights.metadata
        self.layers, self.architecture = weights.layers, weights.architecture
        self._weights = weights

    def read(self, path: str) -> object:
        try:
            return self._weights.read(path)
        except RefusedError as error:
            raise MisfitError(str(error)) from error


@contextmanager
def open_unguarded(file: BinaryIO) -> Iterator[_Unguarded]:
    """Stands in for `h5_guard.open_guarded`."""
    try:
        weights = H5Weights(file)
    except RefusedError as error:
        raise MisfitError(str(error)) from error
    yield _Unguarded(weights)
