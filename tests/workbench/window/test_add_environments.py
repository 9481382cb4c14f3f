"""Adding environments of one's own in the window, with mouse and keyboard."""

from pathlib import Path

import gymnasium
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from dqn_engine.config.run_config import run_config
from dqn_engine.environments.imports import import_environments
from dqn_engine.messages.commands import LoadWeights, OpenRun, Start
from dqn_engine.messages.reports import CommandRefused
from tests.support.own_modules import new_name, write_module
from workbench.state.own_modules import Imported, ImportTrouble, ImportTroubleKind
from workbench.state.preferences import OwnModule
from workbench.window.add_environments import AddEnvironments

pytestmark = pytest.mark.slow  # Whole windows, each made anew: not for the inner loop.


@pytest.fixture
def name(own_folder: Path) -> str:
    """A module in the working folder, not imported."""
    chosen = new_name()
    write_module(own_folder, chosen)
    return chosen


def dialog_of(stage) -> AddEnvironments:
    (dialog,) = [found for found in stage.window.findChildren(AddEnvironments) if found.isVisible()]
    return dialog


def ask(stage) -> AddEnvironments:
    stage.window.show()
    stage.window.panels.actions.add_environments.trigger()
    return dialog_of(stage)


def said(dialog: AddEnvironments) -> dict[str, str]:
    """What is shown, by the names for a screen reader; without the places where a path may be broken."""
    labels = [label for label in dialog.findChildren(QLabel) if label.accessibleName() and label.isVisible()]
    return {label.accessibleName(): label.text().replace("\u200b", "") for label in labels}


def offered(stage) -> list[str]:
    rows = stage.window.panels.run_bar.environments.model()
    return [rows.item(row).text() for row in range(rows.rowCount())]


def press_offer(stage) -> None:
    (button,) = [button for button in stage.window.findChildren(QToolButton) if button.text() == "Add environments…"]
    stage.bot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_a_module_is_typed_shown_agreed_to_and_its_first_environment_chosen(
    stage, name: str, own_folder: Path
) -> None:
    dialog = ask(stage)
    assert not dialog.add_button.isEnabled()
    stage.bot.keyClicks(dialog.module, name[:-1] + "x")
    assert not dialog.add_button.isEnabled()
    assert "No module is found" in said(dialog)["The module's file"]
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Backspace)
    stage.bot.keyClicks(dialog.module, name[-1])
    assert said(dialog)["The module's file"] == str(own_folder / f"{name}.py")
    assert said(dialog)["What adding does"].startswith("Adding runs the code in this file, now and at every start")
    assert f"{name}/A-v0" not in gymnasium.registry, "nothing runs before it is agreed to"
    stage.bot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert offered(stage)[:4] == ["Your own", f"{name}/A-v0", f"{name}/B-v0", "Classic control"]
    assert stage.window.panels.run_bar.environments.word() == f"{name}/A-v0"
    assert stage.window.next_run.config().environment_module == name
    assert stage.preferences.own_modules() == [OwnModule(name=name, file=str(own_folder / f"{name}.py"))]


def test_that_the_first_that_can_be_trained_is_chosen_and_how_many_there_are_is_told(stage, own_folder: Path) -> None:
    name = new_name()
    lines = (
        "class Continuous(Own):\n    action_space = spaces.Box(0.0, 1.0)\n"
        f"gymnasium.register('{name}/A-v0', entry_point=Continuous)\n"
        f"gymnasium.register('{name}/B-v0', entry_point=Own)"
    )
    write_module(own_folder, name, lines)
    dialog = ask(stage)
    stage.bot.keyClicks(dialog.module, name)
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    assert stage.window.panels.run_bar.environments.word() == f"{name}/B-v0"
    assert stage.texts() == [f"2 environments of {name} were added to the list; {name}/B-v0 is chosen."]


def test_that_enter_adds_escape_gives_up_and_a_file_is_chosen_by_the_button(stage, name: str, own_folder: Path) -> None:
    path = own_folder / f"{name}.py"
    dialog = ask(stage)
    stage.bot.keyClicks(dialog.module, name)
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert stage.preferences.own_modules() == []
    stage.dialogs.path = str(path)
    dialog = ask(stage)
    stage.bot.mouseClick(dialog.file_button, Qt.MouseButton.LeftButton)
    assert (dialog.module.text(), said(dialog)["The module's file"]) == (str(path), str(path))
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert stage.preferences.own_modules() == [OwnModule(name=str(path), file=str(path))]
    assert stage.preferences.folder() == str(own_folder)


