"""A history from elsewhere is material: all but plain tables with the right columns is refused; nothing in it runs."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dqn_engine.messages.reports import WeightsLoaded
from dqn_engine.session.past import past_reports
from dqn_engine.storage.run import history_reader
from dqn_engine.storage.run.history import HistoryWriter
from dqn_engine.storage.run.history_reader import DamagedHistoryError, HistoryReader
from dqn_engine.storage.run.history_tables import create_history
from dqn_engine.storage.run.lock import LOCK, RunLock
from dqn_engine.system.errors import InputError

LEDGER = "INSERT INTO ledger (entry, env_step, updates, knob, old, new) VALUES "


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty history."""
    path = tmp_path / "history.sqlite"
    create_history(path, {"run": "1"})
    return path


def edited(path: Path, script: str) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return path


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("UPDATE about SET value = '99' WHERE name = 'schema'", "of schema 99, but this version reads schema 1"),
        ("CREATE TABLE more (x)", r"its tables are others\. Move it away"),
        ("DROP TABLE episodes; CREATE VIEW episodes AS SELECT 1", "its tables are others"),
        ("CREATE TRIGGER t AFTER INSERT ON ledger BEGIN DELETE FROM ledger; END", "its tables are others"),
        ("CREATE TRIGGER sqlitextrigger AFTER INSERT ON events BEGIN DELETE FROM ledger; END", "its tables are others"),
        ("CREATE INDEX sqliteyindex ON ledger (abs(entry))", "its tables are others"),
        ("ALTER TABLE episodes ADD COLUMN more", "its tables are others"),
        ("DROP TABLE metrics; CREATE TABLE metrics (env_step, loss AS (zeroblob(900000000)))", "its tables are others"),
        ("UPDATE about SET value = x'00' WHERE name = 'schema'", "of the wrong type"),
        ("INSERT INTO about VALUES ('parent', 7.5), ('x', zeroblob(10))", "of the wrong type"),
        ("UPDATE about SET value = CAST(x'ff' AS TEXT)", "can't be read: Could not decode to UTF-8"),
        ("INSERT INTO about VALUES ('big', printf('%1000000c', 'x'))", "can't be read: string or blob too big"),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
            "INSERT INTO about SELECT 'a' || i, '' FROM n",
            "more than 100 about",
        ),
    ],
)
def test_that_other_tables_are_refused(script: str, words: str, path: Path) -> None:
    with pytest.raises(InputError, match=words):
        HistoryReader(edited(path, script))


@pytest.mark.parametrize(
    "script",
    ["DROP TABLE episodes", "DROP TABLE about; DROP TABLE checkpoints", "DELETE FROM about"],
)
def test_that_a_lost_table_is_damage_with_which_the_run_continues(script: str, path: Path) -> None:
    with pytest.raises(DamagedHistoryError):
        HistoryReader(edited(path, script))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Resumed from g000003-step67415.", "Resumed at step 67,415."),
        ("Resumed from g000003-step67415-change.", "Resumed at step 67,415."),
        ("Resumed at step 67,415.", "Resumed at step 67,415."),
        ("Resumed at step 67,415 after 1 change.", "Resumed at step 67,415."),
        ("Resumed from elsewhere.", "Resumed from elsewhere."),
    ],
)
def test_that_a_run_of_an_earlier_version_isnt_told_of_by_a_folders_name(written: str, told: str, path: Path) -> None:
    edited(path, f"INSERT INTO events VALUES (1, 0, 67415, 'opened', '{written}')")
    with HistoryReader(path) as reader:
        ((_kind, fields),) = past_reports(reader)
    assert fields == {"env_step": 67_415, "text": told}


def test_that_a_change_made_at_the_step_of_a_resumption_is_told_after_it_and_one_before_it_before(path: Path) -> None:
    gammas = ", ".join(f"({entry}, 10, 0, 'gamma', '0.9', '0.{entry}')" for entry in (1, 2, 3))
    edited(
        path,
        f"{LEDGER}{gammas}; INSERT INTO evaluations VALUES (1, 10, 5, 5, 5, 1); INSERT INTO events VALUES "
        "(1, 0, 10, 'opened', 'Resumed at step 10 after 1 change.'), (2, 0, 10, 'notice', 'x'), "
        "(3, 0, 10, 'opened', 'Resumed at step 10 after 2 changes.'), (4, 0, 20, 'opened', 'Resumed at step 20.')",
    )
    with HistoryReader(path) as reader:
        told = [fields for _kind, fields in past_reports(reader)]
    words = [str(each.get("text") or each.get("mean") or each["changes"][0].new) for each in told]
    assert words == [
        "0.1",
        "5.0",
        "Resumed at step 10.",
        "0.2",
        "x",
        "Resumed at step 10.",
        "0.3",
        "Resumed at step 20.",
    ]


