"""Errors in the `__del__` of others are sentences, told once; in this program's own code they stay a traceback."""

import gc
import sys
from collections.abc import Iterator

import pytest

from dqn_engine.system import deletion
from dqn_engine.system.foreign_code import take_troubles


class Refusing:
    """Can't be deleted without an error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __del__(self) -> None:
        raise self.error


@pytest.fixture
def others() -> Iterator[list[str]]:
    """What came to the hook that was there before, by the error's words."""
    before, seen = sys.unraisablehook, list[str]()
    sys.unraisablehook = lambda unraisable: seen.append(str(unraisable.exc_value))
    take_troubles()
    deletion.tell_errors()
    yield seen
    sys.unraisablehook = before


def delete(error: BaseException) -> list[str]:
    thing = Refusing(error)
    del thing
    gc.collect()
    return [str(trouble) for trouble in take_troubles()]


@pytest.mark.parametrize("error", [ValueError("kept"), SystemExit(3)])
def test_that_an_error_while_something_is_deleted_is_told_once_in_a_sentence(
    others: list[str], error: BaseException
) -> None:
    words = f"{type(error).__name__}: {error}"
    assert delete(error) == [
        f"Refusing.__del__ of the module {__name__!r} failed: {words}. Python runs it when it likes, so it stopped "
        "nothing; mend it."
    ]
    assert delete(error) == []
    assert others == []


def test_that_in_the_programs_own_code_it_stays_what_it_was(others: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Refusing.__del__, "__module__", "dqn_engine.system.text")
    assert delete(ValueError("our own")) == []
    assert others == ["our own"]
