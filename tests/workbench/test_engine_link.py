"""What crosses between the threads: no history is lost, only the newest state is kept, and the end is clean."""

import threading
import time

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.commands import Pause, Shutdown, Start, Stop
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    CommandApplied,
    EpisodesEnded,
    Failure,
    Progress,
    RunStarted,
    RunState,
    SpectatorSteps,
    StateChanged,
)
from dqn_engine.play.spectator_step import Pictures
from tests.support.scripted_session import ScriptedEngine, progress_fields
from workbench.engine_link import EngineLink, ReportMailbox


def progress(sequence: int, env_steps: int, run_id: int = 1) -> Progress:
    return Progress(run_id=run_id, sequence=sequence, **progress_fields(env_steps))


def ended(sequence: int) -> CommandApplied:
    return CommandApplied(run_id=1, sequence=sequence, command_id=sequence)


@pytest.fixture
def collected() -> list[Report]:
    return []


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def link(qtbot: QtBot, engine: ScriptedEngine, collected: list[Report]):
    made = EngineLink(engine.build, delivery_ms=1)
    made.reports_ready.connect(collected.extend)
    yield made
    assert made.shutdown(5000)


def test_that_of_state_reports_only_the_newest_is_kept_and_of_history_all_in_order() -> None:
    mailbox = ReportMailbox()
    for report in (ended(1), progress(2, 10), ended(3), progress(4, 20), ended(5)):
        mailbox.post(report)
    assert [report.sequence for report in mailbox.take()] == [1, 3, 4, 5]
    assert mailbox.take() == []


def test_that_of_a_stream_nobody_takes_only_the_newest_is_kept_and_history_all_the_same() -> None:
    mailbox = ReportMailbox()
    mailbox.post(ended(0))
    for sequence in range(1, 1001):
        mailbox.post(SpectatorSteps(run_id=1, sequence=sequence, steps=(), speed=1.0, held=False, pictures=Pictures.ON))
    taken = [report.sequence for report in mailbox.take()]
    assert taken == [0, *range(1001 - len(taken[1:]), 1001)]
    assert 20 < len(taken) < 100
    assert mailbox.take() == []


def test_that_ten_thousand_reports_of_history_all_arrive_in_order(qtbot, link, engine, collected) -> None:
    engine.gate.set()
    link.start()
    qtbot.waitUntil(lambda: bool(engine.sessions))
    for step in range(10_000):
        engine.say(
            EpisodesEnded,
            env_step=np.array([step]),
            episode_return=np.array([1.0]),
            length_steps=np.array([1]),
            truncated=np.array([False]),
        )
    qtbot.waitUntil(lambda: sum(isinstance(r, EpisodesEnded) for r in collected) == 10_000, timeout=10_000)
    steps = [int(r.env_step[0]) for r in collected if isinstance(r, EpisodesEnded)]
    assert steps == list(range(10_000))


def test_that_reports_are_delivered_on_the_windows_thread_and_produced_on_another(qtbot, link, engine) -> None:
    delivered_on: list[int] = []

    class Receiver:
        def take(self, _: list[Report]) -> None:
            delivered_on.append(threading.get_ident())

    receiver = Receiver()
    link.reports_ready.connect(receiver.take)
    engine.gate.set()
    link.start()
    qtbot.waitUntil(lambda: bool(delivered_on))
    assert set(delivered_on) == {threading.get_ident()}
    assert engine.sessions[0].thread_id != threading.get_ident()


def test_that_state_reports_of_an_earlier_run_are_dropped(qtbot, link, engine, collected) -> None:
    engine.gate.set()
    link.start()
    link.send(Start(command_id=1, config=RunConfig()))
    link.send(Stop(command_id=2))
    link.send(Start(command_id=3, config=RunConfig()))
    qtbot.waitUntil(lambda: any(isinstance(r, CommandApplied) and r.command_id == 3 for r in collected))
    engine.say(Progress, **progress_fields(111), run_id=1)
    engine.say(CommandApplied, command_id=99)
    qtbot.waitUntil(lambda: any(isinstance(r, CommandApplied) and r.command_id == 99 for r in collected))
    assert not any(isinstance(r, Progress) for r in collected)


def test_that_commands_sent_before_the_engine_exists_reach_it(qtbot, link, engine) -> None:
    link.send(Pause(command_id=7))
    engine.gate.set()
    link.start()
    qtbot.waitUntil(lambda: [c.command_id for c in engine.received] == [7])


def test_that_an_exception_escaping_the_session_becomes_a_failure_and_the_failed_state(
    qtbot, link, engine, collected
) -> None:
    engine.gate.set()
    link.start()
    qtbot.waitUntil(lambda: bool(engine.sessions))
    engine.raise_error(RuntimeError("boom at 17"))
    qtbot.waitUntil(lambda: any(isinstance(r, Failure) for r in collected))
    failure = next(r for r in collected if isinstance(r, Failure))
    assert "boom at 17" in failure.why
    assert "Traceback" in failure.details
    last = [r for r in collected if isinstance(r, StateChanged)][-1]
    assert last.state is RunState.FAILED


def test_that_an_exit_escaping_the_session_is_a_failure_too_and_not_the_end_of_its_thread_in_silence(
    qtbot, link, engine, collected
) -> None:
    engine.gate.set()
    link.start()
    qtbot.waitUntil(lambda: bool(engine.sessions))
    engine.raise_error(SystemExit(0))
    qtbot.waitUntil(lambda: any(isinstance(r, Failure) for r in collected))
    assert next(r for r in collected if isinstance(r, Failure)).why == "SystemExit: 0"
    assert [r for r in collected if isinstance(r, StateChanged)][-1].state is RunState.FAILED


def test_that_after_the_engine_died_the_next_command_goes_to_a_fresh_one(qtbot, link, engine, collected) -> None:
    engine.build_error = ImportError("no TensorFlow here")
    link.start()
    qtbot.waitUntil(lambda: any(isinstance(r, Failure) for r in collected))
    qtbot.waitUntil(lambda: not link.is_running())
    engine.build_error = None
    engine.gate.set()
    link.send(Start(command_id=1, config=RunConfig()))
    qtbot.waitUntil(lambda: any(isinstance(r, RunStarted) for r in collected))


def test_that_an_exception_reported_from_any_thread_arrives_with_its_traceback(qtbot, link, collected) -> None:
    def fail() -> None:
        try:
            raise ValueError("from elsewhere")
        except ValueError as error:
            link.report_exception(error)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: any(isinstance(r, Failure) for r in collected))
    assert "from elsewhere" in collected[0].details


def test_that_shutdown_asks_the_session_and_joins_the_thread_quickly(qtbot, engine) -> None:
    link = EngineLink(engine.build)
    engine.gate.set()
    link.start()
    qtbot.waitUntil(lambda: bool(engine.sessions))
    began = time.monotonic()
    assert link.shutdown()
    assert time.monotonic() - began < 2.0
    assert isinstance(engine.received[-1], Shutdown)


def test_that_shutdown_gives_up_on_a_session_that_cant_hear_it_and_says_so(qtbot, engine) -> None:
    link = EngineLink(engine.build)
    link.start()
    qtbot.waitUntil(lambda: bool(engine.sessions))
    assert link.shutdown(join_ms=50) is False
    engine.gate.set()
    assert link.shutdown(5000)


def test_that_shutdown_before_the_start_is_nothing(qtbot, engine) -> None:
    assert EngineLink(engine.build).shutdown()
