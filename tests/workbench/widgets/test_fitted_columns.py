"""Columns of a list share its width."""

from workbench.widgets.fitted_columns import shared

WANTED, FLOORS = {1: 200, 2: 80, 3: 140}, {1: 100, 2: 80, 3: 90}


def test_that_one_column_has_what_the_others_leave() -> None:
    assert shared(1000, WANTED, FLOORS, 0, 150) == {0: 580, 1: 200, 2: 80, 3: 140}


def test_that_the_others_yield_alike_before_it_has_too_little_and_no_further_than_they_can() -> None:
    assert shared(495, WANTED, FLOORS, 0, 150) == {0: 150, 1: 150, 2: 80, 3: 115}
    assert shared(300, WANTED, FLOORS, 0, 150) == {0: 150, 1: 100, 2: 80, 3: 90}, "then the list is scrolled"
    assert shared(300, {}, {}, 0, 150) == {0: 300}
