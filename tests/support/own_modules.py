"""Modules of environments as a user writes them, each under a name of its own, and forgotten when a test ends."""

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_numbers = itertools.count()

_SOURCE = """
import gymnasium
from gymnasium import spaces
class Own(gymnasium.Env):
    observation_space, action_space = spaces.Discrete(2), spaces.Discrete(2)
    def __init__(self, size=3): self.size = size
    def reset(self, *, seed=None, options=None): return 0, {{}}
    def step(self, action): return 1, 1.0, True, False, {{}}
{lines}
"""


def new_name() -> str:
    """A module's name that nobody has used."""
    return f"module_of_the_users_{next(_numbers)}"


def write_module(folder: Path, name: str, lines: str | None = None) -> Path:
    """Writes `name`.py, which registers `name`/A-v0 and `name`/B-v0 unless `lines` say otherwise."""
    if lines is None:
        lines = "\n".join(f"gymnasium.register('{name}/{letter}-v0', entry_point=Own)" for letter in "AB")
    path = folder / f"{name}.py"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(_SOURCE.format(lines=lines))
    return path


def forget_module(name: str) -> None:
    """As another process would be: the module isn't imported, and its environments aren't registered."""
    import gymnasium

    for environment in [known for known in gymnasium.registry if known.startswith(f"{name}/")]:
        del gymnasium.registry[environment]
    sys.modules.pop(name, None)


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder, empty; what is registered and found on the path while the test runs is forgotten after it."""
    import gymnasium

    folder = tmp_path / "working folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path])
    registered, loaded = set(gymnasium.registry), set(sys.modules)
    yield folder
    for environment in set(gymnasium.registry) - registered:
        del gymnasium.registry[environment]
    for module in set(sys.modules) - loaded:
        if module.startswith("module_of_the_users_"):
            del sys.modules[module]
