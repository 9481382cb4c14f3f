"""Rows as CSV text that spreadsheets read as what it is: no text of the user's ever becomes a formula there."""

import csv
import io
import math
from collections.abc import Callable, Iterable

from dqn_engine.system.text import is_number

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def short_number(value: float) -> str:
    """A whole number without a point, NaN as nothing, any other with all its digits."""
    if math.isnan(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def csv_text(
    rows: Iterable[Iterable[object]], number: Callable[[float], str] = short_number, delimiter: str = ","
) -> str:
    """The rows, one a line, with `\\n` at each end; None is an empty cell, True is 1.

    Args:
        rows: Their cells.
        number: How a float is written.
        delimiter: What stands between two cells.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerows([_cell(value, number) for value in row] for row in rows)
    return text.getvalue()


def text_in(cell: str) -> str:
    """The text that `csv_text` wrote as `cell`."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _cell(value: object, number: Callable[[float], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return number(value)
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA and not is_number(text) else text
