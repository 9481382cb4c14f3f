"""What a hyperparameter and its values are called in the window, translated, wherever they stand; and what is typed."""

import re

from PySide6.QtCore import QCoreApplication

from dqn_engine.config.hyperparameters import Knob, KnobKind
from dqn_engine.system.values import KnobValue

# The field's usual spelling of choices that a capital letter alone doesn't give.
SPELLING = {
    "relu": "ReLU",
    "tanh": "tanh",
    "rmsprop": "RMSprop",
    "adamw": "AdamW",
    "epsilon-greedy": "ε-greedy",
    "epsilon-z-greedy": "εz-greedy",
    "qr-dqn": "QR-DQN",
    "iqn": "IQN",
    "notebook-1": "Notebook 1",
    "he-uniform": "He uniform",
    "glorot-uniform": "Glorot uniform",
    "truncated-normal": "Truncated normal",
}

_PLAIN = str.maketrans({**{chr(0xFF01 + at): chr(0x21 + at) for at in range(94)}, "、": ",", "\u3000": " ", "−": "-"})
"""The signs of a Chinese or a Japanese keyboard, which are as wide as a character, by those that they stand for."""

_THOUSANDS = re.compile("[,_\u2009\u202f' ]")
_SET_OFF = re.compile("[-+]?[0-9]{1,3}([,_\u2009\u202f' ][0-9]{3})+")
"""Groups of three: what else holds a comma isn't a whole number, and is refused."""


def _translated(text: str) -> str:
    return QCoreApplication.translate("Knobs", text) if text else ""


def label(knob: Knob) -> str:
    """The hyperparameter's name."""
    return _translated(knob.label)


def choice(word: str) -> str:
    """One of a hyperparameter's choices."""
    return _translated(SPELLING.get(word, word.capitalize()))


def shown(knob: Knob, value: KnobValue) -> str:
    """A value as the user reads it."""
    if isinstance(value, bool):
        return QCoreApplication.translate("Knobs", "on") if value else QCoreApplication.translate("Knobs", "off")
    if knob.kind is KnobKind.CHOICE and isinstance(value, str):
        return choice(value)
    text = typed(knob, value)
    return "−" + text[1:] if text.startswith("-") else text


def typed(knob: Knob, value: KnobValue) -> str:
    """A value as its field shows it: whole numbers with their thousands set off."""
    return f"{value:,}" if knob.kind is KnobKind.INT and isinstance(value, int) else knob.format(value)


def read(knob: Knob, text: str) -> KnobValue:
    """The value that is typed, as `shown` and `typed` write it or as a file does.

    Raises:
        InputError: The text is not a value of this hyperparameter.
    """
    plain = text.translate(_PLAIN).strip()
    options = (True, False) if knob.kind is KnobKind.BOOL else knob.choices if knob.kind is KnobKind.CHOICE else ()
    for option in options:
        if plain.casefold() == shown(knob, option).translate(_PLAIN).casefold():
            return option
    if knob.kind is KnobKind.INT and _SET_OFF.fullmatch(plain):
        plain = _THOUSANDS.sub("", plain)
    return knob.parse(plain)


def parted(text: str) -> list[str]:
    """Several values that are typed with ; between."""
    return [part for part in map(str.strip, text.translate(_PLAIN).split(";")) if part]
