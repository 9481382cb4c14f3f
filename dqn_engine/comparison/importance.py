"""How much each hyperparameter of a sweep mattered: PED-ANOVA, as Optuna has it (extra `sweep`).

Watanabe, Bansal and Hutter 2023, "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces"
(https://arxiv.org/abs/2304.10255): how far the distribution of each hyperparameter among the best trials is from that
among all. It is told the same trials that TPE is told, in the same way; the same trials come to the same numbers.
"""

import importlib.util
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from dqn_engine.sweep.course import State, Trial
from dqn_engine.sweep.definition import Definition
from dqn_engine.sweep.dimensions import Dimension
from dqn_engine.sweep.tpe import distribution_of, told_value
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import KnobValue

METHOD = "PED-ANOVA, Optuna"
LEAST_TRIALS = 10
"""Of fewer the best tenth is less than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """What mattered.

    Attributes:
        method: What it is called.
        trials: Of how many trials.
        values: By hyperparameter, the greatest first; all together 1, or each 0 where nothing is known.
        left_out: What varied as well, but isn't in every complete trial, or is the same in all: its part isn't known.
    """

    method: str
    trials: int
    values: Mapping[str, float]
    left_out: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As plain values."""
        return {
            "method": self.method,
            "trials": self.trials,
            "values": dict(self.values),
            "left_out": list(self.left_out),
        }


def importance(definition: Definition, trials: Sequence[Trial]) -> Importance | Sentence:
    """The importance of every hyperparameter that all complete trials set; a sentence where nothing can be said.

    Where its range was changed on the way, what its trials have counts as its range.

    Args:
        definition: Of the sweep.
        trials: Those that are decided; complete ones count.
    """
    if importlib.util.find_spec("optuna") is None:
        return Sentence(
            "The importance of hyperparameters needs Optuna, which isn't installed; install the extra 'sweep'."
        )
    counted = [
        trial
        for trial in trials
        if trial.state is State.COMPLETE and trial.score is not None and math.isfinite(trial.score)
    ]
    space = [
        _widened(dimension, [one.settings[dimension.name] for one in counted])
        for dimension in definition.space
        if all(dimension.name in one.settings for one in counted)
        and len({one.settings[dimension.name] for one in counted}) > 1
    ]
    if len(counted) < LEAST_TRIALS or not space:
        return Sentence(
            "The importance of hyperparameters is told of {least} complete trials or more, which differ; there are "
            "{count}.",
            least=LEAST_TRIALS,
            count=len(counted),
        )
    if len({trial.score for trial in counted}) == 1:
        return Sentence(
            "The importance of hyperparameters can't be told: all {count} complete trials have the same score.",
            count=len(counted),
        )
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # The evaluator may change in later versions; it is named with its numbers.
        study = optuna.create_study(direction="maximize")
        for trial in counted:
            study.add_trial(
                optuna.trial.create_trial(
                    params={d.name: told_value(d, trial.settings[d.name]) for d in space},
                    distributions={d.name: distribution_of(d) for d in space},
                    value=trial.score,
                )
            )
        found = optuna.importance.get_param_importances(
            study, evaluator=optuna.importance.PedAnovaImportanceEvaluator(), params=[d.name for d in space]
        )
    return Importance(
        method=METHOD,
        trials=len(counted),
        values={name: 0.0 if math.isnan(value) else float(value) for name, value in found.items()},
        left_out=tuple(d.name for d in definition.space if d.name not in found),
    )


def _widened(dimension: Dimension, values: Sequence[KnobValue]) -> Dimension:
    """The dimension with these values in it, which it may have had before or after its range was changed."""
    if all(map(dimension.holds, values)):
        return dimension
    if dimension.values is not None:
        found = dict.fromkeys((*dimension.values, *values))
        choices = "choices" in dimension.entry
        return replace(
            dimension, values=tuple(found if choices else sorted(found, key=lambda value: cast("float", value)))
        )
    numbers = [cast("float", value) for value in values]
    low, high = min(dimension.low, *numbers), max(dimension.high, *numbers)
    return replace(dimension, low=low, high=high, log=dimension.log and low > 0)
