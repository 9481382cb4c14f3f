"""Cells of tables: what a spreadsheet makes of them, and what comes back of them."""

import csv
import io
import math

from dqn_engine.storage.files.csv_text import csv_text, text_in


def test_that_no_cell_is_a_formula() -> None:
    formulas = ("=1+1", "+cmd", "-x", "@SUM(A1)", "\tx")
    assert list(csv.reader(io.StringIO(csv_text([formulas])))) == [["'" + text for text in formulas]]
    values = ("-2.5", "+3", "relu", -2.5, math.inf, 1e300, 2, True, None, math.nan)
    assert csv_text([values]) == "-2.5,+3,relu,-2.5,inf,1e+300,2,1,,\n"


def test_that_numbers_are_written_as_the_table_wants_them() -> None:
    assert csv_text([[500.0, 1 / 3, math.nan]], number=str) == "500.0,0.3333333333333333,nan\n"
    assert csv_text([["a", 1.0]], delimiter="\t") == "a\t1\n"


def test_that_a_text_comes_back_as_it_was() -> None:
    texts = ["=1+1", "+cmd", "@SUM", "plain", "'quoted'", "-5", ""]
    (row,) = csv.reader(io.StringIO(csv_text([texts])))
    assert [text_in(cell) for cell in row] == texts