@pytest.mark.parametrize("of_the_parent", ["", "(1, 0, 80, 'opened', 'Resumed at step 80 after 0 changes.'), "])
def test_that_a_fork_is_told_to_begin_and_not_to_be_resumed_there_too(of_the_parent: str, path: Path) -> None:
    edited(
        path,
        "INSERT INTO about VALUES ('parent_step', '90'); INSERT INTO events VALUES "
        f"{of_the_parent}(2, 0, 90, 'forked', 'Began from step 90 of x. '), "
        "(3, 0, 90, 'opened', 'Resumed at step 90 after 0 changes.'), "
        "(4, 0, 90, 'opened', 'Resumed at step 90 after 0 changes.'), "
        "(5, 0, 95, 'opened', 'Resumed at step 95 after 0 changes.')",
    )
    with HistoryReader(path) as reader:
        told = [str(fields["text"]).strip() for _kind, fields in past_reports(reader)]
    opened = ["Resumed at step 80."] if of_the_parent else []
    assert told == [*opened, "Began from step 90 of x.", "Resumed at step 90.", "Resumed at step 95."]


def test_that_loaded_weights_are_told_by_the_file_that_was_chosen_and_else_by_the_runs_copy(path: Path) -> None:
    before, first, second = ("a" * 64, "b" * 64, "c" * 64)
    edited(
        path,
        f"{LEDGER}(1, 10, 0, 'weights', '{before}', '{first}'), (2, 10, 0, 'gamma', '0.9', '0.8'), "
        f"(3, 20, 0, 'weights', '{first}', '{second}'); "
        "INSERT INTO events VALUES (1, 0, 10, 'weights loaded', '/first.npz'), (2, 0, 15, 'notice', 'x'), "
        "(3, 0, 20, 'weights loaded', '/second.npz')",
    )

    def told() -> list[str]:
        with HistoryReader(path) as reader:
            return [str(fields["path"]) for kind, fields in past_reports(reader) if kind is WeightsLoaded]

    assert told() == ["/first.npz", "/second.npz"]
    edited(path, "DELETE FROM events WHERE number = 1")
    assert told() == [str(path.parent / "loaded" / f"{weights}.npz") for weights in (first, second)]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ("(1, 'x', 0, 'gamma', '0.9', '0.8')", "of the wrong type"),
        ("(1, 0, 0, 'gamma', '0.9', x'00')", "of the wrong type"),
        ("(1, 0, 0, 'gamma', '0.9', '7')", "gamma is '7'"),
        ("(1, 0, 0, 'os.system', '0.9', '7')", "no hyperparameter named"),
        ("(1, -1, 0, 'gamma', '0.9', '0.8')", "of the wrong type"),
        ("(1, 0, 9223372036854775807, 'gamma', '0.9', '0.8')", "of the wrong type"),
        ("(1, 0, 0, 'weights', '', '../../../etc/passwd')", "something else than a SHA-256"),
    ],
)
def test_that_a_hostile_ledger_is_refused(values: str, words: str, path: Path) -> None:
    with HistoryReader(edited(path, LEDGER + values)) as reader, pytest.raises(InputError, match=words):
        reader.ledger()


@pytest.mark.parametrize(
    ("script", "read"),
    [
        ("INSERT INTO evaluations (env_step, mean) VALUES (1, 'nan')", lambda reader: reader.best_mean()),
        ("INSERT INTO checkpoints VALUES (1, 1, 1, 1, x'00', 1)", lambda reader: reader.checkpoints()),
        ("INSERT INTO about VALUES ('stride', '0')", lambda reader: reader.stride()),
        ("INSERT INTO about VALUES ('stride', '1; DROP')", lambda reader: reader.stride()),
        ("INSERT INTO episodes VALUES (1, 1e300, 1, 1, 0, 1)", lambda reader: list(past_reports(reader))),
        ("INSERT INTO metrics (env_step, loss) VALUES (1, 'x')", lambda reader: list(past_reports(reader))),
    ],
)
def test_that_every_value_is_of_its_columns_type(
    script: str, read: Callable[[HistoryReader], object], path: Path
) -> None:
    with HistoryReader(edited(path, script)) as reader, pytest.raises(InputError, match="can't be used"):
        read(reader)


