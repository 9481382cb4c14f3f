"""The saved runs as rows of a list: what tells a run from others, as the user reads it and as it is sorted."""

import html
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from dqn_engine.messages.reports import CheckpointKind
from dqn_engine.storage.checkpoints.checkpoint_store import CheckpointStore
from dqn_engine.storage.run.labels import RunLabels, read_labels
from dqn_engine.storage.run.places import CHECKPOINTS
from dqn_engine.storage.run.summaries import RunSummary
from dqn_engine.system.text import printable
from workbench.look.figures import return_text
from workbench.look.theme import RIGHT
from workbench.state import run_words
from workbench.widgets.curve_delegate import CURVE

NAME, ENVIRONMENT, PRESET, STEPS, BEST, WHEN, CURVE_COLUMN, TRAINED, PARENT = range(9)
"""The columns of the rows."""

IN_ORDER = (NAME, CURVE_COLUMN, ENVIRONMENT, PRESET, PARENT, STEPS, TRAINED, BEST, WHEN)
"""The columns from left to right."""

SORTED_BY = Qt.ItemDataRole.UserRole
FOLDER = Qt.ItemDataRole.UserRole + 1
MISSING_MODULE = Qt.ItemDataRole.UserRole + 2
SEARCHED = Qt.ItemDataRole.UserRole + 3
"""What is searched: all that tells the run from others, also where a long name is shown shortened; on its name."""

LONGEST_NAME = 120
SHORT_STEPS = 100
"""Runs of fewer steps are short."""

_NUMBERS = (STEPS, BEST, WHEN, TRAINED)


class RunRows(QStandardItemModel):
    """One row for each run that was `add`ed.

    Args:
        clock: Returns seconds since 1970.
    """

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.time) -> None:
        super().__init__(0, len(IN_ORDER), parent)
        self._clock = clock
        self.setHorizontalHeaderLabels(
            [
                self.tr("Name"),
                self.tr("Environment"),
                self.tr("Preset"),
                self.tr("Steps"),
                self.tr("Best mean"),
                self.tr("Last written"),
                self.tr("Return"),
                self.tr("Trained"),
                self.tr("Forked from"),
            ]
        )
        for column in _NUMBERS:
            self.horizontalHeaderItem(column).setTextAlignment(RIGHT)

    def add(self, summary: RunSummary) -> None:
        """Adds the row of a run."""
        self.appendRow(self._row(summary))

    def remove(self, folder: Path) -> bool:
        """Takes out the row of a run; returns whether it had one."""
        row = self._row_of(folder)
        return row is not None and self.removeRow(row)

    def has(self, folder: Path) -> bool:
        """Whether the run has a row."""
        return self._row_of(folder) is not None

    def place_of(self, folder: Path) -> int:
        """The number of the run's row.

        Raises:
            KeyError: It has none.
        """
        row = self._row_of(folder)
        if row is None:
            raise KeyError(folder)
        return row

    def _row_of(self, folder: Path) -> int | None:
        wanted = str(folder)
        return next((row for row in range(self.rowCount()) if self.item(row, NAME).data(FOLDER) == wanted), None)

    def _row(self, summary: RunSummary) -> list[QStandardItem]:
        best = "–" if summary.best_mean is None else return_text(summary.best_mean)
        when = run_words.moment(summary.written_unix_s, self._clock())
        if summary.being_written:
            when = self.tr("in use")
        elif summary.interrupted:
            when = self.tr("{when}, interrupted").format(when=when)
        labels = read_labels(summary.path)
        name = labels.title or summary.path.name
        tagged = " ".join((name, *(f"#{tag}" for tag in labels.tags)))
        parents_title = read_labels(summary.path.parent / summary.parent).title if summary.parent else ""
        parent = parents_title or run_words.short_name(summary.parent)
        texts = {
            NAME: (printable(tagged, LONGEST_NAME), name),
            ENVIRONMENT: (printable(summary.environment, LONGEST_NAME), summary.environment),
            PRESET: (run_words.preset_words(summary.knobs), run_words.preset_words(summary.knobs)),
            STEPS: (f"{summary.env_steps:,}", summary.env_steps),
            BEST: (best, float("-inf") if summary.best_mean is None else summary.best_mean),
            WHEN: (when, summary.written_unix_s),
            CURVE_COLUMN: ("", summary.mean_returns[-1] if summary.mean_returns else float("-inf")),
            TRAINED: (run_words.duration(summary.trained_s), summary.trained_s or 0.0),
            PARENT: (printable(parent, LONGEST_NAME), parents_title or summary.parent),
        }
        if summary.trouble:
            texts |= {ENVIRONMENT: (self.tr("can't be read"), ""), STEPS: ("–", 0), PRESET: ("", "")}
        row = []
        for text, sorted_by in texts.values():
            item = QStandardItem(text)
            item.setEditable(False)
            item.setData(sorted_by, SORTED_BY)
            item.setData(str(summary.path), FOLDER)
            item.setData(summary.missing_module, MISSING_MODULE)
            item.setAccessibleText(text)
            row.append(item)
        for column in _NUMBERS:
            row[column].setTextAlignment(RIGHT)
        row[CURVE_COLUMN].setData(summary.mean_returns, CURVE)
        row[CURVE_COLUMN].setAccessibleText(self.tr("The return, from the beginning to the end"))
        row[PARENT].setToolTip(summary.parent)
        said = (tagged, summary.path.name, labels.note, summary.environment, texts[PRESET][0])
        searched = (*said, summary.parent, parents_title)
        row[NAME].setData(" ".join(searched), SEARCHED)
        if labels.note:
            row[NAME].setToolTip(f"<p>{html.escape(labels.note)}</p>")
        return row


def is_clutter(summary: RunSummary) -> bool:
    """Whether nobody would miss the run: it is short, and the user did nothing to keep it."""
    if summary.env_steps >= SHORT_STEPS or summary.being_written or summary.interrupted or summary.trouble:
        return False
    saved = CheckpointStore(summary.path / CHECKPOINTS).generations()
    return read_labels(summary.path) == RunLabels() and all(one.kind is not CheckpointKind.SAVED for one in saved)
