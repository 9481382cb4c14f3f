"""What another program's weights file doesn't say, asked for in the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from dqn_engine.messages.commands import LoadWeights
from dqn_engine.messages.reports import CommandRefused
from workbench.window.unsaid_dialog import UnsaidDialog

PATH = "/some/cartpole.h5"


def refused(stage, *unsaid: str) -> UnsaidDialog:
    """The engine asks for what the file doesn't say, and so does the window."""
    stage.ready()
    stage.window.show()
    stage.engine.unanswered.add(LoadWeights)
    stage.window.commands.load_weights(PATH)
    stage.until(lambda: bool(stage.engine.of_kind(LoadWeights)))
    (command,) = stage.engine.of_kind(LoadWeights)
    assert command.said == {}
    stage.engine.say(CommandRefused, command_id=command.command_id, reason="It doesn't say.", unsaid=unsaid)
    stage.until(lambda: bool(stage.window.findChildren(UnsaidDialog)))
    return stage.window.findChildren(UnsaidDialog)[0]


def test_that_everything_has_to_be_chosen_before_it_is_loaded(stage) -> None:
    dialog = refused(stage, "observation_scaling", "activation")
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "cartpole.h5 doesn't say what follows" in shown
    assert "A run of CartPole-v1 is made for them" in shown
    assert [choices.currentText() for choices in dialog.lists.values()] == ["Choose…", "Choose…"], "nothing is assumed"
    scaling, activation = dialog.lists["observation_scaling"], dialog.lists["activation"]
    assert scaling.findData("running") < 0
    scaling.setCurrentIndex(scaling.findData("none"))
    assert not dialog.load_button.isEnabled()
    activation.setCurrentIndex(activation.findData("tanh"))
    stage.bot.mouseClick(dialog.load_button, Qt.MouseButton.LeftButton)
    stage.until(lambda: len(stage.engine.of_kind(LoadWeights)) == 2)
    again = stage.engine.of_kind(LoadWeights)[1]
    assert (again.path, again.said) == (PATH, {"observation_scaling": "none", "activation": "tanh"})
    assert stage.texts() == [], "it was no mistake"


def test_that_only_what_the_file_does_not_say_is_asked_for_and_escape_gives_up(stage) -> None:
    dialog = refused(stage, "observation_scaling")
    assert list(dialog.lists) == ["observation_scaling"]
    stage.bot.keyClick(dialog, Qt.Key.Key_Escape)
    assert len(stage.engine.of_kind(LoadWeights)) == 1


@pytest.mark.parametrize("unsaid", [(), ("activation",)])
def test_that_a_refusal_of_what_was_said_is_shown_and_not_asked_again(stage, unsaid: tuple[str, ...]) -> None:
    stage.ready()
    stage.engine.unanswered.add(LoadWeights)
    stage.window.commands.load_weights_as(PATH, {"activation": "relu"})
    stage.until(lambda: bool(stage.engine.of_kind(LoadWeights)))
    number = stage.engine.of_kind(LoadWeights)[0].command_id
    stage.engine.say(CommandRefused, command_id=number, reason="It doesn't fit.", unsaid=unsaid)
    stage.until(lambda: stage.texts() == ["It doesn't fit."])
    assert not stage.window.findChildren(UnsaidDialog)
