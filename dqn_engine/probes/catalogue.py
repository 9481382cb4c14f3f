"""Every instrument by its name, in the order in which they are listed."""

from collections.abc import Mapping

from dqn_engine.probes.calibration import CalibrationRequest, calibration
from dqn_engine.probes.coach import CoachRequest, coach
from dqn_engine.probes.episodes import EpisodesRequest, episodes
from dqn_engine.probes.health import HealthRequest, health
from dqn_engine.probes.instrument import Instrument
from dqn_engine.probes.past import PastRequest, past
from dqn_engine.probes.replay import ReplayRequest, replay
from dqn_engine.probes.robustness import RobustnessRequest, robustness
from dqn_engine.probes.truth import TruthRequest, truth
from dqn_engine.probes.update import UpdateRequest, prepare, update
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
        beside=True,
        first=True,
    ),
    Instrument(
        name="truth",
        request=TruthRequest,
        look=truth,
        about="What the greedy policy really earns from each state of two axes or of a map, beside what is predicted.",
        slow=True,
        on_demand=True,
    ),
    Instrument(
        name="what-if",
        request=WhatIfRequest,
        look=what_if,
        about="What follows from one state when each action, or a given one, is taken there and then the greedy ones.",
        slow=True,
        on_demand=True,
    ),
    Instrument(
        name="episodes",
        request=EpisodesRequest,
        look=episodes,
        about="Greedy episodes, step by step: what was seen, Q, V and A, the TD error, the action and its runner-up.",
        slow=True,
    ),
    Instrument(
        name="past",
        request=PastRequest,
        look=past,
        about="The policies of past evaluations, each in the same episode: how it learned. Only while a run trains.",
        slow=True,
    ),
    Instrument(
        name="robustness",
        request=RobustnessRequest,
        look=robustness,
        about="What the policy earns with another gravity, mass, length or force, or other numbers of the "
        "environment's constructor; and the smallest push that fells CartPole's pole.",
        slow=True,
        on_demand=True,
    ),
    Instrument(
        name="replay",
        request=ReplayRequest,
        look=replay,
        about="What the buffer holds and how evenly it is learned from: effective sample size, ages, priorities, and "
        "the transitions behind any part of them.",
    ),
    Instrument(
        name="update",
        request=UpdateRequest,
        look=update,
        prepare=prepare,
        about="The next update before it is made: the target of one transition written out, its error, loss and "
        "weight, and what the gradient does to its Q-values.",
    ),
    Instrument(
        name="calibration",
        request=CalibrationRequest,
        look=calibration,
        about="Predicted against realised: Q(s, a) along greedy episodes beside the discounted return that followed, "
        "and what values the rewards allow.",
        slow=True,
    ),
    Instrument(
        name="health",
        request=HealthRequest,
        look=health,
        about="Whether the network can still learn and how fast it changes: dormant units, effective rank, norms, "
        "drift between the networks, churn of the greedy action, action gap.",
    ),
    Instrument(
        name="coach",
        request=CoachRequest,
        look=coach,
        about="What stated rules find in the buffer, the network and the curves: what was seen, what it means, where "
        "that is from, and what to try in a fork.",
    ),
)

INSTRUMENTS: Mapping[str, Instrument] = {instrument.name: instrument for instrument in _ALL}


def instrument_named(name: str) -> Instrument:
    """The instrument of that name.

    Raises:
        InputError: There is none.
    """
    if name not in INSTRUMENTS:
        raise InputError(
            "There is no instrument {name!r}; there are {instruments}.",
            name=printable(name),
            instruments=", ".join(INSTRUMENTS),
        )
    return INSTRUMENTS[name]
