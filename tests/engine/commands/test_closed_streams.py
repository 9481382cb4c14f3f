"""Standard output that an environment closes: results are printed where they were asked for all the same."""

import subprocess
import sys

import pytest

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
    ["sys.stdout.close()", "os.close(1)", "sys.stdout.close(); sys.stderr.close()", "sys.stdout = None", "pass"],
)
def test_that_results_are_printed_after_somebody_closed_the_output(closing: str) -> None:
    command = [sys.executable, "-c", PRINTS.format(closing=closing)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "before\nafter\n"
    assert done.stderr == "beside\n"
