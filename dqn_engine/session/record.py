"""Sees to it that the run on the disk is never far behind the run in memory, and tells what the disk makes of it."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from dqn_engine.messages.reports import CheckpointSaved, RunMoved, SavingTrouble
from dqn_engine.session.opening import OpenedRun
from dqn_engine.session.reporter import Reporter
from dqn_engine.session.snapshot import snapshot_of
from dqn_engine.storage.run.folder import RunFolder
from dqn_engine.storage.run.history import HISTORY
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.writer import Dropped, Moved, Saved, Trouble
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run


class RunKeeper:
    """Keeps one run after another.

    Args:
        clock: Seconds that never go back.

    Attributes:
        parent: The folder of the run that this one was forked from; empty for others.
        last_saved: The path of the newest checkpoint; empty where there is none.
    """

    def __init__(self, reporter: Reporter, clock: Callable[[], float] = time.monotonic) -> None:
        self._reporter = reporter
        self._clock = clock
        self._saved_s = clock()
        self._took_s = 0.0
        self._mark: tuple[int, int] | None = None
        self._trouble = False
        self._path: Path | None = None
        self.parent = ""
        self.last_saved = ""

    @property
    def path(self) -> Path | None:
        """Where the run is kept, also after it has ended or where it can only be read; None: nowhere."""
        return self.folder.path if self.folder is not None else self._path

    @property
    def folder(self) -> RunFolder | None:
        """Where the run is kept, if anywhere."""
        return self._reporter.folder

    def begin(self, run: Run, opened: OpenedRun | None) -> None:
        """A run has begun, or was opened."""
        self._saved_s = self._clock()
        self._took_s = 0.0
        self._trouble = False
        self._path, self.parent, self.last_saved, self._mark = self.path, "", "", None
        if opened is not None:
            self._path, self.last_saved = opened.path, str(opened.found.checkpoint)
            self._mark = (run.env_steps, opened.found.manifest.ledger_entries)
            with HistoryReader(opened.path / HISTORY) as reader:
                self.parent = reader.about().get("parent", "")

    def attend(self, run: Run) -> None:
        """Passes on the news, and saves where that is due. Called after every chunk, and while nothing happens."""
        if self.folder is None:
            return
        self._pass_on_news()
        self.folder.mirror(run.knobs["tensorboard"], run.env_steps)
        due = not self._trouble and self._due(run.knobs["checkpoint_every_seconds"])
        if self.folder.writer.wants_checkpoint:
            self._mark = None  # What was saved of this moment didn't reach the disk, or was lost there.
        if (due or self.folder.writer.wants_checkpoint) and not self.folder.writer.busy:
            self.save(run)

    def save(self, run: Run, evaluation_mean: float | None = None) -> None:
        """Has a checkpoint written beside the training, unless nothing has happened since the last."""
        folder = self.folder
        if folder is None:
            return
        mark = (run.env_steps, folder.ledger_entries)
        if mark == self._mark and evaluation_mean is None and not self._trouble:
            return
        try:
            snapshot = snapshot_of(run, ledger_entries=folder.ledger_entries, evaluation_mean=evaluation_mean)
        except MemoryError:
            reason = "No checkpoint was saved: memory ran out; choose a smaller capacity."
            self._reporter.report(SavingTrouble, reason=reason)
        else:
            folder.save_checkpoint(snapshot, run.knobs["keep_checkpoints"])
            self._mark = mark
        self._saved_s = self._clock()

    def saved_for_fork(self, run: Run) -> Path:
        """The folder, in which the run as it is now has been saved.

        Raises:
            InputError: It is kept in none, or can't be saved.
        """
        if self.path is None:
            raise InputError("The run is kept in no folder, so it can't be forked; give it a folder at Start.")
        if self.folder is not None:
            self.save(run)
            reason = self.folder.flush()
            if reason:
                raise InputError(f"The run was not left, since it can't be saved: {reason}")
        return self.path

    def evaluated(self, run: Run, mean: float) -> None:
        """Keeps the weights, and where they are the best so far the whole run, of an evaluation."""
        folder = self.folder
        if folder is not None and folder.save_best(run.spec, run.program.policy_weights(), run.config_now, mean=mean):
            self.save(run, evaluation_mean=mean)

    def end(self, run: Run, summary: Mapping[str, object], *, finite: bool) -> InputError | None:
        """Saves a last time (the whole run only if `finite`, that is if going on from here makes sense) and closes.

        Returns:
            Why that wasn't possible, if it wasn't.
        """
        folder, self._path = self.folder, self.path
        if folder is None:
            return None
        try:
            if finite:
                self.save(run)
            reason = folder.flush()
            self._path = folder.path
            self._pass_on_news()
            if reason:
                raise InputError(reason)
            folder.save_last(run.spec, run.program.policy_weights(), run.config_now)
            folder.close(summary)
        except InputError as error:
            return error
        finally:
            self._close_quietly(folder)
            self._reporter.folder = None
        return None

    def _due(self, every_s: float) -> bool:
        """Whether to save now.

        What is saved counts only once it is on the disk. So the next save begins sooner by what the last one took, and
        half as much again: otherwise a kill in the middle of it would cost more than `every_s`.
        """
        ahead_s = min(1.5 * self._took_s, every_s / 2)
        return bool(every_s) and self._clock() - self._saved_s >= every_s - ahead_s

    def _close_quietly(self, folder: RunFolder) -> None:
        try:
            folder.close()
        except InputError:
            return  # What couldn't be written was told before.

    def _pass_on_news(self) -> None:
        for news in self.folder.news():
            match news:
                case Saved(manifest=manifest):
                    self.last_saved = str(news.path)
                    self._took_s = news.seconds
                    self._reporter.report(
                        CheckpointSaved,
                        path=str(news.path),
                        generation=manifest.generation,
                        env_step=manifest.env_steps,
                        update=manifest.updates,
                        weights_sha256=manifest.weights_sha256,
                        bytes=sum(part.bytes for part in manifest.parts.values()),
                        seconds=news.seconds,
                    )
                case Trouble():
                    self._trouble = bool(news.reason)
                    self._reporter.report(SavingTrouble, reason=news.reason, retry_seconds=news.retry_seconds)
                case Dropped():
                    self._reporter.report(SavingTrouble, reason=news.reason)
                case Moved():
                    self._reporter.report(RunMoved, path=str(news.path), reason=news.reason)
