"""A run of MountainCar that version 0.1.0 saved, whose environment is compiled only since: it goes on as it was.

`fixtures/mountain-car-of-0.1.0` is 300 steps with seed 5, which that version stepped by Gymnasium:

    dqn-engine train --env MountainCar-v0 --steps 300 --seed 5 --set hidden_sizes=8 --set batch_size=8
    --set capacity=64 --set learning_starts=20 --set evaluate_every=0 --set checkpoint_every_seconds=0 --out DIR
"""

import json
import shutil
from pathlib import Path

import pytest

from dqn_engine.commands import cli
from dqn_engine.config.run_config import run_config, run_config_from_json
from dqn_engine.environments.compiled.catalogue import is_compiled
from dqn_engine.messages.commands import Fork, OpenRun, Resume, SaveCheckpoint, StepOnce
from dqn_engine.messages.reports import CheckpointSaved, EpisodesForgotten, RunStarted
from dqn_engine.session.reproduction import reproduce
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.storage.run.saved_run import config_in, find_manifest
from dqn_engine.storage.run.summaries import summarise
from dqn_engine.storage.weights.checkpoint_weights import checkpoint_description
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

SAVED = Path(__file__).parents[1] / "fixtures" / "mountain-car-of-0.1.0"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A copy that may be written."""
    return Path(shutil.copytree(SAVED, tmp_path / "saved"))


def test_that_it_says_auto_and_is_stepped_by_gymnasium_wherever_it_is_read(saved: Path) -> None:
    assert is_compiled("MountainCar-v0")
    assert json.loads((saved / "config.json").read_text())["knobs"]["stepping"] == "auto"
    manifest = find_manifest(saved)
    read = (
        config_in(saved).knobs, manifest.run_config.knobs, manifest.knobs_now, summarise(saved).knobs,
        checkpoint_description(saved / "checkpoints" / "g000001-step300")[0].knobs,
    )  # fmt: skip
    assert [knobs["stepping"] for knobs in read] == ["gymnasium"] * 5


def test_that_it_resumes_saves_and_opens_again_as_it_was(saved: Path) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(saved))
        yield tape.ask(StepOnce, steps=40)
        yield tape.ask(SaveCheckpoint)
        yield reported(CheckpointSaved)

    for steps in (300, 340):
        tape = play(story)
        begun = tape.only(RunStarted)
        assert (begun.env_step, begun.troubles, begun.knobs_now["stepping"]) == (steps, (), "gymnasium")
        assert tape.of(EpisodesForgotten), "of an environment in Python"
    assert find_manifest(saved).knobs_now["stepping"] == "gymnasium"


def test_that_it_reproduces_as_gymnasium_steps_it(saved: Path) -> None:
    config = config_in(saved)
    explicit = run_config(environment="MountainCar-v0", seed=5, changes={**config.knobs, "stepping": "gymnasium"})
    run = Run(explicit)
    while run.env_steps < 300:
        run.train(300 - run.env_steps)
    recording = recording_of(saved)
    (found,) = reproduce(recording, Run(recording.config))
    assert (found.checkpoint.env_step, found.reproduced_sha256) == (300, run.weights_sha256())
    run.close()


def test_that_a_fork_of_it_is_stepped_as_it_was(saved: Path, tmp_path: Path) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(saved))
        fork = tape.ask(Fork, changes={"gamma": 0.9}, out=str(tmp_path / "fork"))
        yield fork
        yield answered(fork)
        yield tape.ask(Resume)
        yield tape.ask(StepOnce, steps=1)

    assert play(story).of(RunStarted)[1].knobs_now["stepping"] == "gymnasium"
    assert config_in(tmp_path / "fork").knobs["stepping"] == "gymnasium"


def test_that_it_is_inspected_and_evaluated(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["inspect", str(saved)], ["evaluate", str(saved / "checkpoints" / "g000001-step300")]):
        more = ["--episodes", "1"] if command[0] == "evaluate" else []
        assert cli.main([*command, *more, "--json"]) == 0, capsys.readouterr().err


def test_that_new_runs_say_that_they_are_compiled_and_cartpole_s_say_nothing_new() -> None:
    mountain_car, cartpole = run_config(environment="MountainCar-v0"), run_config()
    assert mountain_car.to_json()["compiled"] is True
    assert run_config_from_json(mountain_car.to_json()) == mountain_car
    outside = run_config(environment="MountainCar-v0", changes={"stepping": "gymnasium"})
    for config in (cartpole, outside, run_config(environment="LunarLander-v3")):
        assert "compiled" not in config.to_json()
        assert run_config_from_json(config.to_json()) == config
    old = {name: value for name, value in mountain_car.to_json().items() if name != "compiled"}
    assert run_config_from_json(old) == outside
    several = {**old, "knobs": {**old["knobs"], "num_envs": 4}}
    assert run_config_from_json(several).knobs["num_envs"] == 4, "as it could have, then"


@pytest.mark.parametrize("value", [False, 1, "yes", None])
def test_that_anything_but_true_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="The configuration's compiled is not as"):
        run_config_from_json({**run_config(environment="MountainCar-v0").to_json(), "compiled": value})


def test_that_a_compiled_run_without_its_compiled_environment_says_what_is_missing() -> None:
    config = {**run_config(environment="LunarLander-v3").to_json(), "compiled": True}
    with pytest.raises(InputError, match="was stepped inside the compiled program, but nothing"):
        run_config_from_json(config)
