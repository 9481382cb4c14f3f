"""Ways that stories begin: to each of a session's states, and to an exact step."""

from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import LoadWeights, Pause, Start, StepOnce, Stop
from dqn_engine.messages.reports import Curves, RunEnded, RunState, StateChanged
from dqn_engine.storage.weights.weights_file import save_weights
from tests.support.networks import random_weights
from tests.support.program_pool import SMALL, cartpole_spec
from tests.support.session_story import Story, Tape, answered, reported

CONFIG = run_config(seed=3, changes={**SMALL, "loss": "squared"})
SPEC = cartpole_spec(CONFIG.knobs)


def weights_files(folder: Path) -> dict[str, str]:
    """Files of `CONFIG`'s network: weights that fit, weights that overflow the loss, and a name that isn't taken."""
    fitting, huge = folder / "fitting.npz", folder / "huge.npz"
    save_weights(fitting, SPEC, random_weights(SPEC), CONFIG)
    save_weights(huge, SPEC, {n: np.full(s, 1e25, np.float32) for n, s in SPEC.weight_shapes.items()}, CONFIG)
    return {"fitting": str(fitting), "huge": str(huge), "new": str(folder / "new.npz")}


def reach(state: RunState, tape: Tape, files: dict[str, str]) -> Story:
    """The way from a session's beginning to a state."""
    yield reported(StateChanged, state=RunState.IDLE)
    if state is RunState.IDLE:
        return
    yield tape.ask(Start, config=CONFIG)
    yield reported(Curves)
    if state is RunState.FAILED:
        yield tape.ask(LoadWeights, path=files["huge"])
        yield reported(RunEnded)
    elif state in (RunState.PAUSED, RunState.STOPPED):
        command = tape.ask({RunState.PAUSED: Pause, RunState.STOPPED: Stop}[state])
        yield command
        yield answered(command)


def training_until(tape: Tape, step: int) -> Story:
    """A run that has been paused after exactly `step` steps."""
    yield tape.ask(Start, config=CONFIG)
    yield tape.ask(Pause)
    command = tape.ask(StepOnce, steps=step)
    yield command
    yield answered(command)
