"""`dqn-engine`: what it prints, what it exits with, and that every bad input ends in one sentence."""

import argparse
import errno
import io
import json
import math
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from dqn_engine.commands import cli, driver, train
from dqn_engine.commands.output import say, tell, tell_warning
from dqn_engine.commands.progress import ProgressBar, progress_text
from dqn_engine.commands.tally import Tally
from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import preset_names, run_config
from dqn_engine.messages.channel import Publish
from dqn_engine.messages.commands import Shutdown, Spectate, Start, Stop
from dqn_engine.messages.reports import (
    EpisodesEnded,
    Progress,
    RunEnded,
    RunMoved,
    RunStarted,
    RunState,
    SavingTrouble,
    Stalled,
    StateChanged,
)
from dqn_engine.networks.spec import NetworkSpec, network_spec
from dqn_engine.storage.weights.weights_file import save_weights, weights_sha256
from tests.support.networks import random_weights, small_spec
from tests.support.taped_session import TapedSession

ROOT = Path(__file__).parents[3]

CONFIG = run_config(changes={"hidden_sizes": (6, 5)})


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> TapedSession:
    """Stands in for the engine, so that TensorFlow is not loaded."""
    taped = TapedSession()
    monkeypatch.setattr(driver, "open_session", taped.opened)
    return taped


def spec_of_config() -> NetworkSpec:
    return network_spec(CONFIG.knobs, observation_scale=(2.4, 3.0, math.radians(12), 3.0), action_count=2)


# --- bad input --------------------------------------------------------------------------------------------------------

