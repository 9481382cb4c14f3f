"""The weights in a checkpoint: loaded, evaluated and exported like those of any file, or refused with a reason."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.commands import cli
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.session.snapshot import snapshot_of
from dqn_engine.storage.checkpoints.checkpoint import write_checkpoint
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata, weights_sha256
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue
from dqn_engine.training.run import Run
from tests.support.networks import random_weights, small_spec
from tests.support.program_pool import SMALL

KNOBS: list[Mapping[str, KnobValue]] = [
    {},
    {"dueling": False, "noisy": True, "hidden_sizes": (6, 5)},
    {"value_head": "c51", "num_atoms": 7, "observation_scaling": "running"},
    {"trial_episodes": 2},
]
RAISED = ("learner.weights.", "learner.trials.playing.")
"""What is one more than in the networks that were set: no longer what they are, and what plays has had a trial."""


def checkpoint_in(folder: Path, **knobs: KnobValue) -> tuple[Path, Run]:
    """A checkpoint of a run whose networks differ from each other."""
    run = Run(run_config(seed=5, changes={**SMALL, **knobs}))
    weights = random_weights(run.spec, seed=1)
    run.set_weights(weights)
    arrays = run.program.state_arrays()
    run.program.set_state_arrays(
        {name: array + array.dtype.type(name.startswith(RAISED)) for name, array in arrays.items()}
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_checkpoint(folder, "g000001-step0", 1, snapshot_of(run, ledger_entries=0), Files())
    return folder / "g000001-step0", run


@pytest.mark.parametrize("knobs", KNOBS)
def test_that_a_checkpoint_gives_the_weights_that_play_to_the_bit(
    tmp_path: Path, knobs: Mapping[str, KnobValue]
) -> None:
    path, run = checkpoint_in(tmp_path, **knobs)
    loaded = load_weights(path, run.spec)
    assert list(loaded) == list(run.spec.weight_shapes)
    for name, expected in run.program.policy_weights().items():
        assert loaded[name].tobytes() == expected.tobytes()
        assert loaded[name].flags.writeable
        assert loaded[name].flags.c_contiguous
    assert (weights_sha256(run.program.average_weights()) != weights_sha256(loaded)) == ("trial_episodes" in knobs)
    described = read_weights_metadata(path)
    assert described.config == run.config_now
    assert described.weights_sha256 == run.weights_sha256() == weights_sha256(loaded)


def test_that_a_checkpoint_of_before_trials_were_counted_gives_the_weights_that_play(tmp_path: Path) -> None:
    trials = "learner.trials."

    def of_before(name: str) -> str:
        return name.replace("playing.trials", "successes").replace(".weights.", "_weights.")

    path, run = checkpoint_in(tmp_path, trial_episodes=2)
    now = snapshot_of(run, ledger_entries=0)
    arrays = {of_before(name) if name.startswith(trials) else name: array for name, array in now.arrays.items()}
    write_checkpoint(tmp_path, "g000002-step0", 2, replace(now, arrays=arrays), Files())
    loaded = load_weights(tmp_path / "g000002-step0", run.spec)
    assert weights_sha256(loaded) == weights_sha256(load_weights(path, run.spec)) == run.weights_sha256()


def test_that_a_checkpoint_of_another_network_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    path, run = checkpoint_in(tmp_path)
    for other in (
        small_spec(),
        small_spec(hidden_sizes=(16, 5)),
        small_spec(hidden_sizes=(16,), dueling=False),
        small_spec(hidden_sizes=(16,), noisy=True),
        small_spec(hidden_sizes=(16,), normalised=True),
    ):
        with pytest.raises(InputError, match=r"can't be used: .*nothing was changed"):
            load_weights(path, other)
    for name in ("learner.safetensors", "manifest.json"):
        content = (path / name).read_bytes()
        for damaged in (content[:-3], content[:100], content.replace(b"0", b"1"), b""):
            (path / name).write_bytes(damaged)
            with pytest.raises(InputError):
                load_weights(path, run.spec)
        (path / name).write_bytes(content)
    assert np.isfinite(load_weights(path, run.spec)["hidden_1/kernel"]).all()


def test_that_a_checkpoint_and_a_run_that_has_nothing_else_are_evaluated_and_exported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, run = checkpoint_in(tmp_path / "run" / "checkpoints")
    for given in (path, tmp_path / "run"):
        saved = read_policy(given)
        assert (saved.path, saved.spec, saved.config) == (path, run.spec, run.config_now)
        assert isinstance(saved.config, RunConfig)
    assert cli.main(["evaluate", str(path), "--episodes", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["episodes"] == 2
    out = tmp_path / "policy.npz"
    assert cli.main(["export", str(tmp_path / "run"), "--format", "npz", "--out", str(out)]) == 0
    assert weights_sha256(load_weights(out, run.spec)) == run.weights_sha256()
