"""States of MountainCar, Acrobot and LunarLander look like what their numbers say."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from workbench.look.theme import DARK, LIGHT, Theme
from workbench.panels.episodes.scene import EpisodeScene
from workbench.scene.state_drawings import drawing_of
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


def middle(widget: StateStill, colour: str) -> QPointF:
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


def test_an_episode_shows_the_scene_with_any_options_and_numbers_where_there_is_none(qtbot: QtBot) -> None:
    scene = EpisodeScene(LIGHT)
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
        scene.draw_for(environment, tuple("abcdefgh"[:size]))
        scene.show_state(np.zeros(size), 0, [(np.zeros(size + 1), GHOST)] if size == 2 else [])
        scene.grab()
        seen.append([scene.cartpole.isVisible(), scene.drawn.isVisible(), scene.numbers.isVisible()])
    drawn, cartpole, numbers = [False, True, False], [True, False, False], [False, False, True]
    assert seen == [drawn, drawn, cartpole, numbers, numbers]
