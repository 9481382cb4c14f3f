"""Reads a saved sweep, also while another program does it, and also one that came from elsewhere.

Only a file whose tables are word for word this program's is accepted. Every value is checked: a setting must be one
that its trial could have had, a seed one of the sweep's, an evaluation a number. Reading changes nothing.
"""

import contextlib
import math
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.storage.files import sqlite_file
from dqn_engine.storage.files.sqlite_file import SCHEMA_QUERY, UnopenedError, Why, schema_of
from dqn_engine.storage.files.strict_json import decode_json
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.study.plan import SeedResult, seed_result
from dqn_engine.sweep.database import DATABASE, SWEEP_SCHEMA, own_schema
from dqn_engine.sweep.definition import MOST_TRIALS, Definition, Settings, definition_from_json
from dqn_engine.sweep.edits import MadeEdit, edit_from_json, space_for
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.figures import is_figure
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import KnobValue

MOST_EDITS = 10_000
MOST_SEED_ROWS = 1_000_000
_LONGEST_VALUE_BYTES = 4_000_000
_PATIENCE_S = 20.0
_LARGEST_COUNT = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSweep:
    """What a sweep's file holds; see `course` for what follows from it.

    Attributes:
        definition: What it is to do.
        about: What else is known of it: the versions that began it, and the user's own modules.
        edits: What was changed.
        settings: Of each trial that has begun.
        results: What came of seeds, by trial and seed.
    """

    definition: Definition
    about: Mapping[str, str]
    edits: tuple[MadeEdit, ...]
    settings: tuple[Settings, ...]
    results: Mapping[tuple[int, int], SeedResult]


def holds_sweep(folder: Path) -> bool:
    """Whether a folder looks like a sweep's."""
    with contextlib.suppress(OSError, ValueError):
        return (folder / DATABASE).exists()
    return False


def read_sweep(folder: Path) -> SavedSweep:
    """Reads the sweep in a folder.

    Raises:
        InputError: There is none, it can't be read, or it holds what no sweep does.
    """
    path = folder / DATABASE
    with contextlib.ExitStack() as closing:
        try:
            connection = closing.enter_context(
                sqlite_file.opened(
                    path,
                    in_use=is_locked(folder),
                    longest_value_bytes=_LONGEST_VALUE_BYTES,
                    copies="dqn-engine-sweep-",
                )
            )
        except UnopenedError as error:
            raise _refusal(path, error) from error
        return _Reading(path, connection).sweep()


