"""Watch it learn, told by made-up policies."""

import dataclasses
import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from dqn_engine.probes.past import PastPolicies, PastPolicy, PastRequest
from tests.support.look_reports import looks
from tests.support.plot_reports import evaluation, run_started
from workbench.panels.past.panel import PastPanel
from workbench.state.report_dispatcher import ReportDispatcher


@pytest.fixture
def reports() -> ReportDispatcher:
    return ReportDispatcher()


@pytest.fixture
def panel(qtbot, theme_source, icons, reports) -> PastPanel:
    made = PastPanel(theme_source, icons)
    qtbot.addWidget(made)
    made.subscribe_to(reports)
    made.resize(500, 300)
    made.show()
    qtbot.waitExposed(made)
    reports.dispatch([run_started()])
    return made


def policy(env_step: int, length: int) -> PastPolicy:
    path = np.zeros((length + 1, 4), np.float32)
    return PastPolicy(
        env_step=env_step,
        mean_return=float(length),
        path=path,
        actions=np.zeros(length, np.int64),
        total=float(length),
        ended="terminated",
    )


def shown(panel, reports, *policies: PastPolicy) -> PastPanel:
    reports.dispatch([evaluation(policies[-1].env_step, mean=1.0)])
    (wanted,) = panel.wanted()
    panel.take_looks(looks("past", PastPolicies(policies=policies), request=wanted.request))
    return panel


def test_that_it_looks_once_when_a_run_begins_and_after_each_evaluation(panel, reports, qtbot) -> None:
    assert "after each evaluation" in panel.text
    (wanted,) = panel.wanted()
    assert wanted.request == PastRequest(evaluations=0)
    panel.take_looks(looks("past", PastPolicies(policies=(policy(0, 9),)), request=wanted.request))
    assert panel.strip.accessibleDescription() == "Before learning\nreturn 9.00"
    assert panel.wanted() == ()
    with qtbot.waitSignal(panel.wanted_changed):
        reports.dispatch([evaluation(5_000, mean=100.0)])
    (wanted,) = panel.wanted()
    assert (wanted.instrument, wanted.request) == ("past", PastRequest(evaluations=1))
    panel.take_looks(looks("past", PastPolicies(policies=(policy(5_000, 9),)), request=wanted.request))
    assert panel.wanted() == ()
    assert panel.text == ""


def test_that_evaluations_that_come_while_a_look_is_awaited_do_not_have_it_looked_for_anew(panel, reports) -> None:
    (first,) = panel.wanted()
    for step in range(100, 1000, 100):
        reports.dispatch([evaluation(step, mean=1.0)])
        assert panel.wanted() == (first,)
    panel.take_looks(looks("past", PastPolicies(policies=(policy(0, 9),)), request=first.request))
    assert panel.text == ""
    (second,) = panel.wanted()
    assert second.request == PastRequest(evaluations=9), "they are asked for after it, all at once"
    panel.take_looks(looks("past", PastPolicies(policies=(policy(900, 9),)), request=second.request))
    assert panel.wanted() == ()


def test_that_each_policy_has_a_pole_with_its_step_and_return(panel, reports) -> None:
    shown(panel, reports, policy(5_000, 9), policy(10_000, 500))
    assert panel.strip.accessibleDescription() == "Step 5,000\nreturn 9.00; Step 10,000\nreturn 500.0"
    assert panel.strip.longest == 500


def test_that_all_play_in_step_until_each_is_over_and_begin_again(panel, reports) -> None:
    shown(panel, reports, policy(5_000, 3), policy(10_000, 8))
    panel.tick()
    panel.tick()
    assert panel.strip.step == 4
    assert panel.strip.is_over(0)
    assert not panel.strip.is_over(1)
    for _ in range(60):
        panel.tick()
    assert panel.strip.step < 8 or panel.strip.is_over(1)
    for _ in range(60):
        panel.tick()
        if panel.strip.step == 0:
            break
    assert panel.strip.step == 0


def test_that_what_is_drawn_elsewhere_is_drawn_here_at_its_own_speed(panel, reports) -> None:
    reports.dispatch([run_started(2, environment="MountainCar-v0", step_hz=30.0)])
    (wanted,) = panel.wanted()
    path = np.column_stack([np.linspace(-1.0, 0.4, 9), np.zeros(9)])
    found = PastPolicies(policies=(dataclasses.replace(policy(0, 8), path=path),))
    panel.take_looks(looks("past", found, request=wanted.request, run_id=2))
    assert [panel.strip.isVisible(), panel.listed.isVisible()] == [True, False]
    panel.strip.show_step(0)
    pictures = [panel.strip.grab().toImage()]
    for _ in range(5):
        panel.tick()
    assert 5 <= panel.strip.step < 8, "six of 30 steps a second, in a fifth of one"
    pictures.append(panel.strip.grab().toImage())
    assert pictures[0] != pictures[1]


def test_that_it_can_be_held(panel, reports, qtbot) -> None:
    shown(panel, reports, policy(5_000, 400))
    qtbot.waitUntil(lambda: panel.strip.step > 0, timeout=2000)
    qtbot.mouseClick(panel.play, Qt.MouseButton.LeftButton)
    at = panel.strip.step
    qtbot.wait(120)
    assert panel.strip.step == at


def test_that_a_policy_that_joins_lets_the_others_go_on_from_where_they_are(panel, reports) -> None:
    shown(panel, reports, policy(5_000, 400))
    for _ in range(30):
        panel.tick()
    at = panel.strip.step
    assert at >= 60
    panel.play.click()
    shown(panel, reports, policy(5_000, 400), policy(10_000, 500))
    assert panel.strip.step == at, "also where it is held"
    assert panel.strip.longest == 500
    reports.dispatch([run_started(2)])
    (wanted,) = panel.wanted()
    panel.take_looks(looks("past", PastPolicies(policies=(policy(0, 90),)), request=wanted.request, run_id=2))
    assert panel.strip.step == 0, "another run's begin at the beginning"


def test_that_poles_that_do_not_fit_stand_in_the_next_row(panel, reports) -> None:
    shown(panel, reports, *(policy(step, 5) for step in range(1, 7)))
    assert panel.strip.heightForWidth(130) >= 5 * panel.strip.heightForWidth(2_000)


def test_that_of_other_environments_the_returns_are_listed_beside_the_means_of_the_evaluations(panel, reports) -> None:
    reports.dispatch([run_started(2, environment="Blackjack-v1")])
    reports.dispatch([evaluation(5_000, mean=1.0, run_id=2)])
    (wanted,) = panel.wanted()
    began, opened, evaluated = (
        dataclasses.replace(policy(step, 9), mean_return=mean)
        for step, mean in ((0, math.nan), (4_000, math.nan), (5_000, 7.5))
    )
    found = PastPolicies(policies=(began, opened, evaluated))
    panel.take_looks(looks("past", found, request=wanted.request, run_id=2))
    assert not panel.strip.isVisible()
    assert panel.listed.text().splitlines()[1:] == [
        "Before learning: return 9.00",
        "Step 4,000: return 9.00",
        "Step 5,000: return 9.00, the evaluation's mean 7.50",
    ]


def test_that_a_refusal_is_told_and_asked_about_no_more(panel, reports) -> None:
    reports.dispatch([evaluation(5_000, mean=1.0)])
    (wanted,) = panel.wanted()
    panel.take_looks(looks("past", None, request=wanted.request, refusal="None is saved."))
    assert panel.text == "None is saved."
    assert panel.wanted() == ()
