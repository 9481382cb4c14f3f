"""What a report says of a run."""

import shlex
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from dqn_engine.comparison.report.contents import Line, Picture, Section, Table
from dqn_engine.comparison.report.wording import hyperparameters, imports, settings_words
from dqn_engine.comparison.sides import change_words, changes_of
from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.registry import environment_info
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.places import HISTORY
from dqn_engine.storage.run.reproducible import recording_of, versions_then
from dqn_engine.system.figures import is_figure
from dqn_engine.system.text import counted


def run_section(path: Path) -> Section:
    """What it says, with everything that is needed to train the run again.

    Raises:
        InputError: It can't be read.
    """
    recording = recording_of(path)
    config = recording.config
    with HistoryReader(path / HISTORY) as reader:
        evaluations = reader.table("evaluations", ("env_step", "mean", "minimum", "maximum"), "number")
    known = [(step, mean) for step, mean, _, _ in evaluations if is_figure(mean)]
    steps = max((record.env_step for record in recording.checkpoints), default=0)
    facts = [
        ("environment", config.environment),
        ("environment steps", f"{steps:,}"),
        ("seed", str(config.seed)),
        ("device", config.device),
    ]
    if known:
        best = max(mean for _, mean in known)
        facts += [("best evaluation", f"{best:,.1f}"), ("last evaluation", f"{known[-1][1]:,.1f}")]
    changes = [
        (f"{change['env_step']:,}", change_words(change)) for change in changes_of(recording.ledger)
    ]  # fmt: skip
    tables = [Table(title="Changes on the way", columns=("after step", "what"), rows=changes)] if changes else []
    pictures = []
    if known:
        x, y = (np.array(column, np.float64) for column in zip(*known, strict=True))
        pictures.append(
            Picture(
                title=f"{path.name}: evaluations",
                x_label="Environment steps",
                y_label=f"Mean return of {counted(config.knobs['evaluate_episodes'], 'greedy episode')}",
                lines=(Line(name=path.name, x=x, y=y),),
                words=f"{counted(len(known), 'evaluation')}, the last with a mean return of {known[-1][1]:,.1f}.",
                threshold=environment_info(config.environment).return_threshold,
            )
        )
    weights = [record.weights_sha256 for record in recording.checkpoints][-1:]
    return Section(
        kind="run",
        title=path.name,
        path=str(path),
        facts=facts,
        tables=[*tables, _differences_from_default(config)],
        pictures=pictures,
        points=[(path.name, config.seed, step, mean) for step, mean in known],
        reproduce=[
            ("to the bit, from its folder", f"$ dqn-engine reproduce {shlex.quote(str(path))}"),
            ("from nothing", f"$ {_train(config, steps)}" if not changes else "only from its folder, with its changes"),
            *(("SHA-256 of the weights", sha256) for sha256 in weights),
            *_versions(versions_then(path)),
            *hyperparameters(path.name, config),
        ],
    )


def _differences_from_default(config: RunConfig) -> Table:
    rows = [
        (knob.name, knob.format(config.knobs[knob.name])) for knob in KNOBS if config.knobs[knob.name] != knob.default
    ]
    return Table(
        title="Hyperparameters that aren't the default", columns=("hyperparameter", "value"), rows=rows
    )  # fmt: skip


def _versions(versions: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("saved with", ", ".join(f"{name} {version}" for name, version in versions.items()))] if versions else []


def _train(config: RunConfig, steps: int) -> str:
    return (
        f"dqn-engine train --env {shlex.quote(config.environment)} --steps {steps} --seed {config.seed} "
        f"--device {config.device}{imports(config)}{settings_words(config)}"
    )
