"""The columns of docks: as wide, and divided, as they were left, however small the window was meanwhile."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from tests.workbench.conftest import Stage
from workbench.command_line import Perspective
from workbench.window.docks import Docks

pytestmark = pytest.mark.slow  # Whole windows: not for the inner loop.

WIDE, NARROW = (1900, 900), (900, 600)


@pytest.fixture
def shown(stage: Stage) -> Stage:
    stage.window.setWindowState(Qt.WindowState.WindowNoState)
    stage.window.docks.place("curves").setMinimumWidth(260)  # As real plots have it.
    stage.window.resize(*WIDE)
    stage.window.show()
    stage.bot.waitExposed(stage.window)
    QTest.qWait(50)
    return stage


def resized(window: QMainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    QTest.qWait(50)


def dragged(window: QMainWindow, docks: Docks, name: str, width: int) -> None:
    """As if its separator were dragged."""
    window.resizeDocks([docks.dock(name)], [width], Qt.Orientation.Horizontal)
    QTest.qWait(50)
    assert docks.dock(name).width() == width


def test_that_a_column_that_had_to_be_narrow_is_as_wide_as_before_once_there_is_room(shown: Stage) -> None:
    docks = shown.window.docks
    dragged(shown.window, docks, "view", 490)
    hyperparameters = docks.dock("hyperparameters").width()
    resized(shown.window, NARROW)
    assert docks.dock("view").width() < 490
    for size in ((1000, 700), WIDE):
        resized(shown.window, size)
    assert docks.dock("view").width() == 490
    assert docks.dock("hyperparameters").width() == hyperparameters


def test_that_a_column_made_narrower_in_the_small_window_stays_so(shown: Stage) -> None:
    docks = shown.window.docks
    dragged(shown.window, docks, "view", 700)
    resized(shown.window, (1100, 700))
    squeezed = docks.dock("view").width()
    assert squeezed < 700
    dragged(shown.window, docks, "view", squeezed - 20)
    resized(shown.window, WIDE)
    assert docks.dock("view").width() == squeezed - 20


def test_that_an_arrangement_begun_anew_keeps_nothing_of_the_one_before(shown: Stage) -> None:
    docks = shown.window.docks
    dragged(shown.window, docks, "view", 490)
    resized(shown.window, NARROW)
    docks.reset()
    QTest.qWait(50)
    first = docks.dock("view").width()
    resized(shown.window, WIDE)
    assert docks.dock("view").width() == first < 490


def test_that_a_column_has_its_width_again_also_after_another_perspective_in_the_small_window(shown: Stage) -> None:
    docks, perspectives = shown.window.docks, shown.window.panels.actions.perspectives
    dragged(shown.window, docks, "view", 490)
    resized(shown.window, NARROW)
    for perspective in (Perspective.LOOK_INSIDE, Perspective.TRAIN):
        perspectives[perspective].trigger()
        QTest.qWait(50)
    assert docks.dock("view").width() < 490
    resized(shown.window, WIDE)
    assert docks.dock("view").width() == 490


def test_that_a_column_is_as_wide_as_before_where_the_window_became_wide_in_another_perspective(shown: Stage) -> None:
    docks, perspectives = shown.window.docks, shown.window.panels.actions.perspectives
    dragged(shown.window, docks, "view", 490)
    resized(shown.window, NARROW)
    perspectives[Perspective.LOOK_INSIDE].trigger()
    resized(shown.window, WIDE)
    perspectives[Perspective.TRAIN].trigger()
    QTest.qWait(50)
    assert docks.dock("view").width() == 490


def divided(window: QMainWindow, docks: Docks, by: int) -> int:
    """As if the line below the view were dragged; returns how high that is then."""
    before = docks.dock("view").height()
    window.resizeDocks([docks.dock("view")], [before + by], Qt.Orientation.Vertical)
    QTest.qWait(50)
    after = docks.dock("view").height()
    assert (after - before) * by > 0
    return after


def test_that_a_column_is_divided_as_before_once_the_window_is_as_high_again(shown: Stage) -> None:
    docks = shown.window.docks
    high = divided(shown.window, docks, 60)
    for low in (600, 500):
        for height in (700, low, 650, WIDE[1]):
            resized(shown.window, (WIDE[0], height))
        assert docks.dock("view").height() == high


def test_that_a_column_divided_anew_in_the_low_window_isnt_divided_as_before(shown: Stage) -> None:
    docks = shown.window.docks
    high = divided(shown.window, docks, 60)
    resized(shown.window, (WIDE[0], 700))
    divided(shown.window, docks, -60)
    resized(shown.window, WIDE)
    assert docks.dock("view").height() < high
