"""Does a sweep: has seeds trained where it is told, saves what they come to, and makes edits that come meanwhile.

This is a study with more settings than one: seeds are trained, replaced where a worker dies, and evaluated by the same
code (`dqn_engine.study`), and a study of one setting comes to the same numbers as a trial with it.
"""

import time
from collections.abc import Callable, Collection, Hashable
from contextlib import AbstractContextManager

from dqn_engine.study.plan import Job, SeedDone, SeedEvaluated, StudyEvent
from dqn_engine.study.study import Place
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.edits import Edit, MadeEdit, check_edit
from dqn_engine.sweep.sweep_folder import SweepFolder, waiting_edits
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence

_LOOK_S = 0.5


class SweepRunner:
    """Does what is left of a sweep.

    Args:
        course: Where it stands.
        folder: Where it is saved.
        place: Given what observes and what says that it is to stop, opens the place where seeds are trained.
        observe: Called with each event, after it was saved.
        stopped: Asked again and again; once it says yes, seeds in progress are given up.
        tell: Called with what the user should know: that an edit was made, or can't be.
        clock: In seconds, for how often edits are looked for.
        wait: Waits so many seconds, while it is paused.
        workers: Seeds that are trained at a time, for who watches.
    """

    def __init__(
        self,
        course: Course,
        folder: SweepFolder,
        *,
        place: Callable[[Callable[[StudyEvent], None], Callable[[], bool]], AbstractContextManager[Place]],
        observe: Callable[[StudyEvent], None],
        stopped: Callable[[], bool],
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
        workers: int = 1,
    ) -> None:
        self._course, self._folder, self._place = course, folder, place
        self._observe, self._stopped, self._tell = observe, stopped, tell
        self._clock, self._wait, self._workers = clock, wait, workers
        self._looked_s = -_LOOK_S
        self._saved_trials = len(course.settings)

    def run(self) -> None:
        """Does all that is left, or what can be done until it is stopped."""
        self._look(at_once=True)
        if self._course.finished:
            return
        with self._place(self._take, self._stop) as place:
            while not self._stop() and not self._course.finished:
                place.run_all(self._next_job)
                self._course.forget_progress()
                if self._course.paused and not self._stopped():
                    self._wait(_LOOK_S)

    def _next_job(self, programs: Collection[Hashable]) -> Job | None:
        job = self._course.next_job(programs)
        self._save_trials()
        return job

    def _save_trials(self) -> None:
        """Saves the settings of trials before a seed of theirs is begun."""
        for number in range(self._saved_trials, len(self._course.settings)):
            self._folder.note_trial(number, self._course.settings[number])
        self._saved_trials = len(self._course.settings)

    def _take(self, event: StudyEvent) -> None:
        if isinstance(event, SeedDone):
            number = self._course.number_of(event.name)
            self._folder.note_seed(number, event.result)
            self._course.take(number, event.result)
        if isinstance(event, SeedEvaluated):
            self._folder.note_progress(self._course.number_of(event.name), event, self._workers)
        self._observe(event)

    def _stop(self) -> bool:
        self._look()
        return self._stopped()

    def _look(self, *, at_once: bool = False) -> None:
        """Makes the edits that wait, now and then."""
        now = self._clock()
        if not at_once and now - self._looked_s < _LOOK_S:
            return
        self._looked_s = now
        for path, found in waiting_edits(self._folder.path):
            try:
                if isinstance(found, InputError):
                    raise found
                self._make(found)
            except InputError as error:
                self._tell(str(error))  # A sentence stays one.
            path.unlink(missing_ok=True)

    def _make(self, edit: Edit) -> None:
        course = self._course
        check_edit(course.definition, course.edits, edit, len(course.settings))
        made = MadeEdit(edit=edit, from_trial=len(course.settings), unix_seconds=time.time())
        self._save_trials()
        self._folder.note_edit(made)
        course.change(made)
        self._tell(Sentence("Changed from trial {number} on: {edit}.", number=made.from_trial, edit=edit.words))
