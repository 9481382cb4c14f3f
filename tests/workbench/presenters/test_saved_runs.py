"""Runs on disk, as the window saves, opens, rewinds and forks them, over a scripted engine."""

import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QToolButton

from dqn_engine.config.change import KnobChange
from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import Fork, LoadWeights, OpenRun, Rewind, SaveCheckpoint, SetKnobs, Start, Stop
from dqn_engine.messages.reports import (
    EvaluationDone,
    Failure,
    KnobsChanged,
    ParentEpisodes,
    PastNote,
    RunMoved,
    RunState,
    SavingTrouble,
    Stalled,
    StateChanged,
    WeightsLoaded,
)
from dqn_engine.session.record import RunRecord
from dqn_engine.storage.run import summaries
from dqn_engine.storage.run.labels import RunLabels, write_labels
from dqn_engine.storage.run.lock import is_interrupted
from dqn_engine.storage.run.places import runs_root
from tests.support.made_up_runs import interrupt, made_run
from tests.support.snapshots import CONFIG
from workbench.state.undo_step import UndoStep
from workbench.window.recent_menu import RecentMenu

pytestmark = pytest.mark.slow  # Whole windows, each made anew: not for the inner loop.

CHECKPOINTS = [(100, None), (500, 70.0), (900, 60.0)]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return runs_root()


def message_buttons(stage) -> dict[str, QToolButton]:
    return {button.text(): button for button in stage.window.panels.messages.findChildren(QToolButton) if button.text()}


