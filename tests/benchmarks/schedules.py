"""Random lives of runs: resumed, forked and reproduced, they must reach the same bits as if never interrupted.

    python tests/benchmarks/schedules.py --schedules 20 --seed 0

A schedule starts a run with switches of all kinds, then moves hyperparameters while it trains, pauses, steps, saves,
stops, opens it again, and kills it with signal 9. What became of it is held to three others: a run that is led through
the same changes at the same steps and never left; a fork of a saved checkpoint, led through what came after; and a
reproduction. Weights, ledgers and episodes must be equal. Every segment is a process; TensorFlow is imported once,
before.
"""

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from dqn_engine.messages.commands import OpenRun, Pause, Resume, SaveCheckpoint, SetKnobs, Start, StepOnce, Stop
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import CheckpointSaved, CommandRefused, Failure, Progress, RunEnded
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run.history_reader import HistoryReader, LedgerEntry
from dqn_engine.storage.run.places import CHECKPOINTS, HISTORY
from dqn_engine.storage.run.saved_run import find_checkpoint
from tests.support.program_pool import ProgramPool
from tests.support.random_schedule import Act, Schedule, Segment, random_schedule
from tests.support.session_story import Story, Tape, answered, play, reported

_BEGUN = "begun"
PATIENCE_S = 1200.0
"""A busy machine compiles slowly."""


class Difference(Exception):
    """Something isn't as it should be; says what."""


