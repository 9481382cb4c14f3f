"""The panel of one update, told by made-up reports; its numbers' origin is tested with the instrument."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from dqn_engine.probes.update import Munchausen, UpdateRequest
from tests.support.look_reports import looks, update_report
from tests.support.plot_reports import run_started
from workbench.panels.update.panel import UpdatePanel
from workbench.state.selection import NO_SLOT, Selection


@pytest.fixture
def selection(qapp) -> Selection:
    return Selection()


@pytest.fixture
def panel(qtbot, theme_source, icons, selection) -> UpdatePanel:
    made = UpdatePanel(theme_source, icons)
    qtbot.addWidget(made)
    made.share_selection(selection)
    made.resize(800, 500)
    made.show()
    qtbot.waitExposed(made)
    made.begin_run(run_started())
    return made


def shown(panel, **changes) -> UpdatePanel:
    panel.take_looks(looks("update", update_report(**changes)))
    assert panel.text == ""
    return panel


def test_that_the_target_is_written_out_with_its_numbers(panel) -> None:
    shown(panel)
    assert panel.target.text == (
        "y 2.7500 = r₀ 1.0000 + γ·r₁ 0.5000 + γ²·r₂ 0.2500 + γ³ 0.1250 · Q⁻(s′, argmax Q) 8.0000"
    )
    assert panel.error.text == "δ −2.2500 = y 2.7500 − Q(s, a) 5.0000"
    assert panel.loss.text == "L 1.7500 ∂L/∂Q 1.0000 w 0.5000 → w·L 0.8750"
    assert "‖∇‖ 12.000" in panel.descent.text


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"double": False}, "max Q⁻(s′, ·) 8.0000"),
        ({"terminated": True, "bootstrap_discount": 0.0}, "γ²·r₂ 0.2500 + terminated 0"),
        ({"rewards": np.ones(1, np.float32), "discounts": np.ones(1, np.float32)}, "= r 1.0000 + γ 0.1250"),
        ({"rewards": np.ones(9, np.float32), "discounts": np.ones(9, np.float32)}, "Σ γᵏ·rₖ, k < 9 1.7500 + γ⁹"),
        (
            {
                "munchausen": Munchausen(log_probability=-0.5, lowest=-1.0, alpha=0.9, bonus=-0.45, temperature=0.03),
                "double": False,
            },
            "α·τ log π(a|s) −0.4500 + γ³ 0.1250 · τ log Σ exp(Q⁻/τ) 8.0000",
        ),
    ],
)
def test_that_the_target_has_the_terms_of_the_switches_that_are_on(panel, changes, expected) -> None:
    assert expected in shown(panel, **changes).target.text


def test_that_uniform_replay_has_no_importance_weight(panel) -> None:
    assert "w" not in shown(panel, beta=0.0).loss.text


def test_that_pointing_at_a_term_says_what_it_is_and_who_wrote_of_it(panel) -> None:
    shown(panel)
    place = panel.target.box_of(5).center().toPoint()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, panel.target.mapToGlobal(place))
    QApplication.sendEvent(panel.target, event)
    assert "van Hasselt, Guez and Silver 2016" in QToolTip.text()
    assert all(". " in term.about or ":" in term.about for term in panel.target.terms)
    assert panel.target.term_at(panel.target.box_of(0).center()) is panel.target.terms[0]


def test_that_a_clipped_gradient_says_to_what_it_is_cut(panel) -> None:
    shown(panel, clipped=True, gradient_norm=13.5, gradient_clip=1.0)
    assert "‖∇‖ 13.500 → clipped 1.0000" in panel.descent.text
    shown(panel, clipped=False, gradient_norm=0.5, gradient_clip=1.0)
    assert "clipped" not in panel.descent.text


def test_that_a_shorter_state_leaves_what_stands_below_where_it_is(panel, qtbot) -> None:
    panel.resize(360, 500)
    shown(panel, observation=np.full(4, -0.123456, np.float32))
    qtbot.wait(50)
    line = panel.transition.fontMetrics().height()
    assert 1.5 * line < panel.transition.height() < 2.5 * line
    before = panel.target.mapTo(panel, panel.target.rect().topLeft())
    panel.take_looks(looks("update", update_report(observation=np.zeros(1, np.float32)), update=300))
    qtbot.wait(20)
    assert panel.target.mapTo(panel, panel.target.rect().topLeft()) == before


def test_that_terms_that_do_not_fit_stand_in_the_next_line(panel) -> None:
    shown(panel)
    one, two = panel.target.heightForWidth(2_000), panel.target.heightForWidth(220)
    assert two >= 2 * one


def test_that_the_values_before_and_after_stand_beside_each_other(panel) -> None:
    shown(panel)
    assert panel.bars.accessibleDescription() == "Left: 4.000 → 4.000 (+0); Right: 5.000 → 4.500 (−0.5)"


def test_that_actions_without_a_row_are_counted(panel) -> None:
    shown(panel)
    assert not panel.rest.isVisible()
    shown(panel, q_before=np.zeros(12, np.float32), q_after=np.arange(12, dtype=np.float32))
    assert panel.rest.isVisible()
    assert panel.rest.text() == "and 6 more, which change less"


def test_that_step_asks_for_as_many_steps_as_the_update_is_away(panel, qtbot) -> None:
    shown(panel)
    assert not panel.step.isEnabled()
    panel.set_can_step(True)
    with qtbot.waitSignal(panel.step_wanted) as caught:
        qtbot.mouseClick(panel.step, Qt.MouseButton.LeftButton)
    assert caught.args == [4], "the look was after step 100, the update comes after step 104"
    shown(panel, exact=False)
    with qtbot.waitSignal(panel.step_wanted) as caught:
        qtbot.mouseClick(panel.step, Qt.MouseButton.LeftButton)
    assert caught.args == [1]
    assert "isn't known" in panel.place.text()


def test_that_it_looks_at_the_selected_transition_until_sent_back(panel, selection, qtbot) -> None:
    shown(panel)
    assert panel.wanted()[0].request is None
    assert not panel.back.isVisible()
    with qtbot.waitSignal(panel.wanted_changed):
        selection.select_slot(9)
    assert panel.wanted()[0].request == UpdateRequest(slot=9)
    panel.take_looks(looks("update", update_report(in_batch=False), request=UpdateRequest(slot=9)))
    assert "as if it stood in the batch" in panel.transition.text()
    qtbot.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    assert selection.slot == NO_SLOT
    assert not panel.back.isVisible()


def test_that_another_state_is_of_no_transition(selection) -> None:
    selection.select((1.0, 2.0))
    selection.select_slot(9)
    selection.select((1.0, 3.0))
    assert selection.slot == NO_SLOT


@pytest.mark.parametrize("head", ["c51", "qr-dqn", "iqn"])
def test_that_a_distribution_is_drawn_beside_its_target(panel, head) -> None:
    shown(panel)
    assert not panel.distribution.isVisible()
    predicted, positions = np.array([0.5, 0.25, 0.25]), np.array([0.1, 0.5, 0.9])
    shown(panel, head=head, predicted=predicted, positions=positions, target=np.array([0.125, 0.5, 0.375]))
    assert panel.distribution.isVisible()
    x, y = panel.distribution.target.getData()
    if head == "c51":
        assert list(panel.distribution.bars.opts["height"]) == [0.5, 0.25, 0.25]
        assert list(y) == [0.125, 0.125, 0.5, 0.5, 0.375, 0.375]
    else:
        assert list(y) == [0.125, 0.375, 0.5]
        assert x == pytest.approx([1 / 6, 1 / 2, 5 / 6])


def test_that_iqn_says_why_its_value_is_told_twice(panel) -> None:
    """Of the fractions that an update samples, and of those that play."""
    parts = {"predicted": np.zeros(3), "positions": np.array([0.1, 0.5, 0.9]), "target": np.zeros(3)}
    told = {}
    for head in ("qr-dqn", "iqn"):
        shown(panel, head=head, **parts)
        (told[head],) = [term.about for term in panel.error.terms if term.sign == "Q(s, a)"]
    assert "samples" in told["iqn"]
    assert "samples" not in told["qr-dqn"]


def test_that_pictures_are_told_without_numbers(panel) -> None:
    shown(panel, observation=np.zeros((4, 8, 8, 1), np.uint8))
    assert "s =" not in panel.transition.text()


def test_that_a_state_alone_is_said_to_have_no_update(panel, selection) -> None:
    assert panel.note.isHidden()
    selection.select((0.1, 0.2, 0.3, 0.4))
    assert not panel.note.isHidden()
    assert panel.note.text().startswith("A state alone is selected, and an update is of a stored transition")
    selection.select_slot(17)
    assert panel.note.isHidden(), "now it is of a transition, which is shown"
    selection.clear()
    assert panel.note.isHidden()
