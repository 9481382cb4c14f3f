"""TensorFlow warns of nothing that doesn't concern who trains, and keeps no memory that it has no use for."""

import logging
import os
import sys
from pathlib import Path

import pytest

from dqn_engine.system.tensorflow_setup import set_up_tensorflow

pytestmark = pytest.mark.slow  # It imports TensorFlow.


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_that_a_program_for_each_run_isnt_warned_of_and_the_rest_is(caplog) -> None:
    set_up_tensorflow(gpu=False)
    import tensorflow as tf

    # Its own sentence, by what says it: a function that is made anew in a loop, as runs make theirs.
    for _ in range(7):
        tf.function(lambda number: number + 1)(tf.constant(1))
    logging.getLogger("tensorflow").warning("Something else.")
    said = [record.getMessage() for record in caplog.records if record.name == "tensorflow"]
    assert said == ["Something else."]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="What a process holds is read as Linux tells it.")
def test_that_a_large_buffer_that_is_dropped_is_the_systems_again() -> None:
    set_up_tensorflow(gpu=False)
    import tensorflow as tf

    size, before = 2**28, resident_bytes()
    held = tf.ones(size // 4)
    assert resident_bytes() - before > 0.9 * size
    del held
    assert resident_bytes() - before < 0.1 * size
