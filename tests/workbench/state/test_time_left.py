"""How long a run takes until it ends by itself."""

import itertools

import pytest

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.messages.reports import Progress, RunState
from workbench.state.time_left import SteadySpeed, range_left_text, seconds_left


def progress(env_steps: int, elapsed_s: float, steps_per_second: float = 1000.0, run_id: int = 1) -> Progress:
    return Progress(
        run_id=run_id,
        sequence=1,
        state=RunState.TRAINING,
        env_steps=env_steps,
        updates=0,
        episodes=0,
        steps_per_second=steps_per_second,
        mean_return_100=0.0,
        epsilon=0.0,
        beta=0.0,
        loss=0.0,
        compile_seconds=0.0,
        elapsed_s=elapsed_s,
    )


def test_that_the_time_left_doesnt_jump_with_the_speed_of_single_chunks_and_follows_what_lasts() -> None:
    speed, at = SteadySpeed(), 0.0
    knobs = {**default_knobs(), "stop_steps": 1_000_000}
    speed.take(progress(0, 0.0))
    left = []
    for env_steps, took_s in zip(range(100, 20_000, 100), itertools.cycle((0.05, 0.15))):
        at += took_s
        left.append(seconds_left(progress(env_steps, at), knobs, speed.take(progress(env_steps, at))))
    assert max(left) / min(left) < 1.1
    for env_steps in range(20_000, 26_000, 100):
        at += 1.0
        steady = speed.take(progress(env_steps, at))
    assert steady == pytest.approx(100, rel=0.1)
    assert speed.take(progress(500, 0.0, 700.0, run_id=2)) == 700


def test_that_a_limit_that_lies_behind_leaves_no_time() -> None:
    behind = {**default_knobs(), "stop_steps": 1000, "stop_minutes": 1.0}
    assert seconds_left(progress(2000, 90.0), behind, 1000.0) is None
    assert seconds_left(progress(2000, 45.0), behind, 1000.0) == 15


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        ((4.2, 9.0), "4–9 s left"),
        ((8.9, 9.0), "9 s left"),
        ((50.0, 300.0), "1–5 min left"),
        ((3000.0, 9000.0), "1–2 h left"),
    ],
)
def test_that_a_range_of_time_has_both_ends_in_one_unit(seconds: tuple[float, float] | None, words: str) -> None:
    assert range_left_text(seconds) == words
