"""Evaluations beside the training find what they would find if it waited for them, and belong to the same steps."""

import itertools
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import OpenRun, Pause, SaveCheckpoint, SetKnobs, Spectate, Start, Stop
from dqn_engine.messages.reports import (
    CheckpointSaved,
    EvaluationDone,
    KnobsChanged,
    Progress,
    RunEnded,
    RunState,
    SpectatorSteps,
    StateChanged,
)
from dqn_engine.play.evaluation import Evaluation
from dqn_engine.session import evaluations
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.checkpoints.checkpoint import read_manifest
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run.places import CHECKPOINTS
from dqn_engine.training.run import Run
from tests.support.program_pool import SMALL, WAITED_FOR
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

KNOBS = {**SMALL, "average_updates": 50, "evaluate_every": 100, "evaluate_episodes": 2, "keep_checkpoints": 20}


def to_the_end(folder: Path, **changes: object) -> Callable[[Tape], Story]:
    def story(tape: Tape) -> Story:
        config = run_config(seed=5, changes={**KNOBS, **changes})
        yield tape.ask(Start, config=config, out=str(folder), steps=600)
        yield reported(RunEnded)

    return story


def found(tape: Tape) -> list[tuple[int, float, float, float]]:
    return [(told.env_step, told.mean, told.minimum, told.maximum) for told in tape.of(EvaluationDone)]


def saved_best(folder: Path) -> list[tuple[int, float, str]]:
    """The checkpoints of evaluations: their step, mean, and weights."""
    manifests = [read_manifest(kept.path) for kept in CheckpointStore(folder / CHECKPOINTS).generations()]
    return [(of.env_steps, of.evaluation_mean, of.weights_sha256) for of in manifests if of.evaluation_mean is not None]


def test_that_they_find_and_save_what_they_do_where_training_waits(tmp_path: Path) -> None:
    beside, waited = tmp_path / "beside", tmp_path / "waited"
    quick, slow = play(to_the_end(beside)), play(to_the_end(waited, **WAITED_FOR))
    assert [step for step, *_ in found(quick)] == [100, 200, 300, 400, 500, 600]
    assert found(quick) == found(slow)
    assert saved_best(beside) == saved_best(waited)
    assert saved_best(beside)
    assert (beside / "best.weights.h5").stat().st_size == (waited / "best.weights.h5").stat().st_size
    assert quick.only(RunEnded).weights_sha256 == slow.only(RunEnded).weights_sha256


class Gated:
    """Plays evaluations that end only once the gate is open; all come to 7."""

    def __init__(self, *_: object) -> None:
        self.gate = GATE

    def step_by_step(self, policy: object, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
        while not self.gate.wait(0.01):
            yield episodes
        return Evaluation.of("CartPole-v1", np.full(episodes, 7.0))

    def close(self) -> None:
        pass


GATE = threading.Event()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    monkeypatch.setattr(evaluations, "fastest_evaluator", Gated)
    GATE.clear()
    yield GATE
    GATE.set()


def test_that_training_goes_on_meanwhile_up_to_the_next_one(gate: threading.Event) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(changes=KNOBS), steps=1000)
        yield reported(Progress, env_steps=150)
        assert not tape.of(EvaluationDone)
        gate.set()
        yield reported(RunEnded)

    tape = play(story)
    assert [told.env_step for told in tape.of(EvaluationDone)] == list(range(100, 1001, 100))
    assert {told.mean for told in tape.of(EvaluationDone)} == {7.0}


@pytest.mark.parametrize(
    "changes",
    [WAITED_FOR, {"capacity": 400_001}, {"evaluate_episodes": 21}],
    ids=["may end the run", "large buffer", "may take long"],
)
def test_that_training_waits_where_a_run_depends_on_it_or_either_is_large(gate: threading.Event, changes) -> None:
    steps: list[int] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(changes={**KNOBS, **changes}), steps=300)
        yield reported(Progress, env_steps=100)
        threading.Timer(0.2, lambda: (steps.append(tape.of(Progress)[-1].env_steps), gate.set())).start()
        yield reported(RunEnded)

    play(story)
    assert steps == [100]


@pytest.mark.parametrize(
    ("ask", "after"),
    [
        ((SaveCheckpoint, {}), reported(CheckpointSaved)),
        ((SetKnobs, {"changes": {"gamma": 0.9}}), reported(KnobsChanged)),
        ((Pause, {}), reported(StateChanged, state=RunState.PAUSED)),
        ((Stop, {}), reported(RunEnded)),
    ],
    ids=["saving", "changing", "pausing", "stopping"],
)
def test_that_what_concerns_the_whole_run_comes_after_it(gate: threading.Event, tmp_path: Path, ask, after) -> None:
    kind, fields = ask

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(changes=KNOBS), out=str(tmp_path / "run"))
        yield reported(Progress, env_steps=150)
        threading.Timer(0.1, gate.set).start()
        yield tape.ask(kind, **fields)
        yield after

    tape = play(story)
    done = next(place for place, report in enumerate(tape.reports) if after(report))
    assert any(isinstance(report, EvaluationDone) for report in tape.reports[:done])


