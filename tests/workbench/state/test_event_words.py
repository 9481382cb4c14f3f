"""Notices in the window's words: in English those of the command line."""

import pytest

from dqn_engine.config.notices import Notice, NoticeKind, precision_notice
from dqn_engine.config.told_notices import told_notice
from dqn_engine.environments.info import OddLayout
from dqn_engine.messages.reports import EndCause, NoticeGiven, PastNote, PicturesFailed, RunEnded
from workbench.state import event_words
from workbench.state.run_facts import Arrival, Way

NOTICES = [
    Notice(kind=NoticeKind.OUR_LIMIT, values={"steps": 1000}),
    *(Notice(kind=NoticeKind.LAYOUT, values={"layout": str(layout)}) for layout in OddLayout),
    precision_notice(2, "Observation 3", -1e9, 1e9 + 0.5),
    Notice(kind=NoticeKind.MASKS_DIFFER, values={}),
    Notice(kind=NoticeKind.FOREIGN_CODE, values={"sentence": "Its close() failed."}),
    Notice(kind=NoticeKind.DISCOUNT_ONE, values={"steps": 500}),
    Notice(kind=NoticeKind.RANGE_UNKNOWN, values={"low": -100.0, "high": 100.0}),
    Notice(kind=NoticeKind.RANGE_PART, values={"low": 0.0, "high": 10.0, "known_low": -100.0, "known_high": 0.5}),
    Notice(kind=NoticeKind.RANGE_EDGE, values={"probability": 0.371, "edge": "v_max", "value": 10.0}),
    Notice(kind=NoticeKind.RANGE_EDGE, values={"probability": 0.5, "edge": "v_min", "value": -2.5}),
    Notice(kind=NoticeKind.LIMIT_ENDS_NOTHING, values={"limit": "steps", "steps": 1000, "reached": 67_415}),
    Notice(kind=NoticeKind.LIMIT_ENDS_NOTHING, values={"limit": "minutes", "minutes": "1.5"}),
    Notice(kind=NoticeKind.LIMIT_ENDS_NOTHING, values={"limit": "return"}),
]


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: str(notice.kind))
def test_that_a_notice_reads_as_on_the_command_line(qapp, notice: Notice) -> None:
    said = event_words.noticed(NoticeGiven(run_id=1, sequence=1, env_step=0, notice=notice))
    assert said.replace("−", "-").replace(" %", "%") == notice.sentence


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: str(notice.kind))
def test_that_a_notice_of_an_opened_runs_past_is_told_in_the_windows_words(qapp, notice: Notice) -> None:
    told = told_notice(notice.sentence)
    if notice.kind is NoticeKind.FOREIGN_CODE:
        assert told is None, "its words are the environment's"
        return
    assert told is not None
    assert told.kind is notice.kind
    past = PastNote(run_id=1, sequence=1, env_step=0, text=notice.sentence)
    assert event_words.noted(past) == event_words.noticed(NoticeGiven(run_id=1, sequence=1, env_step=0, notice=notice))


def test_that_every_kind_of_notice_is_among_them() -> None:
    assert {notice.kind for notice in NOTICES} == set(NoticeKind)


def test_that_a_step_passed_before_it_was_set_isnt_said_to_be_all_steps(qapp) -> None:
    ended = RunEnded(
        run_id=1,
        sequence=1,
        reason="All 1,000 steps are done.",
        env_steps=180_937,
        updates=1,
        episodes=1,
        weights_sha256="",
        cause=EndCause.STEPS,
    )
    assert event_words.run_ended(ended) == "Ended at step 180,937: its limit of steps is reached."


@pytest.mark.parametrize(
    ("name", "unsaved", "words"),
    [
        ("run-1", "", "Stopped at step 20. Saved as run-1; Open continues it."),
        ("run-1", "The disk is full.", "Stopped at step 20. It could not be saved whole as run-1."),
        ("", "", "Stopped at step 20. It isn't saved to disk; its network can be watched and saved."),
    ],
)
def test_that_a_run_is_said_to_be_saved_only_where_it_is(qapp, name: str, unsaved: str, words: str) -> None:
    counts = {"env_steps": 20, "updates": 1, "episodes": 1}
    ended = RunEnded(run_id=1, sequence=1, reason="", weights_sha256="", unsaved=unsaved, **counts)
    assert event_words.ended_and_kept(ended, name) == words


def test_that_a_watched_environment_that_broke_isnt_said_to_be_one_that_can_not_be_drawn(qapp) -> None:
    why = "The watched environment broke and is played no more: ValueError."
    undrawn, broken = (
        event_words.pictures_failed(PicturesFailed(run_id=1, sequence=1, why=why, details="", plays_on=plays_on))
        for plays_on in (True, False)
    )
    assert undrawn == f"This environment can't be drawn, so its observation is shown, if it isn't too large: {why}"
    assert broken == why


@pytest.mark.parametrize("way", [Way.REWOUND, Way.FORKED])
def test_that_where_the_rest_of_a_run_is_fits_the_line_at_the_bottom(qapp, way: Way) -> None:
    left = "/runs/2026-11-27-153706-LunarLander-v3-seed-0"
    said = event_words.arrived(Arrival(way=way, env_step=162_526, lost_steps=0, left=left))
    assert "2026-11-27-153706" in said
    assert len(said) < 90, "of a window of 1,280 pixels"
