"""What the next run takes: environment, preset, seed and hyperparameters, checked before anything is built."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass, default_knobs
from dqn_engine.config.run_config import Preset, RunConfig, load_preset, run_config
from dqn_engine.environments.options import named
from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.commands import Start
from dqn_engine.messages.reports import RunStarted
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.values import Knobs
from workbench.command_line import WindowOptions
from workbench.panels.hyperparameters.panel import HyperparametersPanel
from workbench.panels.run_bar import RunBar
from workbench.presenters.command_sender import CommandSender
from workbench.presenters.missing_environment import MissingEnvironment
from workbench.state.engine_words import worded
from workbench.state.next_run_values import ShownValues
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.run_words import preset_of, preset_words
from workbench.state.undo_step import UndoStep


class NextRun(QObject):
    """Holds what the run bar and the hyperparameters show, and emits the reason (`refused`) why something can't be."""

    environment_changed = Signal(str)
    stepped = Signal(object)  # an `UndoStep`: what was chosen for the next run
    another_run = Signal()  # a run was opened, which brought its own configuration
    refused = Signal(str)
    environment_missing = Signal(object)  # a `MissingEnvironment`

    def __init__(
        self,
        run_bar: RunBar,
        hyperparameters: HyperparametersPanel,
        sender: CommandSender,
        reports: ReportDispatcher,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._run_bar, self._hyperparameters, self._sender = run_bar, hyperparameters, sender
        self._environment = RunConfig().environment
        self._device = RunConfig().device
        self._preset = ""
        self._refusals = 0
        hyperparameters.refused.connect(self._count_refusal)
        run_bar.refused.connect(self._count_refusal)
        reports.subscribe(RunStarted, self._take_start)

    def show(self, options: WindowOptions) -> None:
        """Shows what the command line asked for."""
        self._device = options.config.device
        preset = load_preset(options.preset)
        environment = options.config.environment
        self._show(_Chosen(preset=options.preset, environment=environment, shown=_shown_for(preset)))
        self._hyperparameters.set_values(options.changes)
        self._run_bar.set_seed(options.config.seed)

    def config(self) -> RunConfig:
        """The run that Start begins.

        Raises:
            InputError: The hyperparameters contradict each other or don't go with the environment.
        """
        return run_config(
            environment=self._environment,
            seed=self._run_bar.seed_value(),
            device=self._device,
            changes=self._hyperparameters.values(),
        )

    def live_knobs(self) -> Knobs:
        """What is shown of every hyperparameter that can change in the middle of a run.

        What waits for the next run isn't among them: where a run is in progress, it has its own.
        """
        shown = self._hyperparameters.shown()
        return {
            name: value
            for name, value in shown.values.items()
            if KNOB_BY_NAME[name].live is not LiveClass.NEXT_RUN and name not in shown.waiting
        }

    def settle(self) -> bool:
        """Takes what has been typed anywhere and not been taken yet: completed, as it is, or refused with the reason.

        Returns:
            Whether nothing was refused.
        """
        before = self._refusals
        self._run_bar.settle()
        rows_are_right = self._hyperparameters.settle()
        if not rows_are_right and self._refusals == before:
            self.refused.emit(self.tr("A hyperparameter isn't allowed as it is typed; the reason stands at its row."))
        return rows_are_right and self._refusals == before

    @Slot(str)
    def choose_preset(self, name: str) -> None:
        """Moves every hyperparameter of the next run to the preset's value, and takes its environment.

        A run in progress keeps what it has.
        """
        try:
            preset = load_preset(name)
            environment_info(preset.environment)
        except InputError as error:
            self._refuse(error, partial(self.choose_preset, name))
            self._run_bar.set_preset(self._preset, preset_words(self._hyperparameters.shown().baseline))
            return
        before = self._chosen()
        self._preset = name
        self._run_bar.set_preset(name)
        self._take_environment(preset.environment)
        self._hyperparameters.set_preset({**default_knobs(), **preset.knobs})
        self._step(self.tr("preset {name}").format(name=preset.title or name), before)

    def take(self, config: RunConfig, text: str) -> None:
        """Takes the configuration of another run for the next one, with its seed; `text` says so in the menu."""
        before, seed_before = self._chosen(), self._run_bar.seed_value()

        def go() -> None:
            self._show(chosen)
            self._run_bar.set_seed(config.seed)

        def back() -> None:
            self._show(before)
            self._run_bar.set_seed(seed_before)

        shown = ShownValues(values=dict(config.knobs), baseline=dict(config.knobs))
        preset = preset_of(config.knobs)
        chosen = _Chosen(preset=preset, environment=config.environment, shown=shown)
        go()
        self.stepped.emit(UndoStep(text=text, undo=back, redo=go))

    @property
    def preset(self) -> str:
        """The name of the preset that was chosen; empty where there is none."""
        return self._preset

    @property
    def environment(self) -> str:
        """What the next run trains on."""
        return self._environment

    @Slot(str)
    def choose_environment(self, name: str) -> None:
        """Takes the environment, or says why it can't be one; the hyperparameters stay."""
        try:
            name = named(name, {})  # As a run's configuration writes it, whatever spaces were typed.
            environment_info(name)
        except InputError as error:
            self._refuse(error, partial(self.choose_environment, name))
            self._run_bar.restore_environment()
            return
        before = self._chosen()
        self._take_environment(name)
        self._step(self.tr("environment {name}").format(name=name), before)
        try:
            self.config()
        except InputError as error:
            self.refused.emit(worded(str(error)))  # it may be right with other hyperparameters, which are chosen next

    def _refuse(self, error: InputError, again: Callable[[], None]) -> None:
        self._refusals += 1
        if isinstance(error, UnknownEnvironmentError):
            self.environment_missing.emit(
                MissingEnvironment(sentence=worded(str(error)), module=error.module, again=again)
            )
        else:
            self.refused.emit(worded(str(error)))

    @Slot(str)
    def _count_refusal(self, _sentence: str) -> None:
        self._refusals += 1

    def _take_start(self, report: RunStarted) -> None:
        if not self._sender.waiting(Start):
            # What was opened brought its own configuration.
            self._adopt(report.config, dict(report.knobs_now or report.config.knobs))

    def _adopt(self, config: RunConfig, knobs: Knobs) -> None:
        """Shows a run's own configuration, and what it began with as the defaults."""
        self._hyperparameters.adopt(knobs, config.knobs)
        self._run_bar.set_seed(config.seed)
        self._preset = preset_of(config.knobs)
        self._run_bar.set_preset(self._preset, preset_words(config.knobs))
        self._take_environment(config.environment)
        self.another_run.emit()

    def _take_environment(self, environment: str) -> None:
        self._environment = environment
        self.environment_changed.emit(environment)

    def _chosen(self) -> "_Chosen":
        return _Chosen(preset=self._preset, environment=self._environment, shown=self._hyperparameters.shown())

    def _show(self, chosen: "_Chosen") -> None:
        self._preset = chosen.preset
        self._run_bar.set_preset(chosen.preset, preset_words(chosen.shown.baseline))
        self._take_environment(chosen.environment)
        self._hyperparameters.show_again(chosen.shown)

    def _step(self, text: str, before: "_Chosen") -> None:
        after = self._chosen()
        self.stepped.emit(UndoStep(text=text, undo=partial(self._show, before), redo=partial(self._show, after)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chosen:
    """What is chosen for the next run, to be brought back."""

    preset: str
    environment: str
    shown: ShownValues


def _shown_for(preset: Preset) -> ShownValues:
    knobs = {**default_knobs(), **preset.knobs}
    return ShownValues(values=knobs, baseline=knobs)
