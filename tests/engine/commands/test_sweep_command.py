"""`dqn-engine sweep`: what it prints, saves, refuses, and does when it is interrupted, changed or killed."""

import csv
import io
import json
import math
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from dqn_engine.commands import cli, places
from dqn_engine.commands import study as study_command
from dqn_engine.commands import sweep as command
from dqn_engine.commands.sweep_progress import SweepProgress, counts
from dqn_engine.config.run_config import RunConfig
from dqn_engine.study import study_folder
from dqn_engine.study.plan import SeedDone, SeedResult
from dqn_engine.study.time_left import in_words
from dqn_engine.sweep import feasibility
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.database import SweepDatabase
from dqn_engine.sweep.saved_sweep import holds_sweep, read_sweep
from dqn_engine.system.errors import InputError
from tests.support.fake_study import FakeEvaluator
from tests.support.fake_sweep import (
    FILE,
    SettingLearner,
    result_of,
    sweep_definition,
    table_of,
    without_times,
    write_space,
)

ROOT = Path(__file__).parents[3]
SEEDS = ["--seeds", "0-2", "--steps", "1000", "--report-seeds", "100-101"]


class Fake:
    """Stands in for TensorFlow and Gymnasium; raises `signals` at chunk `at_chunk`, and calls `meanwhile` at each."""

    def __init__(self) -> None:
        self.compiled: list[RunConfig] = []
        self.tape: list[object] = []
        self.at_chunk = math.inf
        self.signals: tuple[int, ...] = ()
        self.meanwhile: Callable[[int], None] = lambda chunk: None

    @property
    def chunks(self) -> int:
        return sum(isinstance(entry, int) for entry in self.tape)

    @property
    def begun(self) -> int:
        return sum(isinstance(entry, tuple) and entry[0] == "restart" for entry in self.tape)

    def learner_for(self, config: RunConfig) -> SettingLearner:
        self.compiled.append(config)
        fake = self

        class Learner(SettingLearner):
            def train(self, most_steps: int) -> int:
                steps = super().train(most_steps)
                fake.meanwhile(fake.chunks)
                if fake.chunks == fake.at_chunk:
                    for number in fake.signals:
                        signal.raise_signal(number)
                return steps

        return Learner(config, self.tape)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake()
    monkeypatch.setattr(places, "load", lambda device: None)
    monkeypatch.setattr(places, "learner_for", fake.learner_for)
    monkeypatch.setattr(places, "evaluator_for", FakeEvaluator)
    monkeypatch.setattr(command, "core_count", lambda: 1)
    return fake


@pytest.fixture
def space(tmp_path: Path) -> str:
    return str(write_space(tmp_path))


Sweep = Callable[..., dict[str, Any]]


