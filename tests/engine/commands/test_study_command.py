"""`dqn-engine study`: what it prints, keeps, refuses, and does when interrupted."""

import csv
import errno
import io
import json
import math
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np
import pytest
from rich.console import Console

from dqn_engine.commands import cli, places
from dqn_engine.commands import study as command
from dqn_engine.commands.study_progress import StudyProgress
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.play.evaluation import evaluate
from dqn_engine.storage.run.lock import RunLock
from dqn_engine.study import study_folder as study_folder
from dqn_engine.study.learner import CompiledLearner
from dqn_engine.study.plan import SeedDone, StudyEvent
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.study import run_study
from dqn_engine.study.workers import Workers
from dqn_engine.system.coded_sentences import CODED, decoded
from dqn_engine.system.errors import InputError
from dqn_engine.training.compiled_steps import LONGEST_CHUNK_STEPS
from dqn_engine.training.run import Run
from tests.support.fake_study import FakeEvaluator, FakeLearner, study_plan
from tests.support.program_pool import SMALL


class FakeStudy:
    """Stands in for TensorFlow and Gymnasium: seed s plays 100·(s+1) after every 500 steps, at most 500."""

    def __init__(self) -> None:
        self.configs: list[RunConfig] = []
        self.tape: list[object] = []
        self.at_chunk = math.inf
        self.signals: tuple[int, ...] = ()

    def learner_for(self, config: RunConfig) -> FakeLearner:
        self.configs.append(config)
        fake = self

        class Learner(FakeLearner):
            def become(self, config: RunConfig) -> None:
                fake.configs.append(config)

            def train(self, most_steps: int) -> int:
                steps = super().train(most_steps)
                if sum(isinstance(entry, int) for entry in fake.tape) == fake.at_chunk:
                    for number in fake.signals:
                        signal.raise_signal(number)
                return steps

        return Learner(lambda seed, trained: min(500.0, (seed + 1) * trained / 5), self.tape, chunk_steps=500)

    def place(self) -> Callable[[Callable[[StudyEvent], None]], SeedTraining]:
        """This process, with learners that need no TensorFlow."""
        made = {"learner_for": self.learner_for, "evaluator_for": FakeEvaluator}
        return lambda observe: SeedTraining(observe, lambda: False, **made)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeStudy:
    fake = FakeStudy()
    monkeypatch.setattr(places, "load", lambda device: None)
    monkeypatch.setattr(places, "learner_for", fake.learner_for)
    monkeypatch.setattr(places, "evaluator_for", FakeEvaluator)
    monkeypatch.setattr(command, "core_count", lambda: 1)
    monkeypatch.setattr("dqn_engine.sweep.feasibility.free_bytes", lambda: None)  # Not what else runs here.
    return fake


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No curves are drawn, which is most of a fake study's time, where the test is about other things."""
    monkeypatch.setattr(study_folder, "can_draw", lambda: False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_that_a_study_is_printed_and_saved(tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy) -> None:
    out = tmp_path / "new" / "study"
    arguments = ["study", "--seeds", "0-1,4", "--steps", "1500", "--set", "gamma=0.9", "--compare", "default"]
    assert cli.main([*arguments, "cleanrl-dqn", "--compare", "rl-zoo-cartpole", "--out", str(out), "--json"]) == 0
    printed, told = capsys.readouterr()
    result = json.loads(printed.splitlines()[-1])
    assert [one["seed"] for one in result["seeds"]] == [0, 1, 4]
    assert [one["first_step_at_threshold"] for one in result["seeds"]] == [None, 1500, 500]
    assert [one["final_mean"] for one in result["seeds"]] == [300.0, 500.0, 500.0]
    assert [one["retained_mean"] for one in result["seeds"]] == [None, None, 500.0]
    assert (result["median_first_step"], result["iqr_first_step"]) == (1500.0, [1000.0, None])
    assert (result["preset"], result["complete"], result["out"]) == ("default, gamma=0.9", True, str(out))
    assert list(result["compare"]) == ["default", "cleanrl-dqn", "rl-zoo-cartpole"]
    knobs = [config.knobs for config in fake.configs]
    assert [values["gamma"] for values in knobs] == [0.9, 0.99, 0.99, 0.99], "--set is for the studied preset only"
    assert [values["hidden_sizes"] for values in knobs] == [(128, 128), (128, 128), (120, 84), (256, 256)]
    assert {(values["evaluate_every"], values["evaluate_episodes"]) for values in knobs} == {(500, 100)}
    assert "default, gamma=0.9, seed 1: after 1,500 steps at 475, final 500.0, best 500.0" in told

    assert sorted(path.name for path in out.iterdir()) == [
        "curves.csv", "evaluations.csv", "learning_curves.png", "learning_curves.svg", "plan.json", "runs",
        "seeds.csv", "study.json",
    ]  # fmt: skip
    assert len(list((out / "runs").iterdir())) == 4 * 3
    assert json.loads((out / "study.json").read_text()) == result
    evaluations, seeds, curves = (rows(out / f"{name}.csv") for name in ("evaluations", "seeds", "curves"))
    assert (len(evaluations), len(seeds), len(curves)) == (4 * 3 * 3, 4 * 3, 4 * 3)
    assert evaluations[1] == {
        "preset": "default, gamma=0.9", "seed": "0", "env_step": "1000", "mean": "200.0", "std": "0.0",
        "minimum": "200.0", "maximum": "200.0", "episodes": "100",
    }  # fmt: skip
    assert [row["first_step_at_threshold"] for row in seeds[:3]] == ["", "1500", "500"]
    assert curves[0] == {
        "preset": "default, gamma=0.9", "env_step": "500", "lower_quartile": "150.0", "median": "200.0",
        "upper_quartile": "350.0", "seeds": "3",
    }  # fmt: skip
    assert "<svg " in (out / "learning_curves.svg").read_text()
    assert (out / "learning_curves.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("undrawn")
def test_that_a_study_prints_sentences_too(tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy) -> None:
    arguments = ["study", "--seeds", "2-5", "--steps", "1000", "--every", "250", "--episodes", "7"]
    assert cli.main([*arguments, "--compare", "cleanrl-dqn", "--out", str(tmp_path / "s")]) == 0
    first, second, last = capsys.readouterr().out.splitlines()
    assert first == (
        "default: 4 of 4 seeds reached 475; first after a median of 625 steps (middle half 500 to 812); after 1,000 "
        "steps 100 % were there, interquartile mean 500.0 (95 % interval 500.0 to 500.0); of the evaluations after a "
        "seed's first, 100.0 % were there again, the least 500.0"
    )
    assert second.startswith("cleanrl-dqn: 4 of 4")
    for seeds, words in (
        ("1", "1 of 1 seed reached 475; first after a median of 1,500 steps (middle half 1,500 to 1,500); after 1,500"),
        ("0-1", "1 of 2 seeds reached 475; after 1,500 steps 50 % were there"),
        ("0", "0 of 1 seed reached 475; after 1,500 steps 0 % were there, interquartile mean 300.0 (of one seed)"),
    ):
        assert cli.main(["study", "--seeds", seeds, "--steps", "1500", "--out", str(tmp_path / seeds)]) == 0
        assert f"default: {words}" in capsys.readouterr().out
    assert last == f"saved in {tmp_path / 's'}"
    assert fake.configs[1].knobs["evaluate_every"] == 250
    assert fake.configs[1].knobs["evaluate_episodes"] == 7


def test_that_without_matplotlib_the_tables_are_saved_and_the_extra_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (command, study_folder):
        monkeypatch.setattr(module, "can_draw", lambda: False)
    assert cli.main(["study", "--seeds", "0", "--steps", "500", "--out", str(tmp_path / "s")]) == 0
    assert "install the extra 'study'" in capsys.readouterr().err
    assert {path.suffix for path in (tmp_path / "s").iterdir() if path.is_file()} == {".csv", ".json"}


def test_that_runs_that_can_t_be_saved_are_told_once_however_many_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy
) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "runs").touch()  # Where a folder should be.
    assert cli.main(["study", "--seeds", "4-7", "--steps", "500", "--out", str(tmp_path / "s")]) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "run" in line]
    assert len(told) == 2
    assert told[0].startswith("The run of seed 4 of default isn't saved whole.")
    assert told[1] == "Nor are the runs of 3 more seeds."


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_that_a_signal_keeps_what_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy, number: int, code: int
) -> None:
    before = signal.getsignal(number)
    fake.at_chunk, fake.signals = 5, (number,)
    arguments = ["study", "--seeds", "4-9", "--steps", "1000", "--compare", "cleanrl-dqn"]
    assert cli.main([*arguments, "--out", str(tmp_path / "s"), "--json"]) == code
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert "Ending: seeds in progress are given up, and what is finished is saved.\n" in err
    assert [one["seed"] for one in result["seeds"]] == [4, 5]
    assert (result["complete"], result["share_at_threshold_final"]) == (False, 1.0)
    assert result["compare"]["cleanrl-dqn"]["seeds"] == []
    assert result["compare"]["cleanrl-dqn"]["compile_seconds"] is None
    assert len(rows(tmp_path / "s" / "seeds.csv")) == 2
    assert len(rows(tmp_path / "s" / "evaluations.csv")) == 5, "also those of the seed that was given up"
    assert (tmp_path / "s" / "learning_curves.svg").is_file()
    assert signal.getsignal(number) is before


