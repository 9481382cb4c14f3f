"""What the table of runs shows: which lines in which order, and which columns, from the entries and what was asked.

Pure: the presenter asks, panels draw. A column is known by its name; that of a hyperparameter begins with `knob:`.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, cast

from dqn_engine.comparison.differing import differing, effective
from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.storage.run.places import RUNS_OF_SEEDS
from dqn_engine.study.run_names import run_name
from dqn_engine.system.values import Knobs
from workbench.state.entry_names import kind_of, said_name
from workbench.state.run_words import preset_words
from workbench.state.runs_search import parse_search

NAME, CURVE, ENVIRONMENT, SEEDS, STEPS, BEST, LAST, RETAINED, DURATION, PARENT, WRITTEN = (
    "name", "curve", "environment", "seeds", "steps", "best", "last", "retained", "duration", "parent", "written",
)  # fmt: skip
KNOB = "knob:"
BY_SETTINGS, BY_ENVIRONMENT, BY_PRESET, BY_KIND, BY_TAG = "settings", "environment", "preset", "kind", "tag"

_FIXED = (NAME, CURVE, ENVIRONMENT, SEEDS, STEPS, BEST, LAST, RETAINED, DURATION, WRITTEN, PARENT)
NUMBERS = frozenset({SEEDS, STEPS, BEST, LAST, RETAINED, DURATION, WRITTEN})
VARIES = "varies"
"""The group of sweeps by a hyperparameter that varies in them."""

MOST_DIFFERING = 24
"""Columns of hyperparameters; more would be no table that anyone reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the table is to be.

    Attributes:
        search: As it was typed.
        kind: What alone is listed; empty: everything.
        column: What it is sorted by.
        descending: In which direction.
        group_by: One of the `BY_…` or a hyperparameter's column; empty: nothing.
        closed: The groups whose lines are hidden.
        opened: The keys of the studies and sweeps whose seeds are shown below them.
        selected: The keys of the selected entries.
    """

    search: str = ""
    kind: str = ""
    column: str = WRITTEN
    descending: bool = True
    group_by: str = ""
    closed: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    selected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: an entry, or the heading of a group of `count` (then there is no entry).

    Attributes:
        is_open: Of a heading, whether its lines are shown; of a study or a sweep, whether its seeds are.
        is_seed: Whether it is a seed of the study or the sweep above it.
    """

    entry: Entry | None = None
    group: str = ""
    count: int = 0
    is_open: bool = True
    members: tuple[Entry, ...] = ()
    is_seed: bool = False

    @property
    def key(self) -> str:
        """What it is known by."""
        return self.entry.key if self.entry is not None else f"group\n\n{self.group}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsView:
    """The table as it is.

    Attributes:
        lines: From the top.
        columns: From the left.
        selected: The keys of the selected lines that are there.
        shown: How many entries are listed, also in closed groups.
        found: How many there are.
        groupings: What can be grouped by.
        asked: How it was asked for.
        colours: The place among the colours of each selected entry.
        reading: Whether folders are still being read.
        between: The hyperparameters in which groups of settings differ, some of which their headings say.
    """

    lines: tuple[Line, ...] = ()
    columns: tuple[str, ...] = _FIXED
    selected: tuple[str, ...] = ()
    shown: int = 0
    found: int = 0
    groupings: tuple[str, ...] = ()
    asked: Asked = field(default_factory=Asked)
    colours: Mapping[str, int] = field(default_factory=dict[str, int])
    reading: bool = False
    between: tuple[str, ...] = ()


