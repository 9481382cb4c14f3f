"""The one owner of what the window shows of the engine and of the run that is open.

It keeps the facts (`state.run_facts`), resolves them to a view (`state.run_view`), and gives each part of the window
its part of the view when that has changed. It knows no panels: they are shown to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Slot

from dqn_engine.messages.kinds import Command, Report
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CheckpointSummary,
    KnobsChanged,
    RunEnded,
    RunMoved,
    RunStarted,
    StateChanged,
    WeightsLoaded,
)
from workbench.state.report_dispatcher import ReportDispatcher
from workbench.state.run_facts import RunFacts, after, with_next_environment
from workbench.state.run_view import RunView, resolve

AnyPart = TypeVar("AnyPart")


class RunPresenter(QObject):
    """Reports and pending commands go in; changed parts of the view come out."""

    def __init__(self, reports: ReportDispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facts = RunFacts()
        self._sent: frozenset[type[Command]] = frozenset()
        self._asked: frozenset[type[Command]] = frozenset()
        self._view = resolve(self._facts)
        self._shown: list[tuple[Callable[[RunView], Any], Callable[[Any], object]]] = []
        for kind in (StateChanged, RunStarted, RunEnded, KnobsChanged, CheckpointSaved, RunMoved, WeightsLoaded):
            reports.subscribe(kind, self._take)

    @property
    def facts(self) -> RunFacts:
        """What is known now."""
        return self._facts

    def show(self, part: Callable[[RunView], AnyPart], tell: Callable[[AnyPart], object]) -> None:
        """Has `tell` called with this part of the view: now, and whenever it has become another."""
        self._shown.append((part, tell))
        tell(part(self._view))

    @Slot(object)
    def set_pending(self, kinds: frozenset[type[Command]]) -> None:
        """Takes which kinds of commands wait for an answer."""
        self._sent = kinds
        self._become(replace(self._facts, pending=kinds | self._asked))

    def set_asked(self, kinds: frozenset[type[Command]]) -> None:
        """Takes which kinds of commands were asked for at the start of the program, and wait for the engine."""
        self._asked = kinds
        self._become(replace(self._facts, pending=self._sent | kinds))

    @Slot(str)
    def set_next_environment(self, environment: str) -> None:
        """Takes the environment of the next run."""
        self._become(with_next_environment(self._facts, environment))

    def set_checkpoints(self, checkpoints: Iterable[CheckpointSummary]) -> None:
        """Takes the checkpoints that an opened run had already, newest first."""
        self._become(replace(self._facts, checkpoints=tuple(checkpoints)))

    @Slot()
    def look_up_name(self) -> None:
        """Reads what the user calls the run: it may have been given another name."""
        self._become(_named(self._facts))

    def _take(self, report: Report) -> None:
        facts = after(self._facts, report)
        self._become(_named(facts) if isinstance(report, (RunStarted, RunMoved)) else facts)

    def _become(self, facts: RunFacts) -> None:
        self._facts = facts
        before, self._view = self._view, resolve(facts)
        for part, tell in self._shown:
            shown = part(self._view)
            if shown != part(before):
                tell(shown)


def _named(facts: RunFacts) -> RunFacts:
    from dqn_engine.storage.run.labels import read_labels  # With what reads files, which the first painting needn't.

    return replace(facts, name=read_labels(Path(facts.folder)).title if facts.folder else "")
