"""The window over a scripted engine, in every state."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QToolButton,
    QTreeWidget,
    QWidget,
)
from shiboken6 import isValid

from dqn_engine.config.hyperparameters import KNOB_BY_NAME
from dqn_engine.config.notices import Notice, NoticeKind
from dqn_engine.config.run_config import run_config
from dqn_engine.messages.commands import (
    CancelExports,
    Export,
    LoadWeights,
    Pause,
    Resume,
    SetKnobs,
    Spectate,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.reports import (
    CommandApplied,
    CommandRefused,
    Curves,
    EngineReady,
    EvaluationDone,
    Exported,
    Failure,
    KnobsChanged,
    NoticeGiven,
    PicturesFailed,
    Progress,
    RunStarted,
    RunState,
    SpectatorSteps,
    StateChanged,
)
from tests.support.plot_reports import spectator_step
from tests.support.scripted_session import curves_fields, progress_fields
from workbench.look.style_sheet import style_sheet
from workbench.look.theme import DARK, LIGHT
from workbench.panels.curves.panel import CurvesPanel
from workbench.state.run_history import RunHistory
from workbench.state.run_view import StateBadge
from workbench.widgets.file_drop import FileDrop
from workbench.window.dialogs import exported_as
from workbench.window.export_dialog import ExportDialog

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


def enabled(stage) -> set[str]:
    acts = stage.window.panels.actions
    return {name for name in ("start", "pause", "step", "stop", "save") if getattr(acts, name).isEnabled()}


def drop(stage, *addresses: QUrl) -> None:
    data = QMimeData()
    data.setUrls(list(addresses))
    place, proposed = QPoint(10, 10), Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, proposed, data, button, no_key)
    QApplication.sendEvent(stage.window, enter)
    assert enter.isAccepted()
    let_go = QDropEvent(QPointF(place), proposed, data, button, no_key)
    let_go.setDropAction(Qt.DropAction.MoveAction)
    QApplication.sendEvent(stage.window, let_go)
    assert let_go.dropAction() == Qt.DropAction.CopyAction, "after a move, where it comes from would delete it"


def test_that_while_the_engine_loads_everything_but_the_runs_controls_works(stage) -> None:
    stage.until(lambda: bool(stage.engine.sessions))
    assert enabled(stage) == {"start"}
    assert "TensorFlow" in stage.label("Current state").text()
    stage.window.panels.hyperparameters.rows["gamma"].slider.setValue(0)
    assert stage.window.next_run.config().knobs["gamma"] == 0.0
    assert stage.window.panels.actions.load.isEnabled()


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (RunState.IDLE, {"start"}),
        (RunState.COMPILING, {"pause", "stop"}),
        (RunState.TRAINING, {"pause", "stop"}),
        (RunState.PAUSED, {"pause", "step", "stop"}),
        (RunState.STOPPED, {"start"}),
        (RunState.FAILED, {"start"}),
    ],
)
def test_that_each_state_enables_its_controls_and_is_shown_in_words(stage, state, expected) -> None:
    stage.ready()
    stage.engine.say(StateChanged, state=state, detail="Because of the test.")
    said = "Compiling the program" if state is RunState.COMPILING else "Because of the test."
    stage.until(lambda: stage.label("Current state").text().startswith(said))
    assert enabled(stage) == expected
    assert stage.label("State").toolTip().endswith("CartPole-v1")
    assert stage.window.panels.actions.pause.text() == ("Resume" if state is RunState.PAUSED else "Pause")


def test_that_start_sends_what_the_panels_show(stage) -> None:
    stage.window.panels.run_bar.seed.setText("17")
    stage.window.panels.run_bar.seed.editingFinished.emit()
    stage.window.panels.hyperparameters.set_values({"gamma": 0.95})
    stage.training()
    config = stage.engine.of_kind(Start)[0].config
    assert (config.seed, config.knobs["gamma"], config.environment) == (17, 0.95, "CartPole-v1")
    assert stage.curves.kinds() == [RunStarted]
    assert stage.view.canvas.sentence == "Waiting for the first policy to play."


def test_that_pause_resume_step_and_stop_go_round(stage) -> None:
    stage.training()
    acts = stage.window.panels.actions
    acts.pause.trigger()
    stage.until_state(RunState.PAUSED)
    acts.step.trigger()
    stage.until(lambda: len(stage.engine.of_kind(StepOnce)) == 1 and acts.step.isEnabled())
    acts.pause.trigger()
    stage.until_state(RunState.TRAINING)
    acts.stop.trigger()
    stage.until_state(RunState.STOPPED)
    assert [type(command) for command in stage.engine.received] == [Start, Pause, StepOnce, Resume, Stop]
    assert enabled(stage) == {"start", "save"}


def test_that_a_button_shows_pending_until_the_answer(stage) -> None:
    stage.training()
    stage.engine.unanswered = {Pause}
    pause = stage.window.panels.actions.pause
    pause.trigger()
    assert pause.text() == "Pausing…"
    assert not pause.isEnabled()
    stage.until(lambda: bool(stage.engine.of_kind(Pause)))
    stage.engine.say(CommandRefused, command_id=stage.engine.of_kind(Pause)[0].command_id, reason="Not now.")
    stage.until(lambda: "Not now." in stage.texts())
    assert pause.text() == "Pause"
    assert pause.isEnabled()


def test_that_space_presses_the_button_that_has_the_focus_and_pauses_after_a_list_was_clicked(stage, qtbot) -> None:
    stage.training()
    with qtbot.waitActive(stage.window):
        stage.window.show()
        stage.window.activateWindow()
    panel = stage.window.panels.hyperparameters
    panel.rows["double"].box.setFocus()
    qtbot.keyClick(panel.rows["double"].box, Qt.Key.Key_Space)
    assert panel.values()["double"] is False
    assert stage.engine.of_kind(Pause) == []
    stage.window.centralWidget().setFocus()
    qtbot.keyClick(stage.window, Qt.Key.Key_Space)
    stage.until_state(RunState.PAUSED)
    chosen = panel.rows["loss"].list
    chosen.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(chosen, Qt.Key.Key_Space)
    assert chosen.view().isVisible(), "the keyboard came to it"
    chosen.hidePopup()
    panel.rows["gamma"].field.setFocus()
    qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)
    assert chosen.view().isVisible()
    qtbot.keyClick(chosen.view(), Qt.Key.Key_Return)
    assert QApplication.focusWidget() is chosen
    qtbot.keyClick(chosen, Qt.Key.Key_Space)
    assert not chosen.view().isVisible()
    stage.until_state(RunState.TRAINING)


def test_that_a_live_hyperparameter_is_sent_in_a_run_and_its_change_lands_in_log_and_history(stage) -> None:
    stage.training()
    stage.window.panels.hyperparameters.rows["gamma"].slider.setValue(0)
    stage.until(lambda: KnobsChanged in stage.curves.kinds())
    assert stage.engine.of_kind(SetKnobs)[0].changes == {"gamma": 0.0}
    assert ("1,000", "Discount γ: 0.99 → 0") in stage.window.panels.log.entries()


def test_that_before_a_run_hyperparameters_wait_for_the_start(stage) -> None:
    stage.ready()
    stage.window.panels.hyperparameters.rows["gamma"].slider.setValue(0)
    stage.training()
    assert stage.engine.of_kind(SetKnobs) == []
    assert stage.engine.of_kind(Start)[0].config.knobs["gamma"] == 0.0


def test_that_a_new_run_hyperparameter_is_never_sent_to_a_run(stage) -> None:
    stage.training()
    stage.window.panels.hyperparameters.rows["dueling"].box.setChecked(False)
    stage.window.panels.actions.stop.trigger()
    stage.until_state(RunState.STOPPED)
    assert stage.engine.of_kind(SetKnobs) == []


def test_that_a_refused_hyperparameter_goes_back_and_the_reason_is_shown(stage) -> None:
    stage.training()
    stage.engine.refusals = {SetKnobs: "The buffer is too large for this computer."}
    row = stage.window.panels.hyperparameters.rows["capacity"]
    row.slider.setValue(row.slider.maximum())
    stage.until(lambda: "The buffer is too large for this computer." in stage.texts())
    assert row.field.text() == "200,000"


def test_that_why_a_combination_was_refused_is_said_until_something_is_taken(stage) -> None:
    stage.training()
    row = stage.window.panels.hyperparameters.rows["capacity"]
    row.take(64)
    assert any("capacity 64" in text for text in stage.texts())
    row.take(100_000)
    assert not any("capacity 64" in text for text in stage.texts())


def test_that_reports_reach_their_panels(stage) -> None:
    stage.training()
    stage.engine.say(Progress, **progress_fields(12_345))
    stage.engine.say(Curves, **curves_fields([100, 200]))
    stage.engine.say(SpectatorSteps, steps=(spectator_step(7),), speed=1.0, held=False)
    stage.engine.say(EvaluationDone, env_step=5000, mean=432.1, minimum=300.0, maximum=500.0, episodes=10)
    stage.until(lambda: stage.curves.kinds()[-2:] == [Curves, EvaluationDone])
    assert stage.label("Environment steps").text() == "12,345 steps"
    assert stage.label("Environment steps per second").text() == "12,345 steps/s"
    assert stage.label("Probability of a random action ε").text() == "ε 0.123"
    stage.window.show()
    stage.until(lambda: stage.view.canvas.captions[0] == "Step 7 of 500")
    assert stage.window.panels.log.entries()[-1] == ("5,000", "Evaluated 432.1 (300…500)")


def test_that_the_status_lines_figures_dont_move_while_they_count(stage) -> None:
    stage.window.show()
    stage.training()
    places = []
    for steps in (7, 1_234_567):
        stage.engine.say(Progress, **progress_fields(steps))
        stage.until(lambda steps=steps: stage.label("Environment steps").text().startswith(f"{steps:,}"))
        QApplication.processEvents()
        names = ("Environment steps", "Environment steps per second")
        places.append([stage.label(name).geometry() for name in names])
    assert places[0] == places[1]


def settled(measure: Callable[[], object]) -> object:
    """What `measure` gives once it stays the same: layouts follow one another through several turns of the loop."""
    seen, same = measure(), 0
    while same < 5:
        QApplication.processEvents()
        before, seen = seen, measure()
        same = same + 1 if seen == before else 0
    return seen


def test_that_a_change_of_theme_moves_nothing(make_stage, qapp, theme_source) -> None:
    before = qapp.styleSheet()
    qapp.setStyleSheet(style_sheet(LIGHT))
    stage = make_stage()
    plots = CurvesPanel(RunHistory(), theme_source)
    stage.bot.addWidget(plots)
    plots.resize(900, 600)
    plots.show()
    stage.window.show()
    stage.window.panels.hyperparameters.rows.build(KNOB_BY_NAME)
    stage.ready()
    stage.bot.wait(20)  # What said that panels are awaited goes.
    labels = [label for part in (stage.window, plots) for label in part.findChildren(QLabel)]
    assert len(labels) > 100

    def places() -> list[object]:
        areas = [plot.canvas.data_rect() for plot in plots.plots.values()]
        # Not the texts: the rate of the view's pictures is one of them, and changes by itself.
        return [*areas, *((label.geometry(), label.contentsRect()) for label in labels)]

    light = settled(places)
    qapp.setStyleSheet(style_sheet(DARK))
    theme_source.changed.emit(DARK)
    assert settled(places) == light
    qapp.setStyleSheet(before)


def test_that_the_device_and_why_it_was_chosen_are_shown(stage) -> None:
    stage.ready()
    assert stage.label("Device").text() == "CPU"
    assert stage.label("Device").toolTip() == "There is no GPU."


def test_that_a_device_that_is_not_the_one_asked_for_is_a_message_with_its_reason_as_plain_text(stage) -> None:
    stage.ready()
    assert stage.texts() == []
    reason = "gpu:0 was asked for, but can't be used: <b>no driver</b>"
    stage.engine.say(EngineReady, device="cpu", device_reason=reason, load_seconds=1.0, fell_back=True)
    stage.until(lambda: stage.texts() == [reason])
    assert stage.label("Message").text() == reason
    assert stage.label("Device").text() == "CPU"


def test_that_the_view_asks_for_speed_and_hold(stage) -> None:
    stage.ready()
    stage.view.spectate_requested.emit(2.0, True, True, 3, 41)
    stage.until(lambda: bool(stage.engine.of_kind(Spectate)))
    assert (stage.engine.received[-1].speed, stage.engine.received[-1].held) == (2.0, True)
    assert stage.engine.received[-1].pictures
    assert (stage.engine.received[-1].episode, stage.engine.received[-1].step) == (3, 41)


def test_that_a_failure_is_shown_with_its_remedy_and_details_to_copy(stage) -> None:
    stage.training()
    stage.engine.say(Failure, what="The loss is not finite.", why="It became NaN.", remedy="Lower it.", details="D")
    text = "The loss is not finite. It became NaN. Lower it."
    stage.until(lambda: text in stage.texts())
    assert stage.window.panels.messages.messages()[0].details == "D"


def test_that_when_the_engine_dies_the_window_lives_on_and_start_begins_afresh(stage) -> None:
    stage.training()
    stage.engine.raise_error(RuntimeError("the engine broke"))
    stage.until_state(RunState.FAILED)
    assert any("the engine broke" in text for text in stage.texts())
    assert enabled(stage) == {"start", "save"}
    stage.window.panels.actions.start.trigger()
    stage.until_state(RunState.TRAINING)
    assert len(stage.engine.sessions) == 2


def test_that_a_dropped_weights_file_is_loaded(stage, tmp_path) -> None:
    stage.ready()
    drop(stage, QUrl.fromLocalFile(str(tmp_path / "best.weights.h5")))
    stage.until(lambda: any("Loaded the weights" in text for text in stage.texts()))
    assert stage.engine.of_kind(LoadWeights)[0].path == str(tmp_path / "best.weights.h5")


def test_that_a_file_opened_before_any_run_shows_its_own_configuration_without_sending_it_back(stage) -> None:
    stage.engine.config_in_file = run_config(seed=9, changes={"gamma": 0.8, "hidden_sizes": (32,)})
    stage.ready()
    stage.window.commands.load_weights("net.npz")
    stage.until_state(RunState.PAUSED)
    stage.until(lambda: any("Loaded the weights" in text for text in stage.texts()))
    rows = stage.window.panels.hyperparameters.rows
    assert (rows["gamma"].field.text(), rows["hidden_sizes"].field.text()) == ("0.8", "32")
    assert stage.window.panels.run_bar.seed_value() == 9
    assert stage.engine.of_kind(SetKnobs) == []


def test_that_a_drag_says_what_dropping_it_would_do(stage, tmp_path) -> None:
    stage.ready()
    note = stage.window.findChild(FileDrop).note
    seen = []
    (tmp_path / "many").mkdir()
    checkpoint = tmp_path / "first" / "checkpoints" / "g000001-step62526-change"
    checkpoint.mkdir(parents=True)
    (checkpoint / "manifest.json").touch()
    (tmp_path / "g000001-step5").mkdir()
    (tmp_path / "g000001-step5" / "manifest.json").touch()
    (tmp_path / "first" / "labels.json").write_text('{"title": "The best"}')
    for name, words in (
        ("first", "Open the run The best"),
        ("first/checkpoints/g000001-step62526-change", "Open the run The best at step 62,526"),
        ("a.npz", "Load the weights a.npz, in a new run"),
        ("g000001-step5", "Load the weights g000001-step5, in a new run"),
        ("many", "Look for runs in many"),
        ("a.txt", "a.txt is not a weights file"),
    ):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        place, copy = QPoint(10, 10), Qt.DropAction.CopyAction
        button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(stage.window, QDragEnterEvent(place, copy, data, button, no_key))
        assert not note.isHidden()
        assert words in note.text.text()
        seen.append(note.text.property("role"))
        QApplication.sendEvent(stage.window, QDragLeaveEvent())
        assert note.isHidden()
    assert seen == ["heading"] * 5 + ["refused"]


def dragged_onto(at: QWidget, path: Path) -> None:
    """As the desktop does, from a file manager that offers its files as text, too."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    data.setText(f"file://{path}")
    window, copy = at.window().windowHandle(), Qt.DropAction.CopyAction
    place = at.mapTo(at.window(), at.rect().center())
    button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDragMoveEvent):
        event = kind(place, copy, data, button, no_key)
        QApplication.sendEvent(window, event)
        assert event.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(place), copy, data, button, no_key))