def drop_folder(stage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    place, copy = QPoint(10, 10), Qt.DropAction.CopyAction
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(stage.window, QDragEnterEvent(place, copy, data, button, no_key))
    QApplication.sendEvent(stage.window, QDropEvent(QPointF(place), copy, data, button, no_key))


def opened(stage, path: Path) -> None:
    stage.window.saved_runs.open_run(str(path))
    stage.until_state(RunState.PAUSED)
    stage.until_answered()


def rows(stage) -> list[list[str]]:
    listed = stage.window.panels.checkpoints.list
    items = [listed.topLevelItem(i) for i in range(listed.topLevelItemCount())]
    return [[item.text(0), item.text(2)] for item in items]


# --- saved by itself --------------------------------------------------------------------------------------------------


def test_that_a_run_is_saved_in_the_users_data_folder_and_the_title_and_the_log_tell_its_name(
    stage, data_folder
) -> None:
    assert not stage.window.panels.actions.show_folder.isEnabled()
    stage.training()
    (start,) = stage.engine.of_kind(Start)
    assert Path(start.out).parent == data_folder
    name = Path(start.out).name
    assert name.endswith("-CartPole-v1-seed-0")
    assert stage.window.windowTitle() == f"{name} – DQN Workbench"
    assert ("0", f"Run 1: CartPole-v1, seed 0, saved as {name}") in stage.window.panels.log.entries()
    stage.window.panels.actions.show_folder.trigger()
    assert stage.dialogs.shown == [start.out]


def test_that_a_user_who_wants_no_runs_saved_says_so_once(make_stage) -> None:
    first = make_stage()
    first.window.panels.actions.save_runs.trigger()
    first.training()
    assert first.engine.of_kind(Start)[0].out == ""
    assert first.window.windowTitle() == "CartPole-v1 – DQN Workbench"
    assert not first.window.panels.actions.save_checkpoint.isEnabled()
    first.window.close()
    assert first.dialogs.asked == ["stop and lose"]
    assert not make_stage().window.panels.actions.save_runs.isChecked()


def test_that_what_is_chosen_of_saving_in_a_run_is_told_to_be_of_the_next(stage) -> None:
    stage.ready()
    saves = stage.window.panels.actions.save_runs
    saves.trigger()
    saves.trigger()
    assert stage.texts() == [], "between runs the tick says it"
    stage.window.panels.actions.start.trigger()
    stage.until_state(RunState.TRAINING)
    saves.trigger()
    assert stage.texts() == ["Runs aren't saved from the next one on."]
    saves.trigger()
    assert stage.texts() == ["Runs are saved from the next one on."]


def test_that_a_run_that_cant_be_saved_trains_all_the_same_and_says_why(stage, data_folder) -> None:
    data_folder.parent.parent.mkdir()
    data_folder.parent.write_text("a file where the folder should be")
    stage.training()
    assert stage.engine.of_kind(Start)[0].out == ""
    assert "The run isn't saved to disk." in stage.texts()[0]
    assert "is a file" in stage.texts()[0]


def test_that_what_is_only_measured_isnt_saved(make_stage) -> None:
    stage = make_stage("--measure", "1")
    stage.engine.gate.set()
    stage.until(lambda: bool(stage.engine.of_kind(Start)))
    assert stage.engine.of_kind(Start)[0].out == ""


def test_that_a_checkpoint_is_saved_on_demand_and_told_quietly_in_one_line(stage) -> None:
    stage.training()
    save = stage.window.panels.actions.save_checkpoint
    for count in (1, 2):
        save.trigger()
        stage.until(lambda count=count: len(stage.engine.of_kind(SaveCheckpoint)) == count and save.isEnabled())
    told = [entry for entry in stage.window.panels.log.entries() if entry[1].startswith("Checkpoint saved")]
    assert told == [("1,000", "Checkpoint saved: 0.0 MB in 0.05 s")]
    assert stage.texts() == []


def test_that_trouble_with_the_disk_is_said_until_it_is_over(stage) -> None:
    stage.training()
    stage.engine.say(SavingTrouble, reason="The disk is full; free some space.", retry_seconds=2.0)
    stage.until(lambda: stage.texts() == ["The disk is full; free some space."])
    stage.engine.say(SavingTrouble, reason="")
    stage.until(lambda: stage.texts() == ["The run is being saved again."])
    assert stage.window.run.facts.state is RunState.TRAINING


def test_that_an_environment_that_does_not_answer_is_said_until_it_does(stage) -> None:
    stage.training()
    stage.engine.say(Stalled, seconds=10.4)
    stage.until(lambda: bool(stage.texts()))
    (text,) = stage.texts()
    assert text.startswith("The environment has not answered for 10 s")
    stage.engine.say(Stalled, seconds=0.0)
    stage.until(lambda: stage.texts() == [])


def test_that_a_run_whose_folder_was_lost_is_followed_to_its_new_one(stage) -> None:
    stage.training()
    stage.engine.say(RunMoved, path="/elsewhere/run-rescued", reason="The folder is gone.")
    stage.until(lambda: stage.window.windowTitle().startswith("run-rescued"))
    assert stage.texts() == ["The folder is gone. The run is now saved in /elsewhere/run-rescued."]
    message_buttons(stage)["Show folder"].click()
    assert stage.dialogs.shown == ["/elsewhere/run-rescued"]
    assert stage.texts(), "the message stays"


# --- opening ----------------------------------------------------------------------------------------------------------


def test_that_an_opened_run_shows_its_current_hyperparameters_its_past_and_its_checkpoints(stage, tmp_path) -> None:
    path = made_run(tmp_path / "first", CHECKPOINTS)
    config = run_config(seed=9, changes={"gamma": 0.8, "hidden_sizes": (32,)})
    stage.engine.opened = {"config": config, "knobs_now": {**config.knobs, "gamma": 0.7}}
    change = KnobChange(name="gamma", old=0.8, new=0.7)
    near = [KnobChange(name="n_step", old=5 + i, new=6 + i) for i in range(3)]
    stage.engine.past = [
        (KnobsChanged, {"env_step": 10, "update": 1, "changes": (change,)}),
        (EvaluationDone, {"env_step": 20, "mean": 30.0, "minimum": 10.0, "maximum": 50.0, "episodes": 3}),
        *((KnobsChanged, {"env_step": 40 + 3000 * (i // 2), "update": 1, "changes": (near[i],)}) for i in range(3)),
        (WeightsLoaded, {"path": "net.npz", "env_step": 9000, "weights_sha256": "b" * 64}),
        (PastNote, {"env_step": 9000, "text": "Resumed from g000003-step900."}),
    ]
    stage.ready()
    opened(stage, path)
    values = stage.window.panels.hyperparameters.rows
    assert (values["gamma"].field.text(), values["hidden_sizes"].field.text()) == ("0.7", "32")
    assert stage.window.panels.run_bar.seed_value() == 9
    assert stage.engine.of_kind(SetKnobs) == []
    assert stage.window.panels.log.entries()[-6:] == [
        ("10", "Discount γ: 0.8 → 0.7"),
        ("20", "Evaluated 30.0 (10…50)"),
        ("40", "n-step return: 5 → 7"),
        ("3,040", "n-step return: 7 → 8"),
        ("9,000", "Loaded the weights of net.npz."),
        ("9,000", "Resumed from g000003-step900."),
    ]
    assert stage.texts() == [], "what happened then is no news"
    assert stage.label("Environment steps").text() == "1,000 steps"
    assert rows(stage) == [["900", "60.0"], ["500", "best 70.0"], ["100", "–"]]
    assert [path.name for path in map(Path, stage.preferences.recent_runs())] == ["first"]


def test_that_opening_another_run_saves_and_ends_the_current_one(stage, tmp_path) -> None:
    stage.training()
    opened(stage, tmp_path / "other")
    assert [type(command) for command in stage.engine.received] == [Start, Stop, OpenRun]
    assert stage.dialogs.asked == []
    stage.window.saved_runs.open_run(str(tmp_path / "other"))
    assert stage.texts() == ["This run is open already."]


def test_that_a_run_that_is_saved_nowhere_is_never_ended_for_another(stage, tmp_path) -> None:
    stage.window.panels.actions.save_runs.trigger()
    stage.training()
    stage.window.saved_runs.open_run(str(tmp_path / "other"))
    assert "opening another loses it" in stage.texts()[0]
    assert stage.engine.of_kind(OpenRun) == []
    assert stage.engine.of_kind(Stop) == []


def test_that_recent_runs_are_in_the_menu_while_they_exist(stage, tmp_path) -> None:
    for name in ("gone", "a&b", "first"):
        stage.preferences.add_recent_run(str(made_run(tmp_path / name)) if name != "gone" else str(tmp_path / name))
    (menu,) = stage.window.menuBar().findChildren(RecentMenu) or stage.window.findChildren(RecentMenu)
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["first", "a&&b"]
    stage.ready()
    menu.actions()[1].trigger()
    stage.until_state(RunState.PAUSED)
    assert stage.engine.of_kind(OpenRun)[0].path == str(tmp_path / "a&b")
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["a&&b", "first"]
    write_labels(tmp_path / "first", RunLabels(title="The best"))
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["a&&b", "The best"]


def test_that_the_folder_of_a_run_can_be_dropped(stage, tmp_path) -> None:
    path = made_run(tmp_path / "first")
    stage.ready()
    drop_folder(stage, path)
    stage.until_state(RunState.PAUSED)
    assert stage.engine.of_kind(OpenRun)[0].path == str(path)


@pytest.mark.parametrize(("name", "back_to"), [("g000003-step900", []), ("g000002-step500", [500])])
def test_that_a_checkpoint_that_is_dropped_opens_its_run_and_goes_back_to_it(stage, tmp_path, name, back_to) -> None:
    path = made_run(tmp_path / "first", CHECKPOINTS)
    stage.ready()
    drop_folder(stage, path / "checkpoints" / name)
    stage.until_state(RunState.PAUSED)
    stage.until_answered()
    assert stage.engine.of_kind(OpenRun)[0].path == str(path)
    assert [command.at_step for command in stage.engine.of_kind(Rewind)] == back_to


def test_that_a_checkpoint_of_a_run_that_cant_be_opened_rewinds_no_other(stage, tmp_path) -> None:
    path = made_run(tmp_path / "first", CHECKPOINTS)
    stage.training()
    stage.engine.refusals = {OpenRun: "It is damaged."}
    drop_folder(stage, path / "checkpoints" / "g000002-step500")
    stage.until(lambda: "It is damaged." in stage.texts())
    assert stage.engine.of_kind(Rewind) == []


def test_that_a_checkpoint_by_itself_gives_its_weights_and_any_other_folder_a_sentence(stage, tmp_path) -> None:
    alone = tmp_path / "alone"
    (made_run(tmp_path / "first") / "checkpoints" / "g000001-step10").rename(alone)
    stage.ready()
    drop_folder(stage, alone)
    stage.until(lambda: bool(stage.engine.of_kind(LoadWeights)))
    assert stage.engine.of_kind(LoadWeights)[0].path == str(alone)
    (tmp_path / "empty").mkdir()
    drop_folder(stage, tmp_path / "empty")
    assert "holds neither a run nor a checkpoint" in stage.texts()[0]


def test_that_a_run_given_on_the_command_line_is_opened_once_the_engine_is_ready(make_stage, tmp_path) -> None:
    path = made_run(tmp_path / "first")
    stage = make_stage("--open", str(path))
    stage.engine.gate.set()
    stage.until_state(RunState.PAUSED)
    assert [command.path for command in stage.engine.of_kind(OpenRun)] == [str(path)]


def test_that_a_run_another_program_is_writing_is_read_only_says_so_and_offers_a_fork(stage, tmp_path) -> None:
    stage.engine.opened = {"read_only": True}
    stage.ready()
    opened(stage, tmp_path / "first")
    assert "It is open read-only: fork it to train on." in stage.texts()[0]
    assert stage.window.windowTitle() == "first · CartPole-v1 (read-only) – DQN Workbench"
    acts = stage.window.panels.actions
    able = [name for name in ("start", "pause", "step", "save_checkpoint", "fork") if getattr(acts, name).isEnabled()]
    assert able == ["start", "fork"]
    assert stage.window.close()
    assert stage.dialogs.asked == [], "there is nothing to save"
    message_buttons(stage)["Fork from here"].click()
    stage.until(lambda: "first-from-1000" in stage.window.windowTitle())
    assert not stage.window.run.facts.read_only
    assert stage.texts() == []


def test_that_the_message_about_a_read_only_run_goes_once_a_fork_is_trained(stage, tmp_path) -> None:
    stage.engine.opened = {"read_only": True}
    stage.ready()
    opened(stage, tmp_path / "first")
    assert len(stage.texts()) == 1
    stage.window.panels.actions.fork.trigger()
    stage.until(lambda: "first-from-1000" in stage.window.windowTitle())
    stage.until(lambda: stage.texts() == [])


def test_that_where_the_newest_checkpoint_is_damaged_the_message_says_what_was_opened_instead(stage, tmp_path) -> None:
    stage.engine.opened = {"troubles": ("The checkpoint 'g000003-step900' is damaged: 'replay' can't be read.",)}
    stage.ready()
    opened(stage, tmp_path / "first")
    words = "The checkpoint 'g000003-step900' is damaged: 'replay' can't be read. The run was opened at step 1,000"
    assert stage.texts() == [f"{words} instead."]


# --- going back and branching -----------------------------------------------------------------------------------------


def select(stage, row: int) -> None:
    listed = stage.window.panels.checkpoints.list
    listed.setCurrentItem(listed.topLevelItem(row))


def test_that_rewinding_takes_the_old_hyperparameters_and_forking_the_current_ones(stage, tmp_path) -> None:
    path = made_run(tmp_path / "first", CHECKPOINTS)
    stage.ready()
    opened(stage, path)
    panel = stage.window.panels.checkpoints
    assert not panel.rewind_button.isEnabled()
    assert not panel.fork_button.isEnabled()
    stage.window.panels.hyperparameters.rows["gamma"].slider.setValue(0)
    stage.window.panels.hyperparameters.rows["dueling"].box.setChecked(False)
    select(stage, 1)
    panel.fork_button.click()
    assert not panel.fork_button.isEnabled(), "one at a time"
    stage.until(lambda: "first-from-500" in stage.window.windowTitle())
    (fork,) = stage.engine.of_kind(Fork)
    assert (fork.at_step, fork.changes["gamma"]) == (500, 0.0)
    assert "dueling" not in fork.changes, "that shapes the network, and waits for the next run"
    opened(stage, path)
    select(stage, 2)
    panel.rewind_button.click()
    stage.until(lambda: "first-from-100" in stage.window.windowTitle())
    assert [command.at_step for command in stage.engine.of_kind(Rewind)] == [100]


def test_that_a_run_is_forked_from_now_by_its_own_shortcut(stage, qtbot) -> None:
    fork = stage.window.panels.actions.fork
    assert not fork.isEnabled()
    stage.training()
    assert fork.shortcut().toString() == "Ctrl+B"
    stage.engine.unanswered = {Fork}
    fork.trigger()
    assert (fork.text(), fork.isEnabled()) == ("Forking…", False)
    stage.until(lambda: [command.at_step for command in stage.engine.of_kind(Fork)] == [None])


def test_that_a_fork_is_drawn_over_its_parent(stage, tmp_path) -> None:
    arrays = {"env_step": np.array([10, 20]), "episode_return": np.array([1.0, 2.0])}
    stage.engine.opened = {"parent": "/runs/parent"}
    stage.engine.past = [(ParentEpisodes, {"name": "parent", **arrays})]
    stage.ready()
    opened(stage, tmp_path / "first")
    assert ParentEpisodes in stage.curves.kinds()


def test_that_the_list_follows_what_is_saved_and_keeps_what_is_selected(stage, tmp_path) -> None:
    path = made_run(tmp_path / "first", [(100, None)])
    stage.ready()
    opened(stage, path)
    select(stage, 0)
    made_run(tmp_path / "second", [(100, None), (500, 70.0)])
    (tmp_path / "second" / "checkpoints" / "g000002-step500").rename(path / "checkpoints" / "g000002-step500")
    stage.window.panels.actions.save_checkpoint.trigger()
    stage.until(lambda: len(rows(stage)) == 2)
    assert stage.window.panels.checkpoints.list.currentItem().text(0) == "100"


def test_that_a_damaged_checkpoint_is_listed_but_cant_be_gone_back_to(stage, tmp_path) -> None:
    path = made_run(tmp_path / "first", CHECKPOINTS)
    (path / "checkpoints" / "g000003-step900" / "manifest.json").write_text("{")
    stage.ready()
    opened(stage, path)
    assert rows(stage)[0] == ["900", "damaged"]
    select(stage, 0)
    assert not stage.window.panels.checkpoints.rewind_button.isEnabled()
    select(stage, 1)
    assert stage.window.panels.checkpoints.rewind_button.isEnabled()


# --- after something went wrong ---------------------------------------------------------------------------------------


@pytest.fixture
def crashed(data_folder: Path) -> Path:
    made_run(data_folder / "fine")
    return interrupt(made_run(data_folder / "crashed", CHECKPOINTS))


WORDS = (
    "The run crashed was interrupted at step 907. Its last checkpoint is of step 900: the 7 steps after it weren't "
    "saved, and are trained again if it is opened."
)


def test_that_a_run_whose_program_died_is_offered_and_opened(stage, crashed) -> None:
    stage.window.saved_runs.offer_interrupted()
    assert stage.texts() == [WORDS]
    stage.ready()
    message_buttons(stage)["Open"].click()
    stage.until_state(RunState.PAUSED)
    assert stage.engine.of_kind(OpenRun)[0].path == str(crashed)
    assert stage.texts() == []


def test_that_an_interrupted_run_can_be_looked_at_and_once_dismissed_is_offered_no_more(stage, crashed) -> None:
    stage.window.saved_runs.offer_interrupted()
    message_buttons(stage)["Show folder"].click()
    assert (stage.dialogs.shown, stage.texts()) == ([str(crashed)], [WORDS])
    message_buttons(stage)["Dismiss"].click()
    assert stage.texts() == []
    assert not is_interrupted(crashed)
    stage.window.saved_runs.offer_interrupted()
    assert stage.texts() == []


def test_that_what_is_said_of_an_interrupted_run_goes_once_another_has_begun_but_not_its_offer(stage, crashed) -> None:
    stage.window.saved_runs.offer_interrupted()
    stage.training()
    assert stage.texts() == []
    assert is_interrupted(crashed), "it is offered again by the next window"
    stage.window.saved_runs.go_back_to(1)
    assert stage.texts()
    stage.window.panels.actions.stop.trigger()
    stage.until_state(RunState.STOPPED)
    stage.window.panels.actions.start.trigger()
    stage.until_state(RunState.TRAINING)
    assert not any("checkpoint of step 1" in text for text in stage.texts()), "another run has others"


def test_that_an_interrupted_run_elsewhere_is_offered_too_and_one_without_checkpoint_only_shown(
    stage, tmp_path
) -> None:
    path = interrupt(made_run(tmp_path / "elsewhere", []))
    stage.preferences.add_recent_run(str(path))
    stage.window.saved_runs.offer_interrupted()
    (text,) = stage.texts()
    assert text.startswith("The run elsewhere was interrupted at step 7. It had no checkpoint yet")
    assert set(message_buttons(stage)) == {"Show folder", "Dismiss"}


def test_that_a_run_that_had_not_begun_to_train_is_not_offered(stage, data_folder) -> None:
    RunRecord.create(data_folder / "compiling", CONFIG).close()
    interrupt(data_folder / "compiling")
    stage.window.saved_runs.offer_interrupted()
    assert stage.texts() == []


def test_that_of_many_interrupted_runs_the_last_is_offered_and_no_older_one_read(
    stage, data_folder, monkeypatch
) -> None:
    for age, name in enumerate(("last", "before", "long ago")):
        folder = interrupt(made_run(data_folder / name, CHECKPOINTS))
        for file in folder.glob("history.sqlite*"):
            os.utime(file, (1_000_000 - age, 1_000_000 - age))
    read: list[str] = []
    really = summaries.summarise
    monkeypatch.setattr(summaries, "summarise", lambda path: read.append(path.name) or really(path))
    stage.window.saved_runs.offer_interrupted()
    assert read == ["last"]
    (text,) = stage.texts()
    assert text.startswith("The run last was interrupted")


def test_that_after_a_loss_that_isnt_finite_the_last_checkpoint_is_offered(stage, data_folder) -> None:
    stage.training()
    folder = Path(stage.engine.of_kind(Start)[0].out)
    made_run(folder, CHECKPOINTS)
    stage.window.panels.actions.save_checkpoint.trigger()
    stage.engine.say(Failure, what="The loss is no longer finite.", why="It became NaN.", remedy="Lower it.")
    stage.engine.say(StateChanged, state=RunState.FAILED)
    stage.until(lambda: len(stage.texts()) == 2)
    assert stage.texts()[0] == "The last intact checkpoint of the run is of step 900."
    message_buttons(stage)["Restore it"].click()
    stage.until_state(RunState.PAUSED)
    assert stage.engine.of_kind(OpenRun)[0].path == str(folder)


def test_that_closing_while_training_says_whether_the_run_is_saved(stage) -> None:
    stage.training()
    assert stage.window.close()
    assert stage.dialogs.asked == ["stop"]


def test_that_a_run_is_called_what_the_user_calls_it_also_once_it_is_named_anew_or_that_is_undone(
    stage, tmp_path
) -> None:
    folder = tmp_path / "2030-01-31-CartPole-v1-seed-0"
    folder.mkdir()
    write_labels(folder, RunLabels(title="Low learning rate"))
    stage.ready()
    opened(stage, folder)
    assert stage.window.windowTitle().startswith("Low learning rate")

    def name(title: str) -> None:
        write_labels(folder, RunLabels(title=title))

    name("Best so far")
    stage.window.undo.add(UndoStep(text="naming it", undo=lambda: name(""), redo=lambda: name("Best so far")))
    assert stage.window.windowTitle().startswith("Best so far")
    stage.window.undo.stack.undo()
    assert stage.window.windowTitle().startswith("2030-01-31-CartPole-v1-seed-0")


def test_that_a_run_that_was_only_opened_is_closed_without_a_question_and_one_that_trained_on_with_one(
    stage, tmp_path
) -> None:
    stage.ready()
    opened(stage, tmp_path / "first")
    stage.dialogs.may_stop = False
    stage.window.panels.actions.pause.trigger()
    stage.until_state(RunState.TRAINING)
    assert not stage.window.close()
    assert stage.dialogs.asked == ["stop"]
    opened(stage, tmp_path / "second")
    assert stage.window.close()
    assert stage.dialogs.asked == ["stop"]
