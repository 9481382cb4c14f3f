"""What the compiled program must not do: copy anything as large as the buffer, which would make each step as slow."""

import re

import numpy as np
import pytest
import tensorflow as tf

from dqn_engine.replay.sum_tree import level_shapes
from dqn_engine.training.live_inputs import pack
from tests.support.program_pool import cartpole_spec, compiled_program, small_knobs

CAPACITY = 50_000


@pytest.mark.parametrize("prioritized", [pytest.param(True, marks=pytest.mark.as_shipped), False])
def test_that_the_loop_copies_nothing_as_large_as_the_buffer(prioritized: bool) -> None:
    knobs = small_knobs(capacity=CAPACITY, prioritized=prioritized)
    program = compiled_program(cartpole_spec(knobs), knobs)
    describe = program.compiled_chunk.experimental_get_compiler_ir(tf.constant(1), tf.constant(pack(knobs)))
    optimized = describe(stage="optimized_hlo")
    assert f"f32[{CAPACITY}," in optimized, "the buffer was not found; has its shape changed?"
    loops = optimized[: optimized.index("\nENTRY")]  # what is copied once per chunk doesn't matter
    copied = {tuple(map(int, found.split(","))) for found in re.findall(r"= f32\[([\d,]+)\]\S* copy\(", loops)}
    large = [shape for shape in copied if np.prod(shape) >= level_shapes(CAPACITY)[1][0]]
    assert large == []
