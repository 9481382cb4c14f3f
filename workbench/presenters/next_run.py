"""What the next Start takes: environment, preset, seed and hyperparameters, checked before anything is built."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass, default_knobs
from dqn_engine.config.run_config import RunConfig, load_preset, run_config
from dqn_engine.environments.options import named
from dqn_engine.environments.registry import environment_info
from dqn_engine.messages.commands import Start
from dqn_engine.messages.reports import RunStarted
from dqn_engine.system.errors import InputError, UnknownEnvironmentError
from dqn_engine.system.values import Knobs
from workbench.command_line import Options
from workbench.panels.hyperparameters import HyperparametersPanel
from workbench.panels.run_bar import RunBar
from workbench.presenters.command_sender import CommandSender
from workbench.presenters.missing_environment import MissingEnvironment
from workbench.state.report_dispatcher import ReportDispatcher


class NextRun(QObject):
    """Holds what the run bar and the hyperparameters show, and emits the reason (`refused`) why something can't be."""

    environment_changed = Signal(str)
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
        reports.subscribe(RunStarted, self._take_start)

    def show(self, options: Options) -> None:
        """Shows what the command line asked for."""
        self._device = options.config.device
        self.choose_preset(options.preset)
        self._run_bar.set_preset(options.preset)
        self._take_environment(options.config.environment)
        self._hyperparameters.set_values(options.changes)
        self._run_bar.set_seed(options.config.seed)

    def config(self) -> RunConfig:
        """The run the next Start begins.

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
        """What the panel shows of every hyperparameter that can change in the middle of a run."""
        shown = self._hyperparameters.values()
        return {name: value for name, value in shown.items() if KNOB_BY_NAME[name].live is not LiveClass.NEW_RUN}

    @Slot(str)
    def choose_preset(self, name: str) -> None:
        """Moves every hyperparameter to the preset's value, and takes its environment."""
        try:
            preset = load_preset(name)
            environment_info(preset.environment)
        except InputError as error:
            self._refuse(error, partial(self.choose_preset, name))
            return
        self._take_environment(preset.environment)
        self._hyperparameters.set_preset({**default_knobs(), **preset.knobs})

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
        self._take_environment(name)
        try:
            self.config()
        except InputError as error:
            self.refused.emit(str(error))  # it may be right with other hyperparameters, which are chosen next

    def _refuse(self, error: InputError, again: Callable[[], None]) -> None:
        if isinstance(error, UnknownEnvironmentError):
            self.environment_missing.emit(MissingEnvironment(sentence=str(error), module=error.module, again=again))
        else:
            self.refused.emit(str(error))

    def _take_start(self, report: RunStarted) -> None:
        if not self._sender.waiting(Start):
            # What was opened brought its own configuration.
            self._adopt(replace(report.config, knobs=dict(report.knobs_now or report.config.knobs)))

    def _adopt(self, config: RunConfig) -> None:
        self._hyperparameters.adopt(config.knobs)
        self._run_bar.set_seed(config.seed)
        self._take_environment(config.environment)

    def _take_environment(self, environment: str) -> None:
        self._environment = environment
        self.environment_changed.emit(environment)
