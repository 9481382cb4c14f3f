"""What a report is made of: sections of facts, tables, curves, and how to reproduce. Nothing here knows of HTML."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text below a heading."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve: x and y [T], and perhaps the ends of a band [T]."""

    name: str
    x: np.ndarray
    y: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Curves over a common axis, and in words what they show."""

    title: str
    x_label: str
    y_label: str
    lines: Sequence[Line]
    words: str
    threshold: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the folders that a report is about.

    Attributes:
        kind: `run`, `study`, `sweep`, `verdict` or `hand`.
        title: What it is called.
        path: Where it lies.
        sentences: What it comes to.
        facts: Names and values.
        tables: Further figures.
        pictures: What is drawn.
        points: Every evaluation: what of, seed, environment step, mean return.
        reproduce: What is needed to do it again: names and values; commands begin with `$ `.
    """

    kind: str
    title: str
    path: str
    sentences: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    points: Sequence[tuple[str, int, int, float]] = ()
    reproduce: Sequence[tuple[str, str]] = field(default_factory=tuple)
