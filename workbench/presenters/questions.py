"""Asks the engine about what is selected, by its commands, in processes of their own."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.comparison.entries import Entry, Kind
from dqn_engine.storage.run.places import sweeps_root
from dqn_engine.system.errors import InputError
from workbench.presenters.background import Background
from workbench.presenters.comparison import Comparison
from workbench.presenters.jobs import Jobs
from workbench.state import questions
from workbench.state.engine_words import worded
from workbench.state.questions import QuestionsView


class Questions(QObject):
    """Of the selection of the table of runs.

    Args:
        comparison: Has the selection.
        jobs: Does what is asked.
        modules: Gives the user's own modules, that any of it may need.
        cores: Processors of this machine.
        background: Reads what verdicts and hands came to.
    """

    changed = Signal(object)  # the `QuestionsView`
    refused = Signal(str)

    def __init__(
        self,
        comparison: Comparison,
        jobs: Jobs,
        modules: Callable[[], Sequence[str]],
        cores: int,
        background: Background,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._comparison, self._jobs, self._modules, self._cores = comparison, jobs, modules, max(1, cores)
        self._background, self._read_s = background, -1.0
        self.view = QuestionsView()
        comparison.changed.connect(self._follow)

    @Slot()
    def compare(self) -> None:
        """How the first two of the selected runs differ."""
        pair = self._pair()
        if pair:
            title = self.tr("{a} against {b}").format(a=pair[0].name, b=pair[1].name)
            self._start(title, ["compare", *(str(entry.path) for entry in pair)])

    @Slot(int, int)
    def decide(self, budget: int, steps: int) -> None:
        """Which of the first two is better, with at most `budget` pairs of seeds of so many steps."""
        pair = self._pair()
        if pair:
            title = self.tr("Does {a} beat {b}?").format(a=pair[0].name, b=pair[1].name)
            every = max(1, steps // 20)
            words = [
                "verdict", *(str(entry.path) for entry in pair), "--budget", str(budget), "--steps", str(steps),
                "--every", str(every), "--episodes", "20", "--on", f"local:{self._cores}",
            ]  # fmt: skip
            self._start(title, words, out="verdict")

    @Slot(int)
    def weigh_hand(self, seeds: int) -> None:
        """What the changes during the first steered run of the selection were worth, on so many other seeds."""
        steered = next((entry for entry in self._runs() if entry.steered), None)
        if steered is not None:
            title = self.tr("Hand or luck in {name}?").format(name=steered.name)
            every = max(1, steered.env_steps // 20)
            words = [
                "hand", str(steered.path), "--seeds", str(seeds), "--every", str(every), "--episodes", "20",
                "--on", f"local:{self._cores}",
            ]  # fmt: skip
            self._start(title, words, out="hand")

    @Slot(str)
    def report(self, path: str) -> None:
        """Writes a report of all that is selected."""
        folders = list(dict.fromkeys(str(entry.path) for entry in self._comparison.selected()))
        if folders:
            self._start(self.tr("Report: {name}").format(name=Path(path).name), ["report", *folders, "--out", path])

    def _start(self, title: str, words: list[str], *, out: str = "") -> None:
        modules = [word for module in self._modules() for word in ("--import", module)]
        folder = ""
        if out:
            folder = str(self._jobs.free_place(sweeps_root() / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{out}"))
            words = [*words, "--out", folder]
        self._jobs.start(title, [*words, "--json", *modules], out=folder)

    def _runs(self) -> list[Entry]:
        return [entry for entry in self._comparison.selected() if entry.kind is Kind.RUN and not entry.trouble]

    def _pair(self) -> list[Entry]:
        runs = self._runs()[:2]
        if len(runs) < 2:
            self.refused.emit(self.tr("Select two runs in the table first."))
            return []
        return runs

    def _follow(self, *_: object) -> None:
        selected = self._comparison.selected()
        view = questions.resolve(selected)
        if view.answered is not None and view.answered == self.view.answered:
            view = replace(view, answer=self.view.answer, trouble=self.view.trouble)
        elif view.answered is not None:
            self._read_s = -1.0
        if view != self.view:
            self.view = view
            self.changed.emit(view)
        if (folder := view.answered) is not None:
            written_s = max(entry.written_unix_s for entry in selected if entry.path == folder)
            if written_s != self._read_s:  # It is told again after every look.
                self._read_s = written_s
                self._background.ask("answer", lambda: _answer(folder), self._take_answer)

    def _take_answer(self, answer: tuple[Path, Mapping[str, Any], str]) -> None:
        folder, said, trouble = answer
        if folder == self.view.answered:
            self.view = replace(self.view, answer=said, trouble=trouble)
            self.changed.emit(self.view)


def _answer(folder: Path) -> tuple[Path, Mapping[str, Any], str]:
    """What a verdict or a hand says, in the reading thread."""
    from dqn_engine.comparison.saved_comparison import answer_in

    try:
        return folder, answer_in(folder), ""
    except InputError as error:
        return folder, {}, worded(str(error))
