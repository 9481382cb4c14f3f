"""The legend inside a plot, where there is room for all of it and where there isn't."""

import pytest
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from workbench.look.theme import ThemeSource
from workbench.widgets.plot_legend import CurveSpec, MarkKind, PlotLegend

CURVES = (
    CurveSpec(key="mean", name="last 100 episodes", colour="accent", kind=MarkKind.LINE),
    CurveSpec(key="loss", name="loss", colour="warning", kind=MarkKind.LINE),
)


def painted(legend: PlotLegend, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """The texts that are painted, each with where it ends."""
    texts: list[tuple[str, float]] = []
    draw = QPainter.drawText

    def note(painter: QPainter, rect: object, flags: object, text: str) -> None:
        texts.append((text, rect.left() + legend.fontMetrics().horizontalAdvance(text)))
        draw(painter, rect, flags, text)

    monkeypatch.setattr(QPainter, "drawText", note)
    legend.grab()
    return texts


@pytest.fixture
def legend(qtbot: QtBot, theme_source: ThemeSource) -> PlotLegend:
    made = PlotLegend(CURVES, theme_source.theme)
    qtbot.addWidget(made)
    made.set_values({"mean": 198.3, "loss": 4.72})
    return made


def test_that_names_are_whole_where_there_is_room(legend: PlotLegend, monkeypatch: pytest.MonkeyPatch) -> None:
    legend.fit(600)
    assert [text for text, _ in painted(legend, monkeypatch)] == ["last 100 episodes", "198.3", "loss", "4.72"]


def test_that_a_name_is_shortened_where_its_value_would_be_cut(
    legend: PlotLegend, monkeypatch: pytest.MonkeyPatch
) -> None:
    legend.fit(140)
    texts = painted(legend, monkeypatch)
    assert [text for text, _ in texts][1:] == ["198.3", "loss", "4.72"]
    assert texts[0][0].endswith("…")
    assert all(end <= 140 for _, end in texts)
    legend.name_curve("mean", "last 100 (249+)", "100")
    legend.fit(140)
    assert [text for text, _ in painted(legend, monkeypatch)] == ["100", "198.3", "loss", "4.72"]


def test_that_of_shorter_names_the_longest_stands_there_that_has_room(
    legend: PlotLegend, monkeypatch: pytest.MonkeyPatch
) -> None:
    legend.name_curve("mean", "last 100 (249+)", "last 100", "100")
    for width_px, name in ((200, "last 100 (249+)"), (160, "last 100"), (130, "100")):
        legend.fit(width_px)
        assert painted(legend, monkeypatch)[0][0] == name


def test_that_a_short_name_is_whole_although_the_legend_is_no_wider_than_it(
    qtbot: QtBot, theme_source: ThemeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorter = ("loss",)
    long = CurveSpec(key="loss", name="loss, last 10,000 steps", shorter=shorter, colour="warning", kind=MarkKind.LINE)
    legend = PlotLegend((long,), theme_source.theme)
    qtbot.addWidget(legend)
    legend.set_values({"loss": 4.72})
    legend.fit(160)
    assert legend.width() < 160
    assert [text for text, _ in painted(legend, monkeypatch)] == ["loss", "4.72"]
