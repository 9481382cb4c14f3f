"""What a report says of a study, and of a verdict or a hand, whose seeds are saved as a study's."""

import math
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from dqn_engine.comparison.hand import WITHOUT
from dqn_engine.comparison.profile_rows import profile_rows
from dqn_engine.comparison.report.came_to import CameTo, came_to
from dqn_engine.comparison.report.contents import Line, Picture, Section, Table
from dqn_engine.comparison.report.fingerprints import fingerprints, versions_of
from dqn_engine.comparison.report.wording import hyperparameters, imports, seed_list, settings_file, settings_words
from dqn_engine.comparison.saved_comparison import refuse_misfit, uncounted_seeds
from dqn_engine.comparison.statistics import interquartile_mean, median
from dqn_engine.comparison.study_reading import read_study
from dqn_engine.config.run_config import RunConfig
from dqn_engine.study.plan import PresetResult, SeedResult, StudyPlan, Task
from dqn_engine.study.statistics import interval_over_seeds
from dqn_engine.study.summary import curve_quartiles
from dqn_engine.system.text import counted, percent

_RHYTHM = ("evaluate_every", "evaluate_episodes")


def study_section(path: Path) -> Section:
    """What it says; of a verdict and a hand also what they came to.

    Raises:
        InputError: It can't be read.
    """
    plan, finished = read_study(path)
    refuse_misfit(path, plan, finished)
    came, uncounted = came_to(path), uncounted_seeds(path)
    seeds = [seed for seed in plan.seeds if seed not in uncounted]
    results = [
        PresetResult(
            name=name,
            config=config,
            compile_seconds=math.nan,
            seeds=tuple(finished[name, seed] for seed in seeds if (name, seed) in finished),
        )
        for name, config in plan.configs.items()
    ]
    done = [result for result in results if result.seeds]
    rows = []
    for result in done:
        finals = np.array([one.final_mean for one in result.seeds], np.float64)
        interval = interval_over_seeds(finals)
        rows.append(
            (
                result.name,
                str(len(result.seeds)),
                f"{float(interquartile_mean(finals)):,.1f}",
                "none of one seed" if interval is None else f"{interval[0]:,.1f} to {interval[1]:,.1f}",
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
            y_label=f"Mean return of {counted(episodes, 'greedy episode')}",
            lines=lines,
            words="; ".join(f"{row[0]} ends at an interquartile mean of {row[2]} ({row[3]})" for row in rows),
            threshold=plan.threshold,
        )
    ]
    tables = [Table(title="After the last step, over seeds", columns=columns, rows=rows)]
    if above := profile_rows(came.profile):
        tables.append(
            Table(
                title="Performance profile: what part of seeds scores above",
                columns=("above", *plan.configs),
                rows=[(f"{threshold:,.1f}", *map(percent, parts)) for threshold, *parts in above],
            )
        )
        pictures.append(_profile(plan, came))
    reproduce = [*_verdict_again(plan, came), *came.reproduce]
    for name, config in plan.configs.items():
        if came.kind != "hand" or name == WITHOUT:
            again = _study_command(config, plan, plan.seeds if came.kind == "hand" else seeds)
            reproduce += [(f"{name}: these seeds again", f"$ {again}")]
        reproduce += hyperparameters(name, config)
    reproduce += [*(came.versions or versions_of(path)), *fingerprints(path, plan.tasks)]
    return Section(
        kind=came.kind,
        title=path.name,
        path=str(path),
        sentences=came.sentences,
        facts=[
            ("environment", plan.environment),
            ("environment steps per seed", f"{plan.steps:,}"),
            ("seeds", seed_list(seeds)),
            *([] if came.own_seed is None else [("the run's own seed, which doesn't count", str(came.own_seed))]),
            *came.facts,
        ],
        tables=tables,
        pictures=pictures if lines else [],
        points=list(_points(plan, finished, [*seeds, came.own_seed])),
        reproduce=reproduce,
    )


def _profile(plan: StudyPlan, came: CameTo) -> Picture:
    """The profiles of A and B, or of with and without, drawn; in words they are the table."""
    thresholds = np.array(came.profile["thresholds"], np.float64)
    return Picture(
        title=f"{plan.environment}: performance profiles",
        x_label="Score",
        y_label="Part of seeds above it",
        lines=[
            Line(name=name, x=thresholds, y=np.array(came.profile[side], np.float64))
            for name, side in zip(plan.configs, "ab", strict=True)
        ],
        words="What part of seeds scores above each return.",
    )


def _points(
    plan: StudyPlan, finished: Mapping[Task, SeedResult], seeds: Collection[int | None]
) -> Iterable[tuple[str, int, int, float]]:
    for name, seed in plan.tasks:
        if (name, seed) in finished and seed in seeds:
            for step, value in zip(plan.evaluation_steps, finished[name, seed].means, strict=True):
                yield name, seed, step, value


def _verdict_again(plan: StudyPlan, came: CameTo) -> list[tuple[str, str]]:
    """The command of a verdict, and the files of settings that it is between."""
    if not came.again:
        return []
    a = next(iter(plan.configs.values()))
    command = (
        f"$ dqn-engine verdict A.toml B.toml {came.again} --steps {plan.steps} --every {a.knobs['evaluate_every']} "
        f"--episodes {a.knobs['evaluate_episodes']} --out NEW-FOLDER{imports(a)}"
    )
    files = [
        (f"{letter}.toml, which is {name}", settings_file(config, _RHYTHM))
        for letter, (name, config) in zip("AB", plan.configs.items(), strict=True)
    ]
    return [("the verdict again", command), *files]


def _study_command(config: RunConfig, plan: StudyPlan, seeds: Sequence[int]) -> str:
    return (
        f"dqn-engine study --env {shlex.quote(config.environment)} --seeds {seed_list(seeds)} "
        f"--steps {plan.steps} --every {config.knobs['evaluate_every']} "
        f"--episodes {config.knobs['evaluate_episodes']} --out NEW-FOLDER"
        f"{imports(config)}{settings_words(config, _RHYTHM)}"
    )
