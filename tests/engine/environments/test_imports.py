"""Modules of the user's own environments: found by name or path, refused with the reason, never by a file's choice."""

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import gymnasium
import pytest

from dqn_engine.environments.imports import find_installed, import_environments, import_lines, module_of
from dqn_engine.environments.registry import another_module, refuse_unregistered
from dqn_engine.system.errors import InputError

_numbers = itertools.count()

MODULE = """
import gymnasium
from gymnasium import spaces
class Own(gymnasium.Env):
    observation_space, action_space = spaces.Discrete(2), spaces.Discrete(2)
    def reset(self, *, seed=None, options=None): return 0, {{}}
    def step(self, action): return 1, 1.0, True, False, {{}}
{registration}
"""


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module's name that nobody has used, in a folder that is the working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    chosen, registered = f"own_environments_{next(_numbers)}", set(gymnasium.registry)
    yield chosen
    for environment in set(gymnasium.registry) - registered:
        del gymnasium.registry[environment]


def written(path: Path, registration: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(MODULE.format(registration=registration))
    return path


def line(environment: str) -> str:
    return f"gymnasium.register({environment!r}, entry_point=Own)"


def test_that_a_module_in_the_working_folder_brings_its_environments(name: str, tmp_path: Path) -> None:
    written(tmp_path / f"{name}.py", f"{line(f'{name}/B-v0')}; {line(f'{name}/A-v0')}")
    for _ in range(2):  # Twice is as good as once.
        assert import_environments(name) == (f"{name}/A-v0", f"{name}/B-v0")
    assert module_of(f"{name}/A-v0") == name
    assert gymnasium.make(f"{name}/A-v0").step is not None
    assert module_of("CartPole-v1") == ""


def test_that_a_file_is_imported_by_its_path(name: str, tmp_path: Path) -> None:
    path = str(written(tmp_path / "deep" / f"{name}.py", line(f"{name}-v0")))
    assert import_environments(path) == (f"{name}-v0",)
    assert import_environments(path) == (f"{name}-v0",)
    assert module_of(f"{name}-v0") == path


def test_that_a_module_imported_by_its_name_is_the_one_imported_by_its_path(name: str, tmp_path: Path) -> None:
    path = str(written(tmp_path / f"{name}.py", line(f"{name}-v0")))
    assert import_environments(name) == import_environments(path) == (f"{name}-v0",)


@pytest.mark.parametrize("function", ["register_envs", "register_environments", "register"])
def test_that_a_registration_function_is_called(name: str, tmp_path: Path, function: str) -> None:
    written(tmp_path / f"{name}.py", f"def {function}():\n    {line(f'{name}-v0')}")
    assert import_environments(name) == (f"{name}-v0",)


@pytest.mark.parametrize(
    "init",
    [
        "from {name}.registration import register_envs",
        "from {name}.registration import begin as register",
        "import functools\nfrom {name}.registration import begin\nregister_envs = functools.partial(begin, 0)",
        "import functools\nimport gymnasium\nfrom {name}.registration import Own\n"
        "register = functools.partial(gymnasium.register, '{name}-v0', entry_point=Own)",
        "def register_envs(folder): 1 / 0\nfrom {name}.registration import begin as register",
    ],
)
def test_that_a_registration_function_is_found_wherever_the_package_has_it(
    name: str, tmp_path: Path, init: str
) -> None:
    written(
        tmp_path / name / "registration.py",
        f"def begin(_=None):\n    {line(f'{name}-v0')}\nregister_envs = begin",
    )
    (tmp_path / name / "__init__.py").write_text(init.format(name=name))
    assert import_environments(name) == (f"{name}-v0",)


def test_that_a_registration_function_of_a_file_beside_is_called(name: str, tmp_path: Path) -> None:
    written(tmp_path / f"{name}_beside.py", f"def register_envs():\n    {line(f'{name}-v0')}")
    (tmp_path / f"{name}.py").write_text(f"from {name}_beside import register_envs")
    assert import_environments(name) == (f"{name}-v0",)


def test_that_one_which_needs_arguments_is_named_with_what_to_do(name: str, tmp_path: Path) -> None:
    written(tmp_path / f"{name}.py", "def register_envs(folder, *, size, depth=3): 1 / 0")
    words = rf"by register_envs\(folder=…, size=…\), .*write a module of your own that imports {name} and calls that"
    with pytest.raises(InputError, match=words):
        import_environments(name)


def test_that_every_entry_point_of_a_package_registers(name: str, tmp_path: Path) -> None:
    written(
        tmp_path / name / "__init__.py",
        f"def one():\n    {line(f'{name}/One-v0')}\ndef two():\n    {line(f'{name}/Two-v0')}",
    )
    info = tmp_path / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[gymnasium.envs]\n{name} = {name}:one\n__root__ = {name}:two\n")
    assert import_environments(name) == (f"{name}/One-v0", f"{name}/Two-v0")
    assert f"{name}.two()" in import_lines(f"{name}/Two-v0")


def test_that_gymnasiums_own_register_is_not_taken_for_the_modules(name: str, tmp_path: Path) -> None:
    written(tmp_path / f"{name}.py", "from atexit import register\nfrom gymnasium import register_envs")
    with pytest.raises(InputError, match="registers no environment"):
        import_environments(name)


def test_that_a_package_s_entry_point_registers_where_its_module_doesn_t(name: str, tmp_path: Path) -> None:
    written(tmp_path / name / "games.py", f"def begin():\n    {line(f'{name}/Game-v0')}")
    (tmp_path / name / "__init__.py").touch()
    info = tmp_path / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[gymnasium.envs]\n__root__ = {name}.games:begin\n")
    assert import_environments(name) == (f"{name}/Game-v0",)
    assert module_of(f"{name}/Game-v0") == name


def test_that_an_entry_point_s_name_is_the_namespace_of_what_it_registers(name: str, tmp_path: Path) -> None:
    written(tmp_path / name / "__init__.py", f"def begin():\n    {line('Game-v0')}")
    info = tmp_path / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[gymnasium.envs]\n{name}-games = {name}:begin\n")
    assert import_environments(name) == (f"{name}-games/Game-v0",)


def registered_elsewhere(lines: tuple[str, ...], name: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> set[str]:
    """What `lines` register as another process would run them, which has another working folder."""
    before = set(gymnasium.registry)
    for environment in [environment for environment in before if name in environment]:
        del gymnasium.registry[environment]
    for module in [module for module in sys.modules if module.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, module)
    other = folder / "other"
    other.mkdir()
    monkeypatch.chdir(other)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path and not path.startswith(str(folder))])
    exec("\n".join(lines), {})
    return {environment for environment in gymnasium.registry if name in environment}


