"""How much each hyperparameter of a sweep mattered: PED-ANOVA, as Optuna has it (extra `sweep`).

Watanabe, Bansal and Hutter 2023, "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary Subspaces"
(https://arxiv.org/abs/2304.10255): how far the distribution of each hyperparameter among the best trials is from that
among all. It is told the same trials that TPE is told, in the same way; the same trials come to the same numbers.
"""

import importlib.util
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dqn_engine.sweep.course import State, Trial
from dqn_engine.sweep.definition import Definition
from dqn_engine.sweep.tpe import distribution_of, told_value
from dqn_engine.system.sentences import Sentence

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
    """

    method: str
    trials: int
    values: Mapping[str, float]

    def to_json(self) -> dict[str, object]:
        """As plain values."""
        return {"method": self.method, "trials": self.trials, "values": dict(self.values)}


def importance(definition: Definition, trials: Sequence[Trial]) -> Importance | Sentence:
    """The importance of every hyperparameter that all complete trials set; a sentence where nothing can be said.

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
        dimension
        for dimension in definition.space
        if all(dimension.name in one.settings and dimension.holds(one.settings[dimension.name]) for one in counted)
        and len({one.settings[dimension.name] for one in counted}) > 1
    ]
    if len(counted) < LEAST_TRIALS or not space:
        return Sentence(
            "The importance of hyperparameters is told of {least} complete trials or more, which differ; there are "
            "{count}.",
            least=LEAST_TRIALS,
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
    )
