"""The manual's pages as text: which there are, in which order, and how their headings are linked to. Knows no Qt."""

import re
from dataclasses import dataclass
from pathlib import Path

from dqn_engine.system.resources import resource_folder

INDEX = "index.md"

_LISTED = re.compile(r"^\d+\. \[.+?\]\((?P<file>[a-z-]+\.md)\)", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_LONGEST_SENTENCE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `file` is its name in the folder, `title` its first heading, `markdown` all of it."""

    file: str
    title: str
    markdown: str


def manual_folder() -> Path:
    """Where the pages are.

    Raises:
        FileNotFoundError: The installation lacks them.
    """
    return resource_folder("manual")


def read_pages() -> tuple[Page, ...]:
    """The index, then the pages in its order."""
    index = _page(INDEX)
    return (index, *(_page(listed["file"]) for listed in _LISTED.finditer(index.markdown)))


def heading_slug(heading: str) -> str:
    """What code hosts call a heading in the fragment of a link: lower case, no punctuation, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of `text` that `text[start:end]` stands in, in one line; cut where it is very long."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    first = max((place for place in ends if place <= start), default=0)
    last = min((place for place in ends if place >= end), default=len(text))
    sentence = text[first:last]
    if len(sentence) > _LONGEST_SENTENCE:
        left = max(0, start - first - _LONGEST_SENTENCE // 3)
        cut = sentence[left : left + _LONGEST_SENTENCE]
        sentence = f"{'…' if left else ''}{cut.strip()}{'…' if left + _LONGEST_SENTENCE < len(sentence) else ''}"
    return " ".join(sentence.split())


def _page(file: str) -> Page:
    markdown = (manual_folder() / file).read_text(encoding="utf-8")
    title, _, _ = markdown.partition("\n")
    return Page(file=file, title=title.removeprefix("# ").strip(), markdown=markdown)
