"""The run's history: reports in, series out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.plot_reports import curves, episodes, evaluation, knobs_changed, parent_episodes, run_started
from workbench.state.run_history import RunHistory


@pytest.fixture
def history() -> RunHistory:
    begun = RunHistory()
    begun.begin_run(run_started())
    return begun


@given(st.lists(st.lists(st.floats(-500, 500), max_size=130), max_size=6))
def test_that_the_mean_is_over_exactly_the_last_hundred_episodes(chunks):
    history = RunHistory()
    history.begin_run(run_started())
    raw: list[float] = []
    expected: list[float] = []
    for chunk in chunks:
        history.add_episodes(episodes(range(len(raw), len(raw) + len(chunk)), chunk))
        for value in chunk:
            raw.append(value)
            expected.append(sum(raw[-100:]) / len(raw[-100:]))
    np.testing.assert_allclose(history.mean_return.buckets().mean, expected, rtol=1e-12, atol=1e-9)


def test_that_it_is_known_of_any_step_how_far_back_its_last_hundred_episodes_go(history):
    assert history.window_before(500) == 0
    history.add_episodes(episodes(np.arange(10, 3_010, 10), np.zeros(300)))
    assert [history.window_before(step) for step in (0, 995, 1_000, 1_015, 2_000, 3_000)] == [0, 0, 0, 10, 1_000, 2_000]
    assert history.window_before(3_000) == history.window_from


def test_that_the_mean_stays_exact_when_many_episodes_arrive_at_once(history):
    returns = np.random.default_rng(3).integers(8, 500, 20_000).astype(float)
    history.add_episodes(episodes(np.arange(20_000), returns))
    assert history.mean_return.latest == returns[-100:].mean()
    assert history.episode_return.points == history.mean_return.points == 20_000


def test_that_a_missing_return_does_not_spoil_the_mean(history):
    history.add_episodes(episodes([1, 2, 3], [10.0, math.nan, 30.0]))
    assert history.mean_return.latest == 20.0


def test_that_each_curve_reaches_its_own_series(history):
    values = {"loss": 1.0, "q_mean": 2.0, "q_max": 3.0, "epsilon": 0.4, "beta": 0.6}
    history.add_curves(curves([10, 20], **values))
    assert {name: getattr(history, name).latest for name in values} == values
    assert history.last_step == 20


def test_that_a_new_run_begins_empty(history):
    history.add_curves(curves([10]))
    history.add_episodes(episodes([10], [5.0]))
    history.add_evaluation(evaluation(10))
    history.add_knob_changes(knobs_changed(10))
    before = history.revision
    history.begin_run(run_started(2))
    assert history.revision > before
    assert (len(history.loss), len(history.episode_return), len(history.mean_return)) == (0, 0, 0)
    assert (len(history.evaluations), len(history.knob_changes), history.last_step) == (0, 0, 0.0)
    history.add_episodes(episodes([3], [7.0], run_id=2))
    assert history.mean_return.latest == 7.0


def test_that_reports_of_another_run_and_before_any_run_are_ignored(history):
    for kept in (history, RunHistory()):
        before = kept.revision
        kept.add_curves(curves([10], run_id=0))
        kept.add_episodes(episodes([10], [5.0], run_id=0))
        kept.add_evaluation(evaluation(10, run_id=0))
        kept.add_knob_changes(knobs_changed(10, run_id=0))
        assert kept.revision == before
        assert (len(kept.loss), len(kept.evaluations), len(kept.knob_changes)) == (0, 0, 0)


def test_that_everything_added_raises_the_revision(history):
    seen = [history.revision]
    for add in (
        lambda: history.add_curves(curves([10])),
        lambda: history.add_episodes(episodes([11], [5.0])),
        lambda: history.add_evaluation(evaluation(12)),
        lambda: history.add_knob_changes(knobs_changed(13)),
    ):
        add()
        seen.append(history.revision)
    assert seen == sorted(set(seen))
    assert history.last_step == 13


def test_that_empty_reports_change_nothing(history):
    before = history.revision
    history.add_curves(curves([]))
    history.add_episodes(episodes([], []))
    assert history.revision == before


def test_that_the_parents_mean_is_its_own_and_reaches_as_far_as_it_came(history):
    history.add_episodes(episodes([10], [100.0]))
    history.add_parent(parent_episodes([10, 20, 90], [1.0, 2.0, 6.0]))
    assert history.parent_return.buckets().mean.tolist() == [1.0, 1.5, 3.0]
    history.add_episodes(episodes([20], [50.0]))
    assert history.mean_return.latest == 75.0
    assert history.last_step == 90
    history.add_parent(parent_episodes([10], [1.0], run_id=7))
    assert history.parent_return.points == 3
    history.begin_run(run_started(2))
    assert (history.parent_name, history.parent_return.points) == ("", 0)
