"""The rules of the code that are read off the text of one file: each says what breaks it, as `line: words`."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

Rule = Callable[[ast.Module], Iterator[str]]

UNPICKLING = frozenset({"pickle", "cloudpickle", "dill", "marshal", "shelve", "joblib"})
RUNS_CODE = frozenset({"load_model", "model_from_json", "enable_unsafe_deserialization"})
NO_PRIVATE_PARTS = frozenset({"_asdict", "_exit", "_field_defaults", "_fields", "_make", "_replace"})
"""Public, whatever their names begin with: those of named tuples, and `os._exit`."""

OLD_WORDS = {
    r"knobs?": "hyperparameter",
    r"going on|(?:go|goes|gone|went) on (?:with|from)": "running, continue, resume or restore",
    r"of (?:now|then)": "current, or of that time",
    r"whoever|somebody|a person": "the user or the caller",
    r"in a sentence": "with the reason",
    r"witness(?:es)?|testimony|proofs?|proved": "verification, verified",
    r"desk|shelf": "presenter",
    r"hosted": "external",
    r"anew": "again",
    r"is dear": "is expensive",
}
"""What isn't written any more, as regular expressions, and what is written instead."""

# Names stay what they are: those in backticks, brackets, braces, or with a dot or colon, and the command.
_OLD_WORD = re.compile(
    r"(?<![\w`.{\[-])(?<!dqn-engine )(?<!## )(" + "|".join(OLD_WORDS) + r")(?![\w`}\]-])(?!:|\.\w)", re.IGNORECASE
)

TELLS = frozenset(
    {
        "Sentence",
        "InputError",
        "UnknownEnvironmentError",
        "UnsaidError",
        "BrokenEnvironmentError",
        "MisfitError",
        "DamagedError",
        "DivergedError",
        "LostProcessError",
    }
)
"""What is called with a sentence's template first, and with its values by name."""

_PHRASE = re.compile("[A-Za-z]{2,} [a-z]{2,}")
_COMMANDS = ("dqn-engine ", "--")
_TRANSLATE = frozenset({"tr", "_tr", "translate"})
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def says_what_it_is_for(module: ast.Module) -> Iterator[str]:
    """A module that holds anything begins with a docstring."""
    if module.body and not ast.get_docstring(module):
        yield "1: the module doesn't say what it is for"


def public_things_say_what_they_are(module: ast.Module) -> Iterator[str]:
    """Public classes and functions have docstrings, and so have public methods of classes without a base.

    Nothing is asked of what stands in for a base class's method, which has said it; of a property that is one
    expression; and of `set_x` beside an `x`.
    """
    for node in module.body:
        if not isinstance(node, _Definition) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield f"{node.lineno}: {node.name} doesn't say what it is"
        if isinstance(node, ast.ClassDef) and not node.bases:
            methods = [method for method in node.body if isinstance(method, ast.FunctionDef)]
            names = {method.name for method in methods}
            for method in methods:
                if _wants_docstring(method) and method.name.removeprefix("set_") not in names - {method.name}:
                    yield f"{method.lineno}: {node.name}.{method.name} doesn't say what it does"


def _wants_docstring(method: ast.FunctionDef) -> bool:
    if method.name.startswith("_") or ast.get_docstring(method):
        return False
    decorators = {ast.unparse(decorator).rpartition(".")[2] for decorator in method.decorator_list}
    plain = "property" in decorators and len(method.body) == 1
    return not plain and not decorators & {"override", "overload", "setter"}


def neither_unpickles_nor_runs_what_it_reads(module: ast.Module) -> Iterator[str]:
    """No file may run code: no pickle, no Keras model with its code, no `eval`, no shell."""
    for node in ast.walk(module):
        match node:
            case ast.Import(names=names) if found := {a.name.partition(".")[0] for a in names} & UNPICKLING:
                yield f"{node.lineno}: imports {', '.join(sorted(found))}"
            case ast.ImportFrom(module=str(source)) if source.partition(".")[0] in UNPICKLING:
                yield f"{node.lineno}: imports from {source}"
            case ast.ImportFrom(names=names) if found := {a.name for a in names} & RUNS_CODE:
                yield f"{node.lineno}: imports {', '.join(sorted(found))}"
            case ast.Attribute(attr=name) if name in RUNS_CODE:
                yield f"{node.lineno}: uses {name}"
            case ast.Call(func=ast.Name(id="eval" | "exec" as name)):
                yield f"{node.lineno}: calls {name}"
            case ast.keyword(arg="allow_pickle" | "shell" as name, value=value):
                if not (isinstance(value, ast.Constant) and value.value is False):
                    yield f"{node.lineno}: passes {name}"
            case ast.keyword(arg="safe_mode"):
                yield f"{node.lineno}: passes safe_mode"


def reaches_into_nothing_private(module: ast.Module) -> Iterator[str]:
    """`thing._part` is used on `self` and `cls` only."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Attribute) or not node.attr.startswith("_") or node.attr.startswith("__"):
            continue
        of_itself = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        if not of_itself and node.attr not in NO_PRIVATE_PARTS:
            yield f"{node.lineno}: reaches into {ast.unparse(node)}"


def closes_its_databases(module: ast.Module) -> Iterator[str]:
    """`with sqlite3.connect(…)` commits but doesn't close; `contextlib.closing` does."""
    for node in ast.walk(module):
        opened = node.context_expr if isinstance(node, ast.withitem) else None
        if isinstance(opened, ast.Call) and ast.unparse(opened.func) == "sqlite3.connect":
            yield f"{opened.lineno}: leaves a database open; write closing({ast.unparse(opened.func)}(…))"


