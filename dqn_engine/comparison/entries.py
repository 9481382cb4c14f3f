"""A kept run, a configuration of a study, or a sweep at a glance: what a list of them shows of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from dqn_engine.config.run_config import plain_knobs
from dqn_engine.storage.run.labels import RunLabels
from dqn_engine.system.values import Knobs

CURVE_POINTS = 40


class Kind(StrEnum):
    """What an entry is of."""

    RUN = "run"
    STUDY = "study"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the list. A study has one for each of its configurations.

    Attributes:
        path: The folder.
        kind: What it holds.
        part: Of a study, the name of the configuration; else empty.
        question: What a study answers, "verdict" or "hand"; else empty.
        environment: Its name.
        seed: Of a run; None where there are several.
        seeds: The seeds that are finished; of a sweep those of all trials that count. 1 for a run.
        seeds_planned: Those that there are to be.
        knobs: As it began; of a sweep those of the best trial, or what every trial has before there is one.
        varied: Of a sweep, the hyperparameters that vary.
        env_steps: Environment steps, of each seed.
        best: The best evaluation's mean return; over seeds the interquartile mean, of a sweep that of the best trial.
        last: The last evaluation's, likewise.
        retained: The fraction of evaluations after the first at the environment's threshold that are there again.
        trained_s: How long it trained, all seeds together; None where nobody knows.
        parent: The name of the folder of the run that it was forked from; empty where there is none.
        parent_title: What the user calls that run; empty where it has no other name or isn't among these entries.
        runs: How many run folders its seeds left, where it is of several.
        curve: Up to `CURVE_POINTS` numbers of how it went, oldest first.
        steered: Whether hyperparameters were changed in its middle.
        labels: The user's own.
        written_unix_s: When it was last written, by the disk's clock.
        being_written: Some program is writing it.
        interrupted: The program that wrote it died without closing it.
        missing_module: What has to be imported for its environment, which isn't registered here; else empty.
        trouble: A sentence, where it can't be read; what isn't known is then empty.
    """

    path: Path
    kind: Kind = Kind.RUN
    part: str = ""
    question: str = ""
    environment: str = ""
    seed: int | None = None
    seeds: int = 0
    seeds_planned: int = 0
    knobs: Knobs = field(default_factory=dict)
    varied: tuple[str, ...] = ()
    env_steps: int = 0
    best: float | None = None
    last: float | None = None
    retained: float | None = None
    trained_s: float | None = None
    parent: str = ""
    parent_title: str = ""
    runs: int = 0
    curve: tuple[float, ...] = ()
    steered: bool = False
    labels: RunLabels = field(default_factory=RunLabels)
    written_unix_s: float = 0.0
    being_written: bool = False
    interrupted: bool = False
    missing_module: str = ""
    trouble: str = ""

    @property
    def key(self) -> str:
        """What it is known by: its folder, and its part where there are several."""
        return key_of(self.path, self.part)

    @property
    def name(self) -> str:
        """What the user calls it, or the name of its folder; with its part."""
        name = self.labels.title or self.path.name
        return f"{name}: {self.part}" if self.part else name


def key_of(path: Path, part: str) -> str:
    """An entry's key."""
    return f"{path}\n{part}" if part else str(path)


def path_of(key: str) -> Path:
    """The folder of an entry's key."""
    return Path(key.partition("\n")[0])


_PATHLESS = tuple(one.name for one in fields(Entry) if one.name not in ("path", "labels", "parent_title"))
_NAMES = frozenset(_PATHLESS)


def with_parents_titles(folders: Mapping[Path, tuple[Entry, ...]]) -> dict[Path, tuple[Entry, ...]]:
    """The same entries; those that were forked from a run among them know what that one is called now."""

    def titled(entry: Entry) -> Entry:
        parent = folders.get(entry.path.parent / entry.parent, ()) if entry.parent else ()
        title = parent[0].labels.title if parent else ""
        return entry if title == entry.parent_title else replace(entry, parent_title=title)

    return {folder: tuple(map(titled, entries)) for folder, entries in folders.items()}


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Plain values; `entry_from_json` reads them back. The path and what the user calls runs aren't among them."""
    said = {name: getattr(entry, name) for name in _PATHLESS}
    return {
        **said,
        "kind": str(entry.kind),
        "knobs": json.dumps(plain_knobs(entry.knobs)),
        "varied": list(entry.varied),
        "curve": list(entry.curve),
        "trouble": str(entry.trouble),
    }


def entry_from_json(path: Path, values: object, labels: RunLabels) -> Entry:
    """The inverse of `entry_to_json`, of what this program itself wrote.

    Raises:
        ValueError: It didn't.
    """
    if not isinstance(values, dict) or cast("dict[str, object]", values).keys() != _NAMES:
        raise ValueError("these aren't the fields of an entry")
    said = cast("Mapping[str, Any]", values)
    return Entry(
        path=path,
        labels=labels,
        **{
            **said,
            "kind": Kind(said["kind"]),
            "knobs": _knobs_in(said["knobs"]),
            "varied": tuple(said["varied"]),
            "curve": tuple(said["curve"]),
        },
    )


@lru_cache(maxsize=10_000)
def _knobs_in(text: str) -> Knobs:
    """Equal configurations, of which there are many, are one."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()}


def thinned(values: list[float]) -> tuple[float, ...]:
    """The means of up to `CURVE_POINTS` stretches of the values, oldest first."""
    count = len(values)
    if count <= CURVE_POINTS:
        return tuple(values)
    edges = [place * count // CURVE_POINTS for place in range(CURVE_POINTS + 1)]
    return tuple(sum(values[low:high]) / (high - low) for low, high in zip(edges, edges[1:], strict=False))
