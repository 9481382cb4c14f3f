"""Text from elsewhere as it is shown, and as it is put into commands that are suggested."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from dqn_engine.comparison.difference import states_are
from dqn_engine.comparison.verdict import method
from dqn_engine.session.failures import explained
from dqn_engine.system.text import counted, error_words, one_decimal, percent, shell_word

NAMES = ["runs/first", "a'b$(x) c", 'q"`w', "back\\slash", "-n", "été 二", "line\nend\x1b[31m'$(x)\\", "nb\udcff"]


@pytest.mark.slow  # A shell reads it.
@pytest.mark.parametrize("name", NAMES)
def test_that_a_word_for_the_shell_is_shown_whole_and_read_as_it_was(name: str) -> None:
    word = shell_word(name)
    assert word.isprintable()
    read = subprocess.run(["bash", "-c", f"printf '%s' {word}"], capture_output=True, check=True)
    assert read.stdout == os.fsencode(name)


def test_that_the_command_suggested_after_a_lack_of_memory_can_be_copied() -> None:
    knobs = {"batch_size": 32, "capacity": 64}
    told = explained(MemoryError(), knobs=knobs, folder=Path("a'b$(x) c"), last_saved=None)
    assert "dqn-engine fork 'a'\"'\"'b$(x) c' --set batch_size=16." in told.remedy


def test_that_nouns_are_of_the_number_before_them() -> None:
    assert [counted(number, "step") for number in (0, 1, 2_000)] == ["0 steps", "1 step", "2,000 steps"]


@pytest.mark.parametrize(("number", "words"), [(195.34, "195.3"), (-1e6, "-1000000.0"), (1.2e31, "1.2e+31")])
def test_that_a_number_too_large_to_be_read_is_a_power_of_ten(number: float, words: str) -> None:
    assert one_decimal(number) == words


class Speechless(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("the floor\ngave way."), "ValueError: the floor gave way"),
        (KeyError(), "KeyError"),
        (Speechless(), "Speechless"),
    ],
)
def test_that_any_error_says_in_one_line_what_it_is(error: Exception, words: str) -> None:
    assert error_words(error) == words


def test_that_a_percent_sign_is_set_off_as_in_all_that_is_said() -> None:
    assert [percent(0.917), percent(1), percent(0.845, ".1%")] == ["92 %", "100 %", "84.5 %"]
    for said in (method(), states_are()):
        assert "%" in said
        assert re.search(r"\d%", said) is None
