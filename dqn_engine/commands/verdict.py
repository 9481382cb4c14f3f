"""`dqn-engine verdict`: whether A beats B, by adding seeds until that is decided or the budget is spent.

The first Ctrl+C (or SIGTERM) gives up the seeds in progress and keeps those that are finished; the second interrupts at
once. Resumed, it comes to the verdict that it would have come to.
"""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from dqn_engine.commands import places
from dqn_engine.commands.ending import ended_by_signal
from dqn_engine.commands.on import cluster_for
from dqn_engine.commands.output import print_json, say, tell, tell_cache_troubles
from dqn_engine.commands.paired import (
    PairedFolder,
    SeedLines,
    interval,
    iqm_words,
    number,
    rhythm_of,
    say_profile,
    workers_for,
)
from dqn_engine.comparison.contestants import Contestant, contestant_of
from dqn_engine.comparison.saved_comparison import VERDICT
from dqn_engine.comparison.sequential import ERROR_RATE, LEAST_BUDGET, Standing
from dqn_engine.comparison.verdict import Contest, Pair, named_apart, run_contest, seeds_for, verdict_summary
from dqn_engine.config.run_config import LARGEST_SEED
from dqn_engine.study.plan import Job, StudyEvent, StudyPlan
from dqn_engine.study.seed_saves import forget_all
from dqn_engine.study.study import Place
from dqn_engine.study.study_folder import refuse_used_folder
from dqn_engine.study.summary import study_summary
from dqn_engine.study.time_left import with_time_left
from dqn_engine.study.worker_processes import core_count
from dqn_engine.sweep.definition import Score
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import counted, percent
from dqn_engine.system.versions import versions_at_work

if TYPE_CHECKING:
    from dqn_engine.study.ray_workers import RayCluster

_STANDINGS = {
    Standing.UNDECIDED: Sentence("undecided"),
    Standing.A: Sentence("A is better"),
    Standing.B: Sentence("B is better"),
}


def run(options: argparse.Namespace) -> int:
    """Comes to the verdict, prints it, and returns the exit code: 130 or 143 after a signal."""
    score, plan = _score(options), _plan(options)
    if options.out is not None and not options.resume:
        refuse_used_folder(options.out)
    with cluster_for(options.on, core_count()) as cluster:
        return _done(options, plan, score, cluster)


