"""What a hyperparameter and its values are called in the window, translated, wherever they stand."""

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
