"""What a sweep is to do, checked: where it begins from, what varies, on which seeds, and by which rules.

All of it is saved with the sweep, so that the same file leads to the same table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from dqn_engine.config.hyperparameters import knob_named, means_something
from dqn_engine.config.run_config import LARGEST_SEED, RunConfig, run_config, run_config_from_json
from dqn_engine.study.plan import Job
from dqn_engine.sweep.dimensions import Dimension, dimension_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue

MOST_TRIALS = 10_000
MOST_AHEAD = 1_000
DEFAULT_TRIALS = 20
DEFAULT_AHEAD = 4
DEFAULT_P = 0.1

Settings = Mapping[str, KnobValue]
"""What a trial sets: hyperparameters by name, in the order of the space; those without a meaning are left out."""

Space = tuple[Dimension, ...]


class Sampler(StrEnum):
    """Who chooses a trial's settings."""

    GRID = "grid"
    RANDOM = "random"
    TPE = "tpe"


class Score(StrEnum):
    """What of a seed counts."""

    FINAL = "final"  # the mean return of its last evaluation
    AVERAGE = "average"  # the mean over all of its evaluations: how well, and how soon


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What is to be done. `ahead`, `prune`, `trials` and the space are as it began; edits are applied to them later.

    Attributes:
        preset: The name of what `base` comes from; empty: the defaults.
        base: What every trial has where it sets nothing; its seed doesn't count.
        space: What varies, in the file's order.
        seeds: Those that settings are chosen by.
        report_seeds: Others, on which the chosen one is tried in the end.
        steps: Environment steps per seed.
        sampler: Who chooses settings.
        sampler_seed: Of its random numbers.
        trials: How many; None: all of a grid.
        score: What of a seed counts.
        ahead: A trial's settings depend on trials that came so many before it, or earlier; so many are done at a time.
        prune: A trial is given up where it is worse than the best with a p-value below this; None: none is.
    """

    preset: str
    base: RunConfig
    space: Space
    seeds: tuple[int, ...]
    report_seeds: tuple[int, ...]
    steps: int
    sampler: Sampler
    sampler_seed: int
    trials: int | None
    score: Score
    ahead: int
    prune: float | None

    def settled(self, values: Settings) -> dict[str, KnobValue]:
        """Without the hyperparameters that have no effect beside the others: two that differ in those are one."""
        knobs = {**self.base.knobs, **values}
        return {name: value for name, value in values.items() if means_something(name, knobs)}

    def config(self, settings: Settings) -> RunConfig:
        """The configuration of a trial.

        Raises:
            InputError: The settings contradict each other.
        """
        base = self.base
        return run_config(environment=base.environment, device=base.device, changes={**base.knobs, **settings})

    def job(self, number: int, settings: Settings, seed: int) -> Job:
        """One seed of a trial."""
        return Job(name=trial_name(number), seed=seed, config=self.config(settings), steps=self.steps)


def trial_name(number: int) -> str:
    """What a trial is called where seeds are trained, and for the user."""
    return f"trial {number}"


def plain_settings(settings: Settings) -> dict[str, Any]:
    """As JSON takes them."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in settings.items()}


def described(settings: Settings) -> str:
    """For the user."""
    return ", ".join(f"{name}={knob_named(name).format(value)}" for name, value in settings.items()) or "as the preset"


def definition_to_json(definition: Definition) -> dict[str, Any]:
    """Plain values; `definition_from_json` reads them back."""
    return {
        "preset": definition.preset,
        "base": definition.base.to_json(),
        "space": {dimension.name: dict(dimension.entry) for dimension in definition.space},
        "seeds": list(definition.seeds),
        "report_seeds": list(definition.report_seeds),
        "steps": definition.steps,
        "sampler": str(definition.sampler),
        "sampler_seed": definition.sampler_seed,
        "trials": definition.trials,
        "score": str(definition.score),
        "ahead": definition.ahead,
        "prune": definition.prune,
    }


def definition_from_json(values: object) -> Definition:
    """Reads what `definition_to_json` gave, from wherever it comes.

    Raises:
        InputError: A field is missing, unknown or not allowed.
    """
    fields = set(Definition.__dataclass_fields__)
    if not isinstance(values, Mapping) or set(values) != fields:
        raise InputError("What the sweep is to do isn't saved as this version saves it.")
    said = cast("Mapping[str, Any]", values)
    space = said["space"]
    if not isinstance(space, Mapping) or not isinstance(said["preset"], str):
        raise InputError("The sweep's space must be a table, and its preset text.")
    sampler, score = said["sampler"], said["score"]
    if sampler not in tuple(Sampler) or score not in tuple(Score):
        raise InputError("The sweep's sampler or score isn't one that this version has.")
    prune = said["prune"]
    if prune is not None and not (isinstance(prune, float) and 0 < prune < 1):
        raise InputError("The sweep's rule for pruning must be a p-value between 0 and 1.")
    trials = said["trials"]
    definition = Definition(
        preset=said["preset"],
        base=run_config_from_json(said["base"]),
        space=tuple(dimension_of(name, entry, where="the sweep") for name, entry in space.items()),
        seeds=_seeds(said["seeds"], least=1),
        report_seeds=_seeds(said["report_seeds"], least=0),
        steps=_whole(said["steps"], 1, 2**31 - 1),
        sampler=Sampler(sampler),
        sampler_seed=_whole(said["sampler_seed"], 0, LARGEST_SEED),
        trials=None if trials is None else _whole(trials, 1, MOST_TRIALS),
        score=Score(score),
        ahead=_whole(said["ahead"], 1, MOST_AHEAD),
        prune=prune,
    )
    check_seeds(definition.seeds, definition.report_seeds)
    if definition.trials is None and definition.sampler is not Sampler.GRID:
        raise InputError("The sweep doesn't say how many trials it has.")
    return definition


def check_seeds(seeds: Sequence[int], report_seeds: Sequence[int]) -> None:
    """Checks that nothing is reported on seeds that it was chosen by.

    Raises:
        InputError: A seed is among both.
    """
    both = sorted(set(seeds) & set(report_seeds))
    if both:
        raise InputError(
            "Seed {seed} is among --seeds and --report-seeds, but what was chosen by a seed can't be judged by it; "
            "give others to --report-seeds.",
            seed=both[0],
        )


def _whole(value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise InputError("A number of the sweep is {value}, but must be a whole number from {low:,} to {high:,}.",
                         value=str(value)[:60], low=low, high=high)  # fmt: skip
    return value


def _seeds(values: object, *, least: int) -> tuple[int, ...]:
    if not isinstance(values, list) or not least <= len(values) <= 1_000:
        raise InputError("The sweep's seeds must be a list of up to 1,000.")
    seeds = tuple(_whole(value, 0, LARGEST_SEED) for value in cast("list[object]", values))
    if len(set(seeds)) < len(seeds):
        raise InputError("The sweep names a seed twice, which would count it double.")
    return seeds
