"""The hyperparameters as the next run would take them, beside their defaults and those of the run in progress."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dqn_engine.config.checks import check_together, check_with_environment
from dqn_engine.config.hyperparameters import KNOB_BY_NAME, LiveClass, default_knobs, means_something
from dqn_engine.config.run_config import RunConfig
from dqn_engine.environments.info import EnvironmentInfo
from dqn_engine.environments.registry import environment_info
from dqn_engine.networks.known_returns import refuse_hopeless_range
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import Knobs, KnobValue

_OF_IMAGES = frozenset({"convolutions", "frame_stack"})
"""They shape what is seen of images, and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownValues:
    """What is chosen at a moment.

    Attributes:
        values: Of every hyperparameter, as the next run would take it.
        baseline: The defaults.
        waiting: The names whose value was chosen for the next run, and isn't meant for the run in progress.
        run: Which that is, by its number; beside another one all is chosen for the next. 0: beside none.
    """

    values: Knobs
    baseline: Knobs
    waiting: frozenset[str] = frozenset()
    run: int = 0


class NextRunValues:
    """Holds them; tells nobody.

    Attributes:
        running: Those of the run in progress; None while there is none, when nothing needs to wait for a Start.
        run: Counts the runs that were in progress.
    """

    def __init__(self) -> None:
        self.running: Knobs | None = None
        self.run = 0
        self._values, self._baseline = default_knobs(), default_knobs()
        self._waiting: set[str] = set()
        self._applied: frozenset[str] = frozenset()  # to the run in progress, last
        self._environment = RunConfig().environment

    def __getitem__(self, name: str) -> KnobValue:
        return self._values[name]

    @property
    def values(self) -> dict[str, Any]:
        """A copy of all of them."""
        return dict(self._values)

    @property
    def baseline(self) -> Knobs:
        """The defaults."""
        return self._baseline

    # --- changes ------------------------------------------------------------------------------------------------------

    def set_environment(self, environment: str) -> None:
        """Takes what the next run trains on."""
        self._environment = environment

    def set_running(self, values: Knobs | None) -> None:
        """Takes what the run in progress has; None where there is none."""
        self.run += self.running is None and values is not None
        self.running = values

    def change(self, values: Mapping[str, KnobValue]) -> dict[str, KnobValue]:
        """Chooses `values`, also for the run in progress; returns what thereby changed."""
        changes = {name: value for name, value in values.items() if self._values[name] != value}
        self._values.update(changes)
        self._waiting -= set(changes)
        return changes

    def choose(self, name: str, value: KnobValue) -> None:
        """Chooses one value by hand, which is meant for the run in progress too, also where it is what it was.

        Raises:
            InputError: It doesn't go with the others; the sentence says with which, and what to do.
        """
        self.check(name, value)
        self._values[name] = value
        self._waiting.discard(name)

    def shown(self) -> ShownValues:
        """What is chosen now, to be chosen again later."""
        return self._meant(dict(self._values), dict(self._baseline), self._waiting)

    def show(self, shown: ShownValues) -> None:
        """Chooses what was chosen before; a run that is in progress since keeps what it has."""
        beside_another = self.running is not None and shown.run != self.run
        waiting = self._other_than_running(shown.values) if beside_another else shown.waiting
        self._values, self._baseline, self._waiting = dict(shown.values), dict(shown.baseline), set(waiting)

    def adopt(self, values: Knobs, baseline: Knobs) -> None:
        """Chooses what a run has that wasn't asked for here, with what it began with as the defaults."""
        self.show(self._meant(values, baseline, ()))

    def apply(self) -> dict[str, Any]:
        """Means what `applicable` says for the run in progress from now on, and returns it."""
        changes = self.applicable()
        self._waiting -= set(changes)
        self._applied = frozenset(changes)
        return changes

    def take_back(self, names: Iterable[str]) -> set[str]:
        """The run in progress refused these: what was to be applied to it waits for the next one again.

        Returns:
            The others, which are what that run has from now on.
        """
        running = self.running
        if running is None:
            return set()
        applied, self._applied = self._applied & set(names), frozenset()
        self._waiting |= applied
        others = set(names) - applied
        self._waiting -= others
        self._values.update({name: running[name] for name in others})
        return others

    # --- what follows -------------------------------------------------------------------------------------------------

    def with_preset(self, values: Knobs) -> ShownValues:
        """All of `values` as defaults and for the next run, where the run in progress keeps what it has."""
        return self._meant(dict(values), dict(values), self._other_than_running(values))

    def at_default(self) -> ShownValues:
        """Every value at its default, which waits for the next run where the run in progress has another."""
        changed = {name: value for name, value in self._baseline.items() if self.is_changed(name)}
        waiting = self._waiting | self._other_than_running(changed)
        return self._meant(self._baseline, self._baseline, waiting)

    def as_running(self) -> ShownValues | None:
        """The values of the run in progress for the next one too; None where there is no run."""
        if self.running is None:
            return None
        return self._meant(self.running, self._baseline, ())

    def applicable(self) -> dict[str, Any]:
        """What waits for the next run and could be applied to this one."""
        return {name: self._values[name] for name in self.waiting() if _changes_in_a_run(name)}

    def waiting(self) -> list[str]:
        """The names of what waits for the next run, and isn't what the run in progress has."""
        return sorted(name for name in self._waiting if self._differs(name))

    def waits(self, name: str) -> bool:
        """Whether that value is the next run's, and the run in progress has another."""
        return self._differs(name) and (name in self._waiting or not _changes_in_a_run(name))

    def any_waits(self) -> bool:
        """Whether something was chosen for the next run alone."""
        return bool(self._waiting)

    def is_changed(self, name: str) -> bool:
        """Whether it isn't at its default."""
        return self._values[name] != self._baseline[name]

    def changed(self) -> dict[str, KnobValue]:
        """The defaults of all that aren't at theirs."""
        return {name: value for name, value in self._baseline.items() if self.is_changed(name)}

    def applies(self, name: str) -> bool:
        """Whether the hyperparameter has an effect, on the run in progress or on the next one."""
        if name in _OF_IMAGES and not self._sees_images() and not self.is_changed(name):
            return False
        running = self.running
        return means_something(name, self._values) or (running is not None and means_something(name, running))

    def check(self, name: str, value: KnobValue) -> None:
        """Refuses a value that doesn't go with the others.

        Raises:
            InputError: Says with which, and what to do.
        """
        values = {**self._values, name: value}
        check_together(values)
        info = environment_info(self._environment)
        check_with_environment(values, info)
        if KNOB_BY_NAME[name].live is LiveClass.NEXT_RUN:  # A run that was opened may have a range of long ago.
            refuse_hopeless_range(values, info)

    def allows(self, name: str, value: KnobValue) -> bool:
        """Whether `check` passes it."""
        try:
            self.check(name, value)
        except InputError:
            return False
        return True

    def info(self) -> EnvironmentInfo | None:
        """The facts of the next run's environment; None where it isn't known (any more)."""
        try:
            return environment_info(self._environment)
        except InputError:
            return None

    def _sees_images(self) -> bool:
        """Where it can't be told nothing is hidden."""
        info = self.info()
        return info is None or bool(info.image_shape)

    def _differs(self, name: str) -> bool:
        return self.running is not None and self.running[name] != self._values[name]

    def _meant(self, values: Knobs, baseline: Knobs, waiting: Iterable[str]) -> ShownValues:
        """These, chosen beside the run in progress."""
        return ShownValues(values=values, baseline=baseline, waiting=frozenset(waiting), run=self.run)

    def _other_than_running(self, values: Knobs) -> frozenset[str]:
        running = self.running
        return frozenset() if running is None else frozenset(n for n, value in values.items() if running[n] != value)


def _changes_in_a_run(name: str) -> bool:
    return KNOB_BY_NAME[name].live is not LiveClass.NEXT_RUN
