"""Continuing where a run stopped: the same weights and the same episodes as if it had never stopped."""

import contextlib
import os
import sqlite3
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config import hyperparameters as declared
from dqn_engine.config.knob import KnobKind
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.messages.commands import (
    Fork,
    LoadWeights,
    OpenRun,
    Pause,
    Resume,
    Rewind,
    SaveCheckpoint,
    SaveWeights,
    SetKnobs,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CommandRefused,
    EpisodesEnded,
    EvaluationDone,
    KnobsChanged,
    ParentEpisodes,
    PastNote,
    PriorityHistogram,
    Progress,
    RunEnded,
    RunStarted,
    RunState,
    StateChanged,
    WeightsSaved,
)
from dqn_engine.session.opening import restored_run
from dqn_engine.session.snapshot import snapshot_of
from dqn_engine.storage.checkpoints.checkpoint import read_manifest, write_checkpoint
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.files.file_layer import Files
from dqn_engine.storage.files.tensor_file import DamagedError
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.lock import RunLock, is_locked
from dqn_engine.storage.run.places import CHECKPOINTS
from dqn_engine.storage.run.saved_run import find_checkpoint
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue
from dqn_engine.training.run import Run
from tests.engine.training.test_every_switch_learns import CASES, ELSEWHERE, SWITCHES
from tests.support.hostile_runs import manifest
from tests.support.program_pool import SMALL, WAITED_FOR
from tests.support.random_schedule import LEFT_ALONE
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

STEPS = 300
KNOBS = {**SMALL, "average_updates": 50, "alpha": 0.6, "evaluate_every": 90, "evaluate_episodes": 1}
CONFIG = run_config(seed=5, changes=KNOBS)
UNEVALUATED = run_config(seed=5, changes={**KNOBS, "evaluate_every": 0})


def started(tape: Tape, folder: Path, config: RunConfig = CONFIG, **fields: object) -> Story:
    yield tape.ask(Start, config=config, out=str(folder), **fields)
    yield reported(RunEnded)


def opened(tape: Tape, folder: Path, steps: int) -> Story:
    """Opens and trains so many steps more."""
    open_it = tape.ask(OpenRun, path=str(folder), steps=steps)
    yield open_it
    yield answered(open_it)
    yield tape.ask(Resume)
    yield reported(RunEnded)


def episodes(folder: Path) -> list[tuple]:
    with HistoryReader(folder / "history.sqlite") as reader:
        return reader.table("episodes", ("env_step", "episode_return", "length_steps", "truncated"), "number")


def evaluations(folder: Path) -> list[tuple]:
    with HistoryReader(folder / "history.sqlite") as reader:
        return reader.table("evaluations", ("env_step", "mean", "minimum", "maximum", "episodes"), "number")


# --- to the bit -------------------------------------------------------------------------------------------------------


EVERY_VALUE = {
    (knob.name, value)
    for knob in declared.KNOBS
    if knob.kind in (KnobKind.BOOL, KnobKind.CHOICE) and knob.name not in LEFT_ALONE
    for value in (knob.choices or (False, True))
}
"""Whatever a hyperparameter can be switched to, of those that mean something on the compiled CartPole."""


def _free(name: str, case: dict[str, KnobValue], chosen: list[dict[str, KnobValue]]) -> bool:
    """Whether a case can be given another value: it has none, or one that another case has as well."""
    return name not in case or (name in ELSEWHERE and sum(one.get(name) == case[name] for one in chosen) > 1)


def _with_every_value(cases: list[dict[str, KnobValue]]) -> list[dict[str, KnobValue]]:
    """A few cases that together have every value of every switch; all of them have every pair, and take minutes."""
    chosen, missing = [], {(name, value) for name, values in SWITCHES.items() for value in values}
    while missing:
        chosen.append(dict(max(cases, key=lambda case: len(missing & set(case.items())))))
        missing -= set(chosen[-1].items())
    # What those cases say nothing of, such as the activation, is spread over them; it needs no program of its own.
    for name, value in sorted(EVERY_VALUE - _values(chosen), key=str):
        fitting = [case for case in chosen if _free(name, case, chosen) and _allowed({**case, name: value})]
        min(fitting, key=len)[name] = value
    return chosen