def test_that_a_stop_before_the_first_seed_is_done_is_no_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy
) -> None:
    fake.at_chunk, fake.signals = 1, (signal.SIGINT,)
    assert cli.main(["study", "--seeds", "0-9", "--steps", "1000", "--out", str(tmp_path / "s")]) == 130
    assert capsys.readouterr().out == f"default: no seed was finished\nsaved in {tmp_path / 's'}\n"
    assert json.loads((tmp_path / "s" / "study.json").read_text())["iqm_final"] is None
    assert not (tmp_path / "s" / "learning_curves.svg").exists()


def test_that_a_second_ctrl_c_ends_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy) -> None:
    fake.at_chunk, fake.signals = 3, (signal.SIGINT, signal.SIGINT)
    assert cli.main(["study", "--seeds", "0-9", "--steps", "1000", "--out", str(tmp_path / "s")]) == 130
    assert capsys.readouterr().err.splitlines()[-1] == "error: Interrupted."
    assert len(rows(tmp_path / "s" / "seeds.csv")) == 1


RESUMED = ["study", "--seeds", "4-7", "--steps", "1000", "--compare", "cleanrl-dqn"]


def without_seconds(table: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{name: cell for name, cell in row.items() if name != "wall_seconds"} for row in table]


@pytest.fixture
def interrupted(tmp_path: Path, fake: FakeStudy, undrawn: None, capsys: pytest.CaptureFixture[str]) -> Path:
    """A study of which seeds 4 and 5 of the first preset are finished, and one evaluation of seed 6; not drawn."""
    fake.at_chunk, fake.signals = 5, (signal.SIGINT,)
    assert cli.main([*RESUMED, "--out", str(tmp_path / "s")]) == 130
    capsys.readouterr()
    fake.at_chunk = -1
    return tmp_path / "s"


