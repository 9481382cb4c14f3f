"""A study does every seed of every preset, evaluates each at the right steps, and stops when told."""

import json
import math
from collections.abc import Callable

import pytest

from dqn_engine.config.run_config import LARGEST_SEED, RunConfig
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.storage.files.plain_json import plain_json
from dqn_engine.study.plan import (
    Job,
    PresetResult,
    ProgramCompiled,
    SeedDone,
    SeedEvaluated,
    StudyEvent,
    StudyPlan,
    fresh_seed,
)
from dqn_engine.study.seed_training import SeedTraining
from dqn_engine.study.seeds import parse_seeds
from dqn_engine.study.study import run_study
from dqn_engine.study.summary import curve_quartiles, study_summary
from dqn_engine.system.errors import InputError
from tests.support.fake_study import FakeEvaluator, FakeLearner, Frozen, Skill, study_config, study_plan

MEANS = {0: (100.0, 480.0, 500.0), 1: (475.0, 300.0, 400.0), 2: (10.0, 20.0, 474.9)}


def by_table(seed: int, trained: int) -> float:
    """Skill at steps 500, 1000 and 1200."""
    return MEANS[seed][(500, 1000, 1200).index(trained)]


class Recorder:
    """Runs a fake study and keeps everything that happened."""

    def __init__(self, skill: Skill = by_table, most_programs: int = 1) -> None:
        self.tape: list[object] = []
        self.events: list[StudyEvent] = []
        self.skill, self.most_programs = skill, most_programs
        self.evaluators: list[FakeEvaluator] = []
        self.compiled: list[RunConfig] = []
        self.learners: list[FakeLearner] = []
        self.stop_after_chunks = math.inf

    def run(self, plan: StudyPlan, stop_after_chunks: float = math.inf) -> tuple[PresetResult, ...]:
        self.stop_after_chunks = stop_after_chunks
        return run_study(plan, observe=self.events.append, place=self.place)

    def place(self, observe: Callable[[StudyEvent], None]) -> SeedTraining:
        return SeedTraining(
            observe,
            lambda: sum(isinstance(entry, int) for entry in self.tape) >= self.stop_after_chunks,
            most_programs=self.most_programs,
            learner_for=self._learner,
            evaluator_for=self._evaluator,
            clock=iter(range(10_000)).__next__,
        )

    def _learner(self, config: RunConfig) -> FakeLearner:
        self.compiled.append(config)
        self.learners.append(FakeLearner(self.skill, self.tape))
        return self.learners[-1]

    def _evaluator(self, environment: str, frame_stack: int, masks: bool) -> FakeEvaluator:
        self.evaluators.append(FakeEvaluator(environment, frame_stack))
        return self.evaluators[-1]


def test_that_each_program_is_compiled_once_and_restarted_for_each_seed() -> None:
    recorder = Recorder()
    plan = study_plan("a", "b", seeds=(0, 1, 2))
    results = recorder.run(plan)
    assert len(recorder.compiled) == 1, "both presets are the same"
    one_seed = [300, 200, 300, 200, 200]
    assert recorder.tape == [x for _ in range(2) for seed in (0, 1, 2) for x in (("restart", seed), *one_seed)]
    assert [result.name for result in results] == ["a", "b"]
    assert [one.seed for one in results[1].seeds] == [0, 1, 2]
    (evaluator,) = recorder.evaluators
    assert evaluator.asked == [
        (100, episodes) for _ in range(2) for seed in (0, 1, 2) for episodes in (*[seed] * 3, fresh_seed(seed))
    ]
    assert evaluator.closed