def test_that_what_is_watched_goes_on_where_the_next_is_due_before_one_has_ended(gate: threading.Event) -> None:
    opened = threading.Timer(10.0, gate.set)  # So that the test ends also where everything waits.
    waited: list[bool] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(changes=KNOBS), steps=300)
        yield reported(Progress, env_steps=150)
        opened.start()
        yield reported(Progress, env_steps=200)
        yield reported(SpectatorSteps)
        watching = tape.ask(Spectate, speed=2.0)
        yield watching
        yield answered(watching)
        waited.append(gate.is_set())
        gate.set()
        yield reported(RunEnded)

    tape = play(story)
    opened.cancel()
    assert waited == [False]
    assert [told.env_step for told in tape.of(EvaluationDone)] == [100, 200, 300]


@pytest.mark.parametrize(
    ("kind", "after"),
    [(Stop, reported(RunEnded)), (Pause, reported(StateChanged, state=RunState.PAUSED))],
    ids=["stopping", "pausing"],
)
def test_that_nobody_who_stops_or_pauses_a_run_waits_for_a_long_one(gate: threading.Event, kind, after) -> None:
    opened = threading.Timer(10.0, gate.set)  # So that the test ends also where it is waited for.
    waited: list[bool] = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(changes={**KNOBS, "evaluate_episodes": 1000}))
        yield reported(Progress, env_steps=100)
        opened.start()
        yield tape.ask(kind)
        yield after
        waited.append(gate.is_set())
        gate.set()

    tape = play(story)
    opened.cancel()
    assert waited == [False]
    assert tape.only(RunEnded).env_steps == 100, "what is dropped is of the step that the run is at, and is made up for"


def test_that_a_run_is_saved_by_time_though_one_evaluation_follows_another(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Unhurried(Gated):
        def step_by_step(self, policy: object, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
            self.gate.wait(0.02)
            yield episodes
            return Evaluation.of("CartPole-v1", np.full(episodes, -float(next(WORSE))))

    monkeypatch.setattr(evaluations, "fastest_evaluator", Unhurried)
    GATE.clear()
    seconds = itertools.count()
    told: list[Tape] = []
    saved: list[tuple[int, set[int]]] = []
    save = RunRecord.save

    def noting(record: RunRecord, run: Run, *rest: Any, **named: Any) -> None:
        saved.append((run.env_steps, {report.env_step for report in told[0].of(EvaluationDone)}))
        save(record, run, *rest, **named)

    monkeypatch.setattr(RunRecord, "save", noting)

    def story(tape: Tape) -> Story:
        config = run_config(changes={**KNOBS, "evaluate_every": 50, "checkpoint_every_seconds": 10})
        told.append(tape)
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield reported(Progress, env_steps=100)
        yield reported(CheckpointSaved)
        yield reported(CheckpointSaved)

    play(story, clock=lambda: float(next(seconds)), patience_s=20.0)
    assert len(saved) >= 2
    for env_step, evaluated in saved:
        assert evaluated.issuperset(range(50, env_step + 1, 50)), "what was due by then is told before"


WORSE = itertools.count(1)


def test_that_one_that_breaks_is_given_up_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Breaking(Gated):
        def step_by_step(self, policy: object, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
            yield 1
            raise RuntimeError("out of poles")

    monkeypatch.setattr(evaluations, "fastest_evaluator", Breaking)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(changes=KNOBS), steps=250)
        yield reported(RunEnded)

    tape = play(story)
    assert not tape.of(EvaluationDone)
    told = [state.detail for state in tape.of(StateChanged) if state.state is RunState.TRAINING]
    assert any("given up, since the environment broke" in detail and "out of poles" in detail for detail in told)
    assert tape.only(RunEnded).env_steps == 250


def test_that_one_that_breaks_while_a_command_waits_for_it_is_told_before_the_command_is_done(
    gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    class BreakingLater(Gated):
        def step_by_step(self, policy: object, episodes: int, seed: int) -> Generator[int, None, Evaluation]:
            yield episodes
            self.gate.wait()
            raise RuntimeError("out of poles")

    monkeypatch.setattr(evaluations, "fastest_evaluator", BreakingLater)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=run_config(changes=KNOBS))
        yield reported(Progress, env_steps=150)
        threading.Timer(0.1, gate.set).start()
        yield tape.ask(SetKnobs, changes={"gamma": 0.9})
        yield reported(KnobsChanged)

    tape = play(story)
    before = tape.reports[: tape.reports.index(tape.only(KnobsChanged))]
    assert any(isinstance(report, StateChanged) and "out of poles" in report.detail for report in before)


def test_that_a_run_that_was_killed_meanwhile_makes_up_for_nothing_twice(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    play(to_the_end(folder))
    opened = play(lambda tape: iter([tape.ask(OpenRun, path=str(folder))]))
    assert [step for step, *_ in found(opened)] == [100, 200, 300, 400, 500, 600]
