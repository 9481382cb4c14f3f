"""Watch it learn: what the run began with and the policies of past evaluations, in the same episode, side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import EvaluationDone, Look, RunStarted
from workbench.look.figures import return_text
from workbench.look.icons import IconBook
from workbench.look.plain_text import set_tool_tip
from workbench.look.theme import SPACE, Theme, ThemeSource, small_font
from workbench.panels.past.strip import PolicyStrip
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.window_turn import TurnUntilIdle
from workbench.widgets.instrument_panel import InstrumentPanel

if TYPE_CHECKING:  # With it come the environments, which are slow to import.
    from dqn_engine.probes.past import PastPolicies, PastPolicy, PastRequest

_HZ = 1.0
_TICK_MS = 40
_MOST_HZ = 50.0  # of steps: CartPole's, two a tick
_REST_TICKS = 40
_NOTHING = -1  # was shown, not even what comes before the first evaluation


class PastPanel(InstrumentPanel):
    """A strip of small scenes; of environments whose states nothing draws the returns."""

    def __init__(self, theme_source: ThemeSource, icons: IconBook, parent: QWidget | None = None) -> None:
        promise = self.tr(
            "What the run begins with plays here; after each evaluation its policy joins it, all in the same episode."
        )
        super().__init__("past", _HZ, promise, theme_source, parent)
        self.setAccessibleName(self.tr("Watch it learn"))
        self._icons = icons
        # How many evaluations are known of, asked for, and seen. Those that come while a look is awaited are asked for
        # after it: another request would have it begun anew, and where evaluations are quick, it would never end.
        self._evaluations, self._asked, self._shown = 0, 0, _NOTHING
        self._steps_a_tick = self._due = 0.0
        self._rest = 0
        self._clock = QTimer(self, interval=_TICK_MS)
        self._frame = TurnUntilIdle(self)
        self._clock.timeout.connect(self._frame.begin)
        self._clock.timeout.connect(self.tick)

    def subscribe_to(self, reports: ReportDispatcher) -> None:
        super().subscribe_to(reports)
        reports.subscribe(EvaluationDone, self._take_evaluation)

    def request(self) -> PastRequest:
        from dqn_engine.probes.past import PastRequest

        return PastRequest(evaluations=self._asked)

    def wanted(self) -> tuple[Wanted, ...]:
        """Once when a run begins, and after each evaluation; nothing changes in between."""
        return super().wanted() if self._asked > self._shown else ()

    def begin_run(self, report: RunStarted) -> None:
        self._evaluations, self._asked, self._shown = 0, 0, _NOTHING
        self._steps_a_tick = min(report.step_hz, _MOST_HZ) * _TICK_MS / 1000.0
        self._clock.stop()
        super().begin_run(report)

    def take_refusal(self, look: Look) -> None:
        self._shown = self._asked = self._evaluations  # Until the next evaluation.
        self.wanted_changed.emit()
        super().take_refusal(look)

    def show_look(self, look: Look) -> None:
        if look.request != self.request():
            return
        report: PastPolicies = look.report
        goes_on = self._shown != _NOTHING  # Who joins doesn't have the others begin anew, nor let go of what is held.
        self._shown = self._asked
        self._ask()
        drawn = self._run is not None and self.strip.draw_for(self._run)
        self.strip.setVisible(drawn)
        self.play.setVisible(drawn)
        self.listed.setVisible(not drawn)
        if drawn:
            words = [self._policy_words(policy) for policy in report.policies]
            self.strip.show_paths([policy.path for policy in report.policies], words, goes_on=goes_on)
            self._run_clock()
        else:
            lines = [self._listed_words(policy) for policy in report.policies]
            self.listed.setText("\n".join([self.tr("States of this environment aren't drawn here."), *lines]))

    def restyle(self, theme: Theme) -> None:
        self.strip.restyle(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    @Slot()
    def tick(self) -> None:
        """Goes on in real time; after the end of all it rests, and begins again."""
        if self.strip.step < self.strip.longest:
            self._due += self._steps_a_tick
            steps = int(self._due)
            self._due -= steps
            if steps:
                self.strip.show_step(min(self.strip.step + steps, self.strip.longest))
            self._rest = 0
        elif self._rest < _REST_TICKS:
            self._rest += 1
        else:
            self.strip.show_step(0)

    @Slot()
    def _run_clock(self) -> None:
        plays = self.is_built and self.isVisible() and self.play.isChecked() and self.strip.longest > 0
        if plays != self._clock.isActive():
            self._clock.start() if plays else self._clock.stop()
        if self.is_built:
            words = self.tr("Hold") if self.play.isChecked() else self.tr("Play")
            set_tool_tip(self.play, words)
            self.play.setAccessibleName(words)
            self._icons.give(self.play, "pause" if self.play.isChecked() else "play")

    def _take_evaluation(self, _report: EvaluationDone) -> None:
        self._evaluations += 1
        if self._asked == self._shown:
            self._ask()

    def _ask(self) -> None:
        self._asked = self._evaluations
        self.wanted_changed.emit()

    def _policy_words(self, policy: PastPolicy) -> str:
        words = self.tr("Step {step}\nreturn {score}")
        if not policy.env_step:
            words = self.tr("Before learning\nreturn {score}")
        return words.format(step=f"{policy.env_step:,}", score=return_text(policy.total))

    def _listed_words(self, policy: PastPolicy) -> str:
        """Where chance decides, as on slippery ice, one episode says little of a policy, and nothing is seen of it."""
        words = self.tr("Step {step}: return {score}, the evaluation's mean {mean}")
        if not policy.env_step:
            words = self.tr("Before learning: return {score}")
        elif math.isnan(policy.mean_return):
            words = self.tr("Step {step}: return {score}")
        return words.format(
            step=f"{policy.env_step:,}", score=return_text(policy.total), mean=return_text(policy.mean_return)
        )

    def build(self) -> None:
        self.strip = PolicyStrip(self.theme, self)
        self.strip.setAccessibleName(self.tr("Policies of past evaluations"))
        set_tool_tip(
            self.strip,
            self.tr(
                "One episode each of what the run was begun or opened with and of up to eleven policies that were "
                "evaluated since, spread over the run, oldest first, all from the same beginning. The return is that "
                "of this episode, not the evaluation's mean."
            ),
        )
        self.listed = QLabel(self)
        self.listed.setTextFormat(Qt.TextFormat.PlainText)
        self.play = QToolButton(self)
        self.play.setCheckable(True)
        self.play.setChecked(True)
        self.play.toggled.connect(self._run_clock)
        about = QLabel(self.tr("What the run began with and what was evaluated since, all in the same episode"), self)
        about.setProperty("role", "muted")
        about.setFont(small_font(self.font()))
        about.setWordWrap(True)
        about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        above = QHBoxLayout()
        above.setSpacing(SPACE)
        above.addWidget(about, 1)
        above.addWidget(self.play)
        self.body.addLayout(above)
        self.body.addWidget(self.strip, 1)
        self.body.addWidget(self.listed, 1, Qt.AlignmentFlag.AlignTop)
        self._run_clock()
