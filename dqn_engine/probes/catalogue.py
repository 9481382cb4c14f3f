"""Every instrument by its name, in the order in which they are listed."""

from collections.abc import Mapping

from dqn_engine.probes.episodes import EpisodesRequest, episodes
from dqn_engine.probes.instrument import Instrument
from dqn_engine.probes.robustness import RobustnessRequest, robustness
from dqn_engine.probes.truth import TruthRequest, truth
from dqn_engine.probes.value_plane import PlaneRequest, value_plane
from dqn_engine.probes.what_if import WhatIfRequest, what_if
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable

_ALL = (
    Instrument(
        name="value-plane",
        request=PlaneRequest,
        look=value_plane,
        about="What the network thinks of every state of two axes, or of a toy text's map: the largest Q-value, the "
        "gap to the second, the greedy action, and where the buffer's states lie.",
    ),
    Instrument(
        name="truth",
        request=TruthRequest,
        look=truth,
        about="What the greedy policy really earns from each state of two axes or of a map, beside what is predicted.",
        slow=True,
    ),
    Instrument(
        name="what-if",
        request=WhatIfRequest,
        look=what_if,
        about="What follows from one state when each action, or a given one, is taken there and then the greedy ones.",
        slow=True,
    ),
    Instrument(
        name="episodes",
        request=EpisodesRequest,
        look=episodes,
        about="Greedy episodes, step by step: what was seen, Q, V and A, the TD error, the action and its runner-up.",
        slow=True,
    ),
    Instrument(
        name="robustness",
        request=RobustnessRequest,
        look=robustness,
        about="What the policy earns with another gravity, mass, length or force, or other numbers of the "
        "environment's constructor; and the smallest push that fells CartPole's pole.",
        slow=True,
    ),
)

INSTRUMENTS: Mapping[str, Instrument] = {instrument.name: instrument for instrument in _ALL}


def instrument_named(name: str) -> Instrument:
    """The instrument of that name.

    Raises:
        InputError: There is none.
    """
    if name not in INSTRUMENTS:
        raise InputError(f"There is no instrument {printable(name)!r}; there are {', '.join(INSTRUMENTS)}.")
    return INSTRUMENTS[name]