def test_that_a_file_dropped_on_a_field_is_loaded_and_not_written_into_it(stage, tmp_path) -> None:
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    stage.ready()
    field = stage.window.panels.hyperparameters.rows["gamma"].field
    dragged_onto(field, tmp_path / "best.weights.h5")
    stage.until(lambda: bool(stage.engine.of_kind(LoadWeights)))
    assert field.text() == "0.99"


def test_that_a_file_dropped_on_a_panel_that_floats_is_loaded_too(stage, tmp_path) -> None:
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    stage.ready()
    dock = stage.window.docks.dock("view")
    dock.setFloating(True)
    stage.bot.waitExposed(dock)
    assert dock.window() is dock
    dragged_onto(dock, tmp_path / "best.weights.h5")
    stage.until(lambda: bool(stage.engine.of_kind(LoadWeights)))


def test_that_words_dragged_onto_a_field_are_still_written_into_it(stage) -> None:
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    stage.ready()
    field = stage.window.panels.hyperparameters.rows["gamma"].field
    data = QMimeData()
    data.setText("0.5")
    window, place = stage.window.windowHandle(), field.mapTo(stage.window, field.rect().center())
    rest = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (QDragEnterEvent(place, *rest), QDragMoveEvent(place, *rest), QDropEvent(QPointF(place), *rest)):
        QApplication.sendEvent(window, event)
    assert "0.5" in field.text()
    assert stage.engine.of_kind(LoadWeights) == []


