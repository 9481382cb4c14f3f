"""The view in the user's hands: CartPole pushed with the mouse, the world's numbers moved, and played by keys."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dqn_engine.environments.world import WorldNumber
from tests.support.plot_reports import run_started, spectator_step, spectator_steps
from workbench.panels.environment_view.panel import EnvironmentViewPanel
from workbench.scene.cartpole_drawing import CartPoleDrawing
from workbench.scene.playback import Frame
from workbench.scene.push_drag import CART, POLE
from workbench.state.hand_keys import actions_by_key, idle_action, waits_for_keys

WORLD = (
    WorldNumber(name="gravity", trained=9.8, low=2.0, high=30.0),
    WorldNumber(name="length", trained=0.5, low=0.1, high=1.5),
)
UPRIGHT = (0.0, 0.0, 0.0, 0.0)


@pytest.fixture
def panel(qtbot, theme_source) -> EnvironmentViewPanel:
    made = EnvironmentViewPanel(theme_source)
    qtbot.addWidget(made)
    made.resize(400, 620)
    made.show()
    qtbot.waitExposed(made)
    made.begin_run(run_started(world=WORLD))
    made.canvas.show_frame(frame(), "", "")
    return made


def frame(state: tuple[float, ...] = UPRIGHT, **changes: object) -> Frame:
    return Frame(spectator_step(1, **changes), 0.0, state, (), 1.0)


def part_at(panel: EnvironmentViewPanel, x: float, y: float, state: tuple[float, ...] = UPRIGHT) -> str:
    drawing = panel.canvas.drawing
    assert isinstance(drawing, CartPoleDrawing)
    return drawing.part_at(QPointF(x, y), panel.canvas.size(), 1.0, frame(state))


def place_of(panel: EnvironmentViewPanel, part: str) -> QPoint:
    """The lowest point of the canvas' middle where that part is."""
    middle, height = panel.canvas.width() // 2, panel.canvas.height()
    return next(QPoint(middle, y) for y in range(height - 1, 0, -1) if part_at(panel, middle, y) == part)


def drag(panel: EnvironmentViewPanel, begin: QPoint, right_px: int) -> None:
    canvas, end = panel.canvas, begin + QPoint(right_px, 0)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=begin)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(end)
    moved = QMouseEvent(QMouseEvent.Type.MouseMove, place, canvas.mapToGlobal(place), left, left, none)
    QApplication.sendEvent(canvas, moved)
    QTest.mouseRelease(canvas, left, pos=end)


def test_that_cart_and_pole_are_where_they_are_drawn(panel) -> None:
    middle = panel.canvas.width() / 2
    assert place_of(panel, CART).y() > place_of(panel, POLE).y(), "the pole stands on the cart"
    high = place_of(panel, POLE).y() - 60
    assert part_at(panel, middle, high) == POLE
    assert part_at(panel, middle, high, (0.0, 0.0, 0.5, 0.0)) == "", "it leans to the right"
    assert part_at(panel, middle, place_of(panel, CART).y(), (2.0, 0.0, 0.0, 0.0)) == ""
    assert part_at(panel, 5, 5) == ""


@pytest.mark.parametrize("part", [CART, POLE])
def test_that_dragging_pushes_what_was_grabbed_as_far_as_it_was_dragged(panel, qtbot, part) -> None:
    with qtbot.waitSignal(panel.push_wanted) as caught:
        drag(panel, place_of(panel, part), 90)
    assert caught.args == ([1.5, 0.0] if part == CART else [0.0, 1.5])
    with qtbot.waitSignal(panel.push_wanted) as caught:
        drag(panel, place_of(panel, part), -30)
    assert caught.args == ([-0.5, 0.0] if part == CART else [0.0, -0.5])


def test_that_a_click_or_a_drag_beside_pushes_nothing(panel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.push_wanted):
        drag(panel, place_of(panel, CART), 2)
        drag(panel, QPoint(8, 60), 90)


def test_that_sliders_change_the_world_and_go_back(panel, qtbot) -> None:
    assert not panel.sliders.isVisible()
    qtbot.mouseClick(panel.world_button, Qt.MouseButton.LeftButton)
    assert panel.sliders.isVisible()
    panel.sliders.sliders["gravity"].setFocus()
    with qtbot.waitSignal(panel.world_wanted) as caught:
        qtbot.keyClick(panel.sliders.sliders["gravity"], Qt.Key.Key_End)
    assert caught.args == [{"gravity": 30.0}]
    with qtbot.waitSignal(panel.world_wanted) as caught:
        qtbot.mouseClick(panel.sliders.reset, Qt.MouseButton.LeftButton)
    assert caught.args == [{}]
    assert not panel.sliders.reset.isEnabled()


