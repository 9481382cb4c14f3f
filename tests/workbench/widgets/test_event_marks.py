"""Marks of changes: which collapse, and whose label finds room."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.widgets.event_marks import NEAR_PX, EventMark, LabelWords, collapsed, placed

WORDS = LabelWords(many="{count} changes", back="{name} back at {value}")


def mark(x: float, name: str = "γ", old: str = "0.99", new: str = "0.9") -> EventMark:
    return EventMark(x=x, env_step=int(x), name=name, old=old, new=new, note=f"{x:,.0f}: {name} {old} → {new}")


def width(text: str) -> float:
    return 7.0 * len(text)


def test_that_marks_apart_stay_apart():
    groups = collapsed([mark(0), mark(100)], np.array([0.0, 100.0]))
    assert [len(group.marks) for group in groups] == [1, 1]


def test_that_close_marks_become_one_with_a_count():
    marks = [mark(x, old=f"{x}", new=f"{x + 1}") for x in range(5)]
    (group,) = collapsed(marks, np.arange(5) * 2.0)
    assert group.labels(WORDS) == ("γ 0 → 5 (5×)", "γ (5×)", "γ")
    assert group.x_px == 0.0, "from where on something was different"


def test_that_a_drag_that_ends_where_it_began_says_so():
    (group,) = collapsed([mark(0), mark(1, old="0.9", new="0.99")], np.array([0.0, 1.0]))
    assert group.labels(WORDS) == ("γ back at 0.99 (2×)", "γ (2×)", "γ")


def test_that_close_changes_of_different_hyperparameters_are_named_and_counted():
    (group,) = collapsed([mark(0, "γ"), mark(1, "τ")], np.array([0.0, 1.0]))
    assert group.labels(WORDS) == ("γ, τ (2×)", "2 changes")


def test_that_a_label_stands_right_of_its_line_and_left_of_it_at_the_edge():
    middle, edge = (placed(collapsed([mark(0)], np.array([x])), 400, width, WORDS)[0] for x in (50.0, 399.0))
    assert middle.text == edge.text == "γ 0.99 → 0.9"
    assert middle.left_px > 50
    assert edge.left_px + edge.width_px < 399


@given(st.lists(st.floats(0, 600), min_size=1, max_size=60), st.floats(60, 900))
def test_that_labels_never_overlap_nor_leave_the_strip(places, strip):
    xs = np.array(sorted(x for x in places if x <= strip) or [0.0])
    labels = placed(collapsed([mark(x) for x in xs], xs), strip, width, WORDS)
    ordered = sorted(labels, key=lambda label: label.left_px)
    assert all(label.left_px >= 0 and label.left_px + label.width_px <= strip for label in ordered)
    for one, other in zip(ordered[:-1], ordered[1:], strict=True):
        assert one.left_px + one.width_px <= other.left_px


@given(st.lists(st.floats(0, 1e4), max_size=200))
def test_that_no_mark_is_lost_by_collapsing(places):
    xs = np.array(sorted(places))
    groups = collapsed([mark(x) for x in xs], xs)
    assert sum(len(group.marks) for group in groups) == len(xs)
    assert all(group.marks[-1].x - group.marks[0].x < NEAR_PX for group in groups)


def test_that_the_newest_label_has_the_first_right_to_the_room():
    xs = np.array([100.0, 130.0])
    labels = placed(collapsed([mark(0), mark(1, new="0.5")], xs), 600, width, WORDS)
    assert labels[0].text == "γ 0.99 → 0.5"


def test_that_where_a_name_has_no_room_its_beginning_stands_there():
    xs = np.array([150.0, 200.0, 250.0])
    labels = placed(collapsed([mark(x, "Learning rate") for x in xs], xs), 300, width, WORDS)
    assert [label.text for label in labels] == ["Learn…", "Learn…", "Learning rate → 0.9"]
    assert [label.left_px > x for label, x in zip(labels, (250, 200, 150), strict=True)] == [True, True, False]
    assert placed(collapsed([mark(x, "Learning rate") for x in (0, 20)], np.array([0.0, 20.0])), 40, width, WORDS) == []
