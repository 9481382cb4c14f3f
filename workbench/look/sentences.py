"""Sentences one after another and with the number that goes with a count, in any of the window's languages."""

import re

_WIDE_STOPS = "。！？；："
"""Chinese marks, which have their room within them."""

_BY_NUMBER = re.compile(r"\[([^][|]*)\|([^][|]*)\]")

_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:ms|s|min|h|kB|MB|GB|%|秒|分钟|步)(?![a-z]))")
_IN_RANGE = re.compile(r"(?<=\d)…(?=[\d−-])")

_LONG_WORD = re.compile(r"\w{25,}", re.ASCII)
_PART_OF_IT = re.compile(r".{12}(?!$)")

_FIRST_WIDE = 0x2E80
"""The first letter of scripts without spaces between words."""


def one_after_another(*sentences: str) -> str:
    """Those that aren't empty as one text: with a space between, save after a mark that is wide itself."""
    said = ""
    for sentence in filter(None, sentences):
        between = " " if said and said[-1] not in _WIDE_STOPS else ""
        said += between + sentence
    return said


def numbered(text: str, *counts: float) -> str:
    """`text` with each "[step|steps]" as goes with a number: the first for one, else the second; each takes a count.

    Where there are fewer counts the last goes on. Languages without a plural leave out the brackets.
    """
    waiting = list(counts)

    def chosen(found: re.Match[str]) -> str:
        count = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return found[1] if count == 1 else found[2]

    return _BY_NUMBER.sub(chosen, text)


def figures_whole(text: str) -> str:
    """`text` whose lines don't break between a figure and its unit, nor within a range."""
    return _IN_RANGE.sub("\u2060…\u2060", _BEFORE_UNIT.sub("\u00a0", text))


def long_words_broken(text: str) -> str:
    """`text` whose lines may break within what is longer than words are, such as fingerprints and names of files."""
    return _LONG_WORD.sub(lambda word: _PART_OF_IT.sub("\\g<0>\u200b", word[0]), text)


def as_said(text: str) -> str:
    """The same as it was before `figures_whole` and `long_words_broken`."""
    return text.replace("\u00a0", " ").replace("\u2060", "").replace("\u200b", "")


def unbroken(words: str) -> str:
    """In one line, also where words have no spaces between them, as in Chinese."""
    whole = words.replace(" ", "\u00a0")
    return "\u2060".join(whole) if any(ord(letter) >= _FIRST_WIDE for letter in whole) else whole
