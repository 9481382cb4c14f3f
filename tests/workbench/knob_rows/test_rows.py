"""A hyperparameter's row by itself: what is typed, moved and turned, what is refused, and the way back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontInfo, QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dqn_engine.config.hyperparameters import KNOBS, KnobKind, knob_named
from workbench.knob_rows.number_row import NumberRow, SizesRow
from workbench.knob_rows.row import KnobRow
from workbench.knob_rows.word_rows import ChoiceRow, SwitchRow
from workbench.look.icons import IconBook
from workbench.look.style_sheet import style_sheet
from workbench.look.theme import ThemeSource

Shown = Callable[..., Any]


@pytest.fixture
def shown(qtbot: QtBot, theme_source: ThemeSource, icons: IconBook) -> Shown:
    """Builds and shows a row at its hyperparameter's default."""

    def build(kind: type[KnobRow], name: str) -> KnobRow:
        more = (theme_source,) if issubclass(kind, NumberRow) else ()
        made = kind(knob_named(name), icons, *more)
        qtbot.addWidget(made)
        made.set_baseline(made.knob.default)
        made.set_value(made.knob.default)
        made.resize(320, made.sizeHint().height())
        made.show()
        return made

    return build


def edits(row: KnobRow) -> list[tuple[str, object]]:
    """What the row tells from now on."""
    heard: list[tuple[str, object]] = []
    row.edited.connect(lambda name, value: heard.append((name, value)))
    return heard


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.clear()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def wheel_over(widget: QWidget) -> None:
    middle = QPointF(widget.rect().center())
    turn = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(0, 0), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, turn)


@pytest.mark.parametrize("text", ["5", "-1", "nan", "abc", ""])
def test_that_a_number_out_of_range_stays_visible_and_is_refused_in_a_sentence(
    qtbot: QtBot, shown: Shown, text: str
) -> None:
    row = shown(NumberRow, "gamma")
    told = edits(row)
    type_into(qtbot, row.field, text)
    assert told == []
    assert row.field.text() == text
    assert row.field.is_refused()
    assert row.note.isVisible()
    assert "must be a number from 0 to 1" in row.note.text()
    assert row.value() == 0.99


def test_that_escape_brings_the_old_value_back(qtbot: QtBot, shown: Shown) -> None:
    row = shown(NumberRow, "gamma")
    type_into(qtbot, row.field, "7")
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert row.field.text() == "0.99"
    assert not row.field.is_refused()
    assert not row.note.isVisible()


@pytest.mark.parametrize(("kind", "name"), [(NumberRow, "learning_rate"), (NumberRow, "capacity")])
def test_that_a_double_click_in_a_number_selects_all_of_it(qtbot: QtBot, shown: Shown, kind, name) -> None:
    row = shown(kind, name)
    qtbot.mouseClick(row.field, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(row.field, Qt.MouseButton.LeftButton)
    assert row.field.selectedText() == row.field.text()


@pytest.mark.parametrize(
    ("kind", "name"), [(NumberRow, "learning_rate"), (NumberRow, "capacity"), (SizesRow, "hidden_sizes")]
)
def test_that_a_third_click_in_a_field_leaves_all_of_it_selected(qtbot: QtBot, shown: Shown, kind, name) -> None:
    row = shown(kind, name)
    qtbot.mouseClick(row.field, Qt.MouseButton.LeftButton)
    qtbot.mouseDClick(row.field, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.field, Qt.MouseButton.LeftButton)
    assert row.field.selectedText() == row.field.text()


def test_that_a_double_click_on_a_slider_goes_to_the_default(qtbot: QtBot, shown: Shown) -> None:
    row = shown(NumberRow, "learning_rate")
    row.slider.setValue(0)
    assert row.value() == 1e-6
    qtbot.mouseDClick(row.slider, Qt.MouseButton.LeftButton)
    assert row.value() == 0.002


def test_that_pressing_the_handle_doesnt_nudge_an_exact_value(qtbot: QtBot, shown: Shown) -> None:
    row = shown(NumberRow, "learning_rate")
    type_into(qtbot, row.field, "0.00123")
    place = QPoint(round(row.slider.handle_px), row.slider.height() // 2)
    qtbot.mousePress(row.slider, Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseRelease(row.slider, Qt.MouseButton.LeftButton, pos=place)
    assert row.value() == 0.00123


@pytest.mark.parametrize(("kind", "name"), [(NumberRow, "gamma"), (ChoiceRow, "loss")])
def test_that_the_wheel_changes_nothing_without_the_focus(shown: Shown, kind: type[KnobRow], name: str) -> None:
    row = shown(kind, name)
    row.setFocus()
    told = edits(row)
    wheel_over(row.slider if kind is NumberRow else row.list)
    assert told == []


def test_that_the_wheel_turns_a_slider_that_has_the_focus(qtbot: QtBot, shown: Shown) -> None:
    row = shown(NumberRow, "learning_rate")
    told = edits(row)
    row.slider.setFocus()
    qtbot.waitUntil(row.slider.hasFocus)
    wheel_over(row.slider)
    assert told


def test_that_a_changed_hyperparameter_is_marked_and_reset_by_its_own_button(shown: Shown) -> None:
    row = shown(SwitchRow, "double")
    assert not row.reset_button.isVisible()
    row.box.setChecked(False)
    assert row.reset_button.isVisible()
    assert row.marked().property("changed") is True
    row.reset_button.click()
    assert row.value() is True
    assert not row.reset_button.isVisible()


@pytest.mark.parametrize("name", [knob.name for knob in KNOBS if knob.kind is KnobKind.SIZES])
def test_that_layer_sizes_are_typed_as_text(qtbot: QtBot, shown: Shown, name: str) -> None:
    row = shown(SizesRow, name)
    told = edits(row)
    type_into(qtbot, row.field, "32, 16")
    assert told == [(name, (32, 16))]
    assert row.field.text() == "32,16"


def test_that_a_number_of_many_digits_is_written_small_rather_than_cut(shown: Shown, theme_source, qapp) -> None:
    sheet = qapp.styleSheet()
    qapp.setStyleSheet(style_sheet(theme_source.theme))
    row = shown(NumberRow, "learning_rate")
    field = row.field
    size = QFontInfo(field.font()).pixelSize()
    for value in (0.00186689, 0.000512151):
        row.set_value(value)
        assert field.fontMetrics().horizontalAdvance(field.text()) <= field.width() - 14, field.text()
    row.set_value(0.001)
    assert QFontInfo(field.font()).pixelSize() == size
    qapp.setStyleSheet(sheet)
