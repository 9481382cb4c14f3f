"""Sentences cross to a program that words them itself as templates and values; whatever else comes stays a line."""

import json

import pytest

from dqn_engine.commands import output
from dqn_engine.system.coded_sentences import CODED, coded, decoded
from dqn_engine.system.sentences import Sentence, Sentences

SAID = Sentence("{count:,} of {name} are done; {why}", count=1_500, name="a {b}", why=Sentence("{n:.1f} s left", n=2.5))


@pytest.mark.parametrize("sentence", [SAID, Sentence("Nothing {varies} here."), Sentences(SAID, "and text", SAID)])
def test_that_a_sentence_comes_back_with_its_template_and_values(sentence: Sentence) -> None:
    line = coded(sentence)
    assert "\n" not in line
    back = decoded(line)
    assert isinstance(back, Sentence)
    assert back == sentence
    assert back.template == sentence.template
    assert dict(back.values) == dict(sentence.values)


@pytest.mark.parametrize(
    "line",
    [
        "seed 3 is done",
        "{",
        "{}",
        "[1]",
        json.dumps({"template": 3, "values": {}}),
        json.dumps({"template": "{a.__class__}", "values": {"a": 1}}),
        json.dumps({"template": "{a[0]}", "values": {"a": "x"}}),
        json.dumps({"template": "{a}", "values": {"b": "x"}}),
        json.dumps({"template": "{a:{a}}", "values": {"a": "x"}}),
        json.dumps({"template": "{", "values": {"a": "x"}}),
        json.dumps({"template": "a", "values": {}, "more": 1}),
        json.dumps({"parts": 5}),
        json.dumps({"template": "{a:,}", "values": {"a": "x"}}),
    ],
)
def test_that_whatever_says_no_sentence_stays_a_line(line: str) -> None:
    assert decoded(line) == line


def test_that_a_program_gets_them_coded_and_who_reads_them_as_text(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CODED, raising=False)
    output.tell(SAID)
    assert capsys.readouterr().err == "1,500 of a {b} are done; 2.5 s left\n"
    monkeypatch.setenv(CODED, "1")
    output.tell(SAID)
    output.print_failure(SAID, "input")
    out, told = capsys.readouterr()
    assert decoded(told.strip()) == SAID
    assert decoded(json.loads(out)["coded"]) == json.loads(out)["error"] == SAID
