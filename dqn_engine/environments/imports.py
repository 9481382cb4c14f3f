"""Environments of one's own: modules that the user asked to import, and packages installed with environments.

Importing runs a module's code, so only the user decides: by `--import` on the command line, or by *Add…* in the window.
Nothing that a preset, a run's folder or any other file says is ever imported. What an installed package offers under
the entry points' group `gymnasium.envs` was installed by the user, and is found when an unknown environment is asked
for; all of it, whatever was asked for, so that no file can choose.
"""

import contextlib
import functools
import importlib
import importlib.metadata
import importlib.util
import inspect
import re
import sys
import sysconfig
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import gymnasium
from gymnasium.envs import registration
from gymnasium.envs.registration import EnvSpec

from dqn_engine.environments.compiled.catalogue import compiled_by, registered_factories, registered_factory
from dqn_engine.environments.locating import look_where_the_user_is, root_of
from dqn_engine.system.errors import InputError
from dqn_engine.system.foreign_code import tell_later
from dqn_engine.system.process_kept import interpreter_kept, process_kept
from dqn_engine.system.sentences import Sentence, Sentences
from dqn_engine.system.signals import is_the_users
from dqn_engine.system.text import error_words, plain_words

ENTRY_POINTS = "gymnasium.envs"
REGISTRATION_FUNCTIONS = ("register_envs", "register_environments", "register")
"""Called, without arguments, where importing a module registered nothing; the first that the module has."""

_ROOT = "__root__"
_LONGEST_NAME = 200


class _Origin(NamedTuple):
    """Where an environment comes from: what the user imports for it, and the lines of Python that do the same."""

    module: str
    lines: tuple[str, ...]
    loaded: str = ""  # the name under which Python has the module, whichever way it was imported


_origins: dict[str, _Origin] = {}  # by the environment's id
_compilers: dict[str, str] = {}  # what the user imported that compiles an environment, by its id
_found_installed = False
_troubles: list[str] = []


def import_environments(name: str) -> tuple[str, ...]:
    """Imports a module of environments: by its dotted name (from the working folder too), or by the path of a .py file.

    Returns:
        The ids of the environments that came with it, sorted; also those that an earlier import of it brought, and
        those that it compiles.

    Raises:
        InputError: There is no such module, importing it failed, or it registers no environment.
    """
    registered, loaded = dict(gymnasium.registry), set(sys.modules)
    importlib.invalidate_caches()  # It may have been written a moment ago.
    try:
        with process_kept(), _own_words_for_overriding(name):
            return _brought(name, registered)
    except BaseException:
        # So that it can be mended and imported again.
        for environment in set(gymnasium.registry) - set(registered):
            del gymnasium.registry[environment]
        gymnasium.registry.update(registered)
        for module in _within(name) & (set(sys.modules) - loaded):
            del sys.modules[module]
        raise


