"""What a chunk's metrics become in the reports."""

import numpy as np
import pytest

from dqn_engine.training import chunk_summaries
from dqn_engine.training.metrics import COLUMN, StepMetrics


def metrics(steps: int, **columns: list[float]) -> np.ndarray:
    table = np.zeros((steps, len(StepMetrics._fields)), np.float32)
    for name, values in columns.items():
        table[:, getattr(COLUMN, name)] = values
    return table


def test_that_episodes_are_numbered_by_the_step_they_ended_at() -> None:
    table = metrics(
        5,
        ended=[0, 1, 0, 0, 2],
        episode_return=[3, 4, 1, 2, 500],
        episode_length=[3, 4, 1, 2, 500],
        epsilon=[0.9, 0.75, 0.6, 0.5, 0.25],
    )
    found = chunk_summaries.episodes_of(table, first_step=101)
    assert found["env_step"].tolist() == [102, 105]
    assert found["episode_return"].tolist() == [4.0, 500.0]
    assert found["length_steps"].tolist() == [4, 500]
    assert found["truncated"].tolist() == [False, True]
    assert found["epsilon"].tolist() == [0.75, 0.25]
    assert [found[name].dtype for name in found] == [np.int64, np.float64, np.int64, np.bool_, np.float64]


def test_that_curves_are_means_over_the_steps_that_learned() -> None:
    half, rows = 2, 8
    table = metrics(
        rows,
        updates=[1, 0, 1, 0] * half,
        loss=[2, 99, 4, 99] * half,
        q_max=[5, 99, 7, 99] * half,
        epsilon=np.linspace(1, 0, rows),
        beta=np.linspace(0, 1, rows),
    )
    found = chunk_summaries.curves_of(table, first_step=1)
    assert found["env_step"].tolist() == [4 * (point + 1) for point in range(half)]
    assert found["loss"].tolist() == [3.0] * half
    assert found["q_max"].tolist() == [7.0] * half
    np.testing.assert_allclose(found["epsilon"], table[3::4, COLUMN.epsilon])
    np.testing.assert_allclose(found["beta"], table[3::4, COLUMN.beta])


def test_that_a_long_chunk_has_a_point_for_every_stretch() -> None:
    steps = 3 * chunk_summaries.STEPS_PER_POINT + 1
    found = chunk_summaries.curves_of(metrics(steps), first_step=1)
    assert len(found["env_step"]) == 4
    assert found["env_step"][-1] == steps
    assert np.diff(found["env_step"]).max() <= chunk_summaries.STEPS_PER_POINT


def test_that_curves_are_nan_where_nothing_was_learned() -> None:
    found = chunk_summaries.curves_of(metrics(1), first_step=7)
    assert found["env_step"].tolist() == [7.0]
    for name in ("loss", "td_error", "q_mean", "q_max", "gradient_norm"):
        assert np.isnan(found[name]).all()


@pytest.mark.parametrize("column", ["loss", "gradient_norm"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_that_the_first_row_that_is_not_finite_is_found(column: str, bad: float) -> None:
    broken = metrics(4, updates=[1, 1, 1, 1], **{column: [1, 2, bad, bad]})
    assert chunk_summaries.not_finite_at(broken) == 2
    assert chunk_summaries.not_finite_at(metrics(4, updates=[1] * 4)) is None
    assert chunk_summaries.not_finite_at(metrics(4, **{column: [1, 2, bad, 4]})) is None


def test_that_a_histogram_counts_everything_in_log_bins() -> None:
    priorities = np.array([0.001, 0.01, 0.1, 1.0, 10.0, 0.5], np.float32)
    found = chunk_summaries.histogram_of(priorities, alpha=1.0)
    assert found["counts"].sum() == found["count"] == 6
    assert found["bin_edges"][0] <= 0.001
    assert found["bin_edges"][-1] >= 10.0
    widths = np.diff(np.log10(found["bin_edges"]))
    np.testing.assert_allclose(widths, widths[0], rtol=1e-4)
    assert widths[0] < 0.15
    assert found["largest"] == 10.0


@pytest.mark.parametrize(("alpha", "expected"), [(0.0, 4.0), (1.0, (3 + 7) ** 2 / (3 + 49))])
def test_that_the_effective_sample_size_is_that_of_the_scaled_priorities(alpha: float, expected: float) -> None:
    found = chunk_summaries.histogram_of(np.array([1, 1, 1, 7], np.float32), alpha)
    assert found["effective_sample_size"] == pytest.approx(expected)


@pytest.mark.parametrize("value", [1e-6, 0.5, 1.0, 1000.0])
def test_that_equal_priorities_make_a_histogram_too(value: float) -> None:
    found = chunk_summaries.histogram_of(np.full(9, value, np.float32), alpha=0.6)
    assert found["counts"].sum() == 9
    assert found["effective_sample_size"] == pytest.approx(9.0)
    assert (np.diff(found["bin_edges"]) > 0).all()
