"""The canvas that every plot is drawn on."""

import importlib

import pytest
from pytestqt.qtbot import QtBot

from workbench.widgets.canvas_plot import CanvasPlot


def test_that_no_menu_of_the_library_is_ever_made(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    module = importlib.import_module("pyqtgraph.graphicsItems.ViewBox.ViewBox")
    monkeypatch.setattr(module, "ViewBoxMenu", made.append)
    qtbot.addWidget(CanvasPlot("steps"))
    assert not made
