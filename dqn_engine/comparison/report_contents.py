"""What a report says of runs, studies, sweeps, verdicts and hands: sections of facts, tables, curves, how to reproduce.

Nothing here knows of HTML or Markdown; see `report`.
"""

import json
import math
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from dqn_engine.comparison import saved_comparison
from dqn_engine.comparison.hand import WITHOUT
from dqn_engine.comparison.importance import Importance, importance
from dqn_engine.comparison.sides import change_words, changes_of
from dqn_engine.comparison.statistics import bootstrap_interval, interquartile_mean, median
from dqn_engine.comparison.study_reading import read_study
from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import RunConfig, plain_knobs
from dqn_engine.environments.registry import environment_info
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.places import HISTORY, is_run_folder
from dqn_engine.storage.run.reproducible import recording_of, versions_then
from dqn_engine.study.plan import PresetResult, SeedResult, StudyPlan, Task
from dqn_engine.study.saved_study import holds_study
from dqn_engine.study.summary import curve_quartiles
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.definition import described
from dqn_engine.sweep.saved_sweep import holds_sweep, read_sweep
from dqn_engine.sweep.summary import seed_rows, sweep_summary, trial_rows
from dqn_engine.system.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text below a heading."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve: x and y [T], and perhaps the ends of a band [T]."""

    name: str
    x: np.ndarray
    y: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Curves over a common axis, and in words what they show."""

    title: str
    x_label: str
    y_label: str
    lines: Sequence[Line]
    words: str
    threshold: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the folders that a report is about.

    Attributes:
        kind: `run`, `study`, `sweep`, `verdict` or `hand`.
        title: What it is called.
        path: Where it lies.
        sentences: What it comes to.
        facts: Names and values.
        tables: Further figures.
        pictures: What is drawn.
        points: Every evaluation: what of, seed, environment step, mean return.
        reproduce: What is needed to do it again: names and values; commands begin with `$ `.
    """

    kind: str
    title: str
    path: str
    sentences: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()
    points: Sequence[tuple[str, int, int, float]] = ()
    reproduce: Sequence[tuple[str, str]] = field(default_factory=tuple)


def section_of(path: Path) -> Section:
    """Reads what lies in a folder.

    Raises:
        InputError: It is none of these, or it can't be read.
    """
    if holds_sweep(path):
        return _sweep(path)
    if holds_study(path):
        return _study(path)
    if is_run_folder(path):
        return _run(path)
    raise InputError(
        "{path!r} is neither the folder of a run, nor of a study, a sweep or a verdict; choose another.", path=str(path)
    )


def _run(path: Path) -> Section:
    recording = recording_of(path)
    config = recording.config
    with HistoryReader(path / HISTORY) as reader:
        evaluations = reader.table("evaluations", ("env_step", "mean", "minimum", "maximum"), "number")
    known = [(step, mean) for step, mean, _, _ in evaluations if mean is not None]
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
                y_label=f"Mean return of {config.knobs['evaluate_episodes']:,} greedy episodes",
                lines=(Line(name=path.name, x=x, y=y),),
                words=f"{len(known)} evaluations, the last with a mean return of {known[-1][1]:,.1f}.",
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
            *_hyperparameters(path.name, config),
        ],
    )


