"""The `.keras` format, of which only the weights are read: a zip whose `model.weights.h5` is Keras' weights file.

The other members say which classes and functions make up the model, and Keras would import and call them. They are
never opened here, but where another program's file is to be played: then `config.json` is read as text, for what the
layers are called (`foreign_network`). The network is built by this program alone.
"""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO

from dqn_engine.storage.files.guarded_zip import ZIP_SIGNATURE, open_zip, read_member, refuse_large_member
from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.files.strict_json import LARGEST_BYTES
from dqn_engine.storage.weights.contents import Contents, Shapes, starts_with
from dqn_engine.storage.weights.h5 import open_h5

WEIGHTS_MEMBER, ARCHITECTURE_MEMBER = "model.weights.h5", "config.json"
_HIGHEST_RATIO = 20  # float32 weights hardly shrink; a bomb shrinks a thousandfold


@contextmanager
def open_keras(file: BinaryIO, shapes: Shapes) -> Iterator[Contents]:
    """Describes the arrays in a `.keras` file; they can be read inside the `with` block.

    Raises:
        MisfitError: It is not such a file, is damaged, or its weights hold something else than plain arrays.
    """
    with _opened(file) as (archive, weights, most_bytes):
        if not shapes:  # What this program says of itself isn't in it; so the weights are read for a network only.
            yield Contents(arrays={}, metadata=None)
            return
        content = read_member(archive, weights, most_bytes)
    with open_h5(io.BytesIO(content), shapes) as contents:
        yield contents


@contextmanager
def open_whole_keras(file: BinaryIO, shapes: Shapes) -> Iterator[Contents]:
    """The same, with the description of the model, which is text here and nothing else."""
    with _opened(file) as (archive, weights, most_bytes):
        described = [member for member in archive.infolist() if member.filename == ARCHITECTURE_MEMBER]
        architecture = read_member(archive, described[0], LARGEST_BYTES) if described else None
        content = read_member(archive, weights, most_bytes)
    with open_h5(io.BytesIO(content), shapes) as contents:
        yield replace(contents, architecture=architecture)


@contextmanager
def _opened(file: BinaryIO) -> Iterator[tuple[zipfile.ZipFile, zipfile.ZipInfo, int]]:
    """The archive, the member with the weights, and how many bytes that may unpack to."""
    if not starts_with(file, ZIP_SIGNATURE):
        raise MisfitError("it is not a zip archive, which .keras must be")
    with open_zip(file) as archive:
        found = [member for member in archive.infolist() if member.filename == WEIGHTS_MEMBER]
        if not found:
            raise MisfitError(
                "it holds no {weights_member!r}, where Keras saves the weights", weights_member=WEIGHTS_MEMBER
            )
        most_bytes = _HIGHEST_RATIO * file.seek(0, io.SEEK_END)
        refuse_large_member(found[0], most_bytes)
        yield archive, found[0], most_bytes
