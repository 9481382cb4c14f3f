"""`dqn-engine hand`: what the changes made during a run were worth, on seeds that nobody watched.

The first Ctrl+C (or SIGTERM) gives up the seeds in progress and keeps those that are finished; the second interrupts at
once. `--resume` goes on.
"""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dqn_engine.commands import places
from dqn_engine.commands.ending import ended_by_signal
from dqn_engine.commands.on import cluster_for
from dqn_engine.commands.output import print_json, say, tell_cache_troubles
from dqn_engine.commands.paired import PairedFolder, SeedLines, iqm_words, rhythm_of, say_profile, workers_for
from dqn_engine.comparison.hand import hand_plan, hand_summary
from dqn_engine.comparison.saved_comparison import HAND
from dqn_engine.comparison.sides import changes_of
from dqn_engine.storage.run.reproducible import Recording, recording_of
from dqn_engine.study.plan import SeedDone, StudyEvent, StudyPlan
from dqn_engine.study.study import Place, run_study
from dqn_engine.study.study_folder import refuse_used_folder
from dqn_engine.study.summary import study_summary
from dqn_engine.study.worker_processes import core_count
from dqn_engine.system.text import counted, percent

if TYPE_CHECKING:
    from dqn_engine.study.ray_workers import RayCluster


def run(options: argparse.Namespace) -> int:
    """Trains both ways, prints what the hand was worth, and returns the exit code: 130 or 143 after a signal."""
    recording = recording_of(Path(options.run_folder))
    plan = hand_plan(recording, options.seeds, device=options.device, rhythm=rhythm_of(options))
    if options.out is not None and not options.resume:
        refuse_used_folder(options.out)
    with cluster_for(options.on, core_count()) as cluster:
        return _done(options, recording, plan, cluster)


def _done(
    options: argparse.Namespace, recording: Recording, plan: StudyPlan, cluster: "RayCluster | None"
) -> int:  # fmt: skip
    count, programs = workers_for(options, plan, cluster)
    said: dict[str, Any] = {"planned_seeds": list(plan.seeds), "changes": changes_of(recording.ledger)}
    with PairedFolder(options, plan, HAND, said) as saved, ended_by_signal(json=options.json) as ending:
        done = dict(saved.folder.finished)
        lines = SeedLines(plan, len(done), count)

        def place(observe: Callable[[StudyEvent], None]) -> AbstractContextManager[Place]:
            if cluster is None and count == 1:
                places.load(options.device)
            return places.opened_place(
                observe,
                ending.asked,
                cluster=cluster,
                count=count,
                device=options.device,
                imports=options.imports,
                most_programs=programs,
                saves=saved.folder.path,
            )

        def observe(event: StudyEvent) -> None:
            saved.folder.record(event)
            lines.observe(event)
            if isinstance(event, SeedDone):
                done[event.name, event.result.seed] = event.result
                saved.say(hand_summary(recording, plan, done, out=options.out))

        saved.say(hand_summary(recording, plan, done, out=options.out))
        results = run_study(plan, observe=observe, place=place, finished=saved.folder.finished)
        summary = hand_summary(recording, plan, done, out=options.out)
        if saved.saved:
            saved.folder.finish(plan, results, study_summary(plan, results, options.out))
    tell_cache_troubles()
    if options.json:
        print_json(summary)
    else:
        _say(summary)
    return ending.exit_code


def _say(summary: dict[str, Any]) -> None:
    say(summary["sentence"])
    for side in (summary["with"], summary["without"]):
        say(f"{side['name']}: interquartile mean {iqm_words(side)} over {counted(len(summary['seeds']), 'seed')}")
    say_profile(summary, *(summary[side]["name"] for side in ("with", "without")))
    own = summary["own_seed"]
    if own["with"] is not None and own["without"] is not None:
        say(
            f"on the run's own seed {own['seed']}, which doesn't count: {own['with']:,.1f} with them, "
            f"{own['without']:,.1f} without"
        )
    if own["at_least_as_good"] is not None:
        say(f"{percent(own['at_least_as_good'])} of the other seeds came at least as far with the same changes")
    say(summary["method"])
    if summary["out"]:
        say(f"saved in {summary['out']}")
