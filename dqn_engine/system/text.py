"""Text from elsewhere as it may be shown: one line, nothing invisible, nothing that turns the writing round.

A file's name or a setting can hold characters that hide or reorder what is beside them; they are shown as escapes.
"""

import shlex
import traceback
import unicodedata
from collections.abc import Callable, Iterable

from dqn_engine.system.signals import is_the_users

LONGEST_SENTENCE = 1000

_LONGEST_QUOTE = 60
_LONG_NUMBER = 1e9
_LINE_ENDS = ("Zl", "Zp")


def printable(text: str, most: int = LONGEST_SENTENCE) -> str:
    """`text` with control, formatting, surrogate and unassigned characters as escapes, cut to `most` characters."""
    if len(text) > most:
        text = text[: most - 1] + "…"
    return text if text.isprintable() else "".join(map(_shown, text))


def is_number(text: str) -> bool:
    """Whether Python reads it as a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def shell_word(text: str) -> str:
    """`text` as one word of a command for a shell (bash, zsh), to be copied; what can't be shown as its bytes."""
    if text.isprintable():
        return shlex.quote(text)
    return "$'" + "".join(map(_shell_bytes, text)) + "'"


def quoted(value: object) -> str:
    """What was given, in quotes and short enough for a sentence."""
    text = str(value)
    return repr(text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 3] + "…")


def listed(names: Iterable[str]) -> str:
    """Names in a sentence: a, b and c."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def one_line(value: object) -> str:
    """What `value` says, with a single space for every gap and line end."""
    return " ".join(str(value).split())


def error_words(error: BaseException, most: int = 300) -> str:
    """An error's type and what it says, in one line without a full stop and of at most `most` characters.

    The error may come out of code of others, and be unable to say what it is.
    """
    words, kind = _said_safely(lambda: one_line(error)), _said_safely(lambda: type(error).__name__) or "an error"
    return printable(f"{kind}: {words}" if words else kind, most).rstrip(".: ")


def plain_words(error: BaseException) -> str:
    """What `str(error)` says, nothing where it can't; for errors that come out of code of others."""
    return _said_safely(lambda: str(error))


def traceback_words(error: BaseException) -> str:
    """An error in full, with where it came from, as Python tells it; nothing where it can't be told."""
    return _said_safely(lambda: "".join(traceback.format_exception(error)))


def _said_safely(say: Callable[[], str]) -> str:
    try:
        return str.__str__(say())
    except BaseException as error:
        if is_the_users(error):
            raise
        return ""


def _shell_bytes(character: str) -> str:
    if character in "'\\":
        return f"\\{character}"
    if character.isprintable():
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def counted(number: int, noun: str) -> str:
    """Such as 1 episode, or 2,000 episodes."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def one_decimal(number: float) -> str:
    """Such as 195.3; one that is too large to be read so as 1.2e+31."""
    return f"{number:.1f}" if abs(number) < _LONG_NUMBER else f"{number:.3g}"


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "C" or category in _LINE_ENDS:
        return character.encode("unicode_escape").decode("ascii")
    return character


def percent(share: float, spec: str = ".0%") -> str:
    """A part of one in Python's format `spec`, the sign set off by a space, as in all that is said."""
    return format(share, spec).replace("%", " %")
