"""A sweep is decided in one order, whatever the order in which seeds are finished, and by how many workers."""

from collections.abc import Sequence

import numpy as np
import pytest

from dqn_engine.study.plan import Job
from dqn_engine.sweep.course import Course, State, Trial
from dqn_engine.sweep.definition import Definition, Sampler, Score
from dqn_engine.sweep.edits import Edit, MadeEdit, Word
from dqn_engine.sweep.summary import seed_rows, trial_rows
from tests.support.fake_sweep import GRID, SPACE, result_of, sweep_definition


class Rehearsal:
    """Does a sweep by `workers` at a time, whose jobs end in an order that `seed` decides."""

    def __init__(self, definition: Definition, workers: int = 1, seed: int = 0) -> None:
        self.definition, self.workers = definition, workers
        self.course = Course(definition, window=workers + 1)
        self.begun: list[tuple[str, int]] = []
        self._numbers = np.random.Generator(np.random.Philox(key=seed))

    def run(self, most_seeds: int = 10_000) -> Course:
        """Does at most so many seeds; what is in progress then is lost."""
        course, going = self.course, []
        for _ in range(most_seeds):
            while len(going) < self.workers and (job := course.next_job(())) is not None:
                going.append(job)
                self.begun.append(job.task)
            if not going:
                break
            job = going.pop(int(self._numbers.integers(len(going))))
            course.take(course.number_of(job.name), result_of(job))
        course.forget_progress()
        return course

    def restart(self) -> None:
        """Begins again with what is saved: edits, settings and results."""
        course = self.course
        results = {(number, result.seed): result for number, result in self.saved()}
        self.course = Course(
            self.definition, edits=course.edits, settings=course.settings, results=results, window=self.workers + 1
        )

    def saved(self) -> list[tuple[int, object]]:
        return [(number, result) for (number, _), result in self.course.results.items()]


def tables(course: Course) -> tuple[list[Sequence[object]], list[Sequence[object]]]:
    assert course.finished
    return list(trial_rows(course)), list(seed_rows(course))


