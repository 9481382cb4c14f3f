"""A run that continues in a program that was compiled for another trains as in its own, to the bit."""

from dataclasses import replace

import pytest

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.training import compiled_programs
from dqn_engine.training.compiled_programs import MOST_PROGRAMS, CompiledPrograms
from dqn_engine.training.run import Run
from tests.support.catch import NAME, register_catch
from tests.support.program_pool import SMALL


def config_of(seed: int, **changes: object) -> RunConfig:
    return run_config(seed=seed, changes={**SMALL, **changes})


def trained(run: Run, steps: int) -> str:
    while run.env_steps < steps:
        run.train(steps - run.env_steps)
    return run.weights_sha256()


def kept(config: RunConfig) -> tuple[CompiledPrograms, Run]:
    """What another run of such a program was trained in for a while, kept."""
    programs, earlier = CompiledPrograms(), Run(replace(config, seed=3))
    trained(earlier, 100)
    programs.keep(earlier)
    return programs, earlier


def test_a_run_in_a_program_of_another_trains_as_in_its_own_and_in_the_middle_too() -> None:
    config = config_of(5, initial_values="endless", alpha=0.7, gamma=0.9, average_updates=20)
    alone = Run(config)
    half, whole = trained(alone, 150), trained(alone, 300)
    programs, earlier = kept(config_of(3, initial_values="endless"))

    run = Run(config)
    assert programs.lend(run)
    assert run.program is earlier.program
    assert not run.needs_compilation
    assert trained(run, 150) == half

    continued = Run(config)
    saved = run.program.state_arrays()
    trained(run, 200)
    continued.restore(saved, env_steps=150, updates=run.updates, episodes=0, recent_returns=())
    assert programs.lend(continued)
    assert trained(continued, 300) == whole
    continued.restart(5)
    assert trained(continued, 300) == whole


def test_so_does_a_run_that_is_stepped_in_python_in_its_own_environments() -> None:
    config = config_of(5, stepping="gymnasium", num_envs=2)
    whole = trained(Run(config), 120)
    programs, earlier = kept(config)
    earlier.close()
    run = Run(config)
    assert programs.lend(run)
    assert trained(run, 120) == whole


def test_a_run_that_needs_another_program_gets_none() -> None:
    programs, run = CompiledPrograms(), Run(config_of(0))
    programs.keep(run)
    for changes in ({"batch_size": 16}, {"capacity": 128}, {"hidden_sizes": (17,)}, {"stepping": "gymnasium"}):
        other = Run(config_of(0, **changes))
        assert not programs.lend(other), changes
        assert other.needs_compilation


def test_a_run_is_lent_what_its_hyperparameters_are_now() -> None:
    programs, run, other = CompiledPrograms(), Run(config_of(0)), Run(config_of(0, batch_size=16))
    programs.keep(run)
    programs.keep(other)
    run.change_knobs({"batch_size": 16})
    assert programs.lend(run)
    assert run.program is other.program


def test_only_the_programs_that_were_used_last_are_kept() -> None:
    programs = CompiledPrograms()
    runs = [Run(config_of(0, batch_size=8 + number)) for number in range(MOST_PROGRAMS + 1)]
    for run in runs[:MOST_PROGRAMS]:
        programs.keep(run)
    assert programs.lend(runs[0])
    programs.keep(runs[-1])
    assert [programs.lend(run) for run in runs] == [True, False, *[True] * (MOST_PROGRAMS - 1)]


def test_a_program_of_pictures_is_not_kept() -> None:
    register_catch()
    config = run_config(environment=NAME, changes={**SMALL, "hidden_sizes": (32,)})
    programs = CompiledPrograms()
    programs.keep(Run(config))
    assert not programs.lend(Run(config))


def test_what_is_kept_takes_no_more_memory_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = CompiledPrograms()
    small, large = (Run(config_of(0, capacity=capacity)) for capacity in (64, 10_000))
    monkeypatch.setattr(compiled_programs, "MOST_BYTES", large.program.state_bytes)
    programs.keep(small)
    programs.keep(large)
    assert [programs.lend(run) for run in (small, large)] == [False, True]
    monkeypatch.setattr(compiled_programs, "MOST_BYTES", large.program.state_bytes - 1)
    programs.keep(large)
    assert not programs.lend(large)
