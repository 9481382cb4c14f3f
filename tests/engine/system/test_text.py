"""Text from elsewhere as it is shown, and as it is put into commands that are suggested."""

import os
import subprocess
from pathlib import Path

import pytest

from dqn_engine.session.failures import explained
from dqn_engine.system.text import counted, shell_word

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
