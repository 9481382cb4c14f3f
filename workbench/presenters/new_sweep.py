"""The study or sweep that is about to be begun from the window: the one owner of what was chosen for it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from dqn_engine.config.hyperparameters import KNOB_BY_NAME, default_knobs
from dqn_engine.config.run_config import RunConfig, load_preset
from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.run.places import sweeps_root
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs
from workbench.presenters.jobs import Jobs
from workbench.presenters.next_run import NextRun
from workbench.state import new_sweep
from workbench.state.engine_words import worded
from workbench.state.new_sweep import NewSweep, NewSweepView, Range


class NewSweeps(QObject):
    """What is to vary, and how it is begun.

    Args:
        next_run: Has the hyperparameters that don't vary.
        jobs: Does it.
        modules_for: Gives the user's own modules that a configuration needs.
        cores: Processors of this machine.
    """

    changed = Signal(object)  # the `NewSweepView`
    refused = Signal(str)
    begun = Signal(str)  # the folder of what was begun

    def __init__(
        self,
        next_run: NextRun,
        jobs: Jobs,
        modules_for: Callable[[RunConfig], Sequence[str]],
        cores: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._next_run, self._jobs, self._modules_for = next_run, jobs, modules_for
        self._new = NewSweep(processes=max(1, cores))
        next_run.environment_changed.connect(self.tell)

    @property
    def view(self) -> NewSweepView:
        """What is shown of it."""
        return new_sweep.resolve(self._new, self._next_run.environment)

    @Slot(str, bool)
    def tick(self, name: str, ticked: bool) -> None:
        """Has a hyperparameter vary, or not any more."""
        ranges = dict(self._new.ranges)
        if not ticked:
            ranges.pop(name, None)
        elif name not in ranges and name in KNOB_BY_NAME and new_sweep.can_vary(KNOB_BY_NAME[name]):
            knob = KNOB_BY_NAME[name]
            ranges[name] = new_sweep.first_range(knob, self._knobs().get(name, knob.default))
        self._change(ranges=ranges)

    @Slot(str, object)
    def set_range(self, name: str, said: Range) -> None:
        """Takes what is typed of a hyperparameter's range."""
        if name in self._new.ranges:
            self._change(ranges={**self._new.ranges, name: said})

    @Slot(str, object)
    def set_field(self, field: str, value: object) -> None:
        """Takes another field of `NewSweep`: a number, or the sampler."""
        self._change(**{field: value})

    @Slot()
    def start(self) -> None:
        """Begins it in a process of its own."""
        view = self.view
        if view.trouble:
            self.refused.emit(view.trouble)
            return
        if not self._next_run.settle():
            return
        try:
            config = self._next_run.config()
            out = self._begin(config)
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return
        self.begun.emit(str(out))

    def _begin(self, config: RunConfig) -> Path:
        new, modules = self._new, self._modules_for(config)
        stamp = time.strftime("%Y-%m-%d-%H%M%S")
        words = "".join(letter if letter.isalnum() or letter in ".-" else "-" for letter in config.environment)[:40]
        kind = "sweep" if new.ranges else "study"
        out = self._jobs.free_place(sweeps_root() / f"{stamp}-{words.strip('-')}-{kind}")
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                "The folder {path!r} can't be made: {strerror}.", path=str(out.parent), strerror=error.strerror
            ) from error
        if new.ranges:
            file = out.with_suffix(".toml")
            write_atomically(file, new_sweep.sweep_file(new, config.environment, config.knobs).encode())
            arguments = new_sweep.sweep_arguments(new, str(file), str(out), modules)
        else:
            preset = self._next_run.preset or "default"
            preset_knobs: Knobs = {**default_knobs(), **load_preset(preset).knobs}
            arguments = new_sweep.study_arguments(
                new, config.environment, preset, config.knobs, preset_knobs, str(out), modules
            )
        title = self.tr("Sweep of {count} runs") if new.ranges else self.tr("Study of {count} runs")
        self._jobs.start(title.format(count=new.runs), arguments, out=str(out))
        return out

    @Slot()
    def tell(self, *_: object) -> None:
        """Shows it again."""
        self.changed.emit(self.view)

    def _knobs(self) -> Knobs:
        try:
            return self._next_run.config().knobs
        except InputError:
            return default_knobs()

    def _change(self, **fields: object) -> None:
        self._new = replace(self._new, **fields)  # pyright: ignore[reportArgumentType] - fields of it
        self.tell()