def test_that_weights_dropped_once_a_run_has_ended_begin_another_as_the_drop_says(stage, tmp_path) -> None:
    note = stage.window.findChild(FileDrop).note
    weights = QUrl.fromLocalFile(str(tmp_path / "a.npz"))

    def said() -> str:
        data = QMimeData()
        data.setUrls([weights])
        place, copy = QPoint(10, 10), Qt.DropAction.CopyAction
        button, no_key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(stage.window, QDragEnterEvent(place, copy, data, button, no_key))
        QApplication.sendEvent(stage.window, QDragLeaveEvent())
        return note.text.text()

    stage.training()
    assert said() == "Load the weights a.npz into this run"
    stage.window.panels.actions.stop.trigger()
    stage.until_state(RunState.STOPPED)
    assert said() == "Load the weights a.npz, in a new run"
    drop(stage, weights)
    stage.until_state(RunState.PAUSED)
    assert stage.engine.of_kind(LoadWeights)[0].saves


@pytest.mark.parametrize(
    ("addresses", "sentence"),
    [
        ([QUrl.fromLocalFile("/somewhere/notes.txt")], "notes.txt is not a weights file"),
        ([QUrl.fromLocalFile("/a.npz"), QUrl.fromLocalFile("/b.npz")], "2 files were dropped"),
        ([], "No file came with the drop"),
        ([QUrl("https://example.org/a.npz")], "is not a file on this computer"),
    ],
)
def test_that_a_wrong_drop_changes_nothing_and_says_what_is_expected(stage, addresses, sentence) -> None:
    stage.ready()
    drop(stage, *addresses)
    assert sentence in stage.texts()[0]
    assert stage.engine.received == []


