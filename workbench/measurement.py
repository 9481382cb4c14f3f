"""`--measure`: how quickly the window came, how smoothly it draws and how fast it trains, as one JSON object.

Of each instrument that is open it tells how many reports came, and how long a look took on average; of one that looks
only when asked, that there were none.

Start-up is measured from the interpreter's birth, not from the first line of ours.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dqn_engine.messages.reports import EngineReady, Failure, Look, Looks, Progress, RunEnded
from workbench.state.report_dispatcher import ReportDispatcher

_IMPORTED = time.monotonic()


class FrameCounter(Protocol):
    """The view, as far as measuring needs it."""

    def frame_times_ms(self) -> list[float]: ...

    def reset_frame_times(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameTimes:
    """Milliseconds between frames: the median, the 99th percentile, the worst."""

    p50: float
    p99: float
    max: float


def frame_times(intervals_ms: Sequence[float]) -> FrameTimes:
    """Summarises intervals by the nearest rank; all zero where there are none."""
    ordered = sorted(intervals_ms) or [0.0]

    def rank(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)

    return FrameTimes(p50=rank(0.50), p99=rank(0.99), max=round(ordered[-1], 2))


def process_age_seconds() -> float:
    """Seconds since this process was created; where the system won't tell, since this module was imported."""
    try:
        with open("/proc/self/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        # Field 22 of proc(5), counted after the name's closing bracket; in ticks since boot.
        born_s = int(fields[19]) / os.sysconf("SC_CLK_TCK")
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - born_s)
    except (OSError, AttributeError, ValueError, IndexError):
        return time.monotonic() - _IMPORTED


class Measurement(QObject):
    """Waits for the first chunk of training, measures `seconds`, asks for a stop, and emits the result.

    `finished` carries the dictionary of results, or `failed` the sentence why there is none.
    """

    finished = Signal(dict)
    failed = Signal(str)
    stop_wanted = Signal()

    def __init__(
        self, seconds: float, parent: QObject | None = None, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._frames: FrameCounter | None = None
        self._results: dict[str, object] = {}
        self._first: tuple[float, int] | None = None
        self._last: tuple[float, int] = (0.0, 0)
        self._newest: dict[str, Look] = {}
        self._looks: dict[str, list[float]] = {}  # the seconds that each took
        self._fields: int | None = None  # how often a sweep's field was coloured, where one is shown
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(seconds * 1000))
        self._timer.timeout.connect(self._stop)

    def window_shown(self) -> None:
        """The window has just been painted for the first time."""
        self._results["window_shown_s"] = round(process_age_seconds(), 3)

    def watch(self, frames: FrameCounter) -> None:
        """The view whose frames count."""
        self._frames = frames

    @Slot()
    def count_field(self, *_: object) -> None:
        """The field of a sweep was coloured again."""
        if self._timer.isActive():
            self._fields = (self._fields or 0) + 1

    def expect(self, instruments: Iterable[str]) -> None:
        """These are open, and told of also where no report comes."""
        for name in instruments:
            self._looks.setdefault(name, [])

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Looks for the engine's readiness, the first chunk, and the end."""
        reports.subscribe(EngineReady, self._take_ready)
        reports.subscribe(Progress, self._take_progress)
        reports.subscribe(Looks, self._take_looks)
        reports.subscribe(RunEnded, self._take_end)
        reports.subscribe(Failure, self._take_failure)

    def _take_ready(self, _report: EngineReady) -> None:
        self._results["engine_ready_s"] = round(process_age_seconds(), 3)

    def _take_progress(self, report: Progress) -> None:
        if report.env_steps == 0:
            return
        self._last = (self._clock(), report.env_steps)
        if self._first is None:
            self._first = self._last
            if self._frames is not None:
                self._frames.reset_frame_times()
            self._timer.start()

    def _take_looks(self, report: Looks) -> None:
        """Counts those that are new; a report has the newest of every open instrument."""
        for look in report.looks:
            is_new = self._newest.get(look.instrument) is not look
            self._newest[look.instrument] = look
            if is_new and self._timer.isActive():
                self._looks.setdefault(look.instrument, []).append(look.seconds)

    def _take_end(self, report: RunEnded) -> None:
        self._results["weights_sha256"] = report.weights_sha256
        self._results["env_steps"] = report.env_steps
        self.finished.emit(self._results)

    def _take_failure(self, report: Failure) -> None:
        self.failed.emit(f"{report.what} {report.why}")

    @Slot()
    def _stop(self) -> None:
        intervals_ms = self._frames.frame_times_ms() if self._frames is not None else []
        first = self._first or self._last
        elapsed_s, steps = self._last[0] - first[0], self._last[1] - first[1]
        self._results["view_fps"] = round(1000 * len(intervals_ms) / sum(intervals_ms), 2) if sum(intervals_ms) else 0.0
        self._results["frame_ms"] = asdict(frame_times(intervals_ms))
        self._results["instruments"] = {
            name: {"reports": len(seconds), "mean_ms": round(1000 * sum(seconds) / max(len(seconds), 1), 2)}
            for name, seconds in self._looks.items()
        }
        if self._fields is not None:
            self._results["fields_per_second"] = round(1000 * self._fields / self._timer.interval(), 2)
        self._results["steps_per_second"] = round(steps / elapsed_s, 1) if elapsed_s > 0 else 0.0
        self.stop_wanted.emit()


def write_results(results: dict[str, object], path: Path | None) -> None:
    """Writes the results as JSON to `path`, or to stdout.

    Raises:
        OSError: The file can't be written.
    """
    text = json.dumps(results, indent=2)
    if path is None:
        print(text, flush=True)
    else:
        path.write_text(text + "\n", encoding="utf-8")
