"""The instruments that the caller looks through while a run is trained, paused or over: when each looks, and its time.

All of them together take at most a tenth of the time. Those that are quick look between two chunks, on the thread that
trains; those that take seconds, or look often, look at copies, on threads of their own. None changes the run.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Look
from dqn_engine.probes.catalogue import instrument_named
from dqn_engine.probes.instrument import Instrument
from dqn_engine.probes.subject import Subject
from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words

SHARE = 0.1
"""Of the time, that all instruments together may take."""

UNHURRIED_SHARE = 0.4
"""The same while a run is paused, over, or trains slowly on purpose."""

_MOST_OF_A_FIRST_S = 0.2
"""So much of an instrument's first look counts at most: it may compile, which happens once, and takes seconds."""


class _Open:
    """One instrument that is looked through."""

    def __init__(self, wanted: Wanted, instrument: Instrument) -> None:
        self.wanted, self.instrument = wanted, instrument
        self.request: Any = instrument.request() if wanted.request is None else wanted.request
        self.due_s = 0.0
        self.seen: object = None  # the moment of the newest look
        self.look: Look | None = None
        self.pending: Future[Look] | None = None


class LiveLooks:
    """Looks through what is `wanted`, as often as that says and the time allows.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._open: list[_Open] = []
        self._free_s = 0.0  # when the time that was taken is made up for
        self._threads: dict[bool, ThreadPoolExecutor] = {}  # one for what is slow, one for what is quick
        self._compiled: set[str] = set()  # the instruments that have looked

    def want(self, wanted: Sequence[Wanted]) -> None:
        """Looks through these from now on; what stays open and is asked the same keeps its newest look.

        Raises:
            InputError: There is no such instrument, its request is of another kind, or its rate isn't above 0. Nothing
                was changed.
        """
        former = {(found.wanted.instrument, found.request): found for found in self._open}
        opened: list[_Open] = []
        for each in wanted:
            fresh = _Open(each, _checked(each))
            kept = former.get((each.instrument, fresh.request))
            if kept is not None:
                fresh.due_s, fresh.seen, fresh.look, fresh.pending = kept.due_s, kept.seen, kept.look, kept.pending
            opened.append(fresh)
        self._open = opened

    def look_again(self) -> None:
        """Has every open instrument look as soon as the time allows: the run was stepped to be looked at."""
        for found in self._open:
            found.due_s = min(found.due_s, self._clock())

    def advance(self, moment: object, subject: Callable[[], Subject], share: float = SHARE) -> tuple[Look, ...]:
        """Looks through the instrument that has been due longest, if the time allows.

        Args:
            moment: What the agent and what is watched are; where it is still that of the newest look, there is nothing
                new to see.
            subject: Gives the agent; asked for only if needed.
            share: Of the time, that all together may take.

        Returns:
            The newest look through each open instrument, where one of them is new; else nothing.
        """
        news = [found for found in self._open if self._finished(found)]
        begun = self._clock()
        due = [found for found in self._open if found.pending is None and found.seen != moment and found.due_s <= begun]
        if due and begun >= self._free_s:
            found = min(due, key=lambda each: each.due_s)
            found.seen, found.due_s = moment, begun + 1.0 / found.wanted.most_hz
            seen = subject()
            if found.instrument.is_beside:
                found.pending = self._thread(found.instrument).submit(
                    _look, found.instrument, seen, found.request, self._clock
                )
            else:
                found.look = _look(found.instrument, seen, found.request, self._clock)
                news.append(found)
            took = self._clock() - begun
            if found.instrument.name not in self._compiled:
                self._compiled.add(found.instrument.name)
                took = min(took, _MOST_OF_A_FIRST_S)
            self._free_s = begun + took / share
        if not news:
            return ()
        return tuple(found.look for found in self._open if found.look is not None)

    def close(self) -> None:
        """Looks no more; one that is under way ends by itself and is forgotten."""
        self._open = []
        for thread in self._threads.values():
            thread.shutdown(wait=False, cancel_futures=True)

    def _thread(self, instrument: Instrument) -> ThreadPoolExecutor:
        if instrument.slow not in self._threads:
            self._threads[instrument.slow] = ThreadPoolExecutor(1, "instruments")
        return self._threads[instrument.slow]

    def _finished(self, found: _Open) -> bool:
        if found.pending is None or not found.pending.done():
            return False
        found.look, found.pending = found.pending.result(), None
        # On a machine that has no core to spare for it, it rests as long as it took.
        found.due_s = max(found.due_s, self._clock() + found.look.seconds)
        return True


def _checked(wanted: Wanted) -> Instrument:
    instrument = instrument_named(wanted.instrument)
    if wanted.request is not None and not isinstance(wanted.request, instrument.request):
        kind = type(wanted.request).__name__
        raise InputError(
            "{instrument_name} was asked by a {kind}, but must be by a {name}.",
            instrument_name=instrument.name,
            kind=kind,
            name=instrument.request.__name__,
        )
    if not 0.0 < wanted.most_hz <= 1000.0:
        raise InputError(
            "The rate is {most_hz} looks a second, but must be above 0 and at most 1,000.", most_hz=wanted.most_hz
        )
    return instrument


def _look(instrument: Instrument, subject: Subject, request: Any, clock: Callable[[], float]) -> Look:
    begun = clock()
    report, refusal = None, ""
    try:
        report = instrument.look(subject, request)
    except InputError as error:
        refusal = str(error)
    except BaseException as error:  # Whatever goes wrong in looking, the run goes on.
        if is_the_users(error):
            raise
        refusal = Sentence(
            "{instrument_name} failed: {error}.", instrument_name=instrument.name, error=error_words(error)
        )
    return Look(
        instrument=instrument.name,
        request=request,
        env_step=subject.env_steps,
        update=subject.updates,
        seconds=clock() - begun,
        report=report,
        refusal=refusal,
    )
