"""Every instrument by its name, in the order in which they are listed."""

from collections.abc import Mapping

from dqn_engine.probes.instrument import Instrument
from dqn_engine.probes.value_plane import PlaneRequest, value_plane
from dqn_engine.system.errors import InputError
from dqn_engine.system.text import printable

_ALL = (
    Instrument(
        name="value-plane",
        request=PlaneRequest,
        look=value_plane,
        about="What the network thinks of every state of two axes: the largest Q-value, the gap to the second, the "
        "greedy action, and where the buffer's states lie.",
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
