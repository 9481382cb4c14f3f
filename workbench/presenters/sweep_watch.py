"""The sweep that is looked at: read again while it runs and its panel can be seen."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from dqn_engine.comparison.entries import Kind
from dqn_engine.config.run_config import RunConfig
from dqn_engine.system.errors import InputError
from workbench.presenters.background import Background
from workbench.presenters.comparison import Comparison
from workbench.state.engine_words import worded
from workbench.state.run_cells import knob_label
from workbench.state.sweep_view import SweepView

_LIVE_MS = 400


class SweepWatch(QObject):
    """Follows the first sweep of the selection; one that was looked at stays until another is selected.

    Before one was selected it is the newest.
    """

    changed = Signal(object)  # the `SweepView`
    run_wanted = Signal(object, str)  # a `RunConfig` and what it is of: it is to be trained here
    fork_wanted = Signal(str)  # the folder of a run: it is to be trained on in a fork
    refused = Signal(str)

    def __init__(self, comparison: Comparison, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._comparison, self._background = comparison, background
        self._is_seen = self._weighs = False
        self._folder = ""
        self._mark = self._weighed = ""
        self.view = SweepView()
        self._live = QTimer(self)
        self._live.setInterval(_LIVE_MS)
        self._live.timeout.connect(self._read)
        comparison.changed.connect(self._follow)

    @Slot(bool)
    def see(self, seen: bool) -> None:
        """Its panel can be seen now, or can't any more."""
        self._is_seen = seen
        self._comparison.see("sweep", seen)
        self._follow()

    @Slot(bool)
    def weigh(self, wanted: bool) -> None:
        """Whether importance is looked at, which takes a moment to be worked out."""
        self._weighs = wanted
        self._weigh()

    @Slot(int)
    def go_on_with(self, number: int) -> None:
        """Trains on where a trial's first seed ended; where none left a run, a new one of its settings and seed."""
        from dqn_engine.comparison.sweep_state import trial_config

        trial, state = self.view.trial(number), self.view.state
        if trial is None or state is None:
            return
        left = next((seed.run for seed in trial.finished if seed.run is not None), None)
        if left is not None:
            self.fork_wanted.emit(str(left))
            return
        try:
            config: RunConfig = trial_config(state, trial.settings, state.seeds[0])
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return
        self.run_wanted.emit(config, self.tr("trial {number} of {name}").format(number=number, name=self.view.name))

    def _follow(self, *_: object) -> None:
        sweeps = [entry for entry in self._comparison.selected() if entry.kind is Kind.SWEEP]
        if self._folder and not self._comparison.view.reading and self._comparison.entry(self._folder) is None:
            self._folder, self.view = "", SweepView()  # It was deleted, here or elsewhere.
            self.changed.emit(self.view)
        if not sweeps and not self._folder and not self._comparison.view.reading:
            newest = self._comparison.newest(Kind.SWEEP)
            sweeps = [] if newest is None else [newest]
        if sweeps and str(sweeps[0].path) != self._folder:
            self._folder, self._mark, self._weighed = str(sweeps[0].path), "", ""
        if self._is_seen and self._folder:
            self._read()
            self._live.start()
        else:
            self._live.stop()

    @Slot()
    def _read(self) -> None:
        folder, mark, view = self._folder, self._mark, self.view
        self._background.ask("sweep", lambda: _read(folder, mark, view), self._take)

    def _take(self, answer: tuple[str, SweepView] | None) -> None:
        if answer is None or answer[1].folder != self._folder:
            return
        self._mark, view = answer
        if view.folder == self.view.folder:
            view = replace(view, importance=self.view.importance, importance_words=self.view.importance_words)
        self.view = view
        self.changed.emit(view)
        self._weigh()

    def _weigh(self) -> None:
        state = self.view.state
        decided = "" if state is None else str([(trial.number, str(trial.state)) for trial in state.trials])
        if self._weighs and state is not None and self._weighed != decided:
            self._weighed, folder = decided, self._folder
            self._background.ask("importance", lambda: _weigh(folder), self._take_importance)

    def _take_importance(self, answer: tuple[str, tuple[tuple[str, float], ...], str]) -> None:
        folder, values, words = answer
        if folder == self.view.folder:
            self.view = replace(self.view, importance=values, importance_words=words)
            self.changed.emit(self.view)


def _read(folder: str, mark: str, view: SweepView) -> tuple[str, SweepView] | None:
    """Where the sweep stands, where it changed; in the reading thread."""
    from dqn_engine.comparison.sweep_state import sweep_state
    from dqn_engine.storage.run.labels import name_of
    from workbench.presenters.curve_reading import mark_of

    path = Path(folder)
    now = mark_of(path)
    if now == mark and view.folder == folder:
        return None
    name = name_of(path)
    try:
        return now, SweepView(folder=folder, name=name, state=sweep_state(path))
    except InputError as error:
        return now, SweepView(folder=folder, name=name, trouble=str(error))


def _weigh(folder: str) -> tuple[str, tuple[tuple[str, float], ...], str]:
    from dqn_engine.comparison.sweep_state import sweep_importance

    try:
        found = sweep_importance(Path(folder))
    except InputError as error:
        return folder, (), worded(str(error))
    if isinstance(found, str):
        return folder, (), worded(found)
    method = f"{found.method} · n = {found.trials}"
    if found.left_out:
        words = _tr("not known of {names}: not in every complete trial, or always the same")
        method += f" · {words.format(names=', '.join(map(knob_label, found.left_out)))}"
    return folder, tuple(found.values.items()), method


def _tr(text: str) -> str:
    return QCoreApplication.translate("SweepWatch", text)
