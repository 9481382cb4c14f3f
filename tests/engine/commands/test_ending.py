"""Commands that train many seeds say that they end, and don't wait for what can't hear that it is to end."""

import json
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow  # It starts processes.

DEAF = """
import os, signal, sys, time
from dqn_engine.commands import ending

ending.HEARD_WITHIN_S = 0.5
with ending.ended_by_signal(json=True) as asked:
    os.kill(os.getpid(), {signal})
    {does}
print("went on")
sys.exit(asked.exit_code)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_what_doesn_t_hear_is_left_and_says_so_also_to_a_program(number: signal.Signals) -> None:
    does = "while True: time.sleep(0.1)"
    done = subprocess.run(
        [sys.executable, "-c", DEAF.format(signal=int(number), does=does)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 128 + number
    begun, ended = done.stderr.splitlines()
    assert begun == "Ending: seeds in progress are given up, and what is finished is saved."
    assert ended.startswith("Ended as it was saved last")
    assert json.loads(done.stdout) == {"error": ended, "kind": "interrupted"}


def test_that_what_hears_is_waited_for() -> None:
    does = "assert asked.asked(); time.sleep(1.5)"
    done = subprocess.run(
        [sys.executable, "-c", DEAF.format(signal=int(signal.SIGTERM), does=does)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (128 + signal.SIGTERM, "went on\n")
    assert done.stderr == "Ending: seeds in progress are given up, and what is finished is saved.\n"
