"""What is said of one state below a value plane: which and where it is, and what the network thinks of its actions."""

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QCoreApplication

from dqn_engine.play.spectator_step import SpectatorStep
from dqn_engine.probes.value_map import ValueMap
from dqn_engine.probes.value_plane import ValuePlane
from workbench.look.figures import figure
from workbench.look.sentences import unbroken
from workbench.state.observation_words import read
from workbench.widgets.action_values_plot import value_text

# More numbers or actions than these have no room.
_MOST_NUMBERS, _MOST_ACTIONS = 8, 6
_ROUNDING = 1e-5  # of an axis, by which a state at its end may be beyond it as float32


def heading(*, selected: bool, watched: bool, outside: bool = False) -> str:
    """Which state it is, and whether it lies outside of what is drawn."""
    if selected:
        which = QCoreApplication.translate("ValuePlane", "Selected state")
    elif watched:
        which = QCoreApplication.translate("ValuePlane", "Watched state")
    else:
        which = QCoreApplication.translate("ValuePlane", "Middle of the buffer")
    words = QCoreApplication.translate("ValuePlane", "{state}, outside of the plane")
    return words.format(state=which) if outside else which


def is_outside(shown: ValuePlane | ValueMap, place: tuple[float, ...] | None = None) -> bool:
    """Whether the state that was looked at, or another as `place_of` has it, lies beyond the ends of the axes."""
    if isinstance(shown, ValueMap):
        return False
    state = shown.state.tolist() if place is None else place
    axes = ((axis, _ROUNDING * (axis.high - axis.low)) for axis in (shown.x, shown.y))
    return not all(axis.low - spare <= state[axis.index] <= axis.high + spare for axis, spare in axes)


def place_of(step: SpectatorStep, shown: ValuePlane | ValueMap) -> tuple[float, ...] | None:
    """The state in which a step begins; None where it can't be told of, or isn't on the map that is shown."""
    if isinstance(shown, ValueMap):
        return step.state if len(step.state) == 1 and (shown.map.states == int(step.state[0])).any() else None
    return step.state if len(step.state) == len(shown.state) else None


def coordinates(shown: ValuePlane | ValueMap, labels: Sequence[str], place: tuple[float, ...] | None = None) -> str:
    """Where it is: the numbers of a state of the plane by their names, or its place on the map.

    It is the state that was looked at, unless another is given as `place_of` has it.
    """
    if isinstance(shown, ValueMap):
        number = int(shown.state[0] if place is None else place[0])
        row, column = (int(part) for part in np.argwhere(shown.map.states == number)[0])
        words = QCoreApplication.translate("ValuePlane", "State {state} · row {row}, column {column}")
        return words.format(state=number, row=row + 1, column=column + 1)
    state = shown.state.tolist() if place is None else list(place)
    named = labels if len(labels) == len(state) else [str(index) for index in range(len(state))]
    is_short = len(list(read(named, state))) <= _MOST_NUMBERS
    return numbers(state, named, range(len(state)) if is_short else (shown.x.index, shown.y.index))


def numbers(state: Sequence[float], labels: Sequence[str], indices: Iterable[int]) -> str:
    """Some numbers of a state by their names."""
    places = list(indices)
    found = read([labels[index] for index in places], [state[index] for index in places])
    return " · ".join(f"{name} {figure(number, '.3f')}" for name, number in found)


def values(q_values: np.ndarray, actions: Sequence[str]) -> str:
    """The Q-value of each action, an arrow before the largest; of many actions the largest few."""
    order = range(len(q_values)) if len(q_values) <= _MOST_ACTIONS else np.argsort(-q_values)[:_MOST_ACTIONS].tolist()
    best = int(np.nanargmax(q_values)) if np.isfinite(q_values).any() else 0
    named = actions if len(actions) == len(q_values) else [str(index) for index in range(len(q_values))]
    parts = [f"{'▸ ' if index == best else ''}{named[index]} {value_text(float(q_values[index]))}" for index in order]
    left_out = len(q_values) - len(parts)
    if left_out:
        parts.append(QCoreApplication.translate("ValuePlane", "and {count} more").format(count=left_out))
    return "   ".join(["Q", *map(unbroken, parts)])
