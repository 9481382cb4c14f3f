"""Which controls can be pressed in which state."""

import pytest

from dqn_engine.messages.commands import (
    Export,
    Fork,
    OpenRun,
    Pause,
    Resume,
    Rewind,
    SaveCheckpoint,
    Start,
    StepOnce,
    Stop,
)
from dqn_engine.messages.reports import RunState
from workbench.state.run_controls import OnDisk, run_controls

NOTHING = frozenset()


def enabled(state, pending=NOTHING, has_network=True) -> set[str]:
    can = run_controls(state, has_network=has_network, on_disk=OnDisk.WRITTEN, pending=frozenset(pending))
    return {name for name in ("start", "pause", "resume", "step", "stop", "save") if getattr(can, name)}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (RunState.LOADING, {"start"}),
        (RunState.IDLE, {"start", "save"}),
        (RunState.COMPILING, {"pause", "stop", "save"}),
        (RunState.TRAINING, {"pause", "stop", "save"}),
        (RunState.PAUSED, {"resume", "step", "stop", "save"}),
        (RunState.STOPPED, {"start", "save"}),
        (RunState.FAILED, {"start", "save"}),
    ],
)
def test_that_each_state_enables_what_it_allows(state, expected) -> None:
    assert enabled(state) == expected


def test_that_without_a_network_there_is_nothing_to_save() -> None:
    assert "save" not in enabled(RunState.IDLE, has_network=False)


def test_that_what_can_be_saved_can_be_exported_but_one_at_a_time() -> None:
    for state in RunState:
        can = run_controls(state, has_network=True, on_disk=OnDisk.NOTHING, pending=NOTHING)
        assert can.export == can.save
        assert not run_controls(state, has_network=True, on_disk=OnDisk.NOTHING, pending=frozenset({Export})).export
    assert not run_controls(RunState.IDLE, has_network=False, on_disk=OnDisk.NOTHING, pending=NOTHING).export


@pytest.mark.parametrize(
    ("state", "pending", "left"),
    [
        (RunState.IDLE, Start, {"save"}),
        (RunState.TRAINING, Pause, {"stop", "save"}),
        (RunState.PAUSED, Resume, {"stop", "save"}),
        (RunState.PAUSED, StepOnce, {"stop", "save"}),
        (RunState.TRAINING, Stop, {"save"}),
    ],
)
def test_that_what_a_pending_command_would_change_cant_be_pressed_again(state, pending, left) -> None:
    assert enabled(state, {pending}) == left


def test_that_a_start_that_waits_for_the_engine_can_be_stopped() -> None:
    assert enabled(RunState.LOADING, {Start}, has_network=False) == {"stop"}


def disk_controls(state: RunState, on_disk: OnDisk, *pending: type) -> set[str]:
    can = run_controls(state, has_network=True, on_disk=on_disk, pending=frozenset(pending))
    return {name for name in ("start", "resume", "step", "save_checkpoint", "branch") if getattr(can, name)}


def test_that_only_a_run_on_disk_can_be_saved_and_branched_off() -> None:
    assert disk_controls(RunState.TRAINING, OnDisk.NOTHING) == set()
    assert disk_controls(RunState.TRAINING, OnDisk.WRITTEN) == {"save_checkpoint", "branch"}
    assert disk_controls(RunState.STOPPED, OnDisk.WRITTEN) == {"start", "branch"}


def test_that_a_run_that_can_only_be_read_can_be_forked_or_left_for_a_new_one_and_no_more() -> None:
    assert disk_controls(RunState.PAUSED, OnDisk.READ_ONLY) == {"start", "branch"}


@pytest.mark.parametrize("branching", [OpenRun, Fork, Rewind])
def test_that_while_another_run_is_on_its_way_nothing_is_done_with_this_one(branching) -> None:
    assert disk_controls(RunState.PAUSED, OnDisk.WRITTEN, branching) == {"save_checkpoint"}
    assert disk_controls(RunState.TRAINING, OnDisk.WRITTEN, SaveCheckpoint) == {"branch"}
