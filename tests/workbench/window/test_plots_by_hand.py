"""A plot's right-click menu and its marks, in the whole window: pictures, numbers, and the way back to a change."""

import csv
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from dqn_engine.messages.commands import Rewind
from dqn_engine.messages.reports import (
    CheckpointKind,
    CheckpointSaved,
    CheckpointSummary,
    Curves,
    EvaluationDone,
    KnobsChanged,
    RunState,
)
from tests.support.fake_dialogs import FakeDialogs
from tests.support.plot_reports import knobs_changed
from tests.support.quiet_panels import quiet_rows
from tests.support.scripted_session import ScriptedEngine, curves_fields
from workbench.command_line import parse_options
from workbench.engine_link import EngineLink
from workbench.look.theme import SPACE
from workbench.panels.curves.panel import CurvesPanel
from workbench.panels.environment_view.panel import EnvironmentViewPanel
from workbench.state.plot_choice import PlotChoice
from workbench.state.preferences import Preferences
from workbench.state.x_scale import XUnit
from workbench.window.main_window import MainWindow

pytestmark = pytest.mark.slow  # Whole windows with all their panels: not for the inner loop.


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def dialogs() -> FakeDialogs:
    return FakeDialogs()


@pytest.fixture
def window(qtbot, engine, dialogs, theme_source, icons, tmp_path):
    link = EngineLink(engine.build, delivery_ms=1)
    preferences = Preferences(tmp_path / "workbench.ini")
    others = quiet_rows(("priorities", "value-plane"))
    made = MainWindow(link, theme_source, icons, preferences, parse_options([]), dialogs, others)
    qtbot.addWidget(made)
    made.setWindowState(Qt.WindowState.WindowNoState)
    made.resize(1400, 900)
    made.build_late_panels()
    made.show()
    link.start()
    engine.gate.set()
    qtbot.waitUntil(lambda: made.run.facts.state is RunState.IDLE, timeout=5000)
    made.panels.actions.start.trigger()
    qtbot.waitUntil(lambda: made.run.facts.state is RunState.TRAINING, timeout=5000)
    engine.say(Curves, **curves_fields(list(range(100, 10_001, 100))))
    engine.say(EvaluationDone, env_step=5000, mean=212.5, minimum=100.0, maximum=300.0, episodes=10)
    change = knobs_changed(5000)
    engine.say(KnobsChanged, env_step=5000, update=1, changes=change.changes)
    panel = made.docks.panel("curves", CurvesPanel)
    qtbot.waitUntil(lambda: len(panel.plots["loss"].strip.groups) == 1, timeout=5000)
    yield made
    assert link.shutdown(5000)


def plots_of(window: MainWindow):
    return window.docks.panel("curves", CurvesPanel).plots


def choose(window: MainWindow, plot: str, *words: str) -> None:
    """Right-clicks a plot and picks an entry of the menu, or of a menu in it."""
    view = plots_of(window)[plot].canvas.viewport()
    at = view.rect().center()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    for word in words:
        assert isinstance(menu, QMenu)
        action = next(action for action in menu.actions() if action.text().replace("&", "") == word)
        if action.menu() is None:
            QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        else:
            menu.setActiveAction(action)
            QTest.keyClick(menu, Qt.Key.Key_Right)
            menu = action.menu()


def saved(window: MainWindow, engine: ScriptedEngine, qtbot, *steps: int) -> None:
    """The run says that it has checkpoints of these steps."""
    folder = window.run.facts.folder
    kept = tuple(
        CheckpointSummary(generation=i, env_steps=step, saved_unix_s=0.0, kind=CheckpointKind.CHANGE)
        for i, step in enumerate(steps, 1)
    )
    fields = {"generation": 1, "update": 1, "weights_sha256": "a" * 64, "bytes": 1, "seconds": 0.1}
    engine.say(CheckpointSaved, path=f"{folder}/checkpoints/g000001-step1", env_step=1, checkpoints=kept, **fields)
    qtbot.waitUntil(lambda: window.run.facts.checkpoints == kept, timeout=5000)