def old_words(text: str) -> Iterator[tuple[int, str]]:
    """The lines of `text`, from 0, that hold one of `OLD_WORDS`, and what to write instead."""
    for number, line in enumerate(text.splitlines()):
        for found in _OLD_WORD.finditer(line):
            instead = next(new for old, new in OLD_WORDS.items() if re.fullmatch(old, found[1], re.IGNORECASE))
            yield number, f"says {found[1]!r}; write {instead}"


def says_it_in_the_fields_words(module: ast.Module) -> Iterator[str]:
    """No docstring, and no text of several words, holds one of `OLD_WORDS`. SQL is left alone."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        text = node.value
        if " " in text and "CREATE TABLE" not in text and "INSERT INTO" not in text:
            yield from (f"{node.lineno + number}: {words}" for number, words in old_words(text))


def translates_outside_of_other_texts(module: ast.Module) -> Iterator[str]:
    """No text is translated within an f-string, in which `lupdate` finds none: it would stay English for ever."""
    for text in ast.walk(module):
        for call in ast.walk(text) if isinstance(text, ast.JoinedStr) else ():
            # What isn't written there is declared elsewhere.
            written = isinstance(call, ast.Call) and call.args and isinstance(call.args[-1], ast.Constant)
            if written and ast.unparse(call.func).rpartition(".")[2] in _TRANSLATE:
                yield f"{call.lineno}: translates {call.args[-1].value!r} within an f-string; do so before it"


def draws_whole_lines(module: ast.Module) -> Iterator[str]:
    """A line is painted by `draw_line`, which cuts no script off; only what is wrapped is cut where its place ends."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "drawText":
            flags = "".join(map(ast.unparse, call.args[1:-1]))
            if flags and "wrap" not in flags.lower() and "DontClip" not in flags:
                yield f"{call.lineno}: may cut off the feet of its text; use draw_line"


def wraps_its_tool_tips(module: ast.Module) -> Iterator[str]:
    """Qt wraps no plain tool tip: one of more than a line is given to `set_tool_tip`, which does."""
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "setToolTip":
            parts = [part for given in call.args for part in ast.walk(given)]
            texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if max(map(len, texts), default=0) > 70:
                yield f"{call.lineno}: a tool tip that may be wider than the screen; use set_tool_tip"


def takes_no_attribute_of_a_base(modules: Iterable[ast.Module]) -> Iterator[str]:
    """No class keeps something of its own under a private name that a class above it keeps something else under.

    Classes are known by their names; what is said is `Class._name is also of Base`.
    """
    kinds = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    kept = {kind.name: frozenset(_private_attributes(kind)) for kind in kinds}
    bases = {
        kind.name: [ast.unparse(base).partition("[")[0].rpartition(".")[2] for base in kind.bases] for kind in kinds
    }
    for name in kept:
        above, seen = list(bases[name]), {name}
        while above:
            base = above.pop()
            if base in kept and base not in seen:
                seen.add(base)
                above += bases[base]
                yield from (f"{name}.{attribute} is also of {base}" for attribute in sorted(kept[name] & kept[base]))


def _private_attributes(kind: ast.ClassDef) -> Iterator[str]:
    for node in ast.walk(kind):
        is_kept = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        if is_kept and node.attr.startswith("_") and ast.unparse(node.value) == "self":
            yield node.attr


def fills_sentences_with_sentences(module: ast.Module) -> Iterator[str]:
    """What stands within a sentence and is made of words is a `Sentence` itself, so that it is translated too."""
    functions = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    for function in functions.values():
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TELLS:
                for value in call.keywords:
                    for phrase in sorted(_plain_phrases(value.value, function, functions, frozenset())):
                        yield f"{call.lineno}: {value.arg} is the plain text {phrase!r}; make it a Sentence"


def _plain_phrases(
    value: ast.AST, function: ast.FunctionDef, functions: Mapping[str, ast.FunctionDef], followed: frozenset[str]
) -> set[str]:
    """The texts of several words in a value: written there, or in what the function or another one here puts there."""
    if isinstance(value, ast.Constant):
        text = value.value if isinstance(value.value, str) else ""
        return {text} if _PHRASE.search(text) and not text.strip().startswith(_COMMANDS) else set()
    parts = list(ast.iter_child_nodes(value))
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        if value.func.id in TELLS:
            return set()
        called = functions.get(value.func.id)
        if called is not None and called.name not in followed:
            returned = [node.value for node in ast.walk(called) if isinstance(node, ast.Return) and node.value]
            seen = followed | {called.name}
            return set().union(*(_plain_phrases(one, called, functions, seen) for one in returned))
    elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        parts = [value.func.value]  # What a method is given is looked for, or split at.
    elif isinstance(value, ast.Name) and value.id not in followed:
        followed |= {value.id}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(
                isinstance(name, ast.Name) and name.id == value.id
                for target in node.targets
                for name in ast.walk(target)
            ):
                parts.append(node.value)
    return set().union(*(_plain_phrases(part, function, functions, followed) for part in parts))
