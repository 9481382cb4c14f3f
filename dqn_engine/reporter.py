"""Numbers reports, sends them up, and keeps those of history in the run's folder."""

from collections.abc import Callable, Mapping

import numpy as np

from dqn_engine.errors import InputError
from dqn_engine.messages import Report
from dqn_engine.run import Run
from dqn_engine.storage.run_folder import RunFolder


class Reporter:
    """Where every report of a session goes through.

    Args:
        publish: Called with each report.
    """

    def __init__(self, publish: Callable[[Report], None]) -> None:
        self._publish = publish
        self._sequence = 0
        self.run_id = 0
        self._folder: RunFolder | None = None

    def report(self, kind: type[Report], **fields: object) -> Report:
        """Publishes a report. Arrays in it become read-only: whoever receives them doesn't own them."""
        self._sequence += 1
        for value in fields.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
        report = kind(run_id=self.run_id, sequence=self._sequence, **fields)
        self._publish(report)
        return report

    def record(self, kind: type[Report], **fields: object) -> None:
        """Publishes a report and keeps it in the run's folder, if it has one.

        Raises:
            InputError: It can't be kept.
        """
        report = self.report(kind, **fields)
        if self._folder is not None:
            self._folder.record(report)

    def begin_run(self, folder: RunFolder | None) -> None:
        """Counts a new run, kept in `folder`."""
        self.run_id += 1
        self._folder = folder

    def keep_best(self, run: Run, mean: float) -> None:
        """Keeps the weights in the run's folder if `mean`, their evaluation, is the best so far."""
        if self._folder is not None:
            self._folder.save_best(run.spec, run.program.policy_weights(), run.config_now, mean=mean)

    def close_folder(self, run: Run, summary: Mapping[str, object]) -> InputError | None:
        """Keeps the last weights and the summary, and closes the folder.

        Returns:
            Why that wasn't possible, if it wasn't.
        """
        folder, self._folder = self._folder, None
        if folder is None:
            return None
        try:
            folder.save_last(run.spec, run.program.policy_weights(), run.config_now)
            folder.close(summary)
        except InputError as error:
            return error
        return None
