"""Numbers of a formula that change seldom move what stands around it."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from workbench.widgets.formula_row import FormulaRow, Term


class Column(QWidget):
    """A row above a label, and how often it was asked to lay them out anew."""

    def __init__(self, row: FormulaRow) -> None:
        super().__init__()
        self.asked = 0
        self.label = QLabel("below", self)
        column = QVBoxLayout(self)
        column.addWidget(row)
        column.addWidget(self.label)
        column.addStretch(1)

    def event(self, event: QEvent) -> bool:
        self.asked += event.type() == QEvent.Type.LayoutRequest
        return super().event(event)


def terms(*values: str) -> list[Term]:
    return [Term(sign="r", value=value, about="a reward", before="+") for value in values]


@pytest.fixture
def row(qtbot, theme_source) -> FormulaRow:
    return FormulaRow("Target", theme_source.theme)


@pytest.fixture
def column(qtbot, row) -> Column:
    made = Column(row)
    qtbot.addWidget(made)
    made.resize(300, 400)
    row.show_terms(terms("1.000", "0.990"))
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    made.asked = 0
    return made


def test_that_other_numbers_of_the_same_lines_leave_the_layout_alone(row, column) -> None:
    row.show_terms(terms("0.500", "0.123"))
    QApplication.processEvents()
    assert column.asked == 0
    assert row.text == "+ r 0.500 + r 0.123"


def test_that_terms_which_need_another_line_push_down_what_is_below(row, column) -> None:
    before_px = column.label.y()
    row.show_terms(terms(*["1.000"] * 12))
    QApplication.processEvents()
    assert column.asked > 0
    assert column.label.y() > before_px
    assert row.height() == row.heightForWidth(row.width())


def test_that_another_font_is_measured_anew(row, column) -> None:
    before = row.box_of(1)
    font = row.font()
    font.setPointSizeF(2 * font.pointSizeF() if font.pointSizeF() > 0 else 24)
    row.setFont(font)
    QApplication.processEvents()
    assert row.box_of(1).width() > before.width()
