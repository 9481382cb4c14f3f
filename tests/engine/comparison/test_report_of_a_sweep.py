"""A report's section of a sweep: its figures, and a file and a command from which the same sweep can be done again."""

import dataclasses
import shlex
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from dqn_engine.commands import cli
from dqn_engine.comparison.reading import read_entries
from dqn_engine.comparison.report import sweep_section
from dqn_engine.comparison.report.contents import Section
from dqn_engine.comparison.report.sections import section_of
from dqn_engine.config.run_config import run_config
from dqn_engine.sweep.course import Course
from dqn_engine.sweep.definition import Definition, Sampler
from dqn_engine.sweep.edits import MadeEdit, parse_edit
from dqn_engine.sweep.sweep_file import read_sweep_file
from dqn_engine.sweep.sweep_folder import SweepFolder
from dqn_engine.system.errors import InputError
from tests.support.fake_sweep import result_of, sweep_definition


def swept(path: Path, definition: Definition) -> Section:
    """The section of a sweep that was done in this folder."""
    with SweepFolder(path, definition) as folder:
        course = Course(definition)
        while (job := course.next_job(())) is not None:
            number = course.number_of(job.name)
            folder.note_trial(number, course.settings[number])
            folder.note_seed(number, result_of(job))
            course.take(number, result_of(job))
    return section_of(path)


def test_that_the_file_and_the_command_shown_are_of_the_same_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = sweep_definition(trials=4, prune=0.2, hidden_sizes=(16, 8), learning_starts=70)
    shown = dict(swept(tmp_path / "s", definition).reproduce)
    (tmp_path / "FILE.toml").write_text(shown["its file (TOML)"], encoding="utf-8")
    rhythm = {name: definition.base.knobs[name] for name in ("evaluate_every", "evaluate_episodes")}
    file = read_sweep_file(tmp_path / "FILE.toml", device=definition.base.device, rhythm=rhythm)
    assert file.space == definition.space
    swept_ones = {dimension.name for dimension in definition.space}
    of_file, of_sweep = (
        {name: value for name, value in base.knobs.items() if name not in swept_ones}
        for base in (file.base, definition.base)
    )
    assert of_file == of_sweep
    assert (file.score, file.ahead) == (definition.score, definition.ahead)
    given: list[object] = []
    monkeypatch.setattr("dqn_engine.commands.sweep.run", lambda options: given.append(options) or 0)
    words = shlex.split(shown["the sweep again"].removeprefix("$ dqn-engine "))
    assert cli.main(words) == 0
    (options,) = given
    assert (options.seeds, options.report_seeds, options.steps) == ("0-2", "100-101", definition.steps)
    assert (options.sampler, options.trials, options.prune, options.seed) == ("random", 4, "0.2", 0)


def test_that_seeds_trained_ahead_of_a_pruning_are_neither_counted_nor_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = sweep_definition(trials=12, seeds=range(7), prune=0.1)
    course = Course(definition, window=3)
    with SweepFolder(tmp_path / "s", definition) as folder:
        while jobs := list(iter(lambda: course.next_job(()), None)):
            for job in reversed(jobs):  # All of them are finished, wanted or not.
                number = course.number_of(job.name)
                folder.note_trial(number, course.settings[number])
                folder.note_seed(number, result_of(job))
                course.take(number, result_of(job))
    counted = [(trial.number, result.seed) for trial in course.decided for result in trial.seeds]
    counted += [(course.best.number, seed) for seed in definition.report_seeds]
    assert len(course.results) > len(counted), "some were trained for nothing"
    (entry,) = read_entries(tmp_path / "s")
    assert entry.seeds == entry.seeds_planned == len(counted)
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(sweep_section, "fingerprints", lambda _path, tasks: told.extend(tasks) or [])
    section_of(tmp_path / "s")
    assert told == [(f"trial {number}", seed) for number, seed in sorted(counted)]


