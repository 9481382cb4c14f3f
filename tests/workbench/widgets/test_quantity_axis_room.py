"""Labels of an axis keep apart, however small the plot."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QFont, QFontMetrics

from workbench.look.theme import DARK
from workbench.widgets.quantity_axis import QuantityAxis, log_tick_texts, tick_texts


@pytest.mark.parametrize(("largest", "width_px"), [(3_000, 74), (150, 60), (100, 72), (0.02, 90), (5_000_000, 80)])
def test_that_labels_of_a_narrow_x_axis_do_not_touch(qapp, largest: float, width_px: int) -> None:
    axis, font = QuantityAxis("bottom"), QFont()
    font.setPixelSize(12)
    axis.restyle(DARK, font, 20)
    spacing, values = axis.tickValues(0.0, float(largest), width_px)[0]
    assert spacing
    texts = tick_texts(values, spacing)
    assert values[0] == 0.0
    advance = QFontMetrics(font).horizontalAdvance
    for (left, right), (one, other) in zip(pairwise(values), pairwise(texts), strict=True):
        assert (right - left) / largest * width_px > (advance(one) + advance(other)) / 2


def test_that_a_wide_x_axis_keeps_all_its_labels(qapp) -> None:
    axis, font = QuantityAxis("bottom"), QFont()
    font.setPixelSize(12)
    axis.restyle(DARK, font, 20)
    spacing, values = axis.tickValues(0.0, 3_000.0, 500)[0]
    assert (spacing, values) == (1_000.0, [0.0, 1_000.0, 2_000.0, 3_000.0])


def logarithmic(side: str, room_px: int) -> tuple[QuantityAxis, QFont]:
    axis, font = QuantityAxis(side), QFont()
    font.setPixelSize(12)
    axis.set_log(True)
    axis.restyle(DARK, font, room_px)
    return axis, font


@pytest.mark.parametrize(("low", "high", "width_px"), [(-3.0, 2.0, 95), (-3.0, 2.0, 300), (0.0, 1.0, 60)])
def test_that_powers_of_ten_along_a_narrow_x_axis_do_not_touch(qapp, low: float, high: float, width_px: int) -> None:
    axis, font = logarithmic("bottom", 20)
    _, values = axis.tickValues(low, high, width_px)[0]
    assert len(values) >= 2
    advance = QFontMetrics(font).horizontalAdvance
    for (left, right), (one, other) in zip(pairwise(values), pairwise(log_tick_texts(values)), strict=True):
        assert (right - left) / (high - low) * width_px > (advance(one) + advance(other)) / 2


@pytest.mark.parametrize(("low", "high", "height_px"), [(-0.1, 2.1, 66), (0.0, 1.5, 60), (-3.0, 2.0, 80)])
def test_that_powers_of_ten_up_a_low_y_axis_do_not_touch(qapp, low: float, high: float, height_px: int) -> None:
    axis, font = logarithmic("left", 40)
    _, values = axis.tickValues(low, high, height_px)[0]
    assert len(values) >= 2
    line_px = QFontMetrics(font).height()
    assert all((above - below) / (high - low) * height_px >= line_px for below, above in pairwise(values))
