"""The instruments that the caller looks through while a run is trained, paused or over: when each looks, and its time.

All of them together take at most a tenth of the time, divided as `look_shares` says. What a look took each makes up for
by itself, so that an expensive one doesn't keep a cheap one waiting. Those that are quick look between two chunks, on
the thread that trains; those that take longer, or look often, look at copies, on threads of their own, and what counts
is how long these worked. None changes the run.
"""

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from dqn_engine.messages.commands import Wanted
from dqn_engine.messages.reports import Look
from dqn_engine.probes.catalogue import instrument_named
from dqn_engine.probes.instrument import Instrument
from dqn_engine.probes.subject import Subject
from dqn_engine.session.look_shares import Need, shares_of
from dqn_engine.system import giving_way
from dqn_engine.system.errors import InputError
from dqn_engine.system.executions import execution
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words

SHARE = 0.08
"""Of the time, that all instruments together may take: with what their reports and waiting cost, a tenth at most."""

UNHURRIED_SHARE = 0.4
"""The same while a run is paused, over, or trains slowly on purpose."""

_MOST_OF_A_FIRST_S = 0.05
"""So much of an instrument's first look counts at most: things are made ready then, which happens once."""

_LATEST_S = 0.1
"""So late a look may begin without losing time by it: more than a chunk takes, and what comes with it."""

_REST_S = 0.001
"""How long a look in Python rests, three times as long as it works before."""

_LEAST_SHARE = 1e-4
"""Of the time, for an instrument that took almost nothing."""


class _Open:
    """One instrument that is looked through."""

    def __init__(self, wanted: Wanted, instrument: Instrument) -> None:
        self.wanted, self.instrument = wanted, instrument
        self.request: Any = instrument.request() if wanted.request is None else wanted.request
        self.due_s = 0.0  # when the next look is, by its rate
        self.seen: object = None  # the moment of the newest look
        self.look: Look | None = None
        self.pending: Future[Look] | None = None
        self.copying_s = 0.0  # what was taken from the training for the pending look


class _Account:
    """What an instrument's looks take, whatever it is asked."""

    def __init__(self) -> None:
        self._counts_from_s = -math.inf  # what the newest look takes is made up for from then on
        self.cost_s: float | None = None  # of the newest that has ended; None before the first

    def begin(self, now_s: float, share: float) -> None:
        """A look begins. Where it might have earlier, and waited for a chunk's end, that time counts for it."""
        self._counts_from_s = min(max(self.free_s(share), now_s - _LATEST_S), now_s)

    def charge(self, took_s: float) -> None:
        """Takes what a look took."""
        self.cost_s = took_s if self.cost_s is not None else min(took_s, _MOST_OF_A_FIRST_S)

    def free_s(self, share: float) -> float:
        """When the newest look is made up for, where this part of the time may be taken."""
        return self._counts_from_s + (self.cost_s or 0.0) / max(share, _LEAST_SHARE)


