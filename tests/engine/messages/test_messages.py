"""What crosses between engine and window: frozen, plain, and nobody else's."""

import collections.abc
import dataclasses
import enum
import pickle
import types
import typing
from pathlib import Path

import numpy as np
import pytest

from dqn_engine.config.change import KnobChange
from dqn_engine.config.notices import Notice
from dqn_engine.config.run_config import RunConfig, run_config
from dqn_engine.environments.world import WorldNumber
from dqn_engine.messages import commands, reports
from dqn_engine.messages.commands import (
    Act,
    Export,
    LoadWeights,
    OpenRun,
    Rewind,
    SaveWeights,
    SetKnobs,
    Start,
    Stop,
    Wanted,
)
from dqn_engine.messages.kinds import Command, HistoryReport, Report, StateReport, StreamReport
from dqn_engine.messages.reports import (
    CheckpointSaved,
    CheckpointSummary,
    EpisodesForgotten,
    Exported,
    Failure,
    HeldMoment,
    Look,
    Looks,
    ParentEpisodes,
    PastNote,
    PicturesFailed,
    Progress,
    RunEnded,
    RunMoved,
    SavingTrouble,
    SpectatorSteps,
    Stalled,
)
from dqn_engine.play.spectator_step import SpectatorStep
from dqn_engine.probes.state_maps import StateGrid
from dqn_engine.system.sentences import Sentence
from dqn_engine.system.values import Knobs
from tests.support.program_pool import SMALL
from tests.support.session_story import Story, Tape, play, reported

PLAIN = {bool, int, float, str, type(None), np.ndarray}


BASES = {Command, Report, StateReport, HistoryReport, StreamReport}


def concrete(module: types.ModuleType, base: type) -> list[type]:
    """Every message type that a module defines."""
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and kind not in BASES and issubclass(kind, base)
    ]


COMMANDS, REPORTS = concrete(commands, Command), concrete(reports, Report)
CARRIED = [RunConfig, KnobChange, CheckpointSummary, Notice, SpectatorStep, Wanted, Look, WorldNumber, StateGrid]

OF_INSTRUMENTS = typing.Any
"""What an instrument is asked and shows: of its own kind; `probes/test_reports.py` holds those to the same."""


def impurities(annotation: object) -> list[object]:
    """The parts of a type that may not cross."""
    if annotation is OF_INSTRUMENTS:
        return []
    if annotation == Knobs:  # Plain values too, but of which kind only their declarations say.
        return []
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType, tuple, collections.abc.Mapping):
        return [part for argument in arguments if argument is not ... for part in impurities(argument)]
    if isinstance(annotation, type) and issubclass(annotation, enum.StrEnum):
        return []
    return [] if annotation in PLAIN or annotation in CARRIED else [annotation]


@pytest.mark.parametrize("kind", [*COMMANDS, *REPORTS, *CARRIED], ids=lambda kind: kind.__name__)
def test_that_a_message_is_frozen_and_carries_only_plain_things(kind: type) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert all(field.kw_only for field in dataclasses.fields(kind))
    assert "__slots__" in vars(kind)
    for name, annotation in typing.get_type_hints(kind).items():
        assert not impurities(annotation), f"{kind.__name__}.{name}"


def test_that_every_report_is_of_state_of_history_or_of_a_stream() -> None:
    assert len(REPORTS) > 10
    for kind in REPORTS:
        kinds = (StateReport, HistoryReport, StreamReport)
        assert sum(issubclass(kind, base) for base in kinds) == 1


def test_that_every_message_says_what_it_is() -> None:
    assert all(kind.__doc__ and not kind.__doc__.startswith(kind.__name__ + "(") for kind in [*COMMANDS, *REPORTS])


@pytest.fixture
def tape(pooled_sessions: None, tmp_path: Path) -> Tape:
    """A run in which nearly everything happens."""
    path = str(tmp_path / "weights.npz")
    config = run_config(changes={**SMALL, "evaluate_every": 60, "evaluate_episodes": 1, "gamma": 1.0})

    def story(tape: Tape) -> Story:
        yield tape.ask(Stop)
        yield tape.ask(Start, config=config, steps=200, out=str(tmp_path / "run"))
        yield reported(Progress)
        yield tape.ask(SetKnobs, changes={"gamma": 0.9})
        yield tape.ask(SaveWeights, path=path)
        yield tape.ask(LoadWeights, path=path)
        yield reported(RunEnded)
        yield tape.ask(Export, path=str(tmp_path / "policy.npz"), format="npz")
        yield reported(Exported)

    return play(story)


def test_that_every_report_of_a_real_run_can_be_copied_to_another_process(tape: Tape) -> None:
    seen = {type(report) for report in tape.reports}
    of_kept_runs = {
        CheckpointSaved, EpisodesForgotten, PastNote, ParentEpisodes, RunMoved, SavingTrouble
    }  # fmt: skip
    assert set(REPORTS) - seen - of_kept_runs == {Failure, HeldMoment, Looks, PicturesFailed, Stalled}
    for report in tape.reports:
        copy = pickle.loads(pickle.dumps(report))
        assert type(copy) is type(report)
        for field in dataclasses.fields(report):
            np.testing.assert_equal(getattr(copy, field.name), getattr(report, field.name))


def test_that_every_command_can_be_copied_to_another_process() -> None:
    config = run_config()
    fields = {
        Start: {"config": config},
        SetKnobs: {"changes": {"gamma": 0.5}},
        SaveWeights: {"path": "a.npz"},
        LoadWeights: {"path": "a.npz", "config": config},
        OpenRun: {"path": "runs/first"},
        Rewind: {"at_step": 1000},
        Export: {"path": "a.onnx", "format": "onnx"},
        Act: {"action": 1},
    }
    for kind in COMMANDS:
        command = kind(command_id=1, **fields.get(kind, {}))
        assert pickle.loads(pickle.dumps(command)) == command


def test_that_arrays_in_reports_are_read_only_and_shared_with_no_other_report(tape: Tape) -> None:
    arrays = [
        value
        for report in tape.reports
        for value in (getattr(report, field.name) for field in dataclasses.fields(report))
        if isinstance(value, np.ndarray)
    ]
    assert len(arrays) > 20
    assert not any(array.flags.writeable for array in arrays)
    for first, second in zip(arrays, arrays[1:], strict=False):
        assert not np.shares_memory(first, second)


def test_that_reports_have_the_types_they_declare(tape: Tape) -> None:
    for report in tape.reports:
        for name, annotation in typing.get_type_hints(type(report)).items():
            value = getattr(report, name)
            if annotation in (int, float, bool, str):
                assert type(value) is annotation or (annotation is str and isinstance(value, Sentence)), (
                    f"{type(report).__name__}.{name} is {type(value)}"
                )
    for report in tape.of(SpectatorSteps):
        for step in report.steps:
            assert {type(number) for number in (*step.state, *step.next_state, *step.q_values)} == {float}
