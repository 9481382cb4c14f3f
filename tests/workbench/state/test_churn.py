"""Churn between two looks at the same states."""

import numpy as np

from tests.support.look_reports import health_report
from workbench.state.churn import churn_between


def test_that_states_are_matched_by_their_slot_and_when_it_was_filled():
    before = health_report(slots=np.array([2, 5, 9]), stored_at=np.array([20, 50, 90]), actions=np.array([0, 0, 0]))
    # 5 was overwritten, 9 is no longer looked at, and 12 was not before: only 2 is the same.
    now = health_report(slots=np.array([2, 5, 12]), stored_at=np.array([20, 51, 90]), actions=np.array([1, 1, 0]))
    assert churn_between(before, now) == (1.0, 1)


def test_that_without_a_common_state_there_is_none():
    before, now = health_report(), health_report(stored_at=np.arange(4) + 1_000)
    assert churn_between(before, now) is None


def test_that_it_is_the_share_of_other_actions():
    before, now = health_report(), health_report(actions=np.array([0, 1, 0, 3]))
    assert churn_between(before, now) == (0.25, 4)
