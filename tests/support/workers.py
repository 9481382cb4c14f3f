"""How many processes a run of the tests is spread over, where the command line doesn't say (`-n 0`, `-n 4`, …)."""

import os
from pathlib import Path

import pytest

from tests.support import fast_tests

MOST_WORKERS = 4
"""Each compiles programs of its own and takes a gigabyte of memory."""


def wanted_workers(config: pytest.Config) -> int:
    """As many as there are processors; 0, which is this very process, for a few files, since it starts at once.

    One more where slow tests are among them, which wait for processes of their own: a tenth of the time on two.
    """
    few_files = all("::" in argument or Path(argument).is_file() for argument in config.args) and len(config.args) < 4
    alone = few_files or config.getoption("usepdb") or config.getoption("collectonly")
    processors = len(os.sched_getaffinity(0))
    waits = not fast_tests.are_all_that_is_asked(config)
    return 0 if alone or processors < 2 else min(processors + waits, MOST_WORKERS)


def spread(config: pytest.Config) -> None:
    """Chooses, where nobody has chosen. Without pytest-xdist (`-p no:xdist`) there is nothing to choose."""
    has_xdist = config.pluginmanager.hasplugin("xdist")
    if not has_xdist or hasattr(config, "workerinput") or config.option.numprocesses is not None or config.option.tx:
        return
    config.option.numprocesses = wanted_workers(config)
    if config.option.numprocesses and config.option.dist == "no":
        # Neighbours share compiled programs, and what is done first takes over what the other hasn't begun.
        config.option.dist = "worksteal"
