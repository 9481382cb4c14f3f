"""The canvas that every plot is drawn on."""

import importlib

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QRegion
from pytestqt.qtbot import QtBot

from workbench.look.theme import LIGHT
from workbench.widgets.canvas_plot import CanvasPlot


def test_that_no_menu_of_the_library_is_ever_made(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    module = importlib.import_module("pyqtgraph.graphicsItems.ViewBox.ViewBox")
    monkeypatch.setattr(module, "ViewBoxMenu", made.append)
    qtbot.addWidget(CanvasPlot("steps"))
    assert not made


class Repainted(QObject):
    """What of a widget has been painted."""

    def __init__(self, widget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


def test_that_nothing_stays_of_a_hairline_that_moves_or_leaves(qtbot: QtBot) -> None:
    canvas = CanvasPlot("steps")
    canvas.restyle(LIGHT, canvas.font())
    qtbot.addWidget(canvas)
    canvas.resize(400, 200)
    canvas.show_x(0, 100)
    canvas.show()
    qtbot.waitExposed(canvas)
    painted = Repainted(canvas.viewport())
    plain = canvas.grab().toImage()

    def column(x: float) -> QRect:
        rect = canvas.data_rect()
        return QRect(round(rect.left() + x / 100 * rect.width()), int(rect.top()), 1, int(rect.height()))

    canvas.set_cursor(30)
    qtbot.wait(20)
    assert canvas.grab().toImage() != plain
    for after, gone in ((70.0, 30), (None, 70)):
        painted.region = QRegion()
        canvas.set_cursor(after)
        qtbot.waitUntil(lambda gone=gone: QRegion(column(gone)).subtracted(painted.region).isEmpty(), timeout=1000)
        assert QRegion(column(10)).intersected(painted.region).isEmpty(), "no more than that"
    assert canvas.grab().toImage() == plain
