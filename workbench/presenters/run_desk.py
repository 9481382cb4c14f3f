"""Between panels and engine: what a person wants becomes commands, what the engine reports is told to the panels.

It knows what the engine is doing and which commands wait for an answer, and nothing of layouts, menus or threads.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass
from dqn_engine.messages.commands import (
    Export,
    LoadWeights,
    Pause,
    Resume,
    SaveWeights,
    SetKnobs,
    Spectate,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CommandApplied,
    CommandRefused,
    EngineReady,
    EvaluationDone,
    Exported,
    Failure,
    KnobsChanged,
    PicturesFailed,
    Progress,
    RunEnded,
    RunStarted,
    RunState,
    StateChanged,
    WeightsLoaded,
    WeightsSaved,
)
from dqn_engine.system.errors import InputError
from workbench.command_line import Options
from workbench.engine_link import EngineLink
from workbench.knob_rows import words as knob_words
from workbench.panels.checkpoints import CheckpointsPanel
from workbench.panels.hyperparameters import HyperparametersPanel
from workbench.panels.log import LogPanel
from workbench.panels.run_bar import RunBar
from workbench.panels.status_line import StatusLine
from workbench.presenters.next_run import NextRun
from workbench.presenters.plot_feed import PlotFeed
from workbench.presenters.plots import Plots
from workbench.presenters.run_shelf import RunShelf
from workbench.state import event_words
from workbench.state.pending_commands import PendingCommands
from workbench.state.preferences import Preferences
from workbench.state.run_controls import BRANCHING, IN_A_RUN, Keeping
from workbench.widgets.message_bar import Message, MessageBar, Severity
from workbench.window.actions import Actions


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """The parts of the window that are told things and tell things."""

    actions: Actions
    run_bar: RunBar
    messages: MessageBar
    hyperparameters: HyperparametersPanel
    log: LogPanel
    checkpoints: CheckpointsPanel
    status: StatusLine


class RunDesk(QObject):
    """Drives one engine through its link."""

    shown_environment_changed = Signal(str)

    def __init__(
        self,
        link: EngineLink,
        panels: Panels,
        options: Options,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._panels = panels
        self._drawn = PlotFeed(self)
        self._run: RunStarted | None = None
        self._start_when_ready = options.start
        self._open_when_ready = options.open_path
        # What is only measured isn't gone on with.
        self._keeps_runs = not options.measure_s
        self._state = RunState.LOADING
        self._has_network = False
        self._env_steps: int | None = None
        self._pending = PendingCommands()
        self.next_run = NextRun(panels.run_bar, panels.hyperparameters, options, self)
        self.next_run.refused.connect(self.warn)
        self.next_run.environment_changed.connect(self._show_next_environment)
        self.next_run.environment_changed.connect(panels.hyperparameters.set_environment)
        kept_in = (panels.checkpoints, panels.log, panels.messages)
        self.shelf = RunShelf(self._send, self._live_knobs, kept_in, preferences, self)
        self.shelf.weights_wanted.connect(self.load_weights)
        self.next_run.show(options)
        self._show_state("")
        link.reports_ready.connect(self._take_reports)

    def draw_on(self, plots: Plots) -> None:
        """The panels that draw; they exist from the window's first painting on."""
        self._drawn.draw_on(plots)
        plots.view.spectate_requested.connect(self._spectate)
        if self._run is None:
            plots.view.clear(self.environment())

    def state(self) -> RunState:
        """What the engine said it is doing."""
        return self._state

    def environment(self) -> str:
        """The environment of the run, or of the next where there was none."""
        return self.next_run.environment() if self._run is None else self._run.config.environment

    # --- what a person wants ------------------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Begins a run with what the panels show."""
        try:
            config = self.next_run.config()
        except InputError as error:
            self.warn(str(error))
            return
        self._send(Start, config=config, out=self.shelf.place_for(config) if self._keeps_runs else "")

    @Slot()
    def pause_or_resume(self) -> None:
        """Holds training, or goes on."""
        self._send(Resume if self._state is RunState.PAUSED else Pause)

    @Slot()
    def step(self) -> None:
        """Trains one environment step while paused."""
        self._send(StepOnce)

    @Slot()
    def stop(self) -> None:
        """Ends the run."""
        self._send(Stop)

    @Slot(str)
    def load_weights(self, path: str) -> None:
        """Asks the engine to load a file; where there is no run, it makes one, if need be with the knobs shown."""
        try:
            config = self.next_run.config()
        except InputError as error:
            self.warn(str(error))
            return
        self._send(LoadWeights, path=path, config=config)

    @Slot(str)
    def save_weights(self, path: str) -> None:
        """Asks the engine to write a file."""
        self._send(SaveWeights, path=path)

    @Slot(str, str)
    def export_policy(self, path: str, format_name: str) -> None:
        """Asks the engine to write the network for other programs."""
        self._send(Export, path=path, format=format_name)

    @Slot(dict)
    def send_knobs(self, changes: dict[str, Any]) -> None:
        """Tells the run what a person changed. Before a run, and for what needs a new one, the panel keeps it."""
        now = {name: value for name, value in changes.items() if KNOB_BY_NAME[name].live is not LiveClass.NEW_RUN}
        if now and (self._state in IN_A_RUN or Start in self._pending.kinds()):
            self._send(SetKnobs, changes=now)

    @Slot(str)
    def warn(self, sentence: str) -> None:
        """Says why something wasn't done."""
        self._panels.messages.show_message(Message(text=sentence, severity=Severity.WARNING))

    @Slot(float, bool, bool)
    def _spectate(self, speed: float, held: bool, pictures: bool) -> None:
        self._send(Spectate, speed=speed, held=held, pictures=pictures)

    def _send(self, kind: type[Command], **fields: Any) -> Command:
        command = self._pending.issue(kind, **fields)
        self._link.send(command)
        self._show_controls()
        return command

    def _live_knobs(self) -> dict[str, Any]:
        """What the panel shows of every knob that can change in the middle of a run."""
        shown = self._panels.hyperparameters.values()
        return {name: value for name, value in shown.items() if KNOB_BY_NAME[name].live is not LiveClass.NEW_RUN}

    # --- what the engine says -----------------------------------------------------------------------------------------

    @Slot(list)
    def _take_reports(self, reports: list[Report]) -> None:
        for report in reports:
            self._take(report)
            self._drawn.take(report)
            self.shelf.take(report)
        self._drawn.refresh_soon()

    def _take(self, report: Report) -> None:
        panels = self._panels
        match report:
            case CommandApplied():
                self._pending.answered(report.command_id)
                self.shelf.answered(report.command_id, applied=True)
                self._show_controls()
            case CommandRefused():
                self._take_refusal(report)
            case StateChanged():
                self._take_state(report)
            case EngineReady():
                panels.status.show_device(report.device, report.device_reason)
                panels.log.add_event(None, event_words.ready(report))
                if report.fell_back:
                    self.warn(report.device_reason)
            case RunStarted():
                self._take_start(report)
            case Progress():
                self._env_steps = report.env_steps
                panels.status.show_progress(report)
            case EvaluationDone():
                panels.log.add_event(report.env_step, event_words.evaluation(report))
            case KnobsChanged():
                self._take_knobs(report)
            case WeightsSaved():
                self._take_file(report.env_step, event_words.saved(report))
            case WeightsLoaded():
                self._has_network = True
                self._take_file(report.env_step, event_words.loaded(report))
                self._show_controls()
            case PicturesFailed():
                self._take_lost_pictures(report)
            case Exported():
                self._take_file(report.env_step, event_words.exported(report))
            case RunEnded():
                panels.log.add_event(report.env_steps, report.reason)
            case Failure():
                text = event_words.failure(report)
                panels.log.add_event(self._env_steps, text)
                details = report.details or text
                panels.messages.show_message(Message(text=text, severity=Severity.ERROR, details=details))

    def _take_refusal(self, report: CommandRefused) -> None:
        command = self._pending.answered(report.command_id)
        self.shelf.answered(report.command_id, applied=False)
        if isinstance(command, SetKnobs):
            # What the person moved again since is asked anew; the rest goes back to what the engine has.
            asked_again = {name for later in self._pending.waiting(SetKnobs) for name in later.changes}
            self._panels.hyperparameters.revert(set(command.changes) - asked_again)
        self.warn(report.reason)
        self._show_controls()

    def _take_state(self, report: StateChanged) -> None:
        self._state = report.state
        if report.state is RunState.FAILED:
            self._pending.forget_all()
        if report.state not in IN_A_RUN:
            self._panels.hyperparameters.set_engine_values(None)
            self.next_run.show_running("")
        self._show_state(report.detail)
        if report.state is RunState.IDLE:
            self._do_when_ready()

    def _take_start(self, report: RunStarted) -> None:
        self._has_network = True
        self._run = report
        self.shown_environment_changed.emit(report.config.environment)
        self.next_run.show_running(report.config.environment)
        self._env_steps = report.env_step
        self._panels.status.begin_run(report.env_step)
        if Start in self._pending.kinds():
            self._panels.hyperparameters.set_engine_values(report.config.knobs)
        else:
            # What was opened brought its own configuration.
            self.next_run.adopt(replace(report.config, knobs=dict(report.knobs_now)))
        self._panels.log.add_event(report.env_step, event_words.run_began(report))

    def _take_knobs(self, report: KnobsChanged) -> None:
        self._panels.hyperparameters.engine_changed({change.name: change.new for change in report.changes})
        for change in report.changes:
            knob = KNOB_BY_NAME[change.name]
            old, new = knob_words.shown(knob, change.old), knob_words.shown(knob, change.new)
            label = knob_words.label(knob)
            self._panels.log.add_change(report.env_step, label, old, new, past=self._hears_of_the_past)

    def _take_lost_pictures(self, report: PicturesFailed) -> None:
        text = event_words.pictures_failed(report)
        self._panels.log.add_event(self._env_steps, text)
        self._panels.messages.show_message(Message(text=text, severity=Severity.WARNING, details=report.details))

    def _take_file(self, env_step: int, sentence: str) -> None:
        self._panels.log.add_event(env_step, sentence)
        if not self._hears_of_the_past:
            self._panels.messages.show_message(Message(text=sentence))

    @property
    def _hears_of_the_past(self) -> bool:
        """Whether a run is being opened, whose past is told before the answer."""
        return bool(self._pending.kinds() & BRANCHING)

    def _do_when_ready(self) -> None:
        if self._start_when_ready:
            self._start_when_ready = False
            self.start()
        if self._open_when_ready:
            path, self._open_when_ready = self._open_when_ready, ""
            open_it = self.shelf.open_folder if Path(path).is_dir() else self.load_weights
            open_it(path)

    @Slot(str)
    def _show_next_environment(self, name: str) -> None:
        """Before any run, the window is about the next one."""
        if self._run is None:
            self.shown_environment_changed.emit(name)
            self._show_state("")
            self._drawn.clear_view(name)

    # --- what is shown ------------------------------------------------------------------------------------------------

    def _show_state(self, detail: str) -> None:
        self._panels.run_bar.show_state(self._state, event_words.state(self._state), self.environment())
        # What everybody waits for is said in the person's language; what happened to a run only the engine knows.
        known = self._state in (RunState.LOADING, RunState.COMPILING)
        self._panels.status.show_sentence(event_words.waiting(self._state) if known or not detail else detail)
        self._show_controls()

    def _show_controls(self) -> None:
        shelf, pending = self.shelf, self._pending.kinds()
        keeping = Keeping.NOT if not shelf.folder else Keeping.READ_ONLY if shelf.read_only else Keeping.WRITTEN
        self._panels.actions.show_state(self._state, has_network=self._has_network, keeping=keeping, pending=pending)
        shelf.set_branching(bool(pending & BRANCHING))
