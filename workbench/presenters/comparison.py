"""The runs, studies and sweeps that can be compared, and which of them are: the one owner of rows and selection.

It reads folders beside the window while a panel of *Compare* can be seen, and at no other time. What it holds it
resolves to a frozen view; panels draw that, and say what the user did.
"""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dqn_engine.comparison.entries import Entry, Kind, path_of, with_parents_titles
from dqn_engine.storage.run.labels import RunLabels, read_labels, write_labels
from dqn_engine.storage.run.places import RUNS_OF_SEEDS
from dqn_engine.system.errors import InputError
from workbench.presenters.background import Background
from workbench.presenters.catalogue_reading import CatalogueReading, Scan, root_times
from workbench.state import runs_table
from workbench.state.engine_words import worded
from workbench.state.run_colours import RunColours
from workbench.state.runs_table import Asked, RunsView
from workbench.state.trash import Deletion
from workbench.state.undo_step import UndoStep

if TYPE_CHECKING:
    from dqn_engine.comparison.catalogue import Found

_LOOK_AGAIN_MS = 2_000


class Comparison(QObject):
    """Rows and selection.

    Args:
        roots: Asked for the folders to look into, each a run, a study or a sweep, or with such in it.
        background: Reads beside the window.
        reading: What it reads with.
    """

    changed = Signal(object)  # the `RunsView`
    stepped = Signal(object)  # an `UndoStep`
    refused = Signal(str)
    told = Signal(str)
    untold = Signal(str)  # what was told is no longer so
    label_wanted = Signal(object, object)  # a folder, and the `RunLabels` it has
    open_wanted = Signal(str)  # the folder of a run
    revealed = Signal(str)  # the key of what was selected for the user, who is to see it

    def __init__(
        self,
        roots: Callable[[], Sequence[Path]],
        background: Background,
        reading: CatalogueReading,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._roots, self._background, self._reading = roots, background, reading
        self._folders: dict[Path, tuple[Entry, ...]] = {}
        self._by_key: dict[str, Entry] = {}
        self._times: Mapping[str, int] = {}
        self._is_reading = False
        self._seen: set[str] = set()
        self._asked = Asked()
        self._colours = RunColours()
        self._awaited: Path | None = None
        self._is_chosen = False  # Whether anything was ever selected: from then on that is the user's alone.
        self.view = RunsView()
        self._again = QTimer(self)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._look_again)

    # --- what is known ------------------------------------------------------------------------------------------------

    def entry(self, key: str) -> Entry | None:
        """The entry of a key; None where it isn't there any more."""
        return self._by_key.get(key)

    def selected(self) -> tuple[Entry, ...]:
        """The selected entries, in the order in which they stand."""
        return tuple(line.entry for line in self.view.lines if line.entry and line.key in set(self.view.selected))

    def newest(self, kind: Kind) -> Entry | None:
        """What of a kind is being written, or was last; None where there is none that can be read."""
        found = [entry for entry in self._by_key.values() if entry.kind is kind and not entry.trouble]
        return max(found, key=lambda entry: (entry.being_written, entry.written_unix_s), default=None)

    def live(self) -> tuple[str, ...]:
        """The keys of what is being written by some program."""
        return tuple(entry.key for entry in self._by_key.values() if entry.being_written)

    @property
    def is_seen(self) -> bool:
        """Whether something of it can be seen."""
        return bool(self._seen)

    # --- what the user does -------------------------------------------------------------------------------------------

    def see(self, panel: str, seen: bool) -> None:
        """A panel can be seen now, or can't any more."""
        was = self.is_seen
        self._seen = self._seen | {panel} if seen else self._seen - {panel}
        if self.is_seen and not was:
            self.look()
            self._again.start()
        elif not self.is_seen:
            self._again.stop()

    @Slot()
    def look(self) -> None:
        """Looks into the folders again."""
        roots = self._places()
        self._is_reading = True
        self._background.ask("scan", lambda: self._reading.scan(roots), self._take_scan)

    @Slot(str)
    def search(self, text: str) -> None:
        """Lists what was typed for."""
        self._ask(search=text)

    @Slot(str)
    def list_kind(self, kind: str) -> None:
        """Lists runs, studies or sweeps alone; everything where it is empty."""
        self._ask(kind=kind)

    @Slot(str, bool)
    def sort(self, column: str, descending: bool) -> None:
        """Sorts by a column."""
        self._ask(column=column, descending=descending)

    @Slot(str)
    def group(self, group_by: str) -> None:
        """Groups by something; by nothing where it is empty."""
        self._ask(group_by=group_by, closed=frozenset[str]())

    @Slot(str)
    def toggle_group(self, group: str) -> None:
        """Hides a group's lines, or shows them again."""
        self._ask(closed=self._asked.closed ^ {group})

    @Slot(str)
    def toggle_seeds(self, key: str) -> None:
        """Shows the seeds of a study or a sweep below it, or hides them again."""
        entry = self.entry(key)
        if entry is not None and entry.runs:
            self._ask(opened=self._asked.opened ^ {key})
            if key in self._asked.opened:
                self.look()

    @Slot(object)
    def select(self, keys: Iterable[str]) -> None:
        """Selects these entries and no others."""
        self._is_chosen = True
        chosen = tuple(dict.fromkeys(keys))
        if chosen != self._asked.selected:
            self._ask(selected=chosen)

    def select_folder(self, folder: Path) -> None:
        """Selects what is in a folder, now or as soon as there is something."""
        self._awaited = folder
        if folder in self._folders:
            self._select_awaited()
        elif self.is_seen:
            self.look()

    def counts(self) -> dict[str, tuple[int, int]]:
        """How many seeds are finished and planned, by the folder, of those that are being written."""
        found: dict[str, tuple[int, int]] = {}
        for folder, entries in self._folders.items():
            if any(entry.being_written for entry in entries):
                done, planned = (sum(getattr(entry, name) for entry in entries) for name in ("seeds", "seeds_planned"))
                found[str(folder)] = done, planned
        return found

    @Slot(str)
    def open(self, key: str) -> None:
        """Opens a run in the window; a study or a sweep is selected, and its seeds are shown below it, or hidden."""
        entry = self.entry(key)
        if entry is not None and entry.kind == "run":
            self.open_wanted.emit(str(entry.path))
        elif entry is not None:
            self.select((key,))
            self.toggle_seeds(key)

    @Slot()
    def label(self) -> None:
        """Asks for another name, note and tags of what is selected first."""
        folders = self._selected_folders()
        if folders:
            self.label_wanted.emit(folders[0], read_labels(folders[0]))

    def set_labels(self, folder: Path, labels: RunLabels) -> None:
        """Gives a folder these labels, which can be undone."""
        before = read_labels(folder)
        if labels != before and self._write_labels(folder, labels):
            text = self.tr("naming {name}").format(name=folder.name)
            self._step(text, (folder, before, labels))

    @Slot()
    def pin(self) -> None:
        """Pins what is selected to the top; where all of it is pinned, unpins it."""
        folders = self._selected_folders()
        before = {folder: read_labels(folder) for folder in folders}
        pinned = not all(labels.pinned for labels in before.values())
        after = {folder: replace(labels, pinned=pinned) for folder, labels in before.items()}
        changed = [(folder, before[folder], after[folder]) for folder in folders if before[folder] != after[folder]]
        if all(self._write_labels(folder, now) for folder, _, now in changed) and changed:
            self._step(self.tr("pinning") if pinned else self.tr("unpinning"), *changed)

    @Slot()
    def delete(self) -> None:
        """Moves what is selected to the trash, which can be undone."""
        folders = self._selected_folders()
        deletions = [(folder, Deletion(folder)) for folder in folders]
        try:
            for _, deletion in deletions:
                deletion.refuse_open()  # Of several, none goes where one can't.
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return
        done, reason = _each(deletions, Deletion.do)
        if reason is not None:
            self.refused.emit(worded(str(reason)))
        if not done:
            return
        gone = [folder for folder, _ in done]
        self._drop(gone)
        if len(gone) == 1:
            names = done[0][1].name
            told = self.tr("{name} is in the trash; Undo in the Edit menu brings it back.").format(name=names)
        else:
            names = self.tr("{count} folders").format(count=len(gone))
            told = self.tr("{name} are in the trash; Undo in the Edit menu brings them back.").format(name=names)
        self.told.emit(told)
        self.stepped.emit(
            UndoStep(
                text=self.tr("deleting {name}").format(name=names),
                undo=functools.partial(self._bring_back, done, told),
                redo=functools.partial(self._delete_again, done, told),
                outlives_run=True,
            )
        )

    # --- what is read -------------------------------------------------------------------------------------------------

    def _take_scan(self, scan: Scan) -> None:
        self._times = scan.roots
        waiting = {found.folder for found in scan.waiting}
        # What is read again stays as it was until it has been.
        kept = {folder: entries for folder, entries in self._folders.items() if folder in waiting}
        self._set_folders({**scan.known, **kept})
        self._read(scan.waiting)

    def _read(self, waiting: Sequence["Found"]) -> None:
        self._is_reading = bool(waiting)
        if waiting:
            self._background.ask("read", functools.partial(self._reading.read, waiting), self._take_read)
        else:
            self._choose_first()
        self._resolve()

    def _choose_first(self) -> None:
        """At first what is being trained is selected, or what was last: there are curves to be seen at once."""
        readable = [entry for entry in self._by_key.values() if not entry.trouble]
        if self._is_chosen or self._awaited is not None or not readable:
            return
        self._is_chosen = True
        newest = max(readable, key=lambda entry: (entry.being_written, entry.written_unix_s))
        self._asked = replace(self._asked, selected=(newest.key,))

    def _take_read(self, answer: tuple[dict[Path, tuple[Entry, ...]], Sequence["Found"]]) -> None:
        entries, waiting = answer
        self._set_folders({**self._folders, **entries})
        self._read(waiting)

    @Slot()
    def _look_again(self) -> None:
        """Now and then: whether there is something new, or continued, and how what is being written goes."""
        if self._is_reading:
            return
        if root_times(self._places()) != self._times:
            self.look()
            return
        live = tuple(
            folder for folder, entries in self._folders.items() if any(entry.being_written for entry in entries)
        )
        self._background.ask("live", functools.partial(self._reading.read_live, live), self._take_again)

    def read_again(self, folders: Sequence[Path]) -> None:
        """Reads these folders again."""
        self._background.ask("again", functools.partial(self._reading.read_again, tuple(folders)), self._take_again)

    def _take_again(self, entries: dict[Path, tuple[Entry, ...]]) -> None:
        if not entries:
            return
        both = {**self._folders, **entries}
        self._set_folders({folder: found for folder, found in both.items() if found})
        self._resolve()

    def _drop(self, folders: Sequence[Path]) -> None:
        self._set_folders({folder: found for folder, found in self._folders.items() if folder not in folders})
        self._resolve()

    def _set_folders(self, folders: Mapping[Path, tuple[Entry, ...]]) -> None:
        self._folders = with_parents_titles(folders)
        self._by_key = {entry.key: entry for entries in self._folders.values() for entry in entries}
        self._select_awaited()

    def _select_awaited(self) -> None:
        there = self._folders.get(self._awaited, ()) if self._awaited is not None else ()
        if there:
            self._awaited, self._is_chosen = None, True
            self._asked = replace(self._asked, selected=tuple(entry.key for entry in there))
            self._resolve()
            self._uncover(there)

    def _uncover(self, entries: Sequence[Entry]) -> None:
        """Lists what was selected for the user, where a search, a kind, or a closed group hides it."""
        if not self.view.selected:
            self._ask(search="", kind="")
        groups = {runs_table.group_of(entry, self._asked.group_by) for entry in entries}
        if self._asked.closed & groups:
            self._ask(closed=self._asked.closed - groups)
        self.revealed.emit(entries[0].key)

    def _places(self) -> tuple[Path, ...]:
        """What is looked into: also the seeds of what is opened in the table."""
        opened = dict.fromkeys(path_of(key) / RUNS_OF_SEEDS for key in sorted(self._asked.opened))
        return (*self._roots(), *opened)

    # --- what follows -------------------------------------------------------------------------------------------------

    def _ask(self, **changes: object) -> None:
        self._asked = replace(self._asked, **changes)  # pyright: ignore[reportArgumentType] - fields of it
        self._resolve()

    def _resolve(self) -> None:
        view = runs_table.resolve(
            self._by_key.values(),
            self._asked,
            colours=self._colours.places(self._asked.selected),
            reading=self._is_reading,
        )
        if view != self.view:
            self.view = view
            self.changed.emit(view)

    def colour_places(self, keys: Iterable[str]) -> Mapping[str, int]:
        """The places among the colours of what is shown together."""
        return self._colours.places(keys)

    def _selected_folders(self) -> list[Path]:
        return list(dict.fromkeys(path_of(key) for key in self.view.selected))

    def _write_labels(self, folder: Path, labels: RunLabels) -> bool:
        try:
            write_labels(folder, labels)
        except InputError as error:
            self.refused.emit(worded(str(error)))
            return False
        if folder in self._folders:
            labelled = tuple(replace(entry, labels=labels) for entry in self._folders[folder])
            self._set_folders({**self._folders, folder: labelled})
            self._resolve()
        return True

    def _step(self, text: str, *changes: tuple[Path, RunLabels, RunLabels]) -> None:
        def go(place: int) -> None:
            for change in changes:
                self._write_labels(change[0], (change[1], change[2])[place])

        self.stepped.emit(UndoStep(text=text, undo=lambda: go(0), redo=lambda: go(1), outlives_run=True))

    def _bring_back(self, done: Sequence[tuple[Path, Deletion]], told: str) -> None:
        self.untold.emit(told)
        back, reason = _each(done, Deletion.undo)
        self.read_again([folder for folder, _ in back])
        if reason is not None:
            raise reason

    def _delete_again(self, done: Sequence[tuple[Path, Deletion]], told: str) -> None:
        gone, reason = _each(done, Deletion.do)
        self._drop([folder for folder, _ in gone])
        if reason is not None:
            raise reason
        self.told.emit(told)


def _each(
    deletions: Sequence[tuple[Path, Deletion]], act: Callable[[Deletion], None]
) -> tuple[list[tuple[Path, Deletion]], InputError | None]:
    """Those that it could be done with, and why it couldn't with the first of the others; None where there is none."""
    done: list[tuple[Path, Deletion]] = []
    first: InputError | None = None
    for folder, deletion in deletions:
        try:
            act(deletion)
        except InputError as error:
            first = first or error
        else:
            done.append((folder, deletion))
    return done, first
