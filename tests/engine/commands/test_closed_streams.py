"""Standard streams that are full, or that an environment closes: what is printed goes nowhere else."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from dqn_engine.commands.output import tell
from dqn_engine.commands.progress import ProgressBar
from dqn_engine.messages.reports import EngineReady

PRINTS = """
import os, sys
from dqn_engine.commands.output import say, tell
from dqn_engine.commands.streams import own_output
with own_output():
    say("before")
    {closing}
    say("after")
    tell("beside")
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "closing",
    [
        "sys.stdout.close()",
        "os.close(1)",
        "sys.stdout.close(); sys.stderr.close()",
        "sys.stdout = None",
        "os.close(1); os.open(os.devnull, os.O_RDWR)",  # Which gets its number.
        "os.close(2); os.open(os.devnull, os.O_RDWR)",
        "pass",
    ],
)
def test_that_results_are_printed_after_somebody_closed_the_output(closing: str) -> None:
    command = [sys.executable, "-c", PRINTS.format(closing=closing)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "before\nafter\n"
    assert done.stderr == "beside\n"


def full(_: str) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def closed(_: str) -> int:
    raise ValueError("I/O operation on closed file.")


@pytest.mark.parametrize("write", [full, closed])
def test_that_what_is_told_beside_the_result_is_lost_where_standard_error_takes_nothing(
    write: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "write", write)
    tell("Something.")
    with ProgressBar(10) as bar:
        bar.observe(EngineReady(run_id=0, sequence=1, device="cpu", device_reason="asked for", load_seconds=1.0))
