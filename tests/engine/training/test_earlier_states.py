"""States of earlier versions are read by the shapes they were saved with, and become states of today's."""

import numpy as np
import pytest

from dqn_engine.training.live_inputs import pack
from dqn_engine.training.program import Program
from tests.support.program_pool import ProgramPool, small_knobs

KNOBS = small_knobs(trial_episodes=2, learning_rate=0.03, average_updates=5)


def of_before(arrays: dict[str, np.ndarray], to_reach: float, successes: int) -> dict[str, np.ndarray]:
    """The same state as saved when what plays had no record of its trials."""
    former = {}
    for name, array in arrays.items():
        if name.startswith("learner.trials.") and name.split(".")[2] in ("playing", "tried", "again"):
            if ".weights." not in name:
                continue
            name = name.replace(".playing.weights.", ".playing_weights.").replace(".tried.weights.", ".tried_weights.")
        former[name] = array
    former["learner.trials.to_reach"] = np.float32(to_reach)
    former["learner.trials.successes"] = np.int32(successes)
    return former


@pytest.fixture
def program(programs: ProgramPool) -> Program:
    """After some steps."""
    program = programs.small(KNOBS)
    program.run(300, pack(KNOBS))
    return program


def test_that_a_state_from_before_trials_were_counted_continues_with_one_trial_of_what_plays(program: Program) -> None:
    now, policy = program.state_arrays(), program.policy_weights()
    saved = of_before(now, to_reach=33.0, successes=5)
    shapes = {name: (array.shape, array.dtype.name) for name, array in saved.items()}
    assert program.state_shapes_like({name: array.shape for name, array in saved.items()}) == shapes
    program.restart(1)
    program.set_state_arrays(saved)
    opened = program.state_arrays()
    assert all((program.policy_weights()[name] == weight).all() for name, weight in policy.items())
    trials = "learner.trials."
    assert [opened[f"{trials}playing.{name}"].item() for name in ("mean", "variance", "trials")] == [33.0, 0.0, 1]
    assert opened[f"{trials}tried.trials"] == 0
    assert not opened[f"{trials}again"]
    same = [name for name in now if name in saved or ".weights." in name]
    assert all(opened[name].tobytes() == now[name].tobytes() for name in same)
    program.run(50, pack(KNOBS))


def test_that_without_a_success_the_average_of_such_a_state_plays_on(program: Program) -> None:
    saved = of_before(program.state_arrays(), to_reach=0.0, successes=0)
    program.set_state_arrays(saved)
    average = program.average_weights()
    assert all((program.policy_weights()[name] == weight).all() for name, weight in average.items())


def test_that_a_state_that_is_neither_changes_nothing(program: Program) -> None:
    now = program.state_arrays()
    saved = of_before(now, to_reach=33.0, successes=5)
    del saved["learner.trials.to_reach"]
    with pytest.raises(ValueError, match="The state has"):
        program.set_state_arrays(saved)
    assert all(array.tobytes() == now[name].tobytes() for name, array in program.state_arrays().items())
