"""The coach's panel, told by made-up findings."""

import pytest
from PySide6.QtCore import Qt

from tests.support.look_reports import coach_report, finding, looks
from tests.support.plot_reports import knobs_changed, run_started
from workbench.panels.coach import CoachPanel
from workbench.state.event_words import Awaited
from workbench.state.report_dispatcher import ReportDispatcher


@pytest.fixture
def panel(qtbot, theme_source, icons) -> CoachPanel:
    made = CoachPanel(theme_source, icons)
    qtbot.addWidget(made)
    made.resize(300, 600)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_that_it_says_what_will_appear_before_a_run_and_what_to_press(panel):
    assert "appears here. Press Start." in panel.text
    panel.set_awaited(Awaited.LOADING)
    assert "Press Start" not in panel.text
    panel.set_awaited(Awaited.START)
    panel.begin_run(run_started())
    assert "appears here" in panel.text
    assert "Start" not in panel.text
    panel.set_awaited(Awaited.COMPILING)
    assert panel.text.endswith("appears here. Compiling the program, a few seconds.")
    panel.set_awaited(Awaited.START)
    assert panel.text.endswith("appears here.")
    panel.take_looks(looks("coach", coach_report(finding())))
    panel.set_awaited(Awaited.COMPILING)
    assert panel.text == ""


def test_that_it_wants_the_coach_and_not_often(panel):
    (wanted,) = panel.wanted()
    assert (wanted.instrument, wanted.request, wanted.most_hz) == ("coach", None, 0.5)


def test_that_a_finding_says_what_was_seen_what_it_means_and_where_it_is_from(panel):
    panel.take_looks(looks("coach", coach_report(finding())))
    assert panel.text == ""
    card = panel.cards["values-beyond-ruler"]
    assert "−3 to 250" in card.seen.text()
    assert "maximum over actions" in card.means.text()
    assert "A paper" in card.source.text()
    assert "https://arxiv.org/abs/1509.06461" in card.source.text()
    assert not panel.nothing.isVisible()
    assert "3 rules" in panel.looked_at.text()
    assert "Dormant units" in panel.looked_at.text()


def test_that_a_remedy_is_said_in_words_with_what_it_is_now(panel):
    panel.begin_run(run_started())
    panel.take_looks(looks("coach", coach_report(finding(remedy={"learning_rate": 0.25}))))
    card = panel.cards["values-beyond-ruler"]
    assert card.remedy.text().startswith("Learning rate: ")
    assert card.remedy.text().endswith("→ 0.25")
    assert card.remedy.text() == card.button.accessibleDescription()


def test_that_what_a_hyperparameter_was_changed_to_is_where_a_remedy_begins(panel):
    reports = ReportDispatcher()
    panel.subscribe_to(reports)
    reports.dispatch([run_started(), knobs_changed(5, "gamma", 0.99, 0.75)])
    panel.take_looks(looks("coach", coach_report(finding(remedy={"gamma": 0.5}))))
    assert panel.cards["values-beyond-ruler"].remedy.text().endswith(": 0.75 → 0.5")


def test_that_the_button_asks_for_a_fork_with_the_remedy(panel, qtbot):
    panel.take_looks(looks("coach", coach_report(finding(remedy={"double": True, "gamma": 0.5}))))
    with qtbot.waitSignal(panel.fork_wanted) as caught:
        qtbot.mouseClick(panel.cards["values-beyond-ruler"].button, Qt.MouseButton.LeftButton)
    assert caught.args == [{"double": True, "gamma": 0.5}]


def test_that_a_finding_without_remedy_has_no_button(panel):
    panel.take_looks(looks("coach", coach_report(finding("priorities-alike", {}, ess=1.0, stored=2.0, alpha=0.5))))
    assert not panel.cards["priorities-alike"].button.isVisible()


def test_that_nothing_can_be_forked_where_the_run_cannot(panel):
    panel.set_can_fork(False)
    panel.take_looks(looks("coach", coach_report(finding())))
    assert not panel.cards["values-beyond-ruler"].button.isEnabled()
    panel.set_can_fork(True)
    assert panel.cards["values-beyond-ruler"].button.isEnabled()


def test_that_a_card_stays_while_its_rule_finds_more_and_goes_when_it_finds_nothing(panel):
    panel.take_looks(looks("coach", coach_report(finding())))
    card = panel.cards["values-beyond-ruler"]
    panel.take_looks(looks("coach", coach_report(finding(lowest=0.0, highest=333.0, low=0.0, high=100.0))))
    assert panel.cards["values-beyond-ruler"] is card
    assert "333" in card.seen.text()
    panel.take_looks(looks("coach", coach_report()))
    assert not panel.cards
    assert panel.nothing.isVisible()
    assert "2 rules" in panel.looked_at.text()


def test_that_the_most_pressing_finding_stands_on_top(panel, qtbot):
    dormant = finding("dormant-units", share=0.5, units=64.0, layer=1.0, layers=2.0)
    panel.take_looks(looks("coach", coach_report(dormant)))
    panel.take_looks(looks("coach", coach_report(finding(), dormant)))
    upper, lower = panel.cards["values-beyond-ruler"], panel.cards["dormant-units"]
    qtbot.waitUntil(lambda: upper.y() < lower.y())


def test_that_a_refusal_is_said_and_what_is_of_others_or_of_a_run_before_is_passed_over(panel):
    panel.begin_run(run_started(2))
    panel.take_looks(looks("coach", None, run_id=2, refusal="The replay buffer is empty."))
    assert panel.text == "The replay buffer is empty."
    panel.take_looks(looks("health", object(), run_id=2))
    panel.take_looks(looks("coach", coach_report(finding()), run_id=1))
    assert panel.text == "The replay buffer is empty."
    panel.take_looks(looks("coach", coach_report(finding()), run_id=2))
    assert panel.text == ""


def test_that_a_link_follows_the_theme(panel, theme_source):
    theme_source.choose("light")
    panel.take_looks(looks("coach", coach_report(finding())))
    light = panel.cards["values-beyond-ruler"].source.text()
    theme_source.choose("dark")
    assert panel.cards["values-beyond-ruler"].source.text() != light
    theme_source.choose("system")
