"""Where no cluster can be used it is said at once; a worker of other versions refuses, and messages come by value."""

import importlib.util
import json
import socket
import time

import pytest

from dqn_engine.study.plan import Job
from dqn_engine.study.ray_workers import RayCluster, versions
from dqn_engine.study.wire import job_to_json
from dqn_engine.system.errors import InputError
from tests.support.fake_ray import FakeTrainer
from tests.support.fake_study import study_config

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra cluster")
JOB = Job(name="trial 0", seed=3, config=study_config(), steps=1_000)


def begin(**changes: object) -> dict[str, object]:
    return {"device": "cpu", "imports": [], "most_programs": 1, "versions": versions(), "runs": False, **changes}


def test_that_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"install the extra 'cluster' \(uv sync --extra cluster\)"):
        RayCluster("10.0.0.1:6379", 2)


@needs_ray
@pytest.mark.parametrize("address", ["10.0.0.1", ":6379", "10.0.0.1:", "10.0.0.1:x", "10.0.0.1:70000", "10.0.0.1:²"])
def test_that_an_address_is_a_host_and_a_port(address: str) -> None:
    with pytest.raises(InputError, match="but must be auto or HOST:PORT, such as"):
        RayCluster(address, 2)


@needs_ray
def test_that_silence_is_told_within_seconds() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        begun = time.monotonic()
        with pytest.raises(InputError, match=f"No Ray cluster answers at 127.0.0.1:{port}"):
            RayCluster(f"127.0.0.1:{port}", 2)
        assert time.monotonic() - begun < 10, "where Ray itself waits for a minute"


def test_that_a_job_s_messages_come_by_value_and_end_with_its_end() -> None:
    trainer = FakeTrainer(begin())
    first, second = (trainer.train(job_to_json(JOB)) for _ in range(2))
    assert [next(iter(message)) for message in first] == [
        "device",
        "compiled",
        "evaluated",
        "evaluated",
        "done",
        "finished",
    ]
    assert [next(iter(message)) for message in second] == ["evaluated", "evaluated", "done", "finished"]
    assert first[-1] == {"finished": ["trial 0", 3]}
    assert [m["done"]["result"]["means"] for m in (first[-2], second[-2])] == [first[-2]["done"]["result"]["means"]] * 2


def test_that_a_worker_of_other_versions_refuses() -> None:
    (message,) = FakeTrainer(begin(versions="dqn-engine 9.9")).train(job_to_json(JOB))
    assert message["kind"] == "input"
    assert f"has {versions()}, but this program dqn-engine 9.9; install the same versions there" in message["failed"]


def test_that_what_can_t_be_done_is_told_and_not_raised() -> None:
    values = {**job_to_json(JOB), "config": {}}
    *_, message = FakeTrainer(begin()).train(values)
    assert message["kind"] == "input"
    assert "The configuration holds" in message["failed"]


def test_that_a_job_that_is_dropped_is_given_up_and_the_next_is_done() -> None:
    trainer = FakeTrainer(begin())
    trainer.drop(JOB.name, JOB.seed)
    given_up = trainer.train(job_to_json(JOB))
    assert given_up[-1] == {"finished": ["trial 0", 3]}
    assert not any("done" in message for message in given_up)
    other = Job(name="trial 0", seed=4, config=JOB.config, steps=JOB.steps)
    assert any("done" in message for message in trainer.train(job_to_json(other)))


def test_that_the_run_of_a_seed_comes_by_value_before_its_result() -> None:
    trainer = FakeTrainer(begin(runs=True))
    messages = trainer.train(job_to_json(JOB))
    kinds = [next(iter(message)) for message in messages]
    assert kinds[-3:] == ["run", "done", "finished"]
    (run,) = [message for message in messages if "run" in message]
    assert run["run"] == ["trial 0", 3]
    assert list(run["files"]) == ["config.json"]
    assert json.loads(run["files"]["config.json"])["seed"] == 3
    assert not any("run" in message for message in FakeTrainer(begin()).train(job_to_json(JOB)))
