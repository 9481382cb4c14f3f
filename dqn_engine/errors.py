"""The one error a person can cause: every message says what was given, what is allowed, and what to do."""


class InputError(ValueError):
    """What a person gave (a knob, a preset, a file, a folder) can't be used; `str(error)` is one sentence for them."""
