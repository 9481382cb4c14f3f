"""Each report goes to those who asked for its type, in order, and to nobody else."""

from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import CommandApplied, PastNote, RunMoved, RunStarted
from tests.support.plot_reports import run_started
from workbench.state.report_dispatcher import ReportDispatcher


def applied(command_id: int) -> CommandApplied:
    return CommandApplied(run_id=1, sequence=command_id, command_id=command_id)


def test_that_a_report_goes_to_the_subscribers_of_its_type_in_the_order_they_came() -> None:
    reports, told = ReportDispatcher(), []
    reports.subscribe(CommandApplied, lambda report: told.append(("first", report.command_id)))
    reports.subscribe(PastNote, lambda report: told.append(("noted", report.text)))
    reports.subscribe(CommandApplied, lambda report: told.append(("second", report.command_id)))
    reports.dispatch([applied(1), PastNote(run_id=1, sequence=2, env_step=0, text="x"), applied(3)])
    assert told == [("first", 1), ("second", 1), ("noted", "x"), ("first", 3), ("second", 3)]


def test_that_who_comes_late_hears_of_the_run_that_has_begun_and_of_nothing_else() -> None:
    reports, told = ReportDispatcher(), []
    reports.subscribe(RunStarted, lambda report: told.append(("early", report.run_id)))
    reports.dispatch([run_started(1), run_started(2), applied(1)])
    reports.subscribe(CommandApplied, lambda report: told.append(("late", report.command_id)))
    reports.subscribe(RunStarted, lambda report: told.append(("late", report.run_id)))
    assert told == [("early", 1), ("early", 2), ("late", 2)]


def test_that_a_report_nobody_asked_for_is_dropped() -> None:
    reports, told = ReportDispatcher(), []
    reports.subscribe(CommandApplied, told.append)
    reports.dispatch([RunMoved(run_id=1, sequence=1, path="/a", reason="")])
    assert told == []


def test_that_subscribing_to_a_base_is_no_subscription_to_what_derives_from_it() -> None:
    reports, told = ReportDispatcher(), []
    reports.subscribe(Report, told.append)
    reports.dispatch([applied(1)])
    assert told == []