def test_that_a_resumed_study_does_what_is_left_and_comes_to_the_same(
    tmp_path: Path, fake: FakeStudy, interrupted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.tape.clear()
    assert cli.main([*RESUMED, "--out", str(interrupted), "--resume", "--json"]) == 0
    assert [seed for entry, seed in (entry for entry in fake.tape if isinstance(entry, tuple))] == [6, 7, 4, 5, 6, 7]
    assert json.loads(capsys.readouterr().out)["complete"] is True
    assert cli.main([*RESUMED, "--out", str(tmp_path / "whole")]) == 0
    for name in ("evaluations.csv", "seeds.csv", "curves.csv"):
        assert without_seconds(rows(interrupted / name)) == without_seconds(rows(tmp_path / "whole" / name))


def test_that_a_resumed_study_may_have_more_seeds(
    fake: FakeStudy, interrupted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*RESUMED, "--seeds", "2,4-8", "--out", str(interrupted), "--resume", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [one["seed"] for one in result["seeds"]] == [2, 4, 5, 6, 7, 8]


def test_that_a_finished_study_resumed_says_its_result_again(
    tmp_path: Path, fake: FakeStudy, capsys: pytest.CaptureFixture[str]
) -> None:
    command_line = [*RESUMED, "--out", str(tmp_path / "s"), "--resume"]
    assert cli.main(command_line) == 0  # There is nothing to resume yet.
    said = capsys.readouterr().out
    fake.tape.clear()
    assert cli.main(command_line) == 0
    assert capsys.readouterr().out == said
    assert fake.tape == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--steps", "1500"], "holds a study of other settings, steps or evaluations"),
        (["--set", "gamma=0.9"], "holds a study of other settings, steps or evaluations"),
        (["--every", "250"], "holds a study of other settings, steps or evaluations"),
        (["--episodes", "7"], "holds a study of other settings, steps or evaluations"),
        (["--seeds", "5-9"], "holds seed 4 of default, which --seeds leaves out; name it as well"),
    ],
)
def test_that_another_study_isn_t_resumed_and_stays_as_it_is(
    fake: FakeStudy, interrupted: Path, capsys: pytest.CaptureFixture[str], changed: list[str], words: str
) -> None:
    before = {path.name: path.read_bytes() for path in interrupted.iterdir() if path.is_file()}
    assert cli.main([*RESUMED, *changed, "--out", str(interrupted), "--resume"]) == 2
    assert words in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in interrupted.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("cut", [1, 30])
