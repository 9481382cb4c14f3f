"""A sweep's file is read back as it was saved; one that holds anything else is refused, and nothing in it runs."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dqn_engine.storage.run.lock import RunLock
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.database import DATABASE
from dqn_engine.sweep.definition import Sampler, definition_from_json, definition_to_json
from dqn_engine.sweep.edits import Edit, MadeEdit, Word, parse_edit
from dqn_engine.sweep.saved_sweep import read_sweep
from dqn_engine.sweep.sweep_folder import EDITS, SweepFolder, leave_edit, waiting_edits
from dqn_engine.system.errors import InputError
from tests.support.fake_sweep import GRID, result_of, sweep_definition

DEFINITION = sweep_definition(trials=4)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sweep of which seven seeds are finished, changed once."""
    with SweepFolder(tmp_path / "s", DEFINITION) as made:
        course = Course(DEFINITION)
        for index in range(7):
            job = course.next_job(())
            assert job is not None
            number = course.number_of(job.name)
            for trial in range(number, len(course.settings)):
                made.note_trial(trial, course.settings[trial])
            course.take(number, result_of(job))
            made.note_seed(number, result_of(job))
            if index == 4:
                edit = MadeEdit(edit=Edit(prune=0.05), from_trial=len(course.settings), unix_seconds=12.5)
                made.note_edit(edit)
                course.change(edit)
    return tmp_path / "s"


