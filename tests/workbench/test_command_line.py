"""The arguments of `workbench`: what is understood, and the one sentence for what isn't."""

import subprocess
import sys
from pathlib import Path

import pytest

from dqn_engine.system.errors import InputError
from tests.support.made_up_runs import made_run
from workbench.app import main
from workbench.command_line import parse_options


def test_that_everything_asked_for_is_understood(tmp_path) -> None:
    weights, report = tmp_path / "a.weights.h5", tmp_path / "r.json"
    weights.write_bytes(b"")
    options = parse_options(
        [
            "--preset",
            "default",
            "--set",
            "gamma=0.9",
            "--set",
            "hidden_sizes=64,64",
            "--seed",
            "7",
            "--device",
            "cpu",
            "--open",
            str(weights),
            "--measure",
            "2.5",
            "--report",
            str(report),
        ]
    )
    assert options.config.knobs["gamma"] == 0.9
    assert options.config.knobs["hidden_sizes"] == (64, 64)
    assert (options.config.seed, options.config.device) == (7, "cpu")
    assert (options.open_path, options.measure_s, options.report_path) == (str(weights), 2.5, report)
    assert options.start, "measuring implies starting"


def test_that_nothing_asked_for_is_the_default_preset_without_a_start() -> None:
    options = parse_options([])
    assert (options.preset, options.start, options.measure_s, options.config.seed) == ("default", False, 0.0, 0)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--set", "gama=0.9"], "Did you mean gamma?"),
        (["--set", "gamma=7"], "must be a number from 0 to 1"),
        (["--set", "gamma"], "write NAME=VALUE"),
        (["--set", "capacity=64", "--set", "learning_starts=1"], None),
        (["--set", "capacity=64", "--set", "batch_size=128"], "a batch can't be larger than the buffer"),
        (["--preset", "nothing"], "There is no preset 'nothing'"),
        (["--preset", "missing.toml"], "can't be read"),
        (["--seed", "x"], "The seed is 'x'"),
        (["--seed", "２"], "The seed is '２'"),
        (["--open", ""], "--open is empty"),
        (["--seed", "-1"], "The seed is -1"),
        (["--device", "tpu"], "There is no device 'tpu'"),
        (["--measure", "0"], "seconds above 0"),
        (["--measure", "nan"], "seconds above 0"),
        (["--report", "r.json"], "without --measure"),
        (["--measure", "1", "--report", "/nowhere/at/all.json"], "doesn't exist"),
        (["--open", __file__], "ends in .weights.h5, .npz, .safetensors, .keras or .h5"),
        (["--open", "missing.npz"], "doesn't exist"),
        (
            ["--open", "/no/such/folder"],
            "'/no/such/folder' doesn't exist; give the folder of a run, a study or a sweep",
        ),
        (["--what"], "unrecognized arguments"),
    ],
)
def test_that_what_cant_be_used_is_refused_in_one_sentence_with_exit_code_2(arguments, part, capsys) -> None:
    if part is None:
        assert parse_options(arguments).config.knobs["capacity"] == 64
        return
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert part.lower() in said.lower()
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_that_a_folder_where_a_file_is_expected_is_refused(tmp_path) -> None:
    folder = tmp_path / "x.npz"
    folder.mkdir()
    with pytest.raises(InputError, match="holds neither a run nor a checkpoint, nor a study or a sweep"):
        parse_options(["--open", str(folder)])
    with pytest.raises(InputError, match="is a folder"):
        parse_options(["--measure", "1", "--report", str(tmp_path)])


@pytest.mark.slow
def test_that_importing_the_window_imports_neither_tensorflow_nor_a_plotting_library() -> None:
    heavy = ("sqlite3", "msgspec", "tensorflow", "keras", "gymnasium", "pyqtgraph", "pygame", "h5py")
    script = f"import sys, workbench.app; print([name for name in {heavy} if name in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root)
    assert result.stdout.strip() == "[]"


def test_that_a_run_is_opened_by_its_folder_and_not_together_with_a_new_one(tmp_path) -> None:
    path = made_run(tmp_path / "run")
    checkpoint = path / "checkpoints" / "g000001-step10"
    assert parse_options(["--open", str(path)]).open_path == str(path)
    assert parse_options(["--open", str(checkpoint)]).open_path == str(checkpoint)
    with pytest.raises(InputError, match="leave one of them out"):
        parse_options(["--start", "--open", str(path)])


def test_that_a_study_a_sweep_and_a_folder_of_such_are_opened_as_in_the_file_menu(tmp_path) -> None:
    for name in ("study/plan.json", "sweep/sweep.sqlite"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("")
    for folder in (tmp_path / "study", tmp_path / "sweep", tmp_path):
        assert parse_options(["--open", str(folder)]).open_path == str(folder)