def test_that_a_program_serves_every_preset_that_differs_in_its_inputs_only() -> None:
    recorder = Recorder()
    changes = {"a": {}, "b": {"gamma": 0.9, "alpha": 0.6}, "c": {"batch_size": 8}, "d": {"n_step": 1}}
    configs = {name: study_config(**values) for name, values in changes.items()}
    recorder.run(StudyPlan(configs=configs, seeds=(0, 1), steps=1200))
    assert recorder.compiled == [configs["a"], configs["c"], configs["d"]], "one at a time is held"
    told = [(event.name, event.seconds) for event in recorder.events if isinstance(event, ProgramCompiled)]
    assert told == [("a", 1.5), ("b", 0.0), ("c", 1.5), ("d", 1.5)]
    became = [entry[1] for entry in recorder.tape if isinstance(entry, tuple) and entry[0] == "become"]
    assert became == [configs["b"]]
    assert [learner.closed for learner in recorder.learners] == [True] * 3


def test_that_as_many_programs_are_held_as_are_allowed_and_the_one_used_longest_ago_goes() -> None:
    recorder = Recorder(most_programs=2)
    configs = [study_config(batch_size=size) for size in (8, 16, 32)]
    jobs = iter([Job(name=f"trial {i}", seed=0, config=configs[i], steps=1200) for i in (0, 1, 0, 2, 0, 1)])
    with recorder.place(lambda event: None) as place:
        place.run_all(lambda programs: next(jobs, None))
    assert recorder.compiled == [configs[0], configs[1], configs[2], configs[1]]


def test_that_seeds_of_other_frames_or_masks_get_an_evaluator_of_their_own() -> None:
    recorder = Recorder()
    configs = [study_config(), study_config(frame_stack=2), study_config(frame_stack=2, gamma=0.9)]
    jobs = iter([Job(name=f"trial {i}", seed=0, config=config, steps=1200) for i, config in enumerate(configs)])
    with recorder.place(lambda event: None) as place:
        place.run_all(lambda programs: next(jobs, None))
    assert [(one.frame_stack, one.closed) for one in recorder.evaluators] == [(4, True), (2, True)]


def test_that_events_come_in_order_and_say_what_was_done() -> None:
    recorder = Recorder()
    recorder.run(study_plan("a", seeds=(2, 0)))
    assert [type(event) for event in recorder.events] == [ProgramCompiled, *([SeedEvaluated] * 3 + [SeedDone]) * 2]
    told = [
        (event.seed, event.env_step, event.evaluation.mean)
        for event in recorder.events
        if isinstance(event, SeedEvaluated)
    ]
    assert told == [
        (seed, step, mean) for seed in (2, 0) for step, mean in zip((500, 1000, 1200), MEANS[seed], strict=True)
    ]


def test_that_training_waits_for_evaluations_that_lag_behind() -> None:
    recorder = Recorder(lambda seed, trained: 1.0)
    recorder.events = recorder.tape  # One tape for both, to see what came first.
    recorder.run(study_plan("a", seeds=(0,), steps=5000, evaluate_every=100))
    chunks = evaluated = 0
    for entry in recorder.tape:
        chunks += isinstance(entry, int)
        evaluated += isinstance(entry, SeedEvaluated)
        assert chunks - evaluated <= 3
    assert chunks == evaluated == 50


@pytest.mark.parametrize(
    ("every", "steps", "expected"),
    [(500, 1200, (500, 1000, 1200)), (500, 1000, (500, 1000)), (500, 300, (300,)), (1, 3, (1, 2, 3))],
)
def test_that_evaluations_come_every_so_many_steps_and_after_the_last(
    every: int, steps: int, expected: tuple[int, ...]
) -> None:
    assert study_plan("a", steps=steps, evaluate_every=every).evaluation_steps == expected


def test_that_a_seed_s_figures_are_those_of_its_evaluations() -> None:
    (result,) = Recorder().run(study_plan("a", seeds=(0, 1, 2)))
    figures = [
        (one.first_step_at_threshold, one.final_mean, one.best_mean, one.retained_mean, one.means)
        for one in result.seeds
    ]
    assert figures == [
        (1000, 500.0, 500.0, 500.0, MEANS[0]),
        (500, 400.0, 475.0, 350.0, MEANS[1]),
        (None, 474.9, 474.9, None, MEANS[2]),
    ]
    assert [one.wall_seconds for one in result.seeds] == [1, 1, 1]
    assert curve_quartiles(result).tolist() == [[55.0, 160.0, 437.45], [100.0, 300.0, 474.9], [287.5, 390.0, 487.45]]