@contextlib.contextmanager
def _own_words_for_overriding(name: str) -> Iterator[None]:
    """Has a module that registers what is registered already told of in place of Gymnasium's warning."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    for warning in caught:
        overridden = re.search(r"Overriding environment (\S+) already in registry", str(warning.message))
        if overridden:
            tell_later(
                Sentence(
                    "The module {name} registers {environment!r}, which was registered already; the newest counts.",
                    name=_shown(name),
                    environment=overridden[1],
                )
            )
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)


def _brought(name: str, before: Mapping[str, EnvSpec]) -> tuple[str, ...]:
    """Imports a module, and returns the ids of the environments that came with it; `before` were there already."""
    compiled = registered_factories()
    with interpreter_kept():
        module = _imported(name)
    lines = _importing(module)
    if not _new(before):
        with interpreter_kept():
            lines = _register(module, name, before) or lines
    for environment in _new(before):
        _origins[environment] = _Origin(name, lines, module.__name__)
    for environment, factory in registered_factories().items():
        if compiled.get(environment) is not factory:
            _compilers[environment] = name
    registered = {environment for environment, origin in _origins.items() if origin.loaded == module.__name__}
    brought = tuple(sorted(registered | compiled_by(module.__name__)))
    if not brought:
        raise InputError(
            "The module {name} registers no environment with Gymnasium, when it is imported or by a function "
            "{registration_functions}; call gymnasium.register() in it.",
            name=_shown(name),
            registration_functions=" or ".join(f"{function}()" for function in REGISTRATION_FUNCTIONS),
        )
    return brought


def _new(before: Mapping[str, EnvSpec]) -> set[str]:
    """What was registered since, also in the place of another of that id, as where two modules use the same."""
    return {environment for environment, spec in gymnasium.registry.items() if before.get(environment) is not spec}


def _within(name: str) -> set[str]:
    """The names under which Python has loaded the module `name` and what is in it."""
    base = Path(name).stem if name.endswith(".py") else name
    return {loaded for loaded in sys.modules if loaded == base or loaded.startswith(f"{base}.")}


def find_installed() -> tuple[str, ...]:
    """Loads what installed packages offer as environments, once; what can't be loaded is left out.

    Returns:
        A sentence for each package that couldn't be loaded.
    """
    global _found_installed
    if not _found_installed:
        _found_installed = True
        for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
            before = dict(gymnasium.registry)
            try:
                with process_kept(), interpreter_kept():
                    lines = _called(point)
            except BaseException as error:  # Whatever a package does, the others are found.
                if is_the_users(error):
                    raise
                lines = ()
                _troubles.append(
                    Sentence(
                        "The installed environments {value} can't be loaded: {error}.",
                        value=_shown(point.value),
                        error=error_words(error),
                    )
                )
            for environment in _new(before):
                _origins[environment] = _Origin(point.module.partition(".")[0], lines, point.module.partition(".")[0])
    return tuple(_troubles)


def module_of(environment: str) -> str:
    """What has to be imported for an environment's id; empty for one of Gymnasium's own or an unknown one."""
    origin = _origins.get(environment)
    return origin.module if origin else ""


def compiler_of(environment: str) -> str:
    """What was imported that compiles an environment's id; empty where nothing of the user's does."""
    return _compilers.get(environment, "") if registered_factory(environment) is not None else ""


def import_lines(environment: str) -> tuple[str, ...]:
    """The lines of Python that register an environment, by its id, without this program; none for Gymnasium's own."""
    origin = _origins.get(environment)
    return origin.lines if origin else ()


def _importing(module: ModuleType) -> tuple[str, ...]:
    return (*_finding(module), f"import {module.__name__}")


def _finding(module: ModuleType) -> tuple[str, ...]:
    """The lines of Python that make a module findable by its name from any folder; none where it is installed."""
    file = getattr(module, "__file__", None)
    if not file:  # A package without an __init__.py has folders only, and what is built in has nothing.
        folders = list(getattr(module, "__path__", ()))
        if not folders:
            return ()
        file = Path(folders[0], "__init__.py")
    # As it is, since a link may be what gives it its name; and resolved, for what lies beside it.
    found = Path(file).absolute()
    folders = [_folder_above(module.__name__, found), _folder_above(module.__name__, found.resolve())]
    if any(folders[1] == Path(path).resolve() for path in map(sysconfig.get_path, ("purelib", "platlib"))):
        return ()
    return "import sys", *(f"sys.path.insert(0, {str(folder)!r})" for folder in dict.fromkeys(folders))


def _folder_above(module: str, file: Path) -> Path:
    return file.parent if module == file.stem else root_of(module, file)  # An __init__.py may be imported by its path.


def _imported(name: str) -> ModuleType:
    if name.endswith(".py"):
        return _imported_file(Path(name))
    if not all(part.isidentifier() for part in name.split(".")):
        raise InputError(
            "{name} is no module's name; give one such as my_package.environments, or the path of a .py file.",
            name=_shown(name),
        )
    look_where_the_user_is()
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            raise InputError(
                "There is no module {name} here or among the installed packages; "
                "check the name, install its package, or give the path of its .py file.",
                name=_shown(name),
            ) from error
        raise _failed(name, error) from error
    except BaseException as error:
        if is_the_users(error):
            raise
        raise _failed(name, error) from error


