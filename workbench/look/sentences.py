"""Sentences one after another, in any of the window's languages."""

_WIDE_STOPS = "。！？；："
"""Chinese marks, which have their room within them."""

_FIRST_WIDE = 0x2E80
"""The first letter of scripts without spaces between words."""


def one_after_another(*sentences: str) -> str:
    """Those that aren't empty as one text: with a space between, save after a mark that is wide itself."""
    said = ""
    for sentence in filter(None, sentences):
        between = " " if said and said[-1] not in _WIDE_STOPS else ""
        said += between + sentence
    return said


def unbroken(words: str) -> str:
    """In one line, also where words have no spaces between them, as in Chinese."""
    whole = words.replace(" ", "\u00a0")
    return "\u2060".join(whole) if any(ord(letter) >= _FIRST_WIDE for letter in whole) else whole