@pytest.mark.parametrize(
    ("file", "inside"),
    [
        ("{name}.py", ""),
        ("{name}/__init__.py", ""),
        ("{name}/registration.py", ".registration"),
        ("{name}/deep/__init__.py", ".deep"),
    ],
)
@pytest.mark.parametrize("function", [False, True])
def test_that_the_lines_of_a_script_register_from_any_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, inside: str, function: bool
) -> None:
    registration = line(f"{name}/A-v0")
    written(tmp_path / file.format(name=name), f"def register(): {registration}" if function else registration)
    assert import_environments(f"{name}{inside}") == (f"{name}/A-v0",)
    lines = import_lines(f"{name}/A-v0")
    assert registered_elsewhere(lines, name, monkeypatch, tmp_path) == {f"{name}/A-v0"}


def test_that_the_lines_of_a_script_find_a_module_under_the_name_of_a_link(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "far" / "real.py", f"import beside_{name}; {line(f'{name}/A-v0')}")
    (tmp_path / "far" / f"beside_{name}.py").touch()
    (tmp_path / f"{name}.py").symlink_to(tmp_path / "far" / "real.py")
    assert import_environments(str(tmp_path / f"{name}.py")) == (f"{name}/A-v0",)
    lines = import_lines(f"{name}/A-v0")
    monkeypatch.delitem(sys.modules, f"beside_{name}")
    assert registered_elsewhere(lines, name, monkeypatch, tmp_path) == {f"{name}/A-v0"}


@pytest.mark.parametrize("point", ["{name}.games", "{name}.games:begin"])
@pytest.mark.parametrize("rooted", [False, True])
def test_that_the_lines_of_a_script_register_in_the_namespace_of_an_entry_point(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, rooted: bool
) -> None:
    registration = f"gymnasium.register('At-{name}-v0', entry_point=Own)\ndef begin(): {line(f'In-{name}-v0')}"
    written(tmp_path / name / "games.py", registration)
    (tmp_path / name / "__init__.py").touch()
    info = tmp_path / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    key = "__root__" if rooted else "mod"
    (info / "entry_points.txt").write_text(f"[gymnasium.envs]\n{key} = {point.format(name=name)}\n")
    brought = import_environments(name)
    words = ("At", "In") if point.endswith("begin") else ("At",)
    assert brought == tuple(f"{'' if rooted else 'mod/'}{word}-{name}-v0" for word in words)
    lines = import_lines(brought[-1])
    assert registered_elsewhere(lines, name, monkeypatch, tmp_path) == set(brought)


