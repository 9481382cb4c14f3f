"""What is chosen and typed for the next run, with real mouse and keyboard: it touches nothing else, and is taken."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dqn_engine.config.hyperparameters import default_knobs
from dqn_engine.config.run_config import RunConfig, load_preset
from dqn_engine.messages.commands import Fork, LoadWeights, OpenRun, Pause, SetKnobs, Start, Stop
from dqn_engine.messages.reports import RunState
from workbench.panels.hyperparameters.panel import HyperparametersPanel
from workbench.panels.run_bar import RunBar
from workbench.state.run_words import preset_words

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.

OTHER = "rl-zoo-cartpole"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shown(stage, qtbot):
    with qtbot.waitActive(stage.window):
        stage.window.show()
        stage.window.activateWindow()
    return stage


def bar_of(stage) -> RunBar:
    return stage.window.panels.run_bar


def panel_of(stage) -> HyperparametersPanel:
    return stage.window.panels.hyperparameters


def choose_preset(stage, name: str) -> None:
    """Picks a preset from the open list with the mouse."""
    presets = bar_of(stage).presets
    presets.showPopup()
    row = presets.model().index(presets.findData(name), 0)
    presets.view().scrollTo(row)
    QTest.mouseClick(presets.view().viewport(), LEFT, pos=presets.view().visualRect(row).center())
    presets.hidePopup()
    stage.window.activateWindow()
    stage.until(stage.window.isActiveWindow)
    assert bar_of(stage).preset() == name


def type_environment(stage, text: str) -> None:
    field = bar_of(stage).environments
    QTest.mouseClick(field.lineEdit(), LEFT)
    QTest.keyClicks(field, text)


def values_told(stage) -> list[dict[str, object]]:
    return [command.changes for command in stage.engine.of_kind(SetKnobs)]


def test_that_undoing_the_preset_that_a_run_began_with_leaves_the_run_alone_and_says_so(shown) -> None:
    choose_preset(shown, OTHER)
    shown.training()
    panel = panel_of(shown)
    assert not panel.waiting_bar.isVisible()
    shown.window.panels.actions.undo.trigger()
    assert bar_of(shown).preset() == "default"
    assert panel.waiting_bar.isVisible()
    has = load_preset(OTHER).knobs["learning_rate"]
    assert f"this run has {has}" in panel.rows["learning_rate"].note.text()
    shown.window.panels.actions.redo.trigger()
    assert not panel.waiting_bar.isVisible()
    assert panel.rows["learning_rate"].note.text() == ""
    QTest.qWait(100)
    assert values_told(shown) == []


def test_that_a_preset_chosen_while_training_changes_nothing_of_the_run_until_it_is_applied(shown) -> None:
    shown.training()
    shown.until_answered()
    before = dict(shown.window.run.facts.knobs)
    choose_preset(shown, OTHER)
    panel = panel_of(shown)
    assert panel.values()["learning_rate"] == load_preset(OTHER).knobs["learning_rate"]
    assert panel.waiting_bar.isVisible()
    assert "this run has" in panel.rows["learning_rate"].note.text()
    QTest.qWait(100)
    assert values_told(shown) == []
    assert shown.window.run.facts.knobs == before
    QTest.mouseClick(panel.waiting_bar.apply_button, LEFT)
    shown.until(lambda: len(values_told(shown)) == 1)
    shown.until_answered()
    assert values_told(shown)[0]["learning_rate"] == load_preset(OTHER).knobs["learning_rate"]
    assert "dueling" not in values_told(shown)[0], "that needs a new run"
    assert not panel.waiting_bar.apply_button.isEnabled()
    assert panel.rows["learning_rate"].note.text() == ""
    assert "this run has" in panel.rows["dueling"].note.text()


def test_that_what_was_applied_is_undone_as_one_step_and_redone(shown) -> None:
    shown.training()
    shown.until_answered()
    before = dict(shown.window.run.facts.knobs)
    choose_preset(shown, OTHER)
    QTest.mouseClick(panel_of(shown).waiting_bar.apply_button, LEFT)
    shown.until(lambda: shown.window.run.facts.knobs != before)
    applied = dict(shown.window.run.facts.knobs)
    assert "applying" in shown.window.panels.actions.undo.text()
    shown.window.centralWidget().setFocus()
    QTest.keyClick(shown.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    shown.until(lambda: shown.window.run.facts.knobs == before)
    assert panel_of(shown).waiting_bar.isVisible(), "it is still chosen for the next run"
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(shown.window, Qt.Key.Key_Z, both)
    shown.until(lambda: shown.window.run.facts.knobs == applied)


def test_that_a_refused_application_waits_for_the_next_run_again(shown) -> None:
    shown.training()
    shown.until_answered()
    choose_preset(shown, OTHER)
    shown.engine.refusals = {SetKnobs: "Not in this run."}
    QTest.mouseClick(panel_of(shown).waiting_bar.apply_button, LEFT)
    shown.until(lambda: "Not in this run." in shown.texts())
    assert panel_of(shown).waiting_bar.apply_button.isEnabled()
    assert panel_of(shown).values()["learning_rate"] == load_preset(OTHER).knobs["learning_rate"]


def test_that_this_runs_values_can_be_taken_for_the_next_one(shown) -> None:
    shown.training()
    shown.until_answered()
    choose_preset(shown, OTHER)
    QTest.mouseClick(panel_of(shown).waiting_bar.drop_button, LEFT)
    assert panel_of(shown).values() == shown.window.run.facts.knobs
    assert not panel_of(shown).waiting_bar.isVisible()


def test_that_nothing_is_sent_to_a_run_that_is_being_stopped(shown) -> None:
    shown.training()
    shown.engine.unanswered = {Stop}
    shown.window.panels.actions.stop.trigger()
    panel_of(shown).rows["gamma"].slider.setValue(0)
    QTest.qWait(100)
    assert values_told(shown) == []


def test_that_part_of_an_environments_name_and_enter_is_completed(shown) -> None:
    shown.ready()
    type_environment(shown, "acro")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert bar_of(shown).environments.word() == "Acrobot-v1"
    shown.window.panels.actions.start.trigger()
    shown.until_state(RunState.TRAINING)
    assert shown.engine.of_kind(Start)[0].config.environment == "Acrobot-v1"


def test_that_part_of_several_environments_names_lists_them_and_starts_nothing_until_one_is_chosen(shown) -> None:
    shown.ready()
    bar = bar_of(shown)
    found = bar.environments.completer()
    type_environment(shown, "frozen")
    found.popup().hide()
    QTest.keyClick(bar.environments, Qt.Key.Key_Return)
    assert found.popup().isVisible()
    assert [found.completionModel().index(row, 0).data() for row in range(found.completionCount())] == [
        "FrozenLake-v1",
        "FrozenLake8x8-v1",
    ]
    assert shown.texts() == [], "the list says enough"
    found.popup().hide()
    QTest.mouseClick(bar.seed, LEFT)
    assert bar.environments.currentText() == "frozen", "it is neither taken nor given up"
    shown.window.panels.actions.start.trigger()
    assert found.popup().isVisible()
    assert "FrozenLake-v1, FrozenLake8x8-v1" in shown.texts()[0]
    QTest.keyClick(found.popup(), Qt.Key.Key_Down)
    QTest.keyClick(found.popup(), Qt.Key.Key_Down)
    QTest.keyClick(found.popup(), Qt.Key.Key_Return)
    assert bar.environments.word() == "FrozenLake8x8-v1"
    assert shown.texts() == [], "what was said is so no more"
    assert shown.engine.of_kind(Start) == []
    shown.window.panels.actions.start.trigger()
    shown.until_state(RunState.TRAINING)
    assert shown.engine.of_kind(Start)[0].config.environment == "FrozenLake8x8-v1"


def test_that_what_is_only_typed_is_taken_by_start(shown) -> None:
    shown.ready()
    type_environment(shown, "acro")
    bar_of(shown).environments.completer().popup().hide()
    QTest.mouseClick(bar_of(shown).seed, LEFT)
    bar_of(shown).seed.selectAll()
    QTest.keyClicks(bar_of(shown).seed, "41")
    field = panel_of(shown).rows["gamma"].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_F5)
    shown.until_state(RunState.TRAINING)
    config = shown.engine.of_kind(Start)[0].config
    assert (config.environment, config.seed, config.knobs["gamma"]) == ("Acrobot-v1", 41, 0.5)


@pytest.mark.parametrize("typed", ["environment", "hyperparameter", "seed"])
def test_that_what_is_typed_and_cant_be_is_refused_before_anything_starts(shown, typed: str) -> None:
    shown.ready()
    if typed == "environment":
        type_environment(shown, "nosuchthing")
        bar_of(shown).environments.completer().popup().hide()
    else:
        field = bar_of(shown).seed if typed == "seed" else panel_of(shown).rows["gamma"].field
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "7.5x")
    shown.window.panels.actions.start.trigger()
    QTest.qWait(50)
    assert shown.engine.of_kind(Start) == []
    assert shown.texts()


def test_that_a_refused_preset_doesnt_stay_in_its_box(shown) -> None:
    bar, broken = bar_of(shown), "/no/such/file.toml"
    bar.presets.addItem("Broken", broken)
    bar.presets.setCurrentIndex(bar.presets.count() - 1)
    bar.presets.activated.emit(bar.presets.count() - 1)
    assert "can't be read" in shown.texts()[0]
    assert bar.preset() == "default"


def test_that_an_opened_run_brings_its_own_preset_and_defaults(shown, tmp_path) -> None:
    shown.ready()
    choose_preset(shown, OTHER)
    knobs = {**load_preset("default").knobs}
    assert knobs == {}
    shown.window.saved_runs.open_run(str(tmp_path))
    shown.until_state(RunState.PAUSED)
    assert bar_of(shown).preset() == "default"
    assert not panel_of(shown).reset_all_button.isEnabled(), "nothing is changed from what the run began with"
    assert not shown.window.panels.actions.undo.isEnabled()


def test_that_the_preset_of_an_opened_run_is_what_open_calls_it_also_in_another_environment(shown, tmp_path) -> None:
    shown.ready()
    bar, knobs = bar_of(shown), default_knobs()
    shown.engine.opened = {"config": RunConfig(environment="FrozenLake-v1", knobs=knobs)}
    shown.window.saved_runs.open_run(str(tmp_path))
    shown.until_state(RunState.PAUSED)
    assert bar.presets.shown == preset_words(knobs) == "Default"
    shown.engine.opened = {"config": RunConfig(environment="FrozenLake-v1", knobs={**knobs, "gamma": 0.5})}
    shown.window.saved_runs.open_run(str(tmp_path / "another"))
    shown.until(lambda: bar.presets.currentIndex() < 0)
    assert (bar.preset(), bar.presets.placeholderText()) == ("", "Default, 1 changed")


def test_that_the_row_of_what_a_run_uses_stays_while_the_next_run_wont_use_it(shown) -> None:
    shown.training()
    shown.until_answered()
    panel = panel_of(shown)
    assert panel.rows["huber_delta"].isVisibleTo(panel)
    choose_preset(shown, "notebook-1")
    assert panel.rows["huber_delta"].isVisibleTo(panel), "the run that is training has it"


def test_that_the_note_about_the_running_value_survives_escape(shown) -> None:
    shown.training()
    shown.until_answered()
    row = panel_of(shown).rows["hidden_sizes"]
    row.field.setFocus()
    row.field.selectAll()
    QTest.keyClicks(row.field, "16,16")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    note = row.note.text()
    assert "this run has" in note
    QTest.keyClicks(row.field, "x")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert row.note.text() != note
    QTest.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.note.text() == note


def test_that_weights_dropped_before_any_run_make_one_that_is_saved(shown, tmp_path) -> None:
    shown.ready()
    shown.window.commands.load_weights(str(tmp_path / "a.npz"))
    shown.until(lambda: bool(shown.engine.of_kind(LoadWeights)))
    assert shown.engine.of_kind(LoadWeights)[0].saves


def test_that_a_run_that_isnt_saved_can_be_left_for_another_if_the_user_says_so(make_stage, tmp_path) -> None:
    stage = make_stage()
    stage.preferences.set_saves_runs(False)
    stage.training()
    stage.window.saved_runs.open_run(str(tmp_path))
    assert stage.engine.of_kind(OpenRun) == []
    (offer,) = stage.window.panels.messages.messages()[0].offers
    offer.take()
    stage.until(lambda: bool(stage.engine.of_kind(OpenRun)))


def test_that_a_drag_is_one_step_to_undo(shown) -> None:
    shown.training()
    shown.until_answered()
    slider, panel = panel_of(shown).rows["gamma"].slider, panel_of(shown)
    for position in (900, 700, 500):
        slider.setValue(position)
    shown.until(lambda: shown.window.run.facts.knobs["gamma"] == panel.values()["gamma"])
    assert all(told.by_hand for told in shown.engine.of_kind(SetKnobs))
    assert shown.window.undo.stack.count() == 1
    assert "Discount γ" in shown.window.panels.actions.undo.text()
    shown.window.undo.stack.undo()
    shown.until(lambda: shown.window.run.facts.knobs["gamma"] == 0.99)
    assert not shown.engine.of_kind(SetKnobs)[-1].by_hand, "it is no part of the drag, however soon it comes"
    assert panel.values()["gamma"] == 0.99


def test_that_space_pauses_though_a_field_was_clicked_before(shown) -> None:
    shown.training()
    QTest.mouseClick(panel_of(shown).rows["gamma"].field, LEFT)
    QTest.keyClick(panel_of(shown).rows["gamma"].field, Qt.Key.Key_Space)
    shown.until(lambda: bool(shown.engine.of_kind(Pause)))
    assert panel_of(shown).rows["gamma"].field.text() == "0.99"


def test_that_undo_reaches_the_window_once_a_value_has_been_taken(shown) -> None:
    shown.ready()
    field = panel_of(shown).rows["gamma"].field
    QTest.mouseClick(field, LEFT)
    field.selectAll()
    QTest.keyClicks(field, "0.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel_of(shown).values()["gamma"] == 0.5
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel_of(shown).values()["gamma"] == 0.99


def test_that_undo_never_touches_another_run_than_the_one_it_was_done_in(shown) -> None:
    shown.ready()
    panel_of(shown).rows["gamma"].take(0.5)
    shown.training()
    shown.until_answered()
    shown.window.undo.stack.undo()
    QTest.qWait(100)
    assert panel_of(shown).values()["gamma"] == 0.99
    assert values_told(shown) == []
    assert "this run has 0.5" in panel_of(shown).rows["gamma"].note.text()
    assert panel_of(shown).waiting_bar.apply_button.isEnabled()


def test_that_a_fork_doesnt_take_what_waits_for_the_next_run(shown) -> None:
    shown.training()
    shown.until_answered()
    choose_preset(shown, OTHER)
    panel_of(shown).rows["gamma"].take(0.5)
    shown.until_answered()
    shown.window.saved_runs.fork_at(1000)
    shown.until(lambda: bool(shown.engine.of_kind(Fork)))
    changes = shown.engine.of_kind(Fork)[0].changes
    assert changes["gamma"] == 0.5
    assert "learning_rate" not in changes
