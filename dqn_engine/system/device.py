"""Chooses the device, before TensorFlow's first operation.

A GPU is tried in a process of its own first: a broken driver may abort whatever process touches it. Where it fails, the
CPU is taken and the reason reported, since a run on the CPU is worth more than none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dqn_engine.system.device_names import GPU, check_device
from dqn_engine.system.device_trial import DeviceVerdict, try_device
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.tensorflow_setup import set_up_tensorflow


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChoice:
    """What runs, and why. `fell_back`: it is not what was asked for."""

    name: str
    reason: str
    fell_back: bool = False


def configure(device: str, test: Callable[[str], DeviceVerdict] | None = None) -> DeviceChoice:
    """Chooses, and imports TensorFlow and sets it up for that; see `set_up_tensorflow`.

    `auto` takes the CPU: small networks are bound by launches, which a GPU makes slower (manual, *Devices*).

    Args:
        device: One of `device_names.DEVICES`.
        test: Tries a GPU that is asked for, in another process; `device_trial.try_device` if None.

    Raises:
        InputError: There is no such device.
    """
    check_device(device)
    if device == GPU:
        verdict = (test or try_device)(GPU)
        if verdict.works and set_up_tensorflow(gpu=True):
            return DeviceChoice(name=GPU, reason=Sentence("as asked for, and tried"))
        why = Sentence("TensorFlow already runs without it") if verdict.works else verdict.reason.rstrip(".")
    set_up_tensorflow(gpu=False)
    if device == GPU:
        return DeviceChoice(
            name="cpu", reason=Sentence("gpu:0 was asked for, but can't be used: {why}", why=why), fell_back=True
        )
    if device == "cpu":
        return DeviceChoice(name="cpu", reason=Sentence("as asked for"))
    return DeviceChoice(
        name="cpu",
        reason=Sentence(
            "chosen by auto, since small networks run faster on it; with layers of 256 or batches of 512 try gpu:0"
        ),
    )
