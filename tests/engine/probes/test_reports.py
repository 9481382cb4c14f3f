"""What all instruments must keep to: reports can be written as JSON, and slow ones leave the run's program alone."""

import dataclasses
import json
import pickle
from typing import Any

import pytest

from dqn_engine.probes.catalogue import INSTRUMENTS
from dqn_engine.probes.instrument import as_json, request_from
from dqn_engine.storage.files.plain_json import plain_json
from tests.support.probed_agents import balancing_agent, untrained_agent

pytestmark = pytest.mark.usefixtures("pooled_sessions")

ASKED = {
    "value-plane": ("size=3",),
    "truth": ("size=2", "steps=5"),
    "what-if": ("steps=5",),
    "episodes": ("count=1", "steps=5"),
    "robustness": ("size=2", "episodes=1", "angles=1"),
}


class Untouchable:
    """A program that nobody may look at."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"the program's {name} was asked for")


@pytest.mark.parametrize("name", ASKED)
def test_that_a_report_is_one_json_object_made_of_copies_alone(name: str) -> None:
    instrument, program = INSTRUMENTS[name], Untouchable()
    subject = dataclasses.replace(balancing_agent(), program=program)  # pyright: ignore[reportArgumentType]
    before = {name: weight.copy() for name, weight in subject.playing.items()}
    report = instrument.look(subject, request_from(instrument, ASKED[name]))
    written: dict[str, Any] = json.loads(json.dumps(plain_json(as_json(report)), allow_nan=False))
    assert set(written) == {field.name for field in dataclasses.fields(report)}
    copy = pickle.loads(pickle.dumps(report))  # Reports may cross to another process.
    assert json.dumps(plain_json(as_json(copy))) == json.dumps(plain_json(as_json(report)))
    for name_, weight in before.items():
        assert (subject.playing[name_] == weight).all()


@pytest.mark.parametrize("name", ["value-plane", "truth"])
def test_that_a_map_is_one_too(name: str) -> None:
    report = INSTRUMENTS[name].look(untrained_agent("FrozenLake-v1"), INSTRUMENTS[name].request())
    written = json.loads(json.dumps(plain_json(as_json(report)), allow_nan=False))
    assert written["map"]["letters"] == ["SFFF", "FHFH", "FFFH", "HFFG"]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_that_what_an_instrument_is_asked_is_frozen_and_can_be_compared(name: str) -> None:
    request = INSTRUMENTS[name].request
    assert request.__dataclass_params__.frozen
    assert request() == pickle.loads(pickle.dumps(request()))
    assert hash(request()) == hash(request())
