"""Settings by the tree-structured Parzen estimator (Bergstra et al. 2011, NeurIPS 24), as Optuna has it.

Optuna is asked and told; it keeps nothing. For each trial it is made again, told the trials that count for this one in
the order of their numbers, and asked once, with a random generator of the sweep's seed and the trial's number. So what
it answers can be worked out again from the sweep's file, whatever was interrupted.
"""

import importlib.util
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dqn_engine.sweep.definition import Definition, Settings, Space
from dqn_engine.sweep.dimensions import Dimension
from dqn_engine.sweep.samplers import generator
from dqn_engine.system.errors import InputError
from dqn_engine.system.values import KnobValue

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

RANDOM_FIRST = 10
"""Trials whose settings are random, before there is anything to go by."""


def check_installed() -> None:
    """Checks that Optuna is there.

    Raises:
        InputError: It isn't.
    """
    if importlib.util.find_spec("optuna") is None:
        raise InputError(
            "--sampler tpe needs Optuna, which isn't installed; install the extra 'sweep' (uv sync --extra sweep), or "
            "use --sampler random."
        )


def tpe_settings(
    definition: Definition,
    space: Space,
    number: int,
    told: Sequence[tuple[Settings, float]],
    pending: Sequence[Settings],
) -> Settings:
    """What the trial of that number gets.

    Args:
        definition: Of the sweep.
        space: As it is for this trial; of trials before a change of the space those within it count.
        number: Of the trial.
        told: Settings and scores of the trials that count, in their order.
        pending: Settings of those in between, whose scores don't count yet.

    Raises:
        InputError: Optuna isn't installed.
    """
    check_installed()
    import optuna

    seed = int(generator(definition, number).integers(2**31))
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=RANDOM_FIRST)
    study = optuna.create_study(direction="maximize", sampler=sampler)
    distributions = {dimension.name: distribution_of(dimension) for dimension in space}
    trials = [(settings, score) for settings, score in told] + [(settings, None) for settings in pending]
    for settings, score in trials:
        if score is not None and not math.isfinite(score):
            continue
        within = {d.name: d for d in space if d.name in settings}
        if len(within) < len(settings) or not all(d.holds(settings[name]) for name, d in within.items()):
            continue
        study.add_trial(
            optuna.trial.create_trial(
                params={name: told_value(dimension, settings[name]) for name, dimension in within.items()},
                distributions={name: distributions[name] for name in within},
                value=score,
                state=optuna.trial.TrialState.RUNNING if score is None else optuna.trial.TrialState.COMPLETE,
            )
        )
    asked = study.ask(distributions).params
    return definition.settled({dimension.name: _answered(dimension, asked[dimension.name]) for dimension in space})


def distribution_of(dimension: Dimension) -> "BaseDistribution":
    """What Optuna takes: choices as their places, other values that can be counted as places in an order."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if dimension.values is not None:
        places = len(dimension.values)
        if "choices" in dimension.entry:
            return CategoricalDistribution(list(range(places)))
        return IntDistribution(0, places - 1)
    if dimension.whole:
        return IntDistribution(int(dimension.low), int(dimension.high), log=dimension.log)
    return FloatDistribution(dimension.low, dimension.high, log=dimension.log)


def told_value(dimension: Dimension, value: KnobValue) -> Any:
    """A value as Optuna is told it, in `distribution_of` its hyperparameter."""
    return value if dimension.values is None else dimension.values.index(value)


def _answered(dimension: Dimension, asked: Any) -> KnobValue:
    return dimension.settled(float(asked)) if dimension.values is None else dimension.values[int(asked)]