@pytest.fixture
def sweep(fake: Fake, space: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sweep:
    """Does a sweep in a folder of that name and returns what `--json` gave."""

    def done(name: str, *arguments: str, code: int = 0) -> dict[str, Any]:
        assert cli.main(["sweep", space, *SEEDS, *arguments, "--out", str(tmp_path / name), "--json"]) == code
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    return done


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_that_a_sweep_is_printed_and_saved(sweep: Sweep, tmp_path: Path, fake: Fake) -> None:
    result = sweep("s", "--trials", "5", "--seed", "4")
    assert [trial["trial"] for trial in result["trials"]] == list(range(5))
    assert {trial["state"] for trial in result["trials"]} == {"complete"}
    for trial in result["trials"]:
        assert set(trial["settings"]) == {"learning_rate", "n_step", "target_sync"}
        assert [seed["seed"] for seed in trial["seeds"]] == [0, 1, 2]
        assert trial["interval"][0] <= trial["score"] <= trial["interval"][1]
        assert trial["score"] == pytest.approx(np.mean([seed["final_mean"] for seed in trial["seeds"]]))
    best = max(result["trials"], key=lambda trial: trial["score"])
    assert result["best"]["trial"] == best["trial"]
    assert (result["best"]["settings"], result["best"]["chosen_by"]) == (best["settings"], "tuning")
    assert (result["report"]["trial"], result["report"]["settings"]) == (best["trial"], best["settings"])
    assert [seed["seed"] for seed in result["report"]["seeds"]] == [100, 101]
    assert (result["tuning_seeds"], result["report_seeds"]) == ([0, 1, 2], [100, 101])
    assert (result["sampler"], result["on"], result["seed"]) == ("random", "local", 4)
    assert (result["complete"], result["out"]) == (True, str(tmp_path / "s"))
    assert len(fake.compiled) == 1, "these settings are inputs of one program"

    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == [
        "runs", "seeds.csv", "sweep.json", "sweep.sqlite", "trials.csv"
    ]  # fmt: skip
    assert json.loads((tmp_path / "s" / "sweep.json").read_text()) == result
    trials, seeds = rows(tmp_path / "s" / "trials.csv"), rows(tmp_path / "s" / "seeds.csv")
    assert [float(row["score"]) for row in trials] == [trial["score"] for trial in result["trials"]]
    assert [(row["trial"], row["seeds_for"], row["seed"]) for row in seeds[-3:]] == [
        ("4", "tuning", "2"), (str(best["trial"]), "report", "100"), (str(best["trial"]), "report", "101")
    ]  # fmt: skip


def test_that_a_sweep_prints_sentences_too(
    fake: Fake, space: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sweep", space, *SEEDS, "--trials", "3", "--out", str(tmp_path / "s")]) == 0
    out, told = capsys.readouterr()
    first, second, third, fourth = out.splitlines()
    assert first == "3 of 3 trials"
    assert second.startswith("best on the tuning seeds, by which it was chosen: trial ")
    assert third.startswith("the same on 2 report seeds, by which nothing was chosen: interquartile mean after 1,000")
    assert fourth == f"saved in {tmp_path / 's'}"
    assert "trial 0: learning_rate=0.000512151, n_step=1, target_sync=soft: " in told
    assert "The best settings are tried on the report seeds now, by which nothing was chosen." in told
    assert cli.main(["sweep", str(tmp_path / "s")]) == 0
    assert out in capsys.readouterr().out, "it is shown again"
    assert cli.main(["sweep", space, *SEEDS[:4], "--trials", "1", "--out", str(tmp_path / "t")]) == 0
    assert "--report-seeds tries it on others" in capsys.readouterr().out


def test_that_a_trial_comes_to_what_a_study_of_its_settings_comes_to(
    sweep: Sweep, tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trial = sweep("s", "--trials", "2")["trials"][1]
    monkeypatch.setattr(study_command, "core_count", command.core_count)
    monkeypatch.setattr(study_folder, "can_draw", lambda: False)
    settings = [f"{name}={value}" for name, value in trial["settings"].items()]
    words = ["study", *SEEDS[:4], *(word for setting in settings for word in ("--set", setting))]
    assert cli.main([*words, "--out", str(tmp_path / "study"), "--json"]) == 0
    study = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert without_times({"seeds": study["seeds"]}) == without_times({"seeds": trial["seeds"]})
    assert (study["iqm_final"], study["iqm_final_interval"]) == (trial["score"], trial["interval"])


def test_that_a_grid_tries_all_and_what_needs_another_program_gets_one(
    fake: Fake, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FILE.replace(
        "learning_rate = { low = 0.0005, high = 0.004, log = true }", "batch_size = { choices = [8, 16] }"
    )
    space = str(write_space(tmp_path, text))
    assert cli.main(["sweep", space, *SEEDS, "--sampler", "grid", "--out", str(tmp_path / "s"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert len(result["trials"]) == 16
    assert [config.knobs["batch_size"] for config in fake.compiled] == [8, 16], "both are held"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_that_a_signal_keeps_what_is_done_and_resume_comes_to_the_same(
    sweep: Sweep, tmp_path: Path, fake: Fake, number: int, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = sweep("whole", "--trials", "4")
    fake.tape.clear()
    fake.at_chunk, fake.signals = 17, (number,)
    before = sweep("s", "--trials", "4", code=code)
    assert before["complete"] is False
    assert [trial["state"] for trial in before["trials"]] == ["complete", "begun"], "nobody trains it any more"
    assert before["report"] is None
    assert cli.main(["sweep", str(tmp_path / "s")]) == 0
    assert "1 of 4 trials, 0 running" in capsys.readouterr().out
    assert len(rows(tmp_path / "s" / "trials.csv")) == 2
    fake.at_chunk = math.inf
    begun = fake.begun
    assert cli.main(["sweep", str(tmp_path / "s"), "--resume", "--json"]) == 0
    after = json.loads(capsys.readouterr().out)
    assert without_times(after) == without_times(whole)
    assert table_of(tmp_path / "s") == table_of(tmp_path / "whole")
    assert fake.begun - begun == 14 - 4, "what was done stays"


def test_that_the_command_that_began_it_resumes_it_too(sweep: Sweep, fake: Fake) -> None:
    whole = sweep("s", "--trials", "2", "--resume")
    fake.tape.clear()
    assert without_times(sweep("s", "--trials", "2", "--resume")) == without_times(whole)
    assert fake.tape == []


def test_that_a_sweep_is_changed_while_it_runs_and_its_file_tells(
    sweep: Sweep, tmp_path: Path, fake: Fake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dqn_engine.sweep.sweep._LOOK_S", 0.0)
    folder = str(tmp_path / "s")

    def meanwhile(chunk: int) -> None:
        if chunk == 7:
            edits = ["--edit", "trials=7", "--edit", "n_step=[4]", "--edit", "prune=0.2"]
            capsys.readouterr()
            assert cli.main(["sweep", folder, *edits]) == 0
            said.append(capsys.readouterr().out)
            assert cli.main(["sweep", folder]) == 0
            said.append(capsys.readouterr().out)

    said: list[str] = []
    fake.meanwhile = meanwhile
    result = sweep("s", "--trials", "3")
    assert "to be changed by the program that does the sweep: 7 trials in all; n_step = {choices = [4]}" in said[0]
    assert "0 of 3 trials, 1 running\n" in said[1], "as the program that does it knows"
    assert [trial["trial"] for trial in result["trials"]] == list(range(7))
    (first, *_) = {edit["from_trial"] for edit in result["edits"]}
    assert first >= 1
    assert {trial["settings"]["n_step"] for trial in result["trials"][first:]} == {4}
    assert [edit["edit"] for edit in result["edits"]] == [
        {"trials": 7}, {"space": {"n_step": {"choices": [4]}}}, {"prune": 0.2}
    ]  # fmt: skip
    assert (result["prune"], result["trials_in_all"]) == (0.2, 7)
    assert cli.main(["sweep", folder, "--json"]) == 0
    assert without_times(json.loads(capsys.readouterr().out.splitlines()[-1])) == without_times(result)
    assert not list((tmp_path / "s" / "edits").iterdir())


def test_that_a_finished_sweep_gets_more_trials_and_the_report_of_its_new_best(
    sweep: Sweep, tmp_path: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = sweep("whole", "--trials", "6", "--seed", "5")
    sweep("s", "--trials", "2", "--seed", "5")
    folder = str(tmp_path / "s")
    assert cli.main(["sweep", folder, "--edit", "trials=6", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"edits": [{"trials": 6}], "out": folder}
    assert cli.main(["sweep", folder]) == 0
    assert "to be changed once --resume continues the sweep: 6 trials in all" in capsys.readouterr().out
    assert cli.main(["sweep", folder, "--edit", "prune=off", "--resume"]) == 0, "both in one command"
    told = capsys.readouterr().err
    assert "Changed from trial 2 on: 6 trials in all." in told
    assert "Changed from trial 2 on: nothing is pruned." in told
    assert table_of(tmp_path / "s") == table_of(tmp_path / "whole")
    assert whole["best"]["trial"] > 1


def test_that_a_paused_sweep_waits_and_goes_on(
    sweep: Sweep, tmp_path: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, waited = str(tmp_path / "s"), []
    monkeypatch.setattr("dqn_engine.sweep.sweep._LOOK_S", 0.0)

    def wait(seconds: float) -> None:
        waited.append(fake.begun)
        if len(waited) == 3:
            assert cli.main(["sweep", folder, "--edit", "go"]) == 0

    runner = command.SweepRunner
    monkeypatch.setattr(command, "SweepRunner", lambda *given, **named: runner(*given, **named, wait=wait))
    fake.meanwhile = lambda chunk: chunk == 7 and cli.main(["sweep", folder, "--edit", "pause"])
    result = sweep("s", "--trials", "2")
    assert waited == [2, 2, 2], "the seed in progress was finished, and none was begun"
    assert result["complete"] is True
    assert table_of(tmp_path / "s") == (sweep("whole", "--trials", "2"), table_of(tmp_path / "whole"))[1]


SWEEP = ["sweep", "{space}", "--seeds", "0-1", "--steps", "10", "--out", "{tmp}/new"]
BAD_INPUT = [
    (["sweep", "{space}", "--steps", "10", "--out", "{tmp}/new"], "A new sweep needs --seeds"),
    (["sweep", "{space}", "--seeds", "0", "--out", "{tmp}/new"], "A new sweep needs --steps"),
    (["sweep", "{space}", "--seeds", "0", "--steps", "10"], "A new sweep needs --out"),
    (["sweep", "{tmp}/nowhere.toml", *SWEEP[2:]], "can't be read: No such file"),
    (["sweep", "{tmp}", *SWEEP[2:]], "is neither a file of a sweep, whose name ends in .toml, nor the folder of one"),
    (["sweep", "{tmp}/folder.toml", *SWEEP[2:]], "is not a plain file"),
    ([*SWEEP, "--sampler", "bayes"], "--sampler is 'bayes', but must be one of grid, random, tpe"),
    ([*SWEEP, "--sampler", "grid"], "learning_rate can be any number in its range, of which a grid can't try all"),
    ([*SWEEP, "--report-seeds", "1-3"], "Seed 1 is among --seeds and --report-seeds"),
    ([*SWEEP, "--trials", "0"], "must be a whole number from 1 to 10,000"),
    ([*SWEEP, "--prune", "2"], "--prune is '2', but must be a p-value"),
    ([*SWEEP, "--trials", "0"], "error: --trials is '0', but must be"),
    ([*SWEEP, "--every", "0"], "a sweep needs evaluations"),
    ([*SWEEP, "--episodes", "x"], "evaluate_episodes is 'x', but must be"),
    ([*SWEEP, "--device", "tpu"], "There is no device 'tpu'"),
    ([*SWEEP, "--on", "nowhere"], "--on is 'nowhere', but must be"),
    ([*SWEEP, "--edit", "pause"], "--edit changes a sweep that has begun: name its folder"),
    ([*SWEEP, "--out", "{tmp}/study"], "already holds a sweep or a study (study.json)"),
    ([*SWEEP, "--out", "{tmp}/run"], "already holds a run"),
]  # fmt: skip
DEFAULT, SPACE = 'preset = "default"\n', "[space]\ngamma = { low = 0, high = 1 }\n"
BAD_FILES = [
    ("", "names neither an environment nor a preset"),
    ("environment = 3\n[space]\n", "environment must be text"),
    (DEFAULT, "has nothing in [space]"),
    (DEFAULT + "space = 3\n", "space must be a table"),
    (DEFAULT + "knobs = 3\n", "holds knobs; allowed are environment, preset, score, ahead"),
    ('preset = "nope"\n' + SPACE, "There is no preset 'nope'"),
    ('environment = "Nope-v0"\n' + SPACE, "There is no environment 'Nope-v0'"),
    (DEFAULT + 'score = "best"\n' + SPACE, "score is 'best', but must be one"),
    (DEFAULT + "ahead = 0\n" + SPACE, "ahead is '0', but must be"),
    (DEFAULT + "[space]\ngama = { low = 0, high = 1 }\n", "Did you mean gamma?"),
    (DEFAULT + "[space]\ngamma = { low = 1, high = 0 }\n", "from 1 to 0 is empty"),
    (DEFAULT + "[settings]\ngamma = 0.5\n" + SPACE, "in [settings] and in [space]"),
    (DEFAULT + "[settings]\nevaluate_every = 5\n" + SPACE, "can't be set in a sweep"),
    (DEFAULT + '[settings]\ntarget_sync = "hard"\n[space]\ntau = { low = 0.1, high = 1 }\n', "tau has no effect"),
    (DEFAULT + "[space]\ncapacity = { low = 64, high = 900 }\nbatch_size = { choices = [32, 128] }\n"
     "[settings]\nlearning_starts = 50\n",
     "settings that don't go together (capacity=64, batch_size=128): capacity is 64 and batch_size 128, but a batch"),
    (DEFAULT + "edits = 3\n" + SPACE, "each of [[edits]] must have from_trial"),
    (DEFAULT + SPACE + "[[edits]]\nfrom_trial = 2\n", "each of [[edits]] must have from_trial"),
    (DEFAULT + SPACE + "[[edits]]\nfrom_trial = true\nprune = 0.1\n", "each of [[edits]] must have from_trial"),
    (DEFAULT + SPACE + "[[edits]]\nfrom_trial = 2\nprune = 2\n", "prune in --edit is '2'"),
    (DEFAULT + SPACE + "[[edits]]\nfrom_trial = 2\ntau = { choices = [0.1] }\n", "tau isn't in the sweep's space"),
    (DEFAULT + "[space\n", "is not valid TOML"),
    (DEFAULT + f"ahead = {'1' * 10_000}\n" + SPACE, "is not valid TOML: a number in it has too many digits"),
    (DEFAULT + f"ahead = {'[' * 10_000}\n" + SPACE, "is not valid TOML: it is nested too deeply"),
    ("#" * 70_000, "has more than 64,000 bytes"),
]  # fmt: skip


def refused(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    named = {"tmp": tmp_path, "space": tmp_path / "space.toml"}
    assert cli.main([argument.format(**named) for argument in arguments]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert len(error) < 700
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "new").exists()
    return error


@pytest.mark.parametrize(("arguments", "words"), BAD_INPUT)
def test_that_bad_input_ends_in_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: Fake, space: str, arguments: list[str], words: str
) -> None:
    for folder, file in (("study", "study.json"), ("run", "config.json"), ("folder.toml", "file")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / file).write_text("")
    assert words in refused(arguments, tmp_path, capsys)
    assert fake.compiled == []


@pytest.mark.parametrize(("text", "words"), BAD_FILES)
def test_that_a_bad_file_ends_in_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: Fake, text: str, words: str
) -> None:
    write_space(tmp_path, text)
    assert words in refused(SWEEP, tmp_path, capsys)


def test_that_more_memory_than_there_is_is_refused_with_how_many_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: Fake, space: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feasibility, "free_bytes", lambda: 3 * 2**30)
    said = refused([*SWEEP, "--on", "local:8"], tmp_path, capsys)
    assert "--on local:8 trains 8 seeds at a time, which need 7." in said
    assert "but 3.0 GiB are free; 3 of them fit, --on local:3." in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--edit", "trials=1"], "but 2 have begun; give at least as many"),
        (["--edit", "gamma=0.5"], "gamma isn't in the sweep's space, which has learning_rate, n_step, target_sync"),
        (["--edit", "n_step=99"], "n_step is '99', but must be"),
        (["--edit", "n_step=["], "which can't be read; write it as in a .toml file"),
        (["--edit", "faster"], "--edit is 'faster', but must be pause, go, trials=N"),
        (["--edit", "go", "--edit", "prune=1.5"], "must be a p-value"),
        (["--steps", "9"], "which says what it is to do; leave out --steps"),
        (["--resume", "--seeds", "9"], "which says what it is to do; leave out --seeds"),
        (["--resume", "--on", "local:0"], "--on is 'local:0'"),
    ],
)
def test_that_what_can_t_be_changed_of_a_sweep_is_refused(
    sweep: Sweep, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    sweep("s", "--trials", "2")
    assert words in refused(["sweep", "{tmp}/s", *arguments], tmp_path, capsys)


def test_that_an_edit_that_came_too_late_is_told_and_left_out(
    sweep: Sweep, tmp_path: Path, fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    sweep("s", "--trials", "2")
    (tmp_path / "s" / "edits").mkdir()
    (tmp_path / "s" / "edits" / "1.json").write_text('{"trials": 1}')
    (tmp_path / "s" / "edits" / "2.json").write_text("{")
    assert cli.main(["sweep", str(tmp_path / "s"), "--resume"]) == 0
    told = capsys.readouterr().err
    assert "but 2 have begun" in told
    assert "can't be read and was left out" in told
    assert not list((tmp_path / "s" / "edits").iterdir())


def test_that_a_full_disk_ends_the_sweep_in_one_sentence_and_nothing_is_lost(
    sweep: Sweep,
    fake: Fake,
    space: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note_seed = SweepDatabase.note_seed

    def filling(database: SweepDatabase, number: int, result: SeedResult) -> None:
        if number == 1:
            raise sqlite3.OperationalError("database or disk is full")
        note_seed(database, number, result)

    def full_at_once(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as full:
        full.setattr("dqn_engine.sweep.sweep_folder.create_database", full_at_once)
        assert cli.main(["sweep", space, *SEEDS, "--trials", "3", "--out", str(tmp_path / "none")]) == 2
    assert "free some space or choose another folder, and try again." in capsys.readouterr().err, "none was begun"

    with monkeypatch.context() as full:
        full.setattr(SweepDatabase, "note_seed", filling)
        assert cli.main(["sweep", space, *SEEDS, "--trials", "3", "--out", str(tmp_path / "s")]) == 2
    assert "sweep.sqlite' can't be written: database or disk is full; free some space" in capsys.readouterr().err
    begun = fake.begun
    assert sweep("s", "--trials", "3", "--resume")["complete"] is True
    assert fake.begun - begun == 11 - 3


def test_that_the_bar_shows_the_numbers_in_100_columns() -> None:
    console = Console(force_terminal=True, width=100, file=io.StringIO(), record=True)
    course = Course(sweep_definition(trials=20, seeds=range(5), prune=0.1))
    with SweepProgress(course, 2, console) as bar:
        for _ in range(42):
            job = course.next_job(())
            assert job is not None
            course.take(course.number_of(job.name), result_of(job))
            bar.observe(SeedDone(name=job.name, result=result_of(job)))
    shown = console.export_text()
    assert "pruned after 4 of 5 seeds" in shown
    assert "best so far" in shown
    course = Course(sweep_definition(trials=2))
    while (job := course.next_job(())) is not None and job.seed < 101:
        course.take(course.number_of(job.name), result_of(job))
    assert counts(course) == "2 of 2 trials, 1 of 2 report seeds"
    assert "of 20 trials" in shown.splitlines()[-1]
    assert "s left" in shown.splitlines()[-1]


@pytest.mark.parametrize(
    ("left", "words"),
    [(None, "time left unknown"), ((3.2, 9.6), "3–10 s left"), ((100.0, 300.0), "2–5 min left"),
     ((5000.0, 9000.0), "1–2 h left"), ((7200.0, 7201.0), "2 h left"), ((0.0, 0.0), "0 s left")],
)  # fmt: skip
def test_that_the_time_left_is_a_range(left: tuple[float, float] | None, words: str) -> None:
    assert in_words(left) == words


@pytest.mark.slow  # Too long for an inner loop.
def test_that_the_commands_that_the_manual_shows_do_what_it_says(
    fake: Fake, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "resources" / "manual" / "studies.md").read_text(encoding="utf-8")
    shown, _ = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    write_space(tmp_path, shown)
    monkeypatch.chdir(tmp_path)
    lines = [
        line
        for line in page.splitlines()
        if line.startswith("dqn-engine sweep ") and not {"tpe", "--on"} & set(line.split())
    ]
    assert len(lines) == 6
    for line in lines[:2]:
        assert cli.main(shlex.split(line)[1:]) == 0
    assert len(rows(tmp_path / "sweeps" / "first" / "trials.csv")) == 12
    for line in (lines[2], lines[4].replace("pause", "go")):
        assert cli.main(shlex.split(line)[1:]) == 0
    assert cli.main(shlex.split(lines[1])[1:]) == 0
    assert "Changed from trial 12 on: 16 trials in all." in capsys.readouterr().err
    assert cli.main(shlex.split(lines[3])[1:]) == 0
    assert cli.main(shlex.split(lines[5])[1:]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (len(result["trials"]), result["prune"]) == (16, 0.05)
    assert {trial["settings"]["n_step"] for trial in result["trials"][12:]} <= {1, 4}


def driver(folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    """`dqn-engine` with fake workers, in a process of its own."""
    words = [sys.executable, "-m", "tests.support.fake_sweep_driver", str(folder), *arguments]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def finished_seeds(folder: Path) -> int:
    """How many seeds of the sweep there are finished, also while it is being made."""
    try:
        return len(read_sweep(folder).results) if holds_sweep(folder) else 0
    except InputError:
        return 0


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_that_a_sweep_whose_workers_and_drivers_are_killed_ends_in_the_same_table(
    sweep: Sweep, tmp_path: Path, space: str, sampler: str
) -> None:
    rules = ["--trials", "10", "--sampler", sampler, "--prune", "0.3"]
    whole = sweep("whole", *rules)
    trouble = tmp_path / "trouble"
    trouble.mkdir()
    (trouble / "slow").touch()
    for number in range(6):
        (trouble / f"die-{number}").touch()
    out = str(tmp_path / "s")
    first = ["sweep", space, *SEEDS, *rules, "--out", out, "--on", "local:2", "--resume"]
    for seeds in (4, 9, 14):  # So many are finished when the driver is killed.
        process = driver(trouble, *first)
        while finished_seeds(tmp_path / "s") < seeds:
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.02)
        process.kill()
        process.communicate()
    process = driver(trouble, *first)
    _, error = process.communicate(timeout=200)
    assert process.returncode == 0, error
    assert not list(trouble.glob("die-*"))
    assert table_of(tmp_path / "s") == table_of(tmp_path / "whole")
    found = json.loads((tmp_path / "s" / "sweep.json").read_text())
    assert without_times(found) == without_times(whole)


@pytest.mark.slow
def test_that_a_suspended_worker_only_takes_longer(sweep: Sweep, tmp_path: Path, space: str) -> None:
    sweep("whole", "--trials", "3")
    trouble = tmp_path / "trouble"
    trouble.mkdir()
    (trouble / "slow").touch()
    process = driver(trouble, "sweep", space, *SEEDS, "--trials", "3", "--out", str(tmp_path / "s"), "--on", "local:2")
    children: list[int] = []
    while len(children) < 2 and process.poll() is None:
        time.sleep(0.02)
        listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        children = [int(pid) for pid in listed.read_text().split()] if listed.exists() else []
    os.kill(children[0], signal.SIGSTOP)
    time.sleep(0.5)
    os.kill(children[0], signal.SIGCONT)
    _, error = process.communicate(timeout=100)
    assert process.returncode == 0, error
    assert table_of(tmp_path / "s") == table_of(tmp_path / "whole")


def runs_in(folder: Path) -> set[str]:
    return {path.name for path in (folder / "runs").iterdir()} if (folder / "runs").exists() else set()


def test_that_seeds_leave_runs_all_those_of_the_best_trial_or_none(sweep: Sweep, tmp_path: Path) -> None:
    result = sweep("all", "--trials", "4")
    named = {f"trial-{trial}-seed-{seed}" for trial in range(4) for seed in (0, 1, 2)}
    best = result["best"]["trial"]
    report = {f"trial-{best}-seed-{seed}" for seed in (100, 101)}
    assert runs_in(tmp_path / "all") == named | report
    sweep("best", "--trials", "4", "--runs", "best")
    assert runs_in(tmp_path / "best") == {f"trial-{best}-seed-{seed}" for seed in (0, 1, 2)} | report
    sweep("none", "--trials", "4", "--runs", "none")
    assert runs_in(tmp_path / "none") == set()
    trials = {(tmp_path / name / "trials.csv").read_bytes() for name in ("all", "best", "none")}
    assert len(trials) == 1, "results don't depend on it"


def test_that_a_sweep_that_is_continued_by_its_folder_keeps_the_runs_that_it_was_to_keep(
    sweep: Sweep, fake: Fake, tmp_path: Path
) -> None:
    fake.at_chunk, fake.signals = 5, (signal.SIGINT,)
    sweep("s", "--trials", "4", "--runs", "best", code=130)
    fake.at_chunk = math.inf
    assert cli.main(["sweep", str(tmp_path / "s"), "--resume"]) == 0
    best = json.loads((tmp_path / "s" / "sweep.json").read_text())["best"]["trial"]
    assert {name.rpartition("-seed-")[0] for name in runs_in(tmp_path / "s")} == {f"trial-{best}"}
