"""How results reach the user or a program: everything that a command prints goes through here.

What is printed may quote what came from elsewhere (the name of a file, an environment's exception), which could hold a
terminal's own commands. So it is escaped here, once, whatever it is.
"""

import json
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from dqn_engine.commands.streams import error_stream, print_out
from dqn_engine.system.coded_sentences import are_wanted, coded
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.tensorflow_settings import take_cache_troubles
from dqn_engine.system.text import printable

_LONGEST_LINE = 100_000

if TYPE_CHECKING:
    from dqn_engine.system.device import DeviceChoice


def say(text: str) -> None:
    """A result, for the user, on stdout."""
    print_out(visible(text))


def tell(text: str) -> None:
    """What the user should know beside the result, on stderr; where nothing can be written there, it is lost."""
    print(coded(text) if are_wanted() else visible(text), file=error_stream(), flush=True)


def tell_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Tells a warning of other code as Python does (`warnings.showwarning`), but escaped as everything is."""
    tell(warnings.formatwarning(message, category, filename, lineno, line).rstrip("\n"))


def visible(text: str) -> str:
    """`text` with whatever a terminal would take for a command as escapes; its lines stay lines."""
    return "\n".join(printable(line, _LONGEST_LINE) for line in text.split("\n"))


def print_json(result: Mapping[str, object]) -> None:
    """One JSON object on one line of stdout; numbers that are not finite become null."""
    from dqn_engine.storage.files.plain_json import plain_json  # With NumPy, which not every command needs.

    print_out(json.dumps(plain_json(result), allow_nan=False))


def print_failure(sentence: str, kind: str) -> None:
    """What `--json` gives where there is no result: why, and its kind (`input`, `interrupted`, `system` or `run`)."""
    print_json({"error": sentence, "kind": kind, **({"coded": coded(sentence)} if are_wanted() else {})})


def tell_cache_troubles() -> None:
    """Says on stderr what was wrong with the compiled programs on disk, if anything was."""
    sentences = take_cache_troubles()
    if sentences:
        tell(sentences)


def tell_fallback(choice: "DeviceChoice") -> None:
    """Says on stderr where what runs isn't what was asked for."""
    if choice.fell_back:
        tell(Sentence("Running on {device}: {reason}", device=choice.name, reason=choice.reason))
