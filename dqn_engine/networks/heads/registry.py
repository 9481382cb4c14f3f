"""Every value head by its name, the value of the hyperparameter `value_head`."""

from collections.abc import Mapping

from dqn_engine.networks.heads.categorical import Categorical
from dqn_engine.networks.heads.expected import ExpectedValues
from dqn_engine.networks.heads.head import ValueHead
from dqn_engine.networks.heads.implicit_quantiles import ImplicitQuantiles
from dqn_engine.networks.heads.quantiles import Quantiles
from dqn_engine.system.values import Knobs

HEADS: Mapping[str, type[ValueHead]] = {
    head.name: head for head in (ExpectedValues, Categorical, Quantiles, ImplicitQuantiles)
}


def head_of(hyperparameters: Knobs) -> ValueHead:
    """The head that all hyperparameters together describe."""
    return HEADS[hyperparameters["value_head"]].from_hyperparameters(hyperparameters)


def check_head(hyperparameters: Knobs) -> None:
    """Refuses hyperparameters that make no sense with their value head.

    Raises:
        InputError: Names the two, their values and the remedy.
    """
    HEADS[hyperparameters["value_head"]].check(hyperparameters)
