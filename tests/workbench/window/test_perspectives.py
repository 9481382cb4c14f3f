"""Named arrangements of the same panels: switched, changed by hand, remembered, and put back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QByteArray, QEvent, QObject, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from dqn_engine.system.errors import InputError
from tests.support.quiet_panels import PLOTS
from workbench.command_line import Perspective, parse_options
from workbench.state.preferences import Layout

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.

TRAIN, INSIDE = Perspective.TRAIN, Perspective.LOOK_INSIDE


def shown(stage) -> set[str]:
    names = ("hyperparameters", "value-plane", "priorities", "view", "log", "checkpoints", "coach", "replay")
    docks = stage.window.docks
    return {name for name in names if not docks.dock(name).isHidden()}


@pytest.fixture
def opened(make_stage) -> Callable[..., object]:
    def make(*arguments: str):
        stage = make_stage(*arguments, quiet=PLOTS)
        stage.window.setWindowState(Qt.WindowState.WindowNoState)
        stage.window.resize(1500, 1000)
        stage.window.show()
        stage.bot.waitExposed(stage.window)
        stage.bot.wait(50)
        return stage

    return make


def test_that_the_keys_switch_and_the_menu_says_which_it_is(opened) -> None:
    stage = opened()
    actions = stage.window.panels.actions.perspectives
    assert actions[TRAIN].isChecked()
    assert "value-plane" not in shown(stage)
    QTest.keyClick(stage.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.docks.perspective is INSIDE
    assert actions[INSIDE].isChecked()
    assert not actions[TRAIN].isChecked()
    assert shown(stage) >= {"value-plane", "view", "log", "coach", "replay"}
    assert stage.window.dockWidgetArea(stage.window.docks.dock("value-plane")) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert stage.window.centralWidget().isVisible(), "the curves stay"
    QTest.keyClick(stage.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert stage.window.docks.perspective is TRAIN
    assert shown(stage) == {"hyperparameters", "priorities", "view", "log", "checkpoints"}


def test_that_tabs_at_the_end_of_the_menu_bar_switch_too(opened) -> None:
    stage = opened()
    corner = stage.window.menuBar().cornerWidget()
    tabs = {tab.text(): tab for tab in corner.findChildren(QToolButton)}
    assert list(tabs) == ["Train", "Look inside", "Compare"]
    tabs["Look inside"].click()
    assert stage.window.docks.perspective is INSIDE


def test_that_each_perspective_comes_back_as_it_was_left_with_its_sizes(opened) -> None:
    stage = opened()
    docks = stage.window.docks
    docks.dock("log").hide()
    docks.show_perspective(INSIDE)
    assert "log" in shown(stage), "that was another perspective"
    stage.window.resizeDocks([docks.dock("value-plane")], [640], Qt.Orientation.Horizontal)
    stage.bot.wait(50)
    sizes = {name: docks.dock(name).size() for name in ("value-plane", "view", "log")}
    for _ in range(3):
        docks.show_perspective(TRAIN)
        assert "log" not in shown(stage)
        docks.show_perspective(INSIDE)
        stage.bot.wait(20)
    assert {name: docks.dock(name).size() for name in sizes} == sizes, "not a pixel off, however often"


def test_that_both_are_remembered_and_reset_layout_puts_back_the_one_that_is_shown(opened) -> None:
    first = opened()
    first.window.docks.dock("log").hide()
    first.window.docks.show_perspective(INSIDE)
    first.window.docks.dock("view").hide()
    first.window.close()
    second = opened()
    docks = second.window.docks
    assert docks.perspective is INSIDE
    assert second.window.panels.actions.perspectives[INSIDE].isChecked()
    assert "view" not in shown(second)
    second.window.panels.actions.reset_layout.trigger()
    assert "view" in shown(second)
    docks.show_perspective(TRAIN)
    assert "log" not in shown(second), "reset was the other one"
    second.window.panels.actions.reset_layout.trigger()
    assert "log" in shown(second)


def test_that_reset_layout_and_another_perspective_wait_until_what_was_restored_has_settled(make_stage) -> None:
    """Qt applied its copy of it once more, of items that were gone by then, and crashed."""
    first = make_stage(quiet=PLOTS)
    first.window.setWindowState(Qt.WindowState.WindowMaximized)
    first.window.show()
    first.bot.waitExposed(first.window)
    for perspective in (INSIDE, TRAIN, INSIDE):
        first.window.docks.show_perspective(perspective)
    first.window.docks.dock("view").hide()
    first.window.close()
    second = make_stage(quiet=PLOTS)
    second.window.show()
    second.window.panels.actions.reset_layout.trigger()
    second.window.docks.show_perspective(TRAIN)
    second.bot.waitUntil(lambda: second.window.docks.perspective is TRAIN)
    second.window.docks.show_perspective(INSIDE)
    assert "view" in shown(second), "it was reset before the other one was shown"


def test_that_switching_and_back_leaves_the_window_as_large_as_it_was(opened) -> None:
    stage = opened()
    before: QSize = stage.window.size()
    for perspective in (INSIDE, TRAIN, INSIDE):
        stage.window.docks.show_perspective(perspective)
        stage.bot.wait(20)
        assert stage.window.size() == before


@pytest.mark.parametrize("damaged", [b"", b"\x00\xff garbage", b"\x00" * 400])
def test_that_a_damaged_arrangement_counts_as_none(opened, make_stage, damaged) -> None:
    first = opened()
    saved = first.window.docks.arrangements()
    geometry = first.window.saveGeometry()
    docks = {**saved, INSIDE: QByteArray(damaged)}
    first.window.close()
    first.preferences.set_layout(Layout(geometry=geometry, perspective=INSIDE, docks=docks))
    first.preferences.write()
    second = opened()
    assert second.window.docks.perspective is INSIDE
    assert shown(second) >= {"value-plane", "view", "log"}
    second.window.docks.show_perspective(TRAIN)
    assert "hyperparameters" in shown(second)


def test_that_the_command_line_chooses_and_refuses_others(opened) -> None:
    assert opened("--perspective", "look-inside").window.docks.perspective is INSIDE
    with pytest.raises(InputError, match="There is no perspective 'sideways'; choose train, look-inside or compare"):
        parse_options(["--perspective", "sideways"])


def test_that_what_is_measured_is_the_first_arrangement_with_all_its_instruments(opened) -> None:
    first = opened("--perspective", "look-inside")
    first.window.docks.dock("value-plane").hide()
    first.window.close()
    assert "value-plane" not in shown(opened("--perspective", "look-inside"))
    measured = opened("--perspective", "look-inside", "--measure", "5")
    docks = measured.window.docks
    for name in ("value-plane", "coach", "replay", "health", "calibration"):
        assert not docks.dock(name).visibleRegion().isEmpty(), f"{name} can be seen, and is behind no tab"


def test_that_the_tour_shows_what_it_tells_of(opened) -> None:
    stage = opened("--perspective", "look-inside")
    stage.window.panels.actions.tour.trigger()
    assert stage.window.docks.perspective is TRAIN
    stage.window.welcome.tour.leave()


class Painted(QObject):
    """Counts what is painted of a widget."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.times += event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def test_that_a_floating_panel_comes_back_painted(opened) -> None:
    stage = opened("--perspective", "look-inside")
    dock, painted = stage.window.docks.dock("coach"), Painted()
    dock.setFloating(True)
    stage.bot.wait(50)
    stage.window.docks.show_perspective(TRAIN)
    assert dock.isHidden()
    stage.bot.wait(50)
    dock.widget().installEventFilter(painted)
    stage.window.docks.show_perspective(INSIDE)
    assert dock.isFloating()
    assert dock.widget().updatesEnabled()
    stage.until(lambda: painted.times > 0)
