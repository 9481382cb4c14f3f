"""A session runs the whole family: started, evaluated, rebuilt in the middle, saved and read back."""

from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import LoadWeights, Pause, SaveWeights, SetKnobs, Start, StepOnce
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import CommandRefused, EvaluationDone, Failure, Progress, RunEnded, WeightsSaved
from dqn_engine.networks.fingerprint import weights_sha256
from dqn_engine.storage.weights.weights_file import load_weights
from tests.support.program_pool import SMALL, cartpole_spec
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

RAINBOW = run_config(preset="rainbow", changes={**SMALL, "num_atoms": 7, "evaluate_every": 60, "evaluate_episodes": 1})


@pytest.mark.parametrize("suffix", [".npz", ".weights.h5"])
def test_that_rainbow_runs_evaluates_and_keeps_its_weights(tmp_path: Path, suffix: str) -> None:
    path = str(tmp_path / f"rainbow{suffix}")

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=RAINBOW, steps=130)
        yield reported(RunEnded)
        yield tape.ask(SaveWeights, path=path)
        yield tape.ask(LoadWeights, path=path)

    tape = play(story)
    assert not tape.of(CommandRefused)
    assert not tape.of(Failure)
    assert len(tape.of(EvaluationDone)) == 2
    spec = cartpole_spec(RAINBOW.knobs)
    first, last = tape.of(Progress)[0], tape.of(Progress)[-1]
    assert first.epsilon == last.epsilon == 0.0
    saved = load_weights(path, spec)
    assert weights_sha256(saved) == tape.of(WeightsSaved)[0].weights_sha256
    assert {f"{name}/sigma_kernel" for name in spec.layer_sizes} <= set(saved)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"munchausen": True}, "Munchausen works on expected values only"),
        ({"value_head": "expected"}, "can't change during a run"),
        ({"noisy": False}, "can't change during a run"),
    ],
)
def test_that_what_rainbow_can_t_become_is_refused(changes: dict[str, object], words: str) -> None:
    asked: list[Command] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=RAINBOW)
        yield tape.ask(Pause)
        asked.append(tape.ask(SetKnobs, changes=changes))
        yield asked[0]
        yield answered(asked[0])

    assert words in play(story).refusal(asked[0])


def test_that_the_switches_that_rebuild_continue_from_the_same_state() -> None:
    changes = {"munchausen": True, "exploration": "boltzmann", "learning_rate_schedule": "cosine"}

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(seed=2, changes=SMALL))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=50)
        yield tape.ask(SetKnobs, changes=changes)
        stepped = tape.ask(StepOnce, steps=50)
        yield stepped
        yield answered(stepped)

    tape = play(story)
    assert not tape.of(CommandRefused)
    last = tape.of(Progress)[-1]
    assert (last.env_steps, last.updates, last.epsilon) == (100, 81, 0.0)
    assert np.isfinite(last.loss)