KINDS = {
    "random": sweep_definition(trials=9),
    "grid": sweep_definition(GRID, sampler=Sampler.GRID, trials=None),
    "pruned": sweep_definition(trials=12, seeds=range(7), prune=0.1),
    "average": sweep_definition(trials=5, score=Score.AVERAGE, report_seeds=()),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("workers", [2, 5])
def test_that_the_tables_are_those_of_one_worker(kind: str, workers: int) -> None:
    serial = tables(Rehearsal(KINDS[kind]).run())
    for seed in range(5):
        assert tables(Rehearsal(KINDS[kind], workers, seed).run()) == serial


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_tables_are_the_same_after_interruptions(kind: str) -> None:
    serial = tables(Rehearsal(KINDS[kind]).run())
    rehearsal = Rehearsal(KINDS[kind], workers=3, seed=4)
    for seeds in (0, 1, 2, 5, 3, 8, 1):
        rehearsal.run(seeds)
        rehearsal.restart()
    assert tables(rehearsal.run()) == serial


@pytest.mark.slow
@pytest.mark.parametrize("prune", [None, 0.2])
def test_that_so_they_are_where_settings_depend_on_scores(prune: float | None) -> None:
    """TPE, by Optuna."""
    definition = sweep_definition(sampler=Sampler.TPE, trials=18, ahead=3, seeds=range(4), prune=prune)
    serial = tables(Rehearsal(definition).run())
    assert len({row[-1] for row in serial[0]}) > 1
    for workers, seed in ((2, 0), (6, 1), (9, 2)):
        rehearsal = Rehearsal(definition, workers, seed)
        rehearsal.run(11)
        rehearsal.restart()
        assert tables(rehearsal.run()) == serial


def test_that_one_worker_does_a_trial_s_seeds_and_then_the_next_trial_s() -> None:
    rehearsal = Rehearsal(sweep_definition(trials=3))
    rehearsal.run()
    best = rehearsal.course.best
    assert best is not None
    assert rehearsal.begun == [
        *((f"trial {number}", seed) for number in range(3) for seed in (0, 1, 2)),
        *((f"trial {best.number}", seed) for seed in (100, 101)),
    ]


def test_that_a_worker_gets_what_its_program_does_as_long_as_there_is_some() -> None:
    course = Course(sweep_definition({"batch_size": {"choices": [8, 16]}}, sampler=Sampler.GRID, trials=None), window=3)
    first = course.next_job(())
    second = course.next_job(())
    assert first is not None
    assert second is not None
    assert first.config.knobs["batch_size"] == second.config.knobs["batch_size"] == 8
    sixteen = sweep_definition().settled({"batch_size": 16})
    program = course.definition.job(1, sixteen, 0).program
    found = course.next_job((program,))
    assert found is not None
    assert found.task == ("trial 1", 0)
    again = course.next_job(("another",))
    assert again is not None
    assert again.task == ("trial 0", 2), "a new program is only compiled for what comes first"


def test_that_the_best_is_the_first_of_the_highest_scores_and_never_a_pruned_one() -> None:
    course = Rehearsal(KINDS["pruned"]).run()
    assert {trial.state for trial in course.decided} == {State.COMPLETE, State.PRUNED}
    complete = [trial for trial in course.decided if trial.state is State.COMPLETE]
    assert course.best == max(complete, key=lambda trial: trial.score or 0.0)
    for trial in course.decided:
        assert (len(trial.seeds) < 7) == (trial.state is State.PRUNED)
        assert trial.state is State.COMPLETE or len(trial.seeds) >= 4, "1/16 is the first p-value below 0.1"
    equal = Rehearsal(sweep_definition({"gamma": {"choices": [0.9, 0.95]}}, sampler=Sampler.GRID, trials=None)).run()
    assert equal.best is not None
    assert (equal.best.number, len({trial.score for trial in equal.decided})) == (0, 1)


def made(from_trial: int, **said: object) -> MadeEdit:
    return MadeEdit(edit=Edit(**said), from_trial=from_trial, unix_seconds=0.0)


def settings_of(trials: Sequence[Trial]) -> list[dict[str, object]]:
    return [dict(trial.settings) for trial in trials]


def test_that_trials_are_added_and_the_others_stay_as_they_are() -> None:
    whole = Rehearsal(sweep_definition(trials=9)).run()
    rehearsal = Rehearsal(sweep_definition(trials=6), workers=2)
    rehearsal.run()
    rehearsal.course.change(made(6, trials=9))
    assert not rehearsal.course.finished
    assert tables(rehearsal.run()) == tables(whole)


def test_that_a_changed_range_holds_for_trials_that_have_not_begun() -> None:
    plain = settings_of(Rehearsal(sweep_definition(trials=8)).run().decided)
    rehearsal = Rehearsal(sweep_definition(trials=8))
    rehearsal.run(4)
    begun = len(rehearsal.course.settings)
    assert 2 <= begun < 8
    rehearsal.course.change(made(begun, name="n_step", entry={"choices": [7]}))
    found = settings_of(rehearsal.run().decided)
    assert found[:begun] == plain[:begun]
    assert {settings["n_step"] for settings in found[begun:]} == {7}
    rehearsal.restart()
    assert settings_of(rehearsal.course.decided) == found


def test_that_a_changed_grid_tries_what_was_not_tried() -> None:
    rehearsal = Rehearsal(KINDS["grid"])
    rehearsal.run(4)
    begun = len(rehearsal.course.settings)
    rehearsal.course.change(made(begun, name="n_step", entry={"choices": [1, 9]}))
    course = rehearsal.run()
    found = settings_of(course.decided)
    assert course.total == len(found) == begun + 2 + (begun < 2)
    assert found[-2:] == [{"n_step": 9, "target_sync": "soft"}, {"n_step": 9, "target_sync": "hard"}]


def test_that_a_rule_for_pruning_holds_from_the_trial_on_at_which_it_was_made() -> None:
    plain = sweep_definition(trials=12, seeds=range(7))
    rehearsal = Rehearsal(plain)
    rehearsal.run(20)
    begun = len(rehearsal.course.settings)
    rehearsal.course.change(made(begun, prune=0.1))
    states = [trial.state for trial in rehearsal.run().decided]
    pruned = [trial.state for trial in Rehearsal(KINDS["pruned"]).run().decided]
    assert states[:begun] == [State.COMPLETE] * begun
    assert states[begun:] == pruned[begun:]


def test_that_a_paused_sweep_begins_nothing_and_goes_on_where_it_was() -> None:
    rehearsal = Rehearsal(sweep_definition())
    rehearsal.run(5)
    rehearsal.course.change(made(3, word=Word.PAUSE))
    assert rehearsal.course.paused
    assert rehearsal.course.next_job(()) is None
    rehearsal.course.change(made(3, word=Word.GO))
    assert tables(rehearsal.run()) == tables(Rehearsal(sweep_definition()).run())


def test_that_the_report_is_of_the_best_on_other_seeds_and_only_once_all_is_decided() -> None:
    rehearsal = Rehearsal(sweep_definition(SPACE, trials=3))
    rehearsal.run(9)
    assert rehearsal.course.report == ()
    assert not rehearsal.course.finished
    rehearsal.run(1)
    assert [result.seed for result in rehearsal.course.report] == [100]
    assert not rehearsal.course.finished
    assert [result.seed for result in rehearsal.run().report] == [100, 101]


def test_that_what_is_left_is_counted() -> None:
    rehearsal = Rehearsal(sweep_definition(trials=4))
    assert rehearsal.course.seeds_left() == (14.0, 14)
    rehearsal.run(5)
    assert rehearsal.course.seeds_left() == (9.0, 9)
    rehearsal.run()
    assert rehearsal.course.seeds_left() == (0.0, 0)
    pruned = Rehearsal(KINDS["pruned"])
    pruned.run(50)
    least, most = pruned.course.seeds_left()
    assert 2 < least < most


def test_that_seeds_of_a_trial_that_is_decided_aren_t_wanted_any_more() -> None:
    course = Course(sweep_definition(trials=12, seeds=range(7), prune=0.1), window=3)
    jobs: dict[object, Job] = {}
    given_up: list[Job] = []
    while len(course.decided) < 12:
        while len(jobs) < 4 and (job := course.next_job(())) is not None:
            jobs[job.task] = job
        job = jobs.pop(next(iter(jobs)))
        course.take(course.number_of(job.name), result_of(job))
        unwanted = [task for task, job in jobs.items() if not course.wants(job)]
        given_up += [jobs.pop(task) for task in unwanted]
    assert given_up, "some trial was pruned while others of its seeds were trained"
    states = [trial.state for trial in course.decided]
    assert {states[course.number_of(job.name)] for job in given_up} == {State.PRUNED}
    assert states == [trial.state for trial in Rehearsal(KINDS["pruned"]).run().decided]
    report = course.next_job(())
    assert report is not None
    assert course.wants(report), "the report's seeds are of a trial that is decided"


def test_that_a_trial_of_one_seed_has_a_score_and_no_interval() -> None:
    definition = sweep_definition(trials=2, seeds=(3,), report_seeds=())
    course = Course(definition)
    while (job := course.next_job(())) is not None:
        course.take(course.number_of(job.name), result_of(job))
    assert [(trial.score is None, trial.interval) for trial in course.decided] == [(False, None)] * 2
    titles, first, _ = trial_rows(course)
    assert [cell for title, cell in zip(titles, first, strict=True) if title in ("low", "high")] == [None, None]
