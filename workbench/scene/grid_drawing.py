"""Toy text's map as a drawing: holes, walls and goals, where the agent is, and of Taxi the passenger."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPolygonF

from dqn_engine.probes.state_maps import Place, StateGrid
from workbench.look.drawn_lines import draw_line
from workbench.look.theme import Theme
from workbench.scene.state_drawing import StateDrawing, round_pen

_CELL = 100.0
_AGENT_RADIUS, _PASSENGER_RADIUS, _PIT_RADIUS = 27.0, 13.0, 36.0
_LETTER_HIGH = 42
_APART = 17.0
"""How far the middles of ghosts in the same cell lie apart: each is seen."""


def drawing_of_grid(grid: StateGrid) -> StateDrawing:
    """How the states of that map are drawn: each is its number alone."""
    rows, columns = len(grid.letters), len(grid.letters[0])
    return StateDrawing(
        numbers=1,
        world=QRectF(0.0, 0.0, columns * _CELL, rows * _CELL),
        still=lambda painter, theme: _ground(painter, theme, grid),
        moving=lambda painter, colour, state: _agent(painter, colour, grid, _number(grid, state)),
        beside=lambda painter, theme, state: _passenger(painter, theme, grid, _number(grid, state)),
        apart=_APART,
    )


def _number(grid: StateGrid, state: np.ndarray) -> int:
    return min(max(int(state[0]), 0), len(grid.agents) - 1)


def _box(grid: StateGrid, place: Place) -> QRectF:
    row, column = place
    return QRectF(column * _CELL, (len(grid.letters) - 1 - row) * _CELL, _CELL, _CELL)


def _ground(painter: QPainter, theme: Theme, grid: StateGrid) -> None:
    cells = [(row, column) for row, letters in enumerate(grid.letters) for column in range(len(letters))]
    painter.setPen(round_pen(theme.surface, 2.0))
    painter.setBrush(QColor(theme.grid))
    painter.drawRects([_box(grid, place) for place in cells])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.disabled))
    for place in grid.pits:
        painter.drawEllipse(_box(grid, place).center(), _PIT_RADIUS, _PIT_RADIUS)
    _letters(painter, theme, grid, cells)
    painter.setPen(round_pen(theme.text, 3.0))
    for place in grid.walls:
        box = _box(grid, place)  # Its bottom is above: y goes upwards.
        painter.drawLine(QLineF(box.right(), box.top(), box.right(), box.bottom()))
    for place in grid.goals:
        _flag(painter, theme, _box(grid, place))


def _letters(painter: QPainter, theme: Theme, grid: StateGrid, cells: Iterable[Place]) -> None:
    font = QFont(painter.font())
    font.setPixelSize(_LETTER_HIGH)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    for row, column in cells:
        letter = grid.letters[row][column]
        if letter != " ":
            painter.save()
            painter.translate(_box(grid, (row, column)).center())
            painter.scale(1.0, -1.0)
            draw_line(painter, QRectF(-40.0, -46.0, 60.0, 60.0), Qt.AlignmentFlag.AlignLeft, letter)
            painter.restore()


def _flag(painter: QPainter, theme: Theme, box: QRectF) -> None:
    """In the right of the cell, so that it is seen beside who stands there."""
    foot = box.center() + QPointF(14.0, -34.0)
    painter.setPen(round_pen(theme.danger, 2.0))
    painter.drawLine(foot, foot + QPointF(0.0, 70.0))
    painter.setBrush(QColor(theme.danger))
    painter.drawPolygon(QPolygonF([foot + QPointF(*at) for at in ((0.0, 70.0), (24.0, 58.0), (0.0, 46.0))]))


def _passenger(painter: QPainter, theme: Theme, grid: StateGrid, number: int) -> None:
    """Where it waits, and where it wants to go."""
    if not grid.destinations:
        return
    _flag(painter, theme, _box(grid, grid.destinations[number]))
    waiting = grid.passengers[number]
    if waiting is not None:
        painter.setPen(round_pen(theme.surface, 1.5))
        painter.setBrush(QColor(theme.evaluation))
        painter.drawEllipse(_box(grid, waiting).center() + QPointF(-22.0, -22.0), _PASSENGER_RADIUS, _PASSENGER_RADIUS)


def _agent(painter: QPainter, colour: QColor, grid: StateGrid, number: int) -> None:
    middle = _box(grid, grid.agents[number]).center()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(middle, _AGENT_RADIUS, _AGENT_RADIUS)
    if grid.passengers and grid.passengers[number] is None:  # It rides.
        painter.setBrush(QColor("#ffffff"))
        painter.drawEllipse(middle, _PASSENGER_RADIUS, _PASSENGER_RADIUS)
