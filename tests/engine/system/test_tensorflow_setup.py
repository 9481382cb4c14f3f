"""What TensorFlow warns of that doesn't concern who trains."""

import logging

import pytest

from dqn_engine.system.tensorflow_setup import set_up_tensorflow

pytestmark = pytest.mark.slow  # It imports TensorFlow.


def test_that_a_program_for_each_run_isnt_warned_of_and_the_rest_is(caplog) -> None:
    set_up_tensorflow(gpu=False)
    import tensorflow as tf

    # Its own sentence, by what says it: a function that is made anew in a loop, as runs make theirs.
    for _ in range(7):
        tf.function(lambda number: number + 1)(tf.constant(1))
    logging.getLogger("tensorflow").warning("Something else.")
    said = [record.getMessage() for record in caplog.records if record.name == "tensorflow"]
    assert said == ["Something else."]