class LuckyEvaluator(FakeEvaluator):
    """Every policy plays a tenth worse on episodes it wasn't chosen by."""

    def evaluate(self, policy: Frozen, episodes: int, seed: int) -> Evaluation:
        return super().evaluate(Frozen(policy.score * 0.9) if seed > LARGEST_SEED else policy, episodes, seed)


def test_that_the_best_weights_play_again_on_episodes_that_no_run_has() -> None:
    plan = study_plan("a", seeds=(0, 1, LARGEST_SEED))
    results = run_study(
        plan,
        observe=lambda event: None,
        place=lambda observe: SeedTraining(
            observe,
            lambda: False,
            learner_for=lambda config: FakeLearner(lambda seed, trained: MEANS.get(seed, MEANS[2])[trained // 501], []),
            evaluator_for=LuckyEvaluator,
        ),
    )
    assert [(one.best_mean, one.best_again_mean) for one in results[0].seeds] == [
        (500.0, 450.0), (475.0, 427.5), (474.9, pytest.approx(427.41))
    ]  # fmt: skip
    assert len({fresh_seed(seed) for seed in (0, 1, LARGEST_SEED)}) == 3


def test_that_of_equally_good_weights_the_last_play_again_as_a_run_keeps_them() -> None:
    recorder = Recorder(lambda seed, trained: 100.0 if trained < 1200 else 50.0)
    recorder.run(study_plan("a", seeds=(0,)))
    first, second, _, again = recorder.evaluators[0].played
    assert again is second is not first


def test_that_the_summary_is_the_one_worked_out_by_hand() -> None:
    plan = study_plan("a", "b", seeds=(0, 1, 2))
    summary = study_summary(plan, Recorder().run(plan), "there")
    assert list(summary) == [
        "seeds", "median_first_step", "iqr_first_step", "iqm_final", "iqm_final_interval", "share_at_threshold_final",
        "retained_share", "retained_least", "compile_seconds", "config", "compare", "preset", "steps", "threshold",
        "complete", "versions", "out",
    ]  # fmt: skip
    assert list(summary["seeds"][0]) == [
        "seed", "first_step_at_threshold", "final_mean", "best_mean", "best_again_mean", "retained_mean",
        "retained_share", "retained_least", "wall_seconds",
    ]  # fmt: skip
    # First steps 500, 1000 and never: the upper quartile lies between 1000 and never.
    assert (summary["median_first_step"], summary["iqr_first_step"]) == (1000.0, [750.0, None])
    assert summary["iqm_final"] == pytest.approx((500 + 400 + 474.9) / 3)
    low, high = summary["iqm_final_interval"]
    assert 400 <= low < summary["iqm_final"] < high <= 500
    assert summary["share_at_threshold_final"] == pytest.approx(1 / 3)
    # After the first at 475 came 500 on seed 0, and 300 and 400 on seed 1; nothing on seed 2.
    assert (summary["retained_share"], summary["retained_least"]) == (pytest.approx(1 / 3), 300.0)
    assert [one["retained_share"] for one in summary["seeds"]] == [1.0, 0.0, None]
    assert [one["retained_least"] for one in summary["seeds"]] == [500.0, 300.0, None]
    assert summary["compile_seconds"] == 1.5
    assert summary["config"] == study_config().to_json()
    assert summary["compare"]["b"]["seeds"][0] == {**summary["seeds"][0]}
    assert (summary["preset"], summary["steps"], summary["threshold"]) == ("a", 1200, 475.0)
    assert (summary["complete"], summary["out"]) == (True, "there")


def test_that_a_final_score_at_the_very_threshold_counts() -> None:
    plan = study_plan("a", seeds=(0, 1, 2, 3))
    finals = (475.0, 474.99, 475.01, 500.0)
    results = Recorder(lambda seed, trained: finals[seed]).run(plan)
    summary = study_summary(plan, results, "")
    assert summary["share_at_threshold_final"] == 0.75
    assert summary["iqm_final"] == pytest.approx((475.0 + 475.01) / 2)


def test_that_an_interval_doesn_t_depend_on_who_else_is_studied() -> None:
    alone, together = study_plan("a", seeds=(0, 1, 2)), study_plan("b", "a", seeds=(0, 1, 2))
    one = study_summary(alone, Recorder().run(alone), "")
    two = study_summary(together, Recorder().run(together), "")
    assert two["compare"]["a"]["iqm_final_interval"] == one["iqm_final_interval"]


@pytest.mark.parametrize(
    ("chunks", "finished", "evaluated"),
    [(0, [0, 0], 0), (1, [0, 0], 0), (4, [0, 0], 2), (5, [1, 0], 3), (9, [1, 0], 5), (12, [2, 0], 7), (20, [2, 2], 12)],
)
def test_that_a_stopped_study_keeps_the_seeds_that_were_finished(
    chunks: int, finished: list[int], evaluated: int
) -> None:
    recorder = Recorder()
    plan = study_plan("a", "b")
    results = recorder.run(plan, stop_after_chunks=chunks)
    assert [len(result.seeds) for result in results] == finished
    assert sum(isinstance(event, SeedEvaluated) for event in recorder.events) == evaluated
    assert sum(isinstance(entry, int) for entry in recorder.tape) == chunks, "no chunk after the stop"
    assert all(evaluator.closed for evaluator in recorder.evaluators)
    summary = study_summary(plan, results, "")
    assert summary["complete"] == (finished == [2, 2])
    assert len(summary["seeds"]) == finished[0]
    if not finished[1]:
        assert summary["compare"]["b"]["iqm_final"] is None
        assert summary["compare"]["b"]["iqr_first_step"] == [None, None]
    json.dumps(plain_json(summary), allow_nan=False)


def test_that_an_error_in_an_evaluation_ends_the_study_and_closes_everything() -> None:
    def broken(seed: int, trained: int) -> float:
        return 0.0 if trained == 500 else float("inf") // 0

    recorder = Recorder(broken)
    with pytest.raises(ZeroDivisionError):
        recorder.run(study_plan("a"))
    assert recorder.evaluators[0].closed


@pytest.mark.parametrize(
    ("text", "seeds"),
    [("0-3", (0, 1, 2, 3)), ("7", (7,)), ("5-5", (5,)), ("3,0-1, 10 - 11", (3, 0, 1, 10, 11)), ("0-999", range(1000))],
)
def test_that_seeds_are_read(text: str, seeds: tuple[int, ...]) -> None:
    assert parse_seeds(text) == tuple(seeds)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0-99999999999", "The seed 9999999999… is too large; seeds go from 0 to 2147483647"),
        ("5-2", "run backwards; write the smaller first, 2-5"),
        ("x-3", "'x-3', but must be whole numbers"),
        ("", "must be whole numbers"),
        ("1,", "must be whole numbers"),
        ("-1", "must be whole numbers"),
        ("1-", "must be whole numbers"),
        ("1-2-3", "must be whole numbers"),
        ("1.5", "must be whole numbers"),
        ("²", "must be whole numbers"),
        ("9" * 5000, "The seed 9999999999… is too large"),
        ("2147483648", "is too large; seeds go from 0 to 2147483647"),
        ("0-1000", "are too many; at most 1,000 can be given"),
        ("0-999999999", "at most 1,000"),
        ("0-4,3", "name 3 twice"),
    ],
)
def test_that_other_seeds_are_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(InputError, match="seed") as refusal:
        parse_seeds(text)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 250
