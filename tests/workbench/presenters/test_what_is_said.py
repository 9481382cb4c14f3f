"""What the window says when a run is opened, rewound, solved or over: what happened, and where the rest is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from dqn_engine.config.change import KnobChange
from dqn_engine.config.notices import Notice, NoticeKind
from dqn_engine.config.run_config import RunConfig
from dqn_engine.messages.commands import SetKnobs, Start, Stop
from dqn_engine.messages.reports import (
    EndCause,
    EvaluationDone,
    KnobsChanged,
    NoticeGiven,
    Progress,
    RunEnded,
    RunState,
    StateChanged,
)
from tests.support.scripted_session import progress_fields
from workbench.window.stop_dialog import StopDialog

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.

SAID = {"minimum": 400.0, "maximum": 500.0, "episodes": 10}


def sentence(stage) -> str:
    return stage.label("Current state").text()


def opened(stage, tmp_path, **fields):
    stage.engine.opened = {"env_step": 10_000, **fields}
    stage.ready()
    stage.window.saved_runs.open_run(str(tmp_path / "first"))
    stage.until_state(RunState.PAUSED)
    stage.until_answered()
    return stage


def test_that_an_opened_run_says_where_it_stands_and_what_a_kill_cost(stage, tmp_path) -> None:
    opened(stage, tmp_path, lost_steps=19_766)
    assert "step 10,000. The 19,766 steps after it weren't saved" in sentence(stage)
    assert "19,766" in stage.texts()[0]


@pytest.mark.parametrize("fields", [{"lost_steps": 7}, {"troubles": ("A checkpoint is damaged.",)}])
def test_that_what_an_opened_run_lost_is_no_longer_said_beside_another(stage, tmp_path, fields) -> None:
    opened(stage, tmp_path, **fields)
    assert "step 10,000" in stage.texts()[0]
    stage.engine.opened = {}
    stage.window.panels.actions.stop.trigger()
    stage.until_state(RunState.STOPPED)
    stage.window.panels.actions.start.trigger()
    stage.until_state(RunState.TRAINING)
    assert stage.texts() == []


def test_that_a_rewound_run_says_where_it_is_and_where_what_came_after_stays(stage, tmp_path) -> None:
    opened(stage, tmp_path)
    assert sentence(stage) == "Opened at step 10,000. Press Space to train on"
    stage.window.saved_runs.rewind(4000)
    stage.until(lambda: "4,000" in sentence(stage))
    assert sentence(stage) == "Back at step 4,000; the rest stays saved as first. Press Space to train on"
    stage.window.panels.actions.pause.trigger()
    stage.until_state(RunState.TRAINING)
    assert "Back" not in sentence(stage)


def test_that_stopping_says_so_and_then_where_the_run_is(stage) -> None:
    stage.training()
    stage.engine.unanswered = {Stop}
    stage.window.panels.actions.stop.trigger()
    assert sentence(stage) == "Stopping; the run is being saved"
    ended = {"updates": 1, "episodes": 1, "weights_sha256": "a" * 64}
    stage.engine.say(StateChanged, state=RunState.STOPPED, detail="Because.")
    stage.engine.say(RunEnded, reason="Because.", env_steps=12_345, cause=EndCause.RETURN, **ended)
    stage.until(lambda: "12,345" in sentence(stage))
    folder = stage.engine.of_kind(Start)[0].out.rpartition("/")[2]
    assert f"the evaluations are at the return to reach. Saved as {folder}" in sentence(stage)


def test_that_it_is_said_once_that_the_environment_is_solved(stage) -> None:
    stage.training()
    stage.engine.say(EvaluationDone, env_step=5000, mean=474.0, **SAID)
    stage.engine.say(EvaluationDone, env_step=10_000, mean=487.3, **SAID)
    stage.engine.say(EvaluationDone, env_step=15_000, mean=500.0, **SAID)
    stage.until(lambda: len(stage.window.panels.log.entries()) >= 4)
    (message,) = stage.window.panels.messages.messages()
    assert message.text.startswith("Solved at step 10,000: the mean return of 10 greedy episodes is 487.3")
    assert [offer.text for offer in message.offers] == ["Stop", "Export…"]
    message.offers[0].take()
    stage.until(lambda: bool(stage.engine.of_kind(Stop)))


def test_that_what_is_said_of_a_solved_run_offers_no_stop_once_it_has_ended(stage) -> None:
    stage.training()
    stage.engine.say(EvaluationDone, env_step=5000, mean=500.0, **SAID)
    stage.until(lambda: len(stage.texts()) == 1)
    ended = {"updates": 1, "episodes": 1, "weights_sha256": "a" * 64}
    stage.engine.say(StateChanged, state=RunState.STOPPED, detail="Stopped.")
    stage.engine.say(RunEnded, reason="Stopped.", env_steps=6000, cause=EndCause.USER, **ended)
    stage.until(lambda: not stage.texts()[0].endswith("export the network."))
    (message,) = stage.window.panels.messages.messages()
    assert [offer.text for offer in message.offers] == ["Export…"]


def test_that_what_an_opened_run_solved_long_ago_is_no_news(stage, tmp_path) -> None:
    stage.engine.past = [(EvaluationDone, {"env_step": 5000, "mean": 490.0, **SAID})]
    opened(stage, tmp_path)
    stage.engine.say(EvaluationDone, env_step=15_000, mean=500.0, **SAID)
    stage.until(lambda: any(step == "15,000" for step, _ in stage.window.panels.log.entries()))
    assert stage.texts() == []


def test_that_a_limit_behind_the_run_is_told_of_until_it_is_another_and_other_notices_until_the_run_is_left(
    stage, tmp_path
) -> None:
    def given(kind: NoticeKind, **values: float | str) -> None:
        stage.engine.say(NoticeGiven, env_step=9000, notice=Notice(kind=kind, values=values))

    def behind(text: str) -> bool:
        return "ends nothing" in text or "that limit" in text

    stage.training()
    given(NoticeKind.OUR_LIMIT, steps=1000)
    given(NoticeKind.LIMIT_ENDS_NOTHING, limit="steps", steps=10, reached=9000)
    given(NoticeKind.LIMIT_ENDS_NOTHING, limit="minutes", minutes="1")
    stage.until(lambda: len(stage.texts()) == 3)
    change = KnobChange(name="stop_steps", old=10, new=20_000)
    stage.engine.say(KnobsChanged, env_step=9000, update=1, changes=(change,))
    stage.until(lambda: not any(map(behind, stage.texts())))
    assert len(stage.texts()) == 1
    given(NoticeKind.LIMIT_ENDS_NOTHING, limit="minutes", minutes="1")
    stage.until(lambda: any(map(behind, stage.texts())))
    ended = {"updates": 1, "episodes": 1, "weights_sha256": "a" * 64}
    stage.engine.say(StateChanged, state=RunState.STOPPED, detail="Stopped.")
    stage.engine.say(RunEnded, reason="Stopped.", env_steps=9500, cause=EndCause.USER, **ended)
    stage.until(lambda: not any(map(behind, stage.texts())))
    assert "cut off after 1,000 steps" in stage.texts()[0], "it is still so of the run that is shown"
    stage.window.panels.actions.start.trigger()
    stage.until_state(RunState.TRAINING)
    stage.until(lambda: not stage.texts())


def test_that_the_time_that_is_left_is_shown_while_there_is_a_limit(stage) -> None:
    stage.window.panels.hyperparameters.set_values({"stop_steps": 1_000_000})
    stage.training()
    stage.engine.say(Progress, **progress_fields(12_345))
    left = stage.label("Time left")
    stage.until(lambda: left.text() == "2 min left")
    stage.window.panels.hyperparameters.set_values({"stop_steps": 0})
    stage.until(lambda: bool(stage.engine.of_kind(SetKnobs)))
    stage.until_answered()
    stage.engine.say(Progress, **progress_fields(13_000))
    stage.until(lambda: left.text() == "")


def test_that_the_criteria_are_set_in_the_run_bars_menu_and_checked_and_left_by_esc(stage) -> None:
    stage.window.show()
    stage.training()
    stage.window.panels.actions.stop_criteria.trigger()
    dialog = stage.window.findChild(StopDialog)
    fields = dialog.fields
    assert "here 475" in {label.text() for label in dialog.findChildren(QLabel)}
    stage.until(fields["stop_steps"].hasFocus)
    QTest.keyClicks(fields["stop_steps"], "1000")
    assert fields["stop_steps"].text() == "1000", "it replaces what stands there"
    QTest.keyClick(fields["stop_steps"], Qt.Key.Key_Escape)
    QTest.mouseClick(fields["stop_evaluations"], Qt.MouseButton.LeftButton)
    fields["stop_evaluations"].selectAll()
    QTest.keyClicks(fields["stop_evaluations"], "3")
    QTest.keyClick(fields["stop_evaluations"], Qt.Key.Key_Return)
    stage.until(lambda: bool(stage.engine.of_kind(SetKnobs)))
    assert stage.window.next_run.config().knobs["stop_evaluations"] == 3
    assert stage.window.next_run.config().knobs["stop_return"] == RunConfig().knobs["stop_return"] == "auto"
    stage.window.panels.actions.stop_criteria.trigger()
    dialog = stage.window.findChildren(StopDialog)[-1]
    fields = dialog.fields
    assert fields["stop_evaluations"].text() == "3"
    fields["stop_minutes"].selectAll()
    QTest.keyClicks(fields["stop_minutes"], "soon")
    QTest.keyClick(fields["stop_minutes"], Qt.Key.Key_Return)
    assert fields["stop_minutes"].is_refused()
    assert dialog.isVisible()
    QTest.keyClick(fields["stop_minutes"], Qt.Key.Key_Escape)
    assert fields["stop_minutes"].text() == "0", "first what is only typed is given up"
    assert dialog.isVisible()
    fields["stop_evaluations"].selectAll()
    QTest.keyClicks(fields["stop_evaluations"], "0")
    QTest.keyClick(fields["stop_evaluations"], Qt.Key.Key_Return)
    fields["stop_return"].selectAll()
    QTest.keyClicks(fields["stop_return"], "300")
    QTest.keyClick(fields["stop_return"], Qt.Key.Key_Return)
    assert fields["stop_evaluations"].text() == "1", "a return that ends nothing would be a change of no effect"
    assert fields["stop_return"].text() == "300"
    QTest.keyClick(fields["stop_minutes"], Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_the_return_to_reach_is_the_environments_own_unless_another_was_set(make_stage) -> None:
    stage = make_stage("--env", "MountainCar-v0")
    stage.window.show()
    stage.window.panels.actions.stop_criteria.trigger()
    dialog = stage.window.findChild(StopDialog)

    def enter(name: str, text: str) -> None:
        field = dialog.fields[name]
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def said() -> bool:
        return "here −110" in {label.text() for label in dialog.findChildren(QLabel)}

    enter("stop_evaluations", "1")
    assert stage.window.next_run.config().knobs["stop_return"] == "auto"
    assert said()
    enter("stop_return", "-120")
    assert stage.window.next_run.config().knobs["stop_return"] == -120.0
    assert not said()
    enter("stop_return", "auto")
    assert said()


def test_that_the_learning_rate_that_acts_is_shown_beside_its_slider(stage) -> None:
    stage.window.show()
    stage.training()
    stage.until_answered()
    stage.engine.say(Progress, **progress_fields(30_000, updates=20_000))
    stage.until(lambda: bool(stage.labels_with("now 0.0001")))
    (label,) = stage.labels_with("now 0.0001")
    assert label.toolTip() == "0.002 × schedule 0.05 = 0.0001: the rate of the next update."
    stage.engine.say(
        KnobsChanged, env_step=30_000, update=20_000, changes=(KnobChange(name="learning_rate", old=0.002, new=0.004),)
    )
    stage.until(lambda: bool(stage.labels_with("now 0.0002")))
    stage.window.panels.actions.stop.trigger()
    stage.until(lambda: not stage.labels_with("now 0.0002"))