def _values(cases: list[dict[str, KnobValue]]) -> set[tuple[str, KnobValue]]:
    return {item for case in cases for item in run_config(changes={**SMALL, **case}).knobs.items()}


def _allowed(changes: dict[str, KnobValue]) -> bool:
    try:
        run_config(changes={**SMALL, **changes})
    except InputError:
        return False
    return True


SOME_CASES = _with_every_value(CASES)


def test_that_the_cases_have_every_value_of_every_switch() -> None:
    """Also of those that are declared in future."""
    assert _values(SOME_CASES) >= EVERY_VALUE


@pytest.mark.parametrize(
    "case",
    CASES if "EVERY_PAIR" in os.environ else SOME_CASES,
    ids=lambda case: "-".join(str(value) for value in case.values()),
)
def test_that_every_switch_continues_to_the_bit(case: dict[str, KnobValue], tmp_path: Path) -> None:
    config = run_config(
        seed=1, changes={**SMALL, "num_atoms": 7, "num_quantiles": 4, "num_cosines": 4, "average_updates": 9, **case}
    )
    run = Run(config, chunk_steps=64)
    _train(run, 100)
    store = CheckpointStore(tmp_path / CHECKPOINTS)
    store.save(snapshot_of(run, ledger_entries=0), keep=1)
    whole_metrics = _train(run, 200)
    sha256, arrays = run.weights_sha256(), run.program.state_arrays()

    again = find_checkpoint(tmp_path, read=partial(restored_run, chunk_steps=37)).content
    assert (again.env_steps, again.knobs) == (100, config.knobs)
    metrics = _train(again, 200)
    assert again.weights_sha256() == sha256
    assert np.array_equal(metrics, whole_metrics)
    assert (again.updates, again.episodes, again.recent_returns) == (run.updates, run.episodes, run.recent_returns)
    for name, array in again.program.state_arrays().items():
        assert array.tobytes() == arrays[name].tobytes(), name


@pytest.mark.parametrize(
    "name",
    [
        "learner.optimizer_updates",
        "learner.trials.playing.trials",
        "learner.trials.tried.trials",
        "replay.largest_priority",
        "replay.tree.leaves",
    ],
)
def test_that_a_checkpoint_in_which_a_count_or_a_priority_is_negative_is_refused(name: str, tmp_path: Path) -> None:
    run = Run(run_config(changes={**SMALL, "prioritized": True, "trial_episodes": 2}))
    now = snapshot_of(run, ledger_entries=0)
    wrong = np.full_like(now.arrays[name], -3)
    tampered = write_checkpoint(tmp_path, "g000001-step0", 1, replace(now, arrays={**now.arrays, name: wrong}), Files())
    with pytest.raises(DamagedError, match=f"its {name} is negative"):
        restored_run(tmp_path / "g000001-step0", tampered)


def _train(run: Run, until: int) -> np.ndarray:
    metrics = []
    while run.env_steps < until:
        metrics.append(run.train(until - run.env_steps)[0])
    return np.concatenate(metrics)


def test_that_2n_steps_are_n_then_n(tmp_path: Path) -> None:
    play(lambda tape: started(tape, tmp_path / "whole", steps=2 * STEPS))
    play(lambda tape: started(tape, tmp_path / "halves", steps=STEPS), chunk_steps=37)
    assert find_checkpoint(tmp_path / "halves").manifest.env_steps == STEPS
    tape = play(lambda tape: opened(tape, tmp_path / "halves", STEPS), chunk_steps=11)
    assert not tape.of(CommandRefused)
    whole, halves = (find_checkpoint(tmp_path / name).manifest for name in ("whole", "halves"))
    assert (halves.env_steps, halves.weights_sha256) == (2 * STEPS, whole.weights_sha256)
    assert {name: part.sha256 for name, part in halves.parts.items()} == {
        name: part.sha256 for name, part in whole.parts.items()
    }
    assert episodes(tmp_path / "halves") == episodes(tmp_path / "whole")
    assert evaluations(tmp_path / "halves") == evaluations(tmp_path / "whole")
    for table, kept in (("episodes.csv", 4), ("evaluations.csv", 5)):  # Of an episode not the seconds it took.
        of_halves, of_whole = ((tmp_path / name / table).read_text().splitlines() for name in ("halves", "whole"))
        assert [row.split(",")[:kept] for row in of_halves] == [row.split(",")[:kept] for row in of_whole]


