"""Words that change often and leave what stands below them where it is."""

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from workbench.widgets.steady_label import SteadyLabel

LONG = "The batch's first transition, from a state with many numbers, in which the agent went to the right"


class Page(QWidget):
    """The label, and words below it."""

    def __init__(self) -> None:
        super().__init__()
        self.label, self.below = SteadyLabel(self), QLabel("below", self)
        column = QVBoxLayout(self)
        column.addWidget(self.label)
        column.addWidget(self.below)
        column.addStretch(1)


@pytest.fixture
def page(qtbot) -> Page:
    made = Page()
    qtbot.addWidget(made)
    made.label.setText(LONG)
    made.resize(220, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def lines(page: Page) -> float:
    return page.label.height() / page.label.fontMetrics().height()


def test_that_it_takes_the_lines_that_it_needs_and_no_more(page) -> None:
    assert 2.5 < lines(page) < 6.5


def test_that_shorter_words_leave_what_stands_below_where_it_is(page, qtbot) -> None:
    before = page.below.y()
    page.label.setText("Short")
    qtbot.wait(20)
    assert page.below.y() == before


def test_that_another_width_begins_anew(page, qtbot) -> None:
    page.label.setText("Short")
    page.resize(420, 300)
    qtbot.waitUntil(lambda: lines(page) < 1.5)


def test_that_no_words_yet_are_no_negative_height(qtbot, qtlog) -> None:
    label = SteadyLabel()
    qtbot.addWidget(label)
    label.resize(220, 30)
    label.show()
    qtbot.waitExposed(label)
    label.resize(420, 30)
    qtbot.wait(20)
    assert [record.message for record in qtlog.records if "Negative" in record.message] == []