def test_that_what_was_saved_is_read_back_to_the_bit(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    saved = read_sweep(folder)
    assert saved.definition == DEFINITION
    assert saved.edits == (MadeEdit(edit=Edit(prune=0.05), from_trial=2, unix_seconds=12.5),)
    assert len(saved.results) == 7
    for (number, seed), result in saved.results.items():
        assert result == result_of(DEFINITION.job(number, saved.settings[number], seed))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(before) == [DATABASE], "no lock and no log is left"


@pytest.mark.parametrize(
    "definition",
    [
        DEFINITION,
        sweep_definition(GRID, sampler=Sampler.GRID, trials=None, prune=0.2, report_seeds=()),
        sweep_definition(
            {"hidden_sizes": {"choices": [[8, 8], [16]]}, "v_max": {"choices": ["auto", 5]}}, value_head="c51"
        ),
    ],
)
def test_that_a_definition_survives_json(definition: object) -> None:
    values = json.loads(json.dumps(definition_to_json(definition)))
    assert definition_from_json(values) == definition


def test_that_a_sweep_is_resumed_and_another_isn_t(folder: Path) -> None:
    for definition in (DEFINITION, None):
        with SweepFolder(folder, definition, resume=True) as opened:
            assert len(opened.saved.results) == 7
            assert opened.other_versions == ""
    for other, words in (
        (sweep_definition(trials=5), "a sweep that was begun with different trials"),
        (sweep_definition(trials=4, seeds=(0, 1)), "a sweep that was begun with different seeds"),
        (sweep_definition(GRID, trials=4), "a sweep that was begun with different space"),
        (sweep_definition(trials=4, gamma=0.5), "a sweep that was begun with different base"),
    ):
        with pytest.raises(InputError, match=words):
            SweepFolder(folder, other, resume=True)
    with pytest.raises(InputError, match=r"already holds a sweep or a study \(sweep\.sqlite\)"):
        SweepFolder(folder, DEFINITION)


def test_that_two_programs_don_t_do_one_sweep(folder: Path) -> None:
    lock = RunLock(folder)
    with pytest.raises(InputError, match="is being done by another program; wait for it, change it by --edit"):
        SweepFolder(folder, None, resume=True)
    assert len(read_sweep(folder).results) == 7, "it can be read"
    lock.release()


def test_that_other_versions_are_told(folder: Path) -> None:
    changed(folder, "UPDATE about SET value = 'dqn-engine 0.0.9' WHERE name = 'versions'")
    with SweepFolder(folder, None, resume=True) as opened:
        assert opened.other_versions == "dqn-engine 0.0.9"


def test_that_what_a_killed_program_left_is_read_and_nothing_is_written_beside(folder: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    with contextlib.closing(connection):
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE about SET value = 'late' WHERE name = 'versions'")
        copy = tmp_path / "copy"
        copy.mkdir()
        for path in folder.iterdir():
            (copy / path.name).write_bytes(path.read_bytes())
    before = sorted(path.name for path in copy.iterdir())
    assert f"{DATABASE}-wal" in before
    assert read_sweep(copy).about["versions"] == "late"
    assert sorted(path.name for path in copy.iterdir()) == before


def changed(folder: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.executescript(";".join(statements))


def redefined(folder: Path, **values: object) -> None:
    said = {**definition_to_json(DEFINITION), **values}
    with contextlib.closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        connection.execute("UPDATE about SET value = ? WHERE name = 'definition'", (json.dumps(said),))


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (lambda folder: (folder / DATABASE).write_bytes(b"no" * 4000), "is no sweep"),
    "empty": (lambda folder: (folder / DATABASE).write_bytes(b""), "is no sweep: its tables are others"),
    "cut": (lambda folder: os.truncate(folder / DATABASE, 5000), "is no sweep|can't be read"),
    "trigger": (
        lambda folder: changed(folder, "CREATE TRIGGER t AFTER INSERT ON seeds BEGIN DELETE FROM seeds; END"),
        "its tables are others",
    ),
    "view": (lambda folder: changed(folder, "CREATE VIEW v AS SELECT 1"), "its tables are others"),
    "index": (lambda folder: changed(folder, "CREATE INDEX i ON seeds (seed)"), "its tables are others"),
    "schema": (lambda folder: changed(folder, "UPDATE about SET value = '9' WHERE name = 'schema'"), "of schema 9"),
    "definition": (lambda folder: changed(folder, "DELETE FROM about WHERE name = 'definition'"), "can't be read"),
    "definition deep": (
        lambda folder: changed(folder, f"UPDATE about SET value = '{'[' * 100_000}' WHERE name = 'definition'"),
        "can't be read",
    ),
    "steps": (lambda folder: redefined(folder, steps=0), "must be a whole number from 1"),
    "steps text": (lambda folder: redefined(folder, steps="many"), "must be a whole number from 1"),
    "seeds": (lambda folder: redefined(folder, seeds=[0, 0]), "names a seed twice"),
    "seeds both": (lambda folder: redefined(folder, report_seeds=[2]), "is among --seeds and --report-seeds"),
    "sampler": (lambda folder: redefined(folder, sampler="best"), "sampler or score"),
    "prune": (lambda folder: redefined(folder, prune=1), "p-value between 0 and 1"),
    "trials": (lambda folder: redefined(folder, trials=None), "doesn't say how many trials"),
    "field": (lambda folder: redefined(folder, more=1), "isn't saved as this version saves it"),
    "space": (lambda folder: redefined(folder, space={"gamma": {"low": 2, "high": 3}}), "gamma is '2'"),
    "other space": (lambda folder: redefined(folder, space={"gamma": {"low": 0, "high": 1}}), "sets what it couldn't"),
    "base": (lambda folder: redefined(folder, base={}), "configuration holds"),
    "setting": (
        lambda folder: changed(folder, """UPDATE trials SET settings = '{"n_step": 2}' WHERE number = 0"""),
        "trial 0 sets what it couldn't have",
    ),
    "setting left out": (
        lambda folder: changed(folder, """UPDATE trials SET settings = '{"n_step": 4}' WHERE number = 0"""),
        "trial 0 leaves out what it must set",
    ),
    "settings": (lambda folder: changed(folder, "UPDATE trials SET settings = '[]'"), "settings of a trial are none"),
    "trial missing": (lambda folder: changed(folder, "DELETE FROM trials WHERE number = 0"), "aren't numbered from 0"),
    "seed": (lambda folder: changed(folder, "UPDATE seeds SET seed = 55 WHERE seed = 1"), "a seed that it wasn't to"),
    "trial": (lambda folder: changed(folder, "UPDATE seeds SET trial = trial + 55"), "a seed that it wasn't to"),
    "means": (lambda folder: changed(folder, "UPDATE seeds SET means = '[1.0]'"), "evaluations of a seed"),
    "means NaN": (lambda folder: changed(folder, "UPDATE seeds SET means = '[NaN, 1.0]'"), "can't be read"),
    "means beyond all sums": (
        lambda folder: changed(folder, "UPDATE seeds SET means = '[1e308, 1e308]'"), "evaluations of a seed",
    ),
    "means text": (lambda folder: changed(folder, "UPDATE seeds SET means = x'00'"), "of the wrong type"),
    "seconds": (lambda folder: changed(folder, "UPDATE seeds SET wall_seconds = 'long'"), "of the wrong type"),
    "seconds before it began": (
        lambda folder: changed(folder, "UPDATE seeds SET wall_seconds = -1.0"), "of the wrong type",
    ),
    "seconds infinite": (lambda folder: changed(folder, "UPDATE seeds SET wall_seconds = 9e999"), "of the wrong type"),
    "edit": (lambda folder: changed(folder, """UPDATE edits SET edit = '{"trials": 0}'"""), "trials in --edit is"),
    "edit doubled": (
        lambda folder: changed(folder, """UPDATE edits SET edit = '{"prune": 0.1, "prune": 0.2}'"""),
        "a value in it can't be read",
    ),
    "edit later": (lambda folder: changed(folder, "UPDATE edits SET from_trial = 99999"), "of a trial that no sweep"),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGE)
def test_that_anything_else_is_refused_with_the_reason_and_stays_as_it_is(folder: Path, kind: str) -> None:
    damage, words = DAMAGE[kind]
    damage(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for read in (read_sweep, lambda path: SweepFolder(path, None, resume=True)):
        with pytest.raises(InputError, match=words) as refusal:
            read(folder)
        assert len(str(refusal.value)) < 500
        assert str(folder) in str(refusal.value), "of several that are read it is said which"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_that_a_link_in_place_of_the_database_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / DATABASE).rename(tmp_path / "elsewhere")
    (folder / DATABASE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="not a plain file"):
        read_sweep(folder)


@pytest.mark.parametrize("name", ["trials.csv", "seeds.csv", "sweep.json", "edits"])
def test_that_a_link_in_its_folder_is_neither_followed_nor_written_through(
    folder: Path, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "mine"
    target.write_text("mine")
    (folder / name).symlink_to(target)
    with pytest.raises(InputError, match=f"'{name}' is a link or not what it is in a sweep"):
        SweepFolder(folder, None, resume=True)
    assert target.read_text() == "mine"
    assert waiting_edits(folder) == []


def test_that_edits_wait_in_their_order_and_what_is_none_is_named(folder: Path) -> None:
    edits = [Edit(word=Word.PAUSE), Edit(trials=9), parse_edit("n_step=[1,4]")]
    for edit in edits:
        leave_edit(folder, edit)
    assert [found for _, found in waiting_edits(folder)] == edits
    (folder / EDITS / "000.json").write_text("{")
    (folder / EDITS / "001.json").write_text('{"trials": "all"}')
    (folder / EDITS / "002.json").symlink_to(folder / DATABASE)
    (folder / EDITS / "notes.txt").write_text("mine")
    bad = [str(found) for _, found in waiting_edits(folder)[:3]]
    assert "can't be read and was left out" in bad[0]
    assert "trials in --edit is 'all'" in bad[1]
    assert "can't be read and was left out" in bad[2]
    assert [found for _, found in waiting_edits(folder)[3:]] == edits
