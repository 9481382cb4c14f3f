"""`dqn-engine sweep`: many settings on the same seeds, and what the best of them come to on seeds it wasn't chosen by.

The first Ctrl+C (or SIGTERM) gives up the seeds in progress and keeps those that are finished; the second interrupts at
once. `--resume` goes on, also after a crash.
"""

import argparse
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dqn_engine.commands import places
from dqn_engine.commands.ending import ended_by_signal
from dqn_engine.commands.on import cluster_for, process_count
from dqn_engine.commands.output import print_json, say, tell, tell_cache_troubles
from dqn_engine.commands.sweep_progress import SweepProgress, counts, trial_line
from dqn_engine.comparison.importance import Importance, importance
from dqn_engine.config.hyperparameters import knob_named
from dqn_engine.storage.run.lock import is_locked
from dqn_engine.study.plan import SeedDone, StudyEvent
from dqn_engine.study.seed_runs import SeedRuns
from dqn_engine.study.seeds import parse_seeds
from dqn_engine.study.study import Place
from dqn_engine.study.summary import with_interval
from dqn_engine.study.worker_processes import core_count
from dqn_engine.sweep.course import Course, State
from dqn_engine.sweep.definition import (
    DEFAULT_TRIALS,
    Definition,
    Sampler,
    check_seeds,
    described,
)
from dqn_engine.sweep.edits import Edit, MadeEdit, check_edit, parse_edit, space_for
from dqn_engine.sweep.feasibility import check_memory, check_space, checked_config
from dqn_engine.sweep.kept_runs import BestRuns, Runs
from dqn_engine.sweep.progress_table import read_progress
from dqn_engine.sweep.samplers import grid, random_settings
from dqn_engine.sweep.saved_sweep import SavedSweep, holds_sweep, read_sweep
from dqn_engine.sweep.summary import sweep_summary
from dqn_engine.sweep.sweep import SweepRunner
from dqn_engine.sweep.sweep_file import read_sweep_file
from dqn_engine.sweep.sweep_folder import SweepFolder, leave_edit, refuse_used_folder, waiting_edits
from dqn_engine.sweep.tpe import check_installed
from dqn_engine.system.errors import InputError
from dqn_engine.system.memory import free_bytes
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import counted, percent, quoted

if TYPE_CHECKING:
    from dqn_engine.study.ray_workers import RayCluster

MOST_PROGRAMS = 8
"""Compiled programs that a worker holds, where the memory allows as many."""

_MOST_TRIES = 5
"""Workers that may die over the same seed: where many are trained, two deaths are no sign that the seed kills them."""

_OF_THE_FILE = {
    "seeds": None, "steps": None, "out": None, "sampler": None, "trials": None, "seed": None, "prune": None,
    "every": None, "episodes": None, "report_seeds": None, "device": None,
}  # fmt: skip
"""Options that a saved sweep has answered."""


def run(options: argparse.Namespace) -> int:
    """Does the sweep, changes it or shows it; returns the exit code: 130 or 143 after a signal."""
    if holds_sweep(Path(options.path)):
        given = [name for name in _OF_THE_FILE if getattr(options, name) is not None]
        if given:
            option = given[0].replace("_", "-")
            raise InputError(
                "{path!r} is the folder of a sweep, which says what it is to do; leave out --{option}, or change it by "
                "--edit.",
                path=options.path,
                option=option,
            )
        if options.edits:
            return _edit(options)
        return _do(options, options.path, None) if options.resume else _show(options)
    if options.edits:
        raise InputError("--edit changes a sweep that has begun: name its folder, not {path!r}.", path=options.path)
    if not options.path.endswith(".toml"):
        raise InputError(
            "{path!r} is neither a file of a sweep, whose name ends in .toml, nor the folder of one.",
            path=options.path,
        )
    definition, edits = _definition(options)
    return _do(options, _needed(options, "out"), definition, edits)


def _do(options: argparse.Namespace, out: str, definition: Definition | None, edits: Sequence[MadeEdit] = ()) -> int:
    if definition is not None and not (options.resume and holds_sweep(Path(out))):
        refuse_used_folder(out)
    said = definition or read_sweep(Path(out)).definition
    if said.sampler is Sampler.TPE:
        check_installed()
    with cluster_for(options.on, core_count()) as cluster:
        return _done(options, out, definition, edits, said, cluster)


