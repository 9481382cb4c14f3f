"""What happened in a run that was opened, as the reports of that time."""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from dqn_engine.config.change import KnobChange
from dqn_engine.messages.kinds import Unpublished
from dqn_engine.messages.reports import (
    Curves,
    EpisodesEnded,
    EpisodesForgotten,
    EvaluationDone,
    KnobsChanged,
    PastNote,
    WeightsLoaded,
)
from dqn_engine.storage.run.history_reader import HistoryReader, LedgerEntry
from dqn_engine.storage.run.history_tables import CURVES, LOADED_FROM, NOTICE
from dqn_engine.storage.run.places import HISTORY, LOADED
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

_EPISODES = {
    "env_step": np.int64,
    "episode_return": np.float64,
    "length_steps": np.int64,
    "truncated": bool,
    "seconds": np.float64,
}
_NOTES = ("opened", "forked", "damaged checkpoint", NOTICE)
_TEMPLATES: Mapping[str, tuple[str, re.Pattern[str]]] = {
    "opened": (Sentence("Resumed at step {env_step}.").template, re.compile(r"Resumed at step (?P<env_step>[\d,]+)\.")),
    "forked": (
        Sentence("Began from step {env_step} of {name}. {trouble}").template,
        re.compile(r"Began from step (?P<env_step>[\d,]+) of (?P<name>.+?)\. (?P<trouble>.*)"),
    ),
}
_BY_ITS_FOLDER = re.compile(r"Resumed from g\d+-step(\d{1,18})(?:-\w+)?\.")
_AFTER_ENTRIES = re.compile(r"(Resumed at step [\d,]+) after (\d{1,18}) changes?\.")
_FIRST, _LATER = -1, 0


def opened_note(env_step: int, ledger_entries: int) -> str:
    """What a history says of a resumption; by the changes before it those made at that very step are told from it."""
    return f"Resumed at step {env_step:,} after {ledger_entries} change{'' if ledger_entries == 1 else 's'}."


def past_reports(history: HistoryReader) -> Iterator[Unpublished]:
    """What happened in a run; what the log shows is in order.

    Raises:
        InputError: The history can't be read.
    """
    episodes = _columns(history, tuple(_EPISODES))
    if episodes:
        yield EpisodesEnded, episodes
    columns = ("env_step", *CURVES)
    rows = history.table("metrics", columns, "env_step")
    if rows:
        yield Curves, dict(zip(columns, np.array(rows, np.float64).T.copy(), strict=True))
    path, (before, after) = history.path.parent, _around_the_fork(history)
    notes = history.table("events", ("env_step", "kind", "text"), "number")
    opened, sources = _Resumptions(notes), _loaded_from(path, [*before, *after], notes)
    happened = [(opened.before_entry(entry), _LATER, _told(sources, entry)) for entry in before]
    columns = ("env_step", "mean", "minimum", "maximum", "episodes")
    for row in history.table("evaluations", columns, "number"):
        happened.append((0, _LATER, (EvaluationDone, dict(zip(columns, row, strict=True)))))
    happened += [(0, _LATER, _noted(*note)) for note in notes if note[1] == "forked"]
    happened += [(opened.before_entry(entry), _LATER, _told(sources, entry)) for entry in after]
    begun = _forks_first_opening(history, notes)
    for number, note in enumerate(notes):
        if note[1] in _NOTES and note[1] != "forked" and number != begun:
            rank = _FIRST if note[1] == "opened" else _LATER
            happened.append((opened.up_to_note(number, note[0]), rank, _noted(*note)))
    happened.sort(key=lambda each: (each[2][1]["env_step"], each[0], each[1]))
    yield from (told for _resumptions, _rank, told in happened)


def _forks_first_opening(history: HistoryReader, notes: list[tuple[Any, ...]]) -> int | None:
    """Which note only says that a fork was opened where it began, which the one of its beginning says already."""
    forked = max((number for number, note in enumerate(notes) if note[1] == "forked"), default=-1)
    # Before it stand those of the parent.
    first = next((number for number in range(forked + 1, len(notes)) if notes[number][1] == "opened"), None)
    at_its_beginning = first is not None and str(notes[first][0]) == history.about().get("parent_step")
    return first if at_its_beginning else None


