"""Runs that earlier versions saved: they open, continue, fork, reproduce and evaluate, also with newer hyperparameters.

`fixtures/run-of-0.1.0` was saved by version 0.1.0: 300 steps of CartPole with seed 7 and 8 hidden units, of which the
learning rate and the discount were changed at step 150. Nothing of it may be regenerated.
"""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from dqn_engine.commands import cli
from dqn_engine.config.hyperparameters import KNOB_BY_NAME, saved_knobs
from dqn_engine.config.knob import Knob, KnobKind, LiveClass
from dqn_engine.messages.commands import Fork, OpenRun, Resume, SaveCheckpoint, StepOnce
from dqn_engine.messages.reports import CheckpointSaved, EpisodesEnded, KnobsChanged, RunStarted
from dqn_engine.session.reproduction import reproduce
from dqn_engine.storage.checkpoints.manifest import SCHEMA, SCHEMAS
from dqn_engine.storage.run.history_reader import HistoryReader
from dqn_engine.storage.run.history_tables import SCHEMA_QUERY, own_schema, schema_of
from dqn_engine.storage.run.policy_file import read_policy
from dqn_engine.storage.run.reproducible import recording_of
from dqn_engine.storage.run.saved_run import config_in, find_manifest
from dqn_engine.storage.run.summaries import summarise
from dqn_engine.system.errors import InputError
from dqn_engine.training.run import Run
from tests.support.session_story import Story, Tape, answered, play, reported

pytestmark = pytest.mark.usefixtures("pooled_sessions")

SAVED = Path(__file__).parents[1] / "fixtures" / "run-of-0.1.0"
WEIGHTS_AT_300 = "2b304524840c071ad2e2cdf689f0461a7347b53ef8a4a115e8815d4a251a4ab8"