@pytest.mark.parametrize("sampler", [Sampler.RANDOM, Sampler.GRID])
def test_that_a_sweep_that_was_changed_on_the_way_is_done_again_by_its_file_and_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sampler: Sampler
) -> None:
    space = {"n_step": {"low": 1, "high": 10, "step": 3}, "target_sync": {"choices": ["soft", "hard"]}}
    definition = sweep_definition(space=space, sampler=sampler, trials=20, seeds=range(5))
    given = {2: ["n_step=[2,3]", "pause", "prune=0.2", "go"], 4: ['target_sync=["hard"]', "trials=7", "n_step=[4,5,6]"]}
    course = Course(definition)
    with SweepFolder(tmp_path / "s", definition) as folder:
        while (job := course.next_job(())) is not None:
            number = course.number_of(job.name)
            folder.note_trial(number, course.settings[number])
            folder.note_seed(number, result_of(job))
            course.take(number, result_of(job))
            for text in given.pop(len(course.settings), []):
                made = MadeEdit(edit=parse_edit(text), from_trial=len(course.settings), unix_seconds=1.0)
                folder.note_edit(made)
                course.change(made)
    assert course.finished
    assert not given
    shown = dict(section_of(tmp_path / "s").reproduce)
    (tmp_path / "FILE.toml").write_text(shown["its file (TOML)"], encoding="utf-8")
    begun: list[tuple[Definition, Sequence[MadeEdit]]] = []
    monkeypatch.setattr("dqn_engine.commands.sweep._do", lambda options, out, *what: begun.append(what) or 0)
    words = shlex.split(shown["the sweep again"].removeprefix("$ dqn-engine "))
    assert cli.main([str(tmp_path / word) if word == "FILE.toml" else word for word in words]) == 0
    ((again, edits),) = begun
    other = Course(again, edits=edits)
    while (job := other.next_job(())) is not None:
        other.take(other.number_of(job.name), result_of(job))
    assert [(trial.settings, trial.state, trial.score) for trial in other.decided] == [
        (trial.settings, trial.state, trial.score) for trial in course.decided
    ]


def test_that_what_a_file_is_to_change_is_in_the_sweep_from_its_beginning(tmp_path: Path) -> None:
    definition = sweep_definition(trials=4)
    edits = [MadeEdit(edit=parse_edit("n_step=[1,4]"), from_trial=2, unix_seconds=1.0)]
    with SweepFolder(tmp_path / "s", definition, edits=edits) as folder:
        assert list(folder.saved.edits) == edits
    with SweepFolder(tmp_path / "s", definition, resume=True, edits=edits):
        pass
    with pytest.raises(InputError, match="different edits"):
        SweepFolder(tmp_path / "s", definition, resume=True, edits=[dataclasses.replace(edits[0], from_trial=1)])


def test_that_what_varied_is_not_told_as_what_every_trial_has(tmp_path: Path) -> None:
    definition = sweep_definition(trials=4)
    shown = dict(swept(tmp_path / "s", definition).reproduce)
    (name,) = [name for name in shown if name.startswith("what every trial has: all hyperparameters but")]
    told = {setting.partition("=")[0] for setting in shown[name].split(" ")}
    for dimension in definition.space:
        assert dimension.name in name
        assert dimension.name not in told
    assert "gamma" in told


def test_that_the_section_has_trials_the_best_and_the_seeds(tmp_path: Path) -> None:
    section = swept(tmp_path / "s", sweep_definition(trials=4))
    (trials,) = section.tables
    assert [row[0] for row in trials.rows] == ["0", "1", "2", "3"]
    assert section.sentences[0].startswith("Best on the tuning seeds, by which it was chosen: trial ")
    assert "by which nothing was chosen" in section.sentences[1]
    assert len(section.points) == 2 * (4 * 3 + 2)
    (picture,) = section.pictures
    assert [line.name for line in picture.lines] == ["trials", "best so far"]


def test_that_scores_are_read_and_every_evaluation_is_there(tmp_path: Path) -> None:
    definition = sweep_definition(trials=4)
    section = swept(tmp_path / "s", definition)
    (trials,) = section.tables
    scores = [cell for row in trials.rows for cell in row[2:5]]
    assert all(len(cell.partition(".")[2]) == 1 for cell in scores)
    counted = 4 * len(definition.seeds) + len(definition.report_seeds)
    assert len(section.points) == 2 * counted, "each was evaluated after 500 and 1,000 steps"
    assert {step for _, _, step, _ in section.points} == {500, 1_000}


def test_that_an_environment_with_text_among_its_arguments_is_read_back_from_the_file(tmp_path: Path) -> None:
    name = 'FrozenLake-v1(map_name="8x8")'
    definition = sweep_definition(trials=2)
    base = run_config(environment=name, changes=dict.fromkeys(("evaluate_every",), 500))
    shown = dict(swept(tmp_path / "s", dataclasses.replace(definition, base=base)).reproduce)
    told = tomllib.loads(shown["its file (TOML)"])
    assert told["environment"] == base.environment
    assert '"' in told["environment"]
