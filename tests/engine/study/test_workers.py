"""Whatever trains a seed: who gets which job, and what happens when one dies, gives it back or fails."""

from collections.abc import Callable, Collection, Hashable

import pytest

from dqn_engine.study.plan import Job, SeedDone, SeedResult, StudyEvent, seed_result
from dqn_engine.study.wire import event_to_json
from dqn_engine.study.workers import Tell, Workers
from dqn_engine.system.errors import BrokenEnvironmentError, InputError, LostProcessError
from tests.support.fake_study import study_config

JOBS = [Job(name=f"trial {n}", seed=seed, config=study_config(), steps=500) for n in range(2) for seed in (3, 4)]


def result_of(job: Job) -> SeedResult:
    return seed_result(job, [float(job.seed)], float(job.seed), 1.0)


class ScriptedWorker:
    """Answers a job as its script says: "done", "die", "return", "device", or a message."""

    def __init__(self, tell: Tell, script: list[object], tape: list[object], number: int) -> None:
        self._tell, self._script, self._tape, self._number = tell, script, tape, number

    def give(self, job: Job) -> None:
        self._tape.append((self._number, job.task))
        match self._script.pop(0) if self._script else "done":
            case "done":
                self._tell(event_to_json(SeedDone(name=job.name, result=result_of(job))))
                self._tell({"finished": list(job.task)})
            case "die":
                self._tell(None)
            case "return":
                self._tell({"returned": list(job.task)})
                self._tell(None)
            case message:
                assert isinstance(message, dict)
                self._tell(message)

    def stop(self) -> None:
        self._tape.append((self._number, "stop"))

    def how_it_ended(self) -> str:
        return "was ended by signal 9"

    def end(self, within_s: float) -> None:
        self._tape.append((self._number, "end"))


class Place:
    """Runs jobs with workers whose answers are written down, in the order in which they are opened."""

    def __init__(self, *scripts: list[object], count: int | Callable[[], int] = 1, most_tries: int = 2) -> None:
        self.scripts, self.count, self.most_tries = list(scripts), count, most_tries
        self.tape: list[object] = []
        self.events: list[StudyEvent] = []
        self.told: list[str] = []
        self.opened = 0

    def run(self, jobs: list[Job], stopped: Callable[[], bool] = lambda: False) -> list[tuple[str, int]]:
        left = iter(jobs)
        with Workers(
            self.events.append,
            stopped,
            open_worker=self._open,
            count=self.count,
            most_tries=self.most_tries,
            most_programs=2,
            tell=self.told.append,
        ) as workers:
            workers.run_all(lambda programs: next(left, None))
        return [(event.name, event.result.seed) for event in self.events if isinstance(event, SeedDone)]

    def _open(self, tell: Tell) -> ScriptedWorker:
        self.opened += 1
        script = self.scripts.pop(0) if self.scripts else []
        return ScriptedWorker(tell, script, self.tape, self.opened)


TASKS = [job.task for job in JOBS]


def test_that_jobs_are_done_in_order_and_the_worker_is_ended() -> None:
    place = Place()
    assert place.run(JOBS) == TASKS
    assert place.tape == [*((1, task) for task in TASKS), (1, "stop"), (1, "end")]


def test_that_no_more_workers_are_opened_than_there_are_jobs() -> None:
    place = Place(count=9)
    place.run(JOBS[:2])
    assert place.opened == 2


def test_that_one_that_dies_is_replaced_and_its_job_begun_again_first() -> None:
    place = Place(["done", "die"])
    assert sorted(place.run(JOBS)) == sorted(TASKS)
    assert place.tape[:4] == [(1, TASKS[0]), (1, TASKS[1]), (2, TASKS[1]), (2, TASKS[2])]
    assert place.told == [
        "The process that trained seed 4 of trial 0 was ended by signal 9; the seed is begun again in another."
    ]


@pytest.mark.parametrize(("most_tries", "words"), [(2, "signal 9, twice"), (3, "signal 9, 3 times")])
def test_that_too_many_deaths_over_one_seed_end_it(most_tries: int, words: str) -> None:
    place = Place(*[["die"] for _ in range(3)], most_tries=most_tries)
    with pytest.raises(LostProcessError, match=words):
        place.run(JOBS)
    assert len(place.told) == most_tries - 1


def test_that_a_job_that_never_began_is_given_to_another_and_counts_as_no_death() -> None:
    place = Place(["return"], ["return"], ["return"], most_tries=1)
    assert place.run(JOBS[:1]) == TASKS[:1]
    assert (place.opened, place.told) == (4, [])


def test_that_there_are_as_many_as_there_may_be_now() -> None:
    counts = iter([1] * 4 + [3] * 100)
    place = Place(count=lambda: next(counts))
    assert sorted(place.run(JOBS * 3)) == sorted(TASKS * 3)
    assert place.opened == 3


@pytest.mark.parametrize(("kind", "error"), [("input", InputError), ("run", BrokenEnvironmentError)])
def test_that_a_failure_ends_it_with_what_the_worker_said(kind: str, error: type[Exception]) -> None:
    place = Place([{"failed": "It can't be.", "kind": kind}])
    with pytest.raises(error, match=r"It can't be\."):
        place.run(JOBS)
    assert place.tape[-1] == (1, "end")


def test_that_a_worker_is_asked_for_with_the_programs_that_it_holds() -> None:
    seen: list[Collection[Hashable]] = []
    sizes = iter([8, 16, 32, 8])

    def next_job(programs: Collection[Hashable]) -> Job | None:
        seen.append(tuple(programs))
        size = next(sizes, None)
        return None if size is None else Job(name="a", seed=size, config=study_config(batch_size=size), steps=500)

    with Workers(
        lambda event: None,
        lambda: False,
        open_worker=lambda tell: ScriptedWorker(tell, [], [], 1),
        count=1,
        most_programs=2,
    ) as workers:
        workers.run_all(next_job)
    eight, sixteen, thirty_two = (
        Job(name="a", seed=0, config=study_config(batch_size=size), steps=500).program for size in (8, 16, 32)
    )
    assert list(dict.fromkeys(seen)) == [(), (eight,), (eight, sixteen), (sixteen, thirty_two), (thirty_two, eight)]


@pytest.mark.slow  # It is waited for until it counts as lost.
def test_that_what_a_worker_has_to_say_to_the_user_is_told() -> None:
    place = Place([{"notice": "No processor is free."}])
    place.run(JOBS[:1], stopped=lambda: bool(place.told))
    assert place.told == ["No processor is free."]


def test_that_nothing_new_is_begun_once_it_is_stopped() -> None:
    place = Place()
    done = place.run(JOBS, stopped=lambda: len(place.events) >= 2)
    assert done == TASKS[:2]
    assert (1, TASKS[2]) not in place.tape
