"""`dqn-engine study`: the same settings on many seeds, against others if wanted, with honest numbers over them.

`--set` changes the studied preset only, so that it can be compared with its unchanged self. The first Ctrl+C (or
SIGTERM) gives up the seeds in progress and keeps those that are finished; the second interrupts at once.
"""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dqn_engine.commands import places
from dqn_engine.commands.arguments import environment_options
from dqn_engine.commands.ending import ended_by_signal
from dqn_engine.commands.on import cluster_for, process_count
from dqn_engine.commands.output import print_json, say, tell, tell_cache_troubles
from dqn_engine.commands.study_progress import StudyProgress
from dqn_engine.config.hyperparameters import knob_named, parse_assignments
from dqn_engine.config.run_config import run_config
from dqn_engine.study.plan import SeedDone, StudyEvent, StudyPlan
from dqn_engine.study.plot import MOST_CURVES, can_draw
from dqn_engine.study.seeds import parse_seeds
from dqn_engine.study.study import Place, run_study
from dqn_engine.study.study_folder import StudyFolder, refuse_used_folder
from dqn_engine.study.summary import study_summary, with_interval
from dqn_engine.study.worker_processes import core_count
from dqn_engine.sweep.feasibility import check_memory, process_bytes
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import counted, percent

if TYPE_CHECKING:
    from dqn_engine.study.ray_workers import RayCluster


def run(options: argparse.Namespace) -> int:
    """Runs the study, prints its result, and returns the exit code: 130 or 143 after a signal."""
    plan = _plan(options)
    if not options.resume:
        refuse_used_folder(options.out)  # Before the seconds that loading takes.
    with cluster_for(options.on, core_count()) as cluster:
        return _done(options, plan, cluster)


def _done(options: argparse.Namespace, plan: StudyPlan, cluster: "RayCluster | None") -> int:
    count = 0 if cluster else min(process_count(options.on, options.device, core_count()), len(plan.tasks))
    if cluster is None and not options.device.startswith("gpu"):
        check_memory(max(map(process_bytes, plan.configs.values())), count, f"--on {options.on}")
    if not can_draw():
        tell(Sentence("The curves are saved as tables only; to draw them as well, install the extra 'study'."))
    with StudyProgress(plan) as progress, ended_by_signal(json=options.json) as ending:

        def place(observe: Callable[[StudyEvent], None]) -> AbstractContextManager[Place]:
            return places.opened_place(
                observe,
                ending.asked,
                cluster=cluster,
                count=count,
                device=options.device,
                imports=options.imports,
                saves=Path(options.out),
                runs=Path(options.out) if options.runs == "all" else None,
            )

        if count == 1:
            places.load(options.device)
        # Only now: whatever else is wrong with the input has been said, and a refusal leaves no folder behind.
        with StudyFolder(options.out, plan, resume=options.resume) as folder:
            for (name, _), result in folder.finished.items():
                progress.observe(SeedDone(name=name, result=result))

            def observe(event: StudyEvent) -> None:
                folder.record(event)
                progress.observe(event)

            results = run_study(plan, observe=observe, place=place, finished=folder.finished)
            summary = study_summary(plan, results, options.out)
            folder.finish(plan, results, summary)
    tell_cache_troubles()
    if options.json:
        print_json(summary)
    else:
        for name, figures in zip(plan.configs, (summary, *summary["compare"].values()), strict=True):
            say(_sentence(plan, name, figures))
        say(f"saved in {options.out}")
    return ending.exit_code


def _plan(options: argparse.Namespace) -> StudyPlan:
    seeds = parse_seeds(options.seeds)
    rhythm: dict[str, Any] = {
        name: knob_named(name).parse(text)
        for name, text in (("evaluate_every", options.every), ("evaluate_episodes", options.episodes))
    }
    if rhythm["evaluate_every"] == 0:
        raise InputError("--every is '0', but a study needs evaluations; give a whole number of steps, such as 500.")
    changes = parse_assignments(options.assignments)
    refused = sorted(rhythm.keys() & changes.keys())
    if refused:
        raise InputError(
            "A study's evaluations are set with --every and --episodes; leave {name} out of --set.", name=refused[0]
        )
    studied = run_config(
        environment_options=environment_options(options),
        environment=options.env,
        seed=seeds[0],
        device=options.device,
        preset=options.preset,
        changes=changes | rhythm,
    )
    configs = {_name(options.preset, changes): studied}
    for preset in options.compare:
        name = _name(preset, {})
        if name in configs:
            raise InputError("{name!r} would be compared with itself; leave it out of --compare.", name=name)
        configs[name] = run_config(
            environment=studied.environment, seed=seeds[0], device=options.device, preset=preset, changes=rhythm
        )
    stacks = {name: config.knobs["frame_stack"] for name, config in configs.items()}
    if len(set(stacks.values())) > 1:
        listed = ", ".join(f"{stack} of {name}" for name, stack in stacks.items())
        raise InputError(
            "The frame_stack is {listed}, but presets compared must see the same frames; set one value.", listed=listed
        )
    if len({config.knobs["action_mask"] for config in configs.values()}) > 1:
        raise InputError(
            "The action_mask is true in some presets and false in others, but presets compared must have the same "
            "actions to choose from; set one value."
        )
    if len(configs) > MOST_CURVES:
        raise InputError(
            "{count} presets are too many to tell apart in one drawing; compare at most {most}.",
            count=len(configs),
            most=MOST_CURVES - 1,
        )
    return StudyPlan(configs=configs, seeds=seeds, steps=options.steps)


def _name(preset: str, changes: dict[str, Any]) -> str:
    """What a configuration is called in tables and drawing: the preset and what was changed in it."""
    return ", ".join([preset, *(f"{name}={knob_named(name).format(value)}" for name, value in changes.items())])


def _sentence(plan: StudyPlan, name: str, summary: dict[str, Any]) -> str:
    """The figures of one configuration for the user."""
    seeds = summary["seeds"]
    if not seeds:
        return f"{name}: no seed was finished"
    reached = sum(one["first_step_at_threshold"] is not None for one in seeds)
    median, (lower, upper) = summary["median_first_step"], summary["iqr_first_step"]
    final = f"interquartile mean {with_interval(summary['iqm_final'], summary['iqm_final_interval'])}"
    if summary["share_at_threshold_final"] is None:
        return f"{name}: after {plan.steps:,} steps {final}; Gymnasium has no threshold for {plan.environment}"
    first = f"first after a median of {_steps(median)} steps (middle half {_steps(lower)} to {_steps(upper)}); "
    if median is None:  # Fewer than half got there.
        first = "" if lower is None else f"a quarter of them within {_steps(lower)} steps; "
    retained = (
        ""
        if summary["retained_share"] is None
        else f"; of the evaluations after a seed's first, {percent(summary['retained_share'], '.1%')} were there "
        f"again, the least {summary['retained_least']:,.1f}"
    )
    return (
        f"{name}: {reached} of {counted(len(seeds), 'seed')} reached {plan.threshold:,g}; {first if reached else ''}"
        f"after {plan.steps:,} steps {percent(summary['share_at_threshold_final'])} were there, {final}{retained}"
    )


def _steps(value: float | None) -> str:
    return "more" if value is None else f"{value:,.0f}"
