"""The learning curves: that a study's numbers reach the axes, that names stay text, and what the two files hold."""

import io
import re
import struct
import warnings
import xml.etree.ElementTree as ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import image
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from dqn_engine.config.run_config import run_config
from dqn_engine.study.plan import PresetResult, StudyPlan, seed_result
from dqn_engine.study.plot import MOST_CURVES, description, learning_curves, to_png, to_svg
from tests.support.fake_study import study_plan

NASTY = ("$\\frac{1}{0}$", "_hidden", "two\nlines <&> \x1b[31m", "名字", "100 % {x} \\", "a" * 300)


def results_of(plan: StudyPlan, *tables: list[list[float]]) -> list[PresetResult]:
    return [
        PresetResult(
            name=name,
            config=config,
            compile_seconds=0.0,
            seeds=tuple(
                seed_result(plan.job((name, seed)), means, max(means), 1.0) for seed, means in enumerate(table)
            ),
        )
        for (name, config), table in zip(plan.configs.items(), tables, strict=True)
    ]


def two_presets() -> Figure:
    plan = study_plan("first", "second", steps=20_000, evaluate_every=10_000)
    return learning_curves(plan, results_of(plan, [[0.0, 500.0], [100.0, 500.0]], [[10.0, 20.0], [10.0, 20.0]]))


def named(*names: str) -> Figure:
    plan = study_plan(*names, steps=1_000_000, evaluate_every=500_000)
    return learning_curves(plan, results_of(plan, *[[[index * 50.0, 400.0]] for index in range(len(names))]))


def curves(axes: Axes) -> list[Line2D]:
    """The medians, without the level of the threshold."""
    return [line for line in axes.lines if len(set(line.get_ydata())) > 1]


def legend_texts(figure: Figure) -> list[str]:
    (legend,) = figure.legends
    return [text.get_text() for text in legend.get_texts()]


def svg_texts(content: bytes) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(content).iter() if "text" in element.tag]


def test_that_medians_and_quartiles_reach_the_axes() -> None:
    (axes,) = two_presets().axes
    first, second = curves(axes)
    np.testing.assert_array_equal(first.get_xydata(), [(10_000, 50), (20_000, 500)])
    np.testing.assert_array_equal(second.get_xydata(), [(10_000, 10), (20_000, 20)])
    band, _ = axes.collections
    corners = {tuple(point) for point in band.get_paths()[0].vertices}
    assert corners == {(10_000, 25), (10_000, 75), (20_000, 500)}, "the quartiles of 0 and 100, and of twice 500"
    assert axes.get_xlim() == (0, 20_000)


def test_that_the_threshold_is_a_level_of_its_own_and_missing_where_there_is_none() -> None:
    figure = two_presets()
    (level,) = [line for line in figure.axes[0].lines if set(line.get_ydata()) == {475}]
    assert legend_texts(figure)[-1] == "Threshold 475"
    assert level.get_linestyle() != "-"
    config = run_config(environment="Blackjack-v1", changes={"evaluate_every": 500, "evaluate_episodes": 100})
    plan = StudyPlan(configs={"a": config}, seeds=(0,), steps=1000)
    assert legend_texts(learning_curves(plan, results_of(plan, [[0.1, 0.2]]))) == ["a"]


def test_that_axes_and_title_say_what_is_shown_and_in_what_units() -> None:
    (axes,) = two_presets().axes
    assert axes.get_title(loc="left").startswith("CartPole-v1: learning curves of 2 seeds\n")
    assert axes.get_xlabel() == "Environment steps"
    assert axes.get_ylabel() == "Mean return of 100 greedy episodes (sum of rewards)"


def test_that_lines_lie_above_bands_and_the_studied_one_on_top() -> None:
    (axes,) = named("studied", "other", "third").axes
    lines = curves(axes)
    assert max(band.get_zorder() for band in axes.collections) < min(line.get_zorder() for line in axes.lines)
    assert [line.get_zorder() for line in lines] == sorted((line.get_zorder() for line in lines), reverse=True)
    assert all(band.get_alpha() < 0.5 for band in axes.collections), "the grid and other bands show through"
    assert [to_hex(band.get_facecolor()[0]) for band in axes.collections] == [line.get_color() for line in lines]