def _study(path: Path) -> Section:
    plan, finished = read_study(path)
    came = _came_to(path)
    results = [
        PresetResult(
            name=name,
            config=config,
            compile_seconds=math.nan,
            seeds=tuple(
                finished[name, seed] for seed in plan.seeds if (name, seed) in finished and seed not in came.left_out
            ),
        )
        for name, config in plan.configs.items()
    ]
    done = [result for result in results if result.seeds]
    rows = []
    for result in done:
        finals = np.array([one.final_mean for one in result.seeds], np.float64)
        low, high = bootstrap_interval(finals)
        rows.append(
            (
                result.name,
                str(len(result.seeds)),
                f"{float(interquartile_mean(finals)):,.1f}",
                f"{low:,.1f} to {high:,.1f}",
                f"{float(median(finals)):,.1f}",
                f"{finals.min():,.1f}",
                f"{finals.max():,.1f}",
            )
        )
    columns = ("settings", "seeds", "interquartile mean", "95 % interval", "median", "lowest", "highest")
    lines = []
    for result in done:
        low, middle, high = curve_quartiles(result)
        lines.append(
            Line(name=result.name, x=np.array(plan.evaluation_steps, np.float64), y=middle, low=low, high=high)
        )
    episodes = next(iter(plan.configs.values())).knobs["evaluate_episodes"]
    pictures = [
        Picture(
            title=f"{plan.environment}: learning curves\nLine: median over seeds; band: the middle half",
            x_label="Environment steps",
            y_label=f"Mean return of {episodes:,} greedy episodes",
            lines=lines,
            words="; ".join(f"{row[0]} ends at an interquartile mean of {row[2]} ({row[3]})" for row in rows),
            threshold=plan.threshold,
        )
    ]
    reproduce = list(came.reproduce)
    for name, config in plan.configs.items():
        if came.kind != "hand" or name == WITHOUT:
            reproduce += [(f"{name}: these seeds again", f"$ {_study_command(config, plan)}")]
        reproduce += _hyperparameters(name, config)
    return Section(
        kind=came.kind,
        title=path.name,
        path=str(path),
        sentences=came.sentences,
        facts=[
            ("environment", plan.environment),
            ("environment steps per seed", f"{plan.steps:,}"),
            ("seeds", _seeds(plan.seeds)),
            *came.facts,
        ],
        tables=[Table(title="After the last step, over seeds", columns=columns, rows=rows)],
        pictures=pictures if lines else [],
        points=list(_points(plan, finished)),
        reproduce=reproduce,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _CameTo:
    """What a verdict or a hand in a study's folder says; `left_out` are seeds that don't count."""

    kind: str = "study"
    sentences: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    left_out: Sequence[int] = ()
    reproduce: Sequence[tuple[str, str]] = ()


def _came_to(path: Path) -> _CameTo:
    verdict, hand = (saved_comparison.read(path, name) for name in (saved_comparison.VERDICT, saved_comparison.HAND))
    if verdict is not None:
        order = _plain(verdict.get("planned_seeds"))
        facts = [("budget of pairs", _plain(verdict.get("budget")))]
        how = f"pairs in the order of seeds {order}; by {_plain(verdict.get('score'))} score"
        return _CameTo(
            kind="verdict",
            sentences=_said(verdict),
            facts=[*facts, *_chance(verdict, "a seed of A scores higher than one of B")],
            reproduce=[("the verdict", how), ("method", _plain(verdict.get("method")))],
        )
    if hand is not None:
        own = hand.get("own_seed")
        seed = own.get("seed") if isinstance(own, dict) else None
        run, seeds = _plain(hand.get("run")), hand.get("planned_seeds")
        others = len(seeds) - 1 if isinstance(seeds, list) else 0
        command = f"$ dqn-engine hand {shlex.quote(run)} --seeds {others} --out NEW-FOLDER"
        return _CameTo(
            kind="hand",
            sentences=_said(hand),
            facts=[("run", run), *_chance(hand, "a seed with the changes scores higher than one without")],
            left_out=[seed] if isinstance(seed, int) else [],
            reproduce=[("the comparison", command), ("changes", json.dumps(hand.get("changes")))],
        )
    return _CameTo()


def _said(values: Mapping[str, Any]) -> list[str]:
    return [str(values[key]) for key in ("sentence", "method") if isinstance(values.get(key), str)]


def _chance(values: Mapping[str, Any], of: str) -> list[tuple[str, str]]:
    chance = values.get("probability_of_improvement")
    return [(f"probability that {of}", f"{chance:.0%}")] if isinstance(chance, float) else []


def _plain(value: object) -> str:
    """What a file says, as text."""
    return _cell(value) if isinstance(value, str | int | float | list) else ""


def _sweep(path: Path) -> Section:
    saved = read_sweep(path)
    course = Course(saved.definition, edits=saved.edits, settings=saved.settings, results=saved.results)
    definition, summary = course.definition, sweep_summary(course, on="local", out=str(path))
    columns, *rows = ([_cell(value) for value in row] for row in trial_rows(course))
    sentences = []
    if course.best is not None and course.best.score is not None:
        sentences.append(
            f"Best on the tuning seeds, by which it was chosen: trial {course.best.number}, "
            f"{described(course.best.settings)}: {course.best.score:,.1f}."
        )
    if (report := summary["report"]) is not None:
        low, high = report["iqm_final_interval"]
        sentences.append(
            f"The same on {len(report['seeds'])} report seeds, by which nothing was chosen: interquartile mean "
            f"{report['iqm_final']:,.1f} (95 % interval {low:,.1f} to {high:,.1f})."
        )
    tables = [Table(title="Trials", columns=columns, rows=rows)]
    weighed = importance(definition, course.decided)
    if isinstance(weighed, Importance):
        tables.append(
            Table(
                title=f"Importance of hyperparameters ({weighed.method}, {weighed.trials} trials)",
                columns=("hyperparameter", "importance"),
                rows=[(name, f"{value:.2f}") for name, value in weighed.values.items()],
            )
        )
    else:
        sentences.append(str(weighed))
    scored = [trial for trial in course.decided if trial.score is not None and trial.interval is not None]
    pictures = []
    if scored:
        low, high = (np.array([(trial.interval or (0.0, 0.0))[end] for trial in scored]) for end in (0, 1))
        numbers = np.array([float(trial.number) for trial in scored])
        scores = np.array([trial.score for trial in scored], np.float64)
        pictures.append(
            Picture(
                title=f"{definition.base.environment}: the best so far, and each trial's 95 % interval",
                x_label="Trial",
                y_label="Score: interquartile mean over seeds",
                lines=(
                    Line(name="trials", x=numbers, y=scores, low=low, high=high),
                    Line(name="best so far", x=numbers, y=np.maximum.accumulate(scores)),
                ),
                words=f"{len(scored)} trials; the best has a score of {scores.max():,.1f}.",
            )
        )
    header, *seeds = seed_rows(course)
    final = list(header).index("final_mean")
    return Section(
        kind="sweep",
        title=path.name,
        path=str(path),
        sentences=sentences,
        facts=[
            ("environment", definition.base.environment),
            ("sampler", str(definition.sampler)),
            ("trials", f"{len(course.decided)} of {course.total} decided"),
            ("tuning seeds", _seeds(definition.seeds)),
            ("report seeds", _seeds(definition.report_seeds) or "none"),
            ("environment steps per seed", f"{definition.steps:,}"),
        ],
        tables=tables,
        pictures=pictures,
        points=[(f"trial {row[0]}", int(str(row[2])), definition.steps, float(str(row[final]))) for row in seeds],
        reproduce=[
            ("the sweep again", f"$ {_sweep_command(course)}"),
            ("its file (TOML)", _space_file(course)),
            *(("edit", f"from trial {made.from_trial} on: {made.edit.words}") for made in course.edits),
            *(("begun with", versions) for versions in [saved.about.get("versions", "")] if versions),
            *_hyperparameters("what every trial has", definition.base),
        ],
    )


def _points(plan: StudyPlan, finished: Mapping[Task, SeedResult]) -> Iterable[tuple[str, int, int, float]]:
    for name, seed in plan.tasks:
        if (name, seed) in finished:
            for step, value in zip(plan.evaluation_steps, finished[name, seed].means, strict=True):
                yield name, seed, step, value


def _differences_from_default(config: RunConfig) -> Table:
    rows = [
        (knob.name, knob.format(config.knobs[knob.name])) for knob in KNOBS if config.knobs[knob.name] != knob.default
    ]
    return Table(
        title="Hyperparameters that aren't the default", columns=("hyperparameter", "value"), rows=rows
    )  # fmt: skip


def _hyperparameters(name: str, config: RunConfig) -> list[tuple[str, str]]:
    """Every hyperparameter, as `--set` takes them."""
    settings = (f"{knob.name}={knob.format(config.knobs[knob.name])}" for knob in KNOBS)
    return [(f"{name}: all hyperparameters", " ".join(settings))]


def _versions(versions: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("saved with", ", ".join(f"{name} {version}" for name, version in versions.items()))] if versions else []


def _settings_words(config: RunConfig, without: Sequence[str] = ()) -> str:
    changed = [k for k in KNOBS if config.knobs[k.name] != k.default and k.name not in without]
    return "".join(f" --set {shlex.quote(f'{k.name}={k.format(config.knobs[k.name])}')}" for k in changed)


def _imports(config: RunConfig) -> str:
    modules = dict.fromkeys(module for module in (config.environment_module, config.compiled_by) if module)
    return "".join(f" --import {shlex.quote(module)}" for module in modules)


def _train(config: RunConfig, steps: int) -> str:
    return (
        f"dqn-engine train --env {shlex.quote(config.environment)} --steps {steps} --seed {config.seed} "
        f"--device {config.device}{_imports(config)}{_settings_words(config)}"
    )


def _study_command(config: RunConfig, plan: StudyPlan) -> str:
    rhythm = ("evaluate_every", "evaluate_episodes")
    return (
        f"dqn-engine study --env {shlex.quote(config.environment)} --seeds {_seeds(plan.seeds)} --steps {plan.steps} "
        f"--every {config.knobs['evaluate_every']} --episodes {config.knobs['evaluate_episodes']} --out NEW-FOLDER"
        f"{_imports(config)}{_settings_words(config, rhythm)}"
    )


def _sweep_command(course: Course) -> str:
    definition = course.definition
    words = [
        f"dqn-engine sweep FILE.toml --seeds {_seeds(definition.seeds)} --steps {definition.steps}",
        f"--every {definition.base.knobs['evaluate_every']} --episodes {definition.base.knobs['evaluate_episodes']}",
        f"--sampler {definition.sampler} --seed {definition.sampler_seed} --out NEW-FOLDER",
    ]
    if definition.report_seeds:
        words.append(f"--report-seeds {_seeds(definition.report_seeds)}")
    if definition.trials is not None:
        words.append(f"--trials {definition.trials}")
    if definition.prune is not None:
        words.append(f"--prune {definition.prune}")
    return " ".join(words) + _imports(definition.base)


def _space_file(course: Course) -> str:
    """The sweep's file as `dqn-engine sweep` takes it."""
    definition = course.definition
    plain = plain_knobs(definition.base.knobs)
    swept = {dimension.name for dimension in definition.space}
    lines = [f'environment = "{definition.base.environment}"', f'score = "{definition.score}"',
             f"ahead = {definition.ahead}", "[settings]"]  # fmt: skip
    lines += [
        f"{knob.name} = {_toml(plain[knob.name])}"
        for knob in KNOBS
        if definition.base.knobs[knob.name] != knob.default
        and knob.name not in swept
        and knob.name not in ("evaluate_every", "evaluate_episodes")
    ]
    lines.append("[space]")
    for dimension in definition.space:
        inner = ", ".join(f"{key} = {_toml(value)}" for key, value in dimension.entry.items())
        lines.append(f"{dimension.name} = {{ {inner} }}")
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _seeds(seeds: Sequence[int]) -> str:
    """Seeds as `--seeds` takes them: 0-4,7."""
    parts: list[list[int]] = []
    for seed in seeds:
        if parts and parts[-1][-1] == seed - 1:
            parts[-1].append(seed)
        else:
            parts.append([seed])
    return ",".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)


def _cell(value: object) -> str:
    """A value of a table or a file, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ",".join(map(_cell, value))
    return str(value)
