"""Numbers reports, sends them up, and has those of history written to the run's folder."""

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

from dqn_engine.messages.channel import Publish
from dqn_engine.messages.kinds import AnyReport, HistoryReport
from dqn_engine.system.text import printable

if TYPE_CHECKING:
    from dqn_engine.session.record import RunRecord

_SENTENCES = frozenset(("reason", "detail", "what", "why", "remedy", "text", "device_reason", "unsaved"))
"""Fields of reports that are shown as they are; others are paths and names, by which something is found."""

_LONGEST_SENTENCE = 3_000


class Reporter:
    """Where every report of a session goes through.

    Args:
        publish: Called with each report.

    Attributes:
        run_id: Counts the runs of the session; 0 before the first.
    """

    def __init__(self, publish: Publish) -> None:
        self._publish = publish
        self._sequence = 0
        self._lock = threading.Lock()
        self.run_id = 0
        self._run_record: RunRecord | None = None

    def report(self, kind: type[AnyReport], **fields: Any) -> AnyReport:
        """Publishes a report, from any thread.

        Arrays in it become read-only: the receiver doesn't own them. Sentences may quote an environment or a file's
        name, and become visible text here, for all who show them.
        """
        for name, value in fields.items():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            elif name in _SENTENCES and isinstance(value, str):
                fields[name] = printable(value, _LONGEST_SENTENCE)
        with self._lock:  # A watchdog reports too.
            self._sequence += 1
            report = kind(run_id=self.run_id, sequence=self._sequence, **fields)
            self._publish(report)
        return report

    def record(self, kind: type[HistoryReport], **fields: Any) -> None:
        """Publishes a report and adds it to the run's record, on the training thread."""
        report = self.report(kind, **fields)
        if self._run_record is not None:
            self._run_record.add(report)

    def begin_run(self, record: "RunRecord") -> None:
        """Counts a new run, which has this record."""
        self.run_id += 1
        self._run_record = record
