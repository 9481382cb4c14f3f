"""The robustness map, told by made-up worlds."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from dqn_engine.environments.world import world_numbers
from dqn_engine.probes.robustness import RobustnessRequest, WorldAxis
from tests.support.look_reports import looks, robustness_report
from tests.support.plot_reports import run_started
from workbench.panels.robustness.panel import RobustnessPanel


@pytest.fixture
def panel(qtbot, theme_source) -> RobustnessPanel:
    made = RobustnessPanel(theme_source)
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show()
    qtbot.waitExposed(made)
    made.begin_run(run_started(world=world_numbers("CartPole-v1")))
    return made


def asked(panel, qtbot) -> RobustnessRequest:
    with qtbot.waitSignal(panel.wanted_changed):
        qtbot.mouseClick(panel.ask, Qt.MouseButton.LeftButton)
    (wanted,) = panel.wanted()
    assert wanted.instrument == "robustness"
    return wanted.request


def mapped(panel, qtbot, **changes) -> RobustnessPanel:
    panel.take_looks(looks("robustness", robustness_report(**changes), request=asked(panel, qtbot)))
    return panel


def test_that_it_looks_only_when_asked_and_once(panel, qtbot) -> None:
    assert panel.text == "", "the button is there before anything is mapped"
    assert panel.wanted() == ()
    assert asked(panel, qtbot) == RobustnessRequest(x="length", y="gravity")
    assert not panel.ask.isEnabled()
    panel.take_looks(looks("robustness", robustness_report(), request=RobustnessRequest(x="length", y="gravity")))
    assert panel.wanted() == ()
    assert panel.ask.isEnabled()


def test_that_a_map_of_numbers_that_were_switched_off_says_that_it_has_no_mark(panel, qtbot) -> None:
    mapped(panel, qtbot)
    assert panel.note.text() == "The ring: where it was trained."
    off = WorldAxis(name="length", values=np.array([0.25, 0.5, 0.75]), trained=math.nan)
    mapped(panel, qtbot, x=off)
    assert list(panel.canvas.trained[0].getData()[0]) == []
    assert panel.note.text() == "It was trained where these numbers are switched off, which is no place of this map."


def test_that_the_keyboard_waits_for_the_map_and_presses_nothing_else(panel, qtbot) -> None:
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.ask.setFocus()
    qtbot.keyClick(panel.ask, Qt.Key.Key_Space)
    assert not panel.ask.isEnabled()
    assert QApplication.focusWidget() is panel.window()
    panel.take_looks(looks("robustness", robustness_report(), request=RobustnessRequest(x="length", y="gravity")))
    assert panel.ask.hasFocus()


def test_that_the_map_is_summed_up_and_marked_where_it_was_trained(panel, qtbot) -> None:
    mapped(panel, qtbot)
    assert panel.told.text() == (
        "Policy of step 100, means of 8 episodes: 500.0 where it was trained, 193.3 on average over the map, 10.0 at "
        "worst (Pole's half-length, m: 0.25 · Gravity, m/s²: 19.6)."
    )
    x, y = panel.canvas.trained[0].getData()
    assert (list(x), list(y)) == ([0.5], [9.8])
    assert panel.canvas.field.image.shape == (2, 3, 4)


def test_that_pointing_at_a_world_says_what_is_earned_there(panel, qtbot) -> None:
    mapped(panel, qtbot)
    qtbot.waitUntil(lambda: panel.canvas.data_rect().height() > 20)
    rect = panel.canvas.data_rect()
    cell = panel.canvas.cell_at(*panel.canvas.place_of(QPointF(rect.left() + 5, rect.bottom() - 5)))
    assert cell == (0, 0)
    left = [panel.across.itemText(at) for at in range(panel.across.count())]
    assert left == ["Gravity, m/s²", "Pole's half-length, m", "Force of a push, N"]


def test_that_other_numbers_are_chosen_by_their_names(panel, qtbot) -> None:
    mapped(panel, qtbot)
    assert (panel.across.currentData(), panel.up.currentData()) == ("length", "gravity")
    panel.across.setFocus()
    qtbot.keyClick(panel.across, Qt.Key.Key_Down)
    assert asked(panel, qtbot) == RobustnessRequest(x="force_mag", y="gravity")


def test_that_the_same_number_twice_leaves_the_second_to_the_engine(panel, qtbot) -> None:
    mapped(panel, qtbot)
    panel.up.setCurrentIndex(panel.across.currentIndex())
    assert asked(panel, qtbot) == RobustnessRequest(x="length")


def test_that_pushes_have_gaps_where_none_fells_it_and_words(panel, qtbot) -> None:
    mapped(panel, qtbot)
    _, right = panel.pushes.cart[1].getData()
    assert list(right[:2]) == [0.25, 0.5]
    assert math.isnan(right[2])
    x, _ = panel.pushes.to_pixels(np.array([5.0]), np.zeros(1))
    words = panel.pushes.words_at(float(x[0]))
    assert words.startswith("5.0°: the cart falls by itself to the left, more than 5 m/s to the right")


def test_that_one_number_is_a_row_and_other_environments_have_no_pushes(panel, qtbot) -> None:
    one = np.array([[1.0, 2.0]])
    mapped(
        panel,
        qtbot,
        x=WorldAxis(name="goal_velocity", values=np.array([0.0, 0.1]), trained=math.nan),
        y=None,
        mean_return=one,
        lowest_return=one,
        highest_return=one,
        topples=None,
        names=("goal_velocity",),
    )
    assert not panel.pushes.isVisible()
    assert panel.canvas.cell_at(0.09, 0.7) == (0, 1)
    assert not panel.canvas.getAxis("left").style["showValues"], "nothing is counted upwards"
    x, _ = panel.canvas.trained[0].getData()
    assert x is None or len(x) == 0, "where a number was switched off, there is no place of training"


def test_that_a_refusal_stands_beside_the_button(panel, qtbot) -> None:
    request = asked(panel, qtbot)
    panel.take_looks(looks("robustness", None, request=request, refusal="Its world can't be changed."))
    assert panel.told.text() == "Its world can't be changed."
    assert panel.ask.isEnabled()


def test_that_a_new_run_has_nothing_mapped(panel, qtbot) -> None:
    mapped(panel, qtbot)
    panel.begin_run(run_started(2, world=world_numbers("CartPole-v1")))
    assert panel.told.text().startswith("The current policy plays in worlds that differ in these two numbers")
    assert not panel.canvas.isVisible()


def test_that_a_map_that_was_under_way_isnt_asked_of_the_next_run(panel, qtbot) -> None:
    asked(panel, qtbot)
    with qtbot.waitSignal(panel.wanted_changed, timeout=1000):
        panel.begin_run(run_started(2, world=world_numbers("CartPole-v1")))
    assert panel.wanted() == ()


def test_that_a_world_without_numbers_is_said_at_once(panel) -> None:
    panel.begin_run(run_started(2, "Acrobot-v1", world=world_numbers("Acrobot-v1")))
    assert panel.text == "The constructor of Acrobot-v1 takes no numbers, so there are no other worlds to map."
    assert not panel.ask.isVisible()
    panel.begin_run(run_started(3, world=world_numbers("CartPole-v1")))
    assert panel.text == ""
    assert panel.ask.isVisible()


def test_that_the_numbers_of_the_world_can_be_chosen_before_anything_is_mapped(panel, qtbot) -> None:
    panel.begin_run(run_started(2, world=world_numbers("CartPole-v1")))
    assert (panel.across.currentText(), panel.up.currentText()) == ("Pole's half-length, m", "Gravity, m/s²")
    panel.begin_run(run_started(3, "LunarLander-v3", world=world_numbers("LunarLander-v3")))
    assert [panel.up.itemText(at) for at in range(panel.up.count())] == ["Gravity, m/s²", "Wind", "Turbulence"]
    assert asked(panel, qtbot) == RobustnessRequest(x="gravity", y="wind_power")
    panel.begin_run(run_started(4, "MountainCar-v0", world=world_numbers("MountainCar-v0")))
    assert (panel.across.currentData(), panel.up.isEnabled()) == ("goal_velocity", False)


def test_that_the_same_number_of_another_environment_is_called_otherwise(panel) -> None:
    panel.begin_run(run_started(2, "Line-v0", world=world_numbers("CartPole-v1")))
    named = [panel.across.itemText(at) for at in range(panel.across.count())]
    assert named == [number.name for number in world_numbers("CartPole-v1")]
