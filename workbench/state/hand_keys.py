"""Which key takes which action when the user plays: arrows where an action's name has a direction, digits for all."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt

_DIRECTIONS = (
    (Qt.Key.Key_Left, ("left", "west", "torque −1")),
    (Qt.Key.Key_Right, ("right", "east", "torque +1")),
    (Qt.Key.Key_Up, ("up", "north", "main")),
    (Qt.Key.Key_Down, ("down", "south")),
)
_DIGITS = (*(int(Qt.Key.Key_1) + place for place in range(9)), int(Qt.Key.Key_0))
_IDLE = ("coast", "no torque", "noop")
_SLOWEST_REAL_TIME_HZ = 10.0


def actions_by_key(labels: Sequence[str]) -> dict[int, int]:
    """The action of each key, by the actions' names in English, in their order."""
    found = {key: action for action, key in enumerate(_DIGITS[: len(labels)])}
    for key, words in _DIRECTIONS:
        named = [action for action, label in enumerate(labels) if any(word in label.lower() for word in words)]
        if named:
            found[int(key)] = named[0]
    return found


def has_arrows(keys: Mapping[int, int]) -> bool:
    """Whether any arrow key takes an action."""
    return any(int(key) in keys for key, _ in _DIRECTIONS)


def idle_action(labels: Sequence[str]) -> int | None:
    """The action that does nothing, taken while no key is pressed; None where there is none."""
    return next((action for action, label in enumerate(labels) if label.lower() in _IDLE), None)


def waits_for_keys(step_hz: float) -> bool:
    """Whether the world stands still between two keys: where steps are moves, and not instants."""
    return step_hz <= _SLOWEST_REAL_TIME_HZ
