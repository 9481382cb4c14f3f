"""The run presenter over recorders instead of panels: a part is told when it has changed, and only then."""

import pytest

from dqn_engine.messages.commands import Pause, Start
from dqn_engine.messages.reports import Progress, RunState, StateChanged
from tests.support.plot_reports import run_started
from tests.support.scripted_session import progress_fields
from workbench.presenters.run_presenter import RunPresenter
from workbench.state.event_words import Awaited
from workbench.state.report_dispatcher import ReportDispatcher

PLACE = {"run_id": 1, "sequence": 1}


@pytest.fixture
def reports() -> ReportDispatcher:
    return ReportDispatcher()


@pytest.fixture
def presenter(reports: ReportDispatcher) -> RunPresenter:
    return RunPresenter(reports)


def test_that_a_part_is_reported_at_once_and_then_whenever_it_has_become_another(reports, presenter) -> None:
    titles, sentences = [], []
    presenter.show(lambda view: view.title, titles.append)
    presenter.show(lambda view: view.sentence, sentences.append)
    presenter.set_next_environment("CartPole-v1")
    presenter.set_next_environment("CartPole-v1")
    reports.dispatch([StateChanged(**PLACE, state=RunState.IDLE), StateChanged(**PLACE, state=RunState.IDLE)])
    assert titles == [" – DQN Workbench", "CartPole-v1 – DQN Workbench"]
    assert sentences == ["Loading TensorFlow. Start can be pressed already", "Ready. Press Start to train"]


def test_that_what_was_asked_for_at_launch_is_under_way_until_it_is_sent_and_answered(reports, presenter) -> None:
    awaited = []
    presenter.set_asked(frozenset({Start}))
    presenter.show(lambda view: (view.awaited, view.controls.start), awaited.append)
    reports.dispatch([StateChanged(**PLACE, state=RunState.IDLE)])
    presenter.set_pending(frozenset({Start}))
    presenter.set_asked(frozenset())
    presenter.set_pending(frozenset())
    assert awaited == [(Awaited.LOADING, False), (Awaited.BEGINNING, False), (Awaited.START, True)]


def test_that_a_part_shown_late_begins_with_what_is_so_by_then(reports, presenter) -> None:
    reports.dispatch([run_started(folder="/runs/first")])
    told = []
    presenter.show(lambda view: view.saved.name, told.append)
    assert told == ["first"]


def test_that_what_counts_up_tells_nobody_anything(reports, presenter) -> None:
    reports.dispatch([run_started()])
    told = []
    presenter.show(lambda view: view, told.append)
    reports.dispatch([Progress(**PLACE, **progress_fields(steps)) for steps in (100, 200)])
    assert len(told) == 1


def test_that_pending_commands_and_checkpoints_are_part_of_what_is_known(presenter) -> None:
    under_way, listed = [], []
    presenter.show(lambda view: view.controls.pending, under_way.append)
    presenter.show(lambda view: view.checkpoints, listed.append)
    presenter.set_pending(frozenset({Pause}))
    presenter.set_checkpoints(["newest", "older"])
    assert under_way == [frozenset(), frozenset({Pause})]
    assert listed == [(), ("newest", "older")]
    assert presenter.facts.checkpoints == ("newest", "older")


def test_that_a_part_that_changes_another_while_it_is_reported_leaves_both_as_they_are_last(presenter) -> None:
    titles, badges = [], []
    presenter.show(lambda view: view.badge.environment, lambda _: presenter.set_pending(frozenset({Pause})))
    presenter.show(lambda view: view.controls.pending, badges.append)
    presenter.show(lambda view: view.title, titles.append)
    presenter.set_pending(frozenset())
    presenter.set_next_environment("CartPole-v1")
    assert badges[-1] == frozenset({Pause})
    assert titles[-1] == "CartPole-v1 – DQN Workbench"