def in_child(what: str, action: Callable[[], None], kill_after: tuple[Path, float] | None = None) -> None:
    """Does something in a process of its own, which is killed so many seconds after a file has appeared.

    Raises:
        Difference: It failed.
    """
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        code = 1
        try:
            action()
            code = 0
        except Exception as error:  # noqa: BLE001 - whatever it was is reported, and the process mustn't continue
            print(f"{what}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(code)
    ended = 0
    if kill_after is not None:
        begun, seconds = kill_after
        while not begun.exists() and not ended:
            time.sleep(0.01)
            ended = os.waitpid(process, os.WNOHANG)[0]
        time.sleep(0.0 if ended else seconds)
        if not ended:
            os.kill(process, signal.SIGKILL)
    status = 0 if ended else os.waitpid(process, 0)[1]
    if kill_after is None and status != 0:
        raise Difference(f"{what} ended with status {status}")


def live(schedule: Schedule, segment: Segment, folder: Path, chunk_steps: int | None) -> None:
    """One segment of a schedule, in this process."""
    first = not folder.exists()

    def story(tape: Tape) -> Story:
        if first:
            begin = tape.ask(Start, config=schedule.config, out=str(folder))
        else:
            begin = tape.ask(OpenRun, path=str(folder))
        yield begin
        yield answered(begin)
        if first:
            yield tape.ask(Pause)  # Which saves.
            yield reported(CheckpointSaved)
        for number, act in enumerate(segment.acts):
            if number == len(segment.acts) - 1:
                (folder / _BEGUN).touch()
            yield from done(tape, act)
        if segment.killed_after_s is not None:
            yield tape.ask(Resume)
            yield lambda report: False  # Trains until it is killed.
        yield tape.ask(Stop)

    tape = play(story, chunk_steps=chunk_steps, patience_s=PATIENCE_S)
    refuse_trouble(tape)


def done(tape: Tape, act: Act) -> Story:
    """An act of a paused run, which is paused again afterwards."""
    here = max((report.env_steps for report in tape.of(Progress)), default=0)
    match act.kind:
        case "train" | "set" | "pause":
            yield tape.ask(Resume)
            yield lambda report: isinstance(report, Progress) and report.env_steps >= here + act.steps
            if act.kind == "set":
                yield tape.ask(SetKnobs, changes=act.changes)
            pause = tape.ask(Pause)
            yield pause
            yield answered(pause)
        case "step":
            yield tape.ask(StepOnce, steps=act.steps)
        case "save":
            save = tape.ask(SaveCheckpoint)
            yield save
            yield answered(save)


def led(start: Command, ledger: list[LedgerEntry], from_step: int, to_step: int) -> Tape:
    """A session that begins with `start`, makes the changes at their steps, and ends at a step."""

    def story(tape: Tape) -> Story:
        yield start
        yield answered(start)
        if isinstance(start, Start):
            yield tape.ask(Pause)
        here = from_step
        for entry in ledger:
            if entry.env_step > here:
                yield tape.ask(StepOnce, steps=entry.env_step - here)
                here = entry.env_step
            yield tape.ask(SetKnobs, changes=entry.new)
        if to_step > here:
            yield tape.ask(StepOnce, steps=to_step - here)
        yield tape.ask(Stop)
        yield reported(RunEnded)

    tape = play(story, chunk_steps=61, patience_s=PATIENCE_S)
    refuse_trouble(tape)
    return tape


def refuse_trouble(tape: Tape) -> None:
    """Refusals and failures are told."""
    for report in (*tape.of(CommandRefused), *tape.of(Failure)):
        raise Difference(str(report)[:300])


def record_of(folder: Path) -> tuple[int, str, list[LedgerEntry], list[tuple]]:
    """Where a run stands: step, weights, ledger and episodes."""
    manifest = find_checkpoint(folder).manifest
    with HistoryReader(folder / HISTORY) as reader:
        columns = ("env_step", "episode_return", "length_steps", "truncated")
        return manifest.env_steps, manifest.weights_sha256, reader.ledger(), reader.table("episodes", columns, "number")


def lived(schedule: Schedule, work: Path, seed: int, pool: ProgramPool) -> dict[str, object]:
    """Lives a schedule, and holds what became of it to the others, whose programs come from `pool`.

    Raises:
        Difference: Something is not equal.
    """
    folder, kills = work / "run", 0
    for number, segment in enumerate(schedule.segments):
        chunk_steps = (None, 37, 200)[(seed + number) % 3]
        before = find_checkpoint(folder).manifest.env_steps if number else 0
        (folder / _BEGUN).unlink(missing_ok=True)
        kill_after = None if segment.killed_after_s is None else (folder / _BEGUN, segment.killed_after_s)
        kills += kill_after is not None
        in_child(f"segment {number}", lambda s=segment, c=chunk_steps: live(schedule, s, folder, c), kill_after)
        found = find_checkpoint(folder)
        if found.troubles or found.manifest.env_steps < before:
            raise Difference(f"segment {number} left {found.troubles or 'an older checkpoint'}")
    steps, sha256, ledger, episodes = record_of(folder)

    start = Start(command_id=9_000, config=schedule.config, out=str(work / "straight"))
    kept, compared = CheckpointStore(folder / CHECKPOINTS).generations()[0].env_steps, work / "replay.json"

    def others() -> None:
        with (
            mock.patch("dqn_engine.training.run.Program", pool.stand_in),
            mock.patch("dqn_engine.training.program.Program", pool.stand_in),
        ):
            led(start, ledger, 0, steps)
            fork_and_continue(folder, kept, work / "fork", steps)
            replay_into(folder, compared)

    in_child("the others", others)
    for name in ("straight", "fork"):
        if record_of(work / name) != (steps, sha256, ledger, episodes):
            raise Difference(f"{name}: weights, ledger or episodes are others")
    checkpoints = json.loads(compared.read_text())
    return {"steps": steps, "changes": len(ledger), "kills": kills, "fork_at": kept, "checkpoints": len(checkpoints)}


def fork_and_continue(source: Path, at_step: int, out: Path, to_step: int) -> None:
    """Forks at a step and makes the changes that the parent saw after that checkpoint."""
    from dqn_engine.session.opening import fork_run

    held = find_checkpoint(source, at_step).manifest.ledger_entries
    with HistoryReader(source / HISTORY) as reader:
        later = [entry for entry in reader.ledger() if entry.entry > held]
    fork_run(source, at_step, {}, str(out))
    led(OpenRun(command_id=9_000, path=str(out)), later, at_step, to_step)


def replay_into(folder: Path, result: Path) -> None:
    """Reproduces a run and writes the compared steps, or fails."""
    from dqn_engine.session.reproduction import reproduce
    from dqn_engine.storage.run.reproducible import recording_of
    from dqn_engine.training.run import Run

    recording = recording_of(folder)
    compared = list(reproduce(recording, Run(recording.config, chunk_steps=101)))
    different = [comparison.checkpoint.env_step for comparison in compared if not comparison.equal]
    if different or not compared:
        raise Difference(f"reproduced otherwise at the steps {different}")
    result.write_text(json.dumps([comparison.checkpoint.env_step for comparison in compared]))


def main() -> int:
    """Prints a line per schedule and one JSON object; exits with 1 where one differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schedules", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0, help="of the first schedule; the others follow")
    parser.add_argument("--segments", type=int, default=4, help="how often the run is opened in a schedule")
    options = parser.parse_args()
    from dqn_engine.system.process_environment import set_tensorflow_environment
    from dqn_engine.system.tensorflow_settings import use_compilation_cache
    from dqn_engine.system.tensorflow_setup import import_tensorflow

    set_tensorflow_environment()
    use_compilation_cache()
    import_tensorflow()  # Once, before the children.

    results, begun = [], time.monotonic()
    for seed in range(options.seed, options.seed + options.schedules):
        schedule = random_schedule(seed, options.segments)
        with tempfile.TemporaryDirectory() as work:
            try:
                result = {"seed": seed, "equal": True, **lived(schedule, Path(work), seed, ProgramPool())}
            except Difference as difference:
                result = {"seed": seed, "equal": False, "why": str(difference), "knobs": schedule.config.to_json()}
        results.append(result)
        print(json.dumps(result), flush=True)
    equal = sum(bool(result["equal"]) for result in results)
    kills = sum(result.get("kills", 0) for result in results)
    seconds = time.monotonic() - begun
    print(json.dumps({"schedules": len(results), "equal": equal, "kills": kills, "seconds": seconds}))
    return 0 if equal == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