def test_that_what_came_after_the_checkpoint_happens_again_once(tmp_path: Path) -> None:
    """As after a crash: the history knows more than the newest checkpoint, which moreover is damaged."""

    def left_behind(tape: Tape) -> Story:
        yield tape.ask(Start, config=UNEVALUATED, out=str(tmp_path / "run"))
        yield tape.ask(Pause)
        for steps, changes in ((130, {"learning_rate": 0.01}), (70, {"gamma": 0.9}), (100, {})):
            yield tape.ask(StepOnce, steps=steps)
            yield tape.ask(SaveCheckpoint)
            yield reported(CheckpointSaved)
            yield tape.ask(SetKnobs, changes=changes)
        yield tape.ask(StepOnce, steps=100)

    play(left_behind)
    held = sorted((tmp_path / "run" / CHECKPOINTS).iterdir())
    steps = [path.name.partition("step")[2] for path in held]
    assert steps == ["0", "130-saved", "200-saved", "300-saved", "400"], "what is saved by hand stays besides"
    held = held[2:]
    for path in held[1:]:
        content = bytearray((path / "replay.safetensors").read_bytes())
        content[len(content) // 2] ^= 1
        (path / "replay.safetensors").write_bytes(content)

    def resume(tape: Tape) -> Story:
        open_it = tape.ask(OpenRun, path=str(tmp_path / "run"))
        yield open_it
        yield answered(open_it)
        yield tape.ask(SetKnobs, changes={"gamma": 0.9})
        yield tape.ask(StepOnce, steps=200)

    with HistoryReader(tmp_path / "run" / "history.sqlite") as reader:
        before = (episodes(tmp_path / "run"), evaluations(tmp_path / "run"), reader.ledger())
    sha256 = read_manifest(held[-1]).weights_sha256
    tape = play(resume)
    paused = next(report for report in tape.of(StateChanged) if report.state is RunState.PAUSED)
    assert paused.detail.count("is damaged") == 2
    assert [trouble[:30] for trouble in tape.only(RunStarted).troubles] == [
        f"The checkpoint {held[i].name!r}"[:30] for i in (2, 1)
    ]
    with HistoryReader(tmp_path / "run" / "history.sqlite") as reader:
        assert (episodes(tmp_path / "run"), evaluations(tmp_path / "run"), reader.ledger()) == before
        told = [row for row in reader.table("events", ("kind", "text"), "number") if row[0] == "damaged checkpoint"]
    assert len(told) == 2
    assert tape.only(RunEnded).weights_sha256 == sha256


# --- what an opened run knows -----------------------------------------------------------------------------------------


def test_that_an_opened_run_reports_its_past_and_its_hyperparameters(tmp_path: Path) -> None:
    def first(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, out=str(tmp_path / "run"))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=150)
        yield tape.ask(SetKnobs, changes={"batch_size": 12, "gamma": 0.9})
        yield tape.ask(StepOnce, steps=30)

    before = play(first)
    folder = tmp_path / "run"
    tape = play(lambda tape: iter([tape.ask(OpenRun, path=str(folder))]))
    begun = tape.only(RunStarted)
    assert begun.config == CONFIG
    assert (begun.env_step, begun.folder, begun.parent, begun.read_only) == (180, str(folder), "", False)
    assert begun.knobs_now == {**CONFIG.knobs, "batch_size": 12, "gamma": 0.9}
    assert tape.only(KnobsChanged).changes == before.only(KnobsChanged).changes
    assert [e.mean for e in tape.of(EvaluationDone)] == [e.mean for e in before.of(EvaluationDone)]
    told = np.concatenate([report.env_step for report in before.of(EpisodesEnded)])
    assert tape.only(EpisodesEnded).env_step.tolist() == told.tolist()
    in_order = [report for report in tape.reports if isinstance(report, KnobsChanged | EvaluationDone | PastNote)]
    assert [report.env_step for report in in_order] == [90, 150, 180, 180], "as it happened"
    assert tape.only(PastNote).text == "Resumed at step 180."
    assert tape.only(PriorityHistogram).count == CONFIG.knobs["capacity"]
    numbers = tape.of(Progress)[0]
    assert (numbers.state, numbers.env_steps, numbers.updates) == (
        RunState.PAUSED,
        180,
        before.of(Progress)[-1].updates,
    )
    assert numbers.epsilon == pytest.approx(before.of(Progress)[-1].epsilon, abs=0.05), "known before it trains on"
    assert not tape.of(ParentEpisodes)
    assert tape.states[-2:] == [RunState.PAUSED, RunState.STOPPED]
    assert tape.only(RunEnded).weights_sha256 == before.only(RunEnded).weights_sha256


