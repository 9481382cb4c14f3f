"""`dqn-engine look`: every instrument gives one JSON object of a saved run, and what can't be seen is refused."""

import json
from pathlib import Path

import pytest

from dqn_engine.commands import cli
from dqn_engine.probes.catalogue import INSTRUMENTS

RUN = Path(__file__).parents[1] / "fixtures" / "run-of-0.1.0"
ASKED = {"calibration": ["episodes=1", "steps=20"], "replay": ["slots=1,2"], "health": ["states=50"]}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["value-plane", "replay", "update", "calibration", "health", "coach"])
def test_that_an_instrument_looks_at_a_saved_run(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [word for assignment in ASKED.get(name, []) for word in ("--ask", assignment)]
    assert cli.main(["look", str(RUN), "--instrument", name, *asked, "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (report["instrument"], report["updates"]) == (name, 269)
    assert len(report) > 5


def test_that_the_list_has_every_instrument_and_what_it_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["look", "--list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["instruments"]
    assert list(listed) == list(INSTRUMENTS)
    assert listed["update"]["asks"] == {"slot": "-1"}
    assert listed["coach"]["asks"] == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "asked", "words"),
    [
        ("update", "slot=9999", "slot is 9999, which holds no transition"),
        ("update", "slot=first", "slot is 'first', but must be a whole number"),
        ("replay", "age=high", "age is 'high', but must be numbers with commas between"),
        ("replay", "age=3", "age is 3, but must be a lowest and a highest value"),
        ("what-if", "state=0,nan,0,0", "state is '0,nan,0,0', but a number must be finite: neither nan nor inf"),
        ("coach", "rule=1", "coach knows no 'rule'; it takes none"),
        ("health", "states=0", "states is 0, but must be from 1 to 4,096"),
        ("calibration", "episodes=99", "episodes is 99, but must be from 1 to 16"),
    ],
)
def test_that_what_cannot_be_seen_is_refused_with_the_reason(
    name: str, asked: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["look", str(RUN), "--instrument", name, "--ask", asked]) == 2
    assert words in capsys.readouterr().err