TRAIN = ["train", "--steps", "1000", "--out", "{tmp}/run"]
BAD_INPUT = [
    ([], "The following arguments are required: COMMAND"),
    (["fly"], "invalid choice: 'fly'"),
    (["train", "--out", "{tmp}/run"], "give --steps N"),
    (["train", "--stop-evaluations", "some"], "stop_evaluations"),
    (["train", "--stop-after", "soon"], "such as 90s, 10m or 1h30m"),
    (["train", "--stop-at-return", "475", "--evaluate-every", "0"], "evaluate_every"),
    ([*TRAIN, "--bogus"], "Unrecognized arguments: --bogus"),
    ([*TRAIN, "--steps", "0"], "is '0', but must be a whole number from 1 to"),
    ([*TRAIN, "--steps", "1e4"], "is '1e4', but must be a whole number"),
    ([*TRAIN, "--seed", "-1"], "is '-1', but must be a whole number from 0 to 2,147,483,647"),
    ([*TRAIN, "--seed", "２"], "is '２', but must be a whole number"),
    ([*TRAIN, "--seed", "1_0"], "is '1_0', but must be a whole number"),
    ([*TRAIN, "--seed", "9" * 5000], "but must be a whole number"),
    ([*TRAIN, "--stop-after", "２m"], "such as 90s, 10m or 1h30m"),
    ([*TRAIN, "--set", "batch_size=３２"], "batch_size is '３２', but must be"),
    ([*TRAIN, "--evaluate-every", "５"], "evaluate_every is '５', but must be"),
    (["resume", "", "--steps", "5"], "RUN is empty, but must name"),
    (["reproduce", ""], "RUN is empty, but must name"),
    (["fork", ""], "RUN is empty, but must name"),
    (["inspect", ""], "PATH is empty, but must name"),
    (["evaluate", ""], "PATH is empty, but must name"),
    (["export", "", "--format", "keras", "--out", "x.keras"], "PATH is empty, but must name"),
    (["export", "x", "--format", "keras", "--out", ""], "--out is empty, but must name"),
    (["study", "--seeds", "0-1", "--steps", "10", "--out", ""], "--out is empty, but must name"),
    ([*TRAIN, "--set", "learnig_rate=1"], "Did you mean learning_rate?"),
    ([*TRAIN, "--set", "gamma"], "write NAME=VALUE"),
    ([*TRAIN, "--set", "gamma=1.5"], "gamma is '1.5', but must be a number from 0 to 1"),
    ([*TRAIN, "--set", "gamma=nan"], "gamma is"),
    ([*TRAIN, "--set", "batch_size=1" + "0" * 400], "batch_size is"),
    ([*TRAIN, "--set", "double=maybe"], "double is 'maybe', but must be true or false"),
    ([*TRAIN, "--set", "capacity=64", "--set", "batch_size=128"], "can't be larger than the buffer"),
    (
        [*TRAIN, "--set", "value_head=c51", "--set", "v_min=5", "--set", "v_max=5"],
        "C51's values must rise between them",
    ),
    ([*TRAIN, "--set", "munchausen=on", "--set", "value_head=c51"], "Munchausen works on expected values only"),
    ([*TRAIN, "--set", "loss=squared", "--set", "value_head=qr-dqn"], "squared errors don't find quantiles"),
    ([*TRAIN, "--set", "learning_starts=250000"], "can't wait for more than the buffer holds"),
    ([*TRAIN, "--env", "Acrobot-v1", "--preset", "notebook-1"], "Acrobot-v1 has no pole"),
    ([*TRAIN, "--env", "Nope-v0"], "There is no environment 'Nope-v0'"),
    ([*TRAIN, "--preset", "nope"], "There is no preset 'nope'; the presets are: default"),
    ([*TRAIN, "--preset", "{tmp}/missing.toml"], "can't be read: No such file or directory"),
    ([*TRAIN, "--preset", "{tmp}/broken.toml"], "is not valid TOML"),
    ([*TRAIN, "--preset", "{tmp}/latin.toml"], "is not valid TOML"),
    ([*TRAIN, "--preset", "{tmp}/digits.toml"], "is not valid TOML: a number in it has too many digits"),
    ([*TRAIN, "--preset", "{tmp}/unknown.toml"], "Did you mean gamma?"),
    ([*TRAIN, "--preset", "{tmp}/huge.toml"], "batch_size is"),
    ([*TRAIN, "--device", "tpu"], "There is no device 'tpu'; the devices are: auto, cpu, gpu:0"),
    ([*TRAIN, "--evaluate-every", "-5"], "evaluate_every is '-5', but must be"),
    ([*TRAIN, "--evaluate-episodes", "x"], "evaluate_episodes is 'x', but must be"),
    (["train", "--steps", "10", "--out", "{tmp}/broken.toml"], "is a file; choose a folder"),
    (["train", "--steps", "10", "--out", "{tmp}/broken.toml/run"], "is a file; choose another"),
    (["train", "--steps", "10", "--out", "{tmp}/used"], "already holds a run"),
    (["evaluate", "{tmp}/missing.npz"], "There is no file or folder"),
    (["evaluate", "{tmp}/used"], "holds neither best.weights.h5 nor last.weights.h5"),
    (["evaluate", "{tmp}/broken.toml"], "must end in .weights.h5, .npz, .safetensors, .keras or .h5"),
    (["evaluate", "{tmp}/text.npz"], "not a NumPy archive"),
    (["evaluate", "{tmp}/bare.npz"], "there is no config.json beside it"),
    (["evaluate", "{tmp}/used/bare.npz"], "can't be read as the JSON of a configuration"),
    (["evaluate", "{tmp}/bare.npz", "--episodes", "0"], "error: --episodes is '0', but must be a whole number from 1"),
    (["resume", "{tmp}/used"], "required: --steps"),
    (["resume", "{tmp}/missing", "--steps", "5"], "There is no folder"),
    (["resume", "{tmp}/used", "--steps", "5"], "no checkpoint, so it can't be resumed, forked or looked at"),
    (["fork", "{tmp}/used"], "no checkpoint, so it can't be resumed, forked or looked at; train a new run"),
    pytest.param(
        ["look", "{tmp}/used", "--instrument", "health"],
        "forked or looked at; train a new run",
        marks=pytest.mark.slow,
    ),
    (["fork", "{tmp}/used", "--at", "5", "--out", "{tmp}/new"], "holds no checkpoint of step 5; saved are: none"),
    (["fork", "{tmp}/used", "--set", "gamma=7"], "gamma is '7', but must be"),
    pytest.param(["reproduce", "{tmp}/used"], "as the JSON of a configuration", marks=pytest.mark.slow),
    pytest.param(["reproduce", "{tmp}/missing"], "is no folder of a run", marks=pytest.mark.slow),
    (["inspect", "{tmp}/missing"], "There is no file or folder"),
    (["inspect", "{tmp}/used"], "holds neither a run nor a checkpoint"),
    (["inspect", "{tmp}/text.npz"], "not a NumPy archive"),
    (["bench", "--hidden", "0"], "hidden_sizes is"),
    (["bench", "--batch", "many"], "batch_size is 'many'"),
    (["bench", "--capacity", "1"], "capacity is"),
    (["bench", "--steps", "1"], "is '1', but must be a whole number from 1,000"),
    (["bench", "--set", "nope=1"], "There is no hyperparameter named 'nope'"),
]


