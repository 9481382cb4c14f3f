"""The errors that are told to a person: every message says what was given or happened, in one sentence."""


class InputError(ValueError):
    """What a person gave (a knob, a preset, a file, a folder) can't be used; `str(error)` is one sentence for them."""


class DivergedError(ArithmeticError):
    """The loss or its gradient is no longer finite; the last finite weights were kept."""


class BrokenEnvironmentError(Exception):
    """An environment raised, or gave something that can't be learned from. The message is one sentence."""
