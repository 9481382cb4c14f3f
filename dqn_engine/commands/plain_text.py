"""Text from files as a terminal may show it: one line, no control characters, nothing that reorders its neighbours."""

import unicodedata

LONGEST = 500


def plain(text: str) -> str:
    """The text, cut, with every character that isn't printable replaced."""
    shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "".join("\N{REPLACEMENT CHARACTER}" if unicodedata.category(sign)[0] == "C" else sign for sign in shown)
