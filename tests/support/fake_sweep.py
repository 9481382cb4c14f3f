"""A sweep without TensorFlow: how well a setting plays is a formula of it, the seed and the steps trained."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.study.plan import Job, SeedResult, seed_result
from dqn_engine.sweep.definition import Definition, Sampler, Score
from dqn_engine.sweep.dimensions import dimension_of
from tests.support.fake_study import FakeLearner

SPACE = {
    "learning_rate": {"low": 0.0005, "high": 0.004, "log": True},
    "n_step": {"low": 1, "high": 10, "step": 3},
    "target_sync": {"choices": ["soft", "hard"]},
}
GRID = {"n_step": {"low": 1, "high": 10, "step": 3}, "target_sync": {"choices": ["soft", "hard"]}}
FILE = """\
environment = "CartPole-v1"
preset = "default"

[space]
learning_rate = { low = 0.0005, high = 0.004, log = true }
n_step = { low = 1, high = 10, step = 3 }
target_sync = { choices = ["soft", "hard"] }
"""


def skill_of(config: RunConfig, seed: int, trained: int) -> float:
    """More steps are better, so are fewer steps of return, and seeds differ by up to 40."""
    knobs = config.knobs
    luck = np.random.Generator(np.random.Philox(key=seed * 1_000 + knobs["n_step"])).random()
    best = 400.0 - 20.0 * knobs["n_step"] + 10_000.0 * knobs["learning_rate"] - 30.0 * (knobs["target_sync"] == "hard")
    return min(500.0, (best + 40.0 * float(luck)) * trained / 1_000)


class SettingLearner(FakeLearner):
    """Plays as the configuration that it has at present."""

    def __init__(self, config: RunConfig, tape: list[object] | None = None) -> None:
        super().__init__(lambda seed, trained: skill_of(self.config, seed, trained), tape if tape is not None else [])
        self.config = config

    def become(self, config: RunConfig) -> None:
        super().become(config)
        self.config = config


def result_of(job: Job) -> SeedResult:
    """What a fake seed comes to."""
    means = [skill_of(job.config, job.seed, step) for step in job.evaluation_steps]
    return seed_result(job, means, max(means), 1.0)


def sweep_definition(
    space: dict[str, dict[str, object]] | None = None,
    *,
    sampler: Sampler = Sampler.RANDOM,
    seeds: Sequence[int] = (0, 1, 2),
    report_seeds: Sequence[int] = (100, 101),
    trials: int | None = 6,
    seed: int = 0,
    ahead: int = 3,
    prune: float | None = None,
    score: Score = Score.FINAL,
    **changes: object,
) -> Definition:
    """A sweep of 1,000 steps, evaluated after 500 and 1,000."""
    base = run_config(changes={"evaluate_every": 500, "evaluate_episodes": 10, **changes})
    entries = SPACE if space is None else space
    return Definition(
        preset="default",
        base=base,
        space=tuple(dimension_of(name, entry, where="[space]") for name, entry in entries.items()),
        seeds=tuple(seeds),
        report_seeds=tuple(report_seeds),
        steps=1_000,
        sampler=sampler,
        sampler_seed=seed,
        trials=trials,
        score=score,
        ahead=ahead,
        prune=prune,
    )


def write_space(folder: Path, text: str = FILE) -> Path:
    """The file of a sweep."""
    path = folder / "space.toml"
    path.write_text(text, encoding="utf-8")
    return path


def table_of(folder: Path) -> tuple[bytes, bytes]:
    """The tables of a finished sweep, in which nothing depends on when and where it was done."""
    return (folder / "trials.csv").read_bytes(), (folder / "seeds.csv").read_bytes()


def without_times(summary: dict[str, object]) -> object:
    """What `--json` gave, without seconds and places."""
    text = json.dumps({name: value for name, value in summary.items() if name not in ("on", "out", "edits")})
    return _without(json.loads(text))


def _without(value: object) -> object:
    if isinstance(value, dict):
        return {name: _without(item) for name, item in value.items() if name not in ("wall_seconds", "unix_seconds")}
    return [_without(item) for item in value] if isinstance(value, list) else value
