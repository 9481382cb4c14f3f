"""Episodes and minutes as what curves are drawn over: where steps stand, also of the past and of the parent."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dqn_engine.messages.reports import Progress
from tests.support.plot_reports import curves, episodes, parent_episodes, run_started
from tests.support.scripted_session import progress_fields
from workbench.state.decimating_series import DecimatingSeries
from workbench.state.run_history import RunHistory
from workbench.state.x_scale import XUnit


def begun(**changes: object) -> RunHistory:
    history = RunHistory()
    history.begin_run(run_started(**changes))
    return history


def progress(step: int, trained_s: float) -> Progress:
    return Progress(run_id=1, sequence=1, **progress_fields(step, trained_s=trained_s))


def test_that_every_step_of_a_run_has_its_own_place_among_episodes() -> None:
    history = begun()
    history.add_curves(curves(range(10, 261, 10)))
    assert history.scale(XUnit.EPISODES).places([0, 130, 260]).tolist() == [0, 0.5, 1], "in the first episode"
    history.add_episodes(episodes([100, 200], [1.0, 1.0]))
    scale = history.scale(XUnit.EPISODES)
    assert scale.places([0, 50, 100, 200]).tolist() == [0, 0.5, 1, 2]
    assert scale.places([230, 260]).tolist() == [2.3, 2.6], "in the one that is in progress"
    assert scale.newest_place == 2.6
    history.add_curves(curves([900]))
    assert history.scale(XUnit.EPISODES).newest_place == 3, "however long it lasts, it is one"
    assert scale.step(scale.place(37)) == pytest.approx(37)


def test_that_minutes_of_an_opened_run_go_on_from_how_long_its_episodes_took() -> None:
    history = begun(env_step=300)
    past = dataclasses.replace(episodes([100, 200], [1.0, 1.0]), seconds=np.array([60.0, 120.0]))
    history.add_episodes(past)
    history.add_curves(curves([300]))
    assert history.scale(XUnit.MINUTES).places([0, 100, 200, 300]).tolist() == [0, 1, 3, 4.5]
    history.add_progress(progress(400, 30.0))
    history.add_episodes(dataclasses.replace(episodes([380], [1.0]), seconds=np.array([20.0])))
    assert history.scale(XUnit.MINUTES).places([200, 300, 400]).tolist() == [3, 4.5, 5]


def test_that_minutes_begin_where_the_run_was_opened_if_nobody_knows_how_long_its_past_took() -> None:
    history = begun(env_step=300)
    history.add_episodes(dataclasses.replace(episodes([100, 200], [1.0, 1.0]), seconds=np.array([np.nan, 1.0])))
    history.add_progress(progress(400, 60.0))
    assert history.scale(XUnit.MINUTES).places([200, 300, 400]).tolist() == [pytest.approx(np.nan, nan_ok=True), 0, 1]


def test_that_the_parent_stands_at_its_own_episodes_and_minutes() -> None:
    history = begun()
    history.add_episodes(episodes([10, 20, 30, 40], [1.0] * 4))
    history.add_parent(dataclasses.replace(parent_episodes([20, 40], [1.0, 1.0]), seconds=np.array([60.0, 60.0])))
    assert history.scale(XUnit.EPISODES).place(40) == 4
    assert history.parent_scale(XUnit.EPISODES).place(40) == 2
    assert history.parent_scale(XUnit.MINUTES).place(40) == 2
    assert history.last_step == 40


@given(st.lists(st.floats(0.001, 50), min_size=1, max_size=300), st.integers(1, 64), st.integers(2, 16))
def test_that_buckets_on_another_axis_lose_no_extreme_and_are_evenly_wide(gaps, most, halved) -> None:
    places = np.cumsum(gaps)
    values = np.sin(np.arange(len(places)) * 1.7)
    series = DecimatingSeries(2 * halved)
    series.extend(np.arange(len(places)), values)

    def along(steps: object) -> np.ndarray:
        return np.interp(np.asarray(steps, np.float64), np.arange(len(places)), places)

    grouped = series.buckets(at_most=most, along=along)
    assert len(grouped.mean) <= max(most + 1, 1)
    assert (grouped.minimum.min(), grouped.maximum.max()) == (values.min(), values.max())
    moved = grouped.moved(along)
    assert (np.diff(moved.x_first) >= 0).all()
    assert (moved.x_first[0], moved.x_last[-1]) == (places[0], places[-1])