def test_that_a_seed_whose_rows_a_crash_cut_off_is_begun_again(
    fake: FakeStudy, interrupted: Path, capsys: pytest.CaptureFixture[str], cut: int
) -> None:
    table = interrupted / "seeds.csv"
    table.write_bytes(table.read_bytes()[:-cut])
    fake.tape.clear()
    assert cli.main([*RESUMED, "--out", str(interrupted), "--resume"]) == 0
    assert ("restart", 5) in fake.tape
    assert fake.tape.count(("restart", 4)) == 1, "of the other preset"
    assert [row["seed"] for row in rows(table)] == ["4", "5", "6", "7"] * 2


@pytest.mark.parametrize("content", [b"", b"preset,seed\n", b"\xff\xfe", b"preset\n1\n", b"[" * 100_000])
@pytest.mark.parametrize("name", ["evaluations.csv", "seeds.csv", "plan.json"])
def test_that_a_damaged_study_is_refused_in_a_sentence_and_stays_as_it_is(
    fake: FakeStudy, interrupted: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes
) -> None:
    (interrupted / name).write_bytes(content)
    before = {path.name: path.read_bytes() for path in interrupted.iterdir() if path.is_file()}
    assert cli.main([*RESUMED, "--out", str(interrupted), "--resume"]) == 2
    assert "choose another folder" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in interrupted.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("missing", [["evaluations.csv", "seeds.csv"], ["seeds.csv"]])
def test_that_a_study_that_was_killed_as_it_began_is_resumed(
    fake: FakeStudy, interrupted: Path, missing: list[str]
) -> None:
    for name in missing:
        (interrupted / name).unlink()
    assert cli.main([*RESUMED, "--out", str(interrupted), "--resume"]) == 0
    assert len(rows(interrupted / "seeds.csv")) == 8


def test_that_a_second_study_in_the_folder_of_a_real_one_is_told_of_resume(
    fake: FakeStudy, interrupted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*RESUMED, "--out", str(interrupted)]) == 2
    assert "already holds a study (evaluations.csv); continue it by --resume" in capsys.readouterr().err