def _done(options: argparse.Namespace, plan: StudyPlan, score: Score, cluster: "RayCluster | None") -> int:
    count, programs = workers_for(options, plan, cluster)
    said = {"budget": len(plan.seeds), "score": str(score), "planned_seeds": list(plan.seeds), "error_rate": ERROR_RATE}
    with PairedFolder(options, plan, VERDICT, said) as saved, ended_by_signal(json=options.json) as ending:
        contest = Contest(plan, score=score, finished=saved.folder.finished, ahead=count // 2 + 1)
        lines = SeedLines(plan, len(saved.folder.finished), count)

        def place(
            observe: Callable[[StudyEvent], None], stopped: Callable[[], bool], wanted: Callable[[Job], bool]
        ) -> AbstractContextManager[Place]:
            if cluster is None and count == 1:
                places.load(options.device)
            return places.opened_place(
                observe,
                stopped,
                cluster=cluster,
                count=count,
                device=options.device,
                imports=options.imports,
                most_programs=programs,
                saves=saved.folder.path,
                wanted=wanted,
            )

        def observe(event: StudyEvent) -> None:
            saved.folder.record(event)
            lines.observe(event)

        def looked(pair: Pair) -> None:
            seen = Sentence(
                "pair {number} of at most {most}, seed {seed}: A {a:,.1f}, B {b:,.1f}; {standing}",
                number=pair.number,
                most=len(plan.seeds),
                seed=pair.seed,
                a=pair.a,
                b=pair.b,
                standing=_STANDINGS[pair.standing],
            )
            tell(seen if contest.over else with_time_left(seen, lines.seconds_left))
            saved.say(_standing(contest))

        saved.say(_standing(contest))
        run_contest(contest, place=place, observe=observe, looked=looked, stopped=ending.asked)
        summary = verdict_summary(contest, score=score, out=options.out)
        saved.say(summary)
        if contest.over:  # Also of seeds that were given up as it was decided.
            forget_all(saved.folder.path)
        if saved.saved:
            results = contest.preset_results()
            saved.folder.finish(plan, results, study_summary(plan, results, options.out))
    tell_cache_troubles()
    if options.json:
        print_json(summary)
    else:
        _say(summary)
    return ending.exit_code


def _standing(contest: Contest) -> dict[str, Any]:
    """How far it is, for who watches the folder."""
    return {
        "verdict": str(contest.standing),
        "complete": contest.over,
        "versions": versions_at_work(),
        "pairs": len(contest.pairs),
        "names": [contest.a, contest.b],
        "seeds": [pair.seed for pair in contest.pairs],
        "a_scores": [pair.a for pair in contest.pairs],
        "b_scores": [pair.b for pair in contest.pairs],
    }


def _plan(options: argparse.Namespace) -> StudyPlan:
    if options.budget < LEAST_BUDGET:
        raise InputError(
            "--budget is {budget}, but of fewer than {least} pairs nothing can be concluded, whatever they come to.",
            budget=options.budget,
            least=LEAST_BUDGET,
        )
    a, b = (
        contestant_of(given, environment=options.env, device=options.device, rhythm=rhythm_of(options))
        for given in (options.a, options.b)
    )
    if a.config.environment != b.config.environment:
        raise InputError(
            "A plays {a} and B {b}, so that their returns can't be compared; choose two of one environment, or name it "
            "by --env.",
            a=a.config.environment,
            b=b.config.environment,
        )
    if a.config.knobs == b.config.knobs and a.config.value_range == b.config.value_range:
        raise InputError("A and B have the same settings, so that every seed would come to the same; choose others.")
    steps = options.steps or max((one.steps for one in (a, b) if one.steps), default=None)
    if steps is None:
        raise InputError("Presets don't say how long to train; add --steps N.")
    seeds = seeds_for(options.first_seed, options.budget, _seen(a, b))
    if seeds[-1] > LARGEST_SEED:
        raise InputError("--first-seed is {first}, which leaves too few seeds; choose a smaller one.",
                         first=options.first_seed)  # fmt: skip
    names = named_apart([a.name, b.name])
    return StudyPlan(configs=dict(zip(names, (a.config, b.config), strict=True)), seeds=seeds, steps=steps)


def _seen(*contestants: Contestant) -> set[int]:
    """The seeds of runs, by which the user may have chosen them."""
    return {one.seed for one in contestants if one.seed is not None}


def _score(options: argparse.Namespace) -> Score:
    if options.score not in tuple(Score):
        raise InputError(
            "--score is {given!r}, but must be one of {allowed}.", given=options.score[:60], allowed=", ".join(Score)
        )
    return Score(options.score)


def _say(summary: dict[str, Any]) -> None:
    say(summary["sentence"])
    for letter in ("a", "b"):
        side = summary[letter]
        say(
            f"{letter.upper()}, {side['name']}: interquartile mean {iqm_words(side)} over "
            f"{counted(summary['pairs'], 'seed')}"
        )
    apart = summary["difference"]
    ends = interval(apart["interval"])
    say(f"mean difference A − B {number(apart['mean'])} (95 % interval over all looks so far {ends})")
    if summary["probability_of_improvement"] is not None:
        low, high = summary["probability_interval"]
        ends = "" if low is None else f" (95 % interval {percent(low)} to {percent(high)})"
        chance = percent(summary["probability_of_improvement"])
        say(f"a seed of A scores higher than one of B with probability {chance}{ends}")
    say_profile(summary, "A", "B")
    say(summary["method"])
    if summary["out"]:
        say(f"saved in {summary['out']}")
