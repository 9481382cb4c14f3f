"""Whether A beats B: pairs of seeds are trained until that is decided, or a stated budget is spent.

Pairs are looked at in the order of their seeds, whatever the order in which they are finished, so that the verdict
doesn't depend on how many workers there are, how quick they were, or what was interrupted.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np

from dqn_engine.comparison.sequential import ERROR_RATE, Interval, SequentialTest, Standing, repeated_interval
from dqn_engine.comparison.statistics import (
    LEVEL,
    improvement_interval,
    interquartile_mean,
    performance_profile,
    probability_of_improvement,
)
from dqn_engine.study.plan import Job, PresetResult, SeedDone, SeedResult, StudyEvent, StudyPlan, Task
from dqn_engine.study.statistics import interval_over_seeds
from dqn_engine.study.study import Place
from dqn_engine.sweep.course import seed_score
from dqn_engine.sweep.definition import Score
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import percent
from dqn_engine.system.versions import versions_at_work

_THRESHOLDS = 21

Opened = Callable[
    [Callable[[StudyEvent], None], Callable[[], bool], Callable[[Job], bool]], AbstractContextManager[Place]
]
"""Opens a place, given what observes, what says that it is to stop, and whether a job is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A seed that both have done.

    Attributes:
        number: Which it was to be looked at, from 1.
        seed: The seed.
        a: The score of A.
        b: That of B.
        standing: What the comparison had come to with it.
    """

    number: int
    seed: int
    a: float
    b: float
    standing: Standing


class Contest:
    """Where a comparison stands.

    Args:
        plan: A and then B; its seeds are the budget.
        score: What counts of a seed.
        finished: What came of seeds before.
        ahead: Pairs that are begun beyond the first that isn't finished.
    """

    def __init__(
        self, plan: StudyPlan, *, score: Score, finished: Mapping[Task, SeedResult] | None = None, ahead: int = 1
    ) -> None:
        self.plan, self._score, self._ahead = plan, score, ahead
        self.a, self.b = plan.configs
        self.results = dict(finished or {})
        self._in_progress: set[Task] = set()
        self._test = SequentialTest(len(plan.seeds))
        self.pairs: list[Pair] = []
        self._look()

    @property
    def standing(self) -> Standing:
        """What it has come to."""
        return self._test.standing

    @property
    def over(self) -> bool:
        """Whether it is decided, or the budget spent."""
        return self.standing is not Standing.UNDECIDED or self._test.spent

    def take(self, name: str, result: SeedResult) -> list[Pair]:
        """Takes what came of a seed; returns the pairs that were looked at by it."""
        self._in_progress.discard((name, result.seed))
        self.results[name, result.seed] = result
        before = len(self.pairs)
        self._look()
        return self.pairs[before:]

    def next_job(self, programs: Collection[Hashable]) -> Job | None:
        """The seed to train next: of those that may be begun, the first that these programs can do, or the first."""
        if self.over:
            return None
        first: Job | None = None
        begun = len(self.pairs)
        for seed in self.plan.seeds[begun : begun + self._ahead]:
            for name in (self.a, self.b):
                task = name, seed
                if task in self.results or task in self._in_progress:
                    continue
                job = self.plan.job(task)
                if first is None or (job.program in programs and first.program not in programs):
                    first = job
        if first is not None:
            self._in_progress.add(first.task)
        return first

    def wants(self, job: Job) -> bool:
        """Whether what comes of a job can still count."""
        return not self.over

    def preset_results(self) -> tuple[PresetResult, ...]:
        """What came of A and of B, as of a study; all seeds that are finished, in order."""
        return tuple(
            PresetResult(
                name=name,
                config=config,
                compile_seconds=math.nan,
                seeds=tuple(self.results[name, seed] for seed in self.plan.seeds if (name, seed) in self.results),
            )
            for name, config in self.plan.configs.items()
        )

    def interval(self) -> Interval:
        """Of the mean difference, A's score minus B's."""
        return repeated_interval([pair.a - pair.b for pair in self.pairs], len(self.plan.seeds))

    def _look(self) -> None:
        while not self.over:
            seed = self.plan.seeds[len(self.pairs)]
            a, b = (self.results.get((name, seed)) for name in (self.a, self.b))
            if a is None or b is None:
                return
            scores = seed_score(a, self._score), seed_score(b, self._score)
            standing = self._test.add(scores[0] - scores[1])
            self.pairs.append(Pair(number=self._test.pairs, seed=seed, a=scores[0], b=scores[1], standing=standing))


def run_contest(
    contest: Contest,
    *,
    place: Opened,
    observe: Callable[[StudyEvent], None],
    looked: Callable[[Pair], None],
    stopped: Callable[[], bool],
) -> None:
    """Trains seeds until it is over or stopped.

    Args:
        contest: Where it stands.
        place: Opens the place where seeds are trained.
        observe: Called with each event before it counts, to save it.
        looked: Called with each pair that was looked at.
        stopped: Asked again and again; once it says yes, seeds in progress are given up.
    """

    def take(event: StudyEvent) -> None:
        observe(event)
        if isinstance(event, SeedDone):
            for pair in contest.take(event.name, event.result):
                looked(pair)

    if contest.over:
        return
    with place(take, lambda: stopped() or contest.over, contest.wants) as opened:
        opened.run_all(contest.next_job)


def seeds_for(first: int, count: int, without: Collection[int]) -> tuple[int, ...]:
    """So many seeds from `first` on, without some."""
    found: list[int] = []
    seed = first
    while len(found) < count:
        if seed not in without:
            found.append(seed)
        seed += 1
    return tuple(found)


def verdict_summary(contest: Contest, *, score: Score, out: str | None) -> dict[str, Any]:
    """The result of `dqn-engine verdict --json`."""
    plan, pairs = contest.plan, contest.pairs
    a, b = (np.array([getattr(pair, side) for pair in pairs], np.float64) for side in ("a", "b"))
    interval = contest.interval()
    differences = a - b
    return {
        "verdict": str(contest.standing),
        "sentence": verdict_sentence(contest, interval),
        "complete": contest.over,
        "pairs": len(pairs),
        "budget": len(plan.seeds),
        "seeds": [pair.seed for pair in pairs],
        "difference": {
            "mean": float(differences.mean()) if len(pairs) else None,
            "interval": [interval.low, interval.high],
        },
        **improvement_fields(a, b),
        "a": side_fields(contest.a, a, plan),
        "b": side_fields(contest.b, b, plan),
        "profile": profile_fields(a, b),
        "error_rate": ERROR_RATE,
        "method": method(),
        "environment": plan.environment,
        "steps": plan.steps,
        "score": str(score),
        "versions": versions_at_work(),
        "out": out,
    }


def verdict_sentence(contest: Contest, interval: Interval) -> Sentence:
    """The verdict for the user."""
    pairs, budget = len(contest.pairs), len(contest.plan.seeds)
    if contest.standing is Standing.UNDECIDED and not contest.over:
        return Sentence("Nothing is decided after {pairs} of {budget} pairs of seeds.", pairs=pairs, budget=budget)
    if contest.standing is Standing.UNDECIDED:
        return Sentence(
            "Nothing is decided, and the budget of {budget} pairs of seeds is spent: a difference there may be is too "
            "small to be seen with so many.",
            budget=budget,
        )
    better, worse = (contest.a, contest.b) if contest.standing is Standing.A else (contest.b, contest.a)
    return Sentence(
        "{better} beats {worse}, decided after {pairs} of at most {budget} pairs of seeds.",
        better=better,
        worse=worse,
        pairs=pairs,
        budget=budget,
    )


def method() -> Sentence:
    """What the verdict goes by, in one sentence."""
    return Sentence(
        "Sign-flip test of paired differences, looked at after every pair, with alpha spending in proportion to the "
        "budget: where both are equal, at most {rate} of comparisons end in a verdict.",
        rate=percent(ERROR_RATE),
    )


def side_fields(name: str, scores: np.ndarray, plan: StudyPlan) -> dict[str, Any]:
    """One side: its scores, their interquartile mean and its bootstrap interval, and its settings."""
    some = len(scores) > 0
    return {
        "name": name,
        "scores": scores.tolist(),
        "mean": float(scores.mean()) if some else None,
        "iqm": float(interquartile_mean(scores)) if some else None,
        "iqm_interval": list(interval_over_seeds(scores) or (None, None)),
        "config": plan.configs[name].to_json(),
    }


def improvement_fields(a: np.ndarray, b: np.ndarray) -> dict[str, Any]:
    """How probable it is that a seed of A scores higher than one of B."""
    some = len(a) > 0 and len(b) > 0
    return {
        "probability_of_improvement": probability_of_improvement(a, b) if some else None,
        "probability_interval": list(improvement_interval(a, b)) if min(len(a), len(b)) > 1 else [None, None],
        "level": LEVEL,
    }


def profile_fields(a: np.ndarray, b: np.ndarray) -> dict[str, Any]:
    """The performance profiles of both, at thresholds from the lowest score to the highest."""
    if not len(a) or not len(b):
        return {"thresholds": [], "a": [], "b": []}
    both = np.concatenate([a, b])
    thresholds = np.linspace(both.min(), both.max(), _THRESHOLDS)
    return {
        "thresholds": thresholds.tolist(),
        "a": performance_profile(a, thresholds).tolist(),
        "b": performance_profile(b, thresholds).tolist(),
    }


def named_apart(names: Sequence[str]) -> list[str]:
    """Names that tell two apart: equal ones get the letter of their side."""
    counts = Counter(names)
    return [name if counts[name] == 1 else f"{name} ({letter})" for name, letter in zip(names, "AB", strict=True)]
