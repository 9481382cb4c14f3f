"""Seeds trained by several processes: the same numbers as in one, whatever happens to any of them."""

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dqn_engine.study.plan import Job, PresetResult, ProgramCompiled, SeedDone, SeedEvaluated, StudyEvent, StudyPlan
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.study import run_study
from dqn_engine.study.worker_processes import worker_processes
from dqn_engine.study.workers import Tell, Worker, Workers
from dqn_engine.system.device import DeviceChoice
from dqn_engine.system.errors import InputError, LostProcessError
from tests.support.fake_study import FakeEvaluator, FakeLearner, study_plan
from tests.support.fake_study_worker import skill

pytestmark = pytest.mark.slow  # It starts processes.

PLAN = study_plan("a", "b", seeds=(4, 0, 2))


class Processes:
    """Runs plans in fake worker processes; `folder` holds the trouble they meet, `events` what was seen of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[StudyEvent] = []
        self.devices: list[DeviceChoice] = []
        self.told: list[str] = []

    def run(self, plan: StudyPlan, count: int, stopped: Callable[[], bool] = lambda: False) -> tuple[PresetResult, ...]:
        command = (sys.executable, "-m", "tests.support.fake_study_worker", str(self.folder))
        return run_study(
            plan,
            observe=self.events.append,
            place=lambda observe: Workers(
                observe,
                stopped,
                open_worker=worker_processes(device="cpu", command=command),
                count=count,
                tell_device=self.devices.append,
                tell=self.told.append,
            ),
        )

    def begun(self, seed: int) -> int:
        """How many processes began the seed."""
        return len(list(self.folder.glob(f"begun-{seed}-*")))


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    return Processes(tmp_path)


def in_one_process(plan: StudyPlan) -> tuple[PresetResult, ...]:
    return run_study(
        plan,
        observe=lambda event: None,
        place=lambda observe: SeedTraining(
            observe,
            lambda: False,
            learner_for=lambda _: FakeLearner(skill, [], chunk_steps=500),
            evaluator_for=FakeEvaluator,
        ),
    )


def without_seconds(results: tuple[PresetResult, ...]) -> list[PresetResult]:
    return [
        dataclasses.replace(result, seeds=tuple(dataclasses.replace(seed, wall_seconds=0.0) for seed in result.seeds))
        for result in results
    ]


def test_that_two_processes_come_to_what_one_comes_to_in_the_plan_s_order(processes: Processes) -> None:
    results = processes.run(PLAN, 2)
    assert without_seconds(results) == without_seconds(in_one_process(PLAN))
    assert [[seed.seed for seed in result.seeds] for result in results] == [[4, 0, 2], [4, 0, 2]]


def test_that_a_seed_s_events_come_in_order_and_each_process_compiles_what_it_trains_once(processes: Processes) -> None:
    processes.run(PLAN, 2)
    for name in PLAN.configs:
        assert 1 <= sum(isinstance(event, ProgramCompiled) and event.name == name for event in processes.events) <= 2
        for seed in PLAN.seeds:
            steps = [
                event.env_step if isinstance(event, SeedEvaluated) else "done"
                for event in processes.events
                if (isinstance(event, SeedEvaluated) and (event.name, event.seed) == (name, seed))
                or (isinstance(event, SeedDone) and (event.name, event.result.seed) == (name, seed))
            ]
            assert steps == [500, 1000, 1200, "done"]
    assert processes.devices == [DeviceChoice(name="cpu", reason="asked for")]


def test_that_a_seed_whose_process_dies_is_begun_again_in_another(processes: Processes) -> None:
    (processes.folder / "die-0-1").touch()
    plan = study_plan("a", seeds=(4, 0, 2))
    assert without_seconds(processes.run(plan, 2)) == without_seconds(in_one_process(plan))
    assert processes.begun(0) == 2
    assert len(processes.told) == 1
    assert processes.told[0].endswith("memory runs out; the seed is begun again in another.")


def test_that_a_seed_over_which_two_processes_die_ends_the_study_in_a_sentence(processes: Processes) -> None:
    for number in range(2):
        (processes.folder / f"die-0-{number}").touch()
    with pytest.raises(LostProcessError, match=r"seed 0 of a was ended by signal 9, as happens where memory runs out"):
        processes.run(study_plan("a", seeds=(4, 0)), 2)


def test_that_what_a_process_refuses_the_study_refuses(processes: Processes) -> None:
    (processes.folder / "refuse-2").touch()
    with pytest.raises(InputError, match=r"This seed isn't liked; choose another\."):
        processes.run(study_plan("a", seeds=(4, 0, 2)), 2)


def test_that_a_stop_gives_up_the_seeds_in_progress_and_keeps_the_finished(processes: Processes) -> None:
    (processes.folder / "endless-2").touch()

    def stopped() -> bool:
        return processes.begun(2) > 0 and sum(isinstance(event, SeedDone) for event in processes.events) == 2

    (result,) = processes.run(study_plan("a", seeds=(4, 0, 2, 1)), 2, stopped)
    assert {4, 0} <= {seed.seed for seed in result.seeds} <= {4, 0, 1}
    assert 2 not in {seed.seed for seed in result.seeds}


def test_that_no_more_processes_are_started_than_there_are_seeds(processes: Processes) -> None:
    processes.run(study_plan("a", seeds=(3,)), 8)
    assert [processes.begun(seed) for seed in range(5)] == [0, 0, 0, 1, 0]


def test_that_a_seed_that_isn_t_wanted_any_more_is_given_up_and_its_process_goes_on(processes: Processes) -> None:
    (processes.folder / "endless-2").touch()
    command = (sys.executable, "-m", "tests.support.fake_study_worker", str(processes.folder))
    plan = study_plan("a", seeds=(2, 4, 0))

    def wanted(job: Job) -> bool:
        is_told = any(isinstance(event, ProgramCompiled) for event in processes.events)
        return job.seed != 2 or not (is_told and processes.begun(2))

    (result,) = run_study(
        plan,
        observe=processes.events.append,
        place=lambda observe: Workers(
            observe,
            lambda: False,
            open_worker=worker_processes(device="cpu", command=command),
            count=1,
            tell=processes.told.append,
            wanted=wanted,
        ),
    )
    assert [one.seed for one in result.seeds] == [4, 0], "by the same process, which had begun an endless one"
    assert processes.told == []
    assert sum(isinstance(event, ProgramCompiled) for event in processes.events) == 1


class NeverReady:
    """Opens processes that load for ever, and notes which."""

    def __init__(self) -> None:
        self.opened: list[Worker] = []

    def __call__(self, told: Tell) -> Worker:
        worker = worker_processes(device="cpu", command=(sys.executable, "-c", "import time; time.sleep(600)"))(told)
        self.opened.append(worker)
        return worker


def test_that_processes_that_are_still_loading_are_ended_at_once_however_many_there_are() -> None:
    opened = NeverReady()
    with Workers(lambda event: None, lambda: len(opened.opened) >= 12, open_worker=opened, count=40) as workers:
        workers.run_all(lambda programs: PLAN.job(("a", 4)))
    assert len(opened.opened) == 12, "no more are opened once it is stopped"
    assert all("ended by signal 9" in worker.how_it_ended() for worker in opened.opened), "and not after ten minutes"


def test_that_a_process_that_doesn_t_hear_is_ended_and_its_seed_not_begun_again() -> None:
    deaf = 'import time; print(\'{"device": {"name": "cpu", "reason": ""}}\', flush=True); time.sleep(600)'
    devices: list[DeviceChoice] = []
    told: list[str] = []
    with Workers(
        lambda event: None,
        lambda: bool(devices),
        open_worker=worker_processes(device="cpu", command=(sys.executable, "-c", deaf)),
        count=1,
        tell_device=devices.append,
        tell=told.append,
    ) as workers:
        workers.run_all(lambda programs: PLAN.job(("a", 4)))
    assert told == []