def test_that_an_evaluation_that_was_cut_short_is_made_up_for(tmp_path: Path) -> None:
    def cut_short(tape: Tape) -> Story:
        config = run_config(seed=5, changes={**KNOBS, "evaluate_episodes": 40, **WAITED_FOR})
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield reported(Progress, env_steps=90)
        yield tape.ask(Stop)
        yield reported(RunEnded)

    assert not play(cut_short).of(EvaluationDone)

    def resume(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(tmp_path / "run"))
        yield reported(EvaluationDone)

    assert play(resume).only(EvaluationDone).env_step == 90


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_that_a_second_program_opens_it_read_only_and_says_so(tmp_path: Path) -> None:
    folder, asked = tmp_path / "run", []
    play(lambda tape: started(tape, folder, steps=60))
    content = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    lock = RunLock(folder)

    def story(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(folder))
        for kind, fields in ((Resume, {}), (StepOnce, {}), (SetKnobs, {"changes": {"gamma": 0.5}}),
                             (SaveCheckpoint, {}), (LoadWeights, {"path": "x.npz"})):  # fmt: skip
            asked.append(tape.ask(kind, **fields))
            yield asked[-1]
        yield answered(asked[-1])
        yield tape.ask(Fork, out=str(tmp_path / "fork"))
        yield tape.ask(StepOnce, steps=10)

    tape = play(story)
    lock.release()
    assert tape.of(RunStarted)[0].read_only
    assert all("being written by process" in tape.refusal(command) for command in asked)
    assert "fork it to train on" in tape.refusal(asked[0])
    assert {p: p.read_bytes() for p in content} == {**content, folder / "lock": (folder / "lock").read_bytes()}
    assert tape.of(RunEnded)[-1].env_steps == 70, "its fork can be trained"


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda folder: None, "There is no folder"),
        (lambda folder: folder.mkdir(), "holds no checkpoint"),
        (lambda folder: (folder / CHECKPOINTS / "g000001-step5").mkdir(parents=True), "is whole"),
    ],
)
def test_that_what_can_t_be_opened_is_refused(prepare: object, words: str, tmp_path: Path) -> None:
    prepare(tmp_path / "run")
    before = sorted(tmp_path.rglob("*"))
    tape = play(lambda tape: iter([tape.ask(OpenRun, path=str(tmp_path / "run"))]))
    assert words in tape.only(CommandRefused).reason
    assert not tape.of(RunStarted)
    assert sorted(tmp_path.rglob("*")) == before


def test_that_a_run_of_another_shape_is_refused_with_the_difference(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    play(lambda tape: started(tape, folder, steps=30))
    manifest(lambda values: values["knobs"].update(hidden_sizes=[24]))(folder)

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=CONFIG, steps=40)
        yield reported(RunEnded)
        yield tape.ask(OpenRun, path=str(folder))
        yield tape.ask(SaveWeights, path=str(tmp_path / "after.npz"))

    tape = play(story)
    reason = tape.only(CommandRefused).reason
    assert "learner.weights.0 is 4×16 of type float32 in it but 4×24 of type float32 here" in reason
    assert tape.only(WeightsSaved).weights_sha256 == tape.only(RunEnded).weights_sha256, "nothing was changed"


def test_that_a_run_whose_past_can_t_be_read_is_refused_and_left_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    play(lambda tape: started(tape, folder, steps=30))
    with contextlib.closing(sqlite3.connect(folder / "history.sqlite")) as connection:
        connection.execute("CREATE TABLE more (x)")
        connection.commit()
    held: list[bool] = []

    def story(tape: Tape) -> Story:
        open_run = tape.ask(OpenRun, path=str(folder))
        yield open_run
        yield answered(open_run)
        held.append(is_locked(folder))

    assert "its tables are others" in play(story).only(CommandRefused).reason
    assert held == [False]


