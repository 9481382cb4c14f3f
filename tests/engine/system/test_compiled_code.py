"""What XLA compiled is let go of, and compiled once more where it is called for."""

import gc
import threading

import numpy as np
import pytest

pytest.importorskip("tensorflow")
import tensorflow as tf

from dqn_engine.system import compiled_function
from dqn_engine.system.compiled_code import release_compiled_code
from dqn_engine.system.compiled_function import CompiledFunction
from dqn_engine.system.memory import give_back_free_memory, resident_bytes

LARGE = 12_000_000
"""Numbers of four bytes."""


def resident_now() -> int:
    give_back_free_memory()
    resident = resident_bytes()
    if resident is None:
        pytest.skip("This system doesn't say what a process holds.")
    return resident


def test_that_the_memory_of_a_function_that_is_gone_comes_back_when_compiled_code_is_released() -> None:
    constant = np.random.default_rng(0).normal(size=LARGE).astype(np.float32)
    function = CompiledFunction(lambda x: tf.reduce_sum(x * constant))
    function(tf.constant(2.0))
    del function
    gc.collect()
    before = resident_now()
    release_compiled_code()
    assert before - resident_now() > 0.8 * 4 * LARGE


def test_that_nothing_is_released_while_a_function_is_executed_and_it_gives_the_same_afterwards() -> None:
    def added(count: tf.Tensor) -> tf.Tensor:
        return tf.while_loop(
            lambda i, _: i < count, lambda i, total: (i + 1, total + i % 7), (0, tf.zeros([], tf.int32))
        )[1]

    function, long = CompiledFunction(added), tf.constant(100_000_000)
    expected = int(function(long))
    results, begun = [], threading.Event()

    def execute() -> None:
        begun.set()
        results.append(int(function(long)))

    executing = threading.Thread(target=execute)
    executing.start()
    begun.wait()
    released = []
    while executing.is_alive():
        released.append(release_compiled_code())
        executing.join(0.01)
    assert not all(released)
    assert release_compiled_code()
    assert [*results, int(function(long))] == [expected, expected]


def test_that_functions_compile_once_more_after_a_run_s_program_and_not_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled_function, "release_compiled_code", release_compiled_code)
    function = CompiledFunction(lambda x: x + 1)
    compiled = []
    for room in (False, False, True, False, True):
        if room:
            CompiledFunction.make_room_for_run()
        before = CompiledFunction.programs_compiled
        assert int(function(tf.constant(1))) == 2
        compiled.append(CompiledFunction.programs_compiled - before)
    assert compiled == [1, 0, 1, 0, 1]
