"""The bars of the actions' values: where zero is, when the scale moves, and that no action is left out."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetrics

from workbench.look.theme import LIGHT, SPACE
from workbench.widgets.action_values_plot import ActionValues, value_text
from workbench.widgets.quantity_axis import WIDEST_QUANTITY


@pytest.fixture
def bars(qtbot) -> ActionValues:
    made = ActionValues(LIGHT)
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.set_actions(("Left", "Right"))
    return made


def filled(bars: ActionValues, row: int, colour: str) -> list[int]:
    """The columns of a row's bar that have about this colour."""
    image, wanted = bars.grab().toImage(), QColor(colour)
    y = row * 22 + 11

    def near(x: int) -> bool:
        found = image.pixelColor(x, y)
        return all(abs(a - b) < 12 for a, b in zip(found.getRgb()[:3], wanted.getRgb()[:3], strict=True))

    return [x for x in range(image.width()) if near(x)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((61.0, 63.0), (0.0, 80.0)),
        ((-61.0, -63.0), (-80.0, 0.0)),
        ((-12.0, 30.0), (-15.0, 30.0)),
        ((0.0, 0.0), (0.0, 1.0)),
    ],
)
def test_that_the_scale_reaches_from_the_lowest_to_the_highest_value_or_zero(bars, values, expected) -> None:
    bars.set_values(values, 1)
    assert bars.scale == pytest.approx(expected)


def test_that_the_scale_grows_at_once_and_shrinks_slowly_where_it_is_far_too_large(bars) -> None:
    bars.set_values((-50.0, 90.0), 1)
    low, high = bars.scale
    bars.set_values((-30.0, 60.0), 1)
    assert bars.scale == (low, high)
    bars.set_values((-80.0, 60.0), 1)
    assert bars.scale == (-80.0, high)
    bars.set_values((40.0, 60.0), 1)
    assert -80.0 < bars.scale[0] < -70.0
    for _ in range(200):
        bars.set_values((40.0, 60.0), 1)
    assert bars.scale == (0.0, high), "zero is back at the left"
    for _ in range(200):
        bars.set_values((0.0, 0.0), 1)
    assert 0 < bars.scale[1] <= 1.0


def test_that_losses_grow_to_the_left_of_zero_and_gains_to_the_right(bars) -> None:
    bars.set_values((-20.0, 10.0), 0)
    losses = filled(bars, 0, LIGHT.warning)
    bars.set_values((-20.0, 10.0), 1)
    gains = filled(bars, 1, LIGHT.q_mean)
    assert losses
    assert gains
    assert max(losses) <= min(gains) + 1
    assert len(losses) == pytest.approx(2 * len(gains), rel=0.15)


@pytest.mark.parametrize(("count", "height"), [(2, 44), (6, 132), (7, 72), (18, 162), (40, 162)])
def test_that_many_actions_stand_in_two_columns(bars, count, height) -> None:
    bars.set_actions([f"Action {n}" for n in range(count)])
    bars.set_values([float(n) for n in range(count)], count - 1)
    assert bars.sizeHint().height() == height
    bars.resize(300, height)
    assert not bars.grab().isNull()
    assert bars.text().count(";") == count - 1


def test_that_the_chosen_action_has_a_place_where_not_all_have_one(bars) -> None:
    bars.set_actions([f"Action {n}" for n in range(12)])
    bars.set_values([0.5] * 12, 2)
    assert bars.shown_in_columns(3) == [0, 1, 2, 3, 4]
    bars.set_values([0.5] * 12, 10)
    assert bars.shown_in_columns(3) == [0, 1, 2, 3, 10]
    assert bars.shown_in_columns(6) == list(range(12))


