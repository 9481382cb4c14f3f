"""Verifies that an export is the policy: loaded back by its own runtime, in a process without this program, it gives
the same values and takes the same actions in a thousand states."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

STATES = 1000

LARGEST_DIFFERENCE = 1e-4
"""What a value may differ by, or where that is more, by one millionth of the largest value: float32 knows no better."""

_RELATIVE_DIFFERENCE = 1e-6
_PATIENCE_S = 180.0
# Whatever the script imports, it isn't this program.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); sys.modules['dqn_engine'] = None; "
    "import runpy, numpy; script = runpy.run_path(sys.argv[2]); "
    "numpy.save(sys.argv[4], script['q_values'](numpy.load(sys.argv[3])))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """How an export's values compare with the policy's.

    Attributes:
        states: In how many states they were compared.
        ties: In how many of them the two best actions are of the same value as far as float32 can tell.
        greatest_difference: The greatest |ΔQ| over all of them.
        equal_actions: The fraction of states, ties aside, in which the greedy actions are equal.
    """

    states: int
    ties: int
    greatest_difference: float
    equal_actions: float


def compare(expected: np.ndarray, found: np.ndarray) -> Verification:
    """Compares Q-values [N, A] of the policy with those of the export.

    Raises:
        InputError: They are of another shape, not finite, differ by too much, or lead to other actions.
    """
    if not np.isfinite(expected).all():
        raise InputError(
            "The network's own values are not finite, so that no export can be verified; load weights that are finite."
        )
    if found.shape != expected.shape or not np.isfinite(found).all():
        raise InputError(
            "The export gives values of shape {shape}, or not finite ones, where {shape_2} are expected; "
            "nothing was written.",
            shape=found.shape,
            shape_2=expected.shape,
        )
    allowed = max(LARGEST_DIFFERENCE, _RELATIVE_DIFFERENCE * float(np.abs(expected).max()))
    greatest = float(np.abs(found.astype(np.float64) - expected).max())
    clear = np.ones(len(expected), bool)
    if expected.shape[1] > 1:
        ordered = np.sort(expected, axis=1)
        clear = ordered[:, -1] - ordered[:, -2] > allowed
    equal = expected.argmax(axis=1) == found.argmax(axis=1)
    fraction = float(equal[clear].mean()) if clear.any() else 1.0
    if greatest > allowed or fraction < 1.0:
        raise InputError(
            "The export is not the policy: values differ by up to {greatest:.3g} (allowed {allowed:.3g}) and "
            "{fraction:.1%} of the greedy actions are equal; nothing was written, choose another format.",
            greatest=greatest,
            allowed=allowed,
            fraction=fraction,
        )
    return Verification(
        states=len(expected), ties=int((~clear).sum()), greatest_difference=greatest, equal_actions=fraction
    )


class Verifier:
    """The process that loads the export back and says what values it gives."""

    def __init__(self, script: Path, states: np.ndarray) -> None:
        """Starts `script`, whose `q_values` is asked for the values of `states` [N, …]."""
        self._folder = tempfile.TemporaryDirectory(prefix="dqn-engine-proof-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        self._answer, self._complaint = folder / "q_values.npy", folder / "stderr.txt"
        np.save(folder / "states.npy", states)
        paths = [path for path in sys.path if path]
        with self._complaint.open("wb") as complaint:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _START, json.dumps(paths), str(script), str(folder / "states.npy"),
                 str(self._answer)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaint,
                cwd=folder,
                env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"},
            )  # fmt: skip
        self._deadline_s = time.monotonic() + _PATIENCE_S

    def values(self, *, wait: bool) -> np.ndarray | None:
        """Q-values [N, A], or None while it is still at work, which can't be if `wait`.

        Raises:
            InputError: It failed or took too long.
        """
        left = self._deadline_s - time.monotonic()
        try:
            code = self._process.wait(timeout=max(0.0, left)) if wait else self._process.poll()
        except subprocess.TimeoutExpired:
            code = None
        if code is None and left > 0 and not wait:
            return None
        if code != 0:
            reason = Sentence("it took too long") if code is None else self._last_complaint()
            raise InputError(
                "The export can't be loaded back: {reason}; nothing was written, choose another format.", reason=reason
            )
        return np.load(self._answer, allow_pickle=False)

    def close(self) -> None:
        """Ends the process, if it still runs, and removes what it was given."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def _last_complaint(self) -> str:
        lines = self._complaint.read_text("utf-8", "replace").strip().splitlines()
        return lines[-1][:200] if lines else Sentence("it ended without a message")