def resolve(entries: Iterable[Entry], asked: Asked, *, colours: Mapping[str, int], reading: bool) -> RunsView:
    """The table of these entries."""
    everything, seeds = _apart(entries)
    search = parse_search(asked.search)
    listed = [entry for entry in everything if asked.kind in ("", entry.kind) and search.finds(entry, _said_of(entry))]
    shown_seeds = {
        entry.key: [seed for seed in _seeds_of(entry, seeds) if search.finds_below(seed, entry, _said_of(entry))]
        for entry in listed
        if entry.key in asked.opened
    }
    below = [seed for of_one in shown_seeds.values() for seed in of_one]
    there = {entry.key for entry in (*listed, *below)}
    selected = tuple(key for key in asked.selected if key in there)
    chosen = [entry for entry in (*listed, *below) if entry.key in set(selected)]
    names = differing(entry.knobs for entry in (chosen if len(chosen) > 1 else listed))[:MOST_DIFFERING]
    columns = (*_used(listed), *(KNOB + name for name in names))
    all_names = names if len(chosen) < 2 else differing(entry.knobs for entry in listed)[:MOST_DIFFERING]
    groupings = (BY_SETTINGS, BY_ENVIRONMENT, BY_PRESET, BY_KIND, BY_TAG, *(KNOB + name for name in all_names))
    group_by = asked.group_by
    if group_by and group_by not in groupings:
        groupings = (*groupings, group_by)
    return RunsView(
        lines=_with_seeds(_lines(listed, asked), shown_seeds),
        columns=columns,
        selected=selected,
        shown=len(listed),
        found=len(everything),
        groupings=groupings,
        asked=asked,
        colours=colours,
        reading=reading,
        between=settings_between(listed) if group_by == BY_SETTINGS else (),
    )


def _said_of(entry: Entry) -> str:
    """What the table says of an entry besides what it holds."""
    what = () if entry.kind is Kind.RUN else (kind_of(entry), said_name(entry))
    return " ".join((preset_of(entry), *what))


def _apart(entries: Iterable[Entry]) -> tuple[list[Entry], Mapping[str, list[Entry]]]:
    """What stands in the table by itself, and the seeds of studies and sweeps by the folder of these."""
    found = list(entries)
    owners = {str(entry.path) for entry in found if entry.kind is not Kind.RUN}
    alone: list[Entry] = []
    seeds: dict[str, list[Entry]] = {}
    for entry in found:
        place = entry.path.parent
        owner = str(place.parent)
        if entry.kind is Kind.RUN and place.name == RUNS_OF_SEEDS and owner in owners:
            seeds.setdefault(owner, []).append(entry)
        else:
            alone.append(entry)
    return alone, seeds


def _seeds_of(entry: Entry, seeds: Mapping[str, Sequence[Entry]]) -> list[Entry]:
    """The seeds of a sweep, a study, or one of its configurations, by trial and seed."""
    there = seeds.get(str(entry.path), ())
    if entry.part:
        there = [one for one in there if one.seed is not None and one.path.name == run_name((entry.part, one.seed))]
    return sorted(there, key=lambda one: _natural(one.path.name))


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name)]


def _with_seeds(lines: Sequence[Line], seeds: Mapping[str, Sequence[Entry]]) -> tuple[Line, ...]:
    found: list[Line] = []
    for line in lines:
        if line.entry is None or line.entry.kind is Kind.RUN:
            found.append(line)
            continue
        is_open = line.key in seeds
        found.append(replace(line, is_open=is_open))
        found += [Line(entry=seed, group=line.group, is_seed=True) for seed in seeds.get(line.key, ())]
    return tuple(found)


def group_of(entry: Entry, group_by: str) -> str:
    """The group of an entry: equal for those of one."""
    match group_by:
        case "":
            return ""
        case str() if group_by == BY_SETTINGS:
            # What was changed on the way has no settings of its own, and is no seed of any, as the verdict says too.
            # Nor has a sweep: its best trial is another one as it goes on.
            if entry.varied:
                return f"{entry.environment}\n{entry.key}"
            own = f"\n{entry.key}" if entry.steered else ""
            return f"{entry.environment} {settings_key(entry.knobs)}{own}"
        case str() if group_by == BY_ENVIRONMENT:
            return entry.environment
        case str() if group_by == BY_PRESET:
            return preset_of(entry)
        case str() if group_by == BY_KIND:
            return str(entry.kind)
        case str() if group_by == BY_TAG:
            return ", ".join(sorted(entry.labels.tags))
        case _:
            name = group_by.removeprefix(KNOB)
            if name in entry.varied:
                return VARIES
            value = effective(entry.knobs, name)
            return "" if value is None else KNOB_BY_NAME[name].format(value)


