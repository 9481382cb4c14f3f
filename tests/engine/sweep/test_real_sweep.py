"""A real sweep in another process, which is killed on the way, makes the evaluations of real runs."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from dqn_engine.commands import cli, places
from dqn_engine.commands import sweep as command
from dqn_engine.config.run_config import run_config
from dqn_engine.play.evaluation import evaluate
from dqn_engine.study.plan import SeedDone, StudyEvent
from dqn_engine.study.workers import Workers
from dqn_engine.sweep.sweep import SweepRunner
from dqn_engine.training.run import Run
from tests.support.fake_sweep import write_space
from tests.support.program_pool import SMALL

FIXED = {name: value for name, value in SMALL.items() if name != "evaluate_every"}
FILE = """\
preset = "default"
[settings]
{settings}
[space]
gamma = {{ choices = [0.9, 0.97] }}
n_step = {{ choices = [2] }}
"""


def test_that_a_killed_real_sweep_makes_the_evaluations_of_real_runs(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    pooled_sessions: None,
) -> None:
    written = {name: list(value) if isinstance(value, tuple) else value for name, value in FIXED.items()}
    settings = "\n".join(f"{name} = {json.dumps(value)}" for name, value in written.items())
    space = write_space(tmp_path, FILE.format(settings=settings))
    killed: list[int] = []

    def one_process(*arguments: Any, count: int, **options: Any) -> Workers:
        assert count == 2
        return Workers(*arguments, count=1, **options)  # Each of them loads TensorFlow and compiles.

    def killing(*arguments: Any, observe: Any, **options: Any) -> SweepRunner:
        def observed(event: StudyEvent) -> None:
            observe(event)
            if isinstance(event, SeedDone) and not killed:
                (child,) = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
                killed.append(int(child))
                os.kill(int(child), signal.SIGKILL)

        return SweepRunner(*arguments, observe=observed, **options)

    monkeypatch.setattr(command, "core_count", lambda: 2)
    monkeypatch.setattr(places, "Workers", one_process)
    monkeypatch.setattr(command, "SweepRunner", killing)
    words = ["--seeds", "3,5", "--steps", "700", "--every", "600", "--episodes", "6", "--sampler", "grid"]
    out = tmp_path / "s"
    assert cli.main(["sweep", str(space), *words, "--report-seeds", "8", "--out", str(out), "--json"]) == 0
    printed, told = capsys.readouterr()
    result = json.loads(printed.splitlines()[-1])
    assert len(killed) == 1
    assert "was ended by signal 9" in told
    found = {
        (trial["settings"]["gamma"], seed["seed"]): seed["final_mean"]
        for trial in [*result["trials"], result["report"]]
        for seed in trial["seeds"]
    }
    for gamma, seed in found:
        run = Run(run_config(seed=seed, changes={**FIXED, "gamma": gamma, "n_step": 2}), chunk_steps=100)
        while run.env_steps < 700:
            run.train(100)
        assert found[gamma, seed] == evaluate(run.policy(), "CartPole-v1", 6, seed).mean
    assert len(found) == 5
