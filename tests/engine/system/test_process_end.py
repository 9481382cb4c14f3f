"""The end of a process in which something was left running."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

END = """
import atexit, sys
from dqn_engine.system.process_end import end_despite_leftovers
if __name__ == "__main__":
    atexit.register(print, "ended as usual")
    print("written", end=" ")
    {left}
    end_despite_leftovers(7)
    sys.exit(8)
"""


def ended(left: str) -> tuple[int, str]:
    command = [sys.executable, "-c", END.format(left=left)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize(
    "left",
    [
        "import threading, time; threading.Thread(target=time.sleep, args=(3600,)).start()",
        "import multiprocessing, time; multiprocessing.Process(target=time.sleep, args=(3600,)).start()",
    ],
    ids=["thread", "process"],
)
def test_that_what_was_left_running_keeps_nothing_alive(left: str) -> None:
    assert ended(left) == (7, "written")


@pytest.mark.parametrize(
    "left", ["pass", "import threading, time; threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()"]
)
def test_that_without_leftovers_python_ends_as_usual(left: str) -> None:
    assert ended(left) == (8, "written ended as usual")


def test_that_what_is_registered_for_the_end_keeps_nothing_alive() -> None:
    left = "import time; atexit.register(time.sleep, 3600); end_despite_leftovers(7, most_s=0.1); sys.exit(8)"
    assert ended(left) == (7, "written")
