"""What a report says of a sweep."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from dqn_engine.comparison.importance import Importance, importance
from dqn_engine.comparison.report.contents import Line, Picture, Section, Table
from dqn_engine.comparison.report.fingerprints import fingerprints
from dqn_engine.comparison.report.wording import cell, hyperparameters, imports, seed_list, toml
from dqn_engine.config.hyperparameters import KNOBS
from dqn_engine.config.run_config import plain_knobs
from dqn_engine.study.summary import with_interval
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.definition import described
from dqn_engine.sweep.edits import trials_asked
from dqn_engine.sweep.saved_sweep import read_sweep
from dqn_engine.sweep.summary import sweep_summary, trial_rows
from dqn_engine.system.text import counted

_SCORES = range(2, 5)
"""The columns of `trial_rows` with a score and the ends of its interval."""


def sweep_section(path: Path) -> Section:
    """What it says, with the file that the sweep can be repeated by.

    Raises:
        InputError: It can't be read.
    """
    saved = read_sweep(path)
    course = Course(saved.definition, edits=saved.edits, settings=saved.settings, results=saved.results)
    definition, summary = course.definition, sweep_summary(course, on="local", out=str(path))
    columns, *rows = (
        [_rounded(value) if place in _SCORES else cell(value) for place, value in enumerate(row)]
        for row in trial_rows(course)
    )
    sentences = []
    if course.best is not None and course.best.score is not None:
        sentences.append(
            f"Best on the tuning seeds, by which it was chosen: trial {course.best.number}, "
            f"{described(course.best.settings)}: {course.best.score:,.1f}."
        )
    if (report := summary["report"]) is not None:
        sentences.append(
            f"The same on {counted(len(report['seeds']), 'report seed')}, by which nothing was chosen: interquartile "
            f"mean {with_interval(report['iqm_final'], report['iqm_final_interval'])}."
        )
    tables = [Table(title="Trials", columns=columns, rows=rows)]
    weighed = importance(definition, course.decided)
    if isinstance(weighed, Importance):
        tables.append(
            Table(
                title=f"Importance of hyperparameters ({weighed.method}, {counted(weighed.trials, 'trial')})",
                columns=("hyperparameter", "importance"),
                rows=[
                    *((name, f"{value:.2f}") for name, value in weighed.values.items()),
                    *((name, "not known") for name in weighed.left_out),
                ],
            )
        )
    else:
        sentences.append(str(weighed))
    scored = [trial for trial in course.decided if trial.score is not None]
    pictures = []
    if scored:
        low, high = (
            np.array([(trial.interval or (trial.score, trial.score))[end] for trial in scored]) for end in (0, 1)
        )
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
                words=f"{counted(len(scored), 'trial')}; the best has a score of {scores.max():,.1f}.",
            )
        )
    runs = [(f"trial {number}", seed) for number, seed in course.counted()]
    return Section(
        kind="sweep",
        title=path.name,
        path=str(path),
        sentences=sentences,
        facts=[
            ("environment", definition.base.environment),
            ("sampler", str(definition.sampler)),
            ("trials", f"{len(course.decided)} of {course.total} decided"),
            ("tuning seeds", seed_list(definition.seeds)),
            ("report seeds", seed_list(definition.report_seeds) or "none"),
            ("environment steps per seed", f"{definition.steps:,}"),
        ],
        tables=tables,
        pictures=pictures,
        points=list(_points(course)),
        reproduce=[
            ("the sweep again", f"$ {_sweep_command(course)}"),
            ("its file (TOML)", _space_file(course)),
            *(("begun with", versions) for versions in [saved.about.get("versions", "")] if versions),
            *hyperparameters(
                "what every trial has", definition.base, [dimension.name for dimension in definition.space]
            ),
            *fingerprints(path, runs),
        ],
    )


def _rounded(value: object) -> str:
    """A score in the table of trials as it is read; `trials.csv` has it to the last digit."""
    return f"{value:,.1f}" if isinstance(value, float) else cell(value)


def _points(course: Course) -> Iterable[tuple[str, int, int, float]]:
    """Every evaluation of the seeds that count."""
    counted = [(trial.number, trial.seeds) for trial in course.decided]
    if course.best is not None:
        counted.append((course.best.number, course.report))
    for number, results in counted:
        for result in results:
            steps = course.definition.job(number, course.settings[number], result.seed).evaluation_steps
            for step, mean in zip(steps, result.means, strict=True):
                yield f"trial {number}", result.seed, step, mean


def _sweep_command(course: Course) -> str:
    definition = course.definition
    words = [
        f"dqn-engine sweep FILE.toml --seeds {seed_list(definition.seeds)} --steps {definition.steps}",
        f"--every {definition.base.knobs['evaluate_every']} --episodes {definition.base.knobs['evaluate_episodes']}",
        f"--sampler {definition.sampler} --seed {definition.sampler_seed} --out NEW-FOLDER",
    ]
    if definition.report_seeds:
        words.append(f"--report-seeds {seed_list(definition.report_seeds)}")
    trials = trials_asked(definition, course.edits)
    if trials is not None:
        words.append(f"--trials {trials}")
    if definition.prune is not None:
        words.append(f"--prune {definition.prune}")
    return " ".join(words) + imports(definition.base)


def _space_file(course: Course) -> str:
    """The sweep's file as `dqn-engine sweep` takes it, with what was changed while it ran.

    How many trials there are stands in the command; that it was paused changes nothing.
    """
    definition = course.definition
    plain = plain_knobs(definition.base.knobs)
    swept = {dimension.name for dimension in definition.space}
    lines = [f"environment = {toml(definition.base.environment)}", f'score = "{definition.score}"',
             f"ahead = {definition.ahead}", "[settings]"]  # fmt: skip
    lines += [
        f"{knob.name} = {toml(plain[knob.name])}"
        for knob in KNOBS
        if definition.base.knobs[knob.name] != knob.default
        and knob.name not in swept
        and knob.name not in ("evaluate_every", "evaluate_episodes")
    ]
    lines.append("[space]")
    for dimension in definition.space:
        lines.append(_entry_line(dimension.name, dimension.entry))
    for made in course.edits:
        if made.edit.prune is not None:
            lines += ["[[edits]]", f"from_trial = {made.from_trial}", f"prune = {made.edit.prune!r}"]
        if made.edit.entry is not None:
            lines += ["[[edits]]", f"from_trial = {made.from_trial}", _entry_line(made.edit.name, made.edit.entry)]
    return "\n".join(lines)


def _entry_line(name: str, entry: Mapping[str, object]) -> str:
    return f"{name} = {{ {', '.join(f'{key} = {toml(value)}' for key, value in entry.items())} }}"
