"""Sentences that keep their template and values."""

import copy
import json
import pickle
import sqlite3
from contextlib import closing

from dqn_engine.system.errors import InputError
from dqn_engine.system.sentences import Sentence, Sentences, as_sentence


def test_that_a_sentence_is_its_english_text_wherever_text_is_taken() -> None:
    sentence = Sentence("{count:,} steps of {name!r} are done.", count=5000, name="it")
    text = "5,000 steps of 'it' are done."
    assert sentence == text
    assert f"{sentence}" == text
    assert json.loads(json.dumps({"why": sentence})) == {"why": text}
    with closing(sqlite3.connect(":memory:")) as database, database:
        assert database.execute("SELECT ?", (sentence,)).fetchone() == (text,)
    assert (sentence.template, dict(sentence.values)) == (
        "{count:,} steps of {name!r} are done.",
        {"count": 5000, "name": "it"},
    )


def test_that_what_an_error_says_stays_a_sentence_also_within_another() -> None:
    inner = InputError("{path!r} is gone.", path="x")
    outer = InputError("The run was not left: {reason}", reason=inner)
    said = str(outer)
    assert isinstance(said, Sentence)
    reason = said.values["reason"]
    assert isinstance(reason, Sentence)
    assert (said, reason.template) == ("The run was not left: 'x' is gone.", "{path!r} is gone.")
    assert as_sentence(said) is said


def test_that_it_survives_a_pickle_and_a_copy() -> None:
    both = Sentences(Sentence("{a} first.", a=1), "", "A second.")
    for again in (pickle.loads(pickle.dumps(both)), copy.deepcopy(both)):
        assert again == both == "1 first. A second."
        assert again.parts[0].values == {"a": 1}


def test_that_braces_and_invisible_characters_of_others_are_only_shown() -> None:
    assert Sentence("a {b} c") == "a {b} c"
    assert Sentence("{name} is no name.", name="{x}\n\u202e") == "{x}\\n\\u202e is no name."