def test_that_every_curve_differs_in_colour_and_in_dashes() -> None:
    figure = named(*(f"preset {index}" for index in range(MOST_CURVES)))
    lines = curves(figure.axes[0])
    assert len({line.get_color() for line in lines}) == MOST_CURVES
    svg = to_svg(figure, title="t").decode()
    dashes = set(re.findall(r"stroke-dasharray: ([^;]*);[^\"]*stroke-width: 1\.8\b", svg))
    assert len(dashes) == MOST_CURVES - 1, "the first is solid"
    assert legend_texts(figure)[:MOST_CURVES] == [f"preset {index}" for index in range(MOST_CURVES)]


def test_that_no_name_is_read_as_a_formula_or_breaks_a_file() -> None:
    figure = named(*NASTY)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        svg, png = to_svg(figure, title="CartPole-v1"), to_png(figure, title="CartPole-v1")
    assert not told
    assert png.startswith(b"\x89PNG")
    texts = svg_texts(svg)
    for shown in ("$\\frac{1}{0}$", "_hidden", "two\\nlines <&> \\x1b[31m", "名字", "100 % {x} \\", "a" * 49 + "…"):
        assert texts.count(shown) == 1, shown


def test_that_the_svg_is_the_same_to_the_byte_and_holds_text_and_a_title() -> None:
    content = to_svg(two_presets(), title="CartPole-v1: learning curves")
    assert content == to_svg(two_presets(), title="CartPole-v1: learning curves")
    root = ElementTree.fromstring(content)
    assert [element.text for element in root if element.tag.endswith("title")] == ["CartPole-v1: learning curves"]
    assert {"Environment steps", "first", "second", "20,000"} <= set(svg_texts(content))
    assert b"dc:date" not in content


def test_that_it_says_what_it_shows_to_users_who_can_t_see_it() -> None:
    plan = study_plan("first", "second <&>", steps=20_000, evaluate_every=10_000)
    results = results_of(plan, [[0.0, 500.0], [100.0, 400.0]], [[10.0, 20.0], [10.0, 20.0]])
    shown = description(plan, results)
    assert "first reaches a median of 450.0 (middle half 425.0 to 475.0)" in shown
    assert "second <&> reaches a median of 20.0" in shown
    root = ElementTree.fromstring(to_svg(learning_curves(plan, results), title="t", description=shown))
    assert shown in [element.text for element in root.iter() if element.tag.endswith("description")]


def test_that_the_png_shows_both_curves_in_a_fixed_width() -> None:
    content = to_png(two_presets(), title="CartPole-v1")
    assert struct.unpack(">I", content[16:20]) == (1800,)
    pixels = (255 * image.imread(io.BytesIO(content))[..., :3]).round().astype(int)
    assert {(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (255, 255, 255)} <= set(map(tuple, pixels.reshape(-1, 3).tolist()))


def test_that_returns_below_zero_and_a_single_evaluation_are_seen_too() -> None:
    plan = study_plan("a", steps=500)
    (axes,) = learning_curves(plan, results_of(plan, [[-480.0]])).axes
    (line,) = [line for line in axes.lines if list(line.get_ydata()) == [-480]]
    assert line.get_marker() == "o"
    assert axes.get_ylim()[0] < -480


def test_that_the_users_settings_of_matplotlib_are_left_alone_and_don_t_count() -> None:
    before = to_svg(two_presets(), title="t")
    with mpl.rc_context({"axes.facecolor": "#ff0000", "font.size": 30.0}):
        assert to_svg(two_presets(), title="t") == before
        assert mpl.rcParams["font.size"] == 30.0
    assert mpl.rcParams["svg.hashsalt"] != "dqn-engine study"


@pytest.mark.parametrize("steps", [3, 2_000_000])
def test_that_ticks_are_whole_steps_with_separators(steps: int) -> None:
    plan = study_plan("a", steps=steps, evaluate_every=max(1, steps // 4))
    evaluations = len(plan.evaluation_steps)
    figure = learning_curves(plan, results_of(plan, [[1.0] * evaluations]))
    texts = svg_texts(to_svg(figure, title="t"))
    assert f"{steps:,}" in texts
    assert not {"0.5", "1.5", "1e6", "2e+06"} & set(texts)