def test_that_two_names_which_differ_at_their_ends_are_told_apart_in_little_room(bars) -> None:
    pictures = []
    for name in ("Torque −1", "Torque +1"):
        bars.set_actions((name, "No torque", "Last"))
        bars.set_values((-99.89, -99.89, -99.89), 1)
        bars.resize(284, 36)
        pictures.append(bars.grab(QRect(0, 0, 80, 18)).toImage())
    assert pictures[0] != pictures[1]


def test_that_values_have_a_true_minus() -> None:
    assert [value_text(value) for value in (-3.14159, -1234.5, 0.0, float("nan"))] == ["−3.14", "−1,234", "0.00", "–"]
    assert [value_text(value) for value in (0.1, 0.0123, -8.1e-4)] == ["0.10", "0.0123", "−8.1e-04"]


@pytest.mark.parametrize("value", [0.0, 61.0, 123_456.0, -123_456.0, 999_999.0, 53_344_040.0, -8.1e8, -3.9e30])
def test_that_no_value_is_wider_than_its_room_where_learning_diverges(bars, value: float) -> None:
    room_px = QFontMetrics(bars.font()).horizontalAdvance(WIDEST_QUANTITY) + SPACE  # before the bar
    assert QFontMetrics(bars.font()).horizontalAdvance(value_text(value)) <= room_px


def test_that_a_forbidden_action_is_crossed_out_has_no_bar_and_no_part_in_the_scale(bars) -> None:
    bars.set_values((900.0, 63.0), 1, (False, True))
    assert bars.scale == (0.0, 80.0)
    assert bars.text() == "Left: not allowed; Right: 63.00"
    assert not filled(bars, 0, LIGHT.q_mean)
    assert filled(bars, 1, LIGHT.q_mean)
    crossed = bars.grab().toImage()
    assert (bars.is_allowed(0), bars.is_allowed(1)) == (False, True)
    bars.set_values((900.0, 63.0), 1)
    assert bars.text() == "Left: 900.00; Right: 63.00"
    assert bars.is_allowed(0)
    assert filled(bars, 0, LIGHT.q_mean) or filled(bars, 1, LIGHT.q_mean)
    assert bars.grab().toImage() != crossed


def test_that_new_actions_are_all_allowed(bars) -> None:
    bars.set_values((1.0, 2.0), 1, (False, True))
    bars.set_actions(("Up", "Down"))
    bars.set_values((1.0, 2.0), 1)
    assert bars.text() == "Up: 1.00; Down: 2.00"


def rows_with_ink(bars: ActionValues, height: int) -> list[int]:
    """The rows of `height` pixels in which something is drawn, counted from the top."""
    image = bars.grab().toImage()
    ground = image.pixelColor(image.width() // 2, image.height() - 1)
    rows = range(image.height() // height)
    return [
        row
        for row in rows
        if any(
            image.pixelColor(x, y) != ground
            for x in range(image.width())
            for y in range(row * height, (row + 1) * height - 1)
        )
    ]


def test_that_few_actions_stand_in_two_columns_where_there_is_little_room(bars) -> None:
    bars.set_actions(("Left", "Down", "Right", "Up"))
    bars.set_values((0.1, 0.2, 0.3, 0.4), 3)
    bars.resize(300, 88)
    assert rows_with_ink(bars, 22) == [0, 1, 2, 3]
    bars.resize(300, 76)
    assert rows_with_ink(bars, 19) == [0, 1, 2, 3], "closer together, before the room below is left empty"
    bars.resize(300, 36)
    assert rows_with_ink(bars, 18) == [0, 1]


def test_that_it_never_needs_more_than_three_rows_and_one_where_others_need_the_room(bars) -> None:
    bars.set_actions([f"Action {number}" for number in range(18)])
    assert bars.minimumSizeHint().height() == 3 * 18
    assert bars.sizeHint().height() == 9 * 18
    bars.set_brief(True)
    assert bars.minimumSizeHint().height() == 18
    bars.set_actions(("Left", "Right"))
    assert bars.minimumSizeHint().height() == 18
    assert bars.sizeHint().height() == 2 * 22
