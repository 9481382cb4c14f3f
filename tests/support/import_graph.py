"""Which modules a file imports as it is imported, read from its text: nothing is imported to find out.

Imports within functions and under `if TYPE_CHECKING` don't count, since they don't happen then.
"""

import ast
import contextlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("dqn_engine", "workbench", "tests")
SLOW_TO_IMPORT = frozenset({"tensorflow", "keras", "tf2onnx"})
"""What brings TensorFlow along, which takes four seconds."""


_DEFINITION = re.compile(r"^(?:def|class|async|@)", re.MULTILINE)
_IMPORT = re.compile(r"(?:^|[:;])[ \t]*(?:import|from)[ \t]", re.MULTILINE)


@cache
def imports_tensorflow(path: Path) -> bool:
    """Whether importing this file imports TensorFlow, by itself or through this project's modules."""
    return any(imported.partition(".")[0] in SLOW_TO_IMPORT for imported in _reached(path))


def _reached(path: Path) -> Iterator[str]:
    """Every module that importing this file imports; of other projects only what this one's modules name."""
    waiting, seen = [path], {path}
    while waiting:
        for name in _named_by(waiting.pop()):
            yield name
            source = _source_of(name)
            if source is not None and source not in seen:
                seen.add(source)
                waiting.append(source)


@cache
def _named_by(path: Path) -> tuple[str, ...]:
    """The modules that a file imports, with the packages around them; `from a import b` may mean `a.b`."""
    found: dict[str, None] = {}
    for node in _run_at_import(_beginning_of(path.read_text(encoding="utf-8")).body):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            found.update((".".join(parts[:count]), None) for count in range(1, len(parts) + 1))
    return tuple(found)


def _beginning_of(text: str) -> ast.Module:
    """A module up to its first definition where nothing is imported after that, which parses in a tenth of the time."""
    first = _DEFINITION.search(text)
    if first and not _IMPORT.search(text, first.start()):
        with contextlib.suppress(SyntaxError):  # It was a line of a text.
            return ast.parse(text[: first.start()])
    return ast.parse(text)


def _run_at_import(statements: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The statements that run as a module is imported, those within others included."""
    for statement in statements:
        yield statement
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            yield from _run_at_import(statement.orelse)
        else:
            yield from _run_at_import(ast.iter_child_nodes(statement))


@cache
def _source_of(name: str) -> Path | None:
    """The file of one of this project's modules."""
    if name.partition(".")[0] not in PACKAGES:
        return None
    place = ROOT.joinpath(*name.split("."))
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()), None)