class LiveLooks:
    """Looks through what is `wanted`, as often as that says and the time allows.

    Args:
        clock: Seconds that never go back.
        work_clock: Seconds that the thread which asks has worked.
    """

    def __init__(
        self, clock: Callable[[], float] = time.perf_counter, work_clock: Callable[[], float] = time.thread_time
    ) -> None:
        self._clock, self._work_clock = clock, work_clock
        self._open: list[_Open] = []
        self._accounts: dict[str, _Account] = {}  # by instrument
        self._threads: dict[str, ThreadPoolExecutor] = {}  # for what the user asked for, what is slow, what is quick

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
                fresh.due_s, fresh.seen, fresh.look = kept.due_s, kept.seen, kept.look
                fresh.pending, fresh.copying_s = kept.pending, kept.copying_s
            opened.append(fresh)
        self._open = opened

    @contextlib.contextmanager
    def preparing(self, subject: Callable[[], Subject]) -> Iterator[None]:
        """Within it what the first looks of those that are open need is made ready on another thread.

        So what is made of Python is made while a run's program is compiled, which takes longer and needs no Python.
        What goes wrong is left to the look, which says so.
        """
        needed = {found.instrument.prepare for found in self._open if found.instrument.prepare is not None}
        if not needed:
            yield
            return
        with ThreadPoolExecutor(1, "preparing instruments") as thread:
            agent = subject()
            for prepare in needed:
                thread.submit(prepare, agent)
            yield

    def forget(self) -> None:
        """Another run begins: nothing of the one before is told again. What stays open looks as soon as it may.

        A look that is under way ends by itself, and is told to nobody.
        """
        self._open = [_Open(found.wanted, found.instrument) for found in self._open]

    def look_again(self) -> None:
        """Has every open instrument look as soon as the time allows: the run was stepped to be looked at."""
        for found in self._open:
            found.due_s = min(found.due_s, self._clock())

    def advance(self, moment: object, subject: Callable[[], Subject], share: float = SHARE) -> tuple[Look, ...]:
        """Looks through the instrument that has been due longest, of those that have made up for their looks.

        Args:
            moment: What the agent and what is watched are; where it is still that of the newest look, there is nothing
                new to see.
            subject: Gives the agent; asked for only if needed.
            share: Of the time, that all together may take.

        Returns:
            The newest look through each open instrument, where one of them is new; else nothing.
        """
        news = [found for found in self._open if self._finished(found)]
        begun, shares = self._clock(), self._shares(share)
        waiting = [found for found in self._open if found.pending is None and found.seen != moment]
        due = {found: ready_s for found in waiting if (ready_s := self._ready_s(found, shares[found])) <= begun}
        if due:
            found = min(due, key=lambda each: (not each.instrument.first, due[each]))
            if self._look(found, moment, subject, shares[found]):
                news.append(found)
        if not news:
            return ()
        return tuple(found.look for found in self._open if found.look is not None)

    def close(self) -> None:
        """Looks no more; one that is under way ends by itself and is forgotten."""
        self._open = []
        for thread in self._threads.values():
            thread.shutdown(wait=False, cancel_futures=True)

    def _look(self, found: _Open, moment: object, subject: Callable[[], Subject], share: float) -> bool:
        """Has one look; returns whether it has ended, and isn't on its way on another thread."""
        begun_s, period_s, account = self._clock(), 1.0 / found.wanted.most_hz, self._account(found)
        due_s = found.due_s + period_s
        found.seen, found.due_s = moment, due_s if due_s > begun_s else begun_s + period_s
        account.begin(begun_s, share)
        try:
            seen = subject()
        except BaseException as error:  # Whatever goes wrong in looking, the run goes on.
            if is_the_users(error):
                raise
            found.look = _failed(found.instrument, found.request, error)
            return True
        if found.instrument.is_beside:
            found.copying_s = self._clock() - begun_s
            found.pending = self._thread(found.instrument).submit(
                _look_beside, found.instrument, seen, found.request, self._work_clock
            )
            return False
        found.look = _look(found.instrument, seen, found.request, self._clock)
        account.charge(self._clock() - begun_s)
        return True

    def _finished(self, found: _Open) -> bool:
        """Whether a look that was under way has ended since."""
        if found.pending is None or not found.pending.done():
            return False
        found.look, found.pending = found.pending.result(), None
        self._account(found).charge(found.copying_s + found.look.seconds)
        return True

    def _ready_s(self, found: _Open, share: float) -> float:
        """When it may look next."""
        if found.instrument.on_demand and found.look is None:
            return found.due_s
        return max(found.due_s, self._account(found).free_s(share))

    def _account(self, found: _Open) -> _Account:
        return self._accounts.setdefault(found.instrument.name, _Account())

    def _shares(self, total: float) -> dict[_Open, float]:
        """What part of the time each that is open may take; one that hasn't looked yet may need all of it."""
        needs: dict[_Open, Need] = {}
        for found in self._open:
            cost_s = self._account(found).cost_s
            share = total if cost_s is None else cost_s * found.wanted.most_hz
            needs[found] = Need(share, first=found.instrument.first)
        return shares_of(needs, total)

    def _thread(self, instrument: Instrument) -> ThreadPoolExecutor:
        kind = "asked" if instrument.on_demand else "slow" if instrument.slow else "quick"
        if kind not in self._threads:
            self._threads[kind] = ThreadPoolExecutor(1, "instruments", initializer=_begin_thread)
        return self._threads[kind]


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


def _begin_thread() -> None:
    """Looks on their own threads are in no hurry."""
    giving_way.begin(giving_way.WINDOW, giving_way.EVALUATION, rest_s=_REST_S)


def _look(instrument: Instrument, subject: Subject, request: Any, clock: Callable[[], float]) -> Look:
    begun = clock()
    report, refusal = None, ""
    try:
        report = instrument.look(subject, request)
    except InputError as error:
        refusal = str(error)
    except BaseException as error:  # As above.
        if is_the_users(error):
            raise
        refusal = _failure(instrument, error)
    return Look(
        instrument=instrument.name,
        request=request,
        env_step=subject.env_steps,
        update=subject.updates,
        seconds=clock() - begun,
        report=report,
        refusal=refusal,
    )


def _look_beside(instrument: Instrument, subject: Subject, request: Any, clock: Callable[[], float]) -> Look:
    """An environment that is played for it may call what XLA compiled, also one of the user's own."""
    with execution():
        return _look(instrument, subject, request, clock)


def _failed(instrument: Instrument, request: Any, error: BaseException) -> Look:
    """The look where there was no agent to look at."""
    return Look(
        instrument=instrument.name,
        request=request,
        env_step=0,
        update=0,
        seconds=0.0,
        refusal=_failure(instrument, error),
    )


def _failure(instrument: Instrument, error: BaseException) -> str:
    return Sentence("{instrument_name} failed: {error}.", instrument_name=instrument.name, error=error_words(error))
