"""Errors that Python can raise nowhere, such as those of a `__del__`: told once each in words, not as a traceback.

Python deletes when it likes, also in the middle of something else, and only prints what goes wrong then. In this
program's own code that is a fault of its own, and stays a traceback.
"""

import sys
from types import CodeType

from dqn_engine.system.foreign_code import tell_later
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.text import error_words, printable

_OWN_PACKAGES = ("dqn_engine", "workbench")

_told: set[tuple[str, str, str]] = set()


def tell_errors() -> None:
    """Has `take_troubles` return them from now on; for a process of its own, to whose very end they may come."""
    before = sys.unraisablehook

    def tell(unraisable: "sys.UnraisableHookArgs") -> None:
        if not _told_of(unraisable):
            before(unraisable)

    sys.unraisablehook = tell


def _told_of(unraisable: "sys.UnraisableHookArgs") -> bool:
    """Whether it comes out of code of others and has been told, now or before."""
    what, error = unraisable.object, unraisable.exc_value
    code = getattr(what, "__code__", None) or getattr(what, "gi_code", None)
    module = str(getattr(what, "__module__", "") or "")
    if not isinstance(code, CodeType) or error is None or module.partition(".")[0] in _OWN_PACKAGES:
        return False
    name, reason = printable(code.co_qualname), error_words(error)
    if (module, name, reason) not in _told:
        _told.add((module, name, reason))
        tell_later(
            Sentence(
                "{name} of the module {module!r} failed: {reason}. Python runs it when it likes, so it stopped "
                "nothing; mend it.",
                name=name,
                module=printable(module),
                reason=reason,
            )
        )
    return True
