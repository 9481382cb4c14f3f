"""The value plane: the right way up, its layers, its selection, the truth on demand, the map, and what it wants."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from dqn_engine.messages.reports import Look, Looks
from dqn_engine.probes.axes import Axis
from dqn_engine.probes.truth import TruthRequest
from dqn_engine.probes.update import UpdateRequest
from dqn_engine.probes.value_plane import PlaneRequest
from tests.support.look_reports import update_report
from tests.support.plane_reports import ANGLE, ANGULAR_VELOCITY, POSITION, lake, looks, plane, run_started, steps, truth
from workbench.look import colour_scales
from workbench.look.theme import DARK, ThemeSource
from workbench.panels.value_plane import readout
from workbench.panels.value_plane.crowd import outlines
from workbench.panels.value_plane.layers import FollowedScale, Layer
from workbench.panels.value_plane.panel import ValuePlanePanel
from workbench.state.event_words import Awaited
from workbench.state.selection import Selection


@pytest.fixture
def panel(qtbot, theme_source) -> ValuePlanePanel:
    """In a run, at 460 by 700."""
    theme_source.choose("dark")
    made = ValuePlanePanel(theme_source)
    qtbot.addWidget(made)
    made.resize(460, 700)
    made.show()
    qtbot.waitExposed(made)
    made.begin_run(run_started())
    return made


@pytest.fixture
def selection(panel: ValuePlanePanel) -> Selection:
    shared = Selection()
    panel.share_selection(shared)
    return shared


def bare(panel: ValuePlanePanel) -> None:
    """Leaves the colours alone."""
    for overlay in (panel.controls.boundary, panel.controls.path, panel.controls.density):
        overlay.setChecked(False)


def colour_at(panel: ValuePlanePanel, x: float, y: float) -> tuple[int, int, int]:
    """Of the picture at a place of the data."""
    image: QImage = panel.plane.grab().toImage()
    across, down = panel.plane.to_pixels(np.array([x]), np.array([y]))
    scale = image.devicePixelRatio()
    found: QColor = image.pixelColor(round(float(across[0]) * scale), round(float(down[0]) * scale))
    return (found.red(), found.green(), found.blue())


def near(colour: tuple[int, int, int], other: np.ndarray) -> bool:
    return bool(np.abs(np.array(colour) - other.astype(int)).max() <= 16)


def place(panel: ValuePlanePanel, x: float, y: float) -> QPoint:
    across, down = panel.plane.to_pixels(np.array([x]), np.array([y]))
    return QPointF(float(across[0]), float(down[0])).toPoint()


def texts(panel: QWidget) -> str:
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())


def test_that_it_says_what_will_appear_and_what_to_press(qtbot, theme_source: ThemeSource) -> None:
    made = ValuePlanePanel(theme_source)
    qtbot.addWidget(made)
    assert "every state of two axes" in made.text
    assert made.text.endswith("Press Start.")
    made.set_awaited(Awaited.LOADING)
    assert made.text.endswith("The run begins once the engine is loaded.")
    made.begin_run(run_started())
    assert made.text == "What the network thinks of every state of two axes appears here while it learns."
    made.set_awaited(Awaited.COMPILING)  # At any step: not only the first ones are waited for.
    assert made.text.endswith("while it learns. Compiling the program, a few seconds.")
    made.set_awaited(Awaited.START)
    assert made.text.endswith("while it learns.")


def test_that_low_y_is_at_the_bottom_and_low_x_at_the_left(panel) -> None:
    bare(panel)
    panel.take_looks(looks(plane()))
    assert panel.text == ""
    shades = colour_scales.sequential(DARK)
    assert near(colour_at(panel, 0.0, -2.9), shades[4]), "the lowest values at the bottom"
    assert near(colour_at(panel, 0.0, 2.9), shades[-4])
    panel.controls.layers.choose("action")
    left, right = (colour_scales.rgb(colour) for colour in colour_scales.categories(DARK)[:2])
    assert near(colour_at(panel, -0.15, 0.0), left)
    assert near(colour_at(panel, 0.15, 0.0), right)


def test_that_the_picture_follows_the_theme_and_truth_is_nothing_coloured_like_nothing(panel, theme_source) -> None:
    bare(panel)
    panel.take_looks(looks(plane()))
    panel.controls.layers.choose("truth")
    panel.look_once.click()
    panel.take_looks(looks(truth(off=0.0)))
    assert near(colour_at(panel, 0.1, 1.0), np.array([0x2A, 0x2F, 0x38]))
    theme_source.choose("light")
    assert near(colour_at(panel, 0.1, 1.0), np.array([0xF1, 0xF2, 0xF4]))


def test_that_a_click_selects_the_state_there_with_the_other_numbers_of_the_plane(panel, selection) -> None:
    panel.take_looks(looks(plane()))
    assert "Middle of the buffer" in texts(panel)
    told: list[int] = []
    selection.changed.connect(lambda: told.append(1))
    QTest.mouseClick(panel.plane.viewport(), Qt.MouseButton.LeftButton, pos=place(panel, -0.1, 2.0))
    assert len(told) == 1
    state = selection.state
    assert state[:2] == (0.5, -0.25)
    assert state[2] == pytest.approx(-0.1, abs=0.003)
    assert state[3] == pytest.approx(2.0, abs=0.03)
    assert panel.wanted()[0].request == PlaneRequest(state=state), "every instrument looks there, this one too"
    panel.take_looks(looks(plane(state=np.array(state, np.float32)), PlaneRequest(state=state)))
    shown = texts(panel)
    assert "Selected state" in shown
    assert "Position 0.500" in shown
    assert "Left\u00a01.50" in shown
    assert "▸\u00a0Right\u00a02.50" in shown
    panel.back.click()
    assert selection.state == ()
    assert not panel.back.isVisible()


def test_that_arrow_keys_move_the_selection_by_a_point_and_not_off_the_plane(panel, selection) -> None:
    panel.take_looks(looks(plane(size=9)))
    QTest.keyClick(panel.plane, Qt.Key.Key_Up)
    assert selection.state[3] == pytest.approx(1.5 + 6.0 / 8)
    for _ in range(5):
        QTest.keyClick(panel.plane, Qt.Key.Key_Up)
    assert selection.state[3] == 3.0
    QTest.keyClick(panel.plane, Qt.Key.Key_Left)
    assert selection.state[2] == pytest.approx(0.1 - 0.4 / 8)


def test_that_what_another_panel_selects_is_asked_about_soon(panel, selection, qtbot) -> None:
    panel.take_looks(looks(plane()))
    with qtbot.waitSignal(panel.wanted_changed, timeout=1000):
        selection.select((0.0, 0.0, 0.05, 1.0))
    assert panel.back.isVisible()


def test_that_the_usual_axes_follow_the_buffer_only_until_it_tells_what_varies(panel) -> None:
    for usual, env_step in ((POSITION, 20), (ANGLE, 700), (POSITION, 1_000)):
        asked = panel.wanted()[0].request
        asked_for = {"2": ANGLE}.get(asked.x, usual)
        panel.take_looks(looks(plane(x=asked_for), asked, env_step=env_step))
        assert panel.controls.across.currentText() == ("Position" if env_step == 20 else "Angle")
    assert (panel.wanted()[0].request.x, panel.wanted()[0].request.y) == ("2", "3")
    panel.begin_run(run_started(run_id=2))
    assert panel.wanted()[0].request == PlaneRequest()


def test_that_another_axis_is_asked_for_and_the_same_one_twice_changes_places(panel) -> None:
    panel.take_looks(looks(plane()))
    assert (panel.controls.across.currentText(), panel.controls.up.currentText()) == ("Angle", "Angular velocity")
    panel.controls.across.setCurrentIndex(0)
    panel.controls.across.activated.emit(0)
    assert panel.wanted()[0].request == PlaneRequest(x="0", y="3")
    panel.controls.up.setCurrentIndex(0)
    panel.controls.up.activated.emit(0)
    assert panel.wanted()[0].request == PlaneRequest(x="3", y="0")


def test_that_axes_are_those_of_the_network_without_the_places_of_one_hot_numbers(panel) -> None:
    named = run_started(run_id=2, labels=("gear", "Speed", "Height", "Wind"))
    panel.begin_run(replace(named, input_labels=("gear=0", "gear=1", "Speed", "Height", "Wind")))
    x, y = (Axis(index=index, label=label, low=0.0, high=1.0) for index, label in ((2, "Speed"), (4, "Wind")))
    shown = plane(x=x, y=y, others=(), state=np.array([0, 1, 0.5, 0.25, 0.75], np.float32))
    panel.take_looks(looks(shown, run_id=2))
    across = panel.controls.across
    assert [across.itemText(at) for at in range(across.count())] == ["Speed", "Height", "Wind"]
    assert (across.currentText(), panel.controls.up.currentText()) == ("Speed", "Wind")
    assert "gear 1.000 · Speed 0.500 · Height 0.250 · Wind 0.750" in texts(panel)
    across.setCurrentIndex(1)
    across.activated.emit(1)
    assert [(wanted.request.x, wanted.request.y) for wanted in panel.wanted()] == [("3", "4")]


def test_that_a_state_outside_of_the_plane_is_said_to_be(panel) -> None:
    panel.take_looks(looks(plane()))
    assert "outside" not in texts(panel)
    panel.begin_run(run_started(run_id=2))
    panel.take_looks(looks(plane(state=np.array([0.5, -0.25, 0.3, 1.5], np.float32)), run_id=2))
    assert "Middle of the buffer, outside of the plane" in texts(panel)
    panel.begin_run(run_started(run_id=3))
    panel.take_looks(looks(plane(state=np.array([0.5, -0.25, 0.2, 3.0], np.float32)), run_id=3))
    assert "outside" not in texts(panel), "0.2 is a little more as a float32"


def test_that_the_truth_is_wanted_once_for_each_time_it_is_asked_for(panel) -> None:
    panel.take_looks(looks(plane()))
    assert [wanted.instrument for wanted in panel.wanted()] == ["value-plane"]
    panel.controls.layers.choose("truth")
    assert [wanted.instrument for wanted in panel.wanted()] == ["value-plane"], "choosing the layer alone asks nothing"
    panel.look_once.click()
    assert panel.wanted()[1].request == TruthRequest()
    assert not panel.look_once.isEnabled()
    panel.take_looks(looks(truth()))
    assert [wanted.instrument for wanted in panel.wanted()] == ["value-plane"]
    assert panel.look_once.isEnabled()
    assert "Step 400: off by +2 on average, at most by +2" in texts(panel)


def test_that_a_refusal_of_the_truth_is_said_beside_its_button(panel) -> None:
    panel.take_looks(looks(plane()))
    panel.controls.layers.choose("truth")
    panel.look_once.click()
    panel.take_looks(looks(None, TruthRequest(), refusal="munchausen is true."))
    assert "munchausen is true." in texts(panel)
    assert panel.text == ""


def test_that_a_refusal_is_the_panels_sentence_and_of_a_selection_a_line_below_the_picture(panel, selection) -> None:
    panel.take_looks(looks(None, refusal="Observations are pictures."))
    assert panel.text == "Observations are pictures."
    panel.take_looks(looks(plane()))
    assert panel.text == ""
    selection.select((9.0,))
    panel.take_looks(looks(None, PlaneRequest(state=(9.0,)), refusal="state has 1 numbers."))
    assert panel.text == ""
    assert "state has 1 numbers." in texts(panel)


def test_that_the_watched_state_moves_with_the_steps_of_the_view(panel, qtbot) -> None:
    panel.take_looks(looks(plane()))
    panel.add_steps(steps((0.0, 0.0, 0.01, 0.1), (0.0, 0.0, 0.02, 0.2), (0.0, 0.0, 0.03, 0.3)))
    qtbot.waitUntil(lambda: len(panel.plane.watched.data) == 1, timeout=1000)
    x, y = panel.plane.watched.getData()
    assert (x[0], y[0]) == (0.03, 0.3)
    xs, _ = panel.plane.path[0].getData()
    assert xs.tolist() == [0.01, 0.02, 0.03]
    panel.add_steps(steps((0.0, 0.0, -0.1, 0.0), (0.0, 0.0, -0.11, 0.0), episode=2))
    qtbot.waitUntil(lambda: len(panel.plane.path[0].getData()[0]) == 2, timeout=1000)


def test_that_the_watched_state_and_its_numbers_are_those_that_are_seen_at_play(panel, qtbot) -> None:
    panel.take_looks(looks(plane()))
    played = steps(*((0.5, 0.0, 0.01 * place, 0.1 * place) for place in range(7)))
    panel.add_steps(played)  # The engine is ahead of what is seen.
    panel.add_steps(steps((0.0, 0.0, -0.1, 0.0), (0.0, 0.0, -0.11, 0.0), episode=2))
    seen = replace(played.steps[3], q_values=(41.5, 43.25))
    panel.follow_play(seen, False)
    qtbot.waitUntil(lambda: panel.plane.path[0].getData()[0].tolist() == [0.0, 0.01, 0.02, 0.03], timeout=1000)
    x, y = panel.plane.watched.getData()
    assert (x[0], y[0]) == (seen.state[2], seen.state[3])
    assert "Left 41.50" in texts(panel).replace("\u00a0", " ")
    assert "▸ Right 43.25" in texts(panel).replace("\u00a0", " ")
    assert "Angle 0.030" in texts(panel)
    panel.follow_play(None, False)
    qtbot.waitUntil(lambda: len(panel.plane.path[0].getData()[0]) == 2, timeout=1000)


def test_that_the_watched_path_leads_to_where_a_held_agent_was_pushed(panel, qtbot) -> None:
    panel.take_looks(looks(plane()))
    played = steps(*((0.5, 0.0, 0.01 * place, 0.1 * place) for place in range(7)))
    panel.add_steps(played)
    panel.add_steps(steps((0.0, 0.0, -0.1, 0.0), (0.0, 0.0, -0.11, 0.0), episode=2))
    panel.follow_play(played.steps[3], True)
    pushed = replace(played.steps[3], state=(0.5, 0.0, 0.03, 2.0), next_state=(0.5, 0.0, 0.03, 2.0))
    panel.follow_play(pushed, True)
    qtbot.waitUntil(lambda: panel.plane.path[0].getData()[1].tolist()[-1:] == [2.0], timeout=1000)
    assert panel.plane.path[0].getData()[0].tolist() == [0.0, 0.01, 0.02, 0.03]
    assert panel.wanted()[0].request.state == pushed.state
    panel.add_steps(replace(played, steps=(replace(pushed, next_state=(0.5, 0.0, 0.07, 2.0)),)))
    panel.follow_play(None, False)
    qtbot.waitUntil(lambda: panel.plane.path[0].getData()[0].tolist() == [0.0, 0.01, 0.02, 0.03, 0.07], timeout=1000)


def test_that_a_held_agents_state_is_where_the_plane_is_cut_unless_one_is_selected(panel, selection, qtbot) -> None:
    panel.take_looks(looks(plane()))
    played = steps((0.5, 0.0, 0.01, 0.1), (0.6, 0.0, 0.02, 0.2), (0.7, 0.0, 0.03, 0.3))
    panel.add_steps(played)
    panel.follow_play(played.steps[0], False)
    assert panel.wanted()[0].request.state == ()
    with qtbot.waitSignal(panel.wanted_changed):
        panel.follow_play(played.steps[1], True)
    held = panel.wanted()[0].request
    assert held.state == (0.6, 0.0, 0.02, 0.2)
    panel.take_looks(looks(plane(q_values=np.array([7.5, 8.5], np.float32)), held))
    assert "Watched state" in texts(panel)
    assert "▸ Right 8.50" in texts(panel).replace("\u00a0", " "), "it learns on while the agent is held"
    selection.select((0.0, 0.0, 0.0, 0.0))
    assert panel.wanted()[0].request.state == (0.0, 0.0, 0.0, 0.0)
    selection.clear()
    panel.take_looks(looks(None, held, refusal="No such state."))
    assert panel.wanted()[0].request.state == (), "of the environment's own states any is one"
    assert "No such state." not in texts(panel)


def test_that_a_map_tells_of_the_state_that_is_seen_where_that_is_on_it(panel, qtbot) -> None:
    panel.take_looks(looks(lake()))
    played = steps((0.0,), (1.0,), (2.0,))
    panel.add_steps(played)
    panel.follow_play(replace(played.steps[1], allowed=(True, False), q_values=(0.25, 0.5)), False)
    qtbot.waitUntil(lambda: "State 1 · row 1, column 2" in texts(panel), timeout=1000)
    panel.follow_play(replace(played.steps[1], state=(99.0,)), False)
    qtbot.waitUntil(lambda: "State 1 " not in texts(panel), timeout=1000)


def test_that_looks_of_an_earlier_run_and_those_already_shown_are_left_alone(panel) -> None:
    old = looks(plane())
    panel.take_looks(old)
    panel.begin_run(run_started(run_id=2))
    assert panel.text
    panel.take_looks(looks(plane(), run_id=1))
    assert panel.text, "of run 1"
    panel.take_looks(type(old)(run_id=2, sequence=9, looks=old.looks))
    assert panel.text, "it was seen in run 1 and came along with another instrument's news"
    panel.take_looks(looks(plane(), run_id=2))
    assert not panel.text


def test_that_a_map_is_drawn_from_the_top_and_a_click_selects_the_state_of_a_cell(panel, selection) -> None:
    panel.take_looks(looks(lake()))
    assert panel.text == ""
    assert panel.map.isVisible()
    assert not panel.controls.across.isVisible()
    shades = colour_scales.sequential(DARK)
    image = panel.map.grab().toImage()

    def corner(row: int, column: int) -> QColor:
        spot = panel.map.cell_rect(row, column).topRight().toPoint() + QPoint(-6, 6)
        scale = image.devicePixelRatio()
        return image.pixelColor(round(spot.x() * scale), round(spot.y() * scale))

    first, last = corner(0, 0), corner(1, 1)
    assert near((first.red(), first.green(), first.blue()), shades[0]), "state 0, the least, is at the upper left"
    assert last.lightness() > first.lightness()
    QTest.mouseClick(panel.map, Qt.MouseButton.LeftButton, pos=panel.map.cell_rect(0, 2).center().toPoint())
    assert selection.state == (2.0,)
    assert "State 4 · row 2, column 2" in texts(panel)
    QTest.keyClick(panel.map, Qt.Key.Key_Up)
    assert selection.state == (1.0,)


def test_that_the_truth_of_a_map_is_drawn_in_its_cells_and_what_isnt_known_stays_plain(panel) -> None:
    panel.take_looks(looks(lake()))
    panel.controls.layers.choose("truth")
    panel.look_once.click()
    of_map = replace(truth(size=3), x=None, y=None, map=lake().map)
    small = {name: getattr(of_map, name)[:, :2, :3] for name in ("predicted", "true", "difference", "undecided")}
    panel.take_looks(looks(replace(of_map, **small)))
    image = panel.map.grab().toImage()

    def corner(row: int, column: int) -> tuple[int, int, int]:
        spot = (panel.map.cell_rect(row, column).topRight().toPoint() + QPoint(-6, 6)) * image.devicePixelRatio()
        found = image.pixelColor(spot)
        return (found.red(), found.green(), found.blue())

    assert near(corner(0, 1), colour_scales.diverging(DARK)[-1]), "off by as much as any"
    assert near(corner(0, 0), colour_scales.rgb(DARK.raised)), "nothing is known there"


def test_that_letters_and_arrows_of_a_map_lie_apart_also_before_the_truth_is_known(panel) -> None:
    panel.take_looks(looks(lake()))
    panel.controls.path.setChecked(False)
    panel.controls.layers.choose("truth")
    without = replace(lake(), map=replace(lake().map, letters=("   ", "H G")))
    pictures = []
    for shown in (lake(), without):
        panel.take_looks(looks(shown))
        pictures.append(panel.map.grab().toImage())
    box = panel.map.cell_rect(0, 1)
    middle = box.adjusted(*(box.width() * part for part in (0.25, 0.25, -0.25, -0.25))).toRect()
    assert pictures[0].copy(middle) == pictures[1].copy(middle), "the arrow alone stands there"
    assert pictures[0].copy(box.toRect()) != pictures[1].copy(box.toRect())


def test_that_the_line_in_the_truth_is_that_of_the_truth_and_not_of_the_plane(panel) -> None:
    panel.take_looks(looks(plane()))
    assert len(panel.plane.boundary[0].getData()[0])
    panel.controls.layers.choose("truth")
    panel.look_once.click()
    panel.take_looks(looks(truth()))
    drawn = panel.plane.boundary[0].getData()[0]
    assert drawn is None or not len(drawn), "one action is predicted to be best everywhere"


def test_that_a_scale_of_colours_moves_out_at_once_and_in_late() -> None:
    scale = FollowedScale()
    low, high = scale.follow(Layer.LARGEST_Q, np.array([0.0, 10.0]))
    assert low <= 0.0 < 10.0 <= high
    assert scale.follow(Layer.LARGEST_Q, np.array([1.0, 9.0])) == (low, high)
    assert scale.follow(Layer.LARGEST_Q, np.array([0.0, 50.0]))[1] >= 50.0
    assert scale.follow(Layer.LARGEST_Q, np.array([0.0, 5.0]))[1] < 10.0
    scale.reset()
    low, high = scale.follow(Layer.TRUTH, np.array([-3.0, 40.0, np.nan]))
    assert low == -high
    assert high >= 40.0
    scale.reset()
    assert scale.follow(Layer.GAP, np.array([2.0, 3.0]))[0] == 0.0
    scale.reset()
    low, high = scale.follow(Layer.LARGEST_Q, np.array([7.0, 7.0]))
    assert low < high


def test_that_the_axes_are_called_by_the_environments_words(panel) -> None:
    panel.take_looks(looks(plane()))
    assert (ANGLE.label, ANGULAR_VELOCITY.label) == ("Angle", "Angular velocity")
    assert panel.plane.x_range() == (-0.2, 0.2)
    assert panel.plane.y_range() == (-3.0, 3.0)
    panel.take_looks(looks(plane(x=Axis(index=2, label="Angle", low=-0.4, high=0.4))))
    assert panel.plane.x_range() == (-0.4, 0.4)


def drag(panel: ValuePlanePanel, index: int, share: float) -> None:
    """Moves the slider of a number of the observation to a part of its range, with the mouse."""
    slider = panel.held.sliders[index]
    end = QPoint(round(8 + share * (slider.width() - 16)), slider.height() // 2)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.handle_px), slider.height() // 2))
    QTest.mouseMove(slider, end)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=end)


def test_that_dragging_another_number_cuts_the_plane_there_and_selects_that_state(panel, selection) -> None:
    panel.take_looks(looks(plane()))
    assert sorted(panel.held.sliders) == [0, 1], "angle and angular velocity are the plane's own"
    drag(panel, 0, 1.0)
    state = selection.state
    assert state[0] == pytest.approx(2.4, abs=0.1)
    assert state[1:] == pytest.approx((-0.25, 0.1, 1.5)), "the others stay where the plane was cut"
    assert panel.wanted()[0].request == PlaneRequest(state=state)
    panel.add_steps(steps((0.5, 0.0, 0.0, 0.0), (0.25, 0.0, 0.0, 0.0)))
    QTest.mouseDClick(panel.held.sliders[0], Qt.MouseButton.LeftButton)
    assert selection.state[0] == 0.25, "where the watched state is"


def test_that_a_map_and_a_plane_of_two_numbers_have_no_others_to_drag(panel) -> None:
    panel.take_looks(looks(lake()))
    assert not panel.held.isVisible()
    panel.begin_run(run_started(run_id=2))
    panel.take_looks(looks(plane(others=()), run_id=2))
    assert not panel.held.isVisible()


def of_update(batch: np.ndarray) -> Looks:
    look = Look(
        instrument="update",
        request=None,
        env_step=1_200,
        update=600,
        seconds=0.01,
        report=update_report(batch_observations=batch),
        refusal="",
    )
    return Looks(run_id=1, sequence=4, looks=(look,))


def test_that_the_next_batch_is_asked_for_and_drawn_only_where_it_is_shown(panel, selection) -> None:
    panel.take_looks(looks(plane()))
    assert [wanted.instrument for wanted in panel.wanted()] == ["value-plane"]
    panel.controls.batch.trigger()
    assert [(wanted.instrument, wanted.request) for wanted in panel.wanted()][1] == ("update", None)
    panel.take_looks(of_update(np.array([[0, 0, 0.1, 2.0], [0, 0, -0.1, -2.0]], np.float32)))
    assert [list(numbers) for numbers in panel.plane.batch[0].getData()] == [
        pytest.approx([0.1, -0.1]),
        pytest.approx([2.0, -2.0]),
    ]
    selection.select((0.0, 0.0, 0.0, 0.0))
    selection.select_slot(7)
    assert panel.wanted()[1].request == UpdateRequest(slot=7), "what the panel of one update asks, so both are one look"
    panel.controls.batch.trigger()
    assert not len(panel.plane.batch[0].getData()[0])


def test_that_the_next_batch_is_counted_in_the_cells_of_a_map(panel) -> None:
    panel.take_looks(looks(lake()))
    panel.controls.batch.trigger()
    before = panel.map.grab().toImage()
    panel.take_looks(of_update(np.array([[1], [1], [5]])))
    after = panel.map.grab().toImage()
    corner = (panel.map.cell_rect(0, 1).bottomRight().toPoint() + QPoint(-8, -8)) * after.devicePixelRatio()
    elsewhere = (panel.map.cell_rect(0, 2).bottomRight().toPoint() + QPoint(-8, -8)) * after.devicePixelRatio()
    assert after.pixelColor(corner) != before.pixelColor(corner)
    assert after.pixelColor(elsewhere) == before.pixelColor(elsewhere), "it isn't in the batch"


def test_that_outlines_hold_the_densest_half_and_nine_tenths_of_the_buffers_states(panel) -> None:
    counts = np.zeros((48, 48), np.int64)
    counts[20:28, 20:28] = 16  # a crowd in the middle, and a few far away
    counts[2, 2] = 20
    panel.take_looks(looks(plane(size=48, density=counts)))
    assert panel.plane.outlines[0].getData()[0] is None or not len(panel.plane.outlines[0].getData()[0])
    panel.controls.density.trigger()
    x, y = panel.plane.outlines[0].getData()
    assert len(x) > 8
    assert np.abs(x).max() < 0.1, "around the crowd, which has most, and not around the few"
    assert np.abs(y).max() < 1.5
    assert outlines(np.zeros((48, 48), np.int64))[0].size == 0


def test_that_an_actions_value_stays_beside_it_in_every_script() -> None:
    words = readout.values(np.array([1.0, 2.0], np.float32), ("南", "下客"))
    assert words.replace("\u2060", "") == "Q   南\u00a01.00   ▸\u00a0下客\u00a02.00"
    assert "下\u2060客\u2060\u00a0\u20602" in words
