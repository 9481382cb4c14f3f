"""Runs on disk: where a new one goes, opening, rewinding, forking, and what the disk makes of the one that is open.

What the user wants becomes commands; what the engine reports about saving becomes messages and the list of
checkpoints. It reads folders, but only what is small, and writes no more in them than that an interruption was
dismissed.
"""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.commands import Fork, OpenRun, Resume, Rewind, SaveCheckpoint, Stop
from dqn_engine.messages.kinds import Command
from dqn_engine.messages.reports import (
    CheckpointSummary,
    CommandRefused,
    RunMoved,
    RunStarted,
    RunState,
    SavingTrouble,
    StateChanged,
)
from dqn_engine.storage.run.labels import name_of
from dqn_engine.storage.run.lock import forget_interruption, is_interrupted
from dqn_engine.storage.run.places import is_run_folder, new_run_path, run_folders, runs_root
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs
from workbench.look.sentences import numbered, one_after_another
from workbench.presenters.command_sender import CommandSender
from workbench.presenters.next_run import NextRun
from workbench.presenters.run_presenter import RunPresenter
from workbench.state import event_words
from workbench.state.engine_words import followed, worded
from workbench.state.preferences import Preferences
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.widgets.message_bar import Message, MessageBar, Offer, Severity

_MOST_INTERRUPTED = 20
"""Of the runs that were interrupted last, so many are read in search of one that had begun to train."""