def test_that_a_typed_file_is_remembered_by_its_whole_path(stage, name: str, own_folder: Path) -> None:
    dialog = ask(stage)
    stage.bot.keyClicks(dialog.module, f" ./{name}.py ")
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    assert stage.preferences.own_modules()[0].name == str(own_folder / f"{name}.py")


@pytest.mark.parametrize(
    ("lines", "words"),
    [("1 / 0", "ZeroDivisionError"), ("raise SystemExit", "SystemExit"), ("x = 1", "registers no environment")],
)
def test_that_a_refusal_is_a_sentence_in_the_dialog_and_it_can_be_tried_again(
    stage, own_folder: Path, lines: str, words: str
) -> None:
    name = new_name()
    write_module(own_folder, name, lines)
    dialog = ask(stage)
    stage.bot.keyClicks(dialog.module, name)
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    assert words in said(dialog)["What came of adding"]
    assert stage.preferences.own_modules() == []
    assert stage.texts() == []
    write_module(own_folder, name)
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert stage.window.panels.run_bar.environments.word() == f"{name}/A-v0"


def test_that_modules_are_listed_and_removed_with_the_mouse_and_the_keyboard(stage) -> None:
    known = [OwnModule(name=f"games_{letter}", file=f"/somewhere/games_{letter}.py") for letter in "abc"]
    stage.preferences.set_own_modules(known)
    dialog = ask(stage)
    assert [dialog.list.item(row).text() for row in range(3)] == [module.file for module in known]
    assert not dialog.remove_button.isEnabled()
    stage.bot.mouseClick(
        dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=dialog.list.visualItemRect(dialog.list.item(1)).center()
    )
    stage.bot.mouseClick(dialog.remove_button, Qt.MouseButton.LeftButton)
    assert stage.preferences.own_modules() == [known[0], known[2]]
    dialog.list.setFocus()
    stage.bot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert stage.preferences.own_modules() == [known[0]]
    stage.bot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert stage.preferences.own_modules() == []
    assert not dialog.list.isVisible()
    (close,) = [button for button in dialog.findChildren(QPushButton) if button.text() == "Close"]
    stage.bot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()


def test_that_the_list_s_last_row_asks_for_environments_and_keeps_the_word(stage) -> None:
    stage.window.show()
    field = stage.window.panels.run_bar.environments
    assert offered(stage)[-1] == "Add your own…"
    field.showPopup()
    rows = field.view()
    last = field.model().index(field.count() - 1, 0)
    rows.scrollTo(last)
    stage.bot.mouseMove(rows.viewport(), rows.visualRect(last).center())
    rows.setCurrentIndex(last)
    stage.bot.keyClick(rows, Qt.Key.Key_Return)
    assert dialog_of(stage).module.text() == ""
    assert field.word() == field.currentText() == "CartPole-v1"


def test_that_what_the_command_line_imported_is_offered_for_this_start_only(make_stage, name: str) -> None:
    stage = make_stage("--import", name, "--env", f"{name}/B-v0")
    assert offered(stage)[:3] == ["Your own", f"{name}/A-v0", f"{name}/B-v0"]
    assert stage.window.panels.run_bar.environments.word() == f"{name}/B-v0"
    assert stage.preferences.own_modules() == []


def test_that_what_was_not_imported_again_is_told_and_offered(stage, name: str, own_folder: Path) -> None:
    module = OwnModule(name=name, file="/gone.py")
    trouble = ImportTrouble(module=module, kind=ImportTroubleKind.GONE)
    stage.window.own_environments.show(Imported(environments=("CartPole-v1",), troubles=(trouble,)))
    stage.window.show()
    assert stage.texts() == [
        f"The environments of {name} are missing. Its file /gone.py is gone; add it again from where it is."
    ]
    press_offer(stage)
    dialog = dialog_of(stage)
    assert dialog.module.text() == name
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    assert stage.preferences.own_modules() == [OwnModule(name=name, file=str(own_folder / f"{name}.py"))]


