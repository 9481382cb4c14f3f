"""The command line with the real engine: a run is trained, saved, evaluated, and survives Ctrl+C."""

import csv
import json
import signal
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.commands import cli
from dqn_engine.commands.progress import ProgressBar
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.config.run_config import run_config_from_json
from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import Progress
from dqn_engine.networks.spec import network_spec
from dqn_engine.storage.weights.weights_file import load_weights, read_weights_metadata, weights_sha256
from tests.support.program_pool import SMALL

pytestmark = pytest.mark.usefixtures("pooled_sessions")

SMALL_SETTINGS = [
    word for name, value in SMALL.items() for word in ("--set", f"{name}={knob_named(name).format(value)}")
]


def weights_in(folder: Path, name: str) -> dict[str, np.ndarray]:
    config = run_config_from_json(json.loads((folder / "config.json").read_text()))
    info = environment_info(config.environment)
    spec = network_spec(config.knobs, observation_scale=info.observation_scale, action_count=len(info.action_labels))
    return load_weights(folder / name, spec)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.as_shipped
def test_that_a_run_is_trained_saved_and_evaluated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    # The program of the default preset, which another test of what is shipped needs as well.
    arguments = ["train", "--env", "CartPole-v1", "--set", "learning_starts=64", "--steps", "1500", "--seed", "3"]
    arguments += ["--out", str(folder)]
    assert cli.main([*arguments, "--evaluate-every", "500", "--evaluate-episodes", "4", "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["env_steps"], result["updates"]) == (1500, 1500 - 64 + 1)
    assert result["wall_seconds"] > result["compile_seconds"] >= 0
    assert [evaluation["env_step"] for evaluation in result["evaluations"]] == [500, 1000, 1500]

    assert weights_sha256(weights_in(folder, "last.weights.h5")) == result["weights_sha256"]
    means = [evaluation["mean"] for evaluation in result["evaluations"]]
    best = weights_sha256(weights_in(folder, "best.weights.h5"))
    assert (best == result["weights_sha256"]) == (means[-1] == max(means))
    assert read_weights_metadata(folder / "last.weights.h5").config.seed == 3
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["weights_sha256"] == result["weights_sha256"]

    episodes, evaluations, metrics = (rows(folder / f"{name}.csv") for name in ("episodes", "evaluations", "metrics"))
    assert len(episodes) == result["episodes"]
    assert np.mean([float(row["episode_return"]) for row in episodes[-100:]]) == pytest.approx(
        result["mean_return_100"]
    )
    assert [float(row["mean"]) for row in evaluations] == means
    assert metrics[-1]["env_step"] == "1500"
    assert all(0 <= float(row["epsilon"]) <= 1 for row in metrics)

    assert cli.main(["evaluate", str(folder), "--episodes", "4", "--seed", "3", "--json"]) == 0
    evaluated = json.loads(capsys.readouterr().out)
    assert evaluated["mean"] == max(means), "the best weights, played as they were in the run"


def test_that_ctrl_c_ends_the_run_after_its_chunk_and_saves_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ProgressBar.observe

    def observe(bar: ProgressBar, report: Report) -> None:
        shown(bar, report)
        if isinstance(report, Progress) and report.env_steps >= 600 and not interrupted:
            interrupted.append(report.env_steps)
            signal.raise_signal(signal.SIGINT)

    interrupted: list[int] = []
    monkeypatch.setattr(ProgressBar, "observe", observe)
    folder = tmp_path / "run"
    assert cli.main(["train", *SMALL_SETTINGS, "--steps", "1000000", "--out", str(folder), "--json"]) == 130
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["env_steps"] == interrupted[0]
    assert weights_sha256(weights_in(folder, "last.weights.h5")) == result["weights_sha256"]
    assert (folder / "summary.json").is_file()
    assert not [path.name for path in folder.iterdir() if ".tmp-" in path.name]