def test_that_what_has_more_rows_than_a_run_is_refused_unread(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ", ".join(f"({number}, 0, 0, 'gamma', '0.9', '0.8')" for number in range(5))
    with HistoryReader(edited(path, LEDGER + rows)) as reader:
        assert len(reader.ledger()) == 5
        monkeypatch.setitem(history_reader.MOST_ROWS, "ledger", 4)
        with pytest.raises(InputError, match="more than 4 ledger"):
            reader.ledger()


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_that_sqlite_writes_into_nothing_that_a_link_points_to(suffix: str, path: Path) -> None:
    victim = path.with_name("victim")
    victim.write_text("precious")
    path.with_name(path.name + suffix).symlink_to(victim)
    with pytest.raises(InputError, match="is not a plain file"):
        HistoryReader(path)
    assert victim.read_text() == "precious"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b"not a database at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:3000]),
        lambda path: path.unlink(),
        lambda path: (path.rename(path.with_name("other")), path.symlink_to(path.with_name("other"))),
    ],
)
def test_that_what_is_no_history_is_refused(spoil: Callable[[Path], object], path: Path) -> None:
    spoil(path)
    with pytest.raises(InputError, match="history"):
        HistoryReader(path)


def test_that_a_query_that_takes_too_long_is_given_up(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO episodes (env_step) VALUES (?)", ((step,) for step in range(60_000)))
        connection.commit()
    with HistoryReader(path) as reader:
        assert reader.count("episodes") >= 60_000
    with HistoryReader(path, patience_s=0.0) as reader, pytest.raises(InputError, match="interrupted"):
        reader.count("episodes")


def test_that_it_can_be_read_while_it_is_written_and_where_nothing_can_be_written(path: Path) -> None:
    writer, lock = HistoryWriter(path), RunLock(path.parent)
    writer.write([("INSERT INTO episodes (env_step) VALUES (?)", (7,))])
    with HistoryReader(path) as reader:
        assert reader.count("episodes") == 1
        writer.write([("INSERT INTO episodes (env_step) VALUES (?)", (8,))])
        assert reader.count("episodes") == 2
    with pytest.raises(sqlite3.Error):
        writer.write([("INSERT INTO episodes (env_step) VALUES (?)", (9,)), ("INSERT INTO nothing VALUES (1)", ())])
    writer.close()
    with HistoryReader(path) as reader:
        assert reader.count("episodes") == 2, "all or nothing"
    lock.release()
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, LOCK}, "one file, that needs no other"


def left_by_a_killed_program(path: Path) -> None:
    """Two episodes of which the second is only in the log beside the file."""
    program = (
        "import os, sys; from pathlib import Path; from dqn_engine.storage.run.history import HistoryWriter\n"
        "writer = HistoryWriter(Path(sys.argv[1]))\n"
        "writer.write([('INSERT INTO episodes VALUES (?, 7, 1.0, 7, 0, 0.5)', (number,)) for number in (1, 2)])\n"
        "os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert path.with_name(f"{path.name}-wal").stat().st_size


def emptied_log(path: Path) -> None:
    left_by_a_killed_program(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()


@pytest.mark.parametrize(
    ("leave", "episodes"),
    [
        pytest.param(left_by_a_killed_program, 2, marks=pytest.mark.slow),
        pytest.param(emptied_log, 0, marks=pytest.mark.slow),
        (lambda path: path.with_name(f"{path.name}-wal").write_bytes(b"stray"), 0),
        (lambda path: path.with_name(f"{path.name}-journal").write_bytes(b"stray" * 200), 0),
        (lambda path: path.with_name(f"{path.name}-shm").write_bytes(b"stray" * 9000), 0),
    ],
)
def test_that_reading_changes_nothing_in_the_folder(leave: Callable[[Path], object], episodes: int, path: Path) -> None:
    leave(path)
    before = {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in path.parent.iterdir()}
    with HistoryReader(path) as reader:
        reader.check()
        assert reader.count("episodes") == episodes
        assert {file.name for file in path.parent.iterdir()} == set(before)
    assert {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in path.parent.iterdir()} == before


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"text" * 999),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:9000] + b"\xff" * 4000 + path.read_bytes()[13000:]),
        lambda path: edited(path, "INSERT INTO episodes VALUES (1, 'x', 1, 1, 0, 1)"),
        lambda path: edited(path, "INSERT INTO metrics (env_step, loss) VALUES (1, x'00')"),
        lambda path: edited(path, "INSERT INTO events (text) VALUES (CAST(x'ff' AS TEXT))"),
    ],
)
def test_that_a_damaged_history_is_told_from_one_that_is_refused(damage: Callable[[Path], object], path: Path) -> None:
    edited(path, "INSERT INTO events (text) VALUES (printf('%20000c', 'x'))")
    damage(path)
    with pytest.raises(DamagedHistoryError), HistoryReader(path) as reader:
        reader.check()
