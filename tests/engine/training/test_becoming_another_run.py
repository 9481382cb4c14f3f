"""A run that becomes another of the same program trains as that one would have by itself, to the bit."""

from collections.abc import Mapping

import pytest

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.config.program_parts import program_parts, shapes_program
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL

MOVED: Mapping[str, object] = {
    "gamma": 0.9, "learning_rate": 0.01, "n_step": 2, "huber_delta": 0.5, "tau": 0.1, "target_sync": "hard",
    "target_interval": 7, "average_updates": 20, "epsilon_schedule": "constant", "epsilon_start": 0.3,
    "learning_starts": 30, "alpha": 0.7, "beta_start": 0.5, "priority_epsilon": 0.01, "train_interval": 2,
    "gradient_clip": 0.2, "double": False, "loss": "squared",
}  # fmt: skip
"""Inputs of the program, each far from where `SMALL` has it."""


def config_of(seed: int, **changes: object) -> RunConfig:
    return run_config(seed=seed, changes={**SMALL, "initial_values": "endless", **changes})


def trained(run: Run) -> str:
    while run.env_steps < 300:
        run.train(300 - run.env_steps)
    return run.weights_sha256()


@pytest.mark.parametrize("stepping", ["auto", "gymnasium"])
def test_that_a_run_becomes_another_to_the_bit_and_back(stepping: str) -> None:
    first, second = config_of(3, stepping=stepping), config_of(5, stepping=stepping, **MOVED)
    run = Run(first)
    fresh = [trained(run), trained(Run(second))]
    assert len(set(fresh)) == 2
    found = []
    for config in (second, first):
        run.become(config)
        run.restart(config.seed)
        run.env_steps = 0
        found.append(trained(run))
    assert found == [fresh[1], fresh[0]]


@pytest.mark.parametrize("changed", [{"batch_size": 16}, {"hidden_sizes": (17,)}, {"capacity": 128}, {"noisy": True}])
def test_that_what_needs_another_program_is_refused(changed: Mapping[str, object]) -> None:
    assert program_parts(config_of(0)) == program_parts(config_of(9, **MOVED))
    assert program_parts(config_of(0)) != program_parts(config_of(0, **changed))
    assert all(shapes_program(KNOB_BY_NAME[name]) for name in changed)


def test_that_a_run_doesn_t_become_one_of_another_program() -> None:
    run = Run(config_of(0))
    with pytest.raises(ValueError, match="a program of its own"):
        run.become(config_of(0, batch_size=16))


def test_that_c51_s_range_belongs_to_the_program() -> None:
    """It is decided from the discount, where it is automatic."""
    wide, narrow = (config_of(0, value_head="c51", gamma=gamma) for gamma in (0.99, 0.9))
    assert program_parts(wide) != program_parts(narrow)
    fixed = [config_of(0, value_head="c51", gamma=gamma, v_min=0.0, v_max=100.0) for gamma in (0.99, 0.9)]
    assert program_parts(fixed[0]) == program_parts(fixed[1])
