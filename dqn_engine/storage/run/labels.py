"""What the user calls a run: a title, a note and tags, and whether it is pinned, in a small file in its folder.

Nothing else depends on them: the folder keeps its name, so that forks still find their parent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dqn_engine.storage.files.atomic import write_atomically
from dqn_engine.storage.files.file_layer import read_plain_file
from dqn_engine.storage.files.plain_json import json_file
from dqn_engine.storage.files.strict_json import decode_json

LABELS = "labels.json"
LONGEST_TITLE, LONGEST_NOTE, MOST_TAGS, LONGEST_TAG = 120, 2000, 20, 40
_LARGEST_BYTES = 64_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLabels:
    """A run's labels; all are empty where none were given."""

    title: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    pinned: bool = False


def read_labels(path: Path) -> RunLabels:
    """The labels of the run in the folder `path`; none where they can't be read."""
    try:
        found = decode_json(read_plain_file(path / LABELS, _LARGEST_BYTES))
    except (OSError, ValueError):
        return RunLabels()
    if not isinstance(found, dict):
        return RunLabels()
    tags = found.get("tags")
    return _bounded(
        str(found.get("title", "")),
        str(found.get("note", "")),
        map(str, tags) if isinstance(tags, list) else (),
        pinned=found.get("pinned") is True,
    )


def name_of(path: Path) -> str:
    """What the run in the folder `path` is called: the title that it was given, or the folder's name."""
    return read_labels(path).title or path.name


def write_labels(path: Path, labels: RunLabels) -> None:
    """Gives the run in the folder `path` these labels.

    Raises:
        InputError: They can't be written.
    """
    kept = _bounded(labels.title, labels.note, labels.tags)
    pinned = {"pinned": True} if labels.pinned else {}
    said = {"title": kept.title, "note": kept.note, "tags": list(kept.tags), **pinned}
    write_atomically(path / LABELS, json_file(said))


def tags_in(text: str) -> tuple[str, ...]:
    """The tags that a line holds, with commas between them."""
    return _bounded("", "", text.split(",")).tags


def _bounded(title: str, note: str, tags: Iterable[str], *, pinned: bool = False) -> RunLabels:
    # A tag is shown and searched for with a # before it, and may be typed so.
    wanted = dict.fromkeys(" ".join(tag.split()).lstrip("#").lstrip()[:LONGEST_TAG] for tag in tags)
    return RunLabels(
        title=" ".join(title.split())[:LONGEST_TITLE],
        note=note.strip()[:LONGEST_NOTE],
        tags=tuple(tag for tag in wanted if tag)[:MOST_TAGS],
        pinned=pinned,
    )