def _done(
    options: argparse.Namespace,
    out: str,
    definition: Definition | None,
    edits: Sequence[MadeEdit],
    said: Definition,
    cluster: "RayCluster | None",
) -> int:
    count = cluster.processors() if cluster else process_count(options.on, said.base.device, core_count())
    programs = _room(said, count, options.on, elsewhere=options.on.startswith("ray:"))
    with SweepFolder(out, definition, resume=options.resume, runs=options.runs or "", edits=edits) as folder:
        if folder.other_versions:
            tell(
                Sentence(
                    "The sweep was begun with {versions}; what is trained from here on can differ in the last digits.",
                    versions=folder.other_versions,
                )
            )
        course = _course(folder.saved, window=count + 1)
        runs = Runs(options.runs or folder.runs)
        best_runs = BestRuns(course, SeedRuns(folder.path)) if runs is Runs.BEST else None

        def place(observe: Callable[[StudyEvent], None], stopped: Callable[[], bool]) -> AbstractContextManager[Place]:
            if cluster is None and count == 1:
                places.load(course.definition.base.device)
            return places.opened_place(
                observe,
                stopped,
                cluster=cluster,
                count=count,
                device=course.definition.base.device,
                imports=options.imports,
                most_programs=programs,
                most_tries=_MOST_TRIES,
                saves=folder.path,
                runs=None if runs is Runs.NONE else folder.path,
                wanted=course.wants,
            )

        with SweepProgress(course, count) as progress, ended_by_signal(json=options.json) as ending:
            if course.paused:
                tell(Sentence("The sweep is paused; dqn-engine sweep {out} --edit go continues it.", out=out))

            def observe(event: StudyEvent) -> None:
                progress.observe(event)
                if best_runs is not None and isinstance(event, SeedDone):
                    best_runs.trim()

            runner = SweepRunner(
                course, folder, place=place, observe=observe, stopped=ending.asked, tell=tell, workers=count
            )
            runner.run()
            if best_runs is not None:
                best_runs.trim()
        summary = _summary(course, options.on, out)
        folder.finish(course, summary)
    tell_cache_troubles()
    _tell_result(course, summary, options)
    return ending.exit_code


def _show(options: argparse.Namespace) -> int:
    """The table of a sweep that may be in progress elsewhere; nothing is changed."""
    folder = Path(options.path)
    course = _course(read_sweep(folder), window=1)
    summary = _summary(course, options.on, options.path)
    running = _running(folder, course)
    for trial in summary["trials"]:
        if trial["trial"] in running:
            trial["state"] = str(State.RUNNING)
    if not options.json:
        for trial in course.decided:
            say(trial_line(trial, course))
    _tell_result(course, summary, options, running=len(running))
    waiting = [edit.words for _, edit in waiting_edits(folder) if isinstance(edit, Edit)]
    if waiting and not options.json:
        say(_to_be_changed(folder, waiting))
    return 0


def _running(folder: Path, course: Course) -> set[int]:
    """The trials of which another program trains seeds at present."""
    if not is_locked(folder):
        return set()
    decided = {trial.number for trial in course.decided}
    begun = {trial.number for trial in course.trials() if trial.state is State.BEGUN}
    return (begun | {row.trial for row in read_progress(folder)}) - decided


def _to_be_changed(folder: Path, words: Sequence[str]) -> str:
    """What becomes of edits that wait, and when."""
    said = "; ".join(words)
    if is_locked(folder):
        return f"to be changed by the program that does the sweep: {said}"
    return f"to be changed once --resume continues the sweep: {said}"


def _edit(options: argparse.Namespace) -> int:
    folder = Path(options.path)
    saved = read_sweep(folder)
    edits = [parse_edit(text) for text in options.edits]
    for edit in edits:
        check_edit(saved.definition, saved.edits, edit, len(saved.settings))
    if options.resume and is_locked(folder):
        raise InputError(
            "The sweep in {path!r} is being done by another program; change it by --edit without --resume.",
            path=options.path,
        )
    for edit in edits:
        leave_edit(folder, edit)
    if options.resume:
        return _do(options, options.path, None)
    if options.json:
        print_json({"edits": [edit.to_json() for edit in edits], "out": options.path})
    else:
        say(_to_be_changed(folder, [edit.words for edit in edits]))
    return 0


def _course(saved: SavedSweep, *, window: int) -> Course:
    return Course(saved.definition, edits=saved.edits, settings=saved.settings, results=saved.results, window=window)


def _summary(course: Course, on: str, out: str) -> dict[str, Any]:
    """The result, with what mattered where that can be said."""
    weighed = importance(course.definition, course.decided)
    known = isinstance(weighed, Importance)
    return {
        **sweep_summary(course, on=on, out=out),
        "importance": weighed.to_json() if known else None,
        "importance_trouble": None if known else weighed,
    }


