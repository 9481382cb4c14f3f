"""2,000 runs listed in *Compare*: `python -m tests.benchmarks.compare_list [RUNS]`, on any screen, or none (offscreen).

Runs are made, listed once so that the index knows them, and listed again by a new table: printed are the seconds from
its being shown until all of them have been painted (to be under 1), and the milliseconds that a step of scrolling by a
whole page takes to be painted, the median and the slowest of a hundred (16.7 is 60 frames/s), and of the processor's
time.
"""

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from dqn_engine.config.run_config import run_config
from tests.support.made_up_runs import made_run
from workbench.look.icons import IconBook
from workbench.look.style_sheet import style_sheet
from workbench.look.theme import ThemeSource
from workbench.panels.compare.runs import RunsPanel
from workbench.presenters.background import Background
from workbench.presenters.catalogue_reading import CatalogueReading
from workbench.presenters.comparison import Comparison


def make(root: Path, count: int) -> None:
    """Runs that differ in their seeds and in two hyperparameters."""
    kinds = []
    for place in range(20):
        config = run_config(seed=place, changes={"gamma": 0.9 + 0.004 * place, "n_step": 1 + place % 5})
        kinds.append(made_run(root / f"run-{place}", [(1_000 * (place + 1), 10.0 * place)], config))
    for place in range(len(kinds), count):
        shutil.copytree(kinds[place % len(kinds)], root / f"run-{place}", copy_function=shutil.copyfile)


class Shown:
    """A table over the runs in a folder."""

    def __init__(self, app: QApplication, root: Path, index: Path) -> None:
        theme = ThemeSource()
        app.setStyleSheet(style_sheet(theme.theme))
        self._app, self._background, self._reading = app, Background(), CatalogueReading(index)
        self.comparison = Comparison(lambda: [root], self._background, self._reading)
        self.panel = RunsPanel(theme, IconBook(theme))
        self.comparison.changed.connect(self.panel.show_view)
        self.panel.selection_changed.connect(self.comparison.select)
        self.panel.seen_changed.connect(lambda seen: self.comparison.see("runs", seen))
        self.panel.resize(1_200, 700)

    def until_painted(self, count: int) -> float:
        """Shows it; returns the seconds until as many runs have been painted."""
        begun = time.perf_counter()
        self.panel.show()
        while self.comparison.view.found < count or self.comparison.view.reading:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # As a window does.
        self.panel.table.viewport().repaint()
        return time.perf_counter() - begun

    def scrolled(self, steps: int = 100) -> tuple[list[float], list[float]]:
        """The milliseconds of painting after each step, by the clock and of this thread's processor time."""
        bar, took, worked = self.panel.table.verticalScrollBar(), [], []
        for step in range(steps):
            begun, begun_cpu = time.perf_counter(), time.thread_time()
            bar.setValue(step * bar.maximum() // steps)
            self.panel.table.viewport().repaint()
            took.append(1e3 * (time.perf_counter() - begun))
            worked.append(1e3 * (time.thread_time() - begun_cpu))
            self._app.processEvents()
        return took, worked

    def close(self) -> None:
        """Ends the threads."""
        self.panel.hide()
        self._background.close()
        self._reading.close()


def main() -> int:
    """Prints the figures; returns 1 where they aren't reached."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        root, index = Path(folder) / "runs", Path(folder) / "index"
        root.mkdir()
        make(root, count)
        first = Shown(app, root, index)
        cold_s = first.until_painted(count)
        first.close()
        shown = Shown(app, root, index)
        listed_s = shown.until_painted(count)
        steps, worked = shown.scrolled()
        shown.close()
    result = {
        "runs": count,
        "read_first_s": round(cold_s, 3),
        "listed_s": round(listed_s, 3),
        "scroll_median_ms": round(statistics.median(steps), 2),
        "scroll_slowest_ms": round(max(steps), 2),
        "scroll_median_cpu_ms": round(statistics.median(worked), 2),
    }
    print(json.dumps(result))
    return 0 if listed_s < 1.0 and statistics.median(steps) < 16.7 else 1


if __name__ == "__main__":
    sys.exit(main())
