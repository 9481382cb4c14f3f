"""The list of runs, studies and sweeps: what each folder comes to, and the index that spares reading it again."""

import dataclasses
import json
import os
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.comparison import reading
from dqn_engine.comparison.catalogue import Catalogue, found_below
from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.comparison.reading import read_entries
from dqn_engine.comparison.study_reading import read_study
from dqn_engine.config.run_config import described_config
from dqn_engine.storage.run.labels import RunLabels, read_labels, write_labels
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.storage.run.saved_run import config_in
from dqn_engine.system.errors import InputError
from tests.support.compared_folders import made_study, made_sweep, study_config
from tests.support.made_up_runs import interrupt, made_run
from tests.support.snapshots import CONFIG

COLUMNS = "preset,seed,env_step,mean,std,minimum,maximum,episodes"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    root.mkdir()
    made_run(root / "run", [(100, 480.0), (200, 300.0), (300, 490.0)])
    configs = {"default": study_config(), "slow": study_config(learning_rate=0.0001)}
    means = {
        ("default", 0): (100.0, 480.0),
        ("default", 1): (200.0, 500.0),
        ("slow", 0): (9.0, 10.0),
        ("slow", 1): (9.0, 20.0),
    }
    made_study(root / "study", configs, means)
    made_sweep(root / "sweep")
    return root


def listed(root: Path, index: Path) -> dict[str, Entry]:
    with Catalogue(index) as catalogue:
        return {
            entry.key.removeprefix(str(root)): entry for found in found_below([root]) for entry in catalogue.read(found)
        }


def test_that_a_run_tells_its_evaluations_and_what_it_retained(root: Path, tmp_path: Path) -> None:
    entry = listed(root, tmp_path / "index")["/run"]
    assert (entry.kind, entry.environment, entry.seed) == (Kind.RUN, "CartPole-v1", CONFIG.seed)
    assert (entry.best, entry.last, entry.retained) == (490.0, 490.0, 0.5)
    assert (entry.env_steps, entry.knobs["capacity"], entry.steered) == (307, CONFIG.knobs["capacity"], False)


def test_that_a_study_has_an_entry_for_each_configuration_over_its_seeds(root: Path, tmp_path: Path) -> None:
    entries = listed(root, tmp_path / "index")
    default, slow = entries["/study\ndefault"], entries["/study\nslow"]
    assert (default.kind, default.part, default.seeds, default.seeds_planned) == (Kind.STUDY, "default", 2, 2)
    assert (default.last, default.best, default.trained_s) == (490.0, 490.0, 4.0)
    assert default.curve == (150.0, 490.0)
    assert slow.knobs["learning_rate"] == 0.0001


def test_that_a_sweep_tells_of_its_best_trial_and_what_varied(root: Path, tmp_path: Path) -> None:
    entry = listed(root, tmp_path / "index")["/sweep"]
    assert (entry.kind, entry.seeds, entry.seeds_planned) == (Kind.SWEEP, 12, 12)
    assert entry.varied == ("learning_rate", "n_step", "target_sync")
    assert entry.best is not None
    assert entry.best > 300.0


def test_that_a_pruned_trial_of_a_finished_sweep_awaits_no_more_seeds(tmp_path: Path) -> None:
    made_sweep(tmp_path / "sweep", trials=12, seeds=range(7), prune=0.1)
    entry = listed(tmp_path, tmp_path / "index")["/sweep"]
    assert entry.seeds == entry.seeds_planned < 12 * 7


def test_that_what_did_not_change_is_not_read_again(root: Path, tmp_path: Path) -> None:
    before = listed(root, tmp_path / "index")
    with Catalogue(tmp_path / "index") as catalogue:
        found = list(found_below([root]))
        remembered = catalogue.remembered(found)
        assert {
            entry.key.removeprefix(str(root)): entry for entries in remembered.values() for entry in entries
        } == before
        os.utime(root / "run" / "history.sqlite", (1.0, 1.0))
        found = list(found_below([root]))
        assert root / "run" not in catalogue.remembered(found)
        assert root / "study" in catalogue.remembered(found)


def test_that_labels_are_those_of_now_without_reading_the_run_again(root: Path, tmp_path: Path) -> None:
    listed(root, tmp_path / "index")
    write_labels(root / "run", RunLabels(title="Mine", pinned=True))
    assert read_labels(root / "run").pinned
    with Catalogue(tmp_path / "index") as catalogue:
        (entry,) = catalogue.remembered(list(found_below([root])))[root / "run"]
    assert (entry.name, entry.labels.pinned) == ("Mine", True)


def test_that_a_lost_or_damaged_index_is_made_anew(root: Path, tmp_path: Path) -> None:
    before = listed(root, tmp_path / "index")
    (tmp_path / "index").write_bytes(b"no index" * 999)
    assert listed(root, tmp_path / "index") == before
    with Catalogue(tmp_path / "index") as catalogue:
        assert len(catalogue.remembered(list(found_below([root])))) == 3
    (tmp_path / "folder").mkdir()
    assert listed(root, tmp_path / "folder") == before


def test_that_a_row_of_the_index_that_is_none_is_read_again(root: Path, tmp_path: Path) -> None:
    import contextlib
    import sqlite3

    listed(root, tmp_path / "index")
    for text in ("{", "[1]", '[{"path": 1}]', '{"a": 2}'):
        with contextlib.closing(sqlite3.connect(tmp_path / "index")) as connection, connection:
            connection.execute("UPDATE entries SET entries = ?", (text,))
        with Catalogue(tmp_path / "index") as catalogue:
            assert catalogue.remembered(list(found_below([root]))) == {}


