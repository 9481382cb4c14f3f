"""When each instrument looks: as often as asked, within its share of the time, and never changing the run."""

import math
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.messages.commands import LookThrough, Start, Wanted
from dqn_engine.messages.reports import EvaluationDone, Failure, Look, Looks, Progress, RunEnded
from dqn_engine.probes import catalogue
from dqn_engine.probes.instrument import Instrument
from dqn_engine.probes.subject import Subject
from dqn_engine.probes.value_plane import PlaneRequest, ValuePlane
from dqn_engine.session.live_looks import SHARE, UNHURRIED_SHARE, LiveLooks
from dqn_engine.system.errors import InputError
from dqn_engine.system.executions import none_begins
from dqn_engine.system.values import KnobValue
from tests.support.catch import NAME as CATCH_NAME
from tests.support.catch import register_catch
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, answered, play, reported


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class Counted:
    what: int = 1


class Agent:
    """All that looking at it takes here."""

    env_steps, updates = 7, 5


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> list[str]:
    """Which of the made-up instruments looked; `cheap` takes 2 ms, `dear` 50 ms, `vast` 3 s, and `never` refuses."""
    names: list[str] = []

    def taking(name: str, seconds: float) -> Callable[[Subject, Counted], int]:
        def look(subject: Subject, request: Counted) -> int:
            names.append(name)
            clock.now += seconds
            if name == "never":
                raise InputError("Not here.")
            if name == "broken":
                raise ZeroDivisionError("by zero")
            return request.what

        return look

    made = {
        name: Instrument(name=name, request=Counted, look=taking(name, seconds), about="")
        for name, seconds in (("cheap", 0.002), ("dear", 0.05), ("never", 0.001), ("broken", 0.001), ("vast", 3.0))
    }
    monkeypatch.setattr(catalogue, "INSTRUMENTS", made)
    return names


def passing(looks: LiveLooks, clock: Clock, seconds: float, moments: Iterator[int]) -> list[tuple[Look, ...]]:
    """Advances every millisecond, each time a new moment; what was reported."""
    reported, until = [], clock.now + seconds
    while clock.now < until:
        clock.now += 0.001
        found = looks.advance(next(moments), Agent)
        if found:
            reported.append(found)
    return reported


def test_that_an_instrument_looks_as_often_as_asked_and_not_more(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    assert looks.advance(0, Agent) == ()
    looks.want([Wanted(instrument="cheap", request=Counted(what=3), most_hz=5.0)])
    found = passing(looks, clock, 2.0, iter(range(9999)))
    assert len(looked) == pytest.approx(10, abs=1)
    assert len(found) == len(looked)
    (look,) = found[-1]
    assert (look.instrument, look.request, look.report, look.refusal) == ("cheap", Counted(what=3), 3, "")
    assert (look.env_step, look.update) == (7, 5)
    assert look.seconds == pytest.approx(0.002)


def test_that_all_together_keep_to_their_share_of_the_time_which_is_divided_evenly(
    clock: Clock, looked: list[str]
) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument=name, most_hz=1000.0) for name in ("cheap", "dear")])
    begun = clock.now
    passing(looks, clock, 20.0, iter(range(99_999)))
    spent = {"cheap": 0.002 * looked.count("cheap"), "dear": 0.05 * looked.count("dear")}
    last = 0.05  # isn't made up for yet
    assert 0.95 * SHARE < (sum(spent.values()) - last) / (clock.now - begun) < 1.01 * SHARE
    assert spent["cheap"] == pytest.approx(spent["dear"], rel=0.1)


def test_that_what_first_looks_need_is_made_ready_for_those_that_are_open_and_a_failure_is_left_to_the_look(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    prepared: list[str] = []

    def preparing(name: str) -> Callable[[Subject], None]:
        def prepare(subject: Subject) -> None:
            prepared.append(name)
            raise ZeroDivisionError(name)

        return prepare

    def look(subject: Subject, request: Counted) -> str:
        return "seen"

    made = [
        Instrument(name=name, request=Counted, look=look, about="", prepare=preparing(name))
        for name in ("open", "shut")
    ]
    monkeypatch.setattr(catalogue, "INSTRUMENTS", {each.name: each for each in made})
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="open")])
    with looks.preparing(Agent):
        pass
    assert prepared == ["open"]
    ((look_at_it,),) = passing(looks, clock, 0.01, iter([1] * 99))
    assert look_at_it.report == "seen"


def test_that_looks_which_can_begin_only_now_and_then_still_take_all_of_their_share(
    clock: Clock, looked: list[str]
) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="dear", most_hz=1000.0)])
    begun = clock.now
    for moment in range(600):  # chunks of 0.09 s: looks are made up for after 0.625 s, and so begin late by up to that
        clock.now += 0.09
        looks.advance(moment, Agent)
    assert 0.05 * looked.count("dear") / (clock.now - begun) == pytest.approx(SHARE, rel=0.03)


