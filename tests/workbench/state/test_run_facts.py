"""What is known of a run, folded from the engine's reports: no window and no engine."""

import functools
from collections.abc import Iterable

import pytest

from dqn_engine.config.change import KnobChange
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.messages.commands import Fork, OpenRun, Pause, Rewind, Start
from dqn_engine.messages.kinds import Report
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CheckpointSummary,
    CommandApplied,
    KnobsChanged,
    RunMoved,
    RunState,
    Stalled,
    StateChanged,
    WeightsLoaded,
)
from tests.support.plot_reports import run_started
from workbench.state.run_facts import RunFacts, after, with_next_environment

PLACE = {"run_id": 1, "sequence": 1}


def known(reports: Iterable[Report], facts: RunFacts | None = None) -> RunFacts:
    return functools.reduce(after, reports, facts or RunFacts())


def state(to: RunState, detail: str = "") -> StateChanged:
    return StateChanged(**PLACE, state=to, detail=detail)


def changed(name: str, old: float, new: float) -> KnobsChanged:
    return KnobsChanged(**PLACE, env_step=5, update=1, changes=(KnobChange(name=name, old=old, new=new),))


def test_that_at_first_the_engine_loads_and_there_is_nothing() -> None:
    facts = RunFacts()
    assert (facts.state, facts.in_a_run, facts.has_network, facts.folder) == (RunState.LOADING, False, False, "")
    assert facts.knobs is None


def test_that_a_state_replaces_the_one_before_and_its_detail() -> None:
    facts = known([state(RunState.PAUSED, "Opened."), state(RunState.TRAINING)])
    assert (facts.state, facts.detail) == (RunState.TRAINING, "")


@pytest.mark.parametrize("to", RunState)
def test_that_a_run_continues_while_it_is_compiled_trained_or_paused(to) -> None:
    in_a_run = {RunState.COMPILING, RunState.TRAINING, RunState.PAUSED}
    assert known([state(to)]).in_a_run == (to in in_a_run)


def test_that_a_run_that_began_brings_its_environment_its_place_and_its_hyperparameters() -> None:
    config = run_config(environment="MountainCar-v0", changes={"gamma": 0.9})
    facts = known([run_started(environment="MountainCar-v0", folder="/runs/a", knobs_now=dict(config.knobs))])
    assert (facts.environment, facts.folder, facts.read_only) == ("MountainCar-v0", "/runs/a", False)
    assert facts.has_network
    assert facts.knobs is not None
    assert facts.knobs["gamma"] == 0.9


def test_that_without_current_hyperparameters_a_run_has_those_it_was_configured_with() -> None:
    assert known([run_started()]).knobs == RunConfig().knobs


def test_that_another_run_leaves_nothing_of_the_one_before() -> None:
    first = known([run_started(folder="/runs/a", read_only=True)])
    facts = known([run_started()], first)
    assert (facts.folder, facts.read_only, facts.checkpoints) == ("", False, ())


def test_that_changes_of_hyperparameters_add_up_and_the_facts_before_stay_as_they_were() -> None:
    began = known([run_started()])
    facts = known([changed("gamma", 0.99, 0.9), changed("n_step", 3, 5), changed("gamma", 0.9, 0.8)], began)
    assert facts.knobs is not None
    assert (facts.knobs["gamma"], facts.knobs["n_step"]) == (0.8, 5)
    assert began.knobs == RunConfig().knobs


def test_that_a_change_without_a_run_is_nothing() -> None:
    facts = RunFacts()
    assert after(facts, changed("gamma", 0.99, 0.9)) is facts


def test_that_a_run_is_followed_to_another_folder_and_loaded_weights_are_a_network() -> None:
    facts = known([run_started(folder="/runs/a"), RunMoved(**PLACE, path="/runs/b", reason="Gone.")])
    assert facts.folder == "/runs/b"
    loaded = WeightsLoaded(**PLACE, path="a.npz", env_step=0, weights_sha256="")
    assert known([loaded]).has_network


def saved(path: str, *steps: int) -> CheckpointSaved:
    rows = tuple(CheckpointSummary(generation=step, env_steps=step, saved_unix_s=0.0) for step in steps)
    fields = {"generation": 1, "env_step": 1, "update": 1, "weights_sha256": "", "bytes": 1, "seconds": 1.0}
    return CheckpointSaved(**PLACE, path=path, checkpoints=rows, **fields)


def test_that_a_saved_checkpoint_brings_the_list_of_all_and_one_of_a_run_left_behind_brings_nothing() -> None:
    began = known([run_started(folder="/runs/a")])
    facts = after(began, saved("/runs/a/checkpoints/g000002-step20", 20, 10))
    assert [row.env_steps for row in facts.checkpoints] == [20, 10]
    assert after(facts, saved("/runs/b/checkpoints/g000009-step90", 90)) is facts
    assert known([run_started(folder="/runs/c")], facts).checkpoints == ()


def test_that_an_environment_that_doesnt_come_back_is_known_until_it_does_or_another_run_begins() -> None:
    stalled = known([run_started(), Stalled(**PLACE, seconds=10.2)])
    assert stalled.is_stalled
    assert not after(stalled, Stalled(**PLACE, seconds=0.0)).is_stalled
    assert not after(stalled, run_started()).is_stalled


def test_that_a_report_of_something_else_changes_nothing() -> None:
    facts = known([run_started()])
    assert after(facts, CommandApplied(**PLACE, command_id=1)) is facts


def test_that_choosing_an_environment_makes_what_was_said_before_any_run_out_of_date() -> None:
    idle = known([state(RunState.IDLE, "The run was refused.")])
    chosen = with_next_environment(idle, "MountainCar-v0")
    assert (chosen.next_environment, chosen.detail) == ("MountainCar-v0", "")
    stopped = known([run_started(), state(RunState.STOPPED, "All steps are done.")])
    chosen = with_next_environment(stopped, "MountainCar-v0")
    assert (chosen.environment, chosen.detail) == ("CartPole-v1", "All steps are done.")


@pytest.mark.parametrize(
    ("at", "read_only", "at_stake"),
    [
        (RunState.TRAINING, False, True),
        (RunState.PAUSED, False, True),
        (RunState.PAUSED, True, False),
        (RunState.STOPPED, False, False),
        (RunState.IDLE, False, False),
    ],
)
def test_that_only_a_run_that_can_train_on_is_work_at_stake(at, read_only, at_stake) -> None:
    assert known([run_started(read_only=read_only), state(at)]).has_work_at_stake is at_stake


@pytest.mark.parametrize(
    ("pending", "recounting"), [((OpenRun,), True), ((Fork, Pause), True), ((Rewind,), True), ((Start, Pause), False)]
)
def test_that_reports_are_of_the_past_while_another_run_is_being_opened(pending, recounting) -> None:
    assert RunFacts(pending=frozenset(pending)).is_recounting is recounting
