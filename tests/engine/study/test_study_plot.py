"""The learning curves: what is drawn, where, and that SVG and PNG show the same."""

import io
import re
import xml.etree.ElementTree as ElementTree

import pytest
from PIL import Image

from dqn_engine.study.drawing import Area, Drawing, Path, Words, dashed_pieces, to_png, to_svg
from dqn_engine.study.plot import MOST_CURVES, learning_curves, tick_text, ticks
from dqn_engine.study.study import PresetResult, StudyPlan, seed_result
from tests.support.fake_study import study_plan

SVG = "{http://www.w3.org/2000/svg}"


def results_of(plan: StudyPlan, *tables: list[list[float]]) -> list[PresetResult]:
    return [
        PresetResult(
            name=name,
            config=config,
            compile_seconds=0.0,
            seeds=tuple(seed_result(seed, plan, means, max(means), 1.0) for seed, means in enumerate(table)),
        )
        for (name, config), table in zip(plan.configs.items(), tables, strict=True)
    ]


def two_presets() -> Drawing:
    plan = study_plan("first", "second <&>", steps=20_000, evaluate_every=10_000)
    return learning_curves(plan, results_of(plan, [[0.0, 500.0], [100.0, 500.0]], [[10.0, 20.0], [10.0, 20.0]]))


def heights(drawing: Drawing) -> dict[str, float]:
    """Where the ticks of the vertical axis are."""
    return {w.text: w.at[1] - 4.5 for w in drawing.shapes if isinstance(w, Words) and w.anchor == "end"}


def test_that_the_curves_are_at_their_numbers() -> None:
    drawing = two_presets()
    labels = {words.text: words.at for words in drawing.shapes if isinstance(words, Words)}
    x_of_10k, x_of_20k = labels["10,000"][0], labels["20,000"][0]
    y_of_0, y_of_100, y_of_500 = (heights(drawing)[value] for value in ("0", "100", "500"))
    hundred = y_of_100 - y_of_0
    assert hundred < 0, "up is more"
    second, first, *legend = (shape for shape in drawing.shapes if isinstance(shape, Path) and shape.width > 2)
    assert first.points == [
        pytest.approx((x_of_10k, y_of_0 + hundred / 2)), pytest.approx((x_of_20k, y_of_500))
    ]  # fmt: skip
    assert second.points[1] == pytest.approx((x_of_20k, y_of_0 + hundred / 5))
    band = next(shape for shape in drawing.shapes if isinstance(shape, Area))
    at_10k = [y for x, y in band.points if x == pytest.approx(x_of_10k)]
    assert at_10k == [pytest.approx(y_of_0 + hundred * 3 / 4), pytest.approx(y_of_0 + hundred / 4)]
    assert [(shape.colour, shape.dashes) for shape in legend] == [
        (shape.colour, shape.dashes) for shape in (first, second)
    ]
    for name, shape in zip(("first", "second <&>"), legend, strict=True):
        assert shape.points[-1] == pytest.approx((labels[name][0] - 10, labels[name][1] - 4.5))
    assert band.colour == first.colour
    assert band.opacity < 0.5, "the grid and other bands can be seen through it"


def test_that_it_says_what_it_shows_to_people_who_can_t_see_it() -> None:
    root = ElementTree.fromstring(to_svg(two_presets()))
    assert root.get("role") == "img"
    named = {element.get("id"): element.text for element in root if element.get("id")}
    assert set(root.get("aria-labelledby").split()) == set(named)
    assert named["title"] == "CartPole-v1: learning curves of 2 seeds"
    assert "second <&> ends at a median of 20.0 (middle half 20.0 to 20.0)" in named["description"]
    texts = [element.text for element in root.iter(f"{SVG}text")]
    for text in ("Environment steps", "Mean return", "10,000", "threshold 475", "first", "second <&>"):
        assert texts.count(text) == 1


