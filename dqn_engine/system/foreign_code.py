"""Code of others: of environments, of the modules that they come from, and of whatever they return.

It may raise anything at any time, `SystemExit` included, also while an observation is read or an error is put into
words; and it may never come back. Whatever runs it runs it in a `foreign_code`, which makes one kind of error of
everything and remembers which call is under way, so that a watchdog can name one that doesn't come back.
"""

import os
import sys
import threading
from collections.abc import Callable
from threading import get_ident
from time import monotonic

from dqn_engine.system.errors import BrokenEnvironmentError, InputError
from dqn_engine.system.process_kept import end_process
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words, printable

CLOSED_WITHIN_S = 2.0
"""How long a `close` is waited for."""

_AGAIN_S = 0.05
"""How long, once that of the same environment didn't come back."""


class _Process:
    """Whether this one was forked from the one that loaded this module."""

    forked = False


def _remember_fork() -> None:
    _Process.forked = True


os.register_at_fork(after_in_child=_remember_fork)

_under_way: "dict[int, under_way]" = {}  # by the number of the thread
_left: set[str] = set()  # whose close() didn't come back
_troubles: list[Sentence] = []


class under_way:
    """Remembers that its thread is in `call` of the environment `name`, for `call_under_way`.

    Attributes:
        name: The environment's.
        call: Such as "step()".
        begun_s: When it began, by `time.monotonic`.
    """

    __slots__ = ("_before", "_thread", "begun_s", "call", "name")

    def __init__(self, name: str, call: str) -> None:
        self.name, self.call = name, call

    def __enter__(self) -> None:
        self._thread = thread = get_ident()  # Two microseconds a step are many: everything here is as short as it goes.
        self._before = _under_way.get(thread)
        self.begun_s = monotonic()
        _under_way[thread] = self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if _Process.forked:
            _end_fork(error)
        if self._before is None:
            _under_way.pop(self._thread, None)
        else:
            _under_way[self._thread] = self._before


class foreign_code(under_way):
    """Runs what belongs to the environment `name`: whatever it raises becomes a `BrokenEnvironmentError`.

    What the program itself raises for the user, and the user's own Ctrl+C, come through as they are.

    Args:
        name: The environment's.
        call: Which call it is, such as "step()".
        what: The same as the subject of a sentence that says that it failed.
    """

    __slots__ = ("_what",)

    def __init__(self, name: str, call: str, what: str = "") -> None:
        self.name, self.call, self._what = name, call, what or call

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if _Process.forked:
            _end_fork(error)
        if self._before is None:
            _under_way.pop(self._thread, None)
        else:
            _under_way[self._thread] = self._before
        if error is None or isinstance(error, InputError | BrokenEnvironmentError) or is_the_users(error):
            return
        raise broken_by(self.name, self._what, error) from error


def _end_fork(error: BaseException | None) -> None:
    """Ends a process that code of others forked and that came back from it: it must not be this program once more.

    With the code that it asked for, where an exit brought it here, as Python would.
    """
    code = 0 if error is None else 1
    while error is not None and not isinstance(error, SystemExit):
        error = error.__cause__
    if error is not None:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    end_process(code & 0xFF)


def broken_by(name: str, what: str, error: BaseException, hint: str = "") -> BrokenEnvironmentError:
    """What to raise for something that came out of the environment `name`.

    Args:
        name: The environment's.
        what: What failed, as the subject of a sentence.
        error: What was raised.
        hint: A further sentence, with a space before it.
    """
    return BrokenEnvironmentError(
        "In the environment {name!r} {what} failed: {reason}.{hint}",
        name=name,
        what=what,
        reason=error_words(error),
        hint=hint,
    )


def call_under_way(thread: int) -> under_way | None:
    """The call that the thread of that number is in; None where it is in none."""
    return _under_way.get(thread)


def closed(name: str, close: Callable[[], object], *, here: bool = False) -> bool:
    """Closes what belongs to the environment `name`; whatever goes wrong while closing is of no use to anybody.

    A `close` that doesn't come back is waited for `CLOSED_WITHIN_S` and left behind, on a thread of its own; see
    `take_troubles`. One that fails on that thread is called again on this one, to which what it closes may belong.

    Args:
        name: The environment's.
        close: Closes it.
        here: Only on this thread, as what draws must be closed.

    Returns:
        Whether it came back.
    """
    if here or sys.is_finalizing():  # Python's end has no threads any more.
        _came_back_well(close)
        return True
    well: list[bool] = []
    thread = threading.Thread(target=lambda: well.append(_came_back_well(close)), name="closing", daemon=True)
    with under_way(name, "close()"):
        thread.start()
        thread.join(_AGAIN_S if name in _left else CLOSED_WITHIN_S)
        if well == [False]:
            _came_back_well(close)
    if well or not thread.is_alive():
        return True
    if name not in _left:
        _left.add(name)
        _troubles.append(
            Sentence(
                "The environment {name!r} didn't come back from close() within {seconds:g} s and was left behind.",
                name=printable(name),
                seconds=CLOSED_WITHIN_S,
            )
        )
    return False


def left_behind(name: str = "") -> bool:
    """Whether something is still being closed that didn't come back in time: of the environment `name`, or of any."""
    return name in _left if name else bool(_left)


def take_troubles() -> list[Sentence]:
    """What there is to tell about other people's code since the last time, in sentences."""
    taken = list(_troubles)
    _troubles.clear()
    return taken


def tell_later(sentence: Sentence) -> None:
    """Has `take_troubles` return a sentence."""
    if sentence not in _troubles:
        _troubles.append(sentence)


def _came_back_well(close: Callable[[], object]) -> bool:
    try:
        close()
    except BaseException as error:
        if is_the_users(error):
            raise
        return False
    return True
