"""States of the past look like what their numbers say."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dqn_engine.environments.registry import environment_info
from dqn_engine.probes.state_maps import grid_of
from tests.support.plot_reports import run_started
from workbench.look.theme import DARK, LIGHT, Theme
from workbench.scene.state_bars import StateBars
from workbench.scene.state_drawings import drawing_of
from workbench.scene.state_scene import StateScene
from workbench.scene.state_still import StateStill

SIZE = (300, 240)
GHOST = "#00ff00"


def still(qtbot: QtBot, environment: str, theme: Theme = LIGHT) -> StateStill:
    widget = StateStill(theme)
    qtbot.addWidget(widget)
    widget.setStyleSheet("background: black")
    widget.resize(*SIZE)
    widget.draw_by(drawing_of(environment))
    return widget


def middle(widget: QWidget, colour: str) -> QPointF:
    """The middle of what is drawn just so, in pixels from the lower left corner."""
    image, wanted = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32), QColor(colour).rgb()
    found = [(x, y) for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) == wanted]
    assert len(found) > 20
    x, y = np.mean(found, axis=0)
    return QPointF(x, image.height() - y)


def acrobot(first: float, second: float) -> list[float]:
    """The observation of angles in rad: of the upper link from hanging, of the lower one from it."""
    return [math.cos(first), math.sin(first), math.cos(second), math.sin(second), 0.0, 0.0]


@pytest.mark.parametrize(
    ("environment", "state", "other", "right", "up"),
    [
        ("MountainCar-v0", [-0.5, 0.0], [0.45, 0.0], 1, 1),
        ("MountainCar-v0", [-0.5, 0.0], [-1.1, 0.0], -1, 1),
        ("Acrobot-v1", acrobot(0.0, 0.0), acrobot(math.pi, 0.0), 0, 1),
        ("Acrobot-v1", acrobot(0.0, 0.0), acrobot(0.5, 0.0), 1, 1),
        ("Acrobot-v1", acrobot(0.5, 0.0), acrobot(0.5, -1.0), -1, 0),
        ("LunarLander-v3", [0.0, 0.2, 0, 0, 0, 0, 0, 0], [0.6, 1.0, 0, 0, 0, 0, 0, 0], 1, 1),
        ("LunarLander-v3", [0.0, 0.5, 0, 0, 0.0, 0, 0, 0], [0.0, 0.5, 0, 0, 0.8, 0, 0, 0], -1, -1),
    ],
)
def test_a_state_lies_where_its_numbers_say(
    qtbot: QtBot, environment: str, state: list[float], other: list[float], right: int, up: int
) -> None:
    widget = still(qtbot, environment)
    widget.show_state(np.array(state, np.float32), [])
    before = middle(widget, LIGHT.accent)
    widget.show_state(np.array(other, np.float32), [])
    moved = middle(widget, LIGHT.accent) - before
    assert [np.sign(round(way)) for way in (moved.x(), moved.y())] == [right, up]


def test_ghosts_lie_behind_and_another_environment_forgets_them(qtbot: QtBot) -> None:
    widget = still(qtbot, "MountainCar-v0")
    empty = widget.grab().toImage()
    state, ghost = np.array([-0.5, 0.0]), np.array([0.4, 0.0])
    widget.show_state(state, [(ghost, GHOST)])
    with_ghost = widget.grab().toImage()
    widget.show_state(state, [])
    alone = widget.grab().toImage()
    assert with_ghost != alone != empty
    widget.show_state(state, [(state, GHOST)])
    assert middle(widget, LIGHT.accent).x() < SIZE[0] / 2, "the state is in front"
    widget.draw_by(drawing_of("MountainCar-v0"))
    assert widget.grab().toImage() == empty


def test_the_theme_is_followed(qtbot: QtBot) -> None:
    widget = still(qtbot, "LunarLander-v3")
    widget.show_state(np.array([0.0, 0.5, 0, 0, 0, 0, 0, 0]), [])
    middle(widget, LIGHT.accent)
    widget.restyle(DARK)
    middle(widget, DARK.accent)


def test_the_scene_is_shown_with_any_options_and_numbers_where_there_is_none(qtbot: QtBot) -> None:
    scene = StateScene(LIGHT)
    qtbot.addWidget(scene)
    scene.show()
    seen = []
    sizes = {
        "MountainCar-v0": 2,
        "LunarLander-v3(gravity=-8.0)": 8,
        "CartPole-v1": 4,
        "Blackjack-v1": 3,
        "Acrobot-v1": 0,
    }
    for environment, size in sizes.items():
        scene.draw_for(run_started(environment=environment, observation_labels=tuple("abcdefgh"[:size])))
        scene.span(np.zeros((2, size)))
        scene.show_state(np.zeros(size), 0, [(np.zeros(size + 1), GHOST)] if size == 2 else [])
        scene.grab()
        pages = (scene.cartpole, scene.drawn, scene.bars, scene.words)
        seen.append([page.isVisible() for page in pages].index(True))
    cartpole, drawn, bars, words = range(4)
    assert seen == [drawn, drawn, cartpole, bars, words]


def on_map(environment: str, at: int, other: int, ghosts: tuple[int, ...] = ()) -> tuple[QImage, QPointF]:
    """A state on its map, and how far another one lies from it, in pixels to the right and upwards."""
    scene = StateScene(LIGHT)
    scene.resize(*SIZE)
    scene.draw_for(run_started(environment=environment, grid=grid_of(environment_info(environment))))
    places, images = [], []
    for number in (at, other):
        scene.show_state(np.array([number]), 0, [(np.array([ghost]), GHOST) for ghost in ghosts])
        scene.grab()
        places.append(middle(scene.drawn, LIGHT.accent))
        images.append(scene.drawn.grab().toImage())
    return images[0], places[1] - places[0]


@pytest.mark.parametrize(
    ("environment", "at", "other", "right", "up"),
    [
        ("FrozenLake-v1", 0, 1, 1, 0),
        ("FrozenLake-v1", 1, 13, 0, -3),
        ("CliffWalking-v1", 36, 24, 0, 1),
        ("Taxi-v4", 1, 1 + 20 * 2, 2, 0),
    ],
)
def test_a_state_of_toy_text_is_a_cell_of_its_map(
    qtbot: QtBot, environment: str, at: int, other: int, right: int, up: int
) -> None:
    _, moved = on_map(environment, at, other)
    columns, rows = {"FrozenLake-v1": (4, 4), "CliffWalking-v1": (12, 4), "Taxi-v4": (5, 5)}[environment]
    cell = min((SIZE[0] - 16) / columns, (SIZE[1] - 16) / rows)
    assert (moved.x() / cell, moved.y() / cell) == pytest.approx((right, up), abs=0.1)


def test_ghosts_in_one_cell_are_each_seen_and_taxis_passenger_waits_or_rides(qtbot: QtBot) -> None:
    none, *ghosts = (on_map("FrozenLake-v1", 0, 0, there)[0] for there in ((), (6,), (6, 6)))
    one, two = (
        np.ptp([x for x in range(SIZE[0]) for y in range(SIZE[1]) if seen.pixel(x, y) != none.pixel(x, y)])
        for seen in ghosts
    )
    assert 1.1 * one < two < 2 * one
    taxi = grid_of(environment_info("Taxi-v4"))
    assert taxi is not None
    waits, rides = 1, 1 + 4 * 4  # at R, wants to go to G; the same within the taxi
    assert [(taxi.agents[each], taxi.passengers[each], taxi.destinations[each]) for each in (waits, rides)] == [
        ((0, 0), (0, 0), (0, 4)),
        ((0, 0), None, (0, 4)),
    ]
    assert on_map("Taxi-v4", waits, waits)[0] != on_map("Taxi-v4", rides, rides)[0]


def test_numbers_that_nothing_draws_lie_among_those_of_other_states(qtbot: QtBot) -> None:
    bars = StateBars(LIGHT)
    qtbot.addWidget(bars)
    bars.resize(300, 60)
    bars.name_numbers(("gear=0", "gear=1", "speed"))
    across = []
    for speed in (-2.0, 5.5):
        bars.span(np.array([[1.0, 0.0, -2.0], [0.0, 1.0, 5.5]]))
        bars.show_state(np.array([0.0, 1.0, speed]), [(np.array([1.0, 0.0, 2.0]), GHOST)])
        across.append(middle(bars, LIGHT.accent).x())
    assert bars.accessibleDescription() == "gear 1; speed 5.500", "read by its name, not place by place"
    assert across[0] < across[1]
    middle(bars, GHOST)
