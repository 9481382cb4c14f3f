"""Nodes of graphs don't remember where they were made."""

import pytest

pytest.importorskip("tensorflow")
import tensorflow as tf
from tensorflow.python.util import tf_stack

from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.node_stacks import record_no_stacks


def test_that_a_node_has_no_record_of_where_it_was_made_and_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    monkeypatch.setattr(tf_stack, "extract_stack", lambda *_, **__: asked.append(1))
    with tf.Graph().as_default():
        tf.compat.v1.placeholder(tf.float32)
    assert asked, "TensorFlow takes the record elsewhere"
    record_no_stacks()
    with tf.Graph().as_default():
        number = tf.compat.v1.placeholder(tf.float32)
        assert number.op.traceback is None
    assert int(CompiledFunction(lambda x: 3 * x)(tf.constant(2))) == 6
