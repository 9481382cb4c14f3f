"""The README, the manual and CONTRIBUTING: links lead somewhere, commands are taken, tables are the program's own."""

import importlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dqn_engine.commands import cli
from dqn_engine.config.run_config import read_preset
from dqn_engine.sweep.sweep_file import read_sweep_file
from tests.support import update_manual
from workbench.command_line import parse_options
from workbench.state.manual_pages import heading_slug, read_pages

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "resources" / "manual"
PAPERS = [ROOT / "README.md", ROOT / ".github" / "CONTRIBUTING.md", *sorted(MANUAL.glob("*.md"))]
COMMANDS = (
    "train", "resume", "fork", "reproduce", "runs", "inspect", "look", "evaluate", "export", "bench", "study", "sweep",
    "compare", "verdict", "hand", "report", "knobs", "check-env", "presets", "doctor",
)  # fmt: skip
WEB = ("https://", "http://", "mailto:")

each_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.relative_to(ROOT).as_posix())


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return re.sub(r"`[^`]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))


def slugs(path: Path) -> set[str]:
    return {heading_slug(heading) for heading in re.findall(r"^#+ (.+)$", without_code(text_of(path)), re.MULTILINE)}


def shown_commands(path: Path, program: str) -> Iterator[list[str]]:
    """The arguments of every command line in code, with values for the letters that stand for any."""
    code = [match[1] for match in re.finditer(r"^```sh\n(.*?)^```$", text_of(path), re.MULTILINE | re.DOTALL)]
    lines = [line for block in code for line in block.replace("\\\n", " ").splitlines()]
    prose = re.sub(r"^```.*?^```$", "", text_of(path), flags=re.MULTILINE | re.DOTALL)
    lines += [" ".join(span.split()) for span in re.findall(r"`([^`]*)`", prose)]
    for line in lines:
        words = shlex.split(re.sub(r"\b(100)?S$", r"\g<1>0", re.sub(r"\bS\b", "0", line)))
        words = words[2:] if words[:2] == ["uv", "run"] else words
        if words[:1] == [program] and any(word.startswith("--") or "/" in word for word in words[1:]):
            yield words[1:]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What commands were given after parsing; none of them runs."""
    given: list[object] = []
    real = importlib.import_module

    def stand_in(name: str) -> object:
        if not name.startswith("dqn_engine.commands."):
            return real(name)
        return SimpleNamespace(run=lambda options: given.append(options) or 0)

    monkeypatch.setattr(importlib, "import_module", stand_in)
    return given


def test_that_the_folders_told_of_stand_in_the_order_that_imports_are_held_to() -> None:
    contracts = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract.get("containers") == ["dqn_engine"])
    told = text_of(ROOT / ".github" / "CONTRIBUTING.md").split("| Folder |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE) == layers


@each_paper
def test_that_every_link_and_picture_leads_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", without_code(text_of(paper)))
    assert targets or paper.parent == MANUAL
    for target in targets:
        if target.startswith(WEB):
            continue
        file, _, fragment = target.partition("#")
        place = (paper.parent / file).resolve() if file else paper
        assert place.is_file(), f"{target} in {paper.name}"
        assert place.is_relative_to(ROOT)
        assert not fragment or fragment in slugs(place), f"{target} in {paper.name} names no heading"


@each_paper
def test_that_every_command_line_shown_is_taken_by_the_program(
    paper: Path,
    parsed: list[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_modules(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    commands = list(shown_commands(paper, "dqn-engine"))
    for arguments in commands:
        if arguments[-1] == "--help":
            continue
        assert cli.main(arguments) == 0, (arguments, capsys.readouterr().err)
    assert len(parsed) == sum(arguments[-1] != "--help" for arguments in commands)
    for arguments in shown_commands(paper, "workbench"):
        parse_options(arguments)


def test_that_the_papers_show_enough_commands_for_that_to_mean_something() -> None:
    assert len(list(shown_commands(ROOT / "README.md", "dqn-engine"))) >= 5
    shown = [arguments[0] for paper in PAPERS for arguments in shown_commands(paper, "dqn-engine")]
    assert {"train", "resume", "fork", "reproduce", "evaluate", "export", "bench", "study"} <= set(shown)
    assert any(True for paper in PAPERS for _ in shown_commands(paper, "workbench"))


@pytest.mark.parametrize("command", COMMANDS)
def test_that_the_manual_has_every_option_of_a_command_and_no_other(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        cli.main([command, "--help"])
    usage = capsys.readouterr().out.partition("\n\n")[0]
    page = text_of(MANUAL / "command-line.md")
    section = page[page.index(f"\n## {command}\n") :][4:].partition("\n## ")[0]
    explained = {
        option
        for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
        for option in re.findall(r"--[a-z-]+", row)
    }
    everywhere = {"--import"}  # Explained once, above the commands.
    assert explained | everywhere == set(re.findall(r"--[a-z-]+", usage)), "of this command"
    assert "* `--import MODULE`, which every command has" in page


def test_that_the_manual_has_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    listed = set(re.findall(r"^    ([a-z][a-z-]+)(?: |$)", capsys.readouterr().out, re.MULTILINE))
    assert listed == set(COMMANDS)


def test_that_the_window_s_page_has_every_option_of_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_options(["--help"])
    options = set(re.findall(r"--[a-z-]+", capsys.readouterr().out)) - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z-]+)", text_of(MANUAL / "window.md"), re.MULTILINE))


def test_that_the_tables_of_hyperparameters_are_those_the_program_prints() -> None:
    text = text_of(update_manual.PAGE)
    assert update_manual.updated(text) == text, "run python -m tests.support.update_manual"


def test_that_the_index_lists_every_page_once_and_by_its_title() -> None:
    listed = re.findall(r"^\d+\. \[(.+?)\]\((.+?)\)", text_of(MANUAL / "index.md"), re.MULTILINE)
    assert sorted(name for _, name in listed) == sorted(
        path.name for path in MANUAL.glob("*.md") if path.stem != "index"
    )
    for title, name in listed:
        assert text_of(MANUAL / name).startswith(f"# {title}\n")
    assert [page.file for page in read_pages()] == ["index.md", *(name for _, name in listed)]


def test_that_the_readme_fits_two_screens_and_says_how_to_test() -> None:
    text = text_of(ROOT / "README.md")
    assert len(text.splitlines()) <= 100
    assert len(text.encode()) < 6_000
    assert "pip install uv && uv run pytest" in text
    assert "pip install uv && uv run pytest" in text_of(ROOT / ".ci" / "run")


@each_paper
def test_that_papers_are_readable_as_they_stand(paper: Path) -> None:
    text = text_of(paper)
    assert text.endswith("\n")
    assert not re.search(r"<(?!-)[a-z/!]", without_code(text)), "HTML is not shown in the window"


def test_that_the_present_version_and_schema_are_on_the_page_of_changes() -> None:
    from dqn_engine.storage.checkpoints.manifest import SCHEMA

    version = re.search(r'^version = "(.+)"$', text_of(ROOT / "pyproject.toml"), re.MULTILINE)[1]
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d+) \| ([\d, ]+?) \|$", text_of(MANUAL / "changes.md"), re.MULTILINE)
    assert rows[0][:2] == (version, str(SCHEMA))
    assert str(SCHEMA) in rows[0][2]


def blocks_of(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), re.MULTILINE | re.DOTALL)


def test_that_the_preset_shown_is_one(tmp_path: Path) -> None:
    (shown,) = blocks_of(MANUAL / "presets.md", "toml")
    (tmp_path / "slow.toml").write_text(shown, encoding="utf-8")
    preset = read_preset(tmp_path / "slow.toml")
    assert preset.knobs == {"learning_rate": 0.0005, "hidden_sizes": (64, 64)}


def test_that_the_files_of_sweeps_shown_are_some(tmp_path: Path) -> None:
    shown, changed = blocks_of(MANUAL / "studies.md", "toml")
    (tmp_path / "space.toml").write_text(changed, encoding="utf-8")
    read = read_sweep_file(tmp_path / "space.toml", device="auto", rhythm={"evaluate_every": 500})
    assert [(made.from_trial, made.edit.command) for made in read.edits] == [
        (6, "n_step={choices = [1, 4]}"),
        (6, "prune=0.05"),
    ]
    (tmp_path / "space.toml").write_text(shown, encoding="utf-8")
    read = read_sweep_file(tmp_path / "space.toml", device="auto", rhythm={"evaluate_every": 500})
    assert [dimension.name for dimension in read.space] == ["learning_rate", "n_step", "target_sync"]
    assert read.base.knobs["hidden_sizes"] == (64, 64)


@pytest.mark.slow
def test_that_the_environment_shown_is_found_once_it_is_imported(tmp_path: Path) -> None:
    write_modules(tmp_path)
    script = (
        "from dqn_engine.environments.gymnasium_environment import make_environment\n"
        "from dqn_engine.environments.imports import import_environments\n"
        "print(import_environments('my_corridor'))\n"
        "made = make_environment('Corridor-v0(places=5)')\n"
        "made.reset(seed=0)\n"
        "for _ in range(4): last = made.step(1)\n"
        "print(last[1:3])\n"
    )
    done = in_process_of_its_own(tmp_path, "-c", script)
    assert done.stdout.split("\n")[:2] == ["('Corridor-v0',)", "(1.0, True)"], done.stderr


@pytest.mark.usefixtures("pooled_sessions")
def test_that_the_compiled_environment_shown_agrees_trains_resumes_and_is_reproduced(
    working_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = ("--import", "my_corridor", "--import", "my_compiled_corridor")
    small = ("hidden_sizes=8", "batch_size=8", "capacity=64", "learning_starts=20", "evaluate_every=0", *PLAIN)
    settings = [word for knob in small for word in ("--set", knob)]
    assert cli.main(["check-env", "Corridor-v0", "--env-set", "places=6", *own]) == 0
    assert "500 random steps of both agree" in capsys.readouterr().out
    trained = ["train", "--env", "Corridor-v0", "--env-set", "places=6", "--steps", "170", "--out", "run", *settings]
    assert cli.main([*trained, *own]) == 0
    assert '"compiled": true' in (working_folder / "run" / "config.json").read_text("utf-8")
    # Where the module of the compiled one isn't known yet, as long as nobody imports it.
    without = ("-m", "dqn_engine", "resume", "run", "--steps", "1", "--import", "my_corridor")
    done = in_process_of_its_own(working_folder, *without)
    assert done.returncode == 2, done.stderr
    assert "import it, if you trust it, by --import my_compiled_corridor." in done.stderr
    assert cli.main(["resume", "run", "--steps", "30", *own]) == 0
    assert cli.main(["reproduce", "run"]) == 0


@pytest.mark.usefixtures("pooled_sessions")
def test_that_the_masked_environment_shown_is_learned_and_never_takes_a_forbidden_action(
    working_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ("hidden_sizes=32", "batch_size=32", "learning_starts=100", "evaluate_every=0", "gamma=0.9", *PLAIN)
    settings = [word for knob in small for word in ("--set", knob)]
    asked = {
        ("check-env", "Hand-v0"): "1 to 4 of 4 actions, 2.5 on average",
        ("train", "--env", "Hand-v0", "--steps", "4000", "--out", "run", *settings): '"env_steps": 4000',
        ("evaluate", "run", "--episodes", "2"): '"mean": 14.0',
        ("export", "run", "--format", "npz", "--out", "hand.npz"): '"equal_actions": 1.0',
    }
    for arguments, words in asked.items():
        assert cli.main([*arguments, "--import", "my_hand", "--json"]) == 0
        assert words in capsys.readouterr().out
    played = in_process_of_its_own(working_folder, "hand.npz_run.py")
    assert played.stdout == "Return: 14\n", played.stderr


@pytest.mark.slow
def test_that_the_environment_of_several_parts_shown_can_be_trained(tmp_path: Path) -> None:
    write_modules(tmp_path)
    done = in_process_of_its_own(
        tmp_path, "-m", "dqn_engine", "check-env", "Mixer-v0", "--import", "my_mixer", "--json"
    )
    assert done.returncode == 0, done.stdout
    script = (
        "from dqn_engine.environments.imports import import_environments\n"
        "import_environments('my_mixer')\n"
        "from dqn_engine.environments.registry import environment_info\n"
        "info = environment_info('Mixer-v0')\n"
        "print(len(info.action_labels), info.action_labels[-1], *info.observation_labels, *info.view_labels)\n"
    )
    done = in_process_of_its_own(tmp_path, "-c", script)
    assert done.stdout == "18 2·2·1 level[0] season=0 season=1 season=2 season=3 level[0] season\n", done.stderr


PLAIN = ("prioritized=false", "dueling=false", "double=false", "trial_episodes=0")
"""Half the program to compile: what the manual shows is environments."""


def write_modules(folder: Path) -> None:
    """The modules of the page of environments, each named in its first line."""
    for text in blocks_of(MANUAL / "environments.md", "python"):
        (folder / text.partition("\n")[0].removeprefix("# ")).write_text(text, encoding="utf-8")


@pytest.fixture
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, with those modules in it, which are forgotten afterwards."""
    import gymnasium

    write_modules(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    registered, loaded = set(gymnasium.registry), set(sys.modules)
    yield tmp_path
    for environment in set(gymnasium.registry) - registered:
        del gymnasium.registry[environment]
    for module in set(sys.modules) - loaded:
        if module.startswith("my_"):
            del sys.modules[module]


def in_process_of_its_own(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
