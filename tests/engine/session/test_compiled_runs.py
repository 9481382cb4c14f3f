"""Runs of every kind of compiled environment: resumed in the middle of an episode and reproduced, to the bit."""

from pathlib import Path

import pytest

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.messages.commands import OpenRun, Resume, Start
from dqn_engine.messages.reports import EvaluationDone, PastNote, RunEnded, RunStarted
from dqn_engine.session.reproduction import reproduce
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.storage.run.saved_run import find_manifest
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

CASES = {  # Every kind of dynamics: two of physics; of the tables, which are one class, one without masks and one with.
    "MountainCar-v0": {"n_step": 3, "exploration": "epsilon-z-greedy", "observation_scaling": "running"},
    "Acrobot-v1": {"prioritized": False, "noisy": True},
    "FrozenLake-v1": {"n_step": 4, "exploration": "boltzmann", "value_head": "c51", "num_atoms": 11},
    "Taxi-v4": {"n_step": 3, "exploration": "epsilon-z-greedy"},  # with action masks
}
STEPS, STOPPED = 140, 58


def config_of(environment: str, **changes: object) -> RunConfig:
    changes = {**SMALL, "hidden_sizes": (8,), "evaluate_every": 100, "evaluate_episodes": 1, **changes}
    return run_config(environment=environment, seed=11, changes=changes)


def trained(folder: Path, config: RunConfig, steps: int) -> Tape:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(folder), steps=steps)
        yield reported(RunEnded)

    return play(story)


def resumed(folder: Path, steps: int) -> Tape:
    def story(tape: Tape) -> Story:
        open_it = tape.ask(OpenRun, path=str(folder), steps=steps)
        yield open_it
        yield answered(open_it)
        yield tape.ask(Resume)
        yield reported(RunEnded)

    return play(story)


def episodes(folder: Path) -> list[tuple]:
    with HistoryReader(folder / "history.sqlite") as reader:
        return reader.table("episodes", ("env_step", "episode_return", "length_steps", "truncated"), "number")


@pytest.mark.parametrize("environment", CASES)
def test_that_a_run_resumes_in_the_middle_of_an_episode_and_is_reproduced_to_the_bit(
    environment: str, tmp_path: Path
) -> None:
    config = config_of(environment, **CASES[environment])
    straight = trained(tmp_path / "straight", config, STEPS)
    trained(tmp_path / "stopped", config, STOPPED)
    tape = resumed(tmp_path / "stopped", STEPS - STOPPED)
    ended = episodes(tmp_path / "straight")
    assert STOPPED not in [step for step, *_ in ended], "that is the middle of an episode"
    assert episodes(tmp_path / "stopped") == ended
    weights = find_manifest(tmp_path / "straight").weights_sha256
    assert find_manifest(tmp_path / "stopped").weights_sha256 == weights
    assert not [noted for noted in tape.of(PastNote) if "episode" in noted.text]
    assert len(straight.of(EvaluationDone)) == 1, "played by Gymnasium"
    told = [report.grid for report in (*straight.of(RunStarted), *tape.of(RunStarted))]
    assert [grid is not None for grid in told] == [environment in ("FrozenLake-v1", "Taxi-v4")] * 2
    recording = recording_of(tmp_path / "stopped")
    assert recording.config == config
    found = list(reproduce(recording, Run(recording.config)))
    assert {comparison.checkpoint.env_step for comparison in found} == {STOPPED, 100, STEPS}
    assert all(comparison.equal for comparison in found)
