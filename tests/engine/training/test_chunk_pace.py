"""Chunks take as long as is wanted, and the speed told is that of the last second."""

import pytest

from dqn_engine.training.chunk_pace import ChunkPace


class Machine:
    """Takes `overhead_s` a chunk and a second for `steps_per_second`."""

    def __init__(self, steps_per_second: float = 10_000.0, overhead_s: float = 0.003) -> None:
        self.now, self.env_step, self.overhead_s = 0.0, 0, overhead_s
        self.steps_per_second = steps_per_second
        self.pace = ChunkPace(0.07, lambda: self.now)

    def train(self, most_steps: int = 10**9) -> int:
        steps = min(most_steps, self.pace.chunk_steps)
        self.pace.begin_chunk(self.env_step)
        self.now += self.overhead_s + steps / self.steps_per_second
        self.env_step += steps
        self.pace.end_chunk(self.env_step)
        return steps


def test_that_chunks_take_as_long_as_is_wanted_from_the_second_on() -> None:
    machine = Machine(overhead_s=0.0)
    assert [machine.train() for _ in range(4)][0] == 32
    assert machine.train() == pytest.approx(700, rel=0.02)
    assert machine.pace.steps_per_second == pytest.approx(10_000)


@pytest.mark.parametrize("held_at", [1.0, 10.0, 100.0])
def test_that_a_run_that_was_held_to_few_steps_a_second_is_at_full_speed_within_a_third_of_one(held_at: float) -> None:
    machine = Machine()
    for _ in range(20):
        machine.train(1)
        machine.now += 1 / held_at
    assert machine.pace.steps_per_second == pytest.approx(held_at, rel=0.3)
    freed = machine.now
    chunks = []
    while machine.now < freed + 1 / 3:
        chunks.append(machine.train())
    assert 300 < chunks[-1] <= max(chunks) <= 800


def test_that_a_slower_program_has_shorter_chunks_within_a_second() -> None:
    machine = Machine()
    for _ in range(30):
        machine.train()
    machine.steps_per_second = 100.0
    machine.train()
    machine.train()
    assert machine.train() < 20


def test_that_a_pause_is_left_out_of_the_speed() -> None:
    machine = Machine(overhead_s=0.0)
    for _ in range(5):
        machine.train()
    machine.now += 60.0
    machine.pace.pause()
    machine.train()
    assert machine.pace.steps_per_second == pytest.approx(10_000)
