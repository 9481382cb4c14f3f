"""What the user asks of the engine and of the run in progress, as commands."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass
from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.commands import (
    Act,
    ChangeWorld,
    LoadWeights,
    OpenRun,
    Pause,
    PlayByHand,
    Push,
    Resume,
    SaveWeights,
    SetKnobs,
    Spectate,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import CommandRefused, RunState
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs
from workbench.presenters.command_sender import CommandSender
from workbench.presenters.missing_environment import MissingEnvironment
from workbench.presenters.next_run import NextRun
from workbench.presenters.run_presenter import RunPresenter
from workbench.presenters.saved_runs import SavedRuns
from workbench.presenters.unsaid_weights import UnsaidWeights
from workbench.state.engine_words import worded


class RunCommands(QObject):
    """Each method is one thing the user can ask for."""

    refused = Signal(str)  # a sentence: why nothing was sent, or what the engine refused
    knobs_refused = Signal(object)  # the names whose change the engine refused
    environment_missing = Signal(object)  # a `MissingEnvironment`
    weights_unsaid = Signal(object)  # an `UnsaidWeights`

    def __init__(
        self,
        sender: CommandSender,
        run: RunPresenter,
        next_run: NextRun,
        saved_runs: SavedRuns,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._sender, self._run = sender, run
        self._next_run, self._saved_runs = next_run, saved_runs
        sender.refused.connect(self._take_refusal)

    @Slot()
    def start(self) -> None:
        """Begins a run with what the panels show, also of what is only typed by now."""
        config = self._settled()
        if config is not None:
            self._sender.send(Start, config=config, out=self._saved_runs.place_for(config))

    def can_start(self) -> bool:
        """Takes what is only typed by now; whether a run could begin with what the panels then show."""
        return self._settled() is not None

    @Slot()
    def pause_or_resume(self) -> None:
        """Holds training, or resumes it."""
        self._sender.send(Resume if self._run.facts.state is RunState.PAUSED else Pause)

    @Slot()
    def step(self) -> None:
        """Trains one environment step while paused."""
        self._sender.send(StepOnce)

    @Slot(int)
    def step_on(self, steps: int) -> None:
        """Pauses a run that is training, and trains so many environment steps."""
        if self._run.facts.state is not RunState.PAUSED:
            self._sender.send(Pause)
        self._sender.send(StepOnce, steps=steps)

    @Slot()
    def stop(self) -> None:
        """Ends the run."""
        self._sender.send(Stop)

    @Slot(str)
    def load_weights(self, path: str) -> None:
        """Loads a file; where no run is in progress, the engine makes one, if need be with what the next one has."""
        self.load_weights_as(path, {})

    @Slot(str, dict)
    def load_weights_as(self, path: str, said: Knobs) -> None:
        """The same with what the user has `said` of another program's file."""
        settled = self._run.facts.in_a_run or self._next_run.settle()
        config = self._config() if settled else None
        if config is not None:
            saves = self._saved_runs.saves_new_runs()
            self._sender.send(LoadWeights, path=path, config=config, saves=saves, said=dict(said))

    @Slot(str)
    def save_weights(self, path: str) -> None:
        """Writes the network's weights to a file."""
        self._sender.send(SaveWeights, path=path)

    @Slot(dict, bool)
    def set_knobs(self, changes: dict[str, Any], by_hand: bool) -> None:
        """Changes hyperparameters of the run. Before a run, and for what needs a new one, the panel holds them."""
        now = {name: value for name, value in changes.items() if KNOB_BY_NAME[name].live is not LiveClass.NEXT_RUN}
        leaving = self._sender.waiting(Stop)
        if now and not leaving and (self._run.facts.in_a_run or self._sender.waiting(Start)):
            self._sender.send(SetKnobs, changes=now, by_hand=by_hand)

    @Slot(float, bool, bool, int, int)
    def spectate(self, speed: float, held: bool, pictures: bool, episode: int, step: int) -> None:
        """Says how the watched environment runs, and where it is held."""
        self._sender.send(Spectate, speed=speed, held=held, pictures=pictures, episode=episode, step=step)

    @Slot(float, float)
    def push(self, cart: float, pole: float) -> None:
        """Pushes the watched CartPole."""
        self._sender.send(Push, cart=cart, pole=pole)

    @Slot(dict)
    def change_world(self, numbers: dict[str, float]) -> None:
        """Changes the world that is watched."""
        self._sender.send(ChangeWorld, numbers=dict(numbers))

    @Slot(bool)
    def play_by_hand(self, by_hand: bool) -> None:
        """Lets the user play what is watched, or the agent."""
        self._sender.send(PlayByHand, by_hand=by_hand)

    @Slot(int, bool)
    def act(self, action: int, once: bool) -> None:
        """Takes an action of the user's."""
        self._sender.send(Act, action=action, once=once)

    def _settled(self) -> RunConfig | None:
        return self._config() if self._next_run.settle() else None

    def _config(self) -> RunConfig | None:
        try:
            return self._next_run.config()
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return None

    @Slot(object, object)
    def _take_refusal(self, command: Command | None, report: CommandRefused) -> None:
        if isinstance(command, SetKnobs):
            # What the user moved since is asked again; the rest goes back to what the engine has.
            later: list[Knobs] = [waiting.changes for waiting in self._sender.waiting(SetKnobs)]
            self.knobs_refused.emit(set(command.changes) - {name for changes in later for name in changes})
        if isinstance(command, LoadWeights) and report.unsaid and not command.said:
            playing = "" if self._run.facts.in_a_run or command.config is None else command.config.environment
            self.weights_unsaid.emit(UnsaidWeights(path=command.path, environment=playing, unsaid=report.unsaid))
            return
        if report.missing_module is None:
            self.refused.emit(report.reason)
            return
        again = None
        if isinstance(command, OpenRun):
            again = partial(self._saved_runs.open_run, command.path)
        elif isinstance(command, LoadWeights):
            again = partial(self.load_weights_as, command.path, command.said)
        self.environment_missing.emit(
            MissingEnvironment(sentence=report.reason, module=report.missing_module, again=again)
        )