def test_that_a_folder_that_can_not_be_read_is_an_entry_that_says_why(root: Path, tmp_path: Path) -> None:
    (root / "run" / "history.sqlite").write_bytes(b"x" * 4096)
    (root / "study" / "plan.json").write_text("{")
    (root / "sweep" / "sweep.sqlite").write_bytes(b"")
    entries = listed(root, tmp_path / "index")
    assert {entry.kind for entry in entries.values() if entry.trouble} == {Kind.RUN, Kind.STUDY, Kind.SWEEP}
    assert all(entry.trouble.endswith(".") for entry in entries.values())
    with Catalogue(tmp_path / "index") as catalogue:
        assert catalogue.remembered(list(found_below([root]))) == {}, "what can't be read is tried again"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("evaluations.csv", f"{COLUMNS}\ndefault,0,500,nan,0.0,0.0,0.0,1\n"),
        ("evaluations.csv", f"{COLUMNS}\nother,0,500,1.0,0.0,0.0,0.0,1\n"),
        ("evaluations.csv", "preset,seed\n"),
        ("plan.json", '{"configs": {}, "seeds": [0], "steps": 5}'),
        ("plan.json", '{"configs": {"default": 3}, "seeds": [0], "steps": 5}'),
    ],
)  # fmt: skip
def test_that_a_study_from_elsewhere_is_read_strictly(root: Path, name: str, content: str) -> None:
    (root / "study" / name).write_text(content)
    (entry,) = read_entries(root / "study")
    assert entry.trouble
    assert entry.kind is Kind.STUDY


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("seeds.csv", "20.0", "21.0", "say different things of seed 0 of a"),
        ("seeds.csv", "2.0\n", "-2.0\n", "took no time that there is"),
        ("evaluations.csv", "10.0", "1e308", "returns that none can have"),
        ("evaluations.csv", ",0.0,", ",nan,", "returns that none can have"),
    ],
)
def test_that_tables_of_a_study_that_none_can_have_written_are_refused(
    tmp_path: Path, name: str, old: str, new: str, words: str
) -> None:
    folder = made_study(tmp_path / "s", {"a": study_config()}, {("a", 0): (10.0, 20.0)})
    read_study(folder)
    table = (folder / name).read_text()
    assert old in table
    (folder / name).write_text(table.replace(old, new))
    with pytest.raises(InputError, match=words):
        read_study(folder)


def test_that_what_is_wrong_with_a_study_s_or_a_run_s_configuration_is_said_with_its_place(tmp_path: Path) -> None:
    study = made_study(tmp_path / "s", {"a": study_config()}, {("a", 0): (10.0, 20.0)})
    (tmp_path / "run").mkdir()
    run = tmp_path / "run" / "config.json"
    run.write_text(json.dumps(study_config().to_json()))
    for path, folder, read in (
        (study / "plan.json", study, read_study), (run, run, lambda _: config_in(run.parent, described_config)),
    ):  # fmt: skip
        text = path.read_text().replace(" ", "")
        assert '"gamma":0.99' in text
        path.write_text(text.replace('"gamma":0.99', '"gamma":7'))
        with pytest.raises(
            InputError, match=r"can't be used: gamma is '7', but must be a number from 0 to 1\."
        ) as refusal:
            read(folder)
        assert str(folder) in str(refusal.value)


def test_that_a_folder_that_nobody_foresaw_hides_no_other(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overflows(folder: Path) -> None:
        raise OverflowError(f"of {folder.name}")

    monkeypatch.setattr(reading, "read_sweep", overflows)
    entries = listed(root, tmp_path / "index")
    assert {entry.kind for entry in entries.values()} == {Kind.RUN, Kind.STUDY, Kind.SWEEP}
    assert [entry.trouble for entry in entries.values() if entry.trouble] == [
        f"{str(root / 'sweep')!r} can't be read: OverflowError: of sweep."
    ]


def test_that_a_link_in_a_study_is_not_followed(root: Path, tmp_path: Path) -> None:
    plan = root / "study" / "plan.json"
    plan.rename(tmp_path / "plan.json")
    plan.symlink_to(tmp_path / "plan.json")
    assert [found.folder.name for found in found_below([root])] == ["run", "sweep"]


def test_that_a_study_in_progress_tells_what_it_has_so_far(tmp_path: Path) -> None:
    folder = made_study(tmp_path / "s", {"a": study_config()}, {("a", 0): (10.0, 20.0)})
    with (folder / "evaluations.csv").open("a") as file:
        file.write("a,0,5")  # It is being written.
    lock = RunLock(folder)
    try:
        (entry,) = read_entries(folder)
    finally:
        lock.release()
    assert (entry.part, entry.being_written, entry.last) == ("", True, 20.0)


def test_that_each_folder_is_found_once_and_a_run_is_not_looked_into(root: Path) -> None:
    found = [one.folder for one in found_below([root, root / "run", root, root / "missing"])]
    assert found == [root / "run", root / "study", root / "sweep"]


def test_that_an_interrupted_run_is_called_so(root: Path) -> None:
    interrupt(root / "run")
    (entry,) = read_entries(root / "run")
    assert entry.interrupted
    assert not entry.being_written


def test_that_entries_come_back_from_json_as_they_were(root: Path, tmp_path: Path) -> None:
    config = dataclasses.replace(CONFIG, knobs={**CONFIG.knobs, "hidden_sizes": (3, 5)})
    made_run(root / "other", config=config)
    before = listed(root, tmp_path / "index")
    with Catalogue(tmp_path / "index") as catalogue:
        (entry,) = catalogue.remembered(list(found_below([root])))[root / "other"]
    assert entry == before["/other"]
    assert entry.knobs["hidden_sizes"] == (3, 5)
    assert np.isfinite(entry.written_unix_s)
