"""Which device is chosen, and that TensorFlow is told before its first operation."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest
import tensorflow as tf

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import Start
from dqn_engine.messages.reports import EngineReady, Failure, RunEnded
from dqn_engine.system import device, device_trial, tensorflow_setup
from dqn_engine.system.device_trial import DeviceVerdict
from dqn_engine.system.errors import InputError
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, play, reported

WORKS = DeviceVerdict(device="gpu:0", works=True, reason="")


class Told:
    """What TensorFlow was told, on a machine with so many GPUs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, gpus: list[str]) -> None:
        self.threads: list[tuple[str, int]] = []
        self.grown: list[str] = []
        self.visible: list[str] = list(gpus)
        config = tf.config
        monkeypatch.setattr(tensorflow_setup, "use_compilation_cache", lambda: None)
        monkeypatch.setattr(config, "list_physical_devices", lambda kind: gpus if kind == "GPU" else [])
        monkeypatch.setattr(config, "set_visible_devices", lambda devices, kind: self._see(devices, kind))
        monkeypatch.setattr(config.experimental, "set_memory_growth", lambda gpu, on: self.grown.append(gpu))
        for kind in ("intra", "inter"):
            name = f"set_{kind}_op_parallelism_threads"
            monkeypatch.setattr(config.threading, name, lambda count, kind=kind: self.threads.append((kind, count)))

    def _see(self, devices: list[str], kind: str) -> None:
        assert kind == "GPU"
        self.visible = devices


@pytest.mark.parametrize(
    ("asked", "gpus", "name", "words", "visible"),
    [
        ("auto", [], "cpu", "chosen by auto", []),
        ("auto", ["gpu"], "cpu", "chosen by auto", []),
        ("cpu", [], "cpu", "as asked for", []),
        ("cpu", ["gpu"], "cpu", "as asked for", []),
        ("gpu:0", ["gpu"], "gpu:0", "as asked for", ["gpu"]),
    ],
)
def test_that_what_is_chosen_is_said_and_done(
    monkeypatch: pytest.MonkeyPatch, asked: str, gpus: list[str], name: str, words: str, visible: list[str]
) -> None:
    told = Told(monkeypatch, gpus)
    choice = device.configure(asked, lambda _: WORKS)
    assert choice.name == name
    assert not choice.fell_back
    assert words in choice.reason
    assert told.visible == visible, "what isn't to be used must not be seen"
    assert told.grown == gpus
    assert sorted(told.threads) == [("inter", 1), ("intra", 1)]


def test_that_a_gpu_is_not_touched_before_another_process_has_tried_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch, ["gpu"])
    broken = DeviceVerdict(device="gpu:0", works=False, reason="the test was ended by signal 6")
    choice = device.configure("gpu:0", lambda _: broken)
    assert (choice.name, choice.fell_back) == ("cpu", True)
    assert choice.reason == "gpu:0 was asked for, but can't be used: the test was ended by signal 6"
    assert told.visible == []


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("kill -ABRT $$", "ended by signal 6"),
        ("exec sleep 60", "did not answer"),
        ("echo no driver >&2; exit 1", "no driver"),
    ],
)
def test_that_a_driver_that_aborts_hangs_or_refuses_costs_no_more_than_the_gpu(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, why: str
) -> None:
    """The process that tries the GPU is stood in for by one to which that happens."""
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    monkeypatch.setattr(device_trial.sys, "executable", str(python))
    choice = device.configure("gpu:0", lambda name: device_trial.try_device(name, patience_s=0.5))
    assert (choice.name, choice.fell_back) == ("cpu", True)
    assert why in choice.reason


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_session_without_the_gpu_it_was_asked_for_trains_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def try_device(name: str) -> DeviceVerdict:
        tried.append(name)
        return DeviceVerdict(device=name, works=False, reason="TensorFlow finds no GPU here.")

    def story(tape: Tape) -> Story:
        config = run_config(device="gpu:0", changes=SMALL)
        yield tape.ask(Start, config=config, steps=30)
        yield reported(RunEnded)

    monkeypatch.setattr(device, "try_device", try_device)
    tape = play(story, device="gpu:0")
    ready = tape.only(EngineReady)
    assert tried == ["gpu:0"]
    assert (ready.device, ready.fell_back) == ("cpu", True)
    assert "gpu:0 was asked for, but can't be used: TensorFlow finds no GPU here" in ready.device_reason
    assert tape.only(RunEnded).env_steps == 30
    assert not tape.of(Failure)


def test_that_the_real_trial_of_a_gpu_ends_in_a_verdict() -> None:
    """Here there may be a GPU or none; either way the child process says so, and this one is unharmed."""
    verdict = device_trial.try_device("gpu:0")
    assert verdict.works == ("answered" in verdict.reason)
    assert verdict.reason


def test_that_an_unknown_device_is_refused() -> None:
    with pytest.raises(InputError, match="There is no device 'tpu'"):
        device.configure("tpu")


def test_that_a_broken_driver_is_not_even_looked_for_where_the_cpu_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    Told(monkeypatch, [])
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.delitem(sys.modules, "tensorflow")  # As if nothing had imported it yet.
    monkeypatch.setattr(tensorflow_setup, "import_tensorflow", lambda: sys.modules.update(tensorflow=tf))
    device.configure("auto")
    assert os.environ["CUDA_VISIBLE_DEVICES"] == "-1"


def test_that_tensorflow_finds_no_matplotlib_as_it_is_imported_which_is_there_again_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("tensorflow", "matplotlib"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    for name, text in {
        "matplotlib": "",
        "tensorflow": "import importlib.util as u\nfound = u.find_spec('matplotlib')",
    }.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    tensorflow_setup.import_tensorflow()
    assert sys.modules["tensorflow"].found is None
    assert "matplotlib" not in sys.modules
    assert importlib.util.find_spec("matplotlib")


def test_that_a_tensorflow_already_at_work_stays_as_it_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    Told(monkeypatch, [])

    def too_late(count: int) -> None:
        raise RuntimeError("already initialized")

    monkeypatch.setattr(tf.config.threading, "set_intra_op_parallelism_threads", too_late)
    assert device.configure("cpu").name == "cpu"
