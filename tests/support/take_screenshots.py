"""Takes the manual's pictures of the window: `python -m tests.support.take_screenshots [FOLDER]`, about two minutes.

A run of the default preset is begun in a window of 1920 × 1080 on no screen, with settings of its own, and each picture
is taken in the light and in the dark theme: the two arrangements of the panels, and the robustness map.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from dqn_engine.messages.reports import Progress
from workbench.app import Workbench
from workbench.command_line import Perspective, parse_options
from workbench.engine_link import training_session_factory
from workbench.look.dress import prepare
from workbench.panels.robustness.panel import RobustnessPanel
from workbench.state.preferences import Preferences

SCREENSHOTS = Path(__file__).resolve().parents[2] / "resources" / "screenshots"
_WIDTH_PX, _HEIGHT_PX = 1920, 1080
_FROM_STEP = 21_000
_LOOK_MS = 250

Until = Callable[[], bool] | float
"""What is awaited, or for how many seconds."""


class Photographer:
    """Goes through what there is to be seen, one step after the other."""

    def __init__(self, application: QApplication, workbench: Workbench, folder: Path) -> None:
        self._application, self._workbench, self._folder = application, workbench, folder
        self._steps = 0
        workbench.window.reports.subscribe(Progress, self._take_progress)
        self._story = self._tell()
        self._until: Until = 0.0
        self._waited_s = 0.0
        self._timer = QTimer(application, interval=_LOOK_MS)
        self._timer.timeout.connect(self._go_on)
        self._timer.start()

    def _take_progress(self, report: Progress) -> None:
        self._steps = report.env_steps

    def _go_on(self) -> None:
        self._waited_s += _LOOK_MS / 1000
        if not (self._until() if callable(self._until) else self._waited_s >= self._until):
            return
        try:
            self._until, self._waited_s = next(self._story), 0.0
        except StopIteration:
            self._timer.stop()
            self._application.exit(0)

    def _tell(self) -> Iterator[Until]:
        window = self._workbench.window
        yield lambda: self._steps >= _FROM_STEP
        for message in window.panels.messages.messages():
            window.panels.messages.withdraw(message.text)
        yield from self._take("")
        window.panels.actions.perspectives[Perspective.LOOK_INSIDE].trigger()
        yield 12.0
        yield from self._take("look-inside-")
        window.docks.dock("robustness").raise_()
        robustness = window.docks.panel("robustness", RobustnessPanel)
        yield 1.0
        robustness.ask.click()
        yield lambda: robustness.canvas.isVisible()
        yield from self._take("robustness-")

    def _take(self, name: str) -> Iterator[Until]:
        for theme in ("light", "dark"):
            self._workbench.theme_source.choose(theme)
            yield 1.5  # For everything to have been drawn again, also what waits for the next look.
            path = self._folder / f"{name}{theme}.png"
            assert self._workbench.window.grab().save(str(path)), path
            print(path)


def main() -> int:
    """Takes them all; returns the exit code."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SCREENSHOTS
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home  # Its run isn't one of the user's.
        preferences = Preferences(Path(home) / "workbench.ini")
        preferences.set_welcomed()
        application = QApplication([sys.argv[0]])
        prepare(application)
        options = parse_options(["--start", "--perspective", "train"])
        workbench = Workbench(application, options, training_session_factory(options.config.device), preferences)
        workbench.show()
        workbench.window.showNormal()
        workbench.window.resize(_WIDTH_PX, _HEIGHT_PX)
        photographer = Photographer(application, workbench, folder)
        code = application.exec()
        del photographer
        workbench.shutdown()
    sys.stdout.flush()
    os._exit(code)  # TensorFlow's threads are nobody's to wait for.


if __name__ == "__main__":
    sys.exit(main())
