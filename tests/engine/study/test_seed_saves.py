"""Seeds in progress on disk: taken up again where they were, to the bit, or begun again where a save isn't whole."""

import dataclasses
import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.play.evaluation import Evaluation, Policy
from dqn_engine.play.vectorised_evaluation import VectorisedCartPoleEvaluator
from dqn_engine.study.learner import CompiledLearner
from dqn_engine.study.plan import Job, SeedEvaluated, SeedResult, StudyEvent
from dqn_engine.study.seed_saves import IN_PROGRESS, SavedSeed, SeedSaves, forget_all
from dqn_engine.study.seed_training import SeedTraining
from tests.support.program_pool import SMALL

JOB = Job(
    name="a",
    seed=3,
    config=run_config(changes={**SMALL, "evaluate_every": 300, "evaluate_episodes": 3}),
    steps=1_000,
)
SAVED = SavedSeed(
    trained=400,
    returns=np.array([[17.5, 9.0, 26.0]]),
    seconds=2.5,
    state={"learner.x": np.arange(6, dtype=np.float32), "replay.n": np.array(7, np.int32)},
    best={"q/kernel": np.ones((2, 3), np.float32)},
)


@pytest.fixture
def saves(tmp_path: Path) -> SeedSaves:
    return SeedSaves(tmp_path / IN_PROGRESS)


class Stopping(CompiledLearner):
    """Lets the place be stopped once so many steps were trained; counts them."""

    trained = 0
    at = 10**9
    chunk = 128

    def train(self, most_steps: int) -> int:
        done = super().train(min(most_steps, self.chunk))
        Stopping.trained += done
        return done


def trained(
    saves: SeedSaves | None, stop_after: int | None = None, learner: Callable[[RunConfig], Stopping] = Stopping
) -> tuple[SeedResult | None, list[StudyEvent], int]:
    """What comes of the job, the events, and how many steps were trained."""
    Stopping.trained = 0
    events: list[StudyEvent] = []
    stopped = (lambda: Stopping.trained >= stop_after) if stop_after else (lambda: False)
    with SeedTraining(events.append, stopped, saves=saves, learner_for=learner) as place:
        result = place.run(JOB)
    return result, events, Stopping.trained


def without_seconds(result: SeedResult | None) -> SeedResult:
    assert result is not None
    return dataclasses.replace(result, wall_seconds=0.0)


def test_that_a_seed_that_was_given_up_goes_on_from_its_save_to_the_same_numbers(
    saves: SeedSaves, tmp_path: Path
) -> None:
    whole, evaluated, steps = trained(None)
    assert steps == 1_000
    part, _, before = trained(saves, stop_after=700)
    assert part is None
    rest, again, after = trained(saves)
    assert without_seconds(rest) == without_seconds(whole)
    assert before + after == 1_000, "no step is trained twice"
    means = [event.evaluation.mean for event in evaluated if isinstance(event, SeedEvaluated)]
    assert [event.evaluation.mean for event in again if isinstance(event, SeedEvaluated)] == means, "told once more"
    assert list((tmp_path / IN_PROGRESS).iterdir()) == [], "what is done isn't saved any more"


@pytest.mark.parametrize("evaluation", [0, 1, 3, 4], ids=["first", "second", "last", "again"])
def test_that_a_seed_is_given_up_within_an_evaluation_and_goes_on_with_that(saves: SeedSaves, evaluation: int) -> None:
    whole, evaluated, _ = trained(None)
    begun: list[int] = []
    asked: list[int] = []

    class Counted(VectorisedCartPoleEvaluator):
        def evaluate_unless(
            self, given_up: Callable[[], bool], policy: Policy, episodes: int, seed: int
        ) -> Evaluation | None:
            begun.append(seed)
            return super().evaluate_unless(given_up, policy, episodes, seed)

    def stopped() -> bool:  # Once the evaluation is under way.
        if len(begun) == evaluation + 1:
            asked.append(0)
        return len(asked) > 2

    def counted(*seen: object) -> Counted:
        return Counted(JOB.config.environment)

    events: list[StudyEvent] = []
    with SeedTraining(events.append, stopped, saves=saves, learner_for=Stopping, evaluator_for=counted) as place:
        assert place.run(JOB) is None
    assert len(asked) == 3, "it isn't played to its end"
    assert len(events) == evaluation + 1, "with the program's"
    rest, again, steps = trained(saves)
    assert steps == 1_000 - (*JOB.evaluation_steps, JOB.steps)[evaluation]
    assert without_seconds(rest) == without_seconds(whole)
    assert [event.evaluation.mean for event in again if isinstance(event, SeedEvaluated)] == [
        event.evaluation.mean for event in evaluated if isinstance(event, SeedEvaluated)
    ]


