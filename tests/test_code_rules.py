"""The rules of the code that a machine can check: each is one test, which lists everything that breaks it."""

import ast
import fnmatch
import graphlib
import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import grimp
import pytest

from tests.support.code_rules import (
    Rule,
    closes_its_databases,
    draws_whole_lines,
    fills_sentences_with_sentences,
    neither_unpickles_nor_runs_what_it_reads,
    old_words,
    public_things_say_what_they_are,
    reaches_into_nothing_private,
    says_it_in_the_fields_words,
    says_what_it_is_for,
    takes_no_attribute_of_a_base,
    translates_outside_of_other_texts,
    wraps_its_tool_tips,
)
from tests.support.update_translations import telling_modules

ROOT = Path(__file__).parents[1]
PACKAGES = ("dqn_engine", "workbench")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
PAPERS = [ROOT / "README.md", *sorted((ROOT / ".github").glob("*.md"))]
PAPERS += [
    *sorted((ROOT / "resources" / "manual").glob("*.md")),
    *sorted((ROOT / "resources" / "presets").glob("*.toml")),
]
NAMES_THAT_SAY_NOTHING = {"utils.py", "helpers.py", "misc.py", "common.py"}

RUFF = ("-m", "ruff", "check", "--no-cache", "--output-format", "concise", ".")
RUFF_FORMAT = ("-m", "ruff", "format", "--no-cache", "--check", ".")
TYPES = ("-m", "basedpyright", "--level", "error", "--pythonpath", sys.executable)
IN_LARGER_STEPS = "--max-semi-space-size=128"
"""Has Node, in which basedpyright runs, look for what it no longer needs less often: a fifth of its time."""
IMPORT_LINTER = ("-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache", "--no-logo")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def breaches(rule: Rule, paths: Iterable[Path]) -> list[str]:
    """What breaks the rule, as `file:line: words`."""
    return [f"{path.relative_to(ROOT).as_posix()}:{words}" for path in paths for words in rule(parsed(path))]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(RUFF, "All checks passed", id="ruff"),
        pytest.param(RUFF_FORMAT, "already formatted", id="ruff format"),
        pytest.param(IMPORT_LINTER, " 0 broken.", id="import-linter"),
        pytest.param(TYPES, "0 errors,", id="basedpyright", marks=pytest.mark.long),
    ],
)
def test_that_the_checker_is_content(arguments: tuple[str, ...], words: str) -> None:
    # With the interpreter that runs the tests, so that no program has to be on the path.
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env={**os.environ, "NODE_OPTIONS": IN_LARGER_STEPS},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert words in done.stdout


@pytest.mark.slow
def test_that_every_module_says_what_it_is_for() -> None:
    assert len(MODULES) > 50
    assert not breaches(says_what_it_is_for, [*MODULES, *TESTS])
    assert not NAMES_THAT_SAY_NOTHING & {path.name for path in [*MODULES, *TESTS]}


@pytest.mark.slow
def test_that_what_is_public_says_what_it_is() -> None:
    assert not breaches(public_things_say_what_they_are, MODULES)


@pytest.mark.slow
def test_that_no_module_unpickles_or_runs_what_it_reads() -> None:
    assert not breaches(neither_unpickles_nor_runs_what_it_reads, MODULES)


@pytest.mark.slow
def test_that_tests_reach_into_nothing_private() -> None:
    assert not breaches(reaches_into_nothing_private, TESTS)


@pytest.mark.slow
def test_that_what_opens_a_database_closes_it() -> None:
    found = breaches(closes_its_databases, [*MODULES, *TESTS])
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_that_texts_and_docstrings_use_the_fields_words() -> None:
    found = breaches(says_it_in_the_fields_words, MODULES)
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_that_words_within_a_sentence_can_be_translated_too() -> None:
    found = breaches(fills_sentences_with_sentences, telling_modules())
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_that_every_text_is_translated_where_it_is_found() -> None:
    found = breaches(translates_outside_of_other_texts, MODULES)
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_that_every_line_is_painted_whole() -> None:
    found = breaches(draws_whole_lines, MODULES)
    assert not found, "\n".join(found)


