"""Where no cluster can be used it is said at once; a worker of other versions refuses, and messages come by value."""

import contextlib
import importlib.util
import json
import socket
import sys
import threading
import time
from collections.abc import Callable

import pytest

from dqn_engine.study import ray_address, ray_workers
from dqn_engine.study.plan import Job
from dqn_engine.study.ray_address import refuse_silence
from dqn_engine.study.ray_workers import OWN, RayCluster, versions
from dqn_engine.study.wire import job_to_json
from dqn_engine.system.errors import InputError
from tests.support.fake_ray import FakeTrainer
from tests.support.fake_study import study_config

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra cluster")
NEVER = ("/nonexistent/asks",)
"""What would ask by Ray's own client, where it doesn't come to that."""
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


@pytest.mark.parametrize(
    "said",
    [pytest.param(b"", marks=pytest.mark.slow), b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 mail.example ESMTP\r\n"],
)
def test_that_what_takes_connections_but_is_no_ray_is_told_within_seconds(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def answer() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):  # Who greeted it has gone.
                connection.sendall(said)
                while connection.recv(100):
                    pass

        threading.Thread(target=answer, daemon=True).start()
        begun = time.monotonic()
        with pytest.raises(InputError, match=f"Something at 127.0.0.1:{port} takes connections, but doesn't answer"):
            refuse_silence(f"127.0.0.1:{port}", command=NEVER)
        assert time.monotonic() - begun < 10, "where Ray itself waits for ever"


@pytest.mark.slow
@pytest.mark.parametrize("does", ["print('{\"loaded\": true}', flush=True); time.sleep(60)", "os._exit(1)"])
def test_that_ray_s_own_client_is_given_up_where_it_comes_to_nothing(does: str) -> None:
    begun = time.monotonic()
    with pytest.raises(InputError, match="doesn't answer as a Ray cluster"):
        refuse_silence("auto", command=(sys.executable, "-c", f"import os, time; {does}"))
    assert time.monotonic() - begun < 10


ANSWERS = '{"loaded": true}\n{"address": "10.0.0.1:6379"}\n{"answers": true}'
"""What Ray's own client says of a cluster, before it joins it."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("said", "words"),
    [
        (f"{ANSWERS}\n", "The Ray cluster at 10.0.0.1:6379 answers, but couldn't be joined"),
        (
            f'{ANSWERS}\n{{"refused": "another\\nversion."}}\n',
            "The Ray cluster at 10.0.0.1:6379 can't be used: another v",
        ),
    ],
)
def test_that_a_cluster_that_answers_and_can_not_be_joined_is_given_up(
    monkeypatch: pytest.MonkeyPatch, said: str, words: str
) -> None:
    monkeypatch.setattr(ray_address, "_JOINED_WITHIN_S", 0.5)
    stays = f"import sys, time; sys.stdout.write({said!r}); sys.stdout.flush(); time.sleep(60)"
    with pytest.raises(InputError, match=words):
        refuse_silence("auto", command=(sys.executable, "-c", stays))
    joined = f"import sys; sys.stdout.write({ANSWERS!r} + '\\n{{\"joined\": true}}\\n')"
    refuse_silence("auto", command=(sys.executable, "-c", joined))


@pytest.mark.slow
def test_that_where_there_is_no_cluster_to_find_the_options_are_named() -> None:
    with pytest.raises(InputError, match="No Ray cluster is running .* name one by --on ray:HOST:PORT"):
        refuse_silence("auto", command=(sys.executable, "-c", 'print(\'{"loaded": true}\\n{"none": true}\')'))


@pytest.fixture
def joining(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., None]], None]:
    """Has a cluster answer, and says what comes of joining it."""

    def set_up(joins: Callable[..., None]) -> None:
        monkeypatch.setattr(ray_workers, "refuse_silence", lambda address: None)
        monkeypatch.setattr("ray.init", joins)

    return set_up


@needs_ray
@pytest.mark.slow  # It imports Ray.
def test_that_a_cluster_that_is_gone_once_it_has_answered_is_not_waited_for(
    joining: Callable[[Callable[..., None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    joining(lambda **how: ended.wait(60))
    monkeypatch.setattr(ray_workers, "_JOINED_WITHIN_S", 0.2)
    try:
        with pytest.raises(InputError, match="at 10.0.0.1:6379 answered, but couldn't be joined within 0 seconds"):
            RayCluster("10.0.0.1:6379", 2)
    finally:
        ended.set()

    def refused(**how: object) -> None:
        raise RuntimeError("another version")

    joining(refused)
    with pytest.raises(InputError, match="can't be used: another version"):
        RayCluster("10.0.0.1:6379", 2)


@needs_ray
@pytest.mark.slow  # It imports Ray.
def test_that_a_cluster_without_a_free_processor_is_told_of_once_until_a_worker_has_one(
    joining: Callable[[Callable[..., None]], None],
) -> None:
    joining(lambda **how: None)
    cluster = RayCluster("10.0.0.1:6379", 2)
    assert [cluster.is_to_tell_of_waiting(waited_s) for waited_s in (5.0, 11.0, 12.0)] == [False, True, False]
    cluster.count_found(1)
    assert not cluster.is_to_tell_of_waiting(20.0)
    cluster.count_found(-1)
    assert cluster.is_to_tell_of_waiting(20.0)
    assert not RayCluster(OWN, 2).is_to_tell_of_waiting(20.0), "one of its own is used by nobody else"


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