def test_that_a_run_of_an_unknown_environment_offers_its_module_and_opens_then(stage, name: str, tmp_path) -> None:
    stage.ready()
    stage.window.show()
    stage.engine.unanswered.add(OpenRun)
    stage.window.saved_runs.open_run(str(tmp_path / "run"))
    stage.until(lambda: bool(stage.engine.of_kind(OpenRun)))
    number = stage.engine.of_kind(OpenRun)[0].command_id
    stage.engine.say(CommandRefused, command_id=number, reason="It comes from elsewhere.", missing_module=name)
    stage.until(lambda: bool(stage.texts()))
    assert stage.texts() == [
        f"The environment needs the module {name}, which isn't added here. Add it, if you trust it."
    ]
    press_offer(stage)
    dialog = dialog_of(stage)
    assert dialog.module.text() == name
    assert f"{name}/A-v0" not in gymnasium.registry
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    stage.until(lambda: len(stage.engine.of_kind(OpenRun)) == 2)
    assert stage.engine.of_kind(OpenRun)[1].path == str(tmp_path / "run")
    assert stage.window.panels.run_bar.environments.word() == "CartPole-v1", "the run brings its own"


def test_that_weights_of_an_unknown_environment_are_loaded_once_it_is_added(stage, name: str) -> None:
    stage.ready()
    stage.window.show()
    stage.engine.unanswered.add(LoadWeights)
    stage.window.commands.load_weights("/some/weights.npz")
    stage.until(lambda: bool(stage.engine.of_kind(LoadWeights)))
    number = stage.engine.of_kind(LoadWeights)[0].command_id
    stage.engine.say(CommandRefused, command_id=number, reason="It comes from elsewhere.", missing_module="")
    stage.until(lambda: stage.texts() == ["It comes from elsewhere."])
    press_offer(stage)
    dialog = dialog_of(stage)
    assert dialog.module.text() == ""
    stage.bot.keyClicks(dialog.module, name)
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    stage.until(lambda: len(stage.engine.of_kind(LoadWeights)) == 2)


def test_that_a_typed_environment_that_is_unknown_is_offered_and_taken_once_added(stage, name: str) -> None:
    stage.window.show()
    field = stage.window.panels.run_bar.environments
    stage.bot.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    stage.bot.keyClicks(field, f"{name}/B-v0")
    stage.bot.keyClick(field, Qt.Key.Key_Return)
    assert stage.texts()[0].startswith(f"There is no environment '{name}/B-v0'.")
    assert field.word() == "CartPole-v1"
    press_offer(stage)
    dialog = dialog_of(stage)
    stage.bot.keyClicks(dialog.module, name)
    stage.bot.keyClick(dialog.module, Qt.Key.Key_Return)
    assert field.word() == f"{name}/B-v0"


def test_that_arguments_of_the_constructor_are_typed_shown_and_started(stage, name: str) -> None:
    import_environments(name)
    stage.ready()
    stage.window.show()
    field, typed = stage.window.panels.run_bar.environments, f"{name}/A-v0( size = 5 )"
    stage.bot.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    stage.bot.keyClicks(field, typed)
    stage.bot.keyClick(field, Qt.Key.Key_Return)
    whole = f"{name}/A-v0(size=5)"
    assert field.word() == field.currentText() == whole
    assert f">{whole}<" in field.toolTip()
    assert stage.window.windowTitle().startswith(whole)
    stage.window.panels.actions.start.trigger()
    stage.until(lambda: bool(stage.engine.of_kind(Start)))
    started = stage.engine.of_kind(Start)[0]
    assert started.config == run_config(environment=whole)
    assert Path(started.out).name.endswith(f"-{name.replace('_', '-')}-A-v0-size-5-seed-0"[-60:])


@pytest.mark.parametrize("typed", ["CartPole-v1(", "CartPole-v1(sutton=)", "FrozenLake-v1(is_slipery=false)"])
def test_that_arguments_that_cannot_be_are_refused_in_a_sentence(stage, typed: str) -> None:
    stage.window.show()
    field = stage.window.panels.run_bar.environments
    stage.bot.mouseClick(field.lineEdit(), Qt.MouseButton.LeftButton)
    stage.bot.keyClicks(field, typed)
    stage.bot.keyClick(field, Qt.Key.Key_Return)
    assert len(stage.texts()) == 1
    assert field.word() == "CartPole-v1"
