"""States of Gymnasium's own environments, drawn from the numbers of an observation alone: as still, simple scenes.

Their own pictures are drawn by the environment while it plays. A state that is long past has none; what it looked like
follows from its numbers. A drawing that is added here is seen wherever states are drawn.
"""

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from dqn_engine.probes.state_maps import StateGrid
from workbench.look.theme import Theme
from workbench.scene.grid_drawing import drawing_of_grid
from workbench.scene.state_drawing import StateDrawing, round_pen

_HILL_LEFT, _HILL_RIGHT, _FLAG = -1.2, 0.6, 0.5
_LANDER_X_M, _LANDER_Y_M = 10.0, 20.0 / 3.0
"""Metres of one unit of LunarLander's x and y: half of what its own pictures show."""


def drawing_of(environment: str, grid: StateGrid | None = None) -> StateDrawing | None:
    """That of an environment, whatever its options, or of its map; None where its states are told in numbers."""
    if grid is not None:
        return drawing_of_grid(grid)
    return _DRAWINGS.get(environment.partition("(")[0])


def _hill(position: float) -> float:
    """MountainCar's, as Gymnasium draws it: the height at a position."""
    return 0.45 * math.sin(3.0 * position) + 0.55


def _mountain(painter: QPainter, theme: Theme) -> None:
    painter.setPen(round_pen(theme.muted, 2.0))
    painter.drawPolyline(QPolygonF([QPointF(x, _hill(x)) for x in np.linspace(_HILL_LEFT, _HILL_RIGHT, 90)]))
    painter.setPen(round_pen(theme.danger, 2.0))
    foot = QPointF(_FLAG, _hill(_FLAG))
    painter.drawLine(foot, foot + QPointF(0.0, 0.22))
    painter.setBrush(QColor(theme.danger))
    painter.drawPolygon(QPolygonF([foot + QPointF(*at) for at in ((0.0, 0.22), (0.11, 0.18), (0.0, 0.14))]))


def _car(painter: QPainter, colour: QColor, state: np.ndarray) -> None:
    position = float(state[0])
    painter.save()
    painter.translate(position, _hill(position))
    painter.rotate(math.degrees(math.atan(1.35 * math.cos(3.0 * position))))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(-0.1, 0.05, 0.2, 0.08), 0.02, 0.02)
    for wheel in (-0.055, 0.055):
        painter.drawEllipse(QPointF(wheel, 0.035), 0.033, 0.033)
    painter.restore()


def _bar(painter: QPainter, theme: Theme) -> None:
    painter.setPen(round_pen(theme.danger, 1.5))
    painter.drawLine(QLineF(-2.2, 1.0, 2.2, 1.0))  # What the tip has to reach.


def _links(painter: QPainter, colour: QColor, state: np.ndarray) -> None:
    first = math.atan2(float(state[1]), float(state[0]))
    both = first + math.atan2(float(state[3]), float(state[2]))
    elbow = QPointF(math.sin(first), -math.cos(first))
    tip = elbow + QPointF(math.sin(both), -math.cos(both))
    painter.setPen(round_pen(colour, 5.0))
    painter.setBrush(colour)
    painter.drawPolyline(QPolygonF([QPointF(0.0, 0.0), elbow, tip]))
    for joint in (QPointF(0.0, 0.0), elbow):
        painter.drawEllipse(joint, 0.07, 0.07)


def _moon(painter: QPainter, theme: Theme) -> None:
    painter.setPen(round_pen(theme.muted, 2.0))
    painter.drawLine(QLineF(-_LANDER_X_M, 0.0, _LANDER_X_M, 0.0))
    painter.setPen(round_pen(theme.danger, 2.0))
    for flag in (-2.0, 2.0):  # The pad lies between them.
        painter.drawLine(QLineF(flag, 0.0, flag, 1.2))


def _lander(painter: QPainter, colour: QColor, state: np.ndarray) -> None:
    painter.save()
    painter.translate(_LANDER_X_M * float(state[0]), _LANDER_Y_M * float(state[1]))
    painter.rotate(math.degrees(float(state[4])))
    painter.setPen(round_pen(colour, 2.0))
    for side in (-1.0, 1.0):
        painter.drawPolyline(QPolygonF([QPointF(0.45 * side, 0.5), QPointF(0.85 * side, 0.0)]))
    painter.setBrush(colour)
    body = ((-0.57, 0.5), (0.57, 0.5), (0.57, 0.9), (0.45, 1.3), (-0.45, 1.3), (-0.57, 0.9))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in body]))
    painter.restore()


_DRAWINGS: Mapping[str, StateDrawing] = {
    "MountainCar-v0": StateDrawing(2, QRectF(-1.3, 0.0, 2.0, 1.4), _mountain, _car),
    "Acrobot-v1": StateDrawing(6, QRectF(-2.3, -2.3, 4.6, 4.6), _bar, _links),
    "LunarLander-v3": StateDrawing(8, QRectF(-10.5, -0.8, 21.0, 12.0), _moon, _lander),
}