NEWER = Knob(
    name="newer_knob", label="Newer", kind=KnobKind.CHOICE, choices=("new", "old"), default="new", before="old",
    live=LiveClass.LIVE, help="Did not exist when the run was saved, and did what old means.",
)  # fmt: skip


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A copy that may be written."""
    return Path(shutil.copytree(SAVED, tmp_path / "saved"))


@pytest.fixture(params=["as declared", "with a newer hyperparameter"])
def _declared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param != "as declared":
        monkeypatch.setitem(KNOB_BY_NAME, NEWER.name, NEWER)


def opened_and_trained(saved: Path, steps: int) -> Tape:
    def story(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(saved))
        yield tape.ask(StepOnce, steps=steps)
        yield tape.ask(SaveCheckpoint)
        yield reported(CheckpointSaved)

    return play(story)


@pytest.mark.usefixtures("_declared")
def test_that_it_opens_with_its_past_and_continues(saved: Path) -> None:
    tape = opened_and_trained(saved, 50)
    begun = tape.only(RunStarted)
    assert (begun.env_step, begun.troubles, begun.read_only) == (300, (), False)
    assert (begun.config.knobs["gamma"], begun.knobs_now["gamma"]) == (0.99, 0.98)
    assert [change.new for change in tape.only(KnobsChanged).changes] == [0.0005, 0.98]
    assert len(tape.of(EpisodesEnded)[0].env_step) == 12
    assert find_manifest(saved).env_steps == 350
    assert find_manifest(saved, at_step=300).weights_sha256 == WEIGHTS_AT_300


def test_that_its_history_is_read_as_it_is_and_knows_the_time_of_later_episodes(saved: Path) -> None:
    with HistoryReader(saved / "history.sqlite") as reader:
        reader.check()
        assert [seconds for (seconds,) in reader.table("episodes", ("seconds",), "number")] == [None] * 12
    opened_and_trained(saved, 50)
    with HistoryReader(saved / "history.sqlite") as reader:
        reader.check()
        times = [seconds for (seconds,) in reader.table("episodes", ("seconds",), "number")]
    assert times[:12] == [None] * 12
    assert times[12:]
    assert all(seconds > 0 for seconds in times[12:])
    connection = sqlite3.connect(saved / "history.sqlite")
    assert schema_of(connection.execute(SCHEMA_QUERY).fetchall()) == own_schema()
    connection.close()


@pytest.mark.usefixtures("_declared")
def test_that_it_forks_at_an_older_checkpoint(saved: Path, tmp_path: Path) -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(OpenRun, path=str(saved))
        fork = tape.ask(Fork, at_step=200, changes={"gamma": 0.9}, out=str(tmp_path / "fork"))
        yield fork
        yield answered(fork)
        yield tape.ask(Resume)
        yield tape.ask(StepOnce, steps=1)

    tape = play(story)
    begun = tape.of(RunStarted)[1]
    assert (begun.env_step, begun.knobs_now["gamma"], begun.parent) == (200, 0.9, str(saved))


def test_that_a_newer_hyperparameter_has_the_value_that_means_what_the_run_did(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOB_BY_NAME, NEWER.name, NEWER)
    tape = opened_and_trained(saved, 10)
    begun = tape.only(RunStarted)
    assert (begun.config.knobs["newer_knob"], begun.knobs_now["newer_knob"]) == ("old", "old")
    assert config_in(saved).knobs["newer_knob"] == "old"
    assert find_manifest(saved).knobs["newer_knob"] == "old", "from now on it is saved"
    assert summarise(saved).knobs["newer_knob"] == "old"
    assert read_policy(saved).config.knobs["newer_knob"] == "old"
    assert opened_and_trained(saved, 10).only(RunStarted).env_step == 310, "and is read again"


def test_that_only_what_an_earlier_version_could_not_know_may_be_missing(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="no hyperparameter named 'newer_knob'"):
        saved_knobs({"newer_knob": "old"})
    monkeypatch.setitem(KNOB_BY_NAME, NEWER.name, NEWER)
    with pytest.raises(InputError, match="newer_knob is 'odd'"):
        saved_knobs({"newer_knob": "odd"})
    assert saved_knobs({})["newer_knob"] == "old"
    assert saved_knobs({"newer_knob": "new"})["newer_knob"] == "new"


def test_that_it_reproduces_alike_whether_or_not_a_hyperparameter_is_newer(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compared() -> list[tuple[int, str]]:
        recording = recording_of(saved)
        return [(c.checkpoint.env_step, c.reproduced_sha256) for c in reproduce(recording, Run(recording.config))]

    found = compared()
    assert [step for step, _ in found] == [0, 100, 200, 300]
    assert found[0][1] == recording_of(saved).checkpoints[0].weights_sha256, "later ones depend on the processor"
    assert len({sha256 for _, sha256 in found}) == 4
    monkeypatch.setitem(KNOB_BY_NAME, NEWER.name, NEWER)
    assert compared() == found


@pytest.mark.usefixtures("_declared")
def test_that_it_is_evaluated_and_inspected(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (saved, saved / "checkpoints" / "g000004-step300"):
        assert cli.main(["evaluate", str(path), "--episodes", "1", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["episodes"] == 1
    assert cli.main(["inspect", str(saved), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["weights_sha256"] == WEIGHTS_AT_300


def test_that_its_schema_is_among_those_that_are_read() -> None:
    manifest = json.loads((SAVED / "checkpoints" / "g000004-step300" / "manifest.json").read_text())
    assert SCHEMAS[manifest["schema"]] == manifest["versions"]["dqn-workbench"] == "0.1.0"
    assert max(SCHEMAS) == SCHEMA


def test_that_its_former_command_still_reproduces(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for name in ("reproduce", "replay"):
        cli.main([name, str(saved), "--until", "100", "--json"])
        printed.append(json.loads(capsys.readouterr().out))
    assert printed[0] == printed[1]
    assert [entry["env_step"] for entry in printed[0]["checkpoints"]] == [0, 100]
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    assert "replay " not in capsys.readouterr().out
