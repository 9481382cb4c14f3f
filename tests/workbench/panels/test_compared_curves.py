"""Compared curves: those of what is selected, over seeds with a band, the one under the pointer set off."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QToolTip
from pytestqt.qtbot import QtBot

from dqn_engine.comparison.curves import Band
from dqn_engine.comparison.entries import Entry, Kind
from tests.support.compared_folders import made_study, made_sweep, study_config
from tests.support.made_up_runs import made_run
from workbench.look.icons import IconBook
from workbench.look.theme import ThemeSource
from workbench.panels.compare.curves import ComparedCurvesPanel
from workbench.presenters.background import Background
from workbench.presenters.catalogue_reading import CatalogueReading
from workbench.presenters.compared_curves import ComparedCurves
from workbench.presenters.comparison import Comparison
from workbench.state.compared_curves import CurvesAsked, CurvesView, GroupBand, Line
from workbench.state.curve_words import names
from workbench.state.run_colours import colour


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    root.mkdir()
    made_run(root / "low", [(100, 10.0), (200, 20.0), (300, 30.0)])
    made_run(root / "high", [(100, 100.0), (200, 200.0), (300, 300.0)])
    means = {("a", seed): (50.0 + seed, 60.0 + 10 * seed) for seed in range(5)}
    made_study(root / "study", {"a": study_config()}, means)
    return root


@pytest.fixture
def plot(qtbot: QtBot, theme_source, icons, root: Path, tmp_path: Path) -> Iterator[SimpleNamespace]:
    background, reading = Background(), CatalogueReading(tmp_path / "index")
    comparison = Comparison(lambda: [root], background, reading)
    curves = ComparedCurves(comparison, background)
    panel = ComparedCurvesPanel(theme_source, icons)
    views: list[CurvesView] = []
    opened: list[str] = []
    curves.changed.connect(views.append)
    curves.changed.connect(panel.show_view)
    panel.seen_changed.connect(curves.see)
    panel.axis_chosen.connect(curves.choose_axis)
    panel.quantity_chosen.connect(curves.choose_quantity)
    panel.centre_chosen.connect(curves.choose_centre)
    panel.opened.connect(opened.append)
    qtbot.addWidget(panel)
    comparison.select(())  # Nothing is selected for the user.
    panel.resize(1000, 420)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: comparison.view.found == 3 and not comparison.view.reading, timeout=20_000)

    def select(*names: str) -> None:
        comparison.select([str(root / name) for name in names])
        qtbot.waitUntil(lambda: bool(views) and views[-1].selected == len(names), timeout=10_000)

    yield SimpleNamespace(
        panel=panel,
        theme=theme_source.theme,
        comparison=comparison,
        curves=curves,
        views=views,
        opened=opened,
        select=select,
        bot=qtbot,
        root=root,
    )
    background.close()
    reading.close()


def seen_text(plot: SimpleNamespace) -> list[str]:
    return [label.text() for label in plot.panel.findChildren(QLabel) if label.isVisible()]


def place_of(plot: SimpleNamespace, x: float, y: float) -> QPoint:
    across, down = plot.panel.canvas.canvas.to_pixels(np.array([x]), np.array([y]))
    return QPoint(round(float(across[0])), round(float(down[0])))


def test_that_without_a_selection_it_says_what_to_do(plot) -> None:
    assert any(text.startswith("Select runs in the table") for text in seen_text(plot))


def test_that_each_selected_run_is_a_curve_of_its_own_colour(plot) -> None:
    plot.select("low", "high")
    view = plot.views[-1]
    assert [line.label for line in view.lines] == ["low", "high"] or [line.label for line in view.lines] == [
        "high",
        "low",
    ]
    assert all(line.alone for line in view.lines)
    assert len({line.colour for line in view.lines}) == 2
    assert {line.key: line.colour for line in view.lines} == plot.comparison.view.colours
    assert not any(text.startswith("Select runs") for text in seen_text(plot))
    assert "low: 30" in plot.panel.canvas.canvas.accessibleDescription()


def test_that_seeds_are_drawn_as_a_band_with_the_chosen_centre(plot) -> None:
    plot.select("study")
    (group,) = plot.views[-1].bands
    assert group.band.seeds == 5
    assert group.band.centre.tolist() == [52.0, 80.0]
    assert (group.band.low <= group.band.centre).all()
    plot.panel.centre.choose("iqm")
    plot.bot.waitUntil(lambda: plot.views[-1].asked.centre == "iqm", timeout=10_000)
    assert len(plot.views[-1].lines) == 5


def test_that_runs_of_the_same_settings_become_one_band_where_the_table_is_grouped(plot) -> None:
    plot.select("low", "high")
    plot.comparison.group("settings")
    plot.bot.waitUntil(lambda: bool(plot.views[-1].bands), timeout=10_000)
    assert plot.views[-1].bands[0].band.centre.tolist() == [55.0, 110.0, 165.0]
    assert not any(line.alone for line in plot.views[-1].lines)


def test_that_an_axis_that_is_not_known_leaves_out_and_says_of_whom(plot) -> None:
    plot.select("low", "study")
    plot.panel.axis.choose("episodes")
    plot.bot.waitUntil(lambda: plot.views[-1].asked.axis == "episodes", timeout=10_000)
    assert plot.views[-1].left_out == ("study",)
    assert any("Without such a curve: study" in text for text in seen_text(plot))
    plot.panel.quantity.choose("return")
    plot.bot.waitUntil(lambda: plot.views[-1].asked.quantity == "return", timeout=10_000)
    plot.select("study")
    plot.bot.waitUntil(lambda: any("has no such curve" in text for text in seen_text(plot)), timeout=10_000)


def test_that_what_is_not_drawn_is_counted_where_there_is_no_room_for_names(plot) -> None:
    plot.select("low", "study")
    plot.panel.axis.choose("episodes")
    plot.bot.waitUntil(lambda: plot.views[-1].asked.axis == "episodes", timeout=10_000)
    plot.panel.resize(790, 420)
    plot.bot.waitUntil(lambda: "1 not drawn" in seen_text(plot))
    assert not any("…" in text for text in seen_text(plot))


def test_that_long_names_of_one_kind_are_told_apart_in_the_legend(plot) -> None:
    folder = made_sweep(plot.root / "a-sweep-with-a-long-name-that-goes-on-and-on", trials=3, report_seeds=(100, 101))
    plot.comparison.look()
    plot.bot.waitUntil(lambda: plot.comparison.view.found == 4, timeout=10_000)
    plot.select(folder.name)
    plot.bot.waitUntil(lambda: bool(plot.views[-1].bands), timeout=10_000)
    best = plot.views[-1].bands[0].label.rpartition(" ")[2]
    plot.curves.set_off(str(folder), f"trial {best}")
    plot.bot.waitUntil(lambda: sum(line.alone for line in plot.views[-1].lines) > 2, timeout=10_000)
    said = [part.rpartition(": ")[0] for part in plot.panel.canvas.canvas.accessibleDescription().split("; ")]
    assert len(set(said)) == len(said) == 5
    assert all(len(name) <= 36 for name in said)
    assert {name[-6:] for name in said} >= {"seed 0", "seed 1", "seed 2"}


def test_that_a_level_curve_is_not_drawn_between_tenths(plot) -> None:
    made_run(plot.root / "level", [(100, 500.0), (200, 500.0)])
    plot.comparison.look()
    plot.bot.waitUntil(lambda: plot.comparison.view.found == 4, timeout=10_000)
    plot.select("level")
    near, far = place_of(plot, 100, 500.0), place_of(plot, 100, 490.0)
    assert 0 < far.y() - near.y() < plot.panel.canvas.height() / 2


def test_that_the_curve_under_the_pointer_is_set_off_named_and_opened_by_a_double_click(plot) -> None:
    plot.select("low", "high")
    canvas = plot.panel.canvas.canvas
    at = place_of(plot, 200.0, 200.0)
    plot.bot.mouseMove(canvas.viewport(), QPoint(5, 5))
    plot.bot.mouseMove(canvas.viewport(), at)
    plot.bot.waitUntil(lambda: plot.panel.canvas.hovered == "high", timeout=5_000)
    assert "high" in QToolTip.text()
    plot.bot.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert plot.opened == [str(plot.root / "high")]
    canvas.left.emit()
    assert plot.panel.canvas.hovered == ""


def test_that_zooming_stops_following_until_the_button_is_pressed(plot) -> None:
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    plot.select("low")
    canvas = plot.panel.canvas.canvas
    before = canvas.x_range()
    at = QPointF(place_of(plot, 150.0, 15.0))
    wheel = QWheelEvent(
        at, QPointF(canvas.viewport().mapToGlobal(at.toPoint())), QPoint(0, 0), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), wheel)
    assert canvas.x_range() != before
    assert plot.panel.fit.isVisible()
    plot.bot.mouseClick(plot.panel.fit, Qt.MouseButton.LeftButton)
    assert canvas.x_range() == before
    assert not plot.panel.fit.isVisible()


@pytest.mark.slow  # It waits for what must not come.
def test_that_nothing_is_read_while_the_panel_is_hidden(plot) -> None:
    plot.panel.hide()
    count = len(plot.views)
    plot.comparison.select([str(plot.root / "low")])
    plot.bot.wait(300)
    assert len(plot.views) == count
    plot.panel.show()
    plot.bot.waitUntil(lambda: len(plot.views) > count, timeout=10_000)
    assert plot.views[-1].selected == 1


def test_that_the_keys_walk_along_the_curves_and_say_what_is_there(plot) -> None:
    plot.select("low", "high")
    canvas = plot.panel.canvas.canvas
    canvas.setFocus()
    said = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Down):
        plot.bot.keyClick(canvas, key)
        said.append(plot.panel.canvas.walked)
        assert canvas.accessibleDescription() == said[-1]
    first, second = plot.views[-1].lines
    values = {"low": ("30.0", "20.0", "10.0"), "high": ("300.0", "200.0", "100.0")}
    assert said == [
        f"{first.label}: Environment steps 300, {values[first.label][0]}",
        f"{first.label}: Environment steps 200, {values[first.label][1]}",
        f"{first.label}: Environment steps 100, {values[first.label][2]}",
        f"{first.label}: Environment steps 100, {values[first.label][2]}",
        f"{second.label}: Environment steps 100, {values[second.label][2]}",
    ]
    assert plot.panel.canvas.hovered == second.label, "it is set off as by the pointer"
    plot.bot.keyClick(canvas, Qt.Key.Key_Return)
    assert plot.opened == [second.key]
    plot.bot.keyClick(canvas, Qt.Key.Key_Escape)
    assert plot.panel.canvas.walked == plot.panel.canvas.hovered == ""
    assert "low" in canvas.accessibleDescription(), "without a walk it says each curve's last value"


def test_that_a_band_is_walked_with_its_interval(plot) -> None:
    plot.select("study")
    canvas = plot.panel.canvas.canvas
    plot.bot.waitUntil(lambda: bool(plot.views[-1].bands), timeout=10_000)
    canvas.setFocus()
    plot.bot.keyClick(canvas, Qt.Key.Key_End)
    assert ", interval from " in plot.panel.canvas.walked
    assert plot.panel.canvas.hovered == ""


def test_that_a_sweep_is_drawn_as_its_best_trial_and_report_seeds_are_named_so(plot) -> None:
    folder = made_sweep(plot.root / "sweep", trials=3, report_seeds=(100, 101))
    plot.comparison.look()
    plot.bot.waitUntil(lambda: plot.comparison.view.found == 4, timeout=10_000)
    plot.select("sweep")
    plot.bot.waitUntil(lambda: bool(plot.views[-1].bands), timeout=10_000)
    view = plot.views[-1]
    (group,) = view.bands
    best = plot.comparison.selected()[0]
    assert group.band.seeds == 3
    assert np.median([line.y[-1] for line in view.lines if not line.reported]) == group.band.centre[-1]
    assert abs(group.band.centre[-1] - best.last) < 10, "of the same seeds as the table's, which has the IQM of them"
    assert group.label.startswith("sweep · trial ")
    reported = [line for line in view.lines if line.reported]
    assert [line.label.rpartition(", ")[2] for line in reported] == ["report seed 100", "report seed 101"]
    assert len(view.lines) == 5, "other trials' seeds aren't there"
    assert "sweep · report seeds: " in plot.panel.canvas.canvas.accessibleDescription()
    plot.panel.axis.choose("time")
    plot.bot.waitUntil(lambda: plot.views[-1].asked.axis == "time", timeout=10_000)
    assert (np.diff(plot.views[-1].bands[0].band.x) >= 0).all()
    other = next(number for number in range(3) if f"trial {number}" not in group.label)
    plot.curves.set_off(str(folder), f"trial {other}")
    plot.bot.waitUntil(lambda: plot.views[-1].asked.front[1] == f"trial {other}", timeout=10_000)
    chosen = [line.label for line in plot.views[-1].lines if line.alone and not line.reported]
    assert chosen == [f"sweep · trial {other}, seed {seed}" for seed in range(3)]
    assert [line.chosen for line in plot.views[-1].lines if line.label in chosen] == [True] * 3
    image, theme = plot.panel.canvas.canvas.grab().toImage(), plot.theme
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(60, image.height() - 60)}
    assert QColor(theme.text).name() in seen, "it is told from the best one by its colour"


def test_that_what_is_called_alike_is_told_apart_by_what_it_is_and_where() -> None:
    entries = [
        Entry(path=Path("/a/first")),
        Entry(path=Path("/b/first")),
        Entry(path=Path("/c/first"), kind=Kind.SWEEP),
        Entry(path=Path("/a/other")),
    ]
    assert list(names(entries).values()) == ["Run · first (a)", "Run · first (b)", "Sweep · first", "other"]


def test_that_a_curve_of_one_point_is_seen_and_found(qtbot: QtBot, theme_source: ThemeSource, icons: IconBook) -> None:
    one = np.array([50.0])
    band = Band(x=one, centre=np.array([90.0]), low=np.array([80.0]), high=np.array([95.0]), seeds=3)
    lines = (
        Line(key="first", label="first", x=np.array([0.0, 100.0]), y=np.array([0.0, 100.0]), colour=0, alone=True),
        Line(key="short", label="short", x=one, y=np.array([20.0]), colour=1, alone=True),
    )
    panel = ComparedCurvesPanel(theme_source, icons)
    qtbot.addWidget(panel)
    panel.resize(900, 420)
    panel.show()
    qtbot.waitExposed(panel)
    panel.show_view(CurvesView(asked=CurvesAsked(), lines=lines, bands=(GroupBand(label="g", colour=2, band=band),)))
    canvas = panel.canvas.canvas

    def is_seen(y: float, shade: int) -> bool:
        image = canvas.grab().toImage()
        (across,), (down,) = canvas.to_pixels(one, np.array([y]))
        near = [QPoint(round(across) + x, round(down) + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
        return QColor(colour(theme_source.theme, shade)) in [image.pixelColor(point) for point in near]

    qtbot.waitUntil(lambda: is_seen(20.0, 1), timeout=5_000)  # Once the legend has found its room.
    assert is_seen(90.0, 2), "the centre"
    assert is_seen(84.0, 2), "its interval"
    assert not is_seen(60.0, 2)

    def points_at_it() -> bool:
        (across,), (down,) = canvas.to_pixels(one, np.array([20.0]))
        qtbot.mouseMove(canvas.viewport(), QPoint(5, 5))
        qtbot.mouseMove(canvas.viewport(), QPoint(round(across) + 3, round(down)))
        return panel.canvas.hovered == "short"

    qtbot.waitUntil(points_at_it, timeout=5_000)
