"""Plots without a mouse: a plot that has the focus is read, moved and zoomed by keys."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip

from workbench.widgets.event_marks import EventMark
from workbench.widgets.live_plot import LivePlot
from workbench.widgets.plot_legend import CurveSpec, MarkKind

pytestmark = pytest.mark.slow  # Real plots, drawn and handled: not for the inner loop.

CTRL, SHIFT, NONE = (getattr(Qt.KeyboardModifier, f"{name}Modifier") for name in ("Control", "Shift", "No"))


@pytest.fixture
def plot(qtbot, theme_source) -> LivePlot:
    """Of one curve over 0 to 1,000, with a mark at 500; it has the focus."""
    made = LivePlot(
        "Loss", "", [CurveSpec(key="loss", name="loss", colour="loss", kind=MarkKind.LINE)], theme_source.theme
    )
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.set_curve("loss", np.arange(0.0, 1001.0, 100.0), np.arange(11.0))
    made.set_marks([EventMark(x=500, env_step=512, name="γ", old="0.9", new="0.99", note="512: γ 0.9 → 0.99")])
    made.show_x(0.0, 1000.0)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.canvas.setFocus()
    qtbot.waitUntil(made.canvas.hasFocus)
    return made


@pytest.fixture
def press(plot, qtbot):
    """Presses keys; returns where the hairline was last said to be."""
    said: list[float | None] = []
    plot.hovered.connect(said.append)

    def pressed(*keys: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> float | None:
        for key in keys:
            qtbot.keyClick(plot.canvas, key, modifier)
        return said[-1] if said else None

    return pressed


def test_that_the_arrows_take_the_hairline_along_from_either_end(press) -> None:
    assert press(Qt.Key.Key_Right) == pytest.approx(10)
    assert press(Qt.Key.Key_Right, modifier=SHIFT) == pytest.approx(110)
    assert press(Qt.Key.Key_Left, Qt.Key.Key_Left) == pytest.approx(90)
    assert press(Qt.Key.Key_Home, Qt.Key.Key_Left) == pytest.approx(0), "it stays in view"
    assert press(Qt.Key.Key_End) == pytest.approx(1000)
    assert press(Qt.Key.Key_Escape) is None
    assert press(Qt.Key.Key_Left) == pytest.approx(990)


def test_that_plus_and_minus_zoom_around_the_hairline_and_ctrl_moves(plot, press, qtbot) -> None:
    press(Qt.Key.Key_Right, Qt.Key.Key_Right, modifier=SHIFT)
    with qtbot.waitSignal(plot.moved_by_hand):
        assert press(Qt.Key.Key_Plus) == pytest.approx(200)
    assert plot.x_range() == pytest.approx((40, 840))
    press(Qt.Key.Key_Minus)
    assert plot.x_range() == pytest.approx((0, 1000))
    press(Qt.Key.Key_Right, modifier=CTRL)
    assert plot.x_range() == pytest.approx((250, 1250))
    assert press() == pytest.approx(250), "the hairline stays in view"
    press(Qt.Key.Key_Left, modifier=CTRL)
    assert plot.x_range() == pytest.approx((0, 1000))


def test_that_enter_on_a_mark_goes_back_to_it_and_its_words_are_shown(plot, press, qtbot) -> None:
    press(*[Qt.Key.Key_Right] * 5, modifier=SHIFT)
    assert QToolTip.text().startswith("512: γ 0.9 → 0.99")
    with qtbot.waitSignal(plot.mark_chosen) as chosen:
        press(Qt.Key.Key_Return)
    assert chosen.args == [512]
    QToolTip.hideText()


def test_that_the_hairline_goes_with_the_focus_and_other_keys_are_the_window_s(plot, press, qtbot) -> None:
    assert press(Qt.Key.Key_Right) is not None
    plot.canvas.clearFocus()
    assert press() is None
    plot.canvas.setFocus()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Return):
        press(key)
    assert press() is None


def test_that_an_empty_plot_is_no_stop_of_the_keyboard(plot) -> None:
    assert plot.canvas.focusPolicy() == Qt.FocusPolicy.TabFocus
    plot.set_empty("Nothing yet.")
    assert plot.canvas.focusPolicy() == Qt.FocusPolicy.NoFocus