def _imported_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise InputError("There is no file {path} to import.", path=_shown(str(path)))
    name = path.stem
    known = sys.modules.get(name)
    if known is not None:
        if getattr(known, "__file__", None) and Path(str(known.__file__)).resolve() == path.resolve():
            return known
        raise InputError(
            "The file {path} would be imported as {name}, but another module of that name is "
            "loaded already; rename the file.",
            path=_shown(str(path)),
            name=_shown(name),
        )
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not name.isidentifier():
        raise InputError(
            "The file {path} can't be imported as a module; rename it to a plain name.", path=_shown(str(path))
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # Gymnasium finds an entry point `name:Class` through it.
    folder = str(path.resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)  # For what lies beside it; at the end, so that it stands in nobody's way.
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        sys.modules.pop(name, None)
        if is_the_users(error):
            raise
        remedy = ""
        if isinstance(error, ImportError) and "relative import" in plain_words(error):
            remedy = Sentence(
                "It is a part of a package: import it by its dotted name, from the folder that holds the package."
            )
        raise InputError(Sentences(str(_failed(str(path), error)), remedy)) from error
    return module


def _register(module: ModuleType, name: str, before: Mapping[str, EnvSpec]) -> tuple[str, ...]:
    """Has a module register its environments by a function of its own, or by its package's entry points.

    Returns:
        The lines of Python that did it; none where nothing was found.
    """
    candidates = [(word, getattr(module, word, None)) for word in REGISTRATION_FUNCTIONS]
    functions = [(word, function) for word, function in candidates if callable(function) and _is_of(function, module)]
    needs = {word: _needed(function) for word, function in functions}
    found: tuple[str, ...] = ()
    try:
        for word, function in functions:
            if not needs[word]:
                function()
                found = (*_importing(module), f"{module.__name__}.{word}()")
                if _new(before):
                    return found
        lines = _by_entry_points(name)
    except BaseException as error:
        if is_the_users(error):
            raise
        raise _failed(name, error) from error
    open_calls = [f"{word}({', '.join(f'{needed}=…' for needed in needs[word])})" for word in needs if needs[word]]
    if open_calls and not _new(before):
        raise InputError(
            "The module {name} registers its environments by {open_calls}, whose arguments only you know; "
            "write a module of your own that imports {name_2} and calls that with them, and import yours.",
            name=_shown(name),
            open_calls=open_calls[0],
            name_2=module.__name__,
        )
    return lines or found


def _is_of(function: object, module: ModuleType) -> bool:
    """Whether a function is a module's own or of its package, or of a file beside it; not one that it uses."""
    if isinstance(function, functools.partial):
        return True
    defined = getattr(function, "__module__", None) or ""
    if defined.partition(".")[0] == module.__name__.partition(".")[0]:
        return True
    files = (getattr(sys.modules.get(defined), "__file__", None), getattr(module, "__file__", None))
    return all(files) and len({Path(str(file)).resolve().parent for file in files}) == 1


def _needed(function: Callable[..., object]) -> tuple[str, ...]:
    """The arguments that a function can't be called without."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return ()
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return tuple(
        parameter.name
        for parameter in parameters
        if parameter.default is inspect.Parameter.empty and parameter.kind not in optional
    )


def _by_entry_points(name: str) -> tuple[str, ...]:
    """Loads everything that the package of the module `name` offers; the same as lines."""
    package = name.partition(".")[0]
    points = [
        point
        for point in importlib.metadata.entry_points(group=ENTRY_POINTS)
        if point.module.partition(".")[0] == package
    ]
    return tuple(dict.fromkeys(line for point in points for line in _called(point)))


def _called(point: importlib.metadata.EntryPoint) -> tuple[str, ...]:
    """Loads an entry point, which is a function that registers, or a module whose import does; the same as lines.

    Its name is the namespace of what it registers, unless it is `__root__`, as Gymnasium has it.
    """
    rooted = point.name == _ROOT
    with contextlib.nullcontext() if rooted else registration.namespace(point.name):
        loaded = point.load()
        if callable(loaded):
            loaded()
    lines = [f"import {point.module}", *([f"{point.module}.{point.attr}()"] if callable(loaded) else [])]
    if not rooted:
        within = f"with gymnasium.envs.registration.namespace({point.name!r}):"
        lines = ["import gymnasium", within, *(f"    {line}" for line in lines)]
    return *_finding(sys.modules[point.module]), *lines


def _failed(name: str, error: BaseException) -> InputError:
    where = ""
    frames = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame in frames if "importlib" not in frame.filename and frame.name != "refuse"]
    if frames and frames[-1].filename != __file__:
        where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})"
    return InputError(
        "Importing {name} failed: {error}{where}.", name=_shown(name), error=error_words(error), where=where
    )


def _shown(name: str) -> str:
    return repr(name[:_LONGEST_NAME])
