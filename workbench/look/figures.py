"""How numbers that may be negative are written: with a true minus, and never as minus nothing."""

import math


def figure(value: float, spec: str = ",") -> str:
    """`value` in Python's format `spec`; an en dash where it isn't finite."""
    if not math.isfinite(value):
        return "–"
    text = format(value, spec)
    if not text.startswith("-"):
        return text
    return "−" + text[1:] if any(digit in text for digit in "123456789") else text[1:]


def percent(share: float, spec: str = ".0%") -> str:
    """A part of one in Python's format `spec`, the sign set off by a space, as in all texts of the window."""
    return figure(share, spec).replace("%", " %")


def return_text(value: float) -> str:
    """A return (a sum of rewards) in few figures, whatever an environment's rewards are."""
    size = abs(value)
    return figure(value, ".2f" if size < 10 else ",.1f" if size < 1000 else ",.0f")