def double_click(window: MainWindow, step: float) -> None:
    plot = plots_of(window)["loss"]
    rect, (x_from, x_to) = plot.canvas.data_rect(), plot.x_range()
    x = rect.left() + (step - x_from) / (x_to - x_from) * rect.width()
    place = QPoint(round(x), round(rect.center().y()))
    QTest.mouseDClick(plot.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_that_plots_that_were_zoomed_stay_so_while_the_agent_plays_on(window, qtbot) -> None:
    panel = window.docks.panel("curves", CurvesPanel)
    panel.plots["loss"].canvas.show_x(2000.0, 4000.0)
    panel.plots["loss"].canvas.moved_by_hand.emit()
    assert not panel.following
    window.docks.panel("view", EnvironmentViewPanel).step_seen.emit(None, False)
    qtbot.wait(300)
    assert not panel.following
    assert panel.plots["return"].canvas.x_range()[0] > 1000.0


def test_that_a_plots_numbers_and_its_picture_can_be_copied_which_is_said(window) -> None:
    choose(window, "return", "Copy data")
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert rows[0] == ["curve", "env_step", "value", "minimum", "maximum", "points"]
    assert rows[1:] == [["evaluation", "5000", "212.5", "100.0", "300.0", "10"]]
    assert window.panels.messages.messages()[0].text == "The plot's numbers are on the clipboard, as a table."
    choose(window, "return", "Copy picture")
    assert QApplication.clipboard().image().width() == 2 * plots_of(window)["return"].picture_size().width()
    assert window.panels.messages.messages()[0].text == "The plot's picture is on the clipboard."


def test_that_copied_numbers_have_what_the_plot_is_drawn_over(window) -> None:
    curves = window.docks.panel("curves", CurvesPanel)
    for unit in ("episodes", "minutes"):
        place = curves.unit_list.findData(unit)
        curves.unit_list.setCurrentIndex(place)
        curves.unit_list.activated.emit(place)
        choose(window, "loss", "Copy data")
        rows = list(csv.DictReader(QApplication.clipboard().text().splitlines(), delimiter="\t"))
        assert list(rows[0]) == ["curve", "env_step", unit, "value", "minimum", "maximum", "points"]


def test_that_the_plots_are_remembered_with_the_layout_and_reset_with_it(window, tmp_path: Path) -> None:
    choose(window, "q", "Remove this plot")
    choose(window, "return", "Add a plot")
    remembered = Preferences(tmp_path / "workbench.ini").plots()
    assert [plot.keys for plot in remembered] == [("return",), ("loss",), ("beta", "epsilon"), ("length",)]
    window.panels.actions.reset_layout.trigger()
    assert list(plots_of(window)) == ["return", "q", "loss", "exploration"]


def test_that_axis_smoothing_and_what_plots_are_drawn_over_are_remembered(window, tmp_path: Path) -> None:
    curves = window.docks.panel("curves", CurvesPanel)
    choose(window, "loss", "Logarithmic axis")
    choose(window, "q", "Smoothing", "Last 10,000 steps")
    curves.unit_list.setCurrentIndex(curves.unit_list.findData("episodes"))
    curves.unit_list.activated.emit(curves.unit_list.currentIndex())
    remembered = Preferences(tmp_path / "workbench.ini")
    assert remembered.plots()[1:3] == [
        PlotChoice(("q_max", "q_mean"), smoothing_steps=10_000), PlotChoice(("loss",), log=False)
    ]  # fmt: skip
    assert remembered.curves_over() is XUnit.EPISODES


@pytest.mark.parametrize(
    ("words", "name", "begins"),
    [("Save picture as PNG…", "a.png", b"\x89PNG"), ("Save picture as SVG…", "a.svg", b"<?xml"),
     ("Save data as CSV…", "a.csv", b"curve,")],
)  # fmt: skip
def test_that_a_plot_is_saved_where_the_user_says(window, dialogs, tmp_path: Path, words, name, begins) -> None:
    dialogs.path = str(tmp_path / name)
    choose(window, "loss", words)
    assert (tmp_path / name).read_bytes().startswith(begins)
    said = window.panels.messages.messages()[0]
    assert (said.text, [offer.text for offer in said.offers]) == (f"Saved the plot as {name}.", ["Show in folder"])
    if name.endswith(".csv"):
        rows = list(csv.DictReader((tmp_path / name).read_text().splitlines()))
        assert len(rows) == 100
        assert (rows[-1]["curve"], rows[-1]["env_step"], rows[-1]["value"]) == ("loss", "10000", "0.5")


def test_that_a_plots_picture_is_fine_and_has_nothing_to_be_pressed(window, dialogs, tmp_path: Path) -> None:
    plot = plots_of(window)["loss"]
    for words, name in (("Save picture as PNG…", "a.png"), ("Save picture as SVG…", "a.svg")):
        dialogs.path = str(tmp_path / name)
        choose(window, "loss", words)
    picture = QImage(str(tmp_path / "a.png"))
    assert picture.size() == 2 * plot.picture_size()
    controls = [each.geometry() for each in plot.findChildren(QAbstractButton) if each.isVisible()]
    assert len(controls) == 2, "the box for the axis, and the menu"
    for control in controls:
        control.translate(SPACE, SPACE)
        seen = picture.copy(QRect(2 * control.topLeft(), 2 * control.size()))
        pixels = {seen.pixel(x, y) for x in range(seen.width()) for y in range(seen.height())}
        assert pixels == {picture.pixel(0, 0)}
    drawn = (tmp_path / "a.svg").read_text()
    words = re.findall(r"<text[^>]*>([^<]*)<", drawn)
    assert "Loss" in words
    assert "log" not in words
    assert not re.search(r"transform=[^>]*>\s*<\w+ [^>]*non-scaling-stroke", drawn), "many programs would scale it"
    area = plot.canvas.data_rect().translated(plot.canvas.pos() + QPoint(SPACE, SPACE))
    clipped = f"M{area.left():g},{area.top():g} L{area.right():g},{area.top():g} L{area.right():g},{area.bottom():g}"
    assert clipped in drawn, "what is beyond the axes isn't seen"
    plot.canvas.setFocus()  # As it has who opened the menu by a key; the frame that tells so is no part of the picture.
    dialogs.path = str(tmp_path / "b.png")
    choose(window, "loss", "Save picture as PNG…")
    assert QImage(str(tmp_path / "b.png")) == picture


@pytest.mark.parametrize("shows", [True, False])
def test_that_the_folder_is_shown_or_said_where_nothing_shows_it(window, dialogs, tmp_path: Path, shows) -> None:
    dialogs.path, dialogs.shows = str(tmp_path / "a.csv"), shows
    choose(window, "loss", "Save data as CSV…")
    messages = window.panels.messages
    messages.messages()[0].offers[0].take()
    said = f"Nothing on this desktop shows folders; this one is {tmp_path}."
    assert (dialogs.shown, messages.messages()[0].text == said) == ([str(tmp_path)] if shows else [], not shows)


def test_that_a_plot_that_cant_be_saved_is_told(window, dialogs, tmp_path: Path) -> None:
    for ending in ("png", "svg", "csv"):
        dialogs.path = str(tmp_path / "nowhere" / f"a.{ending}")
        words = {"png": "Save picture as PNG…", "svg": "Save picture as SVG…", "csv": "Save data as CSV…"}[ending]
        choose(window, "loss", words)
        assert "can't be written" in window.panels.messages.messages()[0].text


def test_that_a_double_click_on_a_mark_goes_back_to_it(window, engine, qtbot) -> None:
    saved(window, engine, qtbot, 5000, 4000)
    double_click(window, 5000)
    qtbot.waitUntil(lambda: bool(engine.of_kind(Rewind)), timeout=5000)
    assert engine.of_kind(Rewind)[0].at_step == 5000


def test_that_where_the_marks_checkpoint_is_gone_the_one_before_is_offered(window, engine, qtbot) -> None:
    saved(window, engine, qtbot, 4000)
    double_click(window, 7000)
    assert engine.of_kind(Rewind) == [], "there is no mark"
    double_click(window, 5000)
    message = window.panels.messages.messages()[0]
    assert message.text == "There is no checkpoint of step 5,000; the last one before is of step 4,000."
    message.offers[0].take()
    qtbot.waitUntil(lambda: bool(engine.of_kind(Rewind)), timeout=5000)
    assert engine.of_kind(Rewind)[0].at_step == 4000


def test_that_every_curve_of_a_plot_is_in_its_table(window) -> None:
    choose(window, "exploration", "Copy data")
    names = {line.partition("\t")[0] for line in QApplication.clipboard().text().splitlines()[1:]}
    assert names == {"beta", "epsilon"}