@pytest.mark.parametrize(("arguments", "words"), BAD_INPUT)
def test_that_bad_input_ends_in_one_sentence_and_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession, arguments: list[str], words: str
) -> None:
    (tmp_path / "broken.toml").write_text("[knobs\ngamma = ")
    (tmp_path / "latin.toml").write_bytes(b'title = "caf\xe9"')
    (tmp_path / "unknown.toml").write_text("[knobs]\ngama = 0.9")
    (tmp_path / "huge.toml").write_text("[knobs]\nbatch_size = 1" + "0" * 400)
    (tmp_path / "digits.toml").write_text("[knobs]\nbatch_size = 1" + "0" * 10_000)
    (tmp_path / "text.npz").write_text("hello")
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "config.json").write_text("[" * 90_000)
    for folder in (tmp_path, tmp_path / "used"):
        save_weights(folder / "bare.npz", small_spec(), random_weights(small_spec()), None)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert cli.main([argument.format(tmp=tmp_path) for argument in arguments]) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("error: ")
    assert words in error
    assert error.count("\n") == 1
    assert "Traceback" not in error
    assert len(error) < 700
    assert session.received == []
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_that_an_unwritable_folder_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert cli.main(["train", "--steps", "10", "--out", str(tmp_path / "run")]) == 2
    assert "can't be written to; choose another" in capsys.readouterr().err
    assert session.received == []


