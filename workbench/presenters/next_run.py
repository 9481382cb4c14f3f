"""What the next Start takes: environment, preset, seed and knobs, checked before anything is built."""

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.config.run_config import RunConfig, load_preset, run_config
from dqn_engine.environments.registry import environment_info
from dqn_engine.system.errors import InputError
from workbench.command_line import Options
from workbench.panels.hyperparameters import HyperparametersPanel
from workbench.panels.run_bar import RunBar


class NextRun(QObject):
    """Holds what the run bar and the hyperparameters show, and says in a sentence (`refused`) what can't be."""

    environment_changed = Signal(str)
    refused = Signal(str)

    def __init__(
        self, run_bar: RunBar, hyperparameters: HyperparametersPanel, options: Options, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._run_bar = run_bar
        self._hyperparameters = hyperparameters
        self._environment = options.config.environment
        self._device = options.config.device
        self._running = ""  # the environment of the run going on

    def show(self, options: Options) -> None:
        """Shows what the command line asked for."""
        self.choose_preset(options.preset)
        self._run_bar.set_preset(options.preset)
        self._take(options.config.environment)
        self._hyperparameters.set_values(options.changes)
        self._run_bar.set_seed(options.config.seed)

    def environment(self) -> str:
        """The environment of the next run."""
        return self._environment

    def config(self) -> RunConfig:
        """The run the next Start begins.

        Raises:
            InputError: The knobs contradict each other or don't go with the environment.
        """
        return run_config(
            environment=self._environment,
            seed=self._run_bar.seed_value(),
            device=self._device,
            changes=self._hyperparameters.values(),
        )

    @Slot(str)
    def choose_preset(self, name: str) -> None:
        """Moves every knob to the preset's value, and takes its environment."""
        try:
            preset = load_preset(name)
            environment_info(preset.environment)
        except InputError as error:
            self.refused.emit(str(error))
            return
        self._take(preset.environment)
        self._hyperparameters.set_preset({**default_knobs(), **preset.knobs})

    @Slot(str)
    def choose_environment(self, name: str) -> None:
        """Takes the environment, or says why it can't be one; the knobs stay."""
        try:
            environment_info(name)
        except InputError as error:
            self.refused.emit(str(error))
            self._run_bar.show_environment(self._environment, self._running)
            return
        self._take(name)
        try:
            self.config()
        except InputError as error:
            self.refused.emit(str(error))  # it may be right with other knobs, which are chosen next

    def adopt(self, config: RunConfig) -> None:
        """A run began with what wasn't asked for here, but stood in a file: shows that."""
        self._hyperparameters.adopt(config.knobs)
        self._run_bar.set_seed(config.seed)
        self._take(config.environment)

    def show_running(self, environment: str) -> None:
        """Says which environment the run going on has; nothing where there is no run."""
        self._running = environment
        self._run_bar.show_environment(self._environment, environment)

    def _take(self, environment: str) -> None:
        self._environment = environment
        self._run_bar.show_environment(environment, self._running)
        self.environment_changed.emit(environment)
