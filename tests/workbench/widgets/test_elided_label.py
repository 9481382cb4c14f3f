"""A label that ends in … where it has no room."""

from pytestqt.qtbot import QtBot

from workbench.widgets.elided_label import ElidedLabel, LineLabel

WHOLE = "1 of every 17 points shown; every peak is kept"


def test_that_it_is_cut_with_dots_and_whole_in_its_tip_and_for_screen_readers(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.show_text(WHOLE)
    label.resize(label.sizeHint())
    label.show()
    assert (label.text(), label.toolTip()) == (WHOLE, "")
    label.resize(60, 20)
    assert label.text().endswith("…")
    assert WHOLE in label.toolTip()
    assert (label.whole, label.accessibleName()) == (WHOLE, WHOLE)
    label.show_text("2")
    assert (label.text(), label.toolTip()) == ("2", "")


def test_that_a_shorter_form_stands_where_the_whole_has_no_room_and_no_dots_alone(qtbot: QtBot) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.show_text(WHOLE, short="1 of 17")
    label.show()
    label.resize(label.sizeHint())
    assert label.text() == WHOLE
    label.resize(label.fontMetrics().horizontalAdvance("1 of 17") + 4, 20)
    assert (label.text(), label.accessibleName()) == ("1 of 17", WHOLE)
    assert WHOLE in label.toolTip()
    label.resize(6, 20)
    assert label.text() == ""
    assert WHOLE in label.toolTip()


def test_that_nothing_is_cut_within_a_clause_where_that_is_wanted(qtbot: QtBot) -> None:
    label = ElidedLabel(clauses=True)
    qtbot.addWidget(label)
    label.show_text("above 100.0, which no return can reach")
    label.show()
    label.resize(label.fontMetrics().horizontalAdvance("above 100.0") + 4, 20)
    assert label.text() == "above 100.0"
    assert label.whole in label.toolTip()
    label.show_text("sum of rewards, discounted")
    label.resize(20, 20)
    assert label.text() == ""


def test_that_a_line_keeps_its_text_whole_and_shows_what_there_is_room_for(qtbot: QtBot) -> None:
    label = LineLabel()
    qtbot.addWidget(label)
    label.setIndent(8)
    label.setText(WHOLE)
    label.resize(60, 20)
    assert (label.text(), label.shown[-1]) == (WHOLE, "…")
    label.resize(label.fontMetrics().horizontalAdvance(WHOLE) + 20, 20)
    assert label.shown == WHOLE


def test_that_a_count_at_the_end_of_a_line_is_seen_where_the_line_has_no_room(qtbot: QtBot) -> None:
    label = LineLabel()
    qtbot.addWidget(label)
    label.show_line(WHOLE, " · 12 s")
    label.resize(150, 20)
    assert label.text() == WHOLE + " · 12 s"
    assert label.shown.endswith("… · 12 s")
    assert label.fontMetrics().horizontalAdvance(label.shown) <= 150
    label.show_line("Paused")
    assert label.shown == label.text() == "Paused"
