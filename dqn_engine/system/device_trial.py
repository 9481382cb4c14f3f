"""Tries a device in a process of its own, since a broken driver may abort whatever process touches it.

`python -m dqn_engine.system.device_trial cpu` is that process: it compiles and runs a small program and prints one
JSON object.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass

from dqn_engine.system.device_names import GPU, check_device
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.tensorflow_setup import set_up_tensorflow

TRIAL_PATIENCE_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceVerdict:
    """Whether a device computes what it should; `reason` says why not, or what it is."""

    device: str
    works: bool
    reason: str


def try_device(device: str, patience_s: float = TRIAL_PATIENCE_S) -> DeviceVerdict:
    """Runs the test in a child process, which may crash or hang without harm to this one."""
    command = [sys.executable, "-m", "dqn_engine.system.device_trial", device]
    try:
        done = subprocess.run(command, capture_output=True, timeout=patience_s, check=False)
    except subprocess.TimeoutExpired:
        return DeviceVerdict(
            device=device,
            works=False,
            reason=Sentence("it did not answer within {patience_s:.0f} s", patience_s=patience_s),
        )
    except OSError as error:
        return DeviceVerdict(
            device=device, works=False, reason=Sentence("the test could not be started: {error}", error=error)
        )
    return verdict_of(device, done.returncode, done.stdout, done.stderr)


def verdict_of(device: str, code: int, output: bytes, errors: bytes) -> DeviceVerdict:
    """What a finished test says."""
    if code < 0:
        return DeviceVerdict(
            device=device, works=False, reason=Sentence("the test was ended by signal {code}", code=-code)
        )
    try:
        answer = json.loads(output.decode().splitlines()[-1])
        return DeviceVerdict(device=device, works=bool(answer["works"]), reason=str(answer["reason"])[:500])
    except (ValueError, IndexError, KeyError, TypeError):
        last = errors.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"exit code {code}"]
        return DeviceVerdict(device=device, works=False, reason=last[0][:500])


def answer_of(device: str) -> dict[str, object]:
    """Tries the device in this process: whether it `works`, and the `reason`."""
    begun = time.perf_counter()
    try:
        check_device(device)
    except InputError as error:
        return {"works": False, "reason": str(error)}
    if not set_up_tensorflow(gpu=device == GPU) and device == GPU:
        return {
            "works": False,
            "reason": Sentence("TensorFlow finds no GPU here; install the extra 'gpu' and a driver"),
        }
    import numpy as np
    import tensorflow as tf

    matrix = np.arange(64, dtype=np.float32).reshape(8, 8) / 64
    with tf.device("/GPU:0" if device == GPU else "/CPU:0"):
        product = tf.function(lambda a: tf.matmul(a, a), jit_compile=True)(tf.constant(matrix)).numpy()
    if not np.allclose(product, matrix @ matrix, atol=1e-4):
        return {"works": False, "reason": Sentence("{device} multiplies matrices wrongly", device=device)}
    return {"works": True, "reason": f"{device} answered after {time.perf_counter() - begun:.1f} s"}


if __name__ == "__main__":
    print(json.dumps(answer_of(sys.argv[1])))