@pytest.mark.parametrize(
    ("registration", "words"),
    [
        ("x = 1", r"registers no environment with Gymnasium.*call gymnasium\.register"),
        ("1 / 0", r"failed: ZeroDivisionError: division by zero \(own_environments_\d+\.py, line \d+\)"),
        ("raise SystemExit(0)", "failed: SystemExit: 0"),
        ("import nothing_of_that_name", "failed: ModuleNotFoundError: No module named 'nothing_of_that_name'"),
        ("def register(): raise ValueError('a\\nb')", "failed: ValueError: a b"),
        ("def f(:", "failed: SyntaxError"),
    ],
)
def test_that_a_module_that_is_of_no_use_is_refused_with_the_reason(
    name: str, tmp_path: Path, registration: str, words: str
) -> None:
    written(tmp_path / f"{name}.py", registration)
    for way in (name, str(tmp_path / f"{name}.py")):
        sys.modules.pop(name, None)
        with pytest.raises(InputError, match=words) as caught:
            import_environments(way)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("no_such_module_at_all", "There is no module 'no_such_module_at_all'"),
        ("gymnasium.no_such_part", "There is no module 'gymnasium.no_such_part'"),
        ("a b", "no module's name"),
        ("", "no module's name"),
        ("../up", "no module's name"),
        ("module:Id", "no module's name"),
        ("missing.py", "There is no file 'missing.py'"),
        ("\x1b[31mred", r"no module's name"),
    ],
)
def test_that_what_is_no_module_is_refused(name: str, given: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        import_environments(given)
    assert str(caught.value).isprintable()


def test_that_a_file_named_like_a_loaded_module_replaces_nothing(name: str, tmp_path: Path) -> None:
    written(tmp_path / "json.py", line(f"{name}-v0"))
    before = sys.modules["json"]
    with pytest.raises(InputError, match="another module of that name is loaded already"):
        import_environments(str(tmp_path / "json.py"))
    assert sys.modules["json"] is before


def test_that_installed_environments_are_looked_for_without_harm() -> None:
    assert all(isinstance(trouble, str) for trouble in find_installed())
    assert find_installed() == find_installed()


@pytest.mark.parametrize("by_path", [False, True])
@pytest.mark.parametrize("mistake", ["1 / 0", "def register(): 1 / 0", "x = 1"])
def test_that_a_module_that_failed_leaves_nothing_and_can_be_mended_and_imported(
    name: str, tmp_path: Path, mistake: str, by_path: bool
) -> None:
    early = f"{line(f'{name}-v0')}\n" if mistake == "1 / 0" else ""
    path = written(tmp_path / f"{name}.py", early + mistake)
    way = str(path) if by_path else name
    with pytest.raises(InputError):
        import_environments(way)
    assert f"{name}-v0" not in gymnasium.registry
    written(path, f"{line(f'{name}-v0')}  # mended, and so of another length")
    assert import_environments(way) == (f"{name}-v0",)


def test_that_a_file_finds_what_lies_beside_it(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / f"{name}_parts.py").write_text("WORD = 'beside'")
    path = written(folder / f"{name}.py", f"from {name}_parts import WORD; {line(f'{name}-v0')}")
    assert import_environments(str(path)) == (f"{name}-v0",)
    assert sys.path[0] != str(folder), "it stands in nobody's way"


def test_that_a_file_of_a_package_is_told_to_be_imported_by_its_name(name: str, tmp_path: Path) -> None:
    path = written(tmp_path / name / "inner.py", "from . import other")
    with pytest.raises(InputError, match=r"a part of a package: import it by its dotted name"):
        import_environments(str(path))
    (tmp_path / name / "__init__.py").touch()
    (tmp_path / name / "other.py").touch()
    path.write_text(MODULE.format(registration=f"from . import other; {line(f'{name}/In-v0')}"))
    assert import_environments(f"{name}.inner") == (f"{name}/In-v0",)


@pytest.mark.filterwarnings("ignore:.*Overriding environment")
def test_that_an_id_which_two_modules_register_is_the_later_one_s_and_one_that_fails_takes_nothing(
    name: str, tmp_path: Path
) -> None:
    written(tmp_path / f"{name}.py", line(f"{name}-v0"))
    written(tmp_path / f"{name}_again.py", line(f"{name}-v0"))
    written(tmp_path / f"{name}_broken.py", f"{line(f'{name}-v0')}; 1 / 0")
    assert import_environments(name) == (f"{name}-v0",)
    assert import_environments(f"{name}_again") == (f"{name}-v0",)
    assert module_of(f"{name}-v0") == f"{name}_again"
    spec = gymnasium.spec(f"{name}-v0")
    with pytest.raises(InputError, match="ZeroDivisionError"):
        import_environments(f"{name}_broken")
    assert gymnasium.spec(f"{name}-v0") is spec


def test_that_an_environment_of_the_same_name_from_another_module_is_told(name: str, tmp_path: Path) -> None:
    written(tmp_path / f"{name}.py", line(f"{name}-v0"))
    import_environments(name)
    for same in (name, f"deep.{name}", f"/elsewhere/{name}.py", ""):
        assert another_module(f"{name}-v0", same) == ""
    words = f"began with the environment '{name}-v0' of the module 'others'; the one of that name here is of '{name}'"
    assert words in another_module(f"{name}-v0", "others")


def test_that_a_module_s_path_is_suggested_as_a_shell_takes_it() -> None:
    path = f"/own environments/{'deep/' * 30}mine.py"
    with pytest.raises(InputError) as caught:
        refuse_unregistered("Unknown-v0", path)
    assert str(caught.value).endswith(f"by --import '{path}'.")
