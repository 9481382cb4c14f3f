"""How learning went: bounded however long a run is, and the same sums."""

import numpy as np
import pytest

from dqn_engine.training.learning_record import MOST_PARTS, LearningRecord
from dqn_engine.training.metrics import COLUMN, StepMetrics


def metrics(updates: list[int], losses: list[float], norms: list[float]) -> np.ndarray:
    rows = np.zeros((len(updates), len(StepMetrics._fields)), np.float32)
    rows[:, COLUMN.updates], rows[:, COLUMN.loss], rows[:, COLUMN.gradient_norm] = updates, losses, norms
    return rows


def test_that_steps_without_an_update_do_not_count() -> None:
    record = LearningRecord()
    record.note(metrics([0, 1, 0, 2], [9.0, 1.0, 9.0, 3.0], [9.0, 4.0, 9.0, 2.0]), 3.0, 20.0)
    record.note(metrics([0], [5.0], [5.0]), 3.0, 21.0)
    record.note(metrics([1], [7.0], [1.0]), 0.0, 22.0)
    past = record.past()
    assert past.updates.tolist() == [2, 1]
    assert past.loss.tolist() == [2, 7]
    assert past.gradient_norm.tolist() == [3, 1]
    assert past.clipped.tolist() == [0.5, 0.0]
    assert past.mean_return.tolist() == [20, 22]


def test_that_it_stays_small_and_keeps_its_means() -> None:
    record, losses = LearningRecord(), np.arange(5000.0)
    for place, loss in enumerate(losses):
        record.note(metrics([1], [loss], [1.0]), 0.5, float(place))
    past = record.past()
    assert MOST_PARTS <= len(past.updates) < 2 * MOST_PARTS
    assert past.updates.sum() == 5000
    assert np.average(past.loss, weights=past.updates) == pytest.approx(losses.mean())
    assert (np.diff(past.loss) > 0).all()
    ends = np.cumsum(past.updates) - 1
    np.testing.assert_array_equal(past.mean_return, ends)
    assert past.clipped.tolist() == [1.0] * len(past.updates)


def test_that_before_the_first_update_there_is_nothing() -> None:
    assert [len(column) for column in LearningRecord().past()] == [0] * 5