def test_that_a_study_that_another_program_writes_is_refused(
    fake: FakeStudy, interrupted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = RunLock(interrupted)
    assert cli.main([*RESUMED, "--out", str(interrupted), "--resume"]) == 2
    assert "is being done by another program; wait for it" in capsys.readouterr().err
    lock.release()


STUDY = ["study", "--seeds", "0-1", "--steps", "1000", "--out", "{tmp}/new"]
BAD_INPUT = [
    (["study", "--steps", "10", "--out", "{tmp}/new"], "required: --seeds"),
    ([*STUDY, "--seeds", "5-2"], "The seeds 5-2 run backwards"),
    ([*STUDY, "--seeds", "x-3"], "The seeds are 'x-3', but must be whole numbers"),
    ([*STUDY, "--steps", "0"], "is '0', but must be a whole number from 1"),
    ([*STUDY, "--preset", "nope"], "There is no preset 'nope'; the presets are: default"),
    ([*STUDY, "--compare", "nope"], "There is no preset 'nope'"),
    ([*STUDY, "--compare", "{tmp}/missing.toml"], "can't be read: No such file"),
    ([*STUDY, "--compare", "default"], "'default' would be compared with itself"),
    ([*STUDY, "--compare", "cleanrl-dqn", "cleanrl-dqn"], "'cleanrl-dqn' would be compared with itself"),
    ([*STUDY, "--compare"], "expected at least one argument"),
    ([*STUDY, "--compare", *(f"{{tmp}}/{name}.toml" for name in "abcdef"), "cleanrl-dqn", "rl-zoo-cartpole"],
     "9 presets are too many to tell apart in one drawing; compare at most 7"),
    ([*STUDY, "--set", "gama=1"], "Did you mean gamma?"),
    ([*STUDY, "--set", "evaluate_every=7"], "are set with --every and --episodes; leave evaluate_every out of --set"),
    ([*STUDY, "--every", "0"], "--every is '0', but a study needs evaluations"),
    ([*STUDY, "--every", "x"], "evaluate_every is 'x', but must be"),
    ([*STUDY, "--episodes", "0"], "evaluate_episodes is '0', but must be"),
    ([*STUDY, "--env", "Nope-v0"], "There is no environment 'Nope-v0'"),
    ([*STUDY, "--device", "tpu"], "There is no device 'tpu'"),
    ([*STUDY, "--out", "{tmp}/a.toml"], "is a file; choose a folder"),
    ([*STUDY, "--out", "{tmp}/study"], "already holds a study (seeds.csv); continue it by --resume, or choose"),
    ([*STUDY, "--out", "{tmp}/study", "--resume"], "already holds a study (seeds.csv)"),
    *(([*STUDY, "--on", place], f"--on is '{place}', but must be local or local:P, with P from 1 to 256 processes")
      for place in ("local:0", "local:257", "local:", "local:x", "local:-1", "ray:", "", "local:²")),
    ([*STUDY, "--out", "{tmp}/run"], "already holds a run"),
    ([*STUDY, "--out", "{tmp}/sweep"], "already holds a sweep (sweep.sqlite); choose another folder"),
    ([*STUDY, "--out", "{tmp}/sweep", "--resume"], "already holds a sweep (sweep.sqlite); choose another folder"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "words"), BAD_INPUT)
def test_that_bad_input_ends_in_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy, arguments: list[str], words: str
) -> None:
    for name in "abcdef":
        (tmp_path / f"{name}.toml").write_text("")
    for folder, file in (
        ("study", "seeds.csv"),
        ("run", "config.json"),
        ("sweep", "sweep.sqlite"),
        ("sweep", "seeds.csv"),
    ):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / file).write_text("")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert cli.main([argument.format(tmp=tmp_path) for argument in arguments]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("error: ")
    assert words in error
    assert error.count("\n") == 1
    assert len(error) < 700
    assert fake.configs == []
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "new").exists()


def test_that_an_unwritable_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert cli.main(["study", "--seeds", "0", "--steps", "10", "--out", str(tmp_path / "s")]) == 2
    assert "can't be written to; choose another" in capsys.readouterr().err
    assert fake.configs == []


def test_that_a_folder_used_meanwhile_is_refused_and_left_alone(tmp_path: Path, fake: FakeStudy) -> None:
    for name in ("curves.csv", "study.json", "learning_curves.svg"):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        (folder / name).write_text("mine")
        with pytest.raises(InputError, match=f"already holds a study \\({name}"):
            study_folder.StudyFolder(folder, study_plan("a"))
        assert [path.name for path in folder.iterdir()] == [name]


def test_that_a_full_disk_ends_the_study_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake: FakeStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Filling(io.StringIO):
        """A table on a disk that is full from some moment on."""

        full = False

        def write(self, text: str) -> int:
            if Filling.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(text)

    def opened(path: Path, *arguments: object, **options: object) -> IO[str]:
        return Filling() if path.name == "evaluations.csv" else really(path, *arguments, **options)

    def record(folder: study_folder.StudyFolder, event: StudyEvent) -> None:
        recorded(folder, event)
        Filling.full = Filling.full or isinstance(event, SeedDone)

    really, recorded = Path.open, study_folder.StudyFolder.record
    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(study_folder.StudyFolder, "record", record)
    assert cli.main(["study", "--seeds", "0-3", "--steps", "500", "--out", str(tmp_path / "s")]) == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("the disk is full; free some space and save again.")
    assert len(rows(tmp_path / "s" / "seeds.csv")) == 1


def test_that_a_preset_s_name_is_no_formula_to_a_spreadsheet(tmp_path: Path, fake: FakeStudy) -> None:
    plan = study_plan("=cmd", seeds=(0,), steps=500)
    with study_folder.StudyFolder(tmp_path / "s", plan) as folder:
        run_study(plan, observe=folder.record, place=fake.place())
    assert rows(tmp_path / "s" / "seeds.csv")[0]["preset"] == "'=cmd"