def test_that_opening_reads_every_part_of_a_checkpoint_once_and_the_history_by_two_connections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "run"
    play(lambda tape: started(tape, folder, steps=30))
    opened: list[str] = []
    real_open, real_connect = os.open, sqlite3.connect

    def counted_open(path: object, *arguments: object, **options: object) -> int:
        opened.append(Path(str(path)).name)
        return real_open(path, *arguments, **options)

    def counted_connect(path: object, *arguments: object, **options: object) -> sqlite3.Connection:
        if "history.sqlite" in str(path):
            opened.append("history")
        return real_connect(path, *arguments, **options)

    def story(tape: Tape) -> Story:
        with monkeypatch.context() as patch:
            patch.setattr(os, "open", counted_open)
            patch.setattr(sqlite3, "connect", counted_connect)
            open_run = tape.ask(OpenRun, path=str(folder))
            yield open_run
            yield answered(open_run)

    assert play(story).of(RunStarted)
    names = ("learner.safetensors", "replay.safetensors", "environment.safetensors", "manifest.json", "history")
    assert [opened.count(name) for name in names] == [1, 1, 1, 1, 2]


# --- forks ------------------------------------------------------------------------------------------------------------


def test_that_a_fork_continues_from_its_step_knows_its_parent_and_leaves_it_alone(tmp_path: Path) -> None:
    parent, fork = tmp_path / "parent", tmp_path / "fork"
    asked = []

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=UNEVALUATED, out=str(parent))
        yield tape.ask(Pause)
        for steps in (50, 50, 50):
            yield tape.ask(StepOnce, steps=steps)
            yield tape.ask(SetKnobs, changes={"gamma": 0.9 + steps / 10_000 + len(tape.reports) / 1e6})
            yield tape.ask(SaveCheckpoint)
            yield reported(CheckpointSaved)
        asked.append(tape.ask(Fork, at_step=77, out=str(fork)))
        yield asked[0]
        yield answered(asked[0])
        asked.append(tape.ask(Fork, at_step=100, changes={"batch_size": 12}, out=str(fork)))
        yield asked[1]
        yield answered(asked[1])
        yield tape.ask(StepOnce, steps=50)

    tape = play(story)
    assert "saved are: 0, 50, 100, 150" in tape.refusal(asked[0])
    assert tape.refusal(asked[1]) == ""
    begun = tape.of(RunStarted)[1]
    assert (begun.parent, begun.env_step, begun.folder) == (str(parent), 100, str(fork))
    assert begun.knobs_now["batch_size"] == 12
    drawn_behind = tape.only(ParentEpisodes)
    assert (drawn_behind.name, drawn_behind.run_id) == ("parent", begun.run_id)
    whole = [(row[0], row[1]) for row in episodes(parent)]
    assert whole[-1][0] > 100, "also what came after the fork"
    assert list(zip(drawn_behind.env_step.tolist(), drawn_behind.episode_return.tolist(), strict=True)) == whole
    assert (drawn_behind.seconds > 0).all()
    with HistoryReader(parent / "history.sqlite") as reader:
        parents = reader.ledger()
        assert len(parents) == 3
    with HistoryReader(fork / "history.sqlite") as reader:
        ledger = reader.ledger()
        assert ledger[:2] == parents[:2]
        assert [(entry.env_step, entry.new) for entry in ledger[2:]] == [(100, {"batch_size": 12})]
        about = reader.about()
        assert (about["parent"], about["parent_step"]) == (str(parent), "100")
    assert find_checkpoint(parent).manifest.env_steps == 150
    assert [row for row in episodes(parent) if row[0] <= 100] == [row for row in episodes(fork) if row[0] <= 100]


def test_that_a_fork_tells_of_what_was_before_its_step_then_of_its_beginning_and_then_of_what_it_changed(
    tmp_path: Path,
) -> None:
    parent, fork = tmp_path / "parent", tmp_path / "fork"

    def first(tape: Tape) -> Story:
        yield tape.ask(Start, config=UNEVALUATED, out=str(parent))
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=50)
        yield tape.ask(SetKnobs, changes={"gamma": 0.9})
        yield tape.ask(SaveCheckpoint)
        yield reported(CheckpointSaved)
        yield tape.ask(StepOnce, steps=50)

    def again(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(parent))
        yield reported(PastNote)
        fork_it = tape.ask(Fork, at_step=50, changes={"batch_size": 12}, out=str(fork))
        yield fork_it
        yield answered(fork_it)

    play(first)
    tape = play(again)
    begun = tape.of(RunStarted)[1]
    told = [one for one in tape.reports if isinstance(one, KnobsChanged | PastNote) and one.run_id == begun.run_id]
    assert [one.text if isinstance(one, PastNote) else one.changes[0].name for one in told] == [
        "gamma",
        "Began from step 50 of parent. ",
        "batch_size",
    ], "and nothing of what the parent did later, nor that it is resumed where it began"


