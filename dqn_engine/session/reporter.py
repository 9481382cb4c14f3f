"""Numbers reports, sends them up, and keeps those of history in the run's folder."""

import threading
from collections.abc import Callable

import numpy as np

from dqn_engine.messages.kinds import HistoryReport, Report
from dqn_engine.storage.run.folder import RunFolder


class Reporter:
    """Where every report of a session goes through.

    Args:
        publish: Called with each report.
    """

    def __init__(self, publish: Callable[[Report], None]) -> None:
        self._publish = publish
        self._sequence = 0
        self._lock = threading.Lock()
        self.run_id = 0
        self.folder: RunFolder | None = None

    def report(self, kind: type[Report], **fields: object) -> Report:
        """Publishes a report, from any thread.

        Arrays in it become read-only: whoever receives them doesn't own them.
        """
        for value in fields.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        with self._lock:  # A watchdog reports too.
            self._sequence += 1
            report = kind(run_id=self.run_id, sequence=self._sequence, **fields)
            self._publish(report)
        return report

    def record(self, kind: type[HistoryReport], **fields: object) -> None:
        """Publishes a report and keeps it in the run's folder, if it has one."""
        report = self.report(kind, **fields)
        if self.folder is not None:
            self.folder.record(report)

    def begin_run(self, folder: RunFolder | None) -> None:
        """Counts a new run, kept in `folder`."""
        self.run_id += 1
        self.folder = folder