class _Resumptions:
    """Where a run was resumed: how often at the same step, before something else that happened at it."""

    def __init__(self, notes: list[tuple[Any, ...]]) -> None:
        self._notes: dict[int, list[tuple[int, float]]] = {}  # by step: the numbers of note and of ledger entries
        for number, (env_step, kind, text) in enumerate(notes):
            if kind == "opened":
                found = _AFTER_ENTRIES.fullmatch(text) if isinstance(text, str) else None
                entries = math.inf if found is None else int(found[2])  # Earlier versions didn't say.
                self._notes.setdefault(env_step, []).append((number, entries))

    def before_entry(self, entry: LedgerEntry) -> int:
        """How often, before that change."""
        return sum(entries < entry.entry for _number, entries in self._notes.get(entry.env_step, ()))

    def up_to_note(self, number: int, env_step: int) -> int:
        """How often, that note among them."""
        return sum(before <= number for before, _entries in self._notes.get(env_step, ()))


def _noted(env_step: int, kind: str, text: str) -> Unpublished:
    return PastNote, {"env_step": env_step, "text": _as_told(kind, _by_its_step(kind, text))}


def _around_the_fork(history: HistoryReader) -> tuple[list[LedgerEntry], list[LedgerEntry]]:
    """The changes of the parent, and those made at the step of the fork since: they come after its note."""
    about, entries = history.about(), history.ledger()
    inherited, step = about.get("parent_entries", ""), about.get("parent_step", "")
    if not re.fullmatch("[0-9]{1,18}", inherited):  # No fork, or of a version before 0.2.0.
        return entries, []
    after = [entry for entry in entries if entry.entry > int(inherited) and str(entry.env_step) == step]
    return [entry for entry in entries if entry not in after], after


def _by_its_step(kind: str, text: str) -> str:
    """A note as it is told: without how many changes came before it, nor the folder that earlier versions named."""
    if kind != "opened" or not isinstance(text, str):
        return text
    found = _BY_ITS_FOLDER.fullmatch(text)
    return _AFTER_ENTRIES.sub(r"\1.", text) if found is None else f"Resumed at step {int(found[1]):,}."


def _as_told(kind: str, text: str) -> str:
    """A note with its template and values again, of which the history has the English text alone; else that."""
    template, pattern = _TEMPLATES.get(kind, ("", None))
    found = pattern.fullmatch(text) if pattern is not None and isinstance(text, str) else None
    return text if found is None else Sentence(template, **found.groupdict())


def parent_episodes(history: HistoryReader) -> dict[str, Any] | None:
    """The fields of `ParentEpisodes`; None where the run has no parent, or that is gone or can't be read."""
    about = history.about()
    if "parent" not in about:
        return None
    try:
        with HistoryReader(Path(about["parent"]) / HISTORY) as reader:
            if reader.about().get("run") != about.get("parent_run"):  # Another run is in its place by now.
                return None
            episodes = _columns(reader, ("env_step", "episode_return", "seconds"))
    except InputError:
        return None
    return {"name": Path(about["parent"]).name, **episodes} if episodes else None


def _columns(reader: HistoryReader, columns: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Columns of the episodes as arrays; empty where there were none."""
    rows = zip(*reader.table("episodes", columns, "number"), strict=True)
    return {name: np.array(column, _EPISODES[name]) for name, column in zip(columns, rows, strict=False)}


def _loaded_from(path: Path, entries: list[LedgerEntry], notes: list[tuple[Any, ...]]) -> dict[int, str]:
    """By the entries that loaded weights: the file that the user chose, or where that isn't noted the run's copy."""
    loaded = sorted((entry for entry in entries if entry.weights_sha256), key=lambda entry: entry.entry)
    chosen = [text for _env_step, kind, text in notes if kind == LOADED_FROM and isinstance(text, str)]
    if len(chosen) != len(loaded):  # A run that was taken back may have lost one of two.
        chosen = [str(path / LOADED / f"{entry.weights_sha256}.npz") for entry in loaded]
    return {entry.entry: file for entry, file in zip(loaded, chosen, strict=True)}


def _told(sources: Mapping[int, str], entry: LedgerEntry) -> Unpublished:
    place = {"env_step": entry.env_step, "update": entry.update}
    if entry.weights_sha256:
        return WeightsLoaded, {"path": sources[entry.entry], "weights_sha256": entry.weights_sha256, **place}
    if entry.new_episodes:
        return EpisodesForgotten, place
    changes = tuple(KnobChange(name=name, old=entry.old[name], new=new) for name, new in entry.new.items())
    return KnobsChanged, {"changes": changes, **place}
