"""A study or a sweep from the window: what is typed becomes a file and a command that the engine takes."""

from pathlib import Path

import pytest

from dqn_engine.commands import study, sweep
from dqn_engine.commands.cli import main
from dqn_engine.config.hyperparameters import KNOB_BY_NAME, KNOBS, default_knobs
from dqn_engine.study.seeds import parse_seeds
from dqn_engine.sweep.sweep_file import SweepFile, read_sweep_file
from workbench.state import knob_words
from workbench.state.new_sweep import (
    NewSweep,
    Range,
    can_vary,
    first_range,
    resolve,
    study_arguments,
    sweep_arguments,
    sweep_file,
)

RHYTHM = {"evaluate_every": 500, "evaluate_episodes": 10}


def written(tmp_path: Path, new: NewSweep, **changes: object) -> SweepFile:
    file = tmp_path / "space.toml"
    file.write_text(sweep_file(new, "CartPole-v1", {**default_knobs(), **changes}), encoding="utf-8")
    return read_sweep_file(file, device="cpu", rhythm=RHYTHM)


@pytest.mark.parametrize("name", [knob.name for knob in KNOBS if can_vary(knob)])
def test_that_what_is_suggested_for_a_hyperparameter_is_a_range_that_a_sweep_takes(name: str, tmp_path: Path) -> None:
    knob = KNOB_BY_NAME[name]
    said = first_range(knob, knob.default)
    new = NewSweep(ranges={name: said})
    if resolve(new, "CartPole-v1").refusals:
        assert said.choices.count(";") == 0, "only of lists there is nothing to suggest"
        return
    text = sweep_file(new, "CartPole-v1", default_knobs())
    assert f"{name} = {{" in text


def test_that_the_file_has_what_varies_and_what_was_changed_beside_it(tmp_path: Path) -> None:
    new = NewSweep(
        ranges={
            "learning_rate": Range(low="0.0005", high="0.004"),
            "gamma": Range(low="0.9", high="0.99"),
            "target_sync": Range(choices="soft; hard"),
        }
    )
    read = written(tmp_path, new, hidden_sizes=(32, 16), gamma=0.97, evaluate_every=7, double=False)
    assert [dimension.name for dimension in read.space] == ["learning_rate", "gamma", "target_sync"]
    assert [dimension.log for dimension in read.space] == [True, False, False]
    assert read.base.knobs["hidden_sizes"] == (32, 16)
    assert read.base.knobs["double"] is False
    assert (read.base.environment, read.base.knobs["evaluate_every"]) == ("CartPole-v1", 500)


def test_that_values_are_read_as_the_window_writes_them_and_as_a_chinese_keyboard_does(tmp_path: Path) -> None:
    new = NewSweep(
        ranges={
            "hidden_sizes": Range(choices="32；64，64"),
            "exploration": Range(choices="ε-greedy; boltzmann"),
            "double": Range(choices="on ; false"),
            "epsilon_decay_steps": Range(low="1,000", high="１６０００"),
        }
    )
    read = written(tmp_path, new)
    sizes, exploration, double, decay = read.space
    assert sizes.values == ((32,), (64, 64))
    assert exploration.values == ("epsilon-greedy", "boltzmann")
    assert double.values == (True, False)
    assert (decay.low, decay.high) == (1_000, 16_000)


@pytest.mark.parametrize("name", ["double", "value_head", "optimizer", "target_sync"])
def test_that_what_is_suggested_reads_as_its_row_does_and_is_read_again(tmp_path: Path, name: str) -> None:
    knob = KNOB_BY_NAME[name]
    suggested = first_range(knob, knob.default)
    assert all(knob_words.shown(knob, value) in suggested.choices for value in knob.choices or (True, False))
    (dimension,) = written(tmp_path, NewSweep(ranges={name: suggested})).space
    assert dimension.values == (knob.choices or (False, True))


def test_that_a_grid_has_no_more_points_than_settings_were_asked_for(tmp_path: Path) -> None:
    ranges = {"learning_rate": Range(low="0.0005", high="0.004"), "n_step": Range(low="1", high="2")}
    read = written(tmp_path, NewSweep(ranges=ranges, sampler="grid", trials=16))
    assert [len(dimension.values or ()) for dimension in read.space] == [4, 2]
    ranges = {"learning_rate": Range(low="0.0005", high="0.004"), "target_sync": Range(choices="soft; hard")}
    read = written(tmp_path, NewSweep(ranges=ranges, sampler="grid", trials=8))
    assert [len(dimension.values or ()) for dimension in read.space] == [4, 2]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gamma", Range(low="0.99", high="0.9")),
        ("gamma", Range(low="0.9", high="seven")),
        ("gamma", Range(low="", high="0.9")),
        ("n_step", Range(low="1.5", high="3")),
        ("target_sync", Range(choices="soft")),
        ("target_sync", Range(choices="soft; soft")),
        ("target_sync", Range(choices="soft; else")),
    ],
)
def test_that_what_is_not_allowed_is_refused_beside_it_and_nothing_begins(name: str, said: Range) -> None:
    view = resolve(NewSweep(ranges={name: said}), "CartPole-v1")
    assert list(view.refusals) == [name]
    assert view.trouble


@pytest.mark.parametrize(("trials", "seeds", "allowed"), [(1, 1, False), (1, 2, True), (16, 4, True), (16, 5, False)])
def test_that_it_makes_two_to_64_runs(trials: int, seeds: int, allowed: bool) -> None:
    new = NewSweep(ranges={"gamma": Range(low="0.9", high="0.99")}, trials=trials, seeds=seeds)
    assert (resolve(new, "CartPole-v1").trouble == "") is allowed
    assert new.runs == trials * seeds


def test_that_a_study_counts_its_seeds_alone() -> None:
    assert NewSweep(trials=50, seeds=3).runs == 3


def test_that_the_commands_are_those_that_the_engine_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    for command in (study, sweep):
        monkeypatch.setattr(command, "run", lambda options: taken.append(options) or 0)
    new = NewSweep(ranges={"gamma": Range(low="0.9", high="0.99")}, trials=6, seeds=3, first_seed=5, steps=10_000)
    assert main(sweep_arguments(new, "space.toml", "out", [])) == 0
    (given,) = taken
    assert (Path(given.path).name, given.trials, given.steps, given.every, given.json) == (
        "space.toml",
        6,
        10_000,
        "500",
        True,
    )
    assert parse_seeds(given.seeds) == (5, 6, 7)
    assert (given.on, Path(given.out).name) == ("local:2", "out")
    assert sweep_arguments(new, "space.toml", "out", ["own.py"])[-2:] == ["--import", "own.py"]
    knobs = {**default_knobs(), "hidden_sizes": (8, 8), "evaluate_every": 3}
    words = study_arguments(new, "CartPole-v1", "default", knobs, default_knobs(), "out", [])
    assert main(words) == 0
    given = taken[1]
    assert (given.preset, given.env, given.assignments) == ("default", "CartPole-v1", ["hidden_sizes=8,8"])