def test_that_the_bar_shows_the_numbers_in_80_columns(fake: FakeStudy) -> None:
    console = Console(force_terminal=True, width=80, file=io.StringIO(), record=True)
    times = iter(range(1000))
    plan = study_plan("rl-zoo-cartpole", seeds=tuple(range(10, 15)), steps=20_000)
    with StudyProgress(plan, console, clock=lambda: float(next(times))) as bar:
        events: list[StudyEvent] = []
        run_study(plan, observe=events.append, place=fake.place())
        for event in events[:61]:
            bar.observe(event)
    shown = console.export_text()
    assert "rl-zoo-cartpole" in shown
    # 29,500 of 100,000 steps in 60 ticks of the clock: 143 to go.
    assert "seed 2 of 5 · step 9,500 · mean 500.0 · 0:02:23" in shown
    assert "rl-zoo-cartpole, seed 10: after 500 steps at 475, final 500.0, best 500.0" in shown
    assert re.search(r"best 500.0 \([0-9.]+ s\) · 3 min left", shown), "also where no bar is shown"


def test_that_a_window_is_told_at_each_evaluation_how_long_the_study_still_takes(
    fake: FakeStudy, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CODED, "1")
    times = iter(range(1000))
    plan = study_plan("rl-zoo-cartpole", seeds=(10, 11), steps=20_000)
    with StudyProgress(plan, clock=lambda: float(next(times))) as bar:
        events: list[StudyEvent] = []
        run_study(plan, observe=events.append, place=fake.place())
        for event in events[:31]:
            bar.observe(event)
    told = [decoded(line) for line in capsys.readouterr().err.splitlines()]
    assert told[-1] == "rl-zoo-cartpole: seed 1 of 2 · step 15,000 · mean 500.0 · 100 s left", "at 250 steps a second"


def test_that_a_real_study_in_other_processes_makes_the_evaluations_of_a_real_run(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    pooled_sessions: None,
) -> None:
    def one_process(*arguments: Any, count: int, **options: Any) -> Workers:
        assert count == 2
        return Workers(*arguments, count=1, **options)  # Each of them loads TensorFlow and compiles.

    monkeypatch.setattr(command, "core_count", lambda: 4)
    monkeypatch.setattr(places, "Workers", one_process)
    changes = {name: value for name, value in SMALL.items() if name != "evaluate_every"}
    settings = [f"{name}={value[0] if isinstance(value, tuple) else value}" for name, value in changes.items()]
    arguments = ["study", "--seeds", "3,5", "--steps", "1300", "--every", "600", "--episodes", "6"]
    arguments += [word for setting in settings for word in ("--set", setting)]
    assert cli.main([*arguments, "--out", str(tmp_path / "s"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["compile_seconds"] > 0
    found = {
        (int(row["seed"]), int(row["env_step"])): float(row["mean"]) for row in rows(tmp_path / "s/evaluations.csv")
    }
    expected = {}
    for seed in (3, 5):
        run = Run(run_config(seed=seed, changes=changes), chunk_steps=100)
        while run.env_steps < 1300:
            run.train(100)
            if run.env_steps in (600, 1200, 1300):
                expected[seed, run.env_steps] = evaluate(run.policy(), "CartPole-v1", 6, seed).mean
    assert found == expected
    assert len(set(found.values())) > 1
    assert [one["final_mean"] for one in result["seeds"]] == [expected[3, 1300], expected[5, 1300]]


def test_that_a_learner_trains_one_chunk_at_most_and_starts_again(pooled_sessions: None) -> None:
    learner = CompiledLearner(run_config(changes=dict(SMALL)))
    seen = []
    for seed in (1, 2, 1):
        learner.restart(seed)
        assert [learner.train(steps) for steps in (10, 20_000)] == [10, LONGEST_CHUNK_STEPS]
        seen.append(learner.policy().q_values(np.ones((1, 4), np.float32)).tolist())
    assert seen[0] == seen[2] != seen[1]


def test_that_more_seeds_at_a_time_than_memory_holds_are_refused_before_anything_runs(
    fake: FakeStudy, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dqn_engine.sweep.feasibility.free_bytes", lambda: 3 * 2**30)
    words = ["study", "--seeds", "0-99", "--steps", "500", "--set", "capacity=4194304", "--on", "local:100"]
    assert cli.main([*words, "--out", str(tmp_path / "s")]) == 2
    told = capsys.readouterr().err
    assert "--on local:100 trains 100 seeds at a time, which need" in told
    assert "of them fit, --on local:" in told
    assert not (tmp_path / "s").exists()
    assert fake.configs == []