def test_that_a_look_beside_the_training_may_call_what_xla_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    def look(subject: Subject, request: Counted) -> bool:
        with none_begins() as is_free:
            return is_free

    made = Instrument(name="beside", request=Counted, look=look, about="", slow=True)
    monkeypatch.setattr(catalogue, "INSTRUMENTS", {"beside": made})
    looks, found = LiveLooks(), ()
    looks.want([Wanted(instrument="beside")])
    while not found:
        found = looks.advance(1, Agent)
    looks.close()
    assert found[0].report is False, "what is compiled stays meanwhile"


def test_that_what_one_doesnt_need_goes_to_the_others(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="cheap", most_hz=2.0), Wanted(instrument="dear", most_hz=1000.0)])
    begun = clock.now
    passing(looks, clock, 40.0, iter(range(99_999)))
    assert looked.count("cheap") == pytest.approx(80, abs=2)
    assert 0.05 * looked.count("dear") / (clock.now - begun) == pytest.approx(SHARE - 0.004, rel=0.05)


def test_that_an_expensive_look_doesnt_keep_cheap_ones_waiting(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="cheap", most_hz=5.0), Wanted(instrument="vast", most_hz=1000.0)])
    moments = iter(range(99_999))
    passing(looks, clock, 10.0, moments)
    looked.clear()
    passing(looks, clock, 3.0, moments)
    assert looked.count("cheap") == pytest.approx(15, abs=1)


def test_that_one_that_comes_first_has_its_rate_however_many_others_are_open(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    counts: Counter[str] = Counter()

    def looking(name: str, seconds: float) -> Callable[[Subject, Counted], int]:
        def look(subject: Subject, request: Counted) -> int:
            counts[name] += 1
            clock.now += seconds
            return 0

        return look

    others = [f"other-{number}" for number in range(9)]
    made = {
        "plane": Instrument(name="plane", request=Counted, look=looking("plane", 0.01), about="", first=True),
        **{name: Instrument(name=name, request=Counted, look=looking(name, 0.05), about="") for name in others},
    }
    monkeypatch.setattr(catalogue, "INSTRUMENTS", made)
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument=name, most_hz=5.0) for name in made])
    begun = clock.now
    passing(looks, clock, 60.0, iter(range(99_999)))
    seconds = clock.now - begun
    assert counts["plane"] / seconds == pytest.approx(5.0, rel=0.03)
    assert (0.01 * counts["plane"] + 0.05 * sum(counts[name] for name in others)) / seconds < 1.1 * SHARE
    assert max(counts[name] for name in others) - min(counts[name] for name in others) <= 1


def test_that_what_the_user_asks_for_comes_at_once_whatever_it_took_before(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    def look(subject: Subject, request: Counted) -> int:
        clock.now += 3.0
        return request.what

    asked = Instrument(name="asked", request=Counted, look=look, about="", on_demand=True)
    monkeypatch.setattr(catalogue, "INSTRUMENTS", {"asked": asked})
    looks, moments = LiveLooks(clock), iter(range(99_999))
    for what in range(3):
        looks.want([Wanted(instrument="asked", request=Counted(what=what))])
        found = passing(looks, clock, 0.1, moments)
        assert [look.report for (look,) in found] == [what]


def test_that_more_of_the_time_may_be_looked_where_nothing_is_held_up(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="dear", most_hz=1000.0)])
    begun = clock.now
    for moment in range(2000):
        clock.now += 0.001
        looks.advance(moment, Agent, UNHURRIED_SHARE)
    assert 0.05 * looked.count("dear") / (clock.now - begun) == pytest.approx(UNHURRIED_SHARE, rel=0.1)


def test_that_after_a_step_by_hand_all_look_again_whatever_their_rate(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="cheap", most_hz=0.1)])
    moments = iter(range(9999))
    passing(looks, clock, 1.0, moments)
    assert looked == ["cheap"]
    looks.look_again()
    passing(looks, clock, 1.0, moments)
    assert looked == ["cheap", "cheap"]


def test_that_a_first_look_which_compiles_doesnt_keep_the_others_waiting_and_later_ones_do(
    clock: Clock, looked: list[str]
) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="vast", most_hz=1000.0), Wanted(instrument="cheap", most_hz=1000.0)])
    moments = iter(range(99_999))
    passing(looks, clock, 3.1, moments)
    assert looked[:2] == ["vast", "cheap"], "at once"
    passing(looks, clock, 5.0, moments)
    assert looked.count("vast") == 2, "most of the first didn't count"
    passing(looks, clock, 20.0, moments)
    assert looked.count("vast") == 2, "30 s and more are to be made up for"