def _tell_result(
    course: Course, summary: dict[str, Any], options: argparse.Namespace, *, running: int | None = None
) -> None:
    if options.json:
        print_json(summary)
        return
    say(counts(course, running))
    best, report = course.best, summary["report"]
    if best is not None and best.score is not None:
        say(
            f"best on the tuning seeds, by which it was chosen: trial {best.number}, {described(best.settings)}: "
            f"{with_interval(best.score, best.interval or (None, None))}"
        )
    if summary["importance"] is not None:
        shares = ", ".join(f"{name} {percent(value)}" for name, value in summary["importance"]["values"].items())
        left_out = ", ".join(summary["importance"]["left_out"])
        also = f"; not known of {left_out}, not in every complete trial or always the same" if left_out else ""
        say(f"importance ({summary['importance']['method']}): {shares}{also}")
    if report is not None:
        say(
            f"the same on {counted(len(report['seeds']), 'report seed')}, by which nothing was chosen: interquartile "
            f"mean after {course.definition.steps:,} steps "
            f"{with_interval(report['iqm_final'], report['iqm_final_interval'])}"
        )
    elif best is not None and not course.definition.report_seeds:
        say("what was chosen by these seeds looks better by them than it is; --report-seeds tries it on others")
    say(f"saved in {summary['out']}")


def _room(definition: Definition, count: int, on: str, *, elsewhere: bool) -> int:
    """How many programs each worker may hold; refuses what doesn't fit the memory of this machine."""
    largest = check_space(definition, definition.space)
    if definition.base.device.startswith("gpu") or elsewhere:
        return 1
    check_memory(largest, count, f"--on {on}")
    free = free_bytes()
    return MOST_PROGRAMS if free is None else max(1, min(MOST_PROGRAMS, free // (2 * count * largest)))


def _definition(options: argparse.Namespace) -> tuple[Definition, tuple[MadeEdit, ...]]:
    """What a new sweep is to do, and what it is to change on its way."""
    seeds = parse_seeds(_needed(options, "seeds"))
    report_seeds = parse_seeds(options.report_seeds) if options.report_seeds is not None else ()
    check_seeds(seeds, report_seeds)
    rhythm: dict[str, Any] = {
        name: knob_named(name).parse(text)
        for name, text in (("evaluate_every", options.every or "500"), ("evaluate_episodes", options.episodes or "100"))
    }
    if rhythm["evaluate_every"] == 0:
        raise InputError("--every is '0', but a sweep needs evaluations; give a whole number of steps, such as 500.")
    sampler = options.sampler or str(Sampler.RANDOM)
    if sampler not in tuple(Sampler):
        raise InputError("--sampler is {given!r}, but must be one of {allowed}.", given=sampler[:60],
                         allowed=", ".join(Sampler))  # fmt: skip
    file = read_sweep_file(Path(options.path), device=options.device or "auto", rhythm=rhythm)
    trials = options.trials
    if trials is None and sampler != Sampler.GRID:
        trials = DEFAULT_TRIALS
    definition = Definition(
        preset=file.preset,
        base=file.base,
        space=file.space,
        seeds=seeds,
        report_seeds=report_seeds,
        steps=_needed(options, "steps"),
        sampler=Sampler(sampler),
        sampler_seed=options.seed or 0,
        trials=trials,
        score=file.score,
        ahead=file.ahead,
        prune=_prune(options.prune),
    )
    check_space(definition, file.space)
    if definition.sampler is Sampler.GRID:
        for settings in grid(definition, file.space):
            checked_config(definition, settings)
    _check_edits(definition, file.edits)
    if definition.sampler is Sampler.RANDOM:
        for number in range(definition.trials or 0):
            checked_config(definition, random_settings(definition, space_for(definition, file.edits, number), number))
    return definition, file.edits


def _check_edits(definition: Definition, edits: Sequence[MadeEdit]) -> None:
    """Checks what a file says is to be changed on the way."""
    for number, made in enumerate(edits):
        check_edit(definition, edits[:number], made.edit, made.from_trial)
        if definition.sampler is Sampler.GRID:
            before = [other for other in edits if other.from_trial < made.from_trial]
            there = Course(replace(definition, trials=None), edits=before).total
            if there < made.from_trial:
                raise InputError(
                    "from_trial in [[edits]] is {first}, but the grid ends with {there} trials before it.",
                    first=made.from_trial,
                    there=there,
                )


def _prune(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        return parse_edit(f"prune={text}").prune or None
    except InputError as error:
        raise InputError(
            "--prune is {given}, but must be a p-value from 0 (off) to below 1, on or off.", given=quoted(text)
        ) from error


def _needed(options: argparse.Namespace, name: str) -> Any:
    value = getattr(options, name)
    if value is None:
        raise InputError("A new sweep needs --{option}; see dqn-engine sweep --help.", option=name)
    return value