def test_that_every_curve_differs_in_colour_and_in_dashes_and_all_fit() -> None:
    names = [f"preset {index} with a long name, learning_rate=0.00025" for index in range(MOST_CURVES)]
    plan = study_plan(*names, steps=1_000_000, evaluate_every=500_000)
    drawing = learning_curves(plan, results_of(plan, *[[[index * 50.0, 400.0]] for index in range(MOST_CURVES)]))
    curves = [shape for shape in drawing.shapes if isinstance(shape, Path) and shape.width > 2]
    assert len(curves) == 2 * MOST_CURVES, "each once in the plot and once in the legend"
    assert len({shape.colour for shape in curves}) == len({shape.dashes for shape in curves}) == MOST_CURVES
    for shape in drawing.shapes:
        for x, y in [shape.at] if isinstance(shape, Words) else shape.points:
            assert 0 <= x <= drawing.width
            assert 0 <= y <= drawing.height - 8
    assert all(len(shape.text) <= 90 for shape in drawing.shapes if isinstance(shape, Words))


def test_that_returns_below_zero_have_an_axis_too() -> None:
    plan = study_plan("a", steps=1000)
    drawing = learning_curves(plan, results_of(plan, [[-480.0, -90.0]]))
    y_of = heights(drawing)
    assert y_of["-400"] > y_of["0"] > y_of["400"]


def test_that_the_png_shows_the_same_in_twice_the_size() -> None:
    drawing = Drawing(
        width=60,
        height=40,
        title="t",
        description="d",
        shapes=(
            Area(points=[(0, 0), (30, 0), (30, 20), (0, 20)], colour="#0072b2", opacity=0.5),
            Path(points=[(5, 30), (55, 30)], colour="#d55e00", width=4),
            Words(text="M", at=(50, 20), size=16, colour="#000000", anchor="end"),
        ),
    )
    image = Image.open(io.BytesIO(to_png(drawing)))
    assert (image.format, image.size) == ("PNG", (120, 80))
    assert image.getpixel((20, 20)) == pytest.approx((127, 184, 216), abs=1)
    assert image.getpixel((60, 60)) == (0xD5, 0x5E, 0x00)
    assert image.getpixel((118, 2)) == (255, 255, 255)
    word = image.crop((60, 0, 120, 44))
    assert min(word.convert("L").tobytes()) < 60
    assert image.crop((101, 0, 120, 44)).getextrema() == ((255, 255),) * 3, "the word ends at 50"
    assert re.findall(r'points="([^"]*)"', to_svg(drawing)) == ["0,0 30,0 30,20 0,20", "5,30 55,30"]


def test_that_a_study_s_png_is_not_empty() -> None:
    image = Image.open(io.BytesIO(to_png(two_presets())))
    colours = {colour for _, colour in image.getcolors(1 << 20)}
    assert {(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), (255, 255, 255)} <= colours


def test_that_dashes_are_cut_where_they_should_be() -> None:
    corner = [(0.0, 0.0), (5.0, 0.0), (5.0, 10.0)]
    assert dashed_pieces(corner, ()) == [corner]
    assert dashed_pieces(corner, (3.0, 1.0)) == [
        [(0.0, 0.0), (3.0, 0.0)],
        [(4.0, 0.0), (5.0, 0.0), (5.0, 2.0)],
        [(5.0, 3.0), (5.0, 6.0)],
        [(5.0, 7.0), (5.0, 10.0)],
    ]
    assert dashed_pieces([(0.0, 0.0), (4.0, 0.0)], (3.0, 5.0)) == [[(0.0, 0.0), (3.0, 0.0)]]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 500, (0, 100, 200, 300, 400, 500)),
        (0, 20_000, (0, 5_000, 10_000, 15_000, 20_000)),
        (-500, -90, (-500, -400, -300, -200, -100, 0)),
        (0, 1, (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (0, 7, (0, 2, 4, 6, 8)),
    ],
)
def test_that_ticks_are_round_and_hold_the_range(low: float, high: float, expected: tuple[float, ...]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_that_tick_texts_have_separators_and_the_decimals_they_need() -> None:
    assert [tick_text(value, (0, 5_000)) for value in (0, 5_000, 1_250_000)] == ["0", "5,000", "1,250,000"]
    assert [tick_text(value, (0.0, 0.2)) for value in (0.0, 0.2, 0.6000000001)] == ["0.0", "0.2", "0.6"]
    with pytest.raises(ValueError, match="An axis needs a range"):
        ticks(3, 3)
