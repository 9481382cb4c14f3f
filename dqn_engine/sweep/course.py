"""How a sweep goes: which seeds are to be trained next, and what the finished ones amount to. No files, no clock.

What is decided is decided in the order of trials and, in each, of seeds, as if one worker did one after the other: a
trial is looked at once all before it are decided. Workers run ahead of that; what they come to waits for its turn, and
where the trial was given up meanwhile it doesn't count. So the table doesn't depend on how many workers there are, how
quick they were, or what was interrupted.
"""

import math
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from dqn_engine.study.plan import Job, SeedResult, Task
from dqn_engine.study.statistics import interquartile_mean, interval_over_seeds
from dqn_engine.sweep import edits as edited
from dqn_engine.sweep.definition import Definition, Sampler, Score, Settings, trial_name
from dqn_engine.sweep.edits import MadeEdit
from dqn_engine.sweep.pruning import is_worse
from dqn_engine.sweep.samplers import grid_rest, random_settings
from dqn_engine.sweep.tpe import tpe_settings


class State(StrEnum):
    """How far a trial is: `RUNNING` while a seed of it is trained, `BEGUN` where some are finished and none is."""

    WAITING = "waiting"
    BEGUN = "begun"
    RUNNING = "running"
    COMPLETE = "complete"
    PRUNED = "pruned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One setting on the sweep's seeds.

    Attributes:
        number: From 0.
        settings: What it sets.
        seeds: The results that count, in the order of the sweep's seeds.
        state: How far it is.
        score: The interquartile mean of its seeds' scores; None before the first.
        interval: The 95 % bootstrap interval of that; None of fewer than two seeds.
    """

    number: int
    settings: Settings
    seeds: tuple[SeedResult, ...]
    state: State
    score: float | None
    interval: tuple[float, float] | None


def seed_score(result: SeedResult, score: Score) -> float:
    """What counts of a seed."""
    return result.final_mean if score is Score.FINAL else math.fsum(result.means) / len(result.means)


def scored(results: Sequence[SeedResult], score: Score) -> tuple[float, tuple[float, float] | None]:
    """The interquartile mean over seeds, of which there are some, and its interval; of one seed there is none."""
    return _iqm_and_interval(tuple(seed_score(result, score) for result in results))


@lru_cache(maxsize=20_000)
def _iqm_and_interval(scores: tuple[float, ...]) -> tuple[float, tuple[float, float] | None]:
    """Kept, since who watches a sweep works it all out again whenever a seed is finished."""
    values = np.array(scores, np.float64)
    return float(interquartile_mean(values[:, None])), interval_over_seeds(values)


class Course:
    """Where a sweep stands.

    Args:
        definition: What it is to do.
        edits: What was changed before.
        settings: Those of the trials that have begun, by their numbers from 0 on.
        results: What came of seeds, by trial and seed.
        window: Trials that are in progress at a time, where they don't depend on each other.
    """

    def __init__(
        self,
        definition: Definition,
        *,
        edits: Sequence[MadeEdit] = (),
        settings: Sequence[Settings] = (),
        results: Mapping[tuple[int, int], SeedResult] | None = None,
        window: int = 1,
    ) -> None:
        self.definition = definition
        self.edits = list(edits)
        self.settings = list(settings)
        self._results = dict(results or {})
        self._window = max(definition.ahead, window)
        self._in_progress: set[Task] = set()
        self._jobs: dict[Task, Job] = {}
        self._decided: list[Trial] = []
        self._best: Trial | None = None
        self._judged = (-1, 0)  # A trial, and how many of its seeds were looked at.
        self._grid: list[Settings] | None = None
        self._decide()

    @property
    def decided(self) -> Sequence[Trial]:
        """The trials that are complete or pruned, from the first on."""
        return self._decided

    @property
    def best(self) -> Trial | None:
        """The complete trial with the highest score, of equal ones the first; None before there is one."""
        return self._best

    @property
    def total(self) -> int:
        """How many trials there are to be."""
        asked = edited.trials_asked(self.definition, self.edits)
        if self.definition.sampler is not Sampler.GRID:
            return max(asked or 0, len(self.settings))
        whole = len(self._whole_grid())
        return max(whole if asked is None else min(asked, whole), len(self.settings))

    @property
    def paused(self) -> bool:
        """Whether no seed is to be begun."""
        return edited.is_paused(self.edits)

    @property
    def finished(self) -> bool:
        """Whether all is done, the report's seeds included."""
        if len(self._decided) < self.total:
            return False
        return self._best is None or len(self.report) == len(self.definition.report_seeds)

    @property
    def report(self) -> tuple[SeedResult, ...]:
        """What came of the report's seeds with the best trial's settings, in their order."""
        if self._best is None or len(self._decided) < self.total:
            return ()
        tasks = [(self._best.number, seed) for seed in self.definition.report_seeds]
        return tuple(self._results[task] for task in tasks if task in self._results)

    def trials(self) -> tuple[Trial, ...]:
        """All trials that have begun, whether decided or not."""
        return (*self._decided, *(self._undecided(number) for number in range(len(self._decided), len(self.settings))))

    def seeds_left(self) -> tuple[float, int]:
        """How many seeds are left to finish: as things went so far, and at most (where no trial is given up)."""
        seeds, total = len(self.definition.seeds), self.total
        there = sum(len(self._counted(number)) for number in range(len(self._decided), len(self.settings)))
        most = (total - len(self._decided)) * seeds - there
        report = len(self.definition.report_seeds) - len(self.report)
        counted = sum(len(trial.seeds) for trial in self._decided)
        share = counted / (len(self._decided) * seeds) if self._decided else 1.0
        return max(most * share, 0.0) + report, most + report

    @property
    def results(self) -> Mapping[tuple[int, int], SeedResult]:
        """What came of every seed that is finished, by trial and seed, whether it counts or not."""
        return self._results

    def counted(self) -> tuple[tuple[int, int], ...]:
        """The finished seeds that count or still may, by trial and seed, in that order.

        Those don't that were trained ahead, or on report seeds, of a trial that was given up or outdone meanwhile.
        """
        kept = {(trial.number, result.seed) for trial in self._decided for result in trial.seeds}
        undecided, tuning = len(self._decided), set(self.definition.seeds)
        best = None if self._best is None else self._best.number
        return tuple(
            (number, seed)
            for number, seed in sorted(self._results)
            if ((number >= undecided or (number, seed) in kept) if seed in tuning else number == best)
        )

    def take(self, number: int, result: SeedResult) -> None:
        """Takes what came of a seed."""
        self._in_progress.discard((trial_name(number), result.seed))
        self._results[number, result.seed] = result
        self._decide()

    def change(self, made: MadeEdit) -> None:
        """Makes an edit, which was checked."""
        self.edits.append(made)
        self._grid = None

    def forget_progress(self) -> None:
        """Nobody trains any more; what was in progress begins again."""
        self._in_progress.clear()

    def next_job(self, programs: Collection[Hashable]) -> Job | None:
        """The seed that is to be begun next, by a worker that has compiled these programs; None: none at present.

        The first that such a program does, of those that may be begun, or else the first.
        """
        if self.paused:
            return None
        first: Job | None = None
        for job in self._ready():
            if job.program in programs:
                first = job
                break
            first = first or job
            if not programs:
                break
        if first is not None:
            self._in_progress.add(first.task)
        return first

    def wants(self, job: Job) -> bool:
        """Whether what comes of a job can still count: its trial isn't decided, or it is one of the report's seeds."""
        return job.seed in self.definition.report_seeds or self.number_of(job.name) >= len(self._decided)

    def number_of(self, job_name: str) -> int:
        """The trial that a job is of."""
        return int(job_name.rpartition(" ")[2])

    def _ready(self) -> Iterator[Job]:
        """Seeds that may be begun, in order."""
        for number in range(len(self._decided), min(len(self._decided) + self._ahead, self.total)):
            if number == len(self.settings):
                self.settings.append(self._proposed(number))
            yield from self._left(number, self.definition.seeds)
        yield from self._report_left()

    def _report_left(self) -> Iterator[Job]:
        if self._best is not None and len(self._decided) == self.total:
            yield from self._left(self._best.number, self.definition.report_seeds)

    def _left(self, number: int, seeds: Sequence[int]) -> Iterator[Job]:
        for seed in seeds:
            task = trial_name(number), seed
            if (number, seed) not in self._results and task not in self._in_progress:
                if task not in self._jobs:
                    self._jobs[task] = self.definition.job(number, self.settings[number], seed)
                yield self._jobs[task]

    @property
    def _ahead(self) -> int:
        return self.definition.ahead if self.definition.sampler is Sampler.TPE else self._window

    def _proposed(self, number: int) -> Settings:
        definition = self.definition
        space = edited.space_for(definition, self.edits, number)
        match definition.sampler:
            case Sampler.GRID:
                return self._whole_grid()[number]
            case Sampler.RANDOM:
                return random_settings(definition, space, number)
            case Sampler.TPE:
                count = max(0, number - definition.ahead + 1)
                told = [(trial.settings, _score_of(trial)) for trial in self._decided[:count]]
                return tpe_settings(definition, space, number, told, self.settings[count:number])

    def _whole_grid(self) -> list[Settings]:
        """The settings of every trial of the grid: of each space, from its first trial on, what wasn't tried before."""
        if self._grid is None:
            firsts = sorted({0, *(made.from_trial for made in self.edits if made.edit.entry is not None)})
            found = list(self.settings)
            for first, after in zip(firsts, [*firsts[1:], None], strict=True):
                if after is not None and len(found) >= after:
                    continue
                space = edited.space_for(self.definition, self.edits, first)
                rest = grid_rest(self.definition, space, found[:first])
                found = [*found, *rest[max(0, len(found) - first) :]][:after]
            self._grid = found
        return self._grid

    def _decide(self) -> None:
        """Looks at one trial after another, as far as all that came before is decided."""
        while len(self._decided) < len(self.settings):
            number = len(self._decided)
            counted = self._counted(number)
            pruned = self._pruned_after(number, counted)
            if pruned is None and len(counted) < len(self.definition.seeds):
                return
            state = State.COMPLETE if pruned is None else State.PRUNED
            trial = self._trial(number, counted[:pruned], state)
            self._decided.append(trial)
            if state is State.COMPLETE and (self._best is None or _score_of(trial) > _score_of(self._best)):
                self._best = trial

    def _counted(self, number: int) -> list[SeedResult]:
        """What came of the first of the sweep's seeds, up to one that isn't finished."""
        found: list[SeedResult] = []
        for seed in self.definition.seeds:
            result = self._results.get((number, seed))
            if result is None:
                break
            found.append(result)
        return found

    def _pruned_after(self, number: int, counted: Sequence[SeedResult]) -> int | None:
        """After how many seeds a trial is given up, all before it being decided; None: it isn't."""
        threshold, best = edited.prune_for(self.definition, self.edits, number), self._best
        if threshold is None or best is None:
            return None
        judged = self._judged[1] if self._judged[0] == number else 0
        for count in range(judged + 1, min(len(counted), len(self.definition.seeds) - 1) + 1):
            self._judged = number, count
            mine, others = (
                [seed_score(result, self.definition.score) for result in results[:count]]
                for results in (counted, best.seeds)
            )
            if is_worse(mine, others, threshold):
                return count
        return None

    def _undecided(self, number: int) -> Trial:
        """A trial after the decided ones, by the seeds that are there."""
        counted = self._counted(number)
        if any(name == trial_name(number) for name, _ in self._in_progress):
            return self._trial(number, counted, State.RUNNING)
        return self._trial(number, counted, State.BEGUN if counted else State.WAITING)

    def _trial(self, number: int, counted: Sequence[SeedResult], state: State) -> Trial:
        score, interval = scored(counted, self.definition.score) if counted else (None, None)
        return Trial(
            number=number,
            settings=self.settings[number],
            seeds=tuple(counted),
            state=state,
            score=score,
            interval=interval,
        )


def _score_of(trial: Trial) -> float:
    return -math.inf if trial.score is None else trial.score