def test_that_why_a_drop_was_refused_is_said_until_the_next_and_gives_way_to_nothing_older(stage, tmp_path) -> None:
    stage.ready()
    for name in ("notes.txt", "more.txt", "more.txt"):
        drop(stage, QUrl.fromLocalFile(f"/somewhere/{name}"))
    assert [text.split()[0] for text in stage.texts()] == ["more.txt"]
    drop(stage, QUrl.fromLocalFile(str(tmp_path / "a.npz")))
    assert not any("more.txt" in text for text in stage.texts())


def test_that_saving_and_loading_go_through_the_dialogs_and_remember_the_folder(stage, tmp_path) -> None:
    stage.training()
    stage.dialogs.path = str(tmp_path / "net.npz")
    stage.window.panels.actions.save.trigger()
    stage.until(lambda: any("Saved the weights" in text for text in stage.texts()))
    stage.window.panels.actions.load.trigger()
    stage.until(lambda: any("Loaded the weights" in text for text in stage.texts()))
    assert stage.dialogs.asked == ["save", "open"]
    assert stage.preferences.folder() == str(tmp_path)


def choose_format(stage, name: str) -> None:
    (dialog,) = [dialog for dialog in stage.window.findChildren(ExportDialog) if dialog.isVisible()]
    choice = dialog.formats[name]
    stage.bot.mouseClick(choice, Qt.MouseButton.LeftButton, pos=QPoint(10, choice.height() // 2))
    stage.bot.keyClick(dialog, Qt.Key.Key_Return)


def press(stage, words: str) -> None:
    (button,) = [button for button in stage.window.panels.messages.findChildren(QToolButton) if button.text() == words]
    stage.bot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_an_export_can_be_cancelled_and_its_folder_shown(stage, tmp_path) -> None:
    stage.window.show()
    stage.training()
    stage.engine.unanswered = {Export}
    stage.dialogs.path = str(tmp_path / "policy.npz")
    stage.window.panels.actions.export.trigger()
    choose_format(stage, "npz")
    stage.until(lambda: bool(stage.engine.of_kind(Export)))
    assert stage.texts() == ["Exporting policy.npz: it is written, loaded back and compared."]
    press(stage, "Cancel")
    stage.until(lambda: bool(stage.engine.of_kind(CancelExports)))
    (command,) = stage.engine.of_kind(Export)
    stage.engine.say(CommandRefused, command_id=command.command_id, reason="The export was cancelled.")
    stage.until(stage.window.panels.actions.export.isEnabled)
    assert stage.texts() == ["The export was cancelled."]
    fields = {"states": 1000, "greatest_difference": 1.2e-6, "equal_actions": 1.0}
    stage.engine.say(Exported, path=command.path, format="npz", env_step=700, **fields)
    stage.until(lambda: "Exported to" in stage.texts()[0])
    press(stage, "Show in folder")
    assert stage.dialogs.shown == [str(tmp_path)]


def test_that_a_network_is_exported_once_at_a_time_and_the_verification_is_shown(stage, tmp_path) -> None:
    export = stage.window.panels.actions.export
    stage.ready()
    assert not export.isEnabled()
    stage.training()
    stage.engine.unanswered = {Export}
    stage.dialogs.path = str(tmp_path / "policy.onnx")
    export.trigger()
    choose_format(stage, "onnx")
    (asked,) = stage.dialogs.asked
    assert asked.startswith("onnx: ")
    assert asked.endswith("-CartPole-v1-seed-0-policy")
    assert (export.text(), export.isEnabled()) == ("Exporting…", False)
    stage.until(lambda: bool(stage.engine.of_kind(Export)))
    (command,) = stage.engine.of_kind(Export)
    assert (command.path, command.format) == (stage.dialogs.path, "onnx")
    fields = {"states": 1000, "greatest_difference": 1.2e-6, "equal_actions": 1.0}
    stage.engine.say(Exported, path=command.path, format="onnx", env_step=700, **fields)
    stage.engine.say(CommandApplied, command_id=command.command_id)
    stage.until(export.isEnabled)
    assert stage.preferences.export_format() == "onnx", "the next one begins with it"
    words = f"Exported to {command.path}: values differ by at most 1.2e-06 in 1,000 states, 100 % equal actions."
    assert stage.texts() == [words]
    assert stage.window.panels.log.entries()[-1] == ("700", words)
    assert stage.preferences.folder() == str(tmp_path)


@pytest.mark.parametrize(
    ("given", "chosen", "path", "name"),
    [
        ("policy", "onnx", "policy.onnx", "onnx"),
        ("policy.tflite", "onnx", "policy.tflite", "litert"),
        ("policy.weights.h5", "keras", "policy.weights.h5", "h5"),
        ("policy.v2", "savedmodel", "policy.v2", "savedmodel"),
        ("policy.v2", "keras", "policy.v2.keras", "keras"),
    ],
)
def test_that_an_exports_ending_says_its_format(given: str, chosen: str, path: str, name: str) -> None:
    assert exported_as(given, chosen) == (path, name)


def test_that_text_from_a_file_is_shown_as_it_is_and_nothing_in_it_works(stage) -> None:
    stage.ready()
    hostile = "<img src=x><b>\u202enpz.exe\u202c</b>\nA\x1b[31mB\u200b" + "w" * 2_000
    stage.engine.refusals = {LoadWeights: hostile}
    stage.window.commands.load_weights("a.npz")
    stage.until(lambda: bool(stage.texts()))
    stage.engine.say(StateChanged, state=RunState.IDLE, detail=hostile)
    stage.window.panels.log.add_event(1, hostile)
    log = stage.window.panels.log.findChild(QTreeWidget)
    shown = []
    stage.until(lambda: len([t for t in stage.window.findChildren(QLabel) if "npz.exe" in t.text()]) == 2)
    for label in stage.window.findChildren(QLabel):
        if "npz.exe" in label.text():
            shown.append(label.text())
            assert label.textFormat() is Qt.TextFormat.PlainText
    # But for where its lines may break.
    shown.append(log.topLevelItem(log.topLevelItemCount() - 1).text(1).replace("\u200b", ""))
    for text in shown:
        assert text.startswith("<img src=x><b>\\u202enpz.exe\\u202c</b>")
        assert text.isprintable()
        assert len(text) < 1_200
    assert "<img" not in log.topLevelItem(log.topLevelItemCount() - 1).toolTip(1)


def test_that_a_cancelled_dialog_sends_nothing(stage) -> None:
    stage.training()
    stage.engine.received.clear()
    stage.window.panels.actions.load.trigger()
    stage.window.panels.actions.export.trigger()
    assert stage.engine.received == []


def test_that_a_file_that_doesnt_fit_is_said_and_changes_nothing(stage) -> None:
    stage.ready()
    stage.engine.refusals = {LoadWeights: "a.npz holds 3 arrays, but this network has 8."}
    stage.window.commands.load_weights("a.npz")
    stage.until(lambda: stage.texts() == ["a.npz holds 3 arrays, but this network has 8."])


def test_that_closing_while_training_asks_once_and_stays_when_told_to(stage) -> None:
    stage.training()
    stage.window.show()
    stage.dialogs.may_stop = False
    assert not stage.window.close()
    assert stage.window.isVisible()
    stage.dialogs.may_stop = True
    assert stage.window.close()
    assert stage.dialogs.asked == ["stop", "stop"]


def test_that_closing_between_runs_asks_nothing(stage) -> None:
    stage.ready()
    assert stage.window.close()
    assert stage.dialogs.asked == []


def test_that_start_and_open_on_the_command_line_happen_once_the_engine_is_ready(make_stage, tmp_path) -> None:
    path = tmp_path / "net.npz"
    path.write_bytes(b"")
    stage = make_stage("--start", "--open", str(path), "--seed", "5")
    stage.engine.gate.set()
    stage.until(lambda: bool(stage.engine.of_kind(LoadWeights)))
    assert [type(command) for command in stage.engine.received] == [Start, LoadWeights]
    assert stage.engine.received[0].config.seed == 5


def test_that_a_seed_that_isnt_one_is_refused_and_the_old_one_stays(stage) -> None:
    field = stage.window.panels.run_bar.seed
    field.setText("-3")
    field.editingFinished.emit()
    assert field.text() == "0"
    assert "must be a whole number from 0 to 2147483647" in stage.texts()[0]


def test_that_the_layout_is_remembered_and_reset(make_stage) -> None:
    first = make_stage()
    with first.bot.waitSignal(first.window.first_painted):
        first.window.show()
    first.window.docks.dock("log").hide()
    first.window.panels.hyperparameters.set_collapsed_groups(["Replay"])
    first.window.close()
    second = make_stage()
    with second.bot.waitSignal(second.window.first_painted):
        second.window.show()
    assert not second.window.docks.dock("log").isVisible()
    assert second.window.panels.hyperparameters.collapsed_groups() == ["Replay"]
    second.window.panels.actions.reset_layout.trigger()
    second.until(second.window.docks.dock("log").isVisible)


def test_that_every_control_of_the_window_has_an_accessible_name(stage) -> None:
    stage.window.panels.hyperparameters.rows.build(KNOB_BY_NAME)
    for kind in (QAbstractButton, QComboBox, QLineEdit, QAbstractSlider):
        for control in stage.window.findChildren(kind):
            internal = control.objectName().startswith("qt_") or control.parent().objectName().startswith("qt_")
            assert internal or control.accessibleName() or control.text(), control


@pytest.mark.slow  # It builds every panel there is.
def test_that_a_screen_reader_is_told_what_every_list_is_for_and_reads_no_markup(make_stage) -> None:
    window = make_stage(quiet=()).ready().window
    window.build_unseen()
    window.panels.hyperparameters.rows.build(KNOB_BY_NAME)
    for box in window.findChildren(QComboBox):
        labels = [
            other.text(QAccessible.Text.Name)
            for other, relation in QAccessible.queryAccessibleInterface(box).relations(QAccessible.RelationFlag.Label)
            if relation is QAccessible.RelationFlag.Label
        ]
        assert any(labels), f"{box.accessibleName()}: Qt itself says what is chosen, and not what it is"
    for widget in window.findChildren(QWidget):
        said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)
        assert "<p" not in said, said


def test_that_the_titles_name_the_environment(stage) -> None:
    assert stage.window.windowTitle() == "CartPole-v1 – DQN Workbench"
    assert stage.window.docks.dock("view").windowTitle() == "Agent at play · CartPole-v1"


def test_that_pictures_that_failed_are_reported_once_with_details(stage) -> None:
    stage.training()
    stage.engine.say(PicturesFailed, why="RuntimeError: no OpenGL", details="Traceback")
    stage.until(lambda: any("no OpenGL" in text for text in stage.texts()))
    assert stage.window.panels.messages.messages()[0].details == "Traceback"
    assert stage.window.run.facts.state is RunState.TRAINING


def test_that_a_notice_is_shown_and_logged(stage) -> None:
    stage.training()
    notice = Notice(kind=NoticeKind.OUR_LIMIT, values={"steps": 1000})
    stage.engine.say(NoticeGiven, env_step=1000, notice=notice)
    stage.until(lambda: any("cut off after 1,000 steps" in text for text in stage.texts()))
    assert any("cut off after 1,000 steps" in text for _, text in stage.window.panels.log.entries())


@pytest.mark.parametrize(("width", "labels", "words"), [(900, False, False), (1320, True, False), (1900, True, True)])
def test_that_the_run_bar_leaves_out_labels_and_words_where_there_is_no_room(stage, width, labels, words) -> None:
    bar = stage.window.panels.run_bar
    stage.window.setWindowState(Qt.WindowState.WindowNoState)
    stage.window.show()
    bar.show_state(StateBadge(state=RunState.TRAINING, environment="CartPole-v1"))
    stage.window.resize(width, 700)
    QApplication.processEvents()
    label = next(label for label in bar.findChildren(QLabel) if label.buddy() is bar.seed)
    assert label.isHidden() is not labels
    assert ("CartPole" in stage.label("State").text()) == words
    assert bar.width() >= bar.layout().sizeHint().width() or not labels


def test_that_room_left_in_the_run_bar_shows_whole_titles_of_presets_and_a_title_moves_nothing(stage) -> None:
    bar = stage.window.panels.run_bar
    stage.window.setWindowState(Qt.WindowState.WindowNoState)
    stage.window.show()
    stage.window.resize(1240, 700)
    QApplication.processEvents()
    places = set()
    for place in range(bar.presets.count()):
        bar.presets.setCurrentIndex(place)
        QApplication.processEvents()
        assert bar.presets.shown == bar.presets.itemText(place), (bar.presets.width(), bar.width())
        places.add(bar.seed.x())
    assert len(places) == 1


def test_that_asking_for_the_menu_bar_keeps_everything_on_top(stage) -> None:
    menus = [action.text() for action in stage.window.menuBar().actions()]
    assert menus == ["&File", "&Edit", "&Run", "&View", "&Help"]
    QApplication.processEvents()
    assert isValid(stage.window.panels.run_bar)
    assert stage.window.menuWidget().isAncestorOf(stage.window.panels.run_bar)


def test_that_panels_can_be_hidden_and_shown_from_the_view_menu(stage) -> None:
    stage.window.show()
    for toggle in stage.window.docks.toggles():
        toggle.trigger()
    assert not stage.window.docks.dock("hyperparameters").isVisible()
    for toggle in stage.window.docks.toggles():
        toggle.trigger()
    assert stage.window.docks.dock("hyperparameters").isVisible()