def test_that_rewinding_leaves_the_present_to_come_back_to(tmp_path: Path) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=UNEVALUATED, out=str(tmp_path / "run"))
        yield tape.ask(Pause)
        for steps in (60, 60):
            yield tape.ask(StepOnce, steps=steps)
            yield tape.ask(SaveCheckpoint)
            yield reported(CheckpointSaved)
        yield tape.ask(StepOnce, steps=20)
        rewind = tape.ask(Rewind, at_step=60)
        yield rewind
        yield answered(rewind)
        yield tape.ask(StepOnce, steps=60)
        yield tape.ask(SaveCheckpoint)
        yield reported(CheckpointSaved, env_step=120)

    tape = play(story)
    assert not tape.of(CommandRefused)
    present, past = tape.of(RunStarted)
    assert past.env_step == 60
    assert find_checkpoint(tmp_path / "run").manifest.env_steps == 140
    assert Path(past.folder) != Path(present.folder)
    assert Path(past.folder).name == "run-from-60"
    saved = {(report.run_id, report.env_step): report.weights_sha256 for report in tape.of(CheckpointSaved)}
    assert saved[2, 120] == saved[1, 120], "the same way was taken again"


# --- saving by itself -------------------------------------------------------------------------------------------------


def test_that_it_saves_after_so_many_seconds_on_pause_and_on_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    config = run_config(seed=5, changes={**KNOBS, "evaluate_every": 0, "checkpoint_every_seconds": 10})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield reported(Progress, env_steps=200)
        clock[0] += 9.9
        yield reported(Progress, env_steps=400)
        assert not tape.of(CheckpointSaved)
        monkeypatch.setattr(time, "time", lambda: 0.0)  # The wall clock is set back, and has no say.
        yield reported(Progress, env_steps=600)
        clock[0] += 0.2
        yield reported(CheckpointSaved)
        yield tape.ask(Pause)
        yield reported(CheckpointSaved)
        yield tape.ask(Pause)
        yield tape.ask(StepOnce, steps=7)
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(story, clock=lambda: clock[0])
    first, second, third = tape.of(CheckpointSaved)
    assert first.env_step >= 600
    assert third.env_step == second.env_step + 7 == tape.only(RunEnded).env_steps
    assert [report.generation for report in (first, second, third)] == [1, 2, 3]


def test_that_it_saves_sooner_by_what_the_last_save_took_so_that_a_kill_never_costs_more_than_the_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, save = [0.0], CheckpointStore.save

    def slow_save(*arguments: object) -> object:
        clock[0] += 0.4
        return save(*arguments)

    monkeypatch.setattr(CheckpointStore, "save", slow_save)
    config = run_config(seed=5, changes={**KNOBS, "evaluate_every": 0, "checkpoint_every_seconds": 10})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"))
        yield reported(Progress, env_steps=200)
        clock[0] += 10
        yield reported(CheckpointSaved)
        clock[0] += 9.5
        yield reported(CheckpointSaved)
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(story, clock=lambda: clock[0])
    assert [report.generation for report in tape.of(CheckpointSaved)] == [1, 2, 3]


def test_that_the_best_by_evaluation_outlives_newer_checkpoints(tmp_path: Path) -> None:
    config = run_config(seed=5, changes={**KNOBS, "keep_checkpoints": 1, "evaluate_every": 100})

    def story(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, out=str(tmp_path / "run"), steps=800)
        yield reported(RunEnded)

    tape = play(story)
    means = [report.mean for report in tape.of(EvaluationDone)]
    best_step = 100 * (1 + int(np.argmax(means)))
    kept = [generation.env_steps for generation in CheckpointStore(tmp_path / "run" / CHECKPOINTS).generations()]
    assert kept == sorted({best_step, 800})