def test_that_nothing_is_looked_at_twice(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="cheap")])
    passing(looks, clock, 1.0, iter([4] * 9999))
    assert looked == ["cheap"]
    passing(looks, clock, 1.0, iter([5] * 9999))
    assert looked == ["cheap", "cheap"]


def test_that_closed_instruments_cost_nothing_and_open_ones_keep_their_look(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="cheap")])
    passing(looks, clock, 1.0, iter([1] * 9999))
    looks.want([Wanted(instrument="cheap"), Wanted(instrument="never")])
    (both,) = passing(looks, clock, 1.0, iter([1] * 9999))
    assert [(look.instrument, look.refusal) for look in both] == [("cheap", ""), ("never", "Not here.")]
    assert looked == ["cheap", "never"]
    looks.want([])
    assert passing(looks, clock, 1.0, iter(range(9999))) == []
    assert looked == ["cheap", "never"]


def test_that_nothing_seen_of_a_run_before_is_told_of_the_next_which_is_looked_at_at_once(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    may_end, runs = threading.Event(), iter(["first", "second"])

    def slowly(subject: Subject, request: Counted) -> str:
        of = next(runs)
        may_end.wait(60)
        return of

    made = (
        Instrument(name="slow", request=Counted, look=slowly, about="", slow=True),
        Instrument(name="rare", request=Counted, look=lambda _subject, request: request.what, about=""),
    )
    monkeypatch.setattr(catalogue, "INSTRUMENTS", {each.name: each for each in made})
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="slow", most_hz=0.01), Wanted(instrument="rare", most_hz=0.01)])
    passing(looks, clock, 1.0, iter([0] * 9999))
    looks.forget()
    may_end.set()
    found: list[Look] = []
    while len(found) < 2:
        clock.now += 0.01
        found = list(looks.advance(0, Agent)) or found
    assert [look.report for look in found] == ["second", 1]
    looks.close()


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (
            Wanted(instrument="crystal-ball"),
            "There is no instrument 'crystal-ball'; there are cheap, dear, never, broken, vast.",
        ),
        (Wanted(instrument="cheap", request=PlaneRequest()), "cheap was asked by a PlaneRequest"),
        (Wanted(instrument="cheap", most_hz=0.0), "The rate is 0.0 looks a second"),
    ],
)
def test_that_what_cannot_be_opened_is_refused_and_changes_nothing(
    clock: Clock, looked: list[str], wanted: Wanted, words: str
) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="dear")])
    with pytest.raises(InputError) as refused:
        looks.want([wanted])
    assert words in str(refused.value)
    passing(looks, clock, 0.1, iter(range(999)))
    assert looked == ["dear"]


def test_that_slow_instruments_look_beside_the_training(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    may_end, where = threading.Event(), []

    def look(subject: Subject, request: Counted) -> str:
        where.append(threading.current_thread())
        may_end.wait(60)
        return "seen"

    slow = Instrument(name="slow", request=Counted, look=look, about="", slow=True)
    monkeypatch.setattr(catalogue, "INSTRUMENTS", {"slow": slow})
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="slow", most_hz=1000.0)])
    assert [looks.advance(moment, Agent) for moment in range(5)] == [()] * 5
    may_end.set()
    found = ()
    while not found:
        clock.now += 1.0
        found = looks.advance(0, Agent)
    assert found[0].report == "seen"
    assert where[0] is not threading.main_thread()
    looks.close()


@pytest.mark.parametrize(
    "kind", [{"beside": True}, {"slow": True, "on_demand": True}], ids=["quick, beside the training", "asked for"]
)
def test_that_a_slow_look_keeps_others_of_another_kind_not_waiting(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, kind: dict[str, bool]
) -> None:
    may_end = threading.Event()

    def look(subject: Subject, request: Counted) -> str:
        may_end.wait(60)
        return "slowly"

    made = (
        Instrument(name="slow", request=Counted, look=look, about="", slow=True),
        Instrument(name="other", request=Counted, look=lambda _subject, _request: "other", about="", **kind),
    )
    monkeypatch.setattr(catalogue, "INSTRUMENTS", {each.name: each for each in made})
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="slow", most_hz=1000.0)])
    looks.advance(0, Agent)
    looks.want([Wanted(instrument=each.name, most_hz=1000.0) for each in made])
    found: tuple[Look, ...] = ()
    moment = 0
    while not found:
        moment, clock.now = moment + 1, clock.now + 1.0
        found = looks.advance(moment, Agent)
    assert [look.report for look in found] == ["other"]
    may_end.set()
    looks.close()