def test_that_a_long_tool_tip_is_wrapped() -> None:
    found = breaches(wraps_its_tool_tips, MODULES)
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_that_no_class_takes_a_private_attribute_of_one_above_it() -> None:
    said = list(takes_no_attribute_of_a_base(map(parsed, MODULES)))
    assert not said, "\n".join(said)
    above = "class A:\n  def f(self):\n    self._a = self._b = 1\n"
    below = "class B(m.A[int]):\n  def f(self):\n    other._a = self._a\n    self._b, self.c = 1, 2\n"
    assert list(takes_no_attribute_of_a_base(map(ast.parse, (above, below)))) == ["B._b is also of A"]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_that_papers_use_the_fields_words(paper: Path) -> None:
    found = [f"{number + 1}: {words}" for number, words in old_words(paper.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("rule", "source", "lines"),
    [
        pytest.param(says_what_it_is_for, "import os\n", [1], id="module without docstring"),
        pytest.param(says_what_it_is_for, '"""It is."""\nimport os\n', [], id="module with docstring"),
        pytest.param(says_what_it_is_for, "", [], id="empty module"),
        pytest.param(
            public_things_say_what_they_are,
            "def f(): ...\ndef _f(): ...\nclass C:\n  def m(self): ...\n  def _m(self): ...\n",
            [1, 3, 4],
            id="definitions without docstrings",
        ),
        pytest.param(
            public_things_say_what_they_are,
            'class C:\n  "C."\n  @property\n  def a(self): return 1\n  @property\n  def b(self):\n    a; return a\n',
            [6],
            id="properties",
        ),
        pytest.param(
            public_things_say_what_they_are,
            'class C:\n  "C."\n  def a(self): "A."\n  def set_a(self): ...\n  def set_b(self): ...\n',
            [5],
            id="setters",
        ),
        pytest.param(
            public_things_say_what_they_are, 'class C(B):\n  "C."\n  def m(self): ...\n', [], id="method of a base"
        ),
        pytest.param(
            neither_unpickles_nor_runs_what_it_reads,
            "import numpy, pickle.loads\nfrom dill import load\nfrom keras.models import load_model\n",
            [1, 2, 3],
            id="imports",
        ),
        pytest.param(
            neither_unpickles_nor_runs_what_it_reads,
            "keras.models.load_model(p)\neval(text)\nmodel.eval()\n",
            [1, 2],
            id="calls",
        ),
        pytest.param(
            neither_unpickles_nor_runs_what_it_reads,
            "f(allow_pickle=False)\nf(allow_pickle=True)\nf(shell=yes)\nf(safe_mode=True)\n",
            [2, 3, 4],
            id="arguments",
        ),
        pytest.param(
            reaches_into_nothing_private,
            "self._a\nother._b\nself.x._c\nother.__class__\nrow._replace(a=1)\nf()._d\ncls._e\n",
            [2, 3, 6],
            id="private attributes",
        ),
        pytest.param(
            closes_its_databases,
            "with sqlite3.connect(p) as c:\n    pass\nwith closing(sqlite3.connect(p)) as c, c:\n    pass\n",
            [1],
            id="databases",
        ),
        pytest.param(
            fills_sentences_with_sentences,
            'def f(x):\n  a = Sentence("such and such")\n  Sentence("{a} {b}", a=a, b=g(x))\n'
            '  b = "such and such"\n  InputError("{a}", a=b)\n  InputError("{a}", a=x.split("such and such")[0])\n'
            'def g(x):\n  return f"of {x} for all" if x else "one"\n',
            [3, 5],
            id="words within sentences",
        ),
        pytest.param(
            draws_whole_lines,
            "p.drawText(a, 0, t)\npainter.drawText(point, t)\np.drawText(a, A | Qt.TextFlag.TextWordWrap, t)\n",
            [1],
            id="lines that may be cut off",
        ),
        pytest.param(
            wraps_its_tool_tips,
            f"a.setToolTip(self.tr('{'long ' * 20}'))\nset_tool_tip(a, '{'long ' * 20}')\na.setToolTip('short')\n",
            [1],
            id="wide tool tips",
        ),
        pytest.param(
            translates_outside_of_other_texts,
            "a = self.tr('x')\nf'{a} {b.translate(c)}'\nf'{self.tr(\"x\")} {_tr(\"y\").format(z=1)}'\n",
            [3, 3],
            id="translations within f-strings",
        ),
        pytest.param(
            says_it_in_the_fields_words,
            '"""Moves a knob.\n\nA run that is going on.\n"""\nf("The Knob")\nf(f"goes on from {name}")\n',
            [1, 3, 5, 6],
            id="old words",
        ),
        pytest.param(
            says_it_in_the_fields_words,
            '"""See `knobs`, {knob}, [knobs].\n\nknobs: All.\n"""\nf("knob")\nf("dqn-engine knobs lists")\nknob = 1\n'
            'f("as it goes on; hosted.py")\nf("INSERT INTO ledger (knob) VALUES")\n',
            [],
            id="names that hold an old word",
        ),
    ],
)
def test_that_a_rule_finds_what_breaks_it_and_nothing_else(rule: Rule, source: str, lines: list[int]) -> None:
    assert sorted(int(words.partition(":")[0]) for words in rule(ast.parse(source))) == lines


@pytest.mark.parametrize("package", PACKAGES)
def test_that_no_modules_import_each_other_in_a_circle_not_even_within_a_function(package: str) -> None:
    graph = grimp.build_graph(package, exclude_type_checking_imports=True)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    graphlib.TopologicalSorter(imported).prepare()  # It raises for a circle, and names it.


def test_that_the_top_level_holds_what_it_may_and_nothing_else() -> None:
    ignored = [line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()]
    allowed = {*PACKAGES, "resources", "tests", "pyproject.toml", "README.md", "LICENSE"}
    found = {
        path.name
        for path in ROOT.iterdir()
        if not path.name.startswith(".") and not any(fnmatch.fnmatch(path.name, pattern) for pattern in ignored)
    }
    assert found == allowed
