"""How fast it trains, chosen by keys, in the menu and in the run bar."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from dqn_engine.messages.commands import SetPace
from tests.workbench.conftest import Stage


def asked(stage: Stage) -> list[float]:
    return [command.steps_per_second for command in stage.engine.of_kind(SetPace)]


def test_that_keys_slow_it_down_and_speed_it_up(stage: Stage) -> None:
    stage.training()
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    stage.bot.wait(50)
    actions = stage.window.panels.actions
    assert not actions.faster.isEnabled()
    ctrl = Qt.KeyboardModifier.ControlModifier
    for key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
        QTest.keyClick(stage.window, key, ctrl)
    stage.until(lambda: asked(stage) == [1_000.0, 100.0, 1_000.0])
    for _ in range(9):
        QTest.keyClick(stage.window, Qt.Key.Key_BracketLeft, ctrl)
    stage.until(lambda: asked(stage)[3:] == [100.0, 10.0, 1.0])
    assert not actions.slower.isEnabled()
    assert actions.speeds[1.0].isChecked()


def test_that_the_run_bar_says_how_fast_and_offers_the_others(stage: Stage) -> None:
    stage.ready()
    actions = stage.window.panels.actions
    (button,) = [
        found
        for found in stage.window.panels.run_bar.findChildren(QToolButton)
        if found.defaultAction() is actions.speed
    ]
    assert button.text() == "Full speed"
    offered = [action for action in button.menu().actions() if action.isCheckable()]
    assert [action.text() for action in offered] == [
        "Full speed", "1,000 steps/s", "100 steps/s", "10 steps/s", "1 step/s",
    ]  # fmt: skip
    width = button.width()
    offered[3].trigger()
    stage.until(lambda: asked(stage) == [10.0])
    assert button.text() == "10 steps/s"
    assert button.width() == width
    assert button.toolTip().startswith("10 steps/s. How fast it trains")


def test_that_a_button_without_words_shows_by_its_colour_that_training_is_slowed(stage: Stage) -> None:
    stage.ready()
    actions = stage.window.panels.actions

    def colours() -> set[str]:
        image = actions.speed.icon().pixmap(16, 16).toImage()
        places = ((x, y) for x in range(image.width()) for y in range(image.height()))
        seen = (image.pixelColor(x, y) for x, y in places)
        return {colour.name() for colour in seen if colour.alpha() == 255}

    usual = colours()
    actions.speeds[10.0].trigger()
    stage.until(lambda: asked(stage) == [10.0])
    assert colours() != usual
    actions.speeds[0.0].trigger()
    stage.until(lambda: asked(stage) == [10.0, 0.0])
    assert colours() == usual


def test_that_choosing_what_is_chosen_asks_for_nothing(stage: Stage) -> None:
    stage.ready()
    stage.window.training_speed.choose(0.0)
    assert asked(stage) == []
