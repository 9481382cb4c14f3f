"""What can be done to a study or a sweep that lies on the disk, also one that a window before or a terminal began."""

import contextlib
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from dqn_engine.config.run_config import RunConfig
from dqn_engine.storage.run.labels import name_of
from dqn_engine.storage.run.lock import writer_of
from dqn_engine.system.errors import InputError
from workbench.presenters.jobs import Jobs
from workbench.state.engine_words import worded


class SavedWork(QObject):
    """Ends, pauses and continues.

    Signals:
        refused: What can't be done, with the reason.

    Args:
        jobs: Those of this window; what is continued becomes one.
        modules_for: Gives the user's own modules that a configuration needs.
        cores: Processors of this machine.
    """

    refused = Signal(str)

    def __init__(
        self, jobs: Jobs, modules_for: Callable[[RunConfig], Sequence[str]], cores: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._jobs, self._modules_for, self._cores = jobs, modules_for, cores

    def end(self, folder: str) -> None:
        """Asks what writes a folder to end; it keeps what is finished."""
        for view in self._jobs.views():
            if view.out == folder and view.can_be_ended:
                self._jobs.cancel(view.number)
                return
        process = writer_of(Path(folder))
        if process is None or process == os.getpid():
            words = self.tr("{name} is written by no program that can be asked to end.")
            self.refused.emit(words.format(name=name_of(Path(folder))))
            return
        with contextlib.suppress(ProcessLookupError):  # It has ended meanwhile.
            os.kill(process, signal.SIGINT)

    def pause(self, folder: str) -> None:
        """Has a sweep begin no more seeds."""
        self._edit(folder, paused=True)

    def go_on(self, folder: str, base: RunConfig, *, paused: bool, being_done: bool) -> None:
        """Has a sweep go on: one that is paused, and one that nobody does.

        Args:
            folder: Of the sweep.
            base: What every trial has where it sets nothing.
            paused: Whether it is paused.
            being_done: Whether some program does it.
        """
        if paused and not self._edit(folder, paused=False):
            return
        here = next((view for view in self._jobs.views() if view.out == folder), None)
        if being_done or (here is not None and here.can_be_ended):  # It waits, or has no lock yet.
            return
        if here is not None and here.can_be_continued:
            self._jobs.go_on(here.number)
            return
        modules = [word for module in self._modules_for(base) for word in ("--import", module)]
        words = ["sweep", folder, "--resume", "--on", f"local:{self._cores}", "--json", *modules]
        self._jobs.start(self.tr("Sweep, continued"), words, out=folder)

    def _edit(self, folder: str, *, paused: bool) -> bool:
        from dqn_engine.sweep.edits import Edit, Word
        from dqn_engine.sweep.sweep_folder import leave_edit

        try:
            leave_edit(Path(folder), Edit(word=Word.PAUSE if paused else Word.GO))
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return False
        return True