def looked_at_and_alone(config: RunConfig, steps: int) -> tuple[Tape, Tape]:
    """The same run with every instrument open, and with none."""

    def story(tape: Tape) -> Story:
        yield tape.ask(
            LookThrough,
            instruments=tuple(Wanted(instrument=name, most_hz=1000.0) for name in catalogue.INSTRUMENTS),
        )
        yield tape.ask(Start, config=config, steps=steps)
        yield reported(RunEnded)

    def unwatched(tape: Tape) -> Story:
        yield tape.ask(Start, config=config, steps=steps)
        yield reported(RunEnded)

    return play(story, chunk_steps=20, patience_s=600.0), play(unwatched, chunk_steps=20, patience_s=600.0)


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_run_that_is_looked_at_ends_in_the_same_weights() -> None:
    looked_at, alone = looked_at_and_alone(run_config(seed=3, changes=SMALL), 300)
    assert looked_at.only(RunEnded).weights_sha256 == alone.only(RunEnded).weights_sha256
    assert looked_at.of(Progress)
    assert not alone.of(Looks)
    newest = looked_at.of(Looks)[-1]
    assert {look.instrument for look in newest.looks} <= set(catalogue.INSTRUMENTS)
    planes = [look.report for look in newest.looks if look.instrument == "value-plane"]
    assert isinstance(planes[0], ValuePlane)
    began, *_ = next(look.report for look in newest.looks if look.instrument == "past").policies
    assert (began.env_step, math.isnan(began.mean_return)) == (0, True)
    assert looked_at.of(EvaluationDone) == alone.of(EvaluationDone), "what a run begins with isn't evaluated"


@pytest.mark.usefixtures("pooled_sessions")
def test_that_a_run_on_pictures_is_looked_at_ends_in_the_same_weights_and_says_what_cannot_be_seen() -> None:
    register_catch()
    changes: dict[str, KnobValue] = {**SMALL, "capacity": 300, "frame_stack": 2, "n_step": 2}
    looked_at, alone = looked_at_and_alone(run_config(environment=CATCH_NAME, seed=3, changes=changes), 60)
    assert not looked_at.of(Failure)
    assert looked_at.only(RunEnded).weights_sha256 == alone.only(RunEnded).weights_sha256
    newest = {look.instrument: look for look in looked_at.of(Looks)[-1].looks}
    assert newest["value-plane"].refusal.startswith("Observations of Catch-v0 are pictures, which have no axes")
    assert not any("failed" in look.refusal for look in newest.values())


@pytest.mark.usefixtures("pooled_sessions")
def test_that_looks_of_a_run_are_of_that_run() -> None:
    def story(tape: Tape) -> Story:
        yield tape.ask(
            LookThrough,
            instruments=(Wanted(instrument="replay", most_hz=0.001), Wanted(instrument="value-plane", most_hz=1000.0)),
        )
        for steps in (300, 200):
            yield tape.ask(Start, config=run_config(seed=3, changes=SMALL), steps=steps)
            yield reported(RunEnded)

    tape = play(story, chunk_steps=20, patience_s=600.0)
    second = max(report.run_id for report in tape.of(RunEnded))
    seen = [look.env_step for report in tape.of(Looks) if report.run_id == second for look in report.looks]
    assert seen
    assert max(seen) <= 200


@pytest.mark.usefixtures("pooled_sessions")
def test_that_an_unknown_instrument_is_refused_by_the_session() -> None:
    def story(tape: Tape) -> Story:
        asked.append(tape.ask(LookThrough, instruments=(Wanted(instrument="crystal-ball"),)))
        yield asked[0]
        yield answered(asked[0])

    asked: list[LookThrough] = []
    tape = play(story)
    assert tape.refusal(asked[0]).startswith("There is no instrument 'crystal-ball'")


def test_that_an_instrument_that_breaks_says_so_and_nothing_else_happens(clock: Clock, looked: list[str]) -> None:
    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="broken")])
    ((look,),) = passing(looks, clock, 0.1, iter([1] * 999))
    assert (look.report, look.refusal) == (None, "broken failed: ZeroDivisionError: by zero.")


def test_that_an_agent_that_cannot_be_looked_at_is_said_and_ends_nothing(clock: Clock, looked: list[str]) -> None:
    def broken() -> Subject:
        raise ZeroDivisionError("by zero")

    looks = LiveLooks(clock)
    looks.want([Wanted(instrument="cheap")])
    ((look,),) = (looks.advance(1, broken),)
    assert (look.report, look.refusal) == (None, "cheap failed: ZeroDivisionError: by zero.")
    assert looked == []
    ((again,),) = passing(looks, clock, 1.0, iter([2] * 9999))
    assert again.report == 1