def settings_between(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The hyperparameters in which settings differ: not those of evaluation, and not what varies in a sweep."""
    there = differing(entry.knobs for entry in entries if not entry.varied)
    return tuple(name for name in there if name not in _NO_SETTINGS)


def settings_key(knobs: Knobs) -> str:
    """Equal for runs whose hyperparameters are the same, as far as they have an effect."""
    return _settings_key(tuple(knobs.items()))


@lru_cache(maxsize=5_000)
def _settings_key(items: tuple[tuple[str, Any], ...]) -> str:
    knobs = dict(items)
    return ";".join(f"{name}={effective(knobs, name)}" for name in KNOB_BY_NAME if name not in _NO_SETTINGS)


_NO_SETTINGS = frozenset(
    knob.name for knob in KNOB_BY_NAME.values() if knob.group in ("Evaluation", "Stopping", "Saving")
)


def preset_of(entry: Entry) -> str:
    """The preset that it is nearest to, in words; of a sweep by what doesn't vary, and so the same while it runs."""
    if not entry.knobs:
        return ""
    knobs = {name: KNOB_BY_NAME[name].default if name in entry.varied else value for name, value in entry.knobs.items()}
    return _preset_of(tuple(knobs.items()))


@lru_cache(maxsize=5_000)
def _preset_of(items: tuple[tuple[str, Any], ...]) -> str:
    return preset_words(dict(items))


def _used(listed: Sequence[Entry]) -> tuple[str, ...]:
    """The fixed columns; those that say nothing of any entry are left out."""
    unused = set[str]()
    if not any(entry.parent for entry in listed):
        unused.add(PARENT)
    if all(entry.seeds_planned <= 1 for entry in listed):
        unused.add(SEEDS)
    return tuple(column for column in _FIXED if column not in unused)


def _lines(listed: Sequence[Entry], asked: Asked) -> tuple[Line, ...]:
    ordered = _sorted(listed, asked)
    if not asked.group_by:
        return tuple(Line(entry=entry) for entry in ordered)
    groups: dict[str, list[Entry]] = {}
    for entry in ordered:
        groups.setdefault(group_of(entry, asked.group_by), []).append(entry)
    lines: list[Line] = []
    for group, members in groups.items():
        is_open = group not in asked.closed
        lines.append(Line(group=group, count=len(members), is_open=is_open, members=tuple(members)))
        lines += [Line(entry=entry, group=group) for entry in members] if is_open else []
    return tuple(lines)


def _sorted(listed: Sequence[Entry], asked: Asked) -> list[Entry]:
    """By the column, with what isn't known at the end in both directions; what is pinned on top."""
    key = sort_key(asked.column)
    known = [(key(entry), entry) for entry in listed]
    there = [(value, entry) for value, entry in known if value is not None]
    lacking = [entry for value, entry in known if value is None]
    there.sort(key=lambda pair: pair[0], reverse=asked.descending)
    ordered = [entry for _, entry in there] + lacking
    return sorted(ordered, key=lambda entry: not entry.labels.pinned)


def sort_key(column: str) -> Callable[[Entry], Any]:
    """What a column is sorted by: values that can be held against each other, None where nothing is known."""
    match column:
        case "name":
            return lambda entry: entry.name.casefold()
        case "curve":
            return lambda entry: entry.curve[-1] if entry.curve else None
        case "environment":
            return lambda entry: entry.environment or None
        case "seeds":
            return lambda entry: entry.seeds
        case "steps":
            return lambda entry: entry.env_steps
        case "best":
            return lambda entry: entry.best
        case "last":
            return lambda entry: entry.last
        case "retained":
            return lambda entry: entry.retained
        case "duration":
            return lambda entry: entry.trained_s
        case "parent":
            return lambda entry: entry.parent or None
        case "written":
            return lambda entry: (entry.being_written, entry.written_unix_s)
        case _:
            name = column.removeprefix(KNOB)
            return lambda entry: _comparable(effective(entry.knobs, name))


def _comparable(value: Any) -> Any:
    """Numbers before words: "auto" can stand beside them."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return (1, "x".join(f"{one:09}" for one in cast("tuple[int, ...]", value)))
    return (0, float(value)) if isinstance(value, int | float) else (1, str(value))


def keys_of(lines: Iterable[Line], chosen: Collection[str]) -> tuple[str, ...]:
    """The chosen entries, in the order in which they stand."""
    return tuple(line.key for line in lines if line.entry is not None and line.key in chosen)