def test_that_what_the_session_refuses_is_reported_the_same_way(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    session.refusal = "That can't be done here; do something else."
    assert cli.main(["train", "--steps", "10", "--out", str(tmp_path / "run")]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"error: {session.refusal}"


# --- train ------------------------------------------------------------------------------------------------------------


def test_that_train_prints_exactly_the_promised_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    out = str(tmp_path / "run")
    arguments = ["train", "--env", "CartPole-v1", "--preset", "default", "--set", "gamma=0.9", "--set", "double=off"]
    arguments += ["--steps", "1200", "--seed", "4", "--out", out, "--evaluate-every", "600"]
    assert cli.main([*arguments, "--evaluate-episodes", "3", "--device", "cpu", "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(last) == [
        "env_steps", "updates", "episodes", "mean_return_100", "steps_per_second", "wall_seconds", "compile_seconds",
        "weights_sha256", "ended_by", "evaluations", "out", "saved", "device", "device_reason",
    ]  # fmt: skip
    assert (last["env_steps"], last["updates"], last["episodes"], last["out"]) == (1200, 700, 2, out)
    assert last["mean_return_100"] == 20.0
    assert last["compile_seconds"] == 1.5
    assert last["weights_sha256"] == weights_sha256(random_weights(small_spec()))
    assert last["evaluations"][0] == {"env_step": 500, "mean": 20.0, "min": 9.0, "max": 500.0, "episodes": 3}
    assert len(last["evaluations"]) == 3
    start = next(command for command in session.received if isinstance(command, Start))
    assert start.steps == 1200
    assert start.out == out
    assert (start.config.seed, start.config.device, session.device) == (4, "cpu", "cpu")
    changed = {knob.name for knob in KNOBS if start.config.knobs[knob.name] != knob.default}
    assert changed == {"gamma", "double", "evaluate_every", "evaluate_episodes"}
    assert (start.config.knobs["evaluate_every"], start.config.knobs["evaluate_episodes"]) == (600, 3)
    assert [type(command) for command in session.received] == [Spectate, Start, Shutdown]


def test_that_train_prints_sentences_for_the_user_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    assert cli.main(["train", "--steps", "1000", "--out", str(tmp_path / "run")]) == 0
    out, error = capsys.readouterr()
    assert "1,000 steps, 500 updates, 2 episodes in " in out
    assert "mean return of the last 2 episodes 15.0" in out
    assert "step 500: greedy mean 20.0 of 3 episodes (9 to 500)" in error


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_that_a_signal_stops_after_the_chunk_saves_and_sets_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession, number: int, code: int
) -> None:
    before = signal.getsignal(number)
    session.at_chunk = lambda chunk: signal.raise_signal(number) if chunk == 3 else None
    assert cli.main(["train", "--steps", "100000", "--out", str(tmp_path / "run"), "--json"]) == code
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["env_steps"] == 1500
    assert (tmp_path / "run" / "last.weights.h5").is_file()
    assert [type(command) for command in session.received] == [Spectate, Start, Stop, Shutdown]
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_that_a_run_that_does_not_hear_is_left_after_a_signal_that_nobody_can_repeat(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    session: TapedSession,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
) -> None:
    left, codes = threading.Event(), []
    before = signal.signal(number, signal.SIG_DFL)  # What runs the tests may have it ignored.

    def leave(code: int) -> None:
        codes.append(code)
        left.set()

    def hang(_: int) -> None:
        if not left.is_set():
            signal.raise_signal(number)
            assert left.wait(20)

    monkeypatch.setattr(driver, "HEARD_WITHIN_S", 0.2)
    monkeypatch.setattr("os._exit", leave)
    session.at_chunk = hang
    cli.main(["train", "--steps", "100000", "--out", str(tmp_path / "run"), "--json"])
    signal.signal(number, before)
    assert codes == [128 + number]
    printed = capsys.readouterr()
    assert "error: The run doesn't answer and was left" in printed.err
    told = json.loads(printed.out.splitlines()[0])
    assert (told["error"], told["kind"]) == ("The run doesn't answer and was left; what was saved of it, if anything, "
                                             "stays.", "interrupted")  # fmt: skip


def test_that_a_run_that_hears_in_time_is_not_left(
    tmp_path: Path, session: TapedSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr("os._exit", codes.append)
    session.at_chunk = lambda chunk: signal.raise_signal(signal.SIGTERM) if chunk == 3 else None
    assert cli.main(["train", "--steps", "100000", "--out", str(tmp_path / "run")]) == 143
    for thread in threading.enumerate():
        if thread.name == driver.LEAVER:
            thread.join(20)
    assert codes == []


def test_that_a_signal_that_was_ignored_before_stays_ignored(tmp_path: Path, session: TapedSession) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    session.at_chunk = lambda chunk: signal.raise_signal(signal.SIGHUP) if chunk == 1 else None
    try:
        assert cli.main(["train", "--steps", "1000", "--out", str(tmp_path / "run")]) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("in_the_background", [False, True])  # There a shell has Ctrl+C ignored, by `&`.
def test_that_a_second_ctrl_c_ends_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession, in_the_background: bool
) -> None:
    def twice(_: int) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    set_up = signal.SIG_IGN if in_the_background else signal.default_int_handler
    before = signal.signal(signal.SIGINT, set_up)
    session.at_chunk = twice
    try:
        assert cli.main(["train", "--steps", "100000", "--out", str(tmp_path / "run")]) == 130
        assert capsys.readouterr().err.splitlines()[-1] == "error: Interrupted."
        assert signal.getsignal(signal.SIGINT) is set_up
    finally:
        signal.signal(signal.SIGINT, before)


def test_that_a_failed_run_exits_1_with_its_reason_and_a_traceback_only_if_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    session.fails_at_chunk = 2
    assert cli.main(["train", "--steps", "5000", "--out", str(tmp_path / "run"), "--json"]) == 1
    out, error = capsys.readouterr()
    assert error.splitlines()[-1] == "error: Learning was stopped. It overflowed. Be modest."
    result = json.loads(out.splitlines()[-1])
    assert (result["env_steps"], result["kind"]) == (1000, "run")
    assert result["error"]
    assert cli.main(["train", "--steps", "5000", "--out", str(tmp_path / "again"), "--traceback"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "T"


def test_that_an_engine_that_can_t_be_loaded_fails_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    session.unloadable = "TensorFlow is damaged."
    arguments = ["train", "--steps", "10", "--out", str(tmp_path / "run")]
    for device in ("auto", "gpu:0"):
        assert cli.main([*arguments, "--device", device]) == 1
        assert f"error: The device can't be used. {session.unloadable} Choose cpu." in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_that_the_bar_shows_the_numbers_in_80_columns() -> None:
    console = Console(force_terminal=True, width=80, file=io.StringIO(), record=True)
    progress = Progress(
        run_id=1, sequence=1, state=RunState.TRAINING, env_steps=123_000, updates=1, episodes=1_234,
        steps_per_second=12_345.0, mean_return_100=499.91, epsilon=0.0123, beta=0.5, loss=0.1,
        compile_seconds=3.0,
    )  # fmt: skip
    with ProgressBar(200_000, console) as bar:
        bar.observe(StateChanged(run_id=1, sequence=0, state=RunState.TRAINING))
        bar.observe(progress)
    text = progress_text(progress, 200_000)
    assert text == "12,345 steps/s · ep 1,234 · mean 499.9 · ε 0.01 · 0:00:06"
    assert text in console.export_text()


def test_that_a_full_disk_is_told_once_and_that_it_is_over_also_without_a_terminal() -> None:
    console = Console(file=io.StringIO(), record=True, width=80)
    full = {"reason": "The disk \x1b[31mis full.", "retry_seconds": 2.0}
    with ProgressBar(200_000, console) as bar:
        for number, told in enumerate((full, {"reason": "", "retry_seconds": 0.0})):
            bar.observe(SavingTrouble(run_id=1, sequence=number, **told))
        bar.observe(RunMoved(run_id=1, sequence=3, path="/there", reason="The folder is gone."))
    assert console.export_text().splitlines() == [
        r"The disk \x1b[31mis full. Training continues unsaved meanwhile; saving is tried again and again.",
        "The run can be saved again, and is.",
        "The folder is gone. The run is saved in /there from now on.",
    ]


@pytest.mark.parametrize(("saved", "words"), [(True, "resume continues the run"), (False, "Nothing of the run has")])
def test_that_a_stall_says_of_what_is_saved_only_what_is_so(saved: bool, words: str) -> None:
    console = Console(file=io.StringIO(), record=True, width=400)
    with ProgressBar(9, console) as bar:
        bar.observe(Stalled(run_id=1, sequence=1, seconds=12.3, saved=saved))
        bar.observe(Stalled(run_id=1, sequence=2, seconds=0.0, saved=saved))
    first, second = console.export_text().splitlines()
    assert "for 12 s" in first
    assert words in first
    assert second == "The environment answers again."


@pytest.mark.parametrize(("out", "unsaved", "saved"), [("run", "", True), ("run", "full", False), ("", "", False)])
def test_that_the_result_says_whether_it_is_saved(out: str, unsaved: str, saved: bool) -> None:
    ended = RunEnded(
        run_id=1, sequence=3, reason="", env_steps=8, updates=1, episodes=0, weights_sha256="", unsaved=unsaved
    )
    assert Tally().result(ended, out)["saved"] is saved


def test_that_seconds_are_counted_from_the_run_s_start_and_without_compilation() -> None:
    times = iter([10.0, 15.5])
    tally = Tally(clock=lambda: next(times))
    started = {"action_labels": (), "observation_labels": (), "step_hz": 1.0, "episode_limit_steps": 1}
    tally.observe(RunStarted(run_id=1, sequence=1, config=CONFIG, return_threshold=1.0, **started))
    tally.observe(
        Progress(
            run_id=1,
            sequence=1,
            state=RunState.TRAINING,
            env_steps=800,
            updates=1,
            episodes=0,
            beta=0.5,
            steps_per_second=1.0,
            mean_return_100=math.nan,
            epsilon=0.1,
            loss=0.1,
            compile_seconds=1.5,
        )  # fmt: skip
    )
    returns = np.arange(150.0)
    tally.observe(
        EpisodesEnded(
            run_id=1, sequence=2, env_step=returns, episode_return=returns, length_steps=returns, truncated=returns > 0
        )
    )
    ended = RunEnded(run_id=1, sequence=3, reason="", env_steps=800, updates=1, episodes=0, weights_sha256="")
    tally.observe(ended)
    result = tally.result(ended, "")
    assert result["wall_seconds"] == 5.5
    assert result["steps_per_second"] == 200.0
    assert result["mean_return_100"] == np.arange(50.0, 150.0).mean()


@pytest.mark.parametrize(
    ("first_step", "steps", "compiling", "returns", "sentence"),
    [
        (
            0, 10_000, 15.3, [1.0, 2.0],
            "10,000 steps, 1 update, 2 episodes in 20.5 s, 15.3 s of them compiling (1,923 steps/s in the others); "
            "mean return of the last 2 episodes 1.5",
        ),
        (
            15_000, 15_005, 1.25, [1.0] * 150,
            "5 steps in 20.5 s, 1.2 s of them compiling (0.26 steps/s in the others); "
            "in all 15,005 steps, 1 update, 150 episodes; mean return of the last 100 episodes 1.0",
        ),
        (0, 1, 0.0, [4.0], "1 step, 1 update, 1 episode in 20.5 s (0.049 steps/s); return of the last episode 4.0"),
        (0, 0, math.nan, [], "0 steps, 1 update, 0 episodes in 20.5 s; no episode has ended"),
    ],
)  # fmt: skip
def test_that_the_summary_says_of_what_its_numbers_are(
    first_step: int,
    steps: int,
    compiling: float,
    returns: list[float],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times = iter([10.0, 30.5])
    monkeypatch.setattr(train, "Tally", lambda: Tally(clock=lambda: next(times)))
    started = {"action_labels": (), "observation_labels": (), "step_hz": 1.0, "episode_limit_steps": 1}
    progress = {"state": RunState.TRAINING, "env_steps": steps, "updates": 1, "episodes": 0, "beta": 0.5, "loss": 0.1,
                "steps_per_second": 1.0, "mean_return_100": math.nan, "epsilon": 0.1}  # fmt: skip
    told = np.array(returns)
    ended = RunEnded(
        run_id=1, sequence=4, reason="", env_steps=steps, updates=1, episodes=len(told), weights_sha256="a"
    )
    reports = [
        RunStarted(run_id=1, sequence=1, config=CONFIG, return_threshold=1.0, env_step=first_step, **started),
        Progress(run_id=1, sequence=2, compile_seconds=compiling, **progress),
        EpisodesEnded(run_id=1, sequence=3, env_step=told, episode_return=told, length_steps=told, truncated=told > 9),
        ended,
    ]

    def drive(observe: Publish) -> driver.Outcome:
        for report in reports:
            observe(report)
        return driver.Outcome(ended=ended)

    options = argparse.Namespace(steps=1, json=False, traceback=False, print_episodes=False)
    assert train.trained(options, "run", drive) == 0
    assert capsys.readouterr().out.splitlines()[1] == sentence


# --- evaluate ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [*(pytest.param(f"{kept}.weights.h5", marks=pytest.mark.slow) for kept in ("best", "last")), "mine.npz"],
)
def test_that_evaluate_needs_nothing_but_the_file_and_is_repeatable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    spec = spec_of_config()
    save_weights(tmp_path / name, spec, random_weights(spec), CONFIG)
    path = tmp_path / name if name == "mine.npz" else tmp_path
    results = []
    for seed in ("1", "1", "2"):
        assert cli.main(["evaluate", str(path), "--episodes", "7", "--seed", seed, "--json"]) == 0
        results.append(json.loads(capsys.readouterr().out))
    assert list(results[0]) == ["env", "episodes", "mean", "std", "min", "max", "cut_off", "returns"]
    assert len(results[0]["returns"]) == 7
    assert np.mean(results[0]["returns"]) == pytest.approx(results[0]["mean"])
    assert results[0]["env"] == "CartPole-v1"
    assert results[0]["episodes"] == 7
    assert results[0]["min"] <= results[0]["mean"] <= results[0]["max"]
    assert results[0] == results[1] != results[2]


def test_that_evaluate_takes_the_configuration_beside_a_file_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = spec_of_config()
    save_weights(tmp_path / "a.npz", spec, random_weights(spec), None)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG.to_json()))
    assert cli.main(["evaluate", str(tmp_path / "a.npz"), "--episodes", "2"]) == 0
    assert "CartPole-v1, 2 greedy episodes" in capsys.readouterr().out


# --- hyperparameters, help -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["train", "evaluate", "study", "sweep", "verdict", "hand", "report", "compare", "look", "doctor"]
)
def test_that_help_shows_no_marks_of_formatting(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main([name, "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith(f"usage: dqn-engine {name}")
    assert "%%" not in shown
    assert "%(" not in shown


def test_that_every_hyperparameter_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["knobs"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert cli.main(["knobs", "--markdown"]) == 0
    printed = capsys.readouterr().out.splitlines()
    rows = [line for line in printed if line.startswith("| ") and not line.startswith("| Hyperparameter |")]
    assert [line[3:] for line in printed if line.startswith("## ")] == list(dict.fromkeys(knob.group for knob in KNOBS))
    for knob, row in zip(KNOBS, rows, strict=True):
        assert f"{knob.name} = {knob.format(knob.default)}" in text
        assert knob.help in text
        assert row.startswith(f"| {knob.label} `{knob.name}` | {knob.format(knob.default)} |")
        assert row.replace(r"\|", "").count("|") == 6


@pytest.mark.slow
def test_that_help_and_evaluate_load_neither_tensorflow_nor_a_window(tmp_path: Path) -> None:
    """In a process of its own, since this one may have loaded them for another test."""
    spec = spec_of_config()
    save_weights(tmp_path / "a.npz", spec, random_weights(spec), CONFIG)
    script = (
        "import sys; from dqn_engine.commands.cli import main\n"
        "try: code = main(sys.argv[1:])\n"
        "except SystemExit as end: code = end.code\n"
        "heavy = {'tensorflow', 'keras', 'PySide6', 'h5py', 'gymnasium', 'numpy'} & set(sys.modules)\n"
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    for arguments, loaded in (
        (["--help"], []),
        (["train", "--help"], []),
        (["knobs"], []),
        (["evaluate", str(tmp_path / "a.npz"), "--episodes", "1"], ["gymnasium", "h5py", "numpy"]),
    ):
        ended = subprocess.run(
            [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60, check=True
        )
        assert ended.stderr == f"0 {loaded}\n"
        assert ended.stdout


@pytest.mark.slow
def test_that_a_closed_pipe_is_no_crash(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as pipe:
        ended = subprocess.run(
            [sys.executable, "-m", "dqn_engine", "knobs"], stdout=pipe, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert (ended.returncode, ended.stderr) == (1, b"")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--steps", "0", "--json"], "'0'"),
        (["train", "--json"], "--steps"),
        (["evaluate", "nowhere.npz", "--json"], "nowhere.npz"),
        (["inspect", "nowhere", "--json"], "nowhere"),
        (["study", "--seeds", "x", "--steps", "500", "--out", "s", "--json"], "x"),
    ],
)
def test_that_a_program_that_asked_for_json_gets_an_object_where_nothing_came_of_it(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    failure = json.loads(printed.out)
    assert set(failure) == {"error", "kind"}
    assert failure["kind"] == "input"
    assert words in failure["error"]
    assert printed.err == f"error: {failure['error']}\n"


def test_that_every_preset_is_listed_with_its_environment_and_title(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["presets"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(preset_names())
    assert "notebook-2           CartPole-v0          Notebook 2: prioritized, dueling" in lines


def test_that_a_preset_is_shown_with_what_it_changes_and_what_its_source_does_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('title = "Own"\ndifferences = ["It waits longer."]\n[knobs]\ngamma = 0.9\nn_step = 5\n')
    assert cli.main(["presets", str(own)]) == 0
    shown = capsys.readouterr().out
    assert "gamma = 0.9   (default 0.99)" in shown
    assert "n_step" not in shown, "it is the default"
    assert "What the source does otherwise:\n    * It waits longer." in shown
    assert cli.main(["presets", str(own), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["knobs"], said["differences"]) == ({"gamma": 0.9, "n_step": 5}, ["It waits longer."])


@pytest.mark.parametrize("differences", ['"one"', "[1]", "{}"])
def test_that_differences_that_are_no_sentences_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], differences: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f"differences = {differences}\n")
    assert cli.main(["presets", str(own)]) == 2
    assert "differences must be a list of sentences" in capsys.readouterr().err


def test_that_an_interruption_is_an_object_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> int:
        signal.raise_signal(signal.SIGINT)
        return 0

    monkeypatch.setattr("dqn_engine.commands.runs.run", interrupted)
    assert cli.main(["runs", "--json"]) == 130
    assert json.loads(capsys.readouterr().out) == {"error": "Interrupted.", "kind": "interrupted"}


def test_that_a_failure_of_the_system_that_no_command_foresaw_is_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device", "/full/disk")

    monkeypatch.setattr("dqn_engine.commands.runs.run", full)
    assert cli.main(["runs", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "error": "'/full/disk': No space left on device.",
        "kind": "system",
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--steps", "100", "--out", ""], "The output folder's name is empty"),
        (["train", "--steps", "100", "--preset", ""], "There is no preset ''"),
        (["runs", "nowhere"], "There is no folder 'nowhere'"),
        (["runs", ""], "There is no folder ''"),
    ],
)
def test_that_an_empty_or_missing_place_is_refused_and_not_taken_for_the_usual_one(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_that_inspecting_a_run_names_its_damaged_checkpoints(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "run-of-0.1.0", run)
    assert cli.main(["inspect", str(run), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["damaged_checkpoints"] == []
    part = max((run / "checkpoints").glob("*/learner.safetensors"))
    content = bytearray(part.read_bytes())
    content[-1] ^= 1
    part.write_bytes(content)
    assert cli.main(["inspect", str(run), "--json"]) == 0
    (sentence,) = json.loads(capsys.readouterr().out)["damaged_checkpoints"]
    assert sentence.startswith(f"{part.parent.name}: 'learner.safetensors' ")
    assert cli.main(["inspect", str(run)]) == 0
    assert f"\ndamaged_checkpoints:\n  {sentence}\n" in capsys.readouterr().out


def test_that_the_columns_of_runs_stand_under_each_other_however_wide_the_names_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("short", "a-rather-longer-name-of-a-run", "二つ目の実行"):
        shutil.copytree(Path(__file__).parents[1] / "fixtures" / "run-of-0.1.0", tmp_path / name)
    (tmp_path / "broken" / "checkpoints").mkdir(parents=True)
    (tmp_path / "broken" / "history.sqlite").symlink_to(tmp_path / "short" / "history.sqlite")
    shutil.rmtree(tmp_path / "short" / "checkpoints")
    assert cli.main(["runs", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert len({cell_len(line[: line.index("can't")]) for line in lines if "can't" in line}) == 1
    whole = [line for line in lines if " MB" in line]
    for column in (" step", " episode", "best ", " checkpoint", " MB"):
        assert len({cell_len(line[: line.index(column)]) for line in whole if column in line}) == 1, column
    assert any("0 steps" in line and "0 checkpoints" in line for line in whole)


def test_that_a_run_without_checkpoints_is_described_by_its_configuration(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = tmp_path / "run"
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "run-of-0.1.0", run)
    config = json.loads((run / "config.json").read_text())
    shutil.rmtree(run / "checkpoints")
    assert cli.main(["inspect", str(run)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert {f"environment: {config['environment']}", f"seed: {config['seed']}", "env_steps: 0"} <= set(lines)
    (run / "config.json").write_text("{}")
    assert cli.main(["inspect", str(run)]) == 0
    assert "environment: –" in capsys.readouterr().out


@pytest.mark.slow
def test_that_a_fork_tells_that_the_newest_checkpoint_is_damaged_and_how_to_continue(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run = tmp_path / "a'b$(x) c"
    shutil.copytree(Path(__file__).parents[1] / "fixtures" / "run-of-0.1.0", run)
    newest = max((run / "checkpoints").iterdir())
    shutil.copytree(newest, damaged := newest.with_name("g000009-step150"))
    (damaged / "manifest.json").write_text("{")
    made = str(tmp_path / "f'k$(x) c")
    assert cli.main(["fork", str(run), "--out", made]) == 0
    out, error = capsys.readouterr()
    assert "g000009-step150" in error
    assert "begins at step" in out
    assert out.endswith(f"continue with: dqn-engine resume {shlex.quote(made)} --steps N\n")


def test_that_the_criteria_that_end_a_run_are_hyperparameters_of_it(tmp_path: Path, session: TapedSession) -> None:
    arguments = ["--stop-evaluations", "3", "--stop-after", "1h30m"]
    assert cli.main(["train", "--stop-at-return", "475", *arguments, "--out", str(tmp_path / "run")]) == 0
    assert cli.main(["train", *arguments, "--out", str(tmp_path / "solved")]) == 0
    starts = [command for command in session.received if isinstance(command, Start)]
    names = ("stop_return", "stop_evaluations", "stop_minutes")
    told, solved = ([start.config.knobs[name] for name in names] for start in starts)
    assert told == [475.0, 3, 90.0]
    assert solved == ["auto", 3, 90.0]
    assert starts[0].steps == 0


# --- streams, terminals and signals -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "redirection", "code", "said"),
    [
        ("knobs", ">/dev/full", 1, "The result can't be written: No space left on device."),
        ("runs --json", ">/dev/full", 1, "The result can't be written: No space left on device."),
        ("runs nowhere --json", ">/dev/full", 2, "There is no folder 'nowhere'; give the folder that runs are in."),
        ("runs", ">&-", 1, "The result can't be written: standard output is closed."),
        ("runs", "<&-", 0, ""),
        ("runs", "2>/dev/full", 0, ""),
        ("runs nowhere", "2>&-", 2, ""),
        ("runs nowhere", ">&- 2>&-", 2, ""),
    ],
)
def test_that_a_stream_that_is_full_or_closed_is_a_sentence_at_most(
    command: str, redirection: str, code: int, said: str
) -> None:
    ended = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m dqn_engine {command} {redirection}"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (code, f"error: {said}\n" if said else "")
    assert "error" not in ended.stdout, "what belongs on stderr stays away from the results"


@pytest.mark.slow
def test_that_letters_that_a_terminal_lacks_are_escapes() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "dqn_engine", "knobs"], env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert rb"\u03b5" in ended.stdout


@pytest.mark.slow
def test_that_ctrl_c_while_the_command_line_is_loaded_is_a_sentence(tmp_path: Path) -> None:
    heeded = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # Also where the tests run in the background.
    (tmp_path / "argparse.py").write_text(f"import os, signal; {heeded}; os.kill(os.getpid(), signal.SIGINT)")
    ended = subprocess.run(
        [sys.executable, "-m", "dqn_engine", "runs", "--json"], env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (130, "error: Interrupted.\n")
    assert json.loads(ended.stdout) == {"error": "Interrupted.", "kind": "interrupted"}


@pytest.mark.slow
@pytest.mark.parametrize("words", [["reproduce", "/etc"], ["evaluate", "CHECKPOINT", "--episodes", "1"]])
def test_that_no_library_greets_the_user(words: list[str]) -> None:
    checkpoint = ROOT / "tests" / "engine" / "fixtures" / "run-of-0.1.0" / "checkpoints" / "g000004-step300"
    words = [str(checkpoint) if word == "CHECKPOINT" else word for word in words]
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    ended = subprocess.run(
        [sys.executable, "-m", "dqn_engine", *words], env={**environment, "KERAS_BACKEND": "jax"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == (2 if words[0] == "reproduce" else 0)
    assert ended.stderr == ("error: '/etc' is no folder of a run; choose one.\n" if ended.returncode else "")


def test_that_everything_is_printed_through_the_one_place_that_escapes() -> None:
    folder = ROOT / "dqn_engine" / "commands"
    found = [path.name for path in sorted(folder.glob("*.py")) if re.search(r"(?<![\w.])print\(", path.read_text())]
    assert found == ["output.py", "streams.py"]


def test_that_what_a_terminal_would_obey_is_printed_as_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\x1b[31m\u202eb\nsecond\r")
    tell("c\x07\x9b")
    assert capsys.readouterr() == ("a\\x1b[31m\\u202eb\nsecond\\r\n", "c\\x07\\x9b\n")


def test_that_a_warning_of_an_environment_is_told_with_its_escapes_shown(capsys: pytest.CaptureFixture[str]) -> None:
    tell_warning(UserWarning("slow\x1b]0;title\x07"), UserWarning, "my\x1b.py", 3, line="warn(…)")
    assert capsys.readouterr().err == "my\\x1b.py:3: UserWarning: slow\\x1b]0;title\\x07\n  warn(…)\n"


def test_that_the_version_is_printed_with_those_of_python_and_tensorflow(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert re.fullmatch(
        r"dqn-engine \d+\.\d+\.\d+ \(Python 3\.\d+\.\d+, TensorFlow 2\.\d+\.\d+\)\n", capsys.readouterr().out
    )
