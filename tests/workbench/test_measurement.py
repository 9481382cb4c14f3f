"""`--measure`: what is counted, from when to when, and how it is told."""

import json
import os
import subprocess
import sys

import pytest

from dqn_engine.messages.reports import EngineReady, Failure, Look, Looks, Progress, RunEnded
from tests.support.scripted_session import progress_fields
from workbench.measurement import Measurement, frame_times, process_age_seconds, write_results
from workbench.state.report_dispatcher import ReportDispatcher

PLACE = {"run_id": 1, "sequence": 1}


class Frames:
    """A view that has drawn two frames since it was last reset."""

    def __init__(self) -> None:
        self.resets = 0

    def frame_times_ms(self) -> list[float]:
        return [10.0, 30.0]

    def reset_frame_times(self) -> None:
        self.resets += 1


@pytest.mark.slow
def test_that_the_process_is_as_old_as_its_own_clock_says() -> None:
    code = "import time; time.sleep(0.2); from workbench.measurement import process_age_seconds as age; print(age())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."}
    )
    assert float(done.stdout) >= 0.2, "counted from the interpreter's birth, before the module was imported"
    assert process_age_seconds() < 86_400


@pytest.mark.parametrize(
    ("intervals", "p50", "p99", "most"),
    [
        ([], 0.0, 0.0, 0.0),
        ([7.0], 7.0, 7.0, 7.0),
        ([3.0, 1.0, 2.0], 2.0, 3.0, 3.0),
        ([20.0] * 98 + [35.0, 90.0], 20.0, 90.0, 90.0),
        ([*range(1, 101), 500.0], 51.0, 100.0, 500.0),
    ],
)
def test_that_frame_times_are_summarised_by_the_nearest_rank(intervals, p50, p99, most) -> None:
    times = frame_times(intervals)
    assert (times.p50, times.p99, times.max) == (p50, p99, most)


def test_that_a_measurement_counts_from_the_first_chunk_and_ends_with_the_runs_weights(qtbot, tmp_path) -> None:
    now = [100.0]
    measurement, reports, view = Measurement(0.01, clock=lambda: now[0]), ReportDispatcher(), Frames()
    measurement.subscribe_to(reports)
    measurement.watch(view)
    measurement.window_shown()
    reports.dispatch([EngineReady(**PLACE, device="cpu", device_reason="", load_seconds=1.0)])
    reports.dispatch([Progress(**PLACE, **progress_fields(0))])
    assert view.resets == 0, "nothing has been trained yet"
    with qtbot.waitSignal(measurement.stop_wanted):
        reports.dispatch([Progress(**PLACE, **progress_fields(1000))])
        now[0] = 102.0
        reports.dispatch([Progress(**PLACE, **progress_fields(5000))])
    with qtbot.waitSignal(measurement.finished) as end:
        reports.dispatch([RunEnded(**PLACE, reason="", env_steps=5100, updates=1, episodes=1, weights_sha256="f" * 64)])
    results = end.args[0]
    assert results["steps_per_second"] == 2000.0, "4,000 steps in the 2 s after the first chunk"
    assert (results["view_fps"], results["frame_ms"]) == (50.0, {"p50": 30.0, "p99": 30.0, "max": 30.0})
    assert (results["weights_sha256"], results["env_steps"]) == ("f" * 64, 5100)
    assert 0 < results["window_shown_s"] <= results["engine_ready_s"]
    assert view.resets == 1
    write_results(results, tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text()) == results


def test_that_each_new_look_through_an_instrument_is_counted_once_and_from_the_first_chunk_on(qtbot) -> None:
    measurement, reports = Measurement(0.05), ReportDispatcher()
    measurement.subscribe_to(reports)
    measurement.expect(("value-plane", "truth"))
    before, first, second = (look(seconds) for seconds in (9.0, 0.010, 0.030))
    reports.dispatch([Looks(**PLACE, looks=(before,))])
    with qtbot.waitSignal(measurement.stop_wanted):
        reports.dispatch([Progress(**PLACE, **progress_fields(1000))])
        for looks in ((before,), (first,), (first, look(0.2, "coach")), (second,)):
            reports.dispatch([Looks(**PLACE, looks=looks)])
    with qtbot.waitSignal(measurement.finished) as end:
        reports.dispatch([RunEnded(**PLACE, reason="", env_steps=5100, updates=1, episodes=1, weights_sha256="f" * 64)])
    assert end.args[0]["instruments"] == {
        "value-plane": {"reports": 2, "mean_ms": 20.0},
        "truth": {"reports": 0, "mean_ms": 0.0},
        "coach": {"reports": 1, "mean_ms": 200.0},
    }


def look(seconds: float, instrument: str = "value-plane") -> Look:
    return Look(instrument=instrument, request=None, env_step=1, update=1, seconds=seconds)


def test_that_a_failure_ends_a_measurement_with_a_sentence(qtbot) -> None:
    measurement, reports = Measurement(1.0), ReportDispatcher()
    measurement.subscribe_to(reports)
    with qtbot.waitSignal(measurement.failed) as end:
        reports.dispatch([Failure(run_id=0, sequence=0, what="It broke.", why="Because.", remedy="")])
    assert end.args == ["It broke. Because."]
