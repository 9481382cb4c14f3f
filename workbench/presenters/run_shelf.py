"""Keeping runs: where a new one goes, opening, going back, branching, and what the disk makes of the one that is open.

What a person wants becomes commands; what the engine reports about keeping is told to the list of checkpoints, the log
and the messages. It reads folders, but only what is small, and writes no more in them than that an interruption was
dismissed.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.commands import Fork, OpenRun, Rewind, SaveCheckpoint, Stop
from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CheckpointSaved,
    EpisodesForgotten,
    Noted,
    RunMoved,
    RunStarted,
    RunState,
    SavingTrouble,
    Stalled,
    StateChanged,
)
from dqn_engine.storage.run.lock import forget_interruption, is_interrupted
from dqn_engine.storage.run.places import is_run_folder, new_run_path, run_folders, runs_root
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs
from workbench.panels.checkpoints import CheckpointsPanel
from workbench.panels.log import LogPanel
from workbench.state import event_words
from workbench.state.preferences import Preferences
from workbench.state.run_controls import IN_A_RUN
from workbench.widgets.message_bar import Message, MessageBar, Offer, Severity

if TYPE_CHECKING:
    # What reads runs takes long to import: it is where it is needed, when the window has long been shown.
    from dqn_engine.storage.run.summaries import KeptCheckpoint


class RunShelf(QObject):
    """The run that is open, as far as it is kept on disk, and the ways to others.

    Args:
        send: Sends a command, from its kind and fields, and returns it.
        knobs_wanted: What the panel shows of every knob that can change in the middle of a run.
    """

    named = Signal()  # the run that is open, or its name, is another
    weights_wanted = Signal(str)  # what was dropped holds weights only

    def __init__(
        self,
        send: Callable[..., Command],
        knobs_wanted: Callable[[], Knobs],
        panels: tuple[CheckpointsPanel, LogPanel, MessageBar],
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._send = send
        self._knobs_wanted = knobs_wanted
        self._checkpoints, self._log, self._messages = panels
        self._preferences = preferences
        self._state = RunState.LOADING
        self._rewind_after: tuple[int, int] | None = None  # the id of the OpenRun, the step to go back to
        self._trouble = self._stall = ""
        self.folder = ""
        self.read_only = False
        self._checkpoints.rewind_requested.connect(self.rewind)
        self._checkpoints.fork_requested.connect(self.fork_at)
        self._checkpoints.show_folder_requested.connect(self.show_folder)

    @property
    def name(self) -> str:
        """What the run that is open is called; empty where it isn't kept."""
        return Path(self.folder).name if self.folder else ""

    # --- what a person wants ------------------------------------------------------------------------------------------

    def place_for(self, config: RunConfig) -> str:
        """The folder of a run that is about to begin; empty where it isn't to be kept, or can't, which is then said."""
        if not self._preferences.keeps_runs():
            return ""
        from dqn_engine.storage.run.folder import refuse_unusable_folder

        path = new_run_path(config.environment, config.seed)
        try:
            refuse_unusable_folder(path)
        except InputError as error:
            self._warn(self.tr("The run isn't kept on disk. {reason}").format(reason=str(error)))
            return ""
        return str(path)

    @Slot(str)
    def open_run(self, folder: str) -> None:
        """Opens a run at its newest checkpoint. One that is going on is saved and ended first, if it is kept."""
        if self._state in IN_A_RUN and not self.read_only and self.folder:
            if os.path.realpath(folder) == os.path.realpath(self.folder):
                self._warn(self.tr("This run is open already."))
                return
            self._send(Stop)
        self._send(OpenRun, path=folder)

    @Slot(str)
    def open_folder(self, folder: str) -> None:
        """Opens a run's folder, or a run at the checkpoint whose folder was given."""
        from dqn_engine.storage.weights.checkpoint_weights import is_checkpoint

        path = Path(folder)
        if is_run_folder(path):
            self.open_run(folder)
        elif is_checkpoint(path):
            self._open_at(path)
        else:
            self._warn(
                self.tr("{name} holds neither a run nor a checkpoint; choose the folder of a run.").format(
                    name=path.name[:80]
                )
            )

    @Slot()
    def save_checkpoint(self) -> None:
        """Keeps the run as it is now."""
        self._send(SaveCheckpoint)

    @Slot()
    def fork_now(self) -> None:
        """Begins a new run from what the present one has come to."""
        self._send(Fork)

    @Slot(int)
    def fork_at(self, env_step: int) -> None:
        """Begins a new run at a checkpoint, with the knobs as they are now."""
        self._send(Fork, at_step=env_step, changes=dict(self._knobs_wanted()))

    @Slot(int)
    def rewind(self, env_step: int) -> None:
        """Goes back to a checkpoint, with the knobs as they were then."""
        self._send(Rewind, at_step=env_step)

    @Slot()
    def show_folder(self) -> None:
        """Shows where the run is kept."""
        if self.folder:
            _show_on_desktop(self.folder)

    def offer_interrupted(self) -> None:
        """Offers to go on with the run whose program died last, if there is one."""
        folders = {*run_folders(runs_root()), *map(Path, self._preferences.recent_runs())}
        found = [folder for folder in folders if is_interrupted(folder)]
        if not found:
            return
        from dqn_engine.storage.run.summaries import summarise

        run = max(map(summarise, found), key=lambda summary: summary.written_unix_s)
        folder = str(run.path)
        show = Offer(text=self.tr("Show folder"), take=lambda: _show_on_desktop(folder), closes=False)
        go_on = Offer(text=self.tr("Open"), take=lambda: self.open_run(folder))
        words = self.tr("The run {name} was interrupted at step {step}.")
        self._messages.show_message(
            Message(
                text=words.format(name=run.path.name, step=f"{run.env_steps:,}"),
                severity=Severity.WARNING,
                offers=(go_on, show) if _kept_in(folder) else (show,),
                dismissed=lambda: forget_interruption(Path(folder)),
            )
        )

    # --- what the engine says -----------------------------------------------------------------------------------------

    def answered(self, command_id: int, *, applied: bool) -> None:
        """A command was answered."""
        if self._rewind_after is not None and self._rewind_after[0] == command_id:
            (_, env_step), self._rewind_after = self._rewind_after, None
            if applied:
                self.rewind(env_step)

    def take(self, report: Report) -> None:
        """Takes what concerns the keeping of the run; other reports are ignored."""
        match report:
            case RunStarted():
                self._take_start(report)
            case StateChanged():
                self._take_state(report)
            case CheckpointSaved():
                self._log.add_quietly(report.env_step, event_words.checkpoint_saved(report))
                self._list_checkpoints()
            case RunMoved():
                self._move(report)
            case SavingTrouble():
                self._take_trouble(report.reason)
            case Stalled():
                self._take_stall(report.seconds)
            case EpisodesForgotten():
                self._log.add_event(report.env_step, event_words.episodes_forgotten())
            case Noted():
                self._log.add_event(report.env_step, report.text)

    def set_branching(self, branching: bool) -> None:
        """Whether another run is on its way here."""
        self._checkpoints.set_can_branch(bool(self.folder) and not branching)

    def _take_start(self, report: RunStarted) -> None:
        self.folder, self.read_only, self._trouble = report.folder, report.read_only, ""
        self._checkpoints.show_run(self.name, self.folder)
        if self.folder:
            self._preferences.add_recent_run(self.folder)
            self._list_checkpoints()
        if report.troubles:
            words = self.tr("{troubles} The run was opened at step {step} instead.")
            self._warn(words.format(troubles=" ".join(report.troubles), step=f"{report.env_step:,}"))
        self.named.emit()

    def _take_state(self, report: StateChanged) -> None:
        self._state = report.state
        if report.state is RunState.PAUSED and self.read_only:
            fork = Offer(text=self.tr("Fork from here"), take=self.fork_now)
            self._messages.show_message(Message(text=report.detail, severity=Severity.WARNING, offers=(fork,)))
        if report.state is RunState.FAILED and self.folder:
            self._offer_last_checkpoint()
        if report.state not in IN_A_RUN and self.folder:
            self._list_checkpoints()

    def _offer_last_checkpoint(self) -> None:
        newest = next((kept for kept in _kept_in(self.folder) if kept.whole), None)
        if newest is None:
            return
        folder = self.folder
        words = self.tr("The last checkpoint of the run, which is sound, is of step {step}.")
        self._messages.show_message(
            Message(
                text=words.format(step=f"{newest.env_steps:,}"),
                severity=Severity.WARNING,
                offers=(Offer(text=self.tr("Go on from it"), take=lambda: self.open_run(folder)),),
            )
        )

    def _take_trouble(self, reason: str) -> None:
        if self._trouble:
            self._messages.withdraw(self._trouble)
        text = reason or self.tr("The run is being saved again.")
        if reason:
            self._messages.show_message(Message(text=text, severity=Severity.WARNING))
        elif self._trouble:
            self._messages.show_message(Message(text=text))
        self._log.add_event(None, text)
        self._trouble = reason

    def _take_stall(self, seconds: float) -> None:
        if self._stall:
            self._messages.withdraw(self._stall)
        self._stall = text = ""
        if seconds:
            words = self.tr(
                "The environment has not answered for {seconds} s, and training waits for it. What was saved last is "
                "safe: if nothing happens, close the program and open the run again."
            )
            self._stall = text = words.format(seconds=f"{seconds:.0f}")
            self._messages.show_message(Message(text=text, severity=Severity.WARNING))
        self._log.add_event(None, text or self.tr("The environment answers again."))

    def _move(self, report: RunMoved) -> None:
        self.folder = report.path
        words = self.tr("{reason} The run is now kept in {path}.").format(reason=report.reason, path=report.path)
        self._log.add_event(None, words)
        show = Offer(text=self.tr("Show folder"), take=self.show_folder, closes=False)
        self._messages.show_message(Message(text=words, severity=Severity.WARNING, offers=(show,)))
        self._preferences.add_recent_run(report.path)
        self._checkpoints.show_run(self.name, self.folder)
        self.named.emit()

    def _list_checkpoints(self) -> None:
        self._checkpoints.set_checkpoints(_kept_in(self.folder))

    def _open_at(self, checkpoint: Path) -> None:
        """Opens the run of a checkpoint and goes back to it; of one that lies by itself, its weights are loaded."""
        from dqn_engine.storage.run.checkpoint_store import CheckpointStore

        run = checkpoint.absolute().parent.parent
        kept = CheckpointStore(checkpoint.absolute().parent).generations() if is_run_folder(run) else []
        chosen = next((generation for generation in kept if generation.path.name == checkpoint.name), None)
        if chosen is None:
            self.weights_wanted.emit(str(checkpoint))
        elif self.folder and os.path.realpath(run) == os.path.realpath(self.folder):
            self.rewind(chosen.env_steps)
        else:
            if self._state in IN_A_RUN and not self.read_only and self.folder:
                self._send(Stop)
            opening = self._send(OpenRun, path=str(run))
            if chosen is not kept[-1]:
                self._rewind_after = (opening.command_id, chosen.env_steps)

    def _warn(self, sentence: str) -> None:
        self._messages.show_message(Message(text=sentence, severity=Severity.WARNING))


def _kept_in(folder: str) -> "list[KeptCheckpoint]":
    from dqn_engine.storage.run.summaries import kept_checkpoints

    return kept_checkpoints(Path(folder))


def _show_on_desktop(folder: str) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
