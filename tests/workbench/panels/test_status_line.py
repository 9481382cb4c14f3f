"""The line at the bottom: what happened is said before there is room for figures, but not while they count."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel, QMainWindow

from workbench.panels.status_line import StatusLine
from workbench.widgets.elided_label import LineLabel

KEPT = "Stopped at step 45,090. Saved as 2026-11-28-054042-CartPole-v1-seed-0; Open continues it."
FIGURES = ("Environment steps per second", "Episode", "Probability of a random action ε", "Device")


@pytest.fixture
def line(qtbot) -> Iterator[StatusLine]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = StatusLine(window)
    window.setStatusBar(made)
    window.resize(900, 200)
    window.show()
    qtbot.waitExposed(window)
    yield made
    window.close()  # Whose child it is; it lives as long as this name.


def shown(line: StatusLine) -> set[str]:
    return {label.accessibleName() for label in line.findChildren(QLabel) if label.isVisible()}


def test_that_what_happened_is_said_whole_before_figures_that_count_nothing_have_room(line, qtbot) -> None:
    sentence = line.findChild(LineLabel)
    line.show_sentence(KEPT)
    assert shown(line).issuperset(FIGURES), "a run goes on: its figures keep their places"
    line.let_figures_yield(True)
    qtbot.waitUntil(lambda: sentence.shown == KEPT)
    assert "Environment steps" in shown(line)
    line.show_sentence("Paused. Press Space to resume")
    assert shown(line).issuperset(FIGURES)
    line.show_sentence(KEPT)
    assert not shown(line).issuperset(FIGURES)
    line.let_figures_yield(False)
    assert shown(line).issuperset(FIGURES)


def test_that_how_far_a_run_came_yields_only_where_what_happened_is_whole_by_that(line, qtbot) -> None:
    sentence = line.findChild(LineLabel)
    line.let_figures_yield(True)
    said = KEPT
    while "Environment steps" in shown(line):
        said += "."
        line.show_sentence(said)
        assert len(said) < 500
    assert shown(line).isdisjoint(FIGURES), "it goes last"
    qtbot.waitUntil(lambda: sentence.shown == said)
    line.show_sentence(KEPT * 3)
    assert "Environment steps" in shown(line), "what happened would be cut all the same"
    line.show_sentence(said)
    line.let_figures_yield(False)
    assert "Environment steps" in shown(line)


def test_that_in_a_wide_window_everything_is_shown(line, qtbot) -> None:
    line.let_figures_yield(True)
    line.show_sentence(KEPT)
    line.window().resize(1600, 200)
    qtbot.waitUntil(lambda: shown(line).issuperset(FIGURES))
    assert line.findChild(LineLabel).shown == KEPT
