"""The ways of exploring by the names that the hyperparameter `exploration` has for them."""

from collections.abc import Mapping

from dqn_engine.system.values import Knobs
from dqn_engine.training.exploration.boltzmann import Boltzmann
from dqn_engine.training.exploration.epsilon_greedy import EpsilonGreedy
from dqn_engine.training.exploration.epsilon_z_greedy import EpsilonZGreedy
from dqn_engine.training.exploration.exploration import Exploration

EXPLORATIONS: Mapping[str, type[Exploration]] = {
    "epsilon-greedy": EpsilonGreedy,
    "epsilon-z-greedy": EpsilonZGreedy,
    "boltzmann": Boltzmann,
}


def exploration_of(knobs: Knobs) -> Exploration:
    """The way of exploring that `knobs` (all) choose."""
    return EXPLORATIONS[knobs["exploration"]](knobs)
