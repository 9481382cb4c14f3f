"""Which device is chosen, and that TensorFlow is told before its first operation."""

import pytest
import tensorflow as tf

from dqn_engine import device
from dqn_engine.errors import InputError


class Told:
    """What TensorFlow was told, on a machine with so many GPUs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, gpus: list[str]) -> None:
        self.threads: list[tuple[str, int]] = []
        self.grown: list[str] = []
        self.visible: list[str] = list(gpus)
        config = tf.config
        monkeypatch.setattr(device, "use_compilation_cache", lambda: None)
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
        ("auto", [], "cpu", "TensorFlow finds no GPU", []),
        ("auto", ["gpu"], "cpu", "a GPU is there", []),
        ("cpu", [], "cpu", "as asked for", []),
        ("cpu", ["gpu"], "cpu", "as asked for", []),
        ("gpu:0", ["gpu"], "gpu:0", "as asked for", ["gpu"]),
    ],
)
def test_that_what_is_chosen_is_said_and_done(
    monkeypatch: pytest.MonkeyPatch, asked: str, gpus: list[str], name: str, words: str, visible: list[str]
) -> None:
    told = Told(monkeypatch, gpus)
    choice = device.configure(asked)
    assert choice.name == name
    assert words in choice.reason
    assert told.visible == visible, "what isn't to be used must not be seen"
    assert told.grown == gpus
    assert sorted(told.threads) == [("inter", 1), ("intra", 1)]


def test_that_a_gpu_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    Told(monkeypatch, [])
    with pytest.raises(InputError, match="finds no GPU here.*choose cpu"):
        device.configure("gpu:0")


def test_that_a_tensorflow_already_at_work_stays_as_it_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    Told(monkeypatch, [])

    def too_late(count: int) -> None:
        raise RuntimeError("already initialized")

    monkeypatch.setattr(tf.config.threading, "set_intra_op_parallelism_threads", too_late)
    assert device.configure("cpu").name == "cpu"
