"""Sentences one after another, in any of the window's languages."""

_WIDE_STOPS = "。！？；："
"""Chinese marks, which have their room within them."""


def one_after_another(*sentences: str) -> str:
    """Those that aren't empty as one text: with a space between, save after a mark that is wide itself."""
    said = ""
    for sentence in filter(None, sentences):
        between = " " if said and said[-1] not in _WIDE_STOPS else ""
        said += between + sentence
    return said
