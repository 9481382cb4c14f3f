"""The field of a sweep and the axes that trials are placed on."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.comparison.sweep_state import TrialState, sweep_state
from dqn_engine.sweep.course import State
from dqn_engine.sweep.dimensions import dimension_of
from tests.support.compared_folders import made_sweep
from workbench.state import sweep_view
from workbench.state.sweep_view import SweepView


def dimension(name: str, **entry: object):
    return dimension_of(name, entry, where="[space]")


def test_that_numbers_are_placed_by_their_logarithm_where_they_are_sampled_so() -> None:
    rate = dimension("learning_rate", low=0.001, high=0.1, log=True)
    assert [sweep_view.place(rate, value) for value in (0.001, 0.01, 0.1)] == pytest.approx([0.0, 0.5, 1.0])
    gamma = dimension("gamma", low=0.8, high=1.0)
    assert sweep_view.place(gamma, 0.85) == pytest.approx(0.25)


def test_that_words_stand_beside_each_other() -> None:
    sync = dimension("target_sync", choices=["soft", "hard"])
    assert sweep_view.place(sync, "hard") == 0.75
    assert sweep_view.ticks(sync) == [(0.25, "Soft"), (0.75, "Hard")]
    assert math.isnan(sweep_view.place(sync, None))
    assert math.isnan(sweep_view.place(sync, "else"))


def test_that_ticks_are_values_of_the_hyperparameter() -> None:
    few = sweep_view.ticks(dimension("n_step", low=1, high=10, step=3), 3)
    assert {text for _, text in few} <= {"1", "4", "7", "10"}
    assert (few[0][1], few[-1][1]) == ("1", "10")
    assert [text for _, text in sweep_view.ticks(dimension("n_step", low=1, high=10, step=3))] == ["1", "4", "7", "10"]
    rate = dimension("learning_rate", low=0.001, high=0.1, log=True)
    assert [text for _, text in sweep_view.ticks(rate, 3)] == ["0.001", "0.01", "0.1"]


@pytest.mark.parametrize(
    ("entry", "texts"),
    [
        ({"name": "learning_rate", "low": 0.0005, "high": 0.004, "log": True}, ["0.0005", "0.001", "0.002", "0.004"]),
        ({"name": "learning_rate", "low": 1e-5, "high": 0.1, "log": True}, ["1e-05", "0.0001", "0.001", "0.01", "0.1"]),
        ({"name": "gamma", "low": 0.9, "high": 0.99}, ["0.9", "0.95", "0.99"]),
        ({"name": "n_step", "low": 2, "high": 8}, ["2", "4", "6", "8"]),
        ({"name": "batch_size", "low": 16, "high": 256, "log": True}, ["16", "50", "100", "256"]),
    ],
)
def test_that_ticks_are_round_numbers_at_their_own_place(entry: dict, texts: list[str]) -> None:
    one = dimension(**entry)
    found = sweep_view.ticks(one)
    assert [text for _, text in found] == texts
    places = [sweep_view.place(one, one.values[0].__class__(text) if one.values else float(text)) for _, text in found]
    assert [at for at, _ in found] == pytest.approx(places)
    assert min(second - first for first, second in zip(places, places[1:], strict=False)) >= 0.1


def view_of(folder: Path, *trials: tuple[float, int, float]) -> SweepView:
    state = sweep_state(made_sweep(folder, trials=2))
    made = [
        TrialState(
            number=number, settings={"learning_rate": rate, "n_step": step, "target_sync": "soft"},
            state=State.COMPLETE, score=score, interval=None, seeds=3,
        )
        for number, (rate, step, score) in enumerate(trials)
    ]  # fmt: skip
    return SweepView(folder="s", state=replace(state, trials=tuple(made)))


def test_that_the_field_has_the_scores_where_trials_are_and_lies_between_them_elsewhere(tmp_path: Path) -> None:
    view = view_of(tmp_path / "s", (0.0005, 1, 0.0), (0.004, 1, 100.0), (0.0005, 10, 40.0))
    field = sweep_view.field(view, "learning_rate", "n_step")
    assert field[0, 0] == pytest.approx(0.0, abs=3.0)
    assert field[0, -1] == pytest.approx(100.0, abs=3.0)
    assert field[-1, 0] == pytest.approx(40.0, abs=3.0)
    assert 0.0 <= field.min() <= field.max() <= 100.0
    assert np.isfinite(field).all()


def test_that_without_scores_there_is_no_field(tmp_path: Path) -> None:
    view = view_of(tmp_path / "s")
    assert np.isnan(sweep_view.field(view, "learning_rate", "n_step")).all()
    assert view.scores() == (0.0, 1.0)
    assert not view.has_scores


def test_that_the_first_axes_are_those_that_mattered_most() -> None:
    assert sweep_view.first_axes(("a", "b", "c"), (("c", 0.7), ("a", 0.2))) == ("c", "a")
    assert sweep_view.first_axes(("a", "b")) == ("a", "b")
    assert sweep_view.first_axes(("a",)) == ("a", ""), "no field over one and the same twice"


def test_that_the_field_is_empty_where_one_hyperparameter_has_no_effect_beside_the_other(tmp_path: Path) -> None:
    view = view_of(tmp_path / "s", (0.001, 1, 10.0))
    assert view.state is not None
    space = tuple(
        dimension_of(name, entry, where="[space]")
        for name, entry in (
            ("value_head", {"choices": ["expected", "c51"]}),
            ("num_atoms", {"low": 11, "high": 101, "step": 10}),
        )
    )
    trials = tuple(
        replace(trial, settings={"value_head": "c51", "num_atoms": atoms})
        for trial, atoms in zip(view.state.trials * 2, (21, 81), strict=True)
    )
    view = replace(view, state=replace(view.state, space=space, trials=trials))
    field = sweep_view.field(view, "value_head", "num_atoms")
    half = sweep_view.FIELD_CELLS // 2
    assert np.isnan(field[:, :half]).all(), "the expected head has no atoms"
    assert np.isfinite(field[:, half:]).all()
    assert np.array_equal(sweep_view.field(view, "num_atoms", "value_head"), field.T, equal_nan=True)
