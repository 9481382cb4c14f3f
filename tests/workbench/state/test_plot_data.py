"""The table behind a plot: what the plot is drawn over is in it."""

import csv

import pytest

from tests.support.plot_reports import curves, episodes, parent_episodes, run_started
from workbench.state.plot_data import table_of
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import XUnit


@pytest.fixture
def history() -> RunHistory:
    begun = RunHistory()
    begun.begin_run(run_started())
    begun.add_episodes(episodes([10, 30], [10.0, 20.0]))
    begun.add_curves(curves([5, 20, 30], loss=0.5))
    return begun


def _rows(history: RunHistory, key: str, unit: XUnit) -> list[dict[str, str]]:
    return list(csv.DictReader(table_of(history, (key,), unit, ",").splitlines()))


def test_that_over_episodes_each_step_stands_beside_its_episode(history: RunHistory) -> None:
    rows = _rows(history, "episode_return", XUnit.EPISODES)
    assert [(row["env_step"], float(row["episodes"]), float(row["value"])) for row in rows] == [
        ("10", 1.0, 10.0),
        ("30", 2.0, 20.0),
    ]


def test_that_a_step_between_two_episodes_stands_between_them(history: RunHistory) -> None:
    places = [float(row["episodes"]) for row in _rows(history, "loss", XUnit.EPISODES)]
    assert places[1:] == [1.5, 2.0]


def test_that_what_was_before_anything_was_counted_has_no_place() -> None:
    begun = RunHistory()
    begun.begin_run(run_started())
    begun.add_curves(curves([5], loss=0.5))
    assert [row["minutes"] for row in _rows(begun, "loss", XUnit.MINUTES)] == [""]


def test_that_over_steps_there_is_no_other_column(history: RunHistory) -> None:
    row = _rows(history, "loss", XUnit.STEPS)[0]
    assert list(row) == ["curve", "env_step", "value", "minimum", "maximum", "points"]


def test_that_a_parents_curve_stands_by_its_own_episodes(history: RunHistory) -> None:
    history.add_parent(parent_episodes([10, 20, 30], [1.0, 2.0, 3.0]))
    rows = _rows(history, "parent_return", XUnit.EPISODES)
    assert [float(row["episodes"]) for row in rows] == [1.0, 2.0, 3.0]
