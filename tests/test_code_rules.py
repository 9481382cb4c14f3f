"""The rules of the house that a machine can check."""

import ast
import fnmatch
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("dqn_engine", "workbench")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
UNPICKLING = {"pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib"}

each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-m", "ruff", "check", "--no-cache", "."), "All checks passed"),
        (
            ("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache", "--no-logo"),
            " 0 broken.",
        ),
    ],
    ids=["ruff", "import-linter"],
)
def test_that_the_checker_is_content(arguments: tuple[str, ...], words: str) -> None:
    # With the interpreter that runs the tests, so that no program has to be on the path.
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert words in done.stdout


def test_that_there_are_two_packages_and_no_third() -> None:
    assert {path.parts[len(ROOT.parts)] for path in MODULES} == set(PACKAGES)
    assert len(MODULES) > 50


@each_module
def test_that_a_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert path.name not in ("utils.py", "helpers.py", "misc.py", "common.py")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "why does it exist?"


@each_module
def test_that_no_module_unpickles_or_runs_what_it_reads(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & UNPICKLING
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in UNPICKLING
            assert not {alias.name for alias in node.names} & {"load_model", "model_from_json"}
        elif isinstance(node, ast.Attribute):
            assert node.attr not in ("load_model", "model_from_json", "enable_unsafe_deserialization")
        elif isinstance(node, ast.Call):
            assert not (isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"))
            for keyword in node.keywords:
                if keyword.arg in ("allow_pickle", "shell"):
                    assert isinstance(keyword.value, ast.Constant)
                    assert keyword.value.value is False
                assert keyword.arg != "safe_mode"


def test_that_the_top_level_holds_what_it_may_and_nothing_else() -> None:
    ignored = [line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    allowed = {*PACKAGES, "resources", "tests", "pyproject.toml", "README.md", "LICENSE"}
    found = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored)
    }
    assert found == allowed