def test_that_the_scene_stays_large_and_the_sliders_are_scrolled_where_there_is_little_room(panel, qtbot) -> None:
    numbers = [WorldNumber(name=name, trained=1.0, low=0.2, high=3.0) for name in ("masscart", "masspole", "force_mag")]
    panel.begin_run(run_started(2, world=(*WORLD, *numbers)))
    panel.resize(300, 460)
    qtbot.mouseClick(panel.world_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.sliders.visibleRegion().boundingRect().height() < panel.sliders.height())
    assert panel.canvas.height() >= 170
    assert panel.sliders.visibleRegion().boundingRect().height() >= 60
    qtbot.mouseClick(panel.world_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.canvas.height() > 240)


def test_that_keys_play_only_once_asked_for(panel, qtbot) -> None:
    with qtbot.assertNotEmitted(panel.act_wanted):
        qtbot.keyClick(panel.canvas, Qt.Key.Key_Right)
    with qtbot.waitSignal(panel.hand_wanted) as caught:
        qtbot.mouseClick(panel.hand_button, Qt.MouseButton.LeftButton)
    assert caught.args == [True]
    assert panel.hand_words.isVisible()
    for key, action in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Left, 0), (Qt.Key.Key_2, 1)):
        with qtbot.waitSignal(panel.act_wanted) as caught:
            qtbot.keyClick(panel.canvas, key)
        assert caught.args == [action, False]
    with qtbot.waitSignal(panel.hand_wanted) as caught:
        qtbot.mouseClick(panel.hand_button, Qt.MouseButton.LeftButton)
    assert caught.args == [False]


def test_that_the_score_stands_beside_the_agents_and_the_agent_is_a_ghost(panel, qtbot) -> None:
    step = spectator_step(1, by_hand=True, rival_state=(0.5, 0.0, 0.1, 0.0), rival_return=140.0)
    panel.add_steps(spectator_steps([step, spectator_step(2, by_hand=True, rival_return=141.0)]))
    qtbot.waitUntil(lambda: "agent 14" in panel.canvas.captions[1], timeout=2000)
    assert panel.canvas.captions[1].startswith("You ")


def test_that_another_run_begins_with_the_agent_and_its_own_world(panel, qtbot) -> None:
    qtbot.mouseClick(panel.hand_button, Qt.MouseButton.LeftButton)
    panel.begin_run(run_started(2, environment="Acrobot-v1"))
    assert not panel.hand_button.isChecked()
    assert not panel.world_button.isEnabled()
    assert panel.sliders.sliders == {}


@pytest.mark.parametrize(
    ("labels", "keys", "idle"),
    [
        (("Left", "Right"), {Qt.Key.Key_Left: 0, Qt.Key.Key_Right: 1}, None),
        (("Torque −1", "No torque", "Torque +1"), {Qt.Key.Key_Left: 0, Qt.Key.Key_Right: 2, Qt.Key.Key_2: 1}, 1),
        (("South", "North", "East", "West", "Pick up", "Drop off"), {Qt.Key.Key_Up: 1, Qt.Key.Key_5: 4}, None),
        (("Coast", "Left engine", "Main engine", "Right engine"), {Qt.Key.Key_Up: 2, Qt.Key.Key_Left: 1}, 0),
    ],
)
def test_that_arrows_take_the_actions_of_their_directions(labels, keys, idle) -> None:
    found = actions_by_key(labels)
    assert {key: found[int(key)] for key in keys} == keys
    assert idle_action(labels) == idle


def test_that_it_is_said_which_keys_there_are(panel) -> None:
    many = tuple(f"Action {place}" for place in range(12))
    assert actions_by_key(many)[int(Qt.Key.Key_0)] == 9
    panel.begin_run(run_started(2, action_labels=many))
    assert panel.hand_words.text() == (
        "Digits play: 1 is the first action. It begins with the first key. 0 is the tenth, and the rest has no key."
    )
    panel.begin_run(run_started(3, action_labels=many[:3]))
    assert panel.hand_words.text() == "Digits play: 1 is the first action. It begins with the first key."
    panel.begin_run(run_started(4))
    assert panel.hand_words.text().startswith("Arrow keys play, or digits")


def test_that_moves_wait_for_keys_and_instants_do_not() -> None:
    assert waits_for_keys(4.0)
    assert not waits_for_keys(50.0)
