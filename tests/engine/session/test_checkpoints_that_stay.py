"""Checkpoints by hand stay, every change of a running run is preceded by one, and all of them have a bound."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import (
    LoadWeights,
    Pause,
    Resume,
    SaveCheckpoint,
    SaveWeights,
    SetKnobs,
    Start,
    StepOnce,
)
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import CheckpointKind, CheckpointSaved, KnobsChanged, RunStarted
from dqn_engine.session.autosave import ChangeSaves
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.checkpoints.retention import MOST_CHANGES, outdated
from dqn_engine.storage.run.places import CHECKPOINTS
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

AUTOMATIC, CHANGE, SAVED = CheckpointKind.AUTOMATIC, CheckpointKind.CHANGE, CheckpointKind.SAVED


@dataclass(frozen=True)
class One:
    number: int
    kind: CheckpointKind


def there(*kinds: CheckpointKind) -> list[One]:
    return [One(number, kind) for number, kind in enumerate(kinds, 1)]


def going(saved: list[One], *, keep: int = 2, spared: tuple[int, ...] = (), most_bytes: int = 0) -> list[int]:
    gone = outdated(saved, keep=keep, spared=spared, most_bytes=most_bytes, size_of=lambda _: 10)
    return [one.number for one in gone]


def test_that_the_newest_automatic_ones_stay_the_best_and_all_others() -> None:
    saved = there(AUTOMATIC, SAVED, AUTOMATIC, CHANGE, AUTOMATIC, AUTOMATIC)
    assert going(saved) == [1, 3]
    assert going(saved, spared=(1,)) == [3]
    assert going([]) == []


def test_that_beyond_their_room_the_oldest_go_first_but_never_those_by_hand_nor_the_newest() -> None:
    saved = there(SAVED, CHANGE, AUTOMATIC, CHANGE, AUTOMATIC)
    assert going(saved, most_bytes=50) == []
    assert going(saved, most_bytes=39) == [2, 3]
    assert going(saved, most_bytes=1) == [2, 3, 4]
    assert len(going(there(*[CHANGE] * (MOST_CHANGES + 5)))) == 5


def test_that_a_drag_is_preceded_by_one_checkpoint_and_none_where_few_have_room() -> None:
    now = [100.0]
    rule = ChangeSaves(lambda: now[0])
    assert not ChangeSaves(lambda: 0.0).due(0, 1000), "there is nothing before the first step"
    assert [rule.due(step, 1000, moved=["gamma"]) for step in (10, 20, 30)] == [True, False, False]
    now[0] += 1.0
    assert not rule.due(40, 1000, moved=["gamma"]), "the hand still moves"
    assert rule.due(41, 1000), "what takes it back at once is a change of its own"
    assert rule.due(42, 1000, moved=["gamma"]), "another movement"
    assert rule.due(43, 1000, moved=["batch_size"]), "another control"
    now[0] += 6.0
    assert rule.due(50, 1000)
    now[0] += 6.0
    assert not rule.due(50, 1000), "that step is saved"
    rule.largest_bytes = 300
    now[0] += 6.0
    assert not rule.due(60, 1000)
    rule.largest_bytes = 0
    now[0] += 6.0
    assert not rule.due(70, 0), "no room at all: none"


def test_that_any_change_can_be_gone_back_to_and_what_was_saved_by_hand_stays(tmp_path: Path) -> None:
    config = run_config(seed=3, changes={**SMALL, "keep_checkpoints": 1})
    folder, weights = tmp_path / "run", str(tmp_path / "w.npz")

    def done(command: Command) -> Story:
        yield command
        yield answered(command)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(folder))
        yield from done(tape.ask(Pause))
        yield from done(tape.ask(StepOnce, steps=30))
        yield from done(tape.ask(SaveCheckpoint))
        yield reported(CheckpointSaved)
        yield from done(tape.ask(StepOnce, steps=30))
        yield from done(tape.ask(SetKnobs, changes={"gamma": 0.9}, by_hand=True))
        yield from done(tape.ask(SaveWeights, path=weights))
        yield from done(tape.ask(StepOnce, steps=5))
        yield from done(tape.ask(SetKnobs, changes={"gamma": 0.99}))  # as Ctrl+Z does at once
        yield from done(tape.ask(StepOnce, steps=5))
        yield from done(tape.ask(LoadWeights, path=weights))
        for _ in range(3):
            yield from done(tape.ask(StepOnce, steps=20))
            yield from done(tape.ask(Resume))
            yield from done(tape.ask(Pause))

    tape = play(story)
    kinds = {one.env_steps: one.kind for one in CheckpointStore(folder / CHECKPOINTS).generations()}
    assert kinds[30] is SAVED
    assert [kinds[step] for step in (60, 65, 70)] == [CHANGE] * 3
    assert list(kinds.values()).count(AUTOMATIC) == 1
    assert [told.env_step for told in tape.of(KnobsChanged)] == [60, 65]
    assert tape.only(RunStarted).folder == str(folder)
