"""Finds out within seconds whether a Ray cluster answers at an address: Ray itself waits for minutes, or for ever.

First whatever listens there is greeted as every gRPC server is (HTTP/2, RFC 9113), of which Ray's is one: most other
things don't greet back. Then Ray's own client asks it and joins it, in a process of its own, which can be given up:
nothing else runs in a process in which Ray waits.
`python -m dqn_engine.study.ray_address ADDRESS` is that process.
"""

import contextlib
import json
import logging
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import IO, Any, cast

from dqn_engine.system.errors import InputError
from dqn_engine.system.text import one_line

AUTO = "auto"
"""The cluster that this machine already belongs to, as `RAY_ADDRESS` or a file of Ray's says."""
COMMAND = (sys.executable, "-m", "dqn_engine.study.ray_address")
_GREETED_WITHIN_S, _LOADED_WITHIN_S, _ASKED_WITHIN_S, _JOINED_WITHIN_S = 4.0, 60.0, 5.0, 30.0
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes([0, 0, 0, 4, 0, 0, 0, 0, 0])
"""What a client of HTTP/2 says first, and its settings, which are empty."""
_HEAD_BYTES, _SETTINGS, _KIND_AT = 9, 4, 3
"""A server of HTTP/2 first says its settings: a frame whose head has so many bytes, and its kind there."""


def refuse_silence(address: str, command: Sequence[str] = COMMAND) -> None:
    """Checks that a Ray cluster answers.

    Args:
        address: Where: `AUTO` or HOST:PORT.
        command: What asks by Ray's own client.

    Raises:
        InputError: The address is none, nothing answers there, or something that isn't Ray or that can't be joined.
    """
    if address != AUTO:
        _greet(address)
    _ask(address, command)


def _greet(address: str) -> None:
    host, colon, port = address.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65_536):
        raise InputError(
            "The address of a Ray cluster is {address!r}, but must be auto or HOST:PORT, such as 10.0.0.1:6379.",
            address=address[:60],
        )
    if os.environ.get("RAY_USE_TLS", "0") not in ("", "0"):  # What is encrypted, only Ray's client can greet.
        return
    until_s = time.monotonic() + _GREETED_WITHIN_S
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_GREETED_WITHIN_S) as connection:
            connection.sendall(_GREETING)
            head = _received(connection, _HEAD_BYTES, until_s)
    except (OSError, UnicodeError) as error:
        raise InputError(
            "No Ray cluster answers at {address}: {reason}; begin one there by ray start --head, or use --on ray.",
            address=address[:100],
            reason=one_line(getattr(error, "strerror", None) or error),
        ) from error
    if len(head) < _HEAD_BYTES or head[_KIND_AT] != _SETTINGS:
        raise _not_ray(address)


def _received(connection: socket.socket, count: int, until_s: float) -> bytes:
    """So many bytes; fewer where no more come."""
    received = b""
    while len(received) < count:
        connection.settimeout(max(0.01, until_s - time.monotonic()))
        try:
            more = connection.recv(count - len(received))
        except TimeoutError:
            break
        if not more:
            break
        received += more
    return received


def _ask(address: str, command: Sequence[str]) -> None:
    """Has Ray's own client ask, and gives it up where no answer comes."""
    found = address
    with _answers([*command, address]) as answers:
        said = _next(answers, _LOADED_WITHIN_S)
        if "loaded" in said:
            said = _next(answers, _ASKED_WITHIN_S)
        if "address" in said:
            found, said = str(said["address"]), _next(answers, _ASKED_WITHIN_S)
        if "answers" in said:
            said = _next(answers, _JOINED_WITHIN_S) or {"silent": True}
    if "joined" in said or "unknown" in said:
        return
    if "refused" in said:
        raise InputError(
            "The Ray cluster at {address} can't be used: {reason}.",
            address=found[:100],
            reason=one_line(said["refused"])[:300].rstrip("."),
        )
    if "silent" in said:
        raise InputError(
            "The Ray cluster at {address} answers, but couldn't be joined; see whether ray start was done on this "
            "machine too, or use --on ray.",
            address=found[:100],
        )
    if address == AUTO and "none" in said:
        raise InputError(
            "No Ray cluster is running that this machine belongs to; name one by --on ray:HOST:PORT, begin one by ray "
            "start --head, or use --on ray, which begins one for itself."
        )
    raise _not_ray(found)


@contextlib.contextmanager
def _answers(command: Sequence[str]) -> "Iterator[queue.SimpleQueue[dict[str, Any]]]":
    """What a process says, a line each, and nothing at its end; it is ended on leaving."""
    answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    output = cast("IO[bytes]", process.stdout)

    def read() -> None:
        with output, contextlib.suppress(ValueError):  # It died within a line.
            for line in output:
                answers.put(json.loads(line))
        answers.put({})

    reader = threading.Thread(target=read, name="ray-address", daemon=True)
    reader.start()
    try:
        yield answers
    finally:
        process.kill()
        process.wait()
        reader.join(1.0)


def _next(answers: "queue.SimpleQueue[dict[str, Any]]", within_s: float) -> dict[str, Any]:
    try:
        return answers.get(timeout=within_s)
    except queue.Empty:
        return {}


def _not_ray(address: str) -> InputError:
    return InputError(
        "Something at {address} takes connections, but doesn't answer as a Ray cluster does; give the address that ray "
        "start --head says, or use --on ray.",
        address=address[:100],
    )


def main(address: str) -> None:
    """Asks by Ray's own client, and says on standard output what came of it."""

    def say(**values: object) -> None:
        print(json.dumps(values), flush=True)

    try:
        from ray import _raylet  # pyright: ignore[reportMissingImports]  # The extra cluster, which needn't be there.
        from ray._private import services  # pyright: ignore[reportMissingImports]

        client: Any = _raylet.GcsClient  # pyright: ignore[reportAttributeAccessIssue]  # It is compiled.
        resolved: Any = services.canonicalize_bootstrap_address_or_die
    except (ImportError, AttributeError):  # Another version's names: then its own connecting says what is wrong.
        say(unknown=True)
        return
    say(loaded=True)
    try:
        found = resolved(address)
    except (ConnectionError, ValueError, OSError):
        say(none=True)
        return
    say(address=found)
    with contextlib.suppress(Exception):  # Whatever Ray says then, it isn't a cluster that can be used.
        client(address=found)
        say(answers=True)
        import ray  # pyright: ignore[reportMissingImports]

        try:
            ray.init(address=found, log_to_driver=False, logging_level=logging.ERROR, configure_logging=True)
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            say(refused=str(error))
        else:
            ray.shutdown()
            say(joined=True)


if __name__ == "__main__":
    main(sys.argv[1])