def test_that_a_worker_that_dies_loses_what_came_since_its_last_save(tmp_path: Path) -> None:
    clock = iter(range(10_000))
    often = SeedSaves(tmp_path / IN_PROGRESS, every_s=3.0, clock=lambda: float(next(clock)))

    class Dying(Stopping):
        def train(self, most_steps: int) -> int:
            if Stopping.trained >= 700:
                raise MemoryError
            return super().train(most_steps)

    with pytest.raises(MemoryError):
        trained(often, learner=Dying)
    left = often.load(JOB)
    assert left is not None
    assert left.trained >= 500
    rest, _, steps = trained(often)
    assert steps == 1_000 - left.trained
    assert without_seconds(rest) == without_seconds(trained(None)[0])


def test_that_a_save_is_of_this_very_job(saves: SeedSaves) -> None:
    saves.save(JOB, SAVED)
    found = saves.load(JOB)
    assert found is not None
    assert (found.trained, found.seconds, found.returns.tolist()) == (400, 2.5, SAVED.returns.tolist())
    assert {name: array.tolist() for name, array in found.state.items()} == {
        name: array.tolist() for name, array in SAVED.state.items()
    }
    for other in (
        dataclasses.replace(JOB, seed=4),
        dataclasses.replace(JOB, steps=2_000),
        dataclasses.replace(JOB, config=run_config(changes={**SMALL, "evaluate_every": 300, "gamma": 0.5})),
    ):
        assert saves.load(other) is None
    saves.forget(JOB)
    assert saves.load(JOB) is None


def test_that_only_the_newest_save_is_there(saves: SeedSaves, tmp_path: Path) -> None:
    saves.save(JOB, SAVED)
    saves.save(JOB, dataclasses.replace(SAVED, trained=500))
    assert len(list((tmp_path / IN_PROGRESS).iterdir())) == 2
    found = saves.load(JOB)
    assert found is not None
    assert found.trained == 500


@pytest.mark.parametrize("what", ["numbers", "cut", "gone", "json", "trained", "evaluations", "nan", "more", "link"])
def test_that_what_is_not_whole_is_begun_again(what: str, saves: SeedSaves, tmp_path: Path) -> None:
    saves.save(JOB, SAVED)
    (said,) = (tmp_path / IN_PROGRESS).glob("*.json")
    (numbers,) = (tmp_path / IN_PROGRESS).glob("*.safetensors")
    content, values = numbers.read_bytes(), json.loads(said.read_text())
    match what:
        case "numbers":
            numbers.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case "cut":
            numbers.write_bytes(content[:-3])
        case "gone":
            numbers.unlink()
        case "json":
            said.write_text("{")
        case "trained":
            said.write_text(json.dumps({**values, "trained": 1_000}))
        case "evaluations":
            saves.save(JOB, dataclasses.replace(SAVED, returns=np.zeros((2, 3))))
        case "nan":
            said.write_text(said.read_text().replace("2.5", "NaN"))
        case "more":
            said.write_text(json.dumps({**values, "more": 1}))
        case _:
            numbers.rename(tmp_path / "elsewhere")
            numbers.symlink_to(tmp_path / "elsewhere")
    assert saves.load(JOB) is None


def test_that_a_save_of_another_program_is_left_aside(saves: SeedSaves) -> None:
    saves.save(JOB, SAVED)
    result, _, steps = trained(saves)
    assert steps == 1_000
    assert result is not None


def test_that_a_save_that_fails_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    saves = SeedSaves(tmp_path / "file" / IN_PROGRESS)
    saves.save(JOB, SAVED)
    assert saves.load(JOB) is None


def test_that_a_folder_s_saves_go_with_its_end_but_not_where_a_link_leads(saves: SeedSaves, tmp_path: Path) -> None:
    saves.save(JOB, SAVED)
    forget_all(tmp_path)
    assert not (tmp_path / IN_PROGRESS).exists()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").touch()
    os.symlink(tmp_path / "elsewhere", tmp_path / IN_PROGRESS)
    forget_all(tmp_path)
    assert (tmp_path / "elsewhere" / "kept").exists()
