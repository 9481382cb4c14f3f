"""The line at the bottom: state, environment steps, speed, episode, ε, device and the view's frames per second.

While a run goes on its figures keep their places. Where nothing is counted, what happened last is said whole before
they have room: where a run that ended is saved, and what of one that was gone back to.
"""

import math
import time
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from dqn_engine.messages.reports import EngineReady, Progress, RunStarted
from dqn_engine.system.text import printable
from dqn_engine.system.values import Knobs
from workbench.look.plain_text import set_tool_tip
from workbench.look.sentences import numbered
from workbench.look.theme import SPACE
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.time_left import SteadySpeed, seconds_left, time_left_text
from workbench.widgets.elided_label import LineLabel
from workbench.widgets.figure_label import FigureLabel

_COUNT_MS = 250


class StatusLine(QStatusBar):
    """Numbers of fixed width at the right, a sentence at the left."""

    def __init__(self, parent: QWidget | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock, self._begun_s, self._happening = clock, clock(), ""
        self._counting = QTimer(self)
        self._counting.setInterval(_COUNT_MS)
        self._counting.timeout.connect(self.count)
        self.setSizeGripEnabled(False)
        self._sentence = LineLabel(self)
        self._sentence.setAccessibleName(self.tr("Current state"))
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._sentence.setIndent(SPACE)
        self.addWidget(self._sentence, 1)
        self._steps = self._figure(self.tr("{n} [step|steps]"), "10,000,000", self.tr("Environment steps"))
        self._speed = self._figure(self.tr("{n} [step|steps]/s"), "100,000", self.tr("Environment steps per second"))
        self._episode = self._figure(self.tr("episode {n}"), "100,000", self.tr("Episode"))
        self._epsilon = self._figure("ε {n}", "0.000", self.tr("Probability of a random action ε"))
        self._left = FigureLabel(time_left_text(59 * 60), self.tr("Time left"), self, margin_px=SPACE)
        self._left.setToolTip(self.tr("Until the run ends by itself"))
        self._left.hide()
        self._knobs: Knobs | None = None
        self._steady_speed = SteadySpeed()
        self.addPermanentWidget(self._left)
        self._device = QLabel("–", self)
        self._device.setAccessibleName(self.tr("Device"))
        self._device.setTextFormat(Qt.TextFormat.PlainText)
        self._device.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._device.setMinimumWidth(self.fontMetrics().horizontalAdvance("GPU:0") + 2 * SPACE)
        self.addPermanentWidget(self._device)
        self._frames = self._figure(self.tr("view {n} fps"), "60", self.tr("Frames per second of the view"))
        self._yields = False
        # Those that say least of a run that has stopped go first.
        self._yielding = (self._frames[1], self._device, self._epsilon[1], self._episode[1], self._speed[1])
        self.clear_run()

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        """Shows what the engine reports of its device and of the run's numbers."""
        reports.subscribe(EngineReady, self._take_ready)
        reports.subscribe(RunStarted, self._begin_run)
        reports.subscribe(Progress, self.show_progress)

    def show_sentence(self, sentence: str) -> None:
        """Shows what is happening."""
        self._happening = printable(sentence)
        self.count()

    def count_seconds(self, counts: bool) -> None:
        """Whether the seconds since now are counted beside the sentence."""
        self._begun_s = self._clock()
        (self._counting.start if counts else self._counting.stop)()
        self.count()

    @Slot()
    def count(self) -> None:
        """Shows the sentence, and how long it has been true where that is counted."""
        seconds = int(self._clock() - self._begun_s)
        counted = self._counting.isActive() and seconds > 0
        words = self.tr("{what} · {seconds} s").format(what=self._happening, seconds=seconds)
        self._sentence.show_line(self._happening, words.removeprefix(self._happening) if counted else "")
        self._share_room()

    def let_figures_yield(self, let: bool) -> None:
        """Whether figures that the sentence leaves no room for give theirs up."""
        self._yields = let
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        layout = self.layout()
        between_px = layout.spacing() if layout is not None else 0

        def wide_px(figure: QWidget) -> int:
            return max(figure.minimumWidth(), figure.sizeHint().width()) + between_px

        steps = self._steps[1]
        figures = (steps, *reversed(self._yielding))
        longest = self.tr("{what} · {seconds} s").format(what=self._happening, seconds=888)
        said = longest if self._counting.isActive() else self._happening
        room_px = self.width() - self.fontMetrics().horizontalAdvance(said) - 3 * SPACE
        room_px -= sum(map(wide_px, figures)) + (0 if self._left.isHidden() else wide_px(self._left))
        for figure in self._yielding:
            goes = self._yields and room_px < 0
            room_px += wide_px(figure) if goes else 0
            if figure.isHidden() != goes:
                figure.setVisible(not goes)
        # How far the run came stays, unless what happened, which says it too, is whole without it.
        goes = self._yields and 0 > room_px >= -wide_px(steps)
        if steps.isHidden() != goes:
            steps.setVisible(not goes)

    def set_knobs(self, knobs: Knobs | None) -> None:
        """Takes what the run has of every hyperparameter; None where there is none, so that no time is left."""
        self._knobs = knobs
        if knobs is None:
            self._left.hide()

    def show_progress(self, progress: Progress) -> None:
        """Shows the run's numbers."""
        steady = self._steady_speed.take(progress)
        left = time_left_text(seconds_left(progress, self._knobs, steady)) if self._knobs is not None else ""
        self._left.show_figure(left)
        self._left.setVisible(bool(left))
        self._show_steps(progress.env_steps)
        speed = progress.steps_per_second
        figure = f"{speed:,.0f}" if math.isfinite(speed) else "–"
        self._speed[1].show_figure(numbered(self._speed[0], 1 if figure == "1" else 0).format(n=figure))
        self._episode[1].show_figure(self._episode[0].format(n=f"{progress.episodes:,}"))
        self._epsilon[1].show_figure(self._epsilon[0].format(n=f"{progress.epsilon:.3f}"))

    def clear_run(self) -> None:
        """Shows that there is nothing to count yet."""
        for words, label in (self._steps, self._speed, self._episode, self._epsilon, self._frames):
            label.show_figure(numbered(words, 0).format(n="–"))

    @Slot(float)
    def show_frames_per_second(self, frames_per_second: float) -> None:
        """Shows how often the view is drawn."""
        figure = f"{frames_per_second:.0f}" if frames_per_second > 0 else "–"
        self._frames[1].show_figure(self._frames[0].format(n=figure))

    def _begin_run(self, report: RunStarted) -> None:
        """Shows that there is nothing to count yet but the steps of a run that was opened."""
        self.clear_run()
        if report.env_step:
            self._show_steps(report.env_step)

    def _show_steps(self, steps: int) -> None:
        self._steps[1].show_figure(numbered(self._steps[0], steps).format(n=f"{steps:,}"))

    def _take_ready(self, report: EngineReady) -> None:
        self._show_device(report.device, report.device_reason)

    def _show_device(self, device: str, reason: str) -> None:
        """Shows what computes, and on hover why."""
        self._device.setText(device.upper())
        set_tool_tip(self._device, reason)
        self._device.setAccessibleDescription(reason)

    def _figure(self, words: str, widest: str, name: str) -> tuple[str, FigureLabel]:
        label = FigureLabel(numbered(words, 0).format(n=widest), name, self, margin_px=SPACE)
        set_tool_tip(label, name)
        self.addPermanentWidget(label)
        return words, label
