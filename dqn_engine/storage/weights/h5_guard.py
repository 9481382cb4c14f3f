"""Starts the child that reads HDF5 (`h5_child`), talks to it, and ends it when it takes too much.

What the child says is checked as if the file itself had said it, since a crafted file might have taken it over.
"""

import base64
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np

from dqn_engine.storage.files.misfit import MisfitError
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.weights import h5_child
from dqn_engine.storage.weights.h5_refusals import reason

MEMORY_BYTES = 64 * 2**20
"""What the child may take beyond its libraries and twice the file."""

CPU_SECONDS = 3
WALL_SECONDS = 4.0
_START_SECONDS = 60.0  # Importing NumPy takes a fraction of a second, but the machine may be busy.
_BYTES_PER_SECOND = 20_000_000
_LARGEST_DESCRIPTION = 1_000_000
_LONGEST_REFUSAL = 8_000
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "
    "from dqn_engine.storage.weights.h5_child import main; main()"
)


class GuardedH5:
    """One file that a child holds open.

    Attributes:
        arrays: Where an array is → its shape and type, as the file says.
        metadata, layers, architecture: As in `H5Weights`.
    """

    def __init__(self, process: subprocess.Popen[bytes], content: bytes) -> None:
        """Used by `open_guarded`."""
        if process.stdin is None or process.stdout is None:
            raise ValueError("The child must be started with pipes.")
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._deadline_s = time.monotonic() + _START_SECONDS
        self._read_frame(h5_child.READY, 0)
        self._deadline_s = time.monotonic() + WALL_SECONDS + len(content) / _BYTES_PER_SECOND
        self._send(content)
        described = cast("dict[str, Any]", decode_json(self._read_frame(h5_child.DESCRIPTION, _LARGEST_DESCRIPTION)))
        self.arrays = {str(path): (tuple(map(int, shape)), str(dtype)) for path, shape, dtype in described["arrays"]}
        self.metadata, self.architecture = (
            None if described[name] is None else base64.b64decode(described[name])
            for name in ("metadata", "architecture")
        )
        layers = described["layers"]
        self.layers = layers if layers is None else [(str(name), list(map(str, paths))) for name, paths in layers]
        if self.layers is not None and [path for _, paths in self.layers for path in paths] != list(self.arrays):
            raise ValueError("What the child lists by layers isn't what it lists.")

    def read(self, path: str) -> np.ndarray:
        """The numbers of one of `arrays`, float32 and of the shape there, in an array of its own.

        Raises:
            MisfitError: They can't be read.
        """
        shape, _ = self.arrays[path]
        values = np.empty(shape, "<f4")
        self._send(path.encode("utf-8", "surrogateescape"))
        data = self._read_frame(h5_child.ARRAY, values.nbytes)
        if len(data) != values.nbytes:
            raise MisfitError("its arrays don't have the sizes it says they have")
        values.reshape(-1)[:] = np.frombuffer(data, "<f4")
        return values

    def _send(self, payload: bytes) -> None:
        with self._ended_in_time(), contextlib.suppress(OSError):  # That it has died is seen when reading.
            self._stdin.write(len(payload).to_bytes(8, "little") + payload)
            self._stdin.flush()

    def _read_frame(self, kind: bytes, most_bytes: int) -> bytes:
        with self._ended_in_time():
            head = self._stdout.read(9)
            size = int.from_bytes(head[1:], "little")
            if head[:1] == h5_child.REFUSAL:
                raise _refusal(self._stdout.read(min(size, _LONGEST_REFUSAL)))
            payload = self._stdout.read(size) if head[:1] == kind and size <= most_bytes else b""
        if len(head) != 9 or head[:1] != kind or len(payload) != size:
            raise MisfitError("reading it took too much time or memory, or broke the reader; it is damaged or hostile")
        return payload

    @contextlib.contextmanager
    def _ended_in_time(self) -> Iterator[None]:
        timer = threading.Timer(max(0.0, self._deadline_s - time.monotonic()), self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _refusal(said: bytes) -> MisfitError:
    """What the child says of why it refuses, in no other words than it may use."""
    try:
        code, values = cast("list[object]", decode_json(said))
        return MisfitError(reason(code, values))
    except (ValueError, TypeError):  # What it said is not what our child says.
        return MisfitError("reading it broke the reader; it is damaged or hostile")


@contextlib.contextmanager
def open_guarded(file: BinaryIO) -> Iterator[GuardedH5]:
    """Lets a child open an HDF5 file; its arrays can be read inside the `with` block.

    A file that is open in the system is handed to the child as it is, which reads of it what it needs.

    Raises:
        MisfitError: The child refuses the file, or had to be ended.
    """
    try:
        handed, content = (file.fileno(),), b""
    except OSError:  # It is in memory.
        handed, content = (), file.read()
    memory = MEMORY_BYTES + 2 * len(content)
    cpu_seconds = CPU_SECONDS + len(content) // _BYTES_PER_SECOND
    paths = [str(Path(__file__).parents[3]), *(path for path in sys.path if path)]
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START, json.dumps(paths), str(memory), str(cpu_seconds), *map(str, handed)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=handed,
        # HDF5 looks for no filters outside itself; one thread of linear algebra, since each reserves memory.
        env={**os.environ, "HDF5_PLUGIN_PRELOAD": "::", "OPENBLAS_NUM_THREADS": "1"},
    ) as process:
        try:
            try:
                guarded = GuardedH5(process, content)
            except (ValueError, TypeError, KeyError) as error:  # What it said is not what our child says.
                raise MisfitError("reading it broke the reader; it is damaged or hostile") from error
            yield guarded
        finally:
            process.kill()
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