class _Reading:
    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._connection = path, connection

    def sweep(self) -> SavedSweep:
        if schema_of(self._rows(SCHEMA_QUERY)) != own_schema():
            raise InputError("{path!r} is no sweep: its tables are others.", path=str(self._path))
        about: dict[str, str] = dict(self._table("about", ("name", "value"), "name", (_text, _text), 100))
        if about.get("schema") != str(SWEEP_SCHEMA):
            raise InputError(
                "{path!r} is a sweep of schema {schema}, but this version reads schema {ours}; open it with the "
                "version that wrote it.",
                path=str(self._path),
                schema=about.get("schema", "missing")[:20],
                ours=SWEEP_SCHEMA,
            )
        said = self._json(about.get("definition", ""))
        with self._named():
            definition = definition_from_json(said)
        settings = self._trial_rows()
        edits = self._edits()
        checked = tuple(self._settings(definition, edits, number, values) for number, values in enumerate(settings))
        return SavedSweep(
            definition=definition,
            about={name: value for name, value in about.items() if name not in ("schema", "definition")},
            edits=edits,
            settings=checked,
            results=self._results(definition, checked),
        )

    def _edits(self) -> tuple[MadeEdit, ...]:
        columns = ("number", "unix_seconds", "from_trial", "edit")
        rows = self._table("edits", columns, "number", (_count, _real, _count, _text), MOST_EDITS)
        said = [(self._json(edit), from_trial, seconds) for _, seconds, from_trial, edit in rows]
        with self._named():
            found = tuple(
                MadeEdit(edit=edit_from_json(edit), from_trial=from_trial, unix_seconds=seconds)
                for edit, from_trial, seconds in said
            )
        if any(made.from_trial > MOST_TRIALS for made in found):
            raise self._unusable(Sentence("an edit in it is of a trial that no sweep has"))
        return found

    def _trial_rows(self) -> list[Mapping[str, Any]]:
        columns = ("number", "unix_seconds", "settings")
        rows = self._table("trials", columns, "number", (_count, _real, _text), MOST_TRIALS)
        if [number for number, *_ in rows] != list(range(len(rows))):
            raise self._unusable(Sentence("its trials aren't numbered from 0 on"))
        found = [self._json(settings) for _, _, settings in rows]
        if not all(isinstance(settings, Mapping) for settings in found):
            raise self._unusable(Sentence("the settings of a trial are none"))
        return found

    def _settings(
        self, definition: Definition, edits: tuple[MadeEdit, ...], number: int, values: Mapping[str, Any]
    ) -> Settings:
        space = {dimension.name: dimension for dimension in space_for(definition, edits, number)}
        found: dict[str, KnobValue] = {}
        for name, value in values.items():
            with self._named():
                checked = knob_named(name).validate(value)
            if name not in space or not space[name].holds(checked):
                raise self._unusable(Sentence("trial {number} sets what it couldn't have", number=number))
            found[name] = checked
        if definition.settled({**{n: d.extremes[0] for n, d in space.items()}, **found}).keys() != found.keys():
            raise self._unusable(Sentence("trial {number} leaves out what it must set", number=number))
        return found

    def _results(self, definition: Definition, settings: tuple[Settings, ...]) -> dict[tuple[int, int], SeedResult]:
        columns = ("trial", "seed", "unix_seconds", "means", "best_again_mean", "wall_seconds")
        kinds = (_count, _count, _real, _text, is_figure, _seconds)
        seeds = {*definition.seeds, *definition.report_seeds}
        jobs = [definition.job(number, values, definition.seeds[0]) for number, values in enumerate(settings)]
        found: dict[tuple[int, int], SeedResult] = {}
        for number, seed, _, means, again, seconds in self._table(
            "seeds", columns, "trial, seed", kinds, MOST_SEED_ROWS
        ):
            if number >= len(settings) or seed not in seeds:
                raise self._unusable(Sentence("it holds a seed that it wasn't to train"))
            job = replace(jobs[number], seed=seed)
            values = self._json(means)
            numbers = isinstance(values, list) and all(type(mean) is float and is_figure(mean) for mean in values)
            if not numbers or len(values) != len(job.evaluation_steps):
                raise self._unusable(Sentence("the evaluations of a seed aren't those that it was to have"))
            found[number, seed] = seed_result(job, values, float(again), float(seconds))
        return found

    def _table(
        self, table: str, columns: tuple[str, ...], order: str, kinds: tuple[Callable[[object], bool], ...], most: int
    ) -> list[tuple[Any, ...]]:
        ((count,),) = self._rows(f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {most + 1})")
        if count > most:
            raise self._unusable(Sentence("it has more than {most:,} {table}", most=most, table=table))
        rows = self._rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")
        if not all(check(value) for row in rows for check, value in zip(kinds, row, strict=True)):
            raise self._unusable(Sentence("a value in it is of the wrong type"))
        return rows

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with self._patiently():
            return self._connection.execute(query).fetchall()

    def _json(self, text: str) -> Any:
        try:
            return decode_json(text.encode("utf-8"), _LONGEST_VALUE_BYTES)
        except ValueError as error:
            raise self._unusable(Sentence("a value in it can't be read")) from error

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """What is wrong with a value is said with where it stands, as all else that is wrong with a sweep is."""
        try:
            yield
        except UnknownEnvironmentError:
            raise  # It says which module would know it.
        except InputError as error:
            raise InputError(
                "The sweep {path!r} can't be used: {reason}", path=str(self._path), reason=error
            ) from error

    def _unusable(self, why: str) -> InputError:
        return InputError("The sweep {path!r} can't be used: {why}.", path=str(self._path), why=why)

    @contextlib.contextmanager
    def _patiently(self) -> Iterator[None]:
        deadline = time.monotonic() + _PATIENCE_S
        self._connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
        try:
            yield
        except (sqlite3.Error, OverflowError, MemoryError) as error:
            raise InputError("The sweep {path!r} can't be read: {error}.", path=str(self._path), error=error) from error
        finally:
            self._connection.set_progress_handler(None, 0)


def _text(value: object) -> bool:
    return type(value) is str


def _real(value: object) -> bool:
    return type(value) in (int, float) and math.isfinite(cast("float", value))


def _seconds(value: object) -> bool:
    return is_figure(value) and cast("float", value) >= 0


def _count(value: object) -> bool:
    return type(value) is int and 0 <= value <= _LARGEST_COUNT


def _refusal(path: Path, error: UnopenedError) -> InputError:
    match error.why:
        case Why.MISSING:
            return InputError("The folder {folder!r} holds no sweep.", folder=str(path.parent))
        case Why.NOT_PLAIN:
            return InputError("The sweep {path!r} can't be used: it is not a plain file.", path=str(path))
        case Why.BESIDE_NOT_PLAIN:
            return InputError("The sweep {path!r} can't be used: {beside!r} is not a plain file.", path=str(path),
                              beside=error.said)  # fmt: skip
        case Why.NO_DATABASE:
            return InputError("{path!r} is no sweep: {said}.", path=str(path), said=error.said)
        case Why.CLOSED:
            return InputError("The sweep {path!r} can't be opened; check that it can be read.", path=str(path))
