"""`dqn-engine bench`: what it prints, and what its stopwatch counts."""

import json
import math
import signal

import pytest

from dqn_engine.commands import cli, driver
from dqn_engine.commands.bench import Stopwatch
from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import Start
from dqn_engine.messages.reports import Progress, RunState
from tests.support.taped_session import TapedSession

CONFIG = run_config(changes={"hidden_sizes": (6, 5)})


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> TapedSession:
    """Stands in for the engine, so that TensorFlow is not loaded."""
    taped = TapedSession()
    monkeypatch.setattr(driver, "open_session", taped.opened)
    return taped


def test_that_bench_prints_exactly_the_promised_object(
    capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    assert cli.main(["bench", "--steps", "2000", "--capacity", "1000", "--set", "tau=0.01", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result) == [
        "steps_per_second", "microseconds_per_step", "updates_per_step", "compile_seconds", "config",
        "device", "device_reason",
    ]  # fmt: skip
    assert result["updates_per_step"] == 1.0
    assert result["compile_seconds"] == 1.5
    assert result["steps_per_second"] * result["microseconds_per_step"] == pytest.approx(1e6)
    knobs = result["config"]["knobs"]
    assert (knobs["hidden_sizes"], knobs["batch_size"], knobs["capacity"], knobs["tau"]) == ([64, 64], 32, 1000, 0.01)
    assert knobs["evaluate_every"] == 0
    start = next(command for command in session.received if isinstance(command, Start))
    assert start.out == ""


def test_that_flags_of_bench_win_over_set_and_set_over_the_reference(
    capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    arguments = ["bench", "--set", "batch_size=16", "--set", "hidden_sizes=8", "--hidden", "128x128", "--json"]
    assert cli.main(arguments) == 0
    knobs = json.loads(capsys.readouterr().out)["config"]["knobs"]
    assert (knobs["batch_size"], knobs["hidden_sizes"]) == (16, [128, 128])


def test_that_the_stopwatch_times_the_learning_only() -> None:
    assert timed() == {
        "steps_per_second": 550.0,
        "microseconds_per_step": pytest.approx(1e6 / 550),
        "updates_per_step": 1.0,
        "compile_seconds": 2.5,
    }


def test_that_the_stopwatch_separates_the_parts_of_an_external_step() -> None:
    parts = {f"{name}_microseconds_per_step": value for name, value in (("environment", 10), ("acting", 20))}
    found = timed(environment_s=0.01, acting_s=0.02, learning_s=0.1)
    assert {name: found[name] for name in parts} == pytest.approx(parts)
    assert found["learning_microseconds_per_step"] == pytest.approx(100)


def timed(**seconds_per_1000_steps: float) -> dict[str, object]:
    """What a stopwatch of 1,000 steps finds in a run of 550 steps/s."""
    now = {"s": 0.0}
    stopwatch = Stopwatch(1000, clock=lambda: now["s"])
    for seconds, env_steps, updates in ((1, 400, 0), (5, 600, 100), (6, 1100, 600), (7, 1700, 1200), (99, 9000, 9)):
        now["s"] = float(seconds)
        stopwatch.observe(
            Progress(
                run_id=1,
                sequence=1,
                state=RunState.TRAINING,
                env_steps=env_steps,
                updates=updates,
                episodes=0,
                steps_per_second=1.0,
                mean_return_100=math.nan,
                epsilon=0.1,
                beta=0.5,
                loss=0.1,
                compile_seconds=2.5,
                **{name: env_steps / 1000 * value for name, value in seconds_per_1000_steps.items()},
            )
        )
    return stopwatch.result()


@pytest.mark.parametrize(
    ("stop", "code", "error"),
    [
        (False, 1, {"error": "Learning was stopped. It overflowed. Be modest.", "kind": "run"}),
        (True, 130, {"error": "Interrupted.", "kind": "interrupted"}),
    ],
)
def test_that_a_program_is_told_why_a_bench_gave_no_result(
    stop: bool, code: int, error: dict[str, str], capsys: pytest.CaptureFixture[str], session: TapedSession
) -> None:
    if stop:
        session.at_chunk = lambda _: signal.raise_signal(signal.SIGINT)
    else:
        session.fails_at_chunk = 1
    assert cli.main(["bench", "--steps", "2000", "--json"]) == code
    assert json.loads(capsys.readouterr().out) == error


def test_that_a_bench_without_updates_says_so(capsys: pytest.CaptureFixture[str], session: TapedSession) -> None:
    assert cli.main(["bench", "--steps", "1000", "--set", "learning_starts=1000"]) == 0
    with pytest.raises(ValueError, match="Too little was trained"):
        Stopwatch(1000).result()
