"""What the window says of the coach's findings, beside what the engine says of them in English."""

import math
import string
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

from dqn_engine.probes.coach import RULES, Finding
from dqn_engine.probes.coach_words import WORDS
from workbench.state import coach_words

SPACED = "\u00a0%"
_TRANSLATIONS = Path(__file__).parents[3] / "resources" / "translations"


def numbers_of(code: str) -> dict[str, float]:
    fields = [name for _, name, _, _ in string.Formatter().parse(WORDS[code].seen) if name]
    return {name: 0.5 + place for place, name in enumerate(fields)}


def finding_of(code: str) -> Finding:
    numbers, words = numbers_of(code), WORDS[code]
    return Finding(
        code=code,
        numbers=numbers,
        seen=words.seen.format(**numbers),
        means=words.means,
        source=words.source,
        remedy={},
    )


@pytest.mark.parametrize("code", RULES)
def test_that_the_window_says_in_english_what_the_engine_says(qapp, code):
    finding = finding_of(code)
    assert coach_words.seen(finding).replace(SPACED, "%") == finding.seen
    assert coach_words.means(finding) == finding.means
    assert coach_words.title(code) != code


@pytest.mark.parametrize("code", RULES)
def test_that_every_number_is_said_in_chinese_too(qapp, code):
    finding, translator = finding_of(code), QTranslator()
    assert translator.load("workbench_zh_CN", str(_TRANSLATIONS))
    qapp.installTranslator(translator)
    try:
        seen, means, title = coach_words.seen(finding), coach_words.means(finding), coach_words.title(code)
    finally:
        qapp.removeTranslator(translator)
    assert all(words.isascii() is False for words in (seen, means, title))
    assert seen != finding.seen
    said = WORDS[code].seen
    for _, name, spec, _ in string.Formatter().parse(said):
        if name:
            assert format(finding.numbers[name], spec or "") in seen.replace(SPACED, "%")


def test_that_negative_numbers_have_a_true_minus_and_exponents_keep_theirs(qapp):
    finding = Finding(
        code="values-beyond-ruler",
        numbers={"lowest": -2.0, "highest": 1e-7, "low": 0.0, "high": 1.0},
        seen="",
        means="",
        source="",
        remedy={},
    )
    assert "−2 to 1e-07" in coach_words.seen(finding)
    endless = replace(finding, numbers={**finding.numbers, "low": -math.inf, "high": math.inf})
    assert "from −∞ to ∞" in coach_words.seen(endless)


def test_that_a_rule_that_is_not_known_here_is_said_as_the_engine_says_it(qapp):
    finding = Finding(code="new-rule", numbers={}, seen="Seen.", means="Means.", source="", remedy={})
    assert (coach_words.seen(finding), coach_words.means(finding)) == ("Seen.", "Means.")
    assert coach_words.title("new-rule") == "new-rule"


def test_that_a_space_stands_before_the_sign_of_per_cent() -> None:
    numbers = {"share": 1.0, "norm": 8.5, "clip": 1.0}
    finding = Finding(code="gradient-clipped", numbers=numbers, seen="", means="", source="", remedy={})
    assert coach_words.seen(finding).startswith("100\u00a0% of the last updates")