class SavedRuns(QObject):
    """The ways to runs on disk, and the messages about them.

    Args:
        show_folder: Shows a folder on the desktop.
        saves: Whether new runs are saved at all; what is only measured isn't.
    """

    weights_wanted = Signal(str)  # what was dropped holds weights only

    def __init__(
        self,
        sender: CommandSender,
        run: RunPresenter,
        next_run: NextRun,
        messages: MessageBar,
        preferences: Preferences,
        reports: ReportDispatcher,
        show_folder: Callable[[str], None],
        parent: QObject | None = None,
        *,
        saves: bool = True,
    ) -> None:
        super().__init__(parent)
        self._sender, self._run, self._next_run = sender, run, next_run
        self._messages, self._preferences = messages, preferences
        self._show_on_desktop = show_folder
        self._saves = saves
        self._train_on: Command | None = None  # the OpenRun or the Fork after which a fork is trained on
        self._rewind_after: tuple[Command, int] | None = None  # the OpenRun, and the step to rewind to after it
        self._trouble = ""
        self._said_of_run: list[str] = []  # what is no longer to the point once another run has begun
        self._read_only = ""  # what is said of the open run, while it is read-only
        sender.applied.connect(self._take_applied)
        sender.refused.connect(self._take_refused)
        reports.subscribe(RunStarted, self._take_start)
        reports.subscribe(StateChanged, self._take_state)
        reports.subscribe(RunMoved, self._take_move)
        reports.subscribe(SavingTrouble, self._take_trouble)

    # --- what the user wants ------------------------------------------------------------------------------------------

    def place_for(self, config: RunConfig) -> str:
        """The folder of a run that is about to begin; empty where it isn't to be saved, or can't: that is said."""
        if not self.saves_new_runs():
            return ""
        from dqn_engine.storage.run.run_folder import refuse_unusable_folder

        path = new_run_path(config.environment, config.seed)
        try:
            refuse_unusable_folder(path)
        except InputError as error:
            self._messages.warn(self.tr("The run isn't saved to disk. {reason}").format(reason=worded(str(error))))
            return ""
        return str(path)

    def saves_new_runs(self) -> bool:
        """Whether a run that begins now is to be saved."""
        return self._saves and self._preferences.saves_runs()

    @Slot(str)
    def open_run(self, folder: str) -> None:
        """Opens a run at its newest checkpoint. One in progress is saved and ended first, if it is on disk."""
        if self._is_open(Path(folder)) and self._run.facts.has_work_at_stake:
            self._warn_of_run(self.tr("This run is open already."))
            return
        if self._run.facts.has_work_at_stake and not self._run.facts.folder:
            self._offer_to_leave(folder)
            return
        self._send_open(folder)

    @Slot(str)
    def train_on(self, folder: str) -> None:
        """Opens a run, forks it at its newest checkpoint, and trains the fork."""
        if self._run.facts.has_work_at_stake and not self._run.facts.folder:
            self._offer_to_leave(folder)
            return
        self._train_on = self._send_open(folder)

    def _offer_to_leave(self, folder: str) -> None:
        """The run in progress isn't saved, so that leaving it loses it: that is for the user to say."""

        def leave() -> None:
            self._sender.send(Stop)
            self._sender.send(OpenRun, path=folder)

        words = self.tr("The run in progress isn't saved to disk; opening another loses it.")
        offer = Offer(text=self.tr("Stop it and open"), take=leave)
        self._say_of_run(Message(text=words, severity=Severity.WARNING, offers=(offer,)))

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
            self._messages.warn(
                self.tr(
                    "{name} holds neither a run nor a checkpoint, nor a study or a sweep, and none of them lies up to "
                    "three levels below it; choose another folder."
                ).format(name=path.name[:80])
            )

    @Slot()
    def save_checkpoint(self) -> None:
        """Saves the run as it is now."""
        self._sender.send(SaveCheckpoint)

    @Slot()
    def fork_now(self) -> None:
        """Begins a new run from the current state of this one."""
        self._sender.send(Fork)

    @Slot(int)
    def fork_at(self, env_step: int) -> None:
        """Begins a new run at a checkpoint, with the hyperparameters as they are now."""
        self._sender.send(Fork, at_step=env_step, changes=dict(self._next_run.live_knobs()))

    @Slot(dict)
    def fork_with(self, changes: Knobs) -> None:
        """Begins a new run from the current state of this one, with other hyperparameters."""
        self._sender.send(Fork, changes=dict(changes))

    @Slot(int)
    def rewind(self, env_step: int) -> None:
        """Goes back to a checkpoint, with the hyperparameters as they were then."""
        self._sender.send(Rewind, at_step=env_step)

    @Slot(int)
    def go_back_to(self, env_step: int) -> None:
        """Rewinds to the checkpoint of a change's step; where there is none, offers the one before."""
        facts = self._run.facts
        whole = [checkpoint.env_steps for checkpoint in facts.checkpoints if checkpoint.whole]
        before = max((step for step in whole if step <= env_step), default=None)
        if not facts.folder or self._run.facts.is_recounting:
            words = self.tr("The run isn't saved to disk, so that there is no way back.")
            self._warn_of_run(words)
        elif before == env_step:
            self.rewind(env_step)
        elif before is None:
            words = self.tr("There is no checkpoint of step {step} or before.")
            self._warn_of_run(words.format(step=f"{env_step:,}"))
        else:
            words = self.tr("There is no checkpoint of step {step}; the last one before is of step {before}.")
            back = Offer(text=self.tr("Rewind"), take=lambda: self.rewind(before))
            text = words.format(step=f"{env_step:,}", before=f"{before:,}")
            self._say_of_run(Message(text=text, severity=Severity.WARNING, offers=(back,)))

    @Slot()
    def show_folder(self) -> None:
        """Shows where the run is saved."""
        if self._run.facts.folder:
            self._show_on_desktop(self._run.facts.folder)

    def offer_interrupted(self) -> None:
        """Offers to open the run whose program died last, if there is one."""
        folders = {*run_folders(runs_root()), *map(Path, self._preferences.recent_runs())}
        found = [folder for folder in folders if is_interrupted(folder)]
        if not found:
            return
        from dqn_engine.storage.run.summaries import summarise, written_s

        # One that had not begun to train has lost nothing. There may be hundreds, each of which takes a while to read.
        newest_first = map(summarise, sorted(found, key=written_s, reverse=True)[:_MOST_INTERRUPTED])
        run = next((summary for summary in newest_first if summary.env_steps or summary.trouble), None)
        if run is None:
            return
        folder = str(run.path)
        saved = [checkpoint.env_steps for checkpoint in _checkpoints_in(folder) if checkpoint.whole]
        show = Offer(text=self.tr("Show folder"), take=lambda: self._show_on_desktop(folder), closes=False)
        open_it = Offer(text=self.tr("Open"), take=lambda: self.open_run(folder))
        words = self.tr("The run {name} was interrupted at step {step}.")
        if not saved:
            nothing = self.tr("It had no checkpoint yet, so it can't be opened; its curves are in its folder.")
            words = followed(words, nothing)
        elif run.env_steps > saved[0]:
            lost = self.tr(
                "Its last checkpoint is of step {saved}: the {lost} [step|steps] after it [wasn't|weren't] saved, and "
                "[is|are] trained again if it is opened."
            )
            words = followed(words, lost)
        unsaved = run.env_steps - saved[0] if saved else 0
        words, steps = numbered(words, unsaved), {"saved": f"{saved[0]:,}", "lost": f"{unsaved:,}"} if saved else {}
        self._say_of_run(
            Message(
                text=words.format(name=name_of(run.path), step=f"{run.env_steps:,}", **steps),
                severity=Severity.WARNING,
                offers=(open_it, show) if saved else (show,),
                dismissed=lambda: forget_interruption(Path(folder)),
            )
        )

    def _open_at(self, checkpoint: Path) -> None:
        """Opens the run of a checkpoint and rewinds it; of one that lies by itself, its weights are loaded."""
        from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore

        run = checkpoint.absolute().parent.parent
        saved = CheckpointStore(checkpoint.absolute().parent).generations() if is_run_folder(run) else []
        chosen = next((generation for generation in saved if generation.path.name == checkpoint.name), None)
        if chosen is None:
            self.weights_wanted.emit(str(checkpoint))
        elif self._is_open(run):
            self.rewind(chosen.env_steps)
        else:
            opening = self._send_open(str(run))
            if chosen is not saved[-1]:
                self._rewind_after = (opening, chosen.env_steps)

    def _send_open(self, folder: str) -> Command:
        if self._run.facts.has_work_at_stake and self._run.facts.folder:
            self._sender.send(Stop)
        return self._sender.send(OpenRun, path=folder)

    def _is_open(self, run: Path) -> bool:
        folder = self._run.facts.folder
        return bool(folder) and os.path.realpath(run) == os.path.realpath(folder)

    # --- what the engine says -----------------------------------------------------------------------------------------

    @Slot(object)
    def _take_applied(self, command: Command) -> None:
        if self._rewind_after is not None and self._rewind_after[0] is command:
            (_, env_step), self._rewind_after = self._rewind_after, None
            self.rewind(env_step)
        if command is self._train_on and isinstance(command, OpenRun):
            self._train_on = self._sender.send(Fork)
        elif command is self._train_on and isinstance(command, Fork):
            self._train_on = None
            self._sender.send(Resume)

    @Slot(object, object)
    def _take_refused(self, command: Command | None, _report: CommandRefused) -> None:
        if command is self._train_on:
            self._train_on = None
        if self._rewind_after is not None and self._rewind_after[0] is command:
            self._rewind_after = None

    def _say_of_run(self, message: Message) -> None:
        """Shows what is about the run as it is now, or one before: until the next begins, or is opened."""
        self._said_of_run.append(message.text)
        self._messages.show_message(message)

    def _warn_of_run(self, sentence: str) -> None:
        self._say_of_run(Message(text=sentence, severity=Severity.WARNING))

    def _take_start(self, report: RunStarted) -> None:
        self._trouble = ""
        for text in self._said_of_run:
            self._messages.withdraw(text)
        self._said_of_run.clear()
        if report.folder:
            self._preferences.add_recent_run(report.folder)
            self._run.set_checkpoints(_checkpoints_in(report.folder))
        if report.lost_steps and not report.troubles:
            self._warn_of_run(event_words.lost(report.env_step, report.lost_steps))
        if report.troubles:
            words = self.tr("{troubles} The run was opened at step {step} instead.")
            self._warn_of_run(words.format(troubles=one_after_another(*report.troubles), step=f"{report.env_step:,}"))

    def _take_state(self, report: StateChanged) -> None:
        facts = self._run.facts
        if self._read_only and not (report.state is RunState.PAUSED and facts.read_only):
            self._messages.withdraw(self._read_only)
            self._read_only = ""
        if report.state is RunState.PAUSED and facts.read_only and self._train_on is None:
            self._read_only = report.detail
            fork = Offer(text=self.tr("Fork from here"), take=self.fork_now)
            self._messages.show_message(Message(text=report.detail, severity=Severity.WARNING, offers=(fork,)))
        if report.state is RunState.FAILED and facts.folder:
            self._offer_last_checkpoint()

    def _offer_last_checkpoint(self) -> None:
        facts = self._run.facts
        newest = next((checkpoint for checkpoint in facts.checkpoints if checkpoint.whole), None)
        if newest is None:
            return
        words = self.tr("The last intact checkpoint of the run is of step {step}.")
        restore = Offer(text=self.tr("Restore it"), take=lambda: self.open_run(facts.folder))
        self._say_of_run(
            Message(text=words.format(step=f"{newest.env_steps:,}"), severity=Severity.WARNING, offers=(restore,))
        )

    def _take_move(self, report: RunMoved) -> None:
        self._preferences.add_recent_run(report.path)
        show = Offer(text=self.tr("Show folder"), take=self.show_folder, closes=False)
        self._messages.show_message(
            Message(text=event_words.run_moved(report), severity=Severity.WARNING, offers=(show,))
        )

    def _take_trouble(self, report: SavingTrouble) -> None:
        if self._trouble:
            self._messages.withdraw(self._trouble)
        text = event_words.saving_trouble(report)
        if report.reason:
            self._messages.warn(text)
        elif self._trouble:
            self._messages.show_message(Message(text=text))
        self._trouble = report.reason


def _checkpoints_in(folder: str) -> list[CheckpointSummary]:
    """What lies in a run's folder when it is opened; what is saved from then on is reported."""
    # What reads runs takes long to import: it is where it is needed, when the window has long been shown.
    from dqn_engine.storage.run.summaries import saved_checkpoints

    return saved_checkpoints(Path(folder))
